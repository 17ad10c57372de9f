"""What a script comes down to: wrappers, indirections and builds taken off."""

from __future__ import annotations

import pytest

from orchestration.model.facts import Evidence, Fact
from orchestration.toolchains.node.scripts import unwrap


def scripts(**lines: str) -> dict[str, Fact[str]]:
    return {name.replace("__", ":"): Fact(line, (Evidence("package.json", 1),)) for name, line in lines.items()}


@pytest.mark.parametrize(("lines", "command"), [
    ({"start": "npm run with__env -- node build/main.js", "with__env": "dotenv -e ../.env --"}, "node build/main.js"),
    ({"start": "pnpm with-env next start", "with-env": "dotenv -e ../../.env --"}, "next start"),
    ({"start": "npm run serve -- --port 80", "serve": "node server.js"}, "node server.js --port 80"),
    ({"start": "cross-env NODE_ENV=production node --env-file=.env dist/a.js"}, "node dist/a.js"),
])
def test_a_start_script_comes_down_to_its_program(lines: dict[str, str], command: str) -> None:
    named = {name: line.replace("with__env", "with:env") for name, line in lines.items()}
    found = unwrap(scripts(**named), "start")
    assert found and found.nature == "program" and found.command and found.command.line == command


def test_a_script_that_calls_itself_with_arguments_ends() -> None:
    found = unwrap(scripts(start="npm run a -- x", a="npm run start -- y"), "start")
    assert found and found.nature == "none" and found.command is None


@pytest.mark.parametrize(("lines", "builds", "before"), [
    ({"start": "tsc && node dist/a.js"}, ("tsc",), ()),
    ({"start": "node dist/a.js", "prestart": "npm run build"}, ("npm run build",), ()),
    ({"start": "npm run lint && npm run build && node dist/a.js", "lint": "eslint .", "build": "tsc"}, ("npm run lint", "npm run build"), ()),
    ({"start": "prisma migrate deploy && node dist/a.js"}, (), ("prisma migrate deploy",)),
])
def test_builds_are_told_from_what_must_run_first(lines: dict[str, str], builds: tuple[str, ...], before: tuple[str, ...]) -> None:
    found = unwrap(scripts(**lines), "start")
    assert found and (found.builds, found.before) == (builds, before)
