"""PromQL's literals: label values from anywhere, quoted so that they stay values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "!=", "=~", "!~"]
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
    matchers = [*(Matcher(label, "=", value) for label, value in (labels or {}).items()), *more]
    for name in (metric, *(m.label for m in matchers)):
        if not re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", name):
            raise ValueError(f"not a name of Prometheus: {name!r}")
    inside = ",".join(f"{m.label}{m.operator}{quoted(m.value)}" for m in matchers)
    return f"{metric}{{{inside}}}" if inside else metric


def template(value: str) -> str:
    """Text for a place where Prometheus expands Go templates, as annotations are: what looks like one stays text."""
    return value.replace("{{", '{{"{{"}}')
