"""Imports point inward, and each door to the world is in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "orchestration"
LEVELS = {
    "model": 0, "kits": 1, "blueprints": 1, "documents": 1, "pins": 1, "merging": 1, "edges": 2, "toolchains": 3, "stacks": 4, "platforms": 3, "requirements": 3, "checks": 4, "auditing": 3, "proof": 4, "tasks": 4, "profiling": 5, "llm": 6, "consulting": 6, "inventory": 4, "advisories": 1,
    "report": 6, "pipeline": 6, "door": 7, "agents": 8, "workflows": 9, "mcp_server": 9, "cli": 9, "__main__": 10, "__init__": 0,
}
"""Room → how far out it lies; a room imports only from the same level or further in."""
DOORS = {"subprocess": "edges", "sqlite3": "edges", "zipfile": "edges", "socket": "edges", "urllib.request": "edges", "http.client": "edges"}
WRITERS = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "rename", "replace_file", "symlink_to"}
_EXEMPT = {("pins", "kits")}


def modules() -> list[Path]:
    """Ours: what runs in a person's project (a kit of Python, a stack's conventions) follows that project's laws."""
    return sorted(p for p in SOURCE.rglob("*.py") if "conventions" not in p.parts and p.relative_to(SOURCE).parts[:2] != ("kits", "fastapi"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> list[tuple[int, str]]:
    """(line, absolute module) of every import, relative ones resolved."""
    found = []
    package = ["orchestration", *path.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.append((node.lineno, module))
            if node.module is None or module == "orchestration":
                found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_inward(path: Path) -> None:
    mine = LEVELS[room(path)]
    wrong = []
    for line, module in imported(path):
        parts = module.split(".")
        if parts[0] != "orchestration" or len(parts) < 2 or parts[1] not in LEVELS:
            continue
        # A stack's conventions are profiled by the same road, and the static server's recipe is pinned: both are named exceptions.
        if LEVELS[parts[1]] > mine and (parts[1], room(path)) not in _EXEMPT:
            wrong.append(f"line {line}: {room(path)} imports {module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_one_door_each(path: Path) -> None:
    wrong = []
    for line, module in imported(path):
        for door, home in DOORS.items():
            if (module == door or module.startswith(door + ".")) and room(path) != home:
                wrong.append(f"line {line}: {module} only in {home}/")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS and room(path) != "edges":
            wrong.append(f"line {node.lineno}: .{node.func.attr}() only in edges/")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec", "compile", "__import__"):
            wrong.append(f"line {node.lineno}: {node.func.id}() has no place here")
    assert not wrong, "\n".join(wrong)


def test_the_law_refuses_a_wrong_import(tmp_path: Path) -> None:
    bad = SOURCE / "model" / "facts.py"
    tree = ast.parse("from ..tasks import registry\n")
    node = tree.body[0]
    assert isinstance(node, ast.ImportFrom)
    assert LEVELS["tasks"] > LEVELS[room(bad)]
