"""Secrets that stand in a project's text: by the form their issuers document, or by a telling name and a value no person would take for a word."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ..model.text import Text
from .finding import Confidence
from .rule import Severity
from .sources import is_test

FORMATS = Path(__file__).with_name("secret_formats.yaml")
LONGEST_LINE = 5_000
"""A longer line is generated; only the documented forms are looked for in it."""
MOST_IN_A_FILE = 50
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Format:
    id: str
    title: Text
    pattern: re.Pattern[str]
    near: tuple[str, ...]
    severity: Severity
    source: str
    group: int = 0
    is_public: bool = False
    """Meant for browsers, or short-lived: it may stand there."""
    is_own: bool = False
    """Anybody makes one; nobody issues it, so tests and documents are full of harmless ones."""


@dataclass(frozen=True, slots=True, order=True)
class Secret:
    path: str
    line: int
    column: int
    """Characters from 0."""
    end_column: int
    id: str
    """Of its format; ``password`` or ``key`` where only its name tells."""
    title: Text
    shown: str
    """Never the whole: its first characters and its length."""
    severity: Severity
    confidence: Confidence
    digest: str
    """Tells whether two are the same without being either."""
    commit: str = ""
    """Where it is only in the history."""


@lru_cache(maxsize=1)
def formats() -> tuple[Format, ...]:
    """What issuers document, each with its source."""
    from ruamel.yaml import YAML

    return tuple(Format(id, Text(data["title"]["en"], data["title"]["fr"]), re.compile(data["pattern"]), tuple(data["near"]), data["severity"], data["source"], data.get("group", 0),
                        bool(data.get("public")), bool(data.get("own"))) for id, data in YAML(typ="safe").load(FORMATS.read_text()).items())


_LOCKS = re.compile(r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|go\.sum|[^/]*\.lock|pylock[^/]*\.toml|packages\.lock\.json|gradle\.lockfile|[^/]*\.(?:min\.js|map|svg|snap|sum|pub|crt|cer|patch|diff|po|pot))$", re.I)
_DOCUMENTS = re.compile(r"(?:^|/)(?:docs?|examples?|samples?|demos?|tutorials?|locales?|i18n|l10n|lang|languages?|translations?)/|\.(?:md|mdx|rst|adoc|txt|ipynb|html?)$|(?:[._-](?:example|sample|template|dist|tpl|default|defaults|test|testing|ci))(?:\.|$)", re.I)

_NAMED = re.compile(
    r"(?P<name>[A-Za-z_][\w.-]{0,80})[\"'\])]{0,3}[ \t]*(?::[ \t]*(?:str|string|String|const char ?\*)[ \t]*=|=>|:=|[:=]|,(?=[ \t]*[\"']))[ \t]*"
    r"(?:(?P<before>[\w.()\[\]\"' \t?|]{1,60})(?:\|\||\?\?|,|\bor\b)[ \t]*)?[bru]?(?P<quote>[\"'`])(?P<value>[^\"'`\n\\]{4,200})(?P=quote)")
_UNQUOTED = re.compile(r"[ \t]*(?:export[ \t]+|-[ \t]+)?(?P<name>[A-Za-z_][\w.-]{0,80})[ \t]*[:=][ \t]*(?P<value>[^\s\"'#]{6,200})[ \t]*(?:#.*)?\r?")
_SETTINGS = re.compile(r"(?:^|/)\.env(?:\.[\w-]+)?$|\.(?:env|properties|ini|cfg|conf|toml|ya?ml|tfvars)$")

_TELLING = re.compile(r"(?i)passw|passphrase|pwd|mot_?de_?passe|secret|token|key|credential")
_PASSWORD = re.compile(r"(?i)(?:passw(?:or)?d|passwd|passphrase|pwd|mot_?de_?passe)\d?$")
_KEY = re.compile(r"(?i)(?:secret|token|api_?key|apikey|access_?key|private_?key|auth_?key|secret_?key|client_?secret|encryption_?key|signing_?key|master_?key|credentials?)(?:_?(?:value|base|default))?\d?$")
_NO_SECRET_NAME = re.compile(r"(?i)public|(?:csrf|xsrf|next|page|continuation|sync|cancel(?:lation)?|design|placeholder|invalid|wrong|fake|dummy|example|mock|label|message|error|title|text|hint|help|type|cookie|header|param|field|column|query|path|url|uri|env|var|id|ref|arn|vault)[_.-]?(?:password|passwd|pwd|secret|token|key)|^key$|^(?:is|has|no|show|hide|forgot|reset|change|confirm|enter)[_-]?(?:your[_-]?)?[Pp]ass")
_PLACEHOLDER = re.compile(
    r"(?i)^(?:.{0,3}|(.)\1*|x{3,}.*|\*+|\.+|-+|0+|1234567890?\w{0,3}|abc\w{0,6}|(?:pass(?:word)?|secret|token|key|test|admin|root|user|guest|foo|bar|baz|qwerty|none|null|nil|undefined|true|false|string|todo|fixme)[\d!@#$_-]{0,4})$"
    r"|change.?(?:me|it|this)|your[_-]?|example|placeholder|dummy|sample|redacted|insert|replace|fake|mock|lorem|ipsum|not.?(?:a.?)?(?:real|secret)|do.?not.?use|<[^>]*>|\[[^\]]*\]$|^\(.*\)$|xxxx|\.\.\.|…|•|supersecret|my[_-]?(?:secret|password|token|key)|keyboard.?cat|some[_-]?|super[_-]secret")
_COMPUTED = re.compile(r"\$\{|\$\(|\{\{|%\(|#\{|<%|^\$[A-Za-z_]|^%\w+%|^@|process\.env|os\.environ|getenv|\bENV\[|^env[.:(]|^vault:|^arn:|^(?:file|ssm|sm|secret|aws-sm|op|keyring|vault)://|^projects/|^!|^ref\+|^enc:|^\{cipher\}|^ENC\[|^ENC\(|^\$2[aby]\$|^\$argon2|^pbkdf2|^\$6\$|^sha\d+[:$]", re.I)
_UUID = re.compile(r"(?i)^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$")
_WORDS = re.compile(r"^(?:[A-Za-z]{2,}[\d]{0,2}[._:/\- ])*[A-Za-z]{2,}\d{0,2}$|^[^\W\d_]{2,}(?:[-' ][^\W\d_]+)*$|^[a-z_/]+#[a-z_]+[?!]?$|^[a-z]+(?:[A-Z][a-z]+)+\d{0,2}$|^[\w.-]+\.[a-z]{2,5}$|^[./~][\w./-]*$|^https?://|^[\w-]+(?:\.[\w-]+){2,}$|^[a-z]+(?:\.[a-zA-Z]+)+$|^[A-Z]+(?:_[A-Z]+)+$|^\d{1,3}(?:\.\d{1,3}){3}")
_PUBLIC_VALUES = re.compile(r"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6|^eyJ[\w-]+\.eyJzdWIiOiIxMjM0NTY3ODkw|EXAMPLE")


"""Azurite's documented account key, the sample token of jwt.io, AWS's samples: they open nothing."""


def secrets(path: str, text: str) -> tuple[Secret, ...]:
    """Every secret of a file's text, each place once, at most :data:`MOST_IN_A_FILE`. A lockfile has none."""
    if _LOCKS.search(path):
        return ()
    found: dict[tuple[int, int], Secret] = {}
    lines = _Lines(text)
    for one in (*_formatted(path, text, lines), *_named(path, text, lines)):
        line_taken = any(s.line == one.line and s.column < one.end_column and one.column < s.end_column for s in found.values())
        if not line_taken:
            found[one.line, one.column] = one
        if len(found) >= MOST_IN_A_FILE:
            break
    return tuple(sorted(found.values()))


