"""Directories an app makes for itself: where its code creates them, or hands them to what stores uploads."""

from __future__ import annotations

import posixpath
import re

from ..model.facts import Fact
from ..model.profile import EnvVar, OwnDirectory
from ..model.provider import Toolchain
from ..model.tree import Tree, join
from .data_files import directory_of
from .environment import is_comment, is_test_path

_MADE = re.compile(r"\b(?:mkdirSync|mkdir|mkdirp(?:Sync|\.sync)?|ensureDir(?:Sync)?|makedirs|MkdirAll|Mkdir|create_dir(?:_all)?|mkdir_p|createDirectories)[(\s]\s*(?=[\w\"'`@])")
_HANDED = re.compile(r"(?:\bdest|\bdestination|\buploadDir|\bUPLOADS?_(?:FOLDER|DIR|DIRECTORY|PATH|ROOT))[\"']?\]?\s*(?::\s*\w+\s*=|[:=])\s*(?=[\w\"'`])")
"""multer's ``dest``, formidable's ``uploadDir``, Flask's usual ``UPLOAD_FOLDER``."""
_METHOD = re.compile(r"(?P<what>(?:Path\([^()\n]*\)|\b[A-Za-z_][\w.]*))\.mkdir\(")
_WORDS = ("mkdir", "Mkdir", "makedirs", "ensureDir", "create_dir", "createDirectories", "dest", "uploadDir", "UPLOAD")
_PASSING = re.compile(r"(?:^|/)(?:logs?|tmp|temp|cache|sessions?)(?:/|$)", re.I)
_KEPT = re.compile(r"(?:^|/)(?:uploads?|media|files?|storage|data|attachments?|images?|avatars?|documents?|backups?|exports?|instance)(?:/|$)", re.I)
_PRODUCED = re.compile(r"^(?:dist|build|out|output|coverage|node_modules|target|bin|obj|src|lib|docs|public|static|assets|reports?|\..*)$")
"""What tools make while building: no running app writes there."""


def read_directories(tree: Tree, app: str, folders: tuple[str, ...], toolchain: Toolchain, env: tuple[Fact[EnvVar], ...]) -> tuple[Fact[OwnDirectory], ...]:
    """Those whose names are written out, or are a variable's default; sorted."""
    defaults = {f.value.name: f.value.default for f in env if f.value.default}
    found: dict[str, Fact[OwnDirectory]] = {}
    for folder in folders:
        for pattern in (_MADE, _HANDED, _METHOD):
            for at, match in tree.search(pattern, toolchain.source_suffixes, folder, _WORDS):
                inner = at.path[len(folder) + 1:] if folder != "." else at.path
                if is_test_path(inner) or is_comment(match) or (pattern is _HANDED and not re.search(r"(?i)multer|formidable|upload", match.string)):
                    continue
                text = match["what"] if pattern is _METHOD else _argument(match.string, match.end())
                path = _resolved(text, match.string, at.path, app, defaults)
                if path and _is_its_own(tree, app, path):
                    found.setdefault(path, Fact(OwnDirectory(path, not _PASSING.search(path)), (at,)))
    # One inside another is there with it.
    return tuple(found[p] for p in sorted(found) if not any(p.startswith(f"{q}/") and found[q].value.is_kept == found[p].value.is_kept for q in found))[:8]


def _is_its_own(tree: Tree, app: str, path: str) -> bool:
    """A place that holds none of the code: a volume there would hide what the next image brings."""
    if path.startswith("/"):
        return bool(re.match(r"/(?:data|uploads?|storage|media|srv/\w+|var/lib/\w+)(?:/|$)", path))
    if path in (".", "") or path.startswith("..") or (_PRODUCED.match(path.split("/")[0]) and not (_KEPT.search(path) and "/" in path)):
        return False
    there = [p for p in tree.files(join(app, path)) if not posixpath.basename(p).startswith(".") and not p.lower().endswith(("readme", "readme.md"))]
    return not there or (bool(_KEPT.search(path)) and not any(p.endswith((".py", ".js", ".ts", ".tsx", ".go", ".rs", ".rb", ".java", ".html", ".css", ".json", ".sql")) for p in there))


def _argument(text: str, start: int) -> str:
    """The expression that begins there, up to the comma or the bracket that ends it."""
    depth = 0
    for i in range(start, min(len(text), start + 300)):
        ch = text[i]
        if ch in "([{":
            depth += 1
        elif ch in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and ch in ",;\n"):
            return text[start:i].strip()
    return ""


def _resolved(expression: str, text: str, path: str, app: str, defaults: dict[str, str], depth: int = 0) -> str | None:
    """The directory, relative to where the app starts; None where a part of it is only known when it runs."""
    expression = re.sub(r"^(?:&|r|f)(?=[\"'])|(?:\.to_string\(\)|\.into\(\)|,\s*)$", "", expression.strip())
    if depth > 3 or not expression:
        return None
    plain = re.fullmatch(r"[\"'`](?P<path>[\w./@-]+)[\"'`]", expression)
    if plain:
        return posixpath.normpath(plain["path"])
    fallback = re.search(r"(?:\|\||\?\?|\bor\b|,)\s*[\"'](?P<path>[\w./@-]+)[\"']\s*\)?$", expression) if re.search(r"\b(?:env|getenv|environ|config)\b", expression) and "join" not in expression else None
    if fallback:
        return posixpath.normpath(fallback["path"])
    call = re.fullmatch(r"(?:[\w.]*\b(?:join|resolve|Join)|Path|pathlib\.Path|Paths\.get|Path\.of)\((?P<parts>.*)\)", expression, re.S)
    parts = _split(call["parts"]) if call else [p.strip() for p in expression.split(" / ")] if " / " in expression else []
    if parts:
        names = [_part(part, text, path, app, defaults, depth) for part in parts]
        return None if None in names else posixpath.normpath(posixpath.join(*[n for n in names if n is not None]))
    return _part(expression, text, path, app, defaults, depth)


def _part(part: str, text: str, path: str, app: str, defaults: dict[str, str], depth: int) -> str | None:
    plain = re.fullmatch(r"[\"'`](?P<path>[\w./@-]+)[\"'`]", part)
    if plain:
        return plain["path"]
    name = re.fullmatch(r"(?:[A-Za-z_]\w*\??\.)*(?P<name>[A-Za-z_]\w*)", part)
    if name and name["name"] in defaults:
        return defaults[name["name"]] if re.fullmatch(r"[\w./@-]+", defaults[name["name"]]) else None
    assigned = re.search(rf"^[ \t]*(?:(?:export\s+)?(?:const|let|var|static|final|private|val)\s+)*(?:String\s+)?(?:[A-Za-z_]\w*\.)?{name['name']}\s*(?::\s*[\w&']+)?\s*:?=(?!=)\s*(?P<value>.+)$", text, re.M) if name else None
    said = _resolved(assigned["value"].rstrip(";"), text, path, app, defaults, depth + 1) if assigned else None
    return directory_of(text, part, path, app) if said is None else said


def _split(parts: str) -> list[str]:
    found, depth, start = [], 0, 0
    for i, ch in enumerate(parts):
        depth += (ch in "([{") - (ch in ")]}")
        if ch == "," and depth == 0:
            found.append(parts[start:i].strip())
            start = i + 1
    return [p for p in (*found, parts[start:].strip()) if p]
