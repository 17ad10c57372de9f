"""From a package.json to files: what cannot be deployed is said, and a workspace's builds share one layer."""

from __future__ import annotations

import json

from orchestration.edges.tree import MemoryTree
from orchestration.model.request import Request
from orchestration.model.result import Result
from orchestration.pipeline import run


def made(task: str, files: dict[str, object], app: str | None = None) -> Result:
    tree = MemoryTree({path: (text if isinstance(text, str) else json.dumps(text)).encode() for path, text in files.items()}, "shop")
    return run(Request(task=task, app=app), tree=tree, with_checks=False)


def test_a_library_gets_no_image_and_the_reason_is_said() -> None:
    result = made("dockerfile", {"package.json": {"name": "lib", "exports": "./dist/index.js", "scripts": {"build": "tsc"}}, "src/index.ts": "export {}\n"})
    assert result.status == "error" and result.error.code == "not-deployable" and not result.artefacts


WORKSPACE = {
    "package.json": {"name": "all", "private": True, "packageManager": "pnpm@10.19.0"}, "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "apps/api/package.json": {"name": "@all/api", "scripts": {"build": "tsc", "start": "node dist/a.js"}, "dependencies": {"express": "5.1.0", "@all/lib": "workspace:*"}},
    "packages/lib/package.json": {"name": "@all/lib", "main": "dist/index.js", "scripts": {"build": "tsc"}},
}


def test_a_workspace_builds_what_the_app_needs_first_and_in_one_layer() -> None:
    result = made("dockerfile", WORKSPACE, "apps/api")
    text = next(a.text for a in result.artefacts if a.path.endswith("Dockerfile"))
    assert "RUN env CI=true pnpm --dir packages/lib run build \\\n    && env CI=true pnpm --dir apps/api run build\n" in text


def test_a_pipeline_builds_what_the_app_needs_before_it_checks_the_app() -> None:
    result = made("ci_cd", WORKSPACE, "apps/api")
    text = next(a.text for a in result.artefacts if "ci" in a.path and a.path.endswith(".yml"))
    assert text.index("pnpm install --frozen-lockfile") < text.index("pnpm --dir packages/lib run build") < text.index("pnpm run build")


def test_yarn_on_a_runner_comes_through_corepack_while_node_brings_it() -> None:
    files = {"package.json": {"name": "web", "packageManager": "yarn@4.10.3", "engines": {"node": "24"}, "scripts": {"start": "node a.js"}, "dependencies": {"express": "5.1.0"}}, "yarn.lock": "__metadata:\n  version: 8\n", "a.js": "require('express')().listen(3000)\n"}
    result = made("ci_cd", files)
    text = next(a.text for a in result.artefacts if "ci" in a.path and a.path.endswith(".yml"))
    assert "corepack prepare yarn@4.10.3 --activate" in text and "npm install --global" not in text
