"""Takes secrets out of whatever leaves for a model: those the project and the environment hold, those with a documented form, those a name tells, and whatever looks random. Too much is taken out rather than too little."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from ..auditing.secrets import entropy, formats
from ..model.tree import Tree
from ..profiling.environment import EXAMPLE_FILES, is_secret

MARK = "[redacted]"
SHORTEST = 4
"""Characters: a shorter value cannot be told from any other text."""
_ASSIGNED = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]\s*(.*)$")
_HARMLESS = re.compile(r"(?i)^(?:true|false|yes|no|on|off|null|none|\d{1,5}|localhost|127\.0\.0\.1|0\.0\.0\.0|development|production|staging|test|testing|debug|info|warn(?:ing)?|error|utf-?8|https?://localhost(?::\d+)?/?|[a-z]{2}(?:[-_][A-Z]{2})?|[\w.-]+\.(?:js|ts|py|json|yml|yaml|sqlite3?|db))$")
_ARMOUR = re.compile(r"-----BEGIN [A-Z0-9 ]{2,60}-----.*?(?:-----END [A-Z0-9 ]{2,60}-----|\Z)", re.S)
_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@\"'`<>]{1,400}@")
_IN_QUERY = re.compile(r"(?i)([?&;][\w.-]*(?:key|token|secret|sig|signature|pass\w*|pwd|auth|code|session|credential)[\w.-]*=)([^\s&\"'`<>]+)")
_AUTHORIZATION = re.compile(r"(?i)\b(?:(?:bearer|basic|digest|token|apikey|negotiate)\s+)(?=[^\s]*[\d._+/=-])[A-Za-z0-9._~+/=:-]{8,}")
_NAME = r"(?:[\w.-]*(?:passw(?:or)?d|passwd|passphrase|passcode|pwd|secret|token|api[-_ ]?key|apikey|access[-_ ]?key|private[-_ ]?key|auth[-_ ]?key|credentials?|mot\s+de\s+passe|mdp|cl[ée]s?(?:\s+(?:d['’]\s*api|secr[èe]te|priv[ée]e|d['’]acc[èe]s))|jeton|webhook|dsn|pin|otp|seed(?:\s+phrase)?|mnemonic|cookie|session[-_ ]?id|license[-_ ]?key|salt)[\w.-]*)"
_TOLD = re.compile(rf"(?i)(?P<name>{_NAME})(?P<between>[\"'`\])]{{0,3}}\s*(?:(?:is|are|was|equals?|est|sont|vaut|set\s+to)\s+|:=|=>|->|→|[:=])\s*(?:[A-Za-z]{{1,12}}\s*=\s*)?)(?P<value>\"[^\"\n]{{1,400}}\"|'[^'\n]{{1,400}}'|`[^`\n]{{1,400}}`|[^\s\"'`,;)}}\]]{{1,400}})")
_TOLD_BARE = re.compile(rf"(?i)(?P<name>{_NAME})(?P<between>\s+)(?P<value>(?=[^\s]*\d)(?=[^\s]*[A-Za-z@#$%!_-])[^\s\"'`,;)}}\]]{{6,400}})")
_LONG = re.compile(r"[A-Za-z0-9+/_=.~%-]{16,}")
_GROUPED = re.compile(r"\b(?:[A-Z0-9]{4,6}-){3,}[A-Z0-9]{4,6}\b|\b(?:\d[ -]?){13,19}\b|(?:\b[0-9A-Fa-f]{2}[: -]){11,}[0-9A-Fa-f]{2}\b")
_WORDS = re.compile(r"^(?:[A-Za-z]+[._/+=-]?)+$|^v?\d+(?:\.\d+)*$|^[\d.,/:+-]+$")


def known_secrets(tree: Tree | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Values that must not leave: those of the project's ``.env`` files, and of the environment's variables with a secret's name; longest first."""
    found = {value for name, value in environ.items() if is_secret(name) and len(value.strip()) >= SHORTEST and not _HARMLESS.match(value.strip())}
    for path in tree.files() if tree is not None else ():
        name = path.rsplit("/", 1)[-1]
        if (name == ".env" or name.startswith(".env.") or name.endswith(".env")) and name not in EXAMPLE_FILES:
            found |= _values(tree.text(path) or "")  # type: ignore[union-attr]
    return tuple(sorted((v.strip() for v in found), key=lambda v: (-len(v), v)))


def _values(text: str) -> set[str]:
    found, inside = set(), ""
    for line in text.split("\n"):
        match = None if inside else _ASSIGNED.match(line)
        value = match[2] if match else line if inside else ""
        value = value.strip()
        if match and value[:1] in "\"'" and value.count(value[0]) == 1:
            inside, value = value[0], value[1:]
        elif inside and inside in value:
            value, inside = value.split(inside)[0], ""
        if value[:1] in "\"'" and value[-1:] == value[:1]:
            value = value[1:-1]
        value = value.replace("\\n", "\n")
        for part in (value, *value.split("\n"), re.sub(r"\s+#.*$", "", value)):
            if len(part.strip()) >= SHORTEST and not _HARMLESS.match(part.strip()):
                found.add(part.strip())
        found |= {part for part in re.findall(r'"([^"]{6,})"', value) if not _HARMLESS.match(part)}
        found |= {part for match in re.finditer(r"://([^/@\s]+)@", value) for part in match[1].split(":") if len(part) >= SHORTEST}
    return found


