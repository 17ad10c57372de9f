"""A kit's settings are a fixed point: rendered with their own defaults they come back byte for byte, so that what is tested is what ships."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from orchestration.kits import kit
from orchestration.kits.rendering import rendered, settings_of

KITS = ("nodejs/observability/settings.cjs", "fastapi/observability/settings.py")
SETTINGS = (*KITS, "nextjs/observability/browser-settings.cjs")


def value(text: str) -> Any:
    return json.loads(text) if text[0] in '["' or text in ("true", "false") else ast.literal_eval(text)


@pytest.mark.parametrize("path", SETTINGS)
def test_rendered_with_its_defaults_it_is_itself(path: str) -> None:
    defaults = settings_of(path)
    assert len(defaults) >= (15 if path in KITS else 3)
    assert rendered(path, {}) == kit(path)
    assert rendered(path, {name: value(text) for name, text in defaults.items()}) == kit(path)


@pytest.mark.parametrize("path", SETTINGS)
def test_an_unknown_setting_is_refused_by_name(path: str) -> None:
    with pytest.raises(KeyError, match="metrics_prot"):
        rendered(path, {"metrics_prot": 1})


def test_the_kits_have_the_same_settings_where_they_do_the_same() -> None:
    node, python = (settings_of(path) for path in KITS)
    assert set(python) - set(node) == set()
    assert set(node) - set(python) <= {"capture_console"}


@pytest.mark.parametrize("path", KITS)
def test_hostile_values_stay_values(path: str) -> None:
    text = rendered(path, {"service_name": '"; process.exit() // \\ \u2028 é'})
    if path.endswith(".py"):
        assert "process.exit" in next(n.value.value for n in ast.parse(text).body if isinstance(n, ast.Assign) and n.targets[0].id == "SERVICE_NAME")  # type: ignore[attr-defined]
    else:
        assert "\u2028" not in text
        assert text.count("\n") == kit(path).count("\n")
