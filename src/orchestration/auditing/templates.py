"""Where templates write a value as it is: what a page is made of is handed over by name, so a value's way goes on in another file and another language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .syntax import Span

MOST_INCLUDES = 20
LONGEST_LINE = 20_000

_NAME = r"@?([A-Za-z_$][\w$]*(?:(?:\?\.|\.)[\w$]+|\[['\"][\w$ -]+['\"]\])*)"
_OUTPUTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    ((".ejs",), re.compile(rf"<%-\s*(?!include\b|partial\b){_NAME}\s*[-_]?%>")),
    ((".hbs", ".handlebars", ".mustache"), re.compile(rf"\{{\{{(?:\{{|&)\s*(?!body\b|yield\b){_NAME}\s*\}}")),
    ((".pug", ".jade"), re.compile(rf"(?:^|[\w)\"'])\s*!=\s*{_NAME}\s*$|!\{{\s*{_NAME}\s*\}}")),
    ((".html", ".htm", ".njk", ".nunjucks", ".jinja", ".jinja2", ".j2", ".twig", ".swig", ".djhtml", ".xhtml"), re.compile(rf"\{{\{{-?\s*{_NAME}[^{{}}]{{0,200}}\|\s*(?:safe|raw|safeseq)\b")),
    ((".erb", ".rhtml"), re.compile(rf"<%==\s*{_NAME}|<%=\s*raw[\s(]+{_NAME}|<%=\s*{_NAME}\.html_safe\b")),
)
SUFFIXES = tuple(suffix for suffixes, _ in _OUTPUTS for suffix in suffixes)
_INCLUDE = re.compile(r"""(?:include|extends|import|partial|render)\s*\(?\s*['"]([\w./-]+)['"]|\{\{>\s*([\w./-]+)|^\s*(?:include|extends)\s+([\w./-]+)\s*$""", re.M)
_LOOP = re.compile(r"for\s*\(?\s*(?:var|let|const)?\s*(?P<a>\w+)\s+(?:of|in)\s+@?(?P<b>[\w.$]+)|@?(?P<d>[\w.$]+)\.(?:forEach|map|each)\s*(?:\(|do\s*\|)\s*(?:async\s*)?(?:function\s*\w*\s*)?\(?\s*(?P<c>\w+)|\beach\s+(?P<e>\w+)(?:\s*,\s*\w+)?\s+in\s+(?P<f>[\w.$]+)")
_UNSAFE_BLOCK = re.compile(r"\{%-?\s*autoescape\s+(?:off|false)\b.*?(?:\{%-?\s*endautoescape|\Z)", re.S)
_PLAIN = re.compile(rf"\{{\{{-?\s*{_NAME}\s*(?:\|[^{{}}]{{0,200}})?\}}\}}")


@dataclass(frozen=True, slots=True)
class Output:
    path: str
    span: Span
    words: tuple[str, ...]
    """``output.items[].name`` as names one below the other."""


class Templates:
    """
    Args:
        paths: of every file that may be one.
        source: reads it.
    """

    def __init__(self, paths: Iterable[str], source: Callable[[str], bytes]) -> None:
        self._source = source
        self.read: set[str] = set()
        self._by_stem: dict[str, list[str]] = {}
        for path in sorted(paths):
            if path.endswith(SUFFIXES):
                self._by_stem.setdefault(posixpath.basename(path).split(".")[0], []).append(path)
        self._of: dict[str, tuple[Output, ...]] = {}

    def outputs(self, name: str) -> Iterator[Output]:
        """What is written unescaped by the template of this name and those it includes."""
        waiting, seen = [(name, "")], set()
        while waiting and len(seen) < MOST_INCLUDES:
            wanted, folder = waiting.pop(0)
            path = self._found(wanted, folder)
            if path is None or path in seen:
                continue
            seen.add(path)
            yield from self._outputs(path)
            waiting += [(next(g for g in match.groups() if g), posixpath.dirname(path)) for match in _INCLUDE.finditer(self._text(path))]

    def _found(self, name: str, folder: str) -> str | None:
        name = posixpath.normpath(name).lstrip("./")
        ending = posixpath.splitext(name)[1]
        known = self._by_stem.get(posixpath.basename(name).split(".")[0], ())
        fits = [p for p in known if p == name or p.endswith("/" + name) or (ending not in SUFFIXES and re.sub(r"(?:\.\w+){1,2}$", "", "/" + p).endswith("/" + name))]
        return min(fits, key=lambda p: (posixpath.dirname(p) != folder, len(p), p), default=None)

    def _text(self, path: str) -> str:
        self.read.add(path)
        return self._source(path).decode("utf-8", "replace")

    def _outputs(self, path: str) -> tuple[Output, ...]:
        if path not in self._of:
            text = self._text(path)
            aliases = {m["a"] or m["c"] or m["e"]: m["b"] or m["d"] or m["f"] for m in _LOOP.finditer(text)}
            expression = next(e for suffixes, e in _OUTPUTS if path.endswith(suffixes))
            unsafe = [m.span() for m in _UNSAFE_BLOCK.finditer(text)]
            made, offset = [], 0
            for number, line in enumerate(text.split("\n"), 1):
                found = list(expression.finditer(line[:LONGEST_LINE]))
                if any(start <= offset < end for start, end in unsafe):
                    found += _PLAIN.finditer(line[:LONGEST_LINE])
                for match in found:
                    words = _words(next(g for g in match.groups() if g))
                    for _ in range(3):
                        words = (*_words(aliases[words[0]]), "[]", *words[1:]) if words[0] in aliases and aliases[words[0]] != words[0] else words
                    made.append(Output(path, (number, match.start(), number, match.end()), words))
                offset += len(line) + 1
            self._of[path] = tuple(made)
        return self._of[path]


def _words(text: str) -> tuple[str, ...]:
    return tuple(w for w in re.split(r"[^\w$]+", text.removesuffix(".html_safe")) if w)