class _Lines:
    def __init__(self, text: str) -> None:
        self.starts = [0]
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, offset: int) -> tuple[int, int]:
        from bisect import bisect_right

        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]


def _formatted(path: str, text: str, lines: _Lines) -> Iterator[Secret]:
    is_document = bool(_DOCUMENTS.search(path)) or is_test(path, "")
    for form in formats():
        if not any(word in text for word in form.near) or (form.is_own and is_document):
            continue
        for match in form.pattern.finditer(text):
            value = match[form.group]
            if _PUBLIC_VALUES.search(value) or (form.id != "private-key" and _is_placeholder(value)):
                continue
            if form.id in ("connection-string", "url-credentials") and (_COMPUTED.search(value) or _is_harmless_host(match[2], value)):
                continue
            if not form.is_own and entropy(value) < 3.0:
                continue
            confidence: Confidence = "low" if is_document or form.is_public else "high"
            if form.id == "connection-string" and not _is_random(value, 8, 2.5):
                confidence = "medium"
            shown = value if form.id != "private-key" else match[0]
            yield _secret(path, lines, match.start(form.group), shown, form.id, form.title, form.severity, confidence)


def _is_harmless_host(host: str, value: str) -> bool:
    """A default password of one's own machine or of a neighbouring container is no secret of a running system."""
    return bool(re.search(r"(?i)^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker|example\.|[\w-]+$)|\.example$|example\.(?:com|org|net)", host)) and not _is_random(value, 12, 3.2)


