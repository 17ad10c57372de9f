"""Dockerfile text from instructions: quoting, line breaks and comments; it knows nothing of what an image should hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.command import Command
from ..model.container import CacheMount, SecretMount

_PLAIN_PATH = re.compile(r"[\w@%+=:,./*?\[\]-]+\Z")


_PLAIN_VALUE = re.compile(r"[\w./:@-]+\Z")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction; ``lines`` are joined by a backslash and a line break."""

    keyword: str
    lines: tuple[str, ...]
    comment: str = ""
    gap: bool = False
    """An empty line in front: a new stage, a new thought."""


def _word(path: str) -> str:
    """A path as COPY reads it: ``$`` would be expanded, so it is escaped."""
    return path.replace("\\", "\\\\").replace("$", "\\$")


def from_(image: str, stage: str, platform: str = "", comment: str = "") -> Instruction:
    flag = f"--platform={platform} " if platform else ""
    return Instruction("FROM", (f"{flag}{image} AS {stage}",), comment, gap=True)


def copy(sources: Iterable[str], destination: str, *, stage: str = "", chmod: str = "", chown: str = "", comment: str = "") -> Instruction:
    flags = "".join(f"--{name}={value} " for name, value in (("from", stage), ("chmod", chmod), ("chown", chown)) if value)
    words = [*sources, destination]
    if len(words) > 2 and not words[-1].endswith("/"):
        words[-1] += "/"
    if all(_PLAIN_PATH.match(w) for w in words):
        return Instruction("COPY", (flags + " ".join(words),), comment)
    return Instruction("COPY", (flags + json.dumps([_word(w) for w in words], ensure_ascii=False),), comment)


def _mount(mount: CacheMount | SecretMount) -> str:
    if isinstance(mount, CacheMount):
        return f"--mount=type=cache,target={mount.target}" + (f",id={mount.id}" if mount.id else "") + (",sharing=locked" if mount.locked else "")
    where = f",env={mount.env}" if mount.env else f",target={mount.target}" if mount.target else ""
    return f"--mount=type=secret,id={mount.id}{where}" + (",required=true" if mount.required else "")


def run(commands: Iterable[Command | str], mounts: Iterable[CacheMount | SecretMount] = (), comment: str = "") -> Instruction:
    """Commands joined by ``&&``; a shell line that holds operators of its own is kept together in braces."""
    lines = []
    for command in commands:
        line = command if isinstance(command, str) else command.line
        if not isinstance(command, str) and command.is_shell and re.search(r";|\|\||[^&]&[^&]", line):
            line = "{ " + line.rstrip("; ") + "; }"
        lines.append(line)
    body = [lines[0], *("&& " + line for line in lines[1:])]
    return Instruction("RUN", (*(_mount(m) for m in mounts), *body), comment)


def quoted(value: str) -> str:
    """A value for ENV, ARG and LABEL: always in double quotes, nothing expanded."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", " ") + '"'


def pairs(keyword: str, values: Mapping[str, str], comment: str = "") -> Instruction:
    return Instruction(keyword, tuple(f"{name}={value if _PLAIN_VALUE.match(value) else quoted(value)}" for name, value in values.items()), comment)


def exec_form(keyword: str, argv: Iterable[str], comment: str = "") -> Instruction:
    return Instruction(keyword, (json.dumps(list(argv), ensure_ascii=False),), comment)


def _comment(text: str) -> list[str]:
    clean = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
    return [f"# {line}".rstrip() for line in clean.split("\n")] if text else []


def dockerfile(instructions: Iterable[Instruction], head: str = "", directives: tuple[str, ...] = ()) -> str:
    """The file's text.

    Args:
        head: a comment for the whole file.
        directives: parser directives such as ``check=error=true``; they must be the first lines.
    """
    out = [f"# {d}" for d in directives]
    out += _comment(head)
    for item in instructions:
        if item.gap and out:
            out.append("")
        out += _comment(item.comment)
        joined = " \\\n    ".join(item.lines)
        out.append(f"{item.keyword} {joined}")
    return "\n".join(out) + "\n"
