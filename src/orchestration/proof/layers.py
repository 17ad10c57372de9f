"""Looking for secrets in an image as ``save`` streams it: every layer, also files a later layer hides; bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from ..model.verdict import Finding
from .dummies import disguises
from .recipe import is_secret_name

CHUNK_BYTES = 1 << 18
OVERLAP_BYTES = 4096
MAX_JSON_BYTES = 16 << 20
MAX_FINDINGS = 50

_KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s+(?:[A-Za-z-]+: [^\n]*\s+)*[A-Za-z0-9+/=\s]{48}")
_NPM_TOKEN = re.compile(rb"(?:_authToken|_auth|_password)\s*=\s*(?!\$\{)[^\s]{8,}")
_PLACEHOLDER_ENV = re.compile(r"(?:^|/)\.env\.(?:example|sample|template|dist|defaults?|test)$")
_PACKAGED = re.compile(r"(?:^|/)(?:node_modules|site-packages|dist-packages|gems|vendor|go/pkg|usr/share|usr/lib|usr/local/lib|usr/local/go)/")
"""Where published packages live: a key there is someone's public test fixture."""


@dataclass(frozen=True, slots=True)
class LayerReport:
    """What was looked at and what was found; findings name paths and rules, never a value."""

    findings: tuple[Finding, ...]
    layers: int
    files: int
    bytes: int
    unreadable: tuple[str, ...] = ()
    """Blobs in a form this Python cannot open, by digest; not empty means nothing is proven."""


@dataclass(frozen=True, slots=True)
class _Hit:
    blob: str
    path: str
    rule: str
    message: str
    level: str = "error"


class _Peeked(io.RawIOBase):
    """A stream whose first bytes were already read."""

    def __init__(self, head: bytes, rest: Any) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


_ENV_MESSAGE = "an environment file with its values is in the image: leave it out in .dockerignore"
_COMPILED_ENV = re.compile(r"(?:^|/)\.env(?:\.\w+)*\.php$")
"""Symfony's compiled form, an array; an empty one says that nothing is read from a file, so its content decides."""


def _path_rule(path: str, is_dir: bool) -> tuple[str, str] | None:
    name = path.rsplit("/", 1)[-1]
    if re.match(r"\.env(?:\.|$)", name) and not is_dir and not _PLACEHOLDER_ENV.search(path) and not _COMPILED_ENV.search(path):
        return "env-file", _ENV_MESSAGE
    if name == ".git" or "/.git/" in f"/{path}/":
        return "git-directory", "the repository's history is in the image: leave .git out in .dockerignore"
    if re.fullmatch(r"id_(?:rsa|dsa|ecdsa|ed25519)", name) and not is_dir:
        return "private-key", "an SSH private key is in the image"
    return None


def _content(stream: Any, needles: tuple[bytes, ...], values: tuple[tuple[str, bytes], ...], name: str) -> tuple[set[tuple[str, str]], int]:
    """Rules that a file's bytes break, as (rule, message), and how many bytes it has."""
    found: set[tuple[str, str]] = set()
    tail, total = b"", 0
    while chunk := stream.read(CHUNK_BYTES):
        total += len(chunk)
        window = tail + chunk
        if any(needle in window for needle in needles):
            found.add(("planted-secret", "a secret handed to the build is in this file"))
        for label, value in values:
            if value in window:
                found.add(("secret-value", f"the value of {label} is in this file"))
        if b"PRIVATE KEY-----" in window and _KEY.search(window):
            found.add(("private-key", "a private key is in this file"))
        if name.endswith("npmrc") and _NPM_TOKEN.search(window):
            found.add(("npm-token", "a registry token is in this file: mount it as a build secret"))
        if b"=>" in window and _COMPILED_ENV.search(name):
            found.add(("env-file", _ENV_MESSAGE))
        tail = window[-OVERLAP_BYTES:]
    return found, total


def _layer(blob: str, stream: Any, needles: tuple[bytes, ...], values: tuple[tuple[str, bytes], ...]) -> tuple[list[_Hit], int, int]:
    hits: list[_Hit] = []
    files = size = 0
    told_git: set[str] = set()
    with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK_BYTES, errorlevel=0) as tar:
        for member in tar:
            # A streaming tarfile keeps every member it has seen; that list would grow with the image.
            tar.members = []  # type: ignore[attr-defined]
            path = member.name.removeprefix("./").strip("/")
            rule = _path_rule(path, member.isdir())
            packaged = bool(_PACKAGED.search(path))
            if rule and rule[0] == "git-directory":
                top = path[: f"/{path}/".index("/.git/") + 4].strip("/")
                rule = None if top in told_git else rule
                told_git.add(top)
                path = top
            if rule and not path.rsplit("/", 1)[-1].startswith(".wh."):
                hits.append(_Hit(blob, path, *rule, level="warning" if packaged else "error"))
            if not member.isreg():
                continue
            files += 1
            file = tar.extractfile(member)
            if file is None:
                continue
            found, length = _content(file, needles, values, path)
            size += length
            for name, message in sorted(found):
                about_ours = name in ("planted-secret", "secret-value")
                hits.append(_Hit(blob, path, name, message, "warning" if packaged and not about_ours else "error"))
    return hits, files, size


