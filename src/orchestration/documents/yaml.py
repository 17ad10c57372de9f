"""YAML as readers of 1.1 and of 1.2 both understand it, with the *why* beside the line it explains.

What is emitted reads back as the same value in PyYAML (1.1: ``on`` and ``yes`` are booleans, ``1:30`` is a number) and
in a 1.2 parser: a string that either one would take for something else is quoted. Order is the data's own order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Scalar = str | int | float | bool | None

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Note:
    """A value with something to say about it. May stand wherever a mapping's value or a sequence's item stands."""

    value: Any
    above: str = ""
    """Comment lines over the key or item; may have several lines."""
    beside: str = ""
    """One comment at the line's end; for a block scalar, a mapping or a sequence, on the line of its key."""
    gap: bool = False
    """An empty line comes first."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A short sequence of scalars, or mapping of scalars, on one line: ``[main, develop]``, ``{cpus: "0.5"}``."""

    value: Sequence[Scalar] | Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with an application's tag: ``Tagged("!reference", Flow([".setup", "script"]))``, ``Tagged("!reset", None)``."""

    tag: str
    value: Any

    def __post_init__(self) -> None:
        if not re.fullmatch(r"![A-Za-z][\w-]*", self.tag):
            raise ValueError(f"not a YAML tag: {self.tag!r}")


@dataclass(frozen=True, slots=True)
class Block:
    """A string that stands as a literal block even when it has one line, as scripts do."""

    text: str


def dump(data: Mapping[str, Any], header: str = "") -> str:
    """The document's text, ending in one newline.

    Args:
        data: mappings, sequences, strings, numbers, booleans, None, and the classes of this module.
        header: comment lines over the document.

    Raises:
        TypeError: a value of another type, or a key that is no string.
    """
    lines = [*_comment(header, 0), ""] if header else []
    lines += _mapping(data, 0)
    return "\n".join(lines) + "\n"


# --- structure --------------------------------------------------------------------------------------------------------

def _comment(text: str, depth: int) -> list[str]:
    if not text:
        return []
    clean = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text.replace("\r\n", "\n"))
    return [f"{_INDENT * depth}# {line.rstrip()}".rstrip() for line in clean.split("\n")]


def _open(value: Any) -> tuple[Any, list[str], str, bool]:
    """A value without its Note: (value, comment lines over it, comment beside it, gap)."""
    if isinstance(value, Note):
        inner, above, beside, gap = _open(value.value)
        own = _comment(value.above, 0)
        return inner, own + above, value.beside or beside, value.gap or gap
    return value, [], "", False


