"""Dockerfiles: base images, images files are copied from, and packages of the distribution that are installed at a stated version. https://docs.docker.com/reference/dockerfile"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from ...model.dependency import Scope
from ...model.text import Text
from .. import reasons
from ..graph import Graph
from ..purls import distribution_of_image
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable

_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::?(?P<operator>[-+])(?P<word>[^}]*))?\}|(?P<plain>\w+))")
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.I)
_COPY_FROM = re.compile(r"--from=(\S+)")
_MOUNT_FROM = re.compile(r"--mount=\S*\bfrom=([^,\s]+)")
_APT = re.compile(r"\b(?:apt-get|apt|aptitude)\b((?:\s+-\S+)*)\s+install\b(.*)", re.S)
_APK = re.compile(r"\bapk\b((?:\s+-\S+)*)\s+add\b(.*)", re.S)
_MAX_WORDS = 2_000
"""The longest installations of real images name a hundred packages."""
_NO_RELEASE = Text("its base image does not say which release of the distribution it is", "son image de base ne dit pas de quelle version de la distribution il s'agit")
_NEWEST = Text("no version is stated: what the distribution has on the day of the build is installed", "aucune version n'est indiquée : ce que la distribution offre le jour de la construction est installé")
_MOVES = Text("the tag moves: no one can tell which version was built on", "l'étiquette change de cible : nul ne sait sur quelle version l'image a été construite")


@dataclass(slots=True)
class _Stage:
    image: str
    distribution: str
    parent: str


def _instructions(source: Source) -> Iterator[tuple[int, str, str]]:
    """(line, keyword, rest) with continuation lines joined and heredocs kept with the instruction that opens them."""
    start, held, heredoc = 0, "", ""
    escape = "`" if re.match(r"(?:#.*\n)*#\s*escape\s*=\s*`", source.text) else "\\"
    for number, raw in enumerate(source.lines, 1):
        if heredoc:
            if raw.strip() == heredoc:
                heredoc = ""
                yield (start, *_split(held))
                held = ""
            else:
                held += "\n" + raw
            continue
        if raw.lstrip().startswith("#") or (not raw.strip() and not held):
            continue
        start = start if held else number
        line = raw.rstrip()
        if line.endswith(escape):
            held += line[:-1] + " "
            continue
        held += line
        opened = re.search(r"<<-?[\"']?(\w+)[\"']?", held) if re.match(r"\s*(?:RUN|COPY|ADD)\b", held, re.I) else None
        if opened:
            heredoc = opened[1]
            continue
        yield (start, *_split(held))
        held = ""
    if held.strip():
        yield (start, *_split(held))


def _split(text: str) -> tuple[str, str]:
    keyword, _, rest = text.strip().partition(" ")
    return keyword.upper(), rest.strip()


def _expand(text: str, known: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        stated = known.get(match["braced"] or match["plain"], "")
        if match["operator"] == "+":
            return match["word"] if stated else ""
        return stated or match["word"] or match[0]

    return _VARIABLE.sub(value, text) if len(text) < 5_000 else text


def image_parts(reference: str) -> tuple[str, str, str]:
    """(name, tag, digest) of an image reference; what Docker Hub's names leave out is left out."""
    name, _, digest = reference.partition("@")
    last = name.rpartition("/")[2]
    tag = last.partition(":")[2]
    name = name[:len(name) - len(tag) - 1] if tag else name
    return name.removeprefix("docker.io/").removeprefix("index.docker.io/").removeprefix("library/"), tag, digest


def _read(source: Source) -> Reading:
    graph = Graph("Docker")
    known: dict[str, str] = {}
    stages: dict[str, _Stage] = {}
    images: list[tuple[str, int, str]] = []
    packages: list[tuple[str, int, str]] = []
    current, numbers = "", 0
    for line, keyword, rest in _instructions(source):
        if keyword == "ARG":
            for name, eq, value in (part.partition("=") for part in rest.split()):
                if eq:
                    known.setdefault(name, _expand(value.strip("\"'"), known))
        elif keyword == "FROM":
            match = _FROM.match(rest)
            if match is None:
                raise Unreadable("its FROM names no image", "son FROM ne nomme aucune image", line)
            reference = _expand(match[1].strip("\"'"), known)
            above = stages.get(reference.lower())
            image, tag, _ = image_parts(reference)
            current = str(numbers)
            numbers += 1
            stages[current] = _Stage(reference, above.distribution if above else distribution_of_image(image, tag), reference.lower() if above else "")
            if match[2]:
                stages[match[2].lower()] = stages[current]
            if not above and reference != "scratch":
                images.append((reference, line, current))
        elif keyword in ("COPY", "ADD", "RUN") and current:
            for other in (*_COPY_FROM.findall(rest if keyword != "RUN" else ""), *(_MOUNT_FROM.findall(rest) if keyword == "RUN" else ())):
                reference = _expand(other, known)
                if reference.lower() not in stages and re.search(r"[/:@]", reference):
                    images.append((reference, line, current))
            if keyword == "RUN":
                packages.append((rest, line, current))
    if not numbers:
        raise Unreadable("it is no Dockerfile: it has no FROM", "ce n'est pas un Dockerfile : il n'a pas de FROM")
    shipped = _shipped(stages, current)
    for reference, line, stage in images:
        _image(graph, source, reference, line, "production" if stage in shipped else "development")
    for command, line, stage in packages:
        _installed(graph, source, command, line, stages[stage].distribution, "production" if stage in shipped else "development", known)
    return finish(graph)


