"""The pipeline's word to Sentry, by Sentry's own command-line client, to a server that plays its API on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here
from tests.json_api import json_api

from orchestration import pins
from orchestration.blueprints import blueprint

pytestmark = pytest.mark.live

TOKEN = "sntryu_" + "0" * 64
VARIABLES = {"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme", "SENTRY_PROJECT": "api", "SENTRY_RELEASE": "api@0123abc", "SENTRY_ENVIRONMENT": "staging",
             "SENTRY_CLI_VERSION": pins.npm_tool("@sentry/cli"), "DEPLOY_URL": "https://staging.example.com"}


@dataclass
class Api:
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    status: int = 0
    port: int = 0


@contextmanager
def serving(status: int = 0) -> Iterator[Api]:
    api = Api(status=status)

    def answer(method: str, path: str, headers: Message, body: Any) -> tuple[int, Any]:
        place = path.split("?")[0].removeprefix("/api/0")
        api.calls.append((method, place, body))
        if api.status:
            return api.status, {"detail": "no"}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"detail": "Invalid token"}
        if method == "GET" and place.endswith(("/repos/", "/previous-with-commits/", "/deploys/")):
            return 200, []
        if "/deploys/" in place:
            return 200, {"id": "1", "environment": body["environment"], "dateFinished": "2026-01-01T00:00:00Z", "name": None, "url": body.get("url"), "dateStarted": None}
        return 200, {"version": "api@0123abc", "dateCreated": "2026-01-01T00:00:00Z", "dateReleased": None, "lastEvent": None, "newGroups": 0, "projects": [{"slug": "api", "name": "api"}]}

    with json_api(answer) as api.port:
        yield api


def tell(folder: Path, api: Api, **more: str) -> subprocess.CompletedProcess[str]:
    for name in ("npx", "git"):
        if not shutil.which(name):
            end_here(f"{name} is not installed")
    script = folder / "sentry-release.sh"
    script.write_text(blueprint("ci/sentry-release.sh"))
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "SENTRY_URL": f"http://127.0.0.1:{api.port}", **VARIABLES, **more}
    # npm's own name for it: what was fetched once need not be fetched again.
    env["NPM_CONFIG_CACHE"] = os.environ.get("NPM_CONFIG_CACHE") or str(Path.home() / ".npm")
    return subprocess.run(["bash", str(script)], cwd=folder, env=env, capture_output=True, text=True, timeout=240)


def test_a_deployment_is_told_with_its_release_and_environment(tmp_path: Path) -> None:
    with serving() as api:
        done = tell(tmp_path, api)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [(method, path) for method, path, _ in api.calls]
    assert any(method == "POST" and path.endswith("/releases/") for method, path in told), told
    finalised = [body for method, path, body in api.calls if method == "PUT" and path.endswith("/releases/api@0123abc/") and body.get("dateReleased")]
    assert finalised, told
    [deployed] = [body for method, path, body in api.calls if method == "POST" and path.endswith("/deploys/")]
    assert (deployed["environment"], deployed["url"]) == ("staging", "https://staging.example.com")
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize("missing", ["SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_PROJECT"])
def test_without_an_account_nothing_is_told_and_nothing_fails(tmp_path: Path, missing: str) -> None:
    with serving() as api:
        done = tell(tmp_path, api, **{missing: ""})
    assert done.returncode == 0 and "nothing was told" in done.stdout
    assert api.calls == []


def test_a_sentry_that_refuses_does_not_fail_the_deployment(tmp_path: Path) -> None:
    with serving(403) as api:
        done = tell(tmp_path, api)
    assert done.returncode == 0
    assert "could not be made" in done.stdout and len(api.calls) >= 1
