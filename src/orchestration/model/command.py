"""A command as an argument vector; a shell only where the project itself wrote a shell line."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

_ASSIGNMENTS = re.compile(r"(?:[A-Za-z_]\w*=(?:'[^']*'|\"[^\"]*\"|[^\s'\"])*\s+)+")


@dataclass(frozen=True, slots=True)
class Command:
    """What to run. ``Command("npm", "ci")`` runs directly; ``Command.shell("a && b")`` needs ``/bin/sh -c``."""

    argv: tuple[str, ...]
    is_shell: bool = False

    def __init__(self, *argv: str, is_shell: bool = False) -> None:
        if not argv or any("\n" in a or "\0" in a for a in argv):
            raise ValueError(f"not a command: {argv!r}")
        object.__setattr__(self, "argv", tuple(argv))
        object.__setattr__(self, "is_shell", is_shell)

    @classmethod
    def shell(cls, line: str) -> Command:
        return cls(line, is_shell=True)

    @property
    def line(self) -> str:
        """As one writes it in a POSIX shell, quoted where needed."""
        return self.argv[0] if self.is_shell else shlex.join(self.argv)

    @property
    def exec_form(self) -> tuple[str, ...]:
        """As a container's CMD wants it: an argument vector in every case; ``exec`` hands signals to the program."""
        if not self.is_shell:
            return self.argv
        line = self.argv[0]
        settings = _ASSIGNMENTS.match(line)
        cut = settings.end() if settings else 0
        is_one = not any(mark in line for mark in "&|;(){}") and not line[cut:].startswith("exec ")
        # Assignments stand before exec: behind it they would be taken for the program's name.
        return ("/bin/sh", "-c", f"{line[:cut]}exec {line[cut:]}" if is_one else line)

    def __str__(self) -> str:
        return self.line


def words(line: str) -> Command:
    """A script's line as a Command: split into words where it is plain, kept as a shell line where it is not."""
    line = " ".join(line.split())
    plain = not any(mark in line for mark in "&|;<>$`*?(){}[]~#\"'\\=!")
    return Command(*line.split()) if plain and line else Command.shell(line)