class Sieve:
    """What lets text through without its secrets."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = tuple(dict.fromkeys(form for value in known for form in _forms(value)))
        self.met: set[str] = set()
        """What was taken out so far: one place tells, and it is a secret in all others."""

    def clean(self, text: str) -> str:
        """The text with a mark in the place of every secret; not one character of them stays."""
        for value in (*self.known, *sorted(self.met, key=lambda v: (-len(v), v))):
            text = text.replace(value, MARK)
        text = _ARMOUR.sub(MARK, text)
        for form in formats():
            if any(word in text for word in form.near):
                text = form.pattern.sub(lambda m, g=form.group: m[0].replace(m[g], self._out(m[g])) if m[g] else m[0], text)
        text = _IN_ADDRESS.sub(lambda m: f"{self._out(*m[0][:-1].split(':'))}@", text)
        text = _IN_QUERY.sub(lambda m: m[1] + self._out(m[2]), text)
        text = _AUTHORIZATION.sub(lambda m: self._out(m[0].split()[-1]), text)
        text = _TOLD.sub(self._without_value, text)
        text = _TOLD_BARE.sub(lambda m: f"{m['name']}{m['between']}{self._out(m['value'])}", text)
        text = _GROUPED.sub(lambda m: self._out(m[0]), text)
        return _LONG.sub(lambda m: self._out(m[0]) if looks_random(m[0]) else m[0], text)

    def _out(self, *values: str) -> str:
        self.met.update(v for v in values if len(v) >= 6 and MARK not in v and not _PROSE.fullmatch(v) and not _HARMLESS.match(v))
        return MARK

    def _without_value(self, match: re.Match[str]) -> str:
        value = match["value"]
        bare = value.strip("\"'`")
        # "The secret is stored in Vault": words behind a verb are prose, behind a colon a value; a password may be a word, so only what describes one is prose there.
        is_told = re.search(r"[:=>→]", match["between"]) or value != bare or not _PROSE.fullmatch(bare)
        if not (is_told or (_PASSWORD.search(match["name"]) and not _DESCRIBES.search(bare))) or MARK in value or re.fullmatch(r"[|>&*]?-?", bare):
            return match[0]
        return f"{match['name']}{match['between']}{self._out(bare)}"

    def holds(self, body: bytes) -> bool:
        """Whether one of the known values is still in what is about to leave; the last look."""
        text = body.decode("utf-8", "replace")
        return any(value in text for value in self.known if len(value) >= 8)


_PROSE = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PASSWORD = re.compile(r"(?i)pass|pwd|mdp|\bpin\b|otp|phrase|mnemonic")
_DESCRIBES = re.compile(r"(?i)(?:ed|ing|able|ible|ly|é|ée|és|ées)$|^(?:set|kept|read|not|never|always|in|on|by|at|for|to|from|a|an|the|too|long|short|strong|weak|safe|secret|hidden|there|here|only|also|still|lost|sent|un|une|dans|par|pas|jamais|toujours|trop|long|court|fort|là|lu|mis|requis|requise|obligatoire)$")


def looks_random(text: str) -> bool:
    """Whether a run of characters is more likely drawn than written: what is wrongly taken out costs an explanation, what is left in may cost a key."""
    parts = re.split(r"[/._=-]", text)
    if _WORDS.match(text) or all(re.fullmatch(r"[A-Za-z]*\d{0,2}|\d{1,4}", part) for part in parts):
        return False
    return any(_is_drawn(part) for part in parts) or (bool(re.search(r"\d", text)) and bool(re.search(r"[A-Za-z]", text)) and len(text) >= 20 and entropy(text) >= 3.5)


def _is_drawn(part: str) -> bool:
    letters, digits = bool(re.search(r"[A-Za-z]", part)), bool(re.search(r"\d", part))
    return len(part) >= 16 and ((letters and digits and entropy(part) >= 2.8) or (digits and not letters) or (letters and len(part) >= 24 and entropy(part) >= 4.0 and not re.fullmatch(r"[a-z]+|(?:[A-Z]?[a-z]{2,})+", part)))


def _forms(value: str) -> tuple[str, ...]:
    """A value as it is, and as it stands in an address, in JSON, in base64."""
    forms = [value]
    if len(value) >= 8:
        encoded = base64.b64encode(value.encode()).decode()
        forms += [quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], encoded, encoded.rstrip("=")]
    return tuple(f for f in dict.fromkeys(forms) if len(f) >= SHORTEST)
