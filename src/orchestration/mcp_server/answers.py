"""What a client is told of a Result: a dict small enough for its context, and which parts of the whole it can still read."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..door import contract, error_dict, notice_dict, profile_dict
from ..model.errors import SquadError
from ..model.profile import Profile
from ..model.result import Result
from ..model.text import Language, Text
from ..report import facts_of, name_in, words_of

if TYPE_CHECKING:
    from ..edges.writer import Written

SCHEME = "devops-squad://"
CHANGES = ("created", "updated", "merged", "conflict")
"""What the writer does to a file that leaves it another; a conflict, too, takes over what nobody contests."""
MAX_CHARACTERS = 80_000
"""Of a whole answer: below the 25,000 tokens that clients take."""
MAX_INLINE_CHARACTERS = 8_000
"""A file's text that is longer is only linked to."""
MAX_INLINE_TOGETHER = 20_000
MAX_ROWS: Mapping[str, int] = {"files": 40, "checks": 20, "requirements": 30, "vulnerabilities": 20, "decisions": 30, "notices": 12, "next_steps": 10, "facts": 40, "variables": 60, "applications": 40}
MAX_PATCHES_TOGETHER = 6_000
MAX_FINDINGS = 3
MAX_WORDS = 300
"""Characters of one text in a row."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The whole of an answer, for who wants more than what was shown."""

    whole: Mapping[str, Any]
    report: str
    files: Mapping[str, str]
    size: int


class Shelf:
    """The latest answers by their id; what is older is forgotten."""

    def __init__(self, max_answers: int = 64, max_characters: int = 64_000_000) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._max_answers, self._max_characters = max_answers, max_characters

    def put(self, whole: Mapping[str, Any], report: str = "", files: Mapping[str, str] | None = None) -> str:
        """The id under which it can be read; the same content has the same id, whenever it was made."""
        steady = {k: {n: v for n, v in value.items() if n != "timestamp"} if k == "metadata" else value for k, value in whole.items()}
        text = json.dumps(steady, ensure_ascii=False, sort_keys=True)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._kept[key] = Kept(whole, report, files or {}, len(text) * 2)
        self._kept.move_to_end(key)
        while len(self._kept) > self._max_answers or (len(self._kept) > 1 and sum(k.size for k in self._kept.values()) > self._max_characters):
            self._kept.popitem(last=False)
        return key

    def get(self, key: str) -> Kept | None:
        return self._kept.get(key)


def uri(kind: str, *parts: str) -> str:
    """``devops-squad://file/ID/docker/entrypoint.sh``."""
    return SCHEME + "/".join((kind, *(quote(part, safe="/~", errors="replace") for part in parts)))


class _Rows:
    """Cuts lists and texts, and counts what it leaves out."""

    def __init__(self) -> None:
        self.left_out: dict[str, int] = {}

    def of(self, section: str, rows: Iterable[Any]) -> list[Any]:
        rows = list(rows)
        limit = MAX_ROWS[section]
        if len(rows) > limit:
            self.left_out[section] = len(rows) - limit
        return rows[:limit]

    def fitted(self, made: dict[str, Any]) -> dict[str, Any]:
        """Without the last rows of what takes most room, where the whole is too large for a client."""
        while len(json.dumps(made, ensure_ascii=False)) > MAX_CHARACTERS:
            section = max((name for name in MAX_ROWS if made.get(name)), key=lambda name: len(json.dumps(made[name], ensure_ascii=False)))
            count = (len(made[section]) + 3) // 4
            del made[section][-count:]
            self.left_out[section] = self.left_out.get(section, 0) + count
        return made


def _cut(text: str, limit: int = MAX_WORDS) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def answer(result: Result, written: Iterable[Written], shelf: Shelf) -> dict[str, Any]:
    """A task's structured answer, as :func:`tools.output_schema` states it."""
    whole, language, rows = contract(result), result.request.language, _Rows()
    metadata, became = whole["metadata"], {w.path: w for w in written}
    key = shelf.put(whole, whole["output"], {f["path"]: f["content"] for f in whole["files"]})
    # What could not be looked at is never what is cut off: a short list would read like an all-clear.
    found = sorted(whole["vulnerabilities"], key=lambda v: not str(v.get("id", "")).startswith("not-looked-"))
    made: dict[str, Any] = {"status": whole["status"]}
    if result.error:
        made["error"] = _error(result.error, language)
    return rows.fitted(made | {
        "task": result.request.task, "written": any(w.action in CHANGES for w in became.values()), "severity": whole["severity"],
        "files": list(_files(rows.of("files", whole["files"]), key, became, language)),
        "checks": [{"check": c["check"], "status": c["status"], "tool": f"{c['tool']} {c['version']}".strip(), "reason": _cut(c["reason"]),
                    "findings": [_cut(f"{f['path']}:{f['line']} {f['rule']}: {f['message']}") for f in c["findings"][:MAX_FINDINGS]] + _more(len(c["findings"]) - MAX_FINDINGS)} for c in rows.of("checks", _failed_first(metadata["checks"]))],
        "requirements": [{"clause": _cut(r["clause"]), "status": r["status"], "why": _cut(r["why"]), "where": r["where"][:MAX_FINDINGS]} for r in rows.of("requirements", metadata["requirements"])],
        "vulnerabilities": list(_vulnerabilities(rows.of("vulnerabilities", found))),
        "decisions": [{"name": d["name"], "value": _value(d["value"]), "origin": d["origin"], "why": _cut(d["why"])} for d in rows.of("decisions", metadata["decisions"])],
        "notices": _notices(rows, metadata["notices"]), "next_steps": [_cut(t.in_(language)) for t in rows.of("next_steps", result.next_steps)],
        "llm": metadata["llm"], "total_issues": metadata["total_issues"], "left_out": rows.left_out,
        "report": uri("report", key), "result": uri("result", key),
    })


