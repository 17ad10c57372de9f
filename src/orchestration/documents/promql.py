"""PromQL's literals: label values from anywhere, quoted so that they stay values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "!=", "=~", "!~"]
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Matcher:
    """``label=~"value"``; a regular expression is the caller's."""

    label: str
    operator: Operator
    value: str


def quoted(value: str) -> str:
    """A string literal: ``"a \\"b\\""``."""
    plain = "".join(ch if ch in _ESCAPES or ch.isprintable() else "�" for ch in value)
    return '"' + "".join(_ESCAPES.get(ch, ch) for ch in plain) + '"'


def selector(metric: str, labels: Mapping[str, str] | None = None, *more: Matcher) -> str:
    """``metric{label="value",code=~"5.."}``.

    Raises:
        ValueError: a metric's or label's name that Prometheus does not take unquoted.
    """
    if not _NAME.fullmatch(metric):
        raise ValueError(f"not a name of Prometheus: {metric!r}")
    return metric + matchers(labels or {}, *more)


def matchers(labels: Mapping[str, str], *more: Matcher) -> str:
    """``{label="value"}``, to stand behind any series of a family; empty where nothing is asked.

    Raises:
        ValueError: a label's name that Prometheus does not take unquoted.
    """
    asked = [*(Matcher(label, "=", value) for label, value in labels.items()), *more]
    for one in asked:
        if not _NAME.fullmatch(one.label):
            raise ValueError(f"not a label of Prometheus: {one.label!r}")
    return "{" + ",".join(f"{m.label}{m.operator}{quoted(m.value)}" for m in asked) + "}" if asked else ""


def template(value: str) -> str:
    """Text for a place where Prometheus expands Go templates, as annotations are: what looks like one stays text."""
    return value.replace("{{", '{{"{{"}}')
