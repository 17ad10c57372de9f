"""Registries are plain, keys are names, and a task names no stack and no platform."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from orchestration.checks import CHECKS
from orchestration.pipeline import AGENTS
from orchestration.platforms import PLATFORMS
from orchestration.stacks import OF, STACKS, aliases
from orchestration.tasks.registry import TASKS
from orchestration.toolchains import MARKS, TOOLCHAINS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "orchestration"


def _has_home(folder: str, key: str) -> bool:
    name = key.replace("-", "_")
    return (SOURCE / folder / f"{name}.py").is_file() or (SOURCE / folder / name / "__init__.py").is_file()


def test_keys_are_file_names() -> None:
    missing = [f"{folder}/{key}" for folder, registry in (("toolchains", TOOLCHAINS), ("stacks", STACKS), ("platforms", PLATFORMS), ("tasks", TASKS)) for key in registry if not _has_home(folder, key)]
    assert not missing


def test_keys_are_ids() -> None:
    assert all(value.id == key for registry in (TOOLCHAINS, STACKS, TASKS, CHECKS) for key, value in registry.items())


def test_registries_are_sorted() -> None:
    for registry in (TOOLCHAINS, STACKS, PLATFORMS):
        assert list(registry) == sorted(registry)


def test_every_stack_stands_on_a_toolchain_and_every_toolchain_has_a_plain_stack() -> None:
    assert {s.toolchain for s in STACKS.values()} <= set(TOOLCHAINS)
    assert all(t.plain_stack in STACKS and STACKS[t.plain_stack].toolchain == t.id for t in TOOLCHAINS.values())


def test_a_stack_is_listed_with_its_toolchain_and_a_toolchain_by_the_files_it_looks_for() -> None:
    """Or what is only loaded where it is needed would be missed."""
    assert {stack: key for key, stacks in OF.items() for stack in stacks} == {s.id: s.toolchain for s in STACKS.values()}
    unmarked = [f"{t.id}: {name}" for t in TOOLCHAINS.values() if "" not in MARKS[t.id] for name in t.manifest_names if name not in MARKS[t.id] and not name.endswith(tuple(m for m in MARKS[t.id] if m.startswith(".")))]
    assert unmarked == []


def test_a_project_in_one_language_loads_no_other() -> None:
    code = "import sys; from orchestration.edges.tree import MemoryTree; from orchestration.profiling import profile; profile(MemoryTree({'package.json': b'{\"scripts\": {\"start\": \"node server.js\"}}', 'server.js': b''}, 'x')); print([m for m in sys.modules if m.startswith('orchestration.toolchains.')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "toolchains.node" in loaded and not any(f"toolchains.{other}" in loaded for other in ("rust", "jvm", "dotnet", "elixir", "php", "ruby", "go."))


def test_every_stack_has_conventions() -> None:
    missing = [key for key in STACKS if not (SOURCE / "stacks" / "conventions" / key).is_dir()]
    assert not missing


def test_aliases_are_no_ids() -> None:
    assert not set(aliases()) & set(STACKS)


def test_tasks_with_an_engine_are_tasks_of_the_contract() -> None:
    assert set(TASKS) <= {task for tasks in AGENTS.values() for task in tasks}


def test_a_task_names_no_stack_and_no_platform() -> None:
    names = (set(STACKS) | set(PLATFORMS) | set(TOOLCHAINS)) - {"none", "static", "go", "node", "python", "deno", "kubernetes", "elixir", "ruby", "php", "rust", "java"}
    wrong = []
    for path in sorted((SOURCE / "tasks").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names:
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.value!r}")
    assert not wrong, "\n".join(wrong)


def test_no_room_is_called_after_nothing() -> None:
    assert not [p for p in SOURCE.rglob("*.py") if re.fullmatch(r"(?:.*_)?(?:utils?|helpers?|manager|base|handlers?|misc)\.py", p.name)]


def test_every_module_says_what_it_knows() -> None:
    mute = [str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.py") if "conventions" not in p.parts and not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert not mute
