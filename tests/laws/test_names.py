"""Registries are plain, keys are names, and a task names no stack and no platform."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from orchestration.checks import CHECKS
from orchestration.pipeline import AGENTS
from orchestration.platforms import PLATFORMS
from orchestration.stacks import ALIASES, STACKS
from orchestration.tasks.registry import TASKS
from orchestration.toolchains import TOOLCHAINS

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


def test_every_stack_has_conventions() -> None:
    missing = [key for key in STACKS if not (SOURCE / "stacks" / "conventions" / key).is_dir()]
    assert not missing


def test_aliases_are_no_ids() -> None:
    assert not set(ALIASES) & set(STACKS)


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
