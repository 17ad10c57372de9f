"""An example environment file: names, harmless values, and where each is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnvLine:
    name: str
    value: str = ""
    comment: str = ""
    commented: bool = False
    """Stands as ``# NAME=``: documented, but set elsewhere or optional."""


def env_file(lines: Iterable[EnvLine], head: str) -> str:
    """The file's text. Values are quoted where a shell, Compose or a dotenv reader could misread them.

    Raises:
        ValueError: a name no environment accepts, or a value with a line break.
    """
    out = [f"# {head}"]
    for line in lines:
        if not re.fullmatch(r"[A-Za-z_]\w*", line.name) or "\n" in line.value:
            raise ValueError(f"not an environment variable: {line.name!r}")
        out.append("")
        if line.comment.strip():
            out.append("# " + "".join(ch if ch.isprintable() else " " for ch in line.comment.strip()))
        value = line.value if re.fullmatch(r"[\w./:@,+-]*", line.value) else "'" + line.value.replace("'", "") + "'"
        out.append(("# " if line.commented else "") + f"{line.name}={value}")
    return "\n".join(out) + "\n"
