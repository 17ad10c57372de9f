"""A package.json beside a deno.json: who of the two runs the directory."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.toolchains.node.reading import detect

PACKAGE = '{"dependencies": {"express": "^5"}, "scripts": {"start": "node server.js"}}'


@pytest.mark.parametrize(("files", "is_node"), [
    ({"deno.json": '{"tasks": {"start": "deno run -A main.ts"}}'}, False),
    ({"deno.jsonc": '{\n// how it runs\n"tasks": {"dev": {"command": "deno serve --watch main.ts"}}}'}, False),
    ({"deno.json": "{}", "deno.lock": "{}"}, False),
    ({"deno.json": "{}", "deno.lock": "{}", "package-lock.json": "{}"}, True),
    ({"deno.json": '{"tasks": {"start": "node server.js"}}'}, True),
    ({"deno.json": '{"fmt": {}}'}, True),
    ({"deno.json": "{broken"}, True),
    ({"deno.lock": "{}"}, True),
])
def test_node_leaves_to_deno_what_deno_runs(files: dict[str, str], is_node: bool) -> None:
    tree = MemoryTree({name: text.encode() for name, text in {"package.json": PACKAGE, "server.js": "", **files}.items()}, "project")
    assert bool(detect(tree, ".")) is is_node