_TITLES = {
    "password": Text("Password in the source code", "Mot de passe dans le code source"),
    "key": Text("Key or token in the source code", "Clé ou jeton dans le code source"),
}


def _named(path: str, text: str, lines: _Lines) -> Iterator[Secret]:
    if is_test(path, "") or _DOCUMENTS.search(path):
        return
    is_settings, done = bool(_SETTINGS.search(path)), -1
    for telling in _TELLING.finditer(text):
        if telling.start() < done:
            continue
        start, end = text.rfind("\n", 0, telling.start()) + 1, text.find("\n", telling.end())
        done = end if end >= 0 else len(text)
        if done - start <= LONGEST_LINE:
            yield from _in_line(path, text, start, done, is_settings, lines)


def _in_line(path: str, text: str, start: int, end: int, is_settings: bool, lines: _Lines) -> Iterator[Secret]:
    matches = list(_NAMED.finditer(text, start, end))
    if is_settings and (unquoted := _UNQUOTED.fullmatch(text, start, end)) is not None:
        matches.append(unquoted)
    for match in matches:
        name, value = _plain(match["name"]), match["value"]
        if "before" in match.re.groupindex and match["before"] and not (_PASSWORD.search(name) or _KEY.search(name)):
            # What a setting is where the environment says nothing.
            name = _plain(match["before"].strip(" \t()[]\"'?|"))
        is_password, is_key = bool(_PASSWORD.search(name)), bool(_KEY.search(name))
        if not (is_password or is_key) or _NO_SECRET_NAME.search(name) or _is_placeholder(value) or _COMPUTED.search(value) or _PUBLIC_VALUES.search(value):
            continue
        if _UUID.match(value) or value.strip() != value or re.search(r"\s.*\s", value):
            continue
        if is_password and not is_key:
            # A word alone under such a name is a label as often as a password.
            if len(value) < 6 or _WORDS.match(value) or len({_class(c) for c in value}) < 2 or " " in value or entropy(value) < 2.3:
                continue
            yield _secret(path, lines, match.start("value"), value, "password", _TITLES["password"], "high", "high" if _is_random(value, 12, 3.2) else "medium")
        elif _is_random(value, 16, 3.0 if re.fullmatch(r"[0-9a-fA-F]+", value) else 3.4) and not _WORDS.match(value):
            yield _secret(path, lines, match.start("value"), value, "key", _TITLES["key"], "high", "high" if len(value) >= 24 else "medium")


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"[.-]", "_", name))


def _class(c: str) -> str:
    return "a" if c.islower() else "A" if c.isupper() else "0" if c.isdigit() else "_"


def _is_placeholder(value: str) -> bool:
    return bool(_PLACEHOLDER.search(value))


def _is_random(value: str, least: int, bits: float) -> bool:
    return len(value) >= least and " " not in value and bool(re.search(r"\d", value)) and bool(re.search(r"[A-Za-z]", value)) and entropy(value) >= bits


def entropy(text: str) -> float:
    """Bits a character, by how often each stands there (Shannon)."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) if text else 0.0


def _secret(path: str, lines: _Lines, offset: int, value: str, id: str, title: Text, severity: Severity, confidence: Confidence) -> Secret:
    line, column = lines.at(offset)
    first = value.split("\n")[0]
    shown = f"{value[:_SHOWN]}… ({len(value)})" if id != "private-key" else f"{first[:40]}…"
    return Secret(path, line, column, column + len(first), id, title, shown, severity, confidence, sha256(value.encode("utf-8", "replace")).hexdigest()[:16])