def _more(count: int) -> list[str]:
    return [f"… +{count}"] if count > 0 else []


def _failed_first(checks: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is cut off is what is least news."""
    return sorted(checks, key=lambda c: ("failed", "not_run", "passed").index(c["status"]))


def _error(error: SquadError, language: Language) -> dict[str, Any]:
    found = error_dict(error, language)
    if error.code == "choose-app":
        found["todo"] = Text("name one of them in the argument app", "désignez-en une par l'argument app").in_(language)
    return {**found, "what": _cut(found["what"], 2_000), "todo": _cut(found["todo"], 2_000), **({"apps": found["apps"][: MAX_ROWS["applications"]]} if "apps" in found else {})}


def _files(files: Iterable[Mapping[str, Any]], key: str, became: Mapping[str, Written], language: Language) -> Iterable[dict[str, Any]]:
    room = MAX_INLINE_TOGETHER
    for file in files:
        text, path = file["content"], file["path"]
        data = text.encode("utf-8", "surrogatepass")
        row = {"path": path, "kind": file["kind"], "origin": file["origin"], "why": _cut(file["why"]), "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "executable": file["executable"], "uri": uri("file", key, path)}
        if len(text) <= min(room, MAX_INLINE_CHARACTERS) and path not in became:
            room -= len(text)
            row["content"] = text
        if (done := became.get(path)) is not None:
            row["action"] = done.action
            if done.reason:
                row["reason"] = _cut(done.reason.in_(language))
            if done.action in ("conflict", "foreign", "merged"):
                diff = done.diff[: min(room, 4_000)]
                room -= len(diff)
                row["diff"] = diff if len(diff) == len(done.diff) else f"{diff}…"
            if done.conflicts:
                row["conflicts"] = [_cut(c.where) for c in done.conflicts[:MAX_FINDINGS]] + _more(len(done.conflicts) - MAX_FINDINGS)
        yield row


def _vulnerabilities(rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    room = MAX_PATCHES_TOGETHER
    for row in rows:
        name = str(row.get("name", ""))
        found = {"name": _cut(f"{row['package']} {row.get('version', '')}: {name}" if row.get("package") else name), "severity": str(row.get("severity", "unknown")), "description": _cut(str(row.get("description", ""))),
                 "where": f"{row.get('path', '')}:{row.get('line', 0)}"}
        fix = ", ".join(row.get("fixed_versions") or ()) or str(row.get("fix") or "")
        found |= {key: _cut(str(value)) for key, value in (("id", row.get("id")), ("cwe", row.get("cwe")), ("origin", row.get("origin")), ("fix", fix)) if value}
        patch = str((row.get("patch") or {}).get("diff", ""))
        if 0 < len(patch) <= room:
            room -= len(patch)
            found["patch"] = patch
        yield found


def _value(value: Any) -> str:
    return _cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _notices(rows: _Rows, notices: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"level": n["level"], "text": _cut(n["text"]) + (f" ({n['evidence'][0]})" if n["evidence"] else "")} for n in rows.of("notices", notices)]


def profile_answer(profile: Profile, language: Language, shelf: Shelf) -> dict[str, Any]:
    """The profile's structured answer."""
    rows = _Rows()
    key = shelf.put(profile_dict(profile, language))
    return rows.fitted({
        "status": "success", "name": profile.name.value, "path": profile.path,
        "facts": [{"name": name_in(name, language), "value": _cut(words_of(fact)), "source": str(fact.source) if not fact.is_assumed else _cut(fact.assumed.in_(language)) if fact.assumed else "", "assumed": fact.is_assumed} for name, fact in rows.of("facts", facts_of(profile))],
        "variables": [{"name": f.value.name, "secret": f.value.is_secret, "source": str(f.source)} for f in rows.of("variables", profile.env)],
        "applications": [{"path": a.value.path, "stack": a.value.stack, "source": str(a.source)} for a in rows.of("applications", profile.apps)],
        "notices": _notices(rows, [notice_dict(n, language) for n in profile.notices]), "left_out": rows.left_out, "result": uri("result", key),
    })


def refused(name: str, error: SquadError, language: Language, *, is_profile: bool) -> dict[str, Any]:
    """An error before anything was made, in the shape of the tool's answers."""
    common = {"status": "error", "error": _error(error, language), "notices": [], "left_out": {}}
    if is_profile:
        return common | {"facts": [], "variables": [], "applications": []}
    return common | {"task": name, "written": False, "severity": "unknown", "files": [], "checks": [], "requirements": [], "vulnerabilities": [], "decisions": [], "next_steps": [], "total_issues": 0}