def _mapping(data: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for key, noted in data.items():
        if not isinstance(key, str):
            raise TypeError(f"a YAML key must be a string: {key!r}")
        value, above, beside, gap = _open(noted)
        pad = _INDENT * depth
        if gap and lines:
            lines.append("")
        lines += [pad + line for line in above]
        lines += _entry(f"{pad}{_key(key, depth)}:", value, beside, depth)
    return lines


def _sequence(data: Sequence[Any], depth: int) -> list[str]:
    lines: list[str] = []
    pad = _INDENT * depth
    for noted in data:
        value, above, beside, gap = _open(noted)
        if gap and lines:
            lines.append("")
        lines += [pad + line for line in above]
        if isinstance(value, Mapping) and value:
            body = _mapping(value, depth + 1)
            # Comments over the item's first key belong over the dash: after it they would end the line.
            first = next(i for i, line in enumerate(body) if line.strip() and not line.lstrip().startswith("#"))
            lines += [pad + line.lstrip() for line in body[:first]]
            if beside:
                lines += [pad + line for line in _comment(beside, 0)]
            lines.append(f"{pad}- {body[first].lstrip()}")
            lines += body[first + 1:]
        else:
            lines += _entry(f"{pad}-", value, beside, depth)
    return lines


def _entry(lead: str, value: Any, beside: str, depth: int) -> list[str]:
    """``key:`` or ``-`` with what follows, on the same line or below it."""
    remark = " " + _comment(beside.replace("\n", " "), 0)[0] if beside else ""
    if isinstance(value, Tagged):
        lead, value = f"{lead} {value.tag}", value.value
        if value is None:
            return [f"{lead} null{remark}"]
    if value is None and lead.endswith(":"):
        return [lead + remark]
    if isinstance(value, Flow):
        return [f"{lead} {_flow(value.value)}{remark}"]
    if isinstance(value, Mapping):
        return [f"{lead} {{}}{remark}"] if not value else [lead + remark, *_mapping(value, depth + 1)]
    if isinstance(value, (list, tuple)):
        return [f"{lead} []{remark}"] if not value else [lead + remark, *_sequence(value, depth + 1)]
    if isinstance(value, Block) or (isinstance(value, str) and "\n" in value):
        text = value.text if isinstance(value, Block) else value
        if _fits_block(text):
            mark = "|" if text.endswith("\n") else "|-"
            body = text[:-1] if text.endswith("\n") else text
            pad = _INDENT * (depth + 1)
            return [f"{lead} {mark}{remark}", *(pad + line if line else "" for line in body.split("\n"))]
        value = text
    return [f"{lead} {scalar(value)}{remark}"]


def _flow(value: Sequence[Scalar] | Mapping[str, Scalar]) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k, -1)}: {scalar(v, in_flow=True)}" for k, v in value.items()) + "}"
    return "[" + ", ".join(scalar(v, in_flow=True) for v in value) + "]"


def _fits_block(text: str) -> bool:
    """A literal block carries it unchanged: no control characters, no odd line breaks, no leading blank to be taken for indent."""
    body = text[:-1] if text.endswith("\n") else text
    return bool(body.strip()) and not body.startswith((" ", "\t", "\n")) and not body.endswith("\n") and not _NEEDS_ESCAPE.search(body)


# --- scalars ----------------------------------------------------------------------------------------------------------

_NEEDS_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_WORDS = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"})
_NUMBER_LIKE = re.compile(r"[-+]?(?:\.?\d[\d_]*(?:[:.,]?[\d_]*)*(?:[eE][-+]?\d+)?|0[xob][0-9a-fA-F_]+|\.(?:inf|nan))", re.I)
_DATE_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*")
_PLAIN_START = re.compile(r"[A-Za-z0-9_./$^<+~();\\À-ɏ—…]|-(?=[^\s-])")


def scalar(value: Scalar, in_flow: bool = False) -> str:
    """One scalar on one line, quoted where a reader could take it for anything but this value.

    Raises:
        TypeError: not a scalar.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise TypeError(f"not a number one may write into a file: {value!r}")
        return repr(value)
    if not isinstance(value, str):
        raise TypeError(f"not a YAML scalar: {value!r}")
    if "\n" in value or "\t" in value or _NEEDS_ESCAPE.search(value):
        return _double(value)
    return value if _is_plain(value, in_flow) else "'" + value.replace("'", "''") + "'"


def _is_plain(text: str, in_flow: bool) -> bool:
    if text.lower() in _WORDS or text != text.strip() or not _PLAIN_START.match(text):
        return False
    if _NUMBER_LIKE.fullmatch(text) or _DATE_LIKE.fullmatch(text) or text.startswith(("---", "...")):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (in_flow and any(mark in text for mark in ",[]{}:"))


def _double(text: str) -> str:
    # JSON's escapes are YAML's; beyond the first plane JSON writes surrogate pairs, which YAML has not.
    out = json.dumps(text, ensure_ascii=False)
    return _NEEDS_ESCAPE.sub(lambda m: f"\\u{ord(m[0]):04x}", out).replace("\x7f", "\\x7f")


def _key(key: str, depth: int) -> str:
    # GitHub's trigger key, at the top, is the one such word that every reader of those files expects unquoted.
    return key if key == "on" and depth == 0 else scalar(key, in_flow=depth < 0)
