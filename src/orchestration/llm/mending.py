"""Asks for changes that no rule can make; each is small, near its finding, and brings nothing into the program that was not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..model.llm import Mending
from .errand import TOOL, Broken, Prompt, each, items, texts
from .redaction import MARK, Sieve
from .reviewing import MOST_FINDINGS, Reviewing

MOST_LINES = 15
"""Of a change."""
NEAR_LINES = 20
"""Between a finding and what is changed for it."""
_INSTRUCTIONS = Path(__file__).with_name("mending.md")
_BROUGHT = re.compile(r"https?:|\b(?:eval|exec|execSync|spawn|system|popen|subprocess|child_process|require|import|include|include_once|__import__|Runtime|ProcessBuilder|base64|atob|Function|fetch|urlopen|requests|curl|socket|process\.env|os\.environ|getenv)\b")
"""What a repair has no need to bring along: other code, other programs, other hosts, the environment."""


@dataclass(frozen=True)
class Mend:
    """:class:`orchestration.llm.errand.Errand`: changes for findings."""

    findings: tuple[Mapping[str, Any], ...]
    code: tuple[tuple[str, str], ...]
    system_prompt: str
    nothing: tuple[Mending, ...] = ()
    tasks = 1

    def cleaned(self, sieve: Sieve) -> Mend:
        shown = self._shown.cleaned(sieve)
        return replace(self, findings=shown.findings, code=shown.code, system_prompt=shown.system_prompt)

    @property
    def _shown(self) -> Reviewing:
        """The same findings and code as for a review."""
        return Reviewing(self.findings, self.code, self.system_prompt)

    def prompt(self) -> Prompt:
        return Prompt("\n\n".join([self.system_prompt.strip(), _INSTRUCTIONS.read_text("utf-8").strip()]), self._shown.prompt().user)

    def schema(self) -> Mapping[str, Any]:
        change = {"type": "object", "additionalProperties": False, "required": ["finding", "old", "new"],
                  "properties": {"finding": {"type": "integer", "minimum": 0, "maximum": max(0, len(self.findings[:MOST_FINDINGS]) - 1)}, "old": {"type": "string", "maxLength": 2000}, "new": {"type": "string", "maxLength": 2000}}}
        return {"type": "object", "title": TOOL, "description": "What repairs the findings.", "additionalProperties": False, "required": ["changes"], "properties": {"changes": {"type": "array", "maxItems": MOST_FINDINGS, "items": change}}}

    def judged(self, arguments: Any, is_last: bool = False) -> tuple[Mending, ...]:
        return tuple(each(items(arguments, "changes", MOST_FINDINGS), self._one, is_last))

    def _one(self, item: Any) -> Mending:
        old, new = texts(item, "old", "new")
        number = item.get("finding")
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self.findings[:MOST_FINDINGS]):
            raise Broken(f"{number!r} is the number of no finding")
        row = self.findings[number]
        text = dict(self.code).get(str(row.get("path")), "")
        at = text.find(old)
        if not old.strip() or at < 0 or text.find(old, at + 1) >= 0:
            raise Broken(f"{old[:200]!r} does not stand exactly once in {row.get('path')}; copy whole lines, without their numbers")
        line = text.count("\n", 0, at) + 1
        if max(old.count("\n"), new.count("\n")) >= MOST_LINES or not line - NEAR_LINES <= int(row.get("line", 0)) <= line + old.count("\n") + NEAR_LINES:
            raise Broken(f"a change has at most {MOST_LINES} lines, at most {NEAR_LINES} away from its finding")
        if MARK in old or MARK in new or any(ord(c) < 32 and c not in "\n\t\r" for c in new):
            raise Broken("lines with something redacted, or with control characters, cannot be changed")
        if brought := {m[0] for m in _BROUGHT.finditer(new)} - {m[0] for m in _BROUGHT.finditer(old)}:
            raise Broken(f"the change brings in {', '.join(sorted(brought))}, which was not there")
        return Mending(number, old, new)
