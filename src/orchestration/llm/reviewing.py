"""Asks whether an audit's findings hold, and what flaws of logic the code shows that rules cannot see; what is answered must be about lines that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..model.llm import Flaw, Opinion, Review
from .errand import TOOL, Broken, Prompt, each, items, texts
from .redaction import Sieve

MOST_FINDINGS = 15
MOST_CHARACTERS = 9_000
"""Of code; with all else about 4,500 tokens."""
MOST_FLAWS = 6
_AROUND = 12
"""Lines shown before and after a finding's."""
_LONGEST = 240
_SEVERITIES = ("critical", "high", "medium", "low")
_INSTRUCTIONS = Path(__file__).with_name("reviewing.md")


@dataclass(frozen=True)
class Reviewing:
    """:class:`orchestration.llm.errand.Errand`: whether findings hold."""

    findings: tuple[Mapping[str, Any], ...]
    """The contract's rows, the severest first."""
    code: tuple[tuple[str, str], ...]
    """(path, text) of files; those with findings, then those worth a look."""
    system_prompt: str
    nothing = Review()
    tasks = 1

    names: tuple[tuple[str, str], ...] = ()
    """(path as it is shown, path), where a name had a secret in it."""

    def cleaned(self, sieve: Sieve) -> Reviewing:
        given = dict(self.names)
        names = tuple((shown, given.get(path, path)) for path, _ in self.code if (shown := sieve.clean(path)) != given.get(path, path))
        return replace(self, code=tuple((sieve.clean(path), sieve.clean(text)) for path, text in self.code), system_prompt=sieve.clean(self.system_prompt), names=names,
                       findings=tuple({**row, "path": sieve.clean(str(row.get("path", ""))), "description": sieve.clean(_claim(row))} for row in self.findings))

    def prompt(self) -> Prompt:
        shown = [{"finding": i, "rule": row.get("rule", ""), "severity": row.get("severity", ""), "path": row.get("path", ""), "line": row.get("line", 0), "claims": row.get("description", "")[:_LONGEST]}
                 for i, row in enumerate(self.findings[:MOST_FINDINGS])]
        code = [{"path": path, "lines": [f"{n}: {line}" for n, line in lines]} for path, lines in self._pieces()]
        return Prompt("\n\n".join([self.system_prompt.strip(), _INSTRUCTIONS.read_text("utf-8").strip()]), json.dumps({"findings": shown, "code": code}, ensure_ascii=False, separators=(",", ":"), sort_keys=True))

    def _pieces(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """What is shown of the code: around the findings first, then whole files while there is room."""
        left, found = MOST_CHARACTERS, []
        for path, text in self.code:
            lines = [line[:_LONGEST] for line in text.split("\n")]
            at = sorted({row["line"] for row in self.findings[:MOST_FINDINGS] if row.get("path") == path and isinstance(row.get("line"), int)})
            whole = sum(map(len, lines)) + 8 * len(lines) <= min(left, MOST_CHARACTERS // 2)
            near = range(1, len(lines) + 1) if whole else [n for n in range(1, len(lines) + 1) if any(abs(n - a) <= _AROUND for a in at)]
            kept: list[tuple[int, str]] = []
            for n in near:
                left -= len(lines[n - 1]) + 8
                if left < 0:
                    break
                kept.append((n, lines[n - 1]))
            if kept:
                found.append((path, kept))
            if left < 0:
                break
        return found

    def schema(self) -> Mapping[str, Any]:
        words = {"type": "string", "maxLength": 400}
        review = {"type": "object", "additionalProperties": False, "required": ["finding", "verdict", "why"],
                  "properties": {"finding": {"type": "integer", "minimum": 0, "maximum": max(0, len(self.findings[:MOST_FINDINGS]) - 1)}, "verdict": {"type": "string", "enum": ["confirmed", "refuted"]}, "why": words}}
        flaw = {"type": "object", "additionalProperties": False, "required": ["path", "line", "quote", "title", "severity", "why"],
                "properties": {"path": {"type": "string"}, "line": {"type": "integer", "minimum": 1}, "quote": {"type": "string", "maxLength": _LONGEST}, "title": {"type": "string", "maxLength": 100},
                               "severity": {"type": "string", "enum": list(_SEVERITIES)}, "cwe": {"type": "integer", "minimum": 1, "maximum": 2000}, "why": words}}
        return {"type": "object", "title": TOOL, "description": "What holds of the findings, and what they miss.", "additionalProperties": False, "required": ["reviews"],
                "properties": {"reviews": {"type": "array", "maxItems": MOST_FINDINGS, "items": review}, "flaws": {"type": "array", "maxItems": MOST_FLAWS, "items": flaw}}}

    def judged(self, arguments: Any, is_last: bool = False) -> Review:
        opinions = {o.finding: o for o in each(items(arguments, "reviews"), self._opinion, is_last)}
        return Review(tuple(opinions[n] for n in sorted(opinions)), tuple(each(items(arguments, "flaws", MOST_FLAWS), self._flaw, is_last)))

    def _opinion(self, item: Any) -> Opinion:
        verdict, why = texts(item, "verdict", "why")
        number = item.get("finding")
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(self.findings[:MOST_FINDINGS]):
            raise Broken(f"{number!r} is the number of no finding")
        if verdict not in ("confirmed", "refuted") or not why.strip():
            raise Broken("a verdict is confirmed or refuted, with its reason")
        return Opinion(number, verdict, _plain(why))  # type: ignore[arg-type]

    def _flaw(self, item: Any) -> Flaw:
        path, quote, title, severity, why = texts(item, "path", "quote", "title", "severity", "why")
        line, cwe = item.get("line"), item.get("cwe", 0)
        shown = {p: dict(lines) for p, lines in self._pieces()}.get(path)
        if shown is None:
            raise Broken(f"{path!r} is no file that was shown")
        if isinstance(line, bool) or not isinstance(line, int) or line not in shown or not quote.strip() or " ".join(quote.split()) != " ".join(shown[line].split()):
            raise Broken(f"line {line!r} of {path} does not read {quote!r}")
        if severity not in _SEVERITIES or not title.strip() or not why.strip():
            raise Broken("a flaw needs a title, a reason, and a severity: critical, high, medium or low")
        return Flaw(dict(self.names).get(path, path), line, quote.strip(), _plain(title)[:100], severity, _plain(why), cwe if isinstance(cwe, int) and not isinstance(cwe, bool) and 0 < cwe <= 2000 else 0)


def _claim(row: Mapping[str, Any]) -> str:
    """What a finding says; of a secret only its kind, since the audit shows how it begins."""
    words = str(row.get("description", ""))
    return str(row.get("name", "")) if "…" in words else words


def _plain(text: str) -> str:
    """A sentence of the model as a report may show it: one line, nothing that a terminal or Markdown obeys."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f<>`\[\]]|https?://\S+", " ", " ".join(text.split()))[:400].strip()
