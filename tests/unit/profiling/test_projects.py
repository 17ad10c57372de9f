"""Every folder below ``tests/projects`` is a case: a project, and in its ``facts.json`` what must be read from it.

``facts.json`` is one expectation or a list of them (several apps of one repository)::

    {"app": null | "packages/api",
     "facts": {"language": "python", "runtime.version": "3.12.14", "commands.start": "…", "services": ["postgresql"],
               "env.DATABASE_URL.is_secret": true, "traits.next.output": "standalone", "port": null},
     "evidence": {"port": "app/main.py:12", "health_path": "assumed"},
     "error": "choose-app", "apps": ["api", "web"]}

Keys are dotted paths of a Profile's attributes. A Fact stands for its value, a Command for its line, a tuple for the
list of its items' names (``name``, ``kind``, ``path`` or ``about``, whichever they have); ``None`` is ``null``.
``evidence`` names one of the places a fact rests on (``path`` or ``path:line``), or ``assumed``. The file itself is left out of what is read.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.edges.tree import DirectoryTree
from orchestration.model.command import Command
from orchestration.model.errors import SquadError
from orchestration.model.facts import Evidence, Fact
from orchestration.profiling import profile

PROJECTS = Path(__file__).parents[2] / "projects"
TODAY = date(2026, 11, 1)
"""Fixed, so that end-of-life notices are the same on any day."""
_NAMING = ("name", "kind", "path", "about")


def _cases() -> list[Any]:
    found = []
    for path in sorted(PROJECTS.glob("*/facts.json")):
        expected = json.loads(path.read_text("utf-8"))
        for number, case in enumerate(expected if isinstance(expected, list) else [expected]):
            found.append(pytest.param(path.parent, case, id=path.parent.name + (f"-{case.get('app') or number}" if isinstance(expected, list) else "")))
    return found


def _named(item: Any) -> str:
    item = item.value if isinstance(item, Fact) else item
    return next((getattr(item, attribute) for attribute in _NAMING if isinstance(getattr(item, attribute, None), str)), str(item))


def _step(value: Any, parts: list[str]) -> tuple[Any, list[str]]:
    if isinstance(value, Mapping):
        # A trait's own name may hold dots, so the longest key wins.
        for cut in range(len(parts), 0, -1):
            if ".".join(parts[:cut]) in value:
                return value[".".join(parts[:cut])], parts[cut:]
        return None, []
    if isinstance(value, tuple):
        return next((item for item in value if _named(item) == parts[0]), None), parts[1:]
    if value is not None and not hasattr(value, parts[0]):
        raise KeyError(f"{type(value).__name__} has no {parts[0]!r}")
    return getattr(value, parts[0], None), parts[1:]


def look_up(subject: Any, key: str) -> tuple[Any, Fact[Any] | None]:
    """The plain value a dotted key leads to, and the last Fact on the way there."""
    value, parts, fact = subject, key.split("."), None
    while True:
        if isinstance(value, Fact):
            value, fact = value.value, value
        if not parts or value is None:
            break
        value, parts = _step(value, parts)
    return _plain(value), fact


def _plain(value: Any) -> Any:
    if isinstance(value, Fact):
        return _plain(value.value)
    if isinstance(value, Command):
        return value.line
    if isinstance(value, tuple):
        return [_named(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field: _plain(getattr(value, field)) for field in value.__dataclass_fields__}
    return value


def differences(subject: Any, case: Mapping[str, Any]) -> list[str]:
    """What the profile says otherwise than the case, one line each."""
    wrong = []
    for key, expected in case.get("facts", {}).items():
        actual, _ = look_up(subject, key)
        if actual != expected:
            wrong.append(f"{key}: expected {expected!r}, read {actual!r}")
    for key, place in case.get("evidence", {}).items():
        _, fact = look_up(subject, key)
        places = ["assumed"] if fact and fact.is_assumed else [str(e) for e in fact.evidence] if fact else []
        if place not in places and place not in {p.rpartition(":")[0] for p in places}:
            wrong.append(f"evidence of {key}: expected {place}, was {', '.join(places) or 'none'}")
    return wrong


@pytest.mark.parametrize(("folder", "case"), _cases())
def test_facts_of_project(folder: Path, case: dict[str, Any], tmp_path: Path) -> None:
    unknown = set(case) - {"app", "facts", "evidence", "error", "apps", "why"}
    assert not unknown, f"facts.json has keys nobody reads: {sorted(unknown)}"
    assert case.get("facts") or case.get("evidence") or case.get("error"), "facts.json expects nothing"
    project = tmp_path / folder.name
    shutil.copytree(folder, project, symlinks=True, ignore=lambda here, _: {"facts.json"} if Path(here) == folder else set())
    if case.get("error"):
        with pytest.raises(SquadError) as caught:
            profile(DirectoryTree(project), case.get("app"), TODAY)
        assert caught.value.code == case["error"]
        if "apps" in case:
            assert sorted(getattr(caught.value, "apps", ())) == sorted(case["apps"])
        return
    wrong = differences(profile(DirectoryTree(project), case.get("app"), TODAY), case)
    assert not wrong, "\n" + "\n".join(wrong)


def test_there_are_cases() -> None:
    assert _cases(), f"no facts.json below {PROJECTS}"


def test_a_wrong_expectation_is_named(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{\n  "name": "shop",\n  "scripts": {"start": "node a.js"},\n  "dependencies": {"express": "^5"}\n}\n')
    subject = profile(DirectoryTree(tmp_path), None, TODAY)
    case = {"facts": {"stack": "koa", "services": ["redis"], "port": None, "name": "shop"}, "evidence": {"name": "package.json:9"}}
    assert [line.split(":")[0] for line in differences(subject, case)] == ["stack", "services", "port", "evidence of name"]
    with pytest.raises(KeyError):
        differences(subject, {"facts": {"runtime.verison": "24"}})


def test_evidence_is_by_file_or_by_line() -> None:
    fact = Fact(8000, (Evidence("app/main.py", 12),))
    subject = type("Subject", (), {"port": fact})()
    assert not differences(subject, {"evidence": {"port": "app/main.py"}})
    assert not differences(subject, {"evidence": {"port": "app/main.py:12"}})
    assert differences(subject, {"evidence": {"port": "app/main.py:13"}})