def _open(raw: Any) -> tuple[str, Any]:
    """(kind, readable) by the blob's first bytes: ``tar`` ``json`` ``unreadable`` or ``empty``."""
    head = raw.read(512)
    stream: Any = io.BufferedReader(_Peeked(head, raw), CHUNK_BYTES)
    if not head:
        return "empty", stream
    if head[:2] == b"\x1f\x8b":
        return "tar", gzip.GzipFile(fileobj=stream)
    if head[257:262] == b"ustar" or not head.strip(b"\0"):
        return "tar", stream
    if head.lstrip()[:1] in (b"{", b"["):
        return "json", stream
    return "unreadable", stream


def _settings(config: dict[str, Any], needles: tuple[bytes, ...], values: tuple[tuple[str, bytes], ...]) -> list[Finding]:
    """Secrets in an image's environment, labels and history."""
    out: list[Finding] = []
    settings = config.get("config") or {}
    for entry in settings.get("Env") or ():
        name, _, value = str(entry).partition("=")
        if value and is_secret_name(name):
            out.append(Finding("", 0, "secret-in-env", f"ENV {name} has a value in the image: hand it over when the container starts", "error"))
    places = [("environment", e) for e in settings.get("Env") or ()]
    places += [("label", f"{k}={v}") for k, v in sorted((settings.get("Labels") or {}).items())]
    places += [("command", " ".join(map(str, (settings.get("Entrypoint") or []) + (settings.get("Cmd") or []))))]
    for where, text in places:
        raw = str(text).encode()
        if any(n in raw for n in needles) or any(v in raw for _, v in values):
            out.append(Finding("", 0, "secret-in-settings", f"a secret handed to the build is in the image's {where}", "error"))
    for number, entry in enumerate(config.get("history") or (), 1):
        made_by = str(entry.get("created_by", ""))
        raw = made_by.encode()
        if any(n in raw for n in needles) or any(v in raw for _, v in values):
            names = sorted({n for n in re.findall(r"([A-Za-z_]\w*)=", made_by) if is_secret_name(n)})
            hint = f" ({', '.join(names)})" if names else ""
            out.append(
                Finding(
                    "",
                    0,
                    "secret-in-history",
                    f"the image's history shows a build argument's value in step {number}{hint}: use RUN --mount=type=secret",
                    "error",
                )
            )
    return out


def scan(stream: BinaryIO | Any, values: Iterable[tuple[str, str]] = ()) -> LayerReport:
    """Reads a ``docker save`` archive (old or OCI layout) to its end.

    Args:
        stream: the archive; read forward only.
        values: (label, value) of further secrets to look for; the planted ones are always looked for. Values shorter
            than 8 characters are left out: they are found everywhere.

    Raises:
        ValueError: the archive ends early or is none.
    """
    needles = disguises()
    wanted = tuple(sorted({(label, value.encode()) for label, value in values if len(value) >= 8}))
    hits: list[_Hit] = []
    manifest: Any = None
    documents: dict[str, Any] = {}
    scanned: set[str] = set()
    unreadable: list[str] = []
    files = size = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK_BYTES) as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined]
                raw = archive.extractfile(member) if member.isreg() else None
                if raw is None:
                    continue
                kind, content = _open(raw)
                if kind == "json":
                    if member.size > MAX_JSON_BYTES:
                        unreadable.append(member.name)
                        continue
                    # In small pieces: one large read reserves its whole size at once.
                    data = b"".join(iter(lambda content=content: content.read(1 << 16), b""))
                    try:
                        documents[member.name] = json.loads(data)
                    except ValueError:
                        unreadable.append(member.name)
                elif kind == "tar":
                    found, count, length = _layer(member.name, content, needles, wanted)
                    hits += found
                    files, size = files + count, size + length
                    scanned.add(member.name)
                elif kind == "unreadable" and member.size > 64:
                    unreadable.append(member.name)
        manifest = documents.get("manifest.json")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ValueError(f"the image's archive cannot be read: {error}") from None
    if not isinstance(manifest, list) or not manifest:
        raise ValueError("the image's archive has no manifest")
    order = [str(layer) for layer in manifest[0].get("Layers") or ()]
    missing = [layer for layer in order if layer not in scanned and not any(layer == u for u in unreadable)]
    config = documents.get(str(manifest[0].get("Config")), {})
    made_by = [str(h.get("created_by", "")) for h in config.get("history") or () if not h.get("empty_layer")]
    findings: list[Finding] = []
    for hit in hits:
        if hit.blob not in order:
            continue
        number = order.index(hit.blob)
        step = " ".join(made_by[number].split())[:100] if number < len(made_by) else ""
        # A step's own text may hold a planted value; the history check tells that one.
        step = "" if any(n in step.encode() for n in needles) else step
        where = f" (layer {number + 1} of {len(order)}{': ' + step if step else ''})"
        findings.append(Finding(f"/{hit.path}", 0, hit.rule, hit.message + where, hit.level))  # type: ignore[arg-type]
    findings = sorted(set(_settings(config, needles, wanted) + findings))
    unreadable = [u for u in unreadable if u in order or u == str(manifest[0].get("Config"))] + missing
    return LayerReport(tuple(findings[:MAX_FINDINGS]), len(order), files, size, tuple(sorted(set(unreadable))))
