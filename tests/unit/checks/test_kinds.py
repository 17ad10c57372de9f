"""Which files people write for deployment, by name and, where the name is open, by content."""

from __future__ import annotations

import pytest

from orchestration.checks.kinds import deployment_files, kind_of
from orchestration.edges.tree import MemoryTree

FROM = "FROM scratch\n"
SERVICES = "services:\n  web:\n    image: nginx\n"
SERVER = "server {\n  listen 80;\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("Dockerfile", FROM, "dockerfile"),
        ("docker/web.Dockerfile", FROM, "dockerfile"),
        ("Dockerfile.prod", FROM, "dockerfile"),
        ("api/Containerfile", FROM, "dockerfile"),
        ("Dockerfile", "no instruction\n", None),
        ("Dockerfile.md", FROM, "markdown"),
        (".dockerignore", "*\n", "dockerignore"),
        ("Dockerfile.dockerignore", "*\n", "dockerignore"),
        ("compose.yaml", SERVICES, "compose"),
        ("docker-compose.prod.yml", SERVICES, "compose"),
        ("compose.yaml", "a: 1\n", "yaml"),
        (".github/workflows/ci.yml", "on: push\n", "github-workflow"),
        (".github/actions/setup/action.yml", "name: x\nruns:\n  using: composite\n", "github-action"),
        (".github/dependabot.yml", "version: 2\n", "dependabot"),
        ("renovate.json", "{}", "renovate"),
        (".gitlab-ci.yml", "a: {}\n", "gitlab-ci"),
        ("ci/build.gitlab-ci.yml", "a: {}\n", "gitlab-ci"),
        (".env.example", "A=1\n", "env-example"),
        ("api/.env.sample", "A=1\n", "env-example"),
        (".env", "A=1\n", None),
        ("nginx/default.conf", SERVER, "nginx"),
        ("nginx.conf", "events {\n worker_connections 10;\n}\n", "nginx"),
        ("redis.conf", "port 6379\n", None),
        ("bin/start", "#!/usr/bin/env bash\n", "shell"),
        ("bin/start", "#!/usr/bin/env python3\n", None),
        ("src/a.mts", "1\n", "typescript"),
    ],
)
def test_kind(path: str, text: str, kind: str | None) -> None:
    assert kind_of(path, text) == kind


def test_deployment_files_of_a_project() -> None:
    tree = MemoryTree(
        {
            "Dockerfile": FROM,
            "compose.yaml": SERVICES,
            "src/server.js": "1\n",
            "package.json": "{}",
            ".env": "SECRET=1\n",
            ".env.example": "SECRET=\n",
            ".hadolint.yaml": "ignored: []\n",
            "docker/entrypoint.sh": "#!/bin/sh\n",
            "scripts/unrelated.sh": "#!/bin/sh\n",
            "tests/fixtures/Dockerfile": FROM,
            "docs/compose.yaml": SERVICES,
        }
    )
    kinds = {path: kind for path, (kind, _) in deployment_files(tree).files.items()}
    assert kinds == {
        "Dockerfile": "dockerfile",
        "compose.yaml": "compose",
        ".env.example": "env-example",
        ".hadolint.yaml": "yaml",
        "docker/entrypoint.sh": "shell",
    }
