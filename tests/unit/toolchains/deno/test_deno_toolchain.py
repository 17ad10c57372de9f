"""Deno's files as they are read, and the image that is made of them."""

from __future__ import annotations

import json

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.model.errors import BadValue
from orchestration.profiling import profile
from orchestration.toolchains.deno.ci import ci
from orchestration.toolchains.deno.config import members, program, specifier
from orchestration.toolchains.deno.container import container

SERVER = "Deno.serve({ port: 9000 }, () => new Response('ok'));\n"


def files(content: dict[str, str]) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in content.items()}, "project")


def task(line: str) -> MemoryTree:
    return files({"deno.json": json.dumps({"tasks": {"go": "deno run -A other.ts", "start": line}}), "main.ts": SERVER, "other.ts": SERVER})


@pytest.mark.parametrize(("line", "argv"), [
    ("deno run --watch --allow-net main.ts", ("deno", "run", "--cached-only", "--allow-net", "main.ts")),
    ("deno serve --port 9001 -A ./main.ts", ("deno", "serve", "--cached-only", "--port", "9001", "-A", "main.ts")),
    ("deno task go", ("deno", "run", "--cached-only", "-A", "other.ts")),
    ("deno check main.ts && A=1 deno run --env-file=.env -R=/data main.ts --verbose", ("deno", "run", "--cached-only", "-R=/data", "main.ts", "--verbose")),
])
def test_a_task_comes_down_to_a_program_with_its_own_permissions(line: str, argv: tuple[str, ...]) -> None:
    found = program(task(line), ".", "start")
    assert found and found.argv == argv


@pytest.mark.parametrize("line", ["vite", "deno run -A $(cat entry)", "deno run -A ../outside.ts", "deno run -A main.ts | tee log", "deno run '", "deno task start", "deno run -A https://example.com/x.ts"])
def test_what_is_no_plain_program_is_not_guessed(line: str) -> None:
    assert program(task(line), ".", "start") is None


def test_specifiers() -> None:
    assert specifier("jsr:@hono/hono@^4/jsx") == ("@hono/hono", "^4")
    assert specifier("npm:/pg@8") == ("pg", "8")
    assert specifier("https://deno.land/x/oak@v12.6.1/mod.ts") == ("x/oak", "v12.6.1")
    assert specifier("./local.ts") is None


def test_workspace_members_are_listed_or_matched() -> None:
    there = files({"deno.json": '{"workspace": ["./a", "libs/*"]}', "a/deno.json": "{}", "b/deno.json": "{}", "libs/c/deno.jsonc": "{}"})
    assert members(there, ".") == ("a", "libs/c")


def test_the_image_keeps_permissions_and_caches_dependencies_apart() -> None:
    facts = container(profile(files({
        "deno.json": '{"tasks": {"start": "deno run --allow-net=:9000 main.ts"}}', "deno.lock": '{"version": "5"}', "main.ts": SERVER, "main_test.ts": "Deno.test('a', () => {});\n", ".env": "A=1\n",
    })))
    assert facts.build_image.ref.startswith("denoland/deno:debian-2.")
    assert facts.command.argv == ("deno", "run", "--cached-only", "--allow-net=:9000", "main.ts")
    assert [c.argv for s in facts.install for c in s.commands] == [("deno", "install", "--frozen")]
    assert [c.argv for s in facts.build for c in s.commands] == [("deno", "cache", "--frozen", "main.ts")]
    assert {"main.ts", "deno.json", "deno.lock"} == set(facts.context)
    assert facts.run_env["DENO_DIR"] == "/deno-dir"


def test_the_probe_may_reach_the_app_only() -> None:
    probe = container(profile(files({"deno.json": "{}", "main.ts": SERVER}))).probe
    assert probe and [w for w in probe.argv if w.startswith(("--allow", "-A"))] == ["--allow-net=127.0.0.1"]
    assert "9000" in probe.argv[-1]


def test_a_member_runs_in_its_own_directory() -> None:
    facts = container(profile(files({
        "deno.json": '{"workspace": ["./api"]}', "deno.lock": "{}", "api/deno.json": '{"tasks": {"start": "deno run -A main.ts"}}', "api/main.ts": SERVER,
    })))
    assert facts.final_workdir == "/app/api"
    assert [(c.sources, c.destination) for c in facts.manifests] == [(("deno.json", "deno.lock"), "./"), (("api/deno.json",), "./api/")]


def test_before_deno_2_the_cache_is_filled_from_the_entry() -> None:
    app = profile(files({"deno.json": '{"tasks": {"start": "deno run -A main.ts"}}', ".dvmrc": "1.46.3\n", "deno.lock": "{}", "main.ts": SERVER}))
    facts = container(app)
    assert not facts.install and not ci(app).install
    assert [c.argv for s in facts.build for c in s.commands] == [("deno", "cache", "main.ts")]


def test_a_library_alone_is_no_application() -> None:
    with pytest.raises(BadValue):
        container(profile(files({"deno.json": '{"name": "@a/b", "exports": "./mod.ts"}', "mod.ts": "export const a = 1;\n"})))


def test_odd_shapes_raise_nothing() -> None:
    for text in ("[]", '{"tasks": [], "imports": 3, "workspace": {"members": 1}, "lock": {"path": 4}}'):
        profile(files({"deno.json": text, "main.ts": SERVER}))


def test_ci_takes_the_version_the_project_states() -> None:
    facts = ci(profile(files({"deno.json": '{"tasks": {"start": "deno run -A main.ts"}}', ".tool-versions": "deno 2.9.5\n", "main.ts": SERVER})))
    assert "denoland/deno:bin-2.9.5" in facts.setup[0].argv  # type: ignore[union-attr]