def _shipped(stages: dict[str, _Stage], last: str) -> set[str]:
    """The last stage and those it is built on; what other stages install is not in the image."""
    found, here = set(), stages[last]
    while True:
        found |= {key for key, stage in stages.items() if stage is here}
        if not here.parent or stages[here.parent] is here or here.parent in found:
            return found
        here = stages[here.parent]


def _image(graph: Graph, source: Source, reference: str, line: int, scope: Scope) -> None:
    at = source.at(line)
    name, tag, digest = image_parts(reference)
    if "$" in reference:
        graph.unresolved(name, reference, at, reasons.VARIABLE, is_of_image=True)
    elif not digest and tag in ("", "latest"):
        graph.unresolved(name, reference, at, _MOVES, is_of_image=True)
    else:
        key = f"{name}@{tag or digest}:{scope}"
        graph.add(key, name, tag or digest, at, scope=scope)
        graph.root(key, scope, reference)


def _installed(graph: Graph, source: Source, command: str, line: int, distribution: str, scope: Scope, known: dict[str, str]) -> None:
    for part in re.split(r"&&|\|\||;|\n", command):
        match, family = (_APT.search(part), "apt") if _APT.search(part) else (_APK.search(part), "apk")
        if match is None:
            continue
        try:
            words = shlex.split(match[2], comments=True)
        except ValueError:
            words = match[2].split()
        unstated, skip = [], False
        for raw in words[:_MAX_WORDS]:
            if skip or raw.startswith(("-", ">", "<", "|", "&")) or not re.match(r"[a-z0-9$.@]", raw):
                # "-t build-deps", "--virtual .deps": the next word is the option's.
                skip = not skip and raw in ("-t", "--virtual", "-X", "--repository", "-o", "--target-release", "-p")
                continue
            word = _expand(raw, known)
            name, operator, version = _pinned(word, family)
            at = source.at(_line(source, line, raw))
            if not version:
                unstated += [word] if not word.startswith(".") else []
            elif "$" in version:
                graph.unresolved(name, word, at, reasons.VARIABLE)
            elif not distribution:
                graph.unresolved(name, word, at, _NO_RELEASE)
            elif "*" in version:
                graph.unresolved(name, word, at, _NEWEST, is_of_image=True)
            else:
                key = f"{distribution}/{name}@{version}:{scope}"
                graph.add(key, name, version, at, scope=scope, ecosystem=distribution, is_estimate=operator not in ("=", "=="))
                graph.root(key, scope, word)
        if unstated:
            graph.unresolved(", ".join(unstated)[:120], " ".join(part[match.start():].split())[:120], source.at(_line(source, line, unstated[0])), _NEWEST, is_of_image=True)


def _pinned(word: str, family: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"([^=<>~]+)(==|=~|~=|>=|<=|[=<>~])(.+)", word)
    if match is None:
        return word, "", ""
    name = match[1].partition("@")[0] if family == "apk" else match[1].partition(":")[0]
    return name, match[2], "" if match[2].startswith("<") else match[3]


def _line(source: Source, start: int, word: str) -> int:
    """The line of an instruction on which a word stands."""
    if not source.lines[start - 1].rstrip().endswith(("\\", "`")) and "<<" not in source.lines[start - 1]:
        return start
    return next((n for n in range(start, min(start + 200, len(source.lines)) + 1) if len(source.lines[n - 1]) < 2_000 and word in source.lines[n - 1] and not source.lines[n - 1].lstrip().startswith("#") and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", source.lines[n - 1])), start)


FORMAT = Format("dockerfile", _read)
