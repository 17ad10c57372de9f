"""What of a JSP is Java: scriptlets, expressions and ``${…}`` as one Java source in which each stands where it stood in the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

import tree_sitter_java

from ..syntax import Comment, Span
from .lowering import bare, parser

SUFFIXES = (".jsp", ".jspf", ".tag")

PRINTED = "$"
"""What is assigned to this name is printed: with one letter, ``${x}`` has room for ``$=x;``."""
HELD = "_"
"""The value of a tag's attribute, between the attribute and the variable the tag puts it into."""

PARAMETERS = {"request": "HttpServletRequest", "response": "HttpServletResponse"}
IMPLICIT = PARAMETERS | {"session": "HttpSession", "application": "ServletContext", "out": "JspWriter", "pageContext": "PageContext", "config": "ServletConfig", "page": "Object"}
"""Names that a page may use without declaring them (Jakarta Server Pages 3.1, JSP.1.8.3) → their types."""

_PIECE = re.compile(rb"<%--|<%@|<%!|<%=|<%|[$#]\{|<[A-Za-z][\w.]*:[A-Za-z]\w*")
_ATTRIBUTE = re.compile(rb"""\s*([\w:.-]+)\s*=\s*("(?:<%.{0,600}?%>|[^"])*"|'(?:<%.{0,600}?%>|[^'])*')""", re.S)
_EXPRESSION = re.compile(rb"""[$#]\{((?:[^}{"']|"[^"]{0,500}"|'[^']{0,500}'){0,2000})\}""")
_INSIDE = re.compile(rb"<%=(.{0,600}?)%>|" + _EXPRESSION.pattern, re.S)
_IMPORT = re.compile(rb"\bimport\s*=\s*[\"']([^\"']*)[\"']")
_WORD = re.compile(rb"\"[^\"]*\"|'[^']*'|\b(?:eq|ne|lt|gt|le|ge|and|or|not|div|mod|empty)\b|(?<=\w):(?=\w+\()")
_WORDS = {b"eq": b"==", b"ne": b"!=", b"lt": b"< ", b"gt": b"> ", b"le": b"<=", b"ge": b">=", b"and": b"&& ", b"or": b"||", b"not": b"!  ", b"div": b"/  ", b"mod": b"%  ", b"empty": b"!    ", b":": b"."}
_LAST_COMMENT = re.compile(rb"//[^\n\"]{0,400}\Z")
_BLANK = bytes(c if c in b"\r\n" else 32 for c in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    java: bytes
    """As long as the page, line for line."""
    imports: tuple[tuple[str, str], ...]
    comments: tuple[Comment, ...]
    broken: tuple[Span, ...]


def page(source: bytes) -> Page:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.java = bytearray(source.translate(_BLANK))
        self.imports: list[tuple[str, str]] = []
        self.comments: list[Comment] = []
        self.broken: list[Span] = []
        self._parser = parser(tree_sitter_java.language())
        self._parses: dict[bytes, bool] = {}
        self._counted = (0, 1, 0)
        """An offset, its line, and where that line begins: spans are asked for in the order of the text."""

    def read(self) -> Page:
        at = 0
        while (found := _PIECE.search(self.source, at)) is not None:
            at = self._piece(found)
        return Page(bytes(self.java), tuple(self.imports), tuple(self.comments), tuple(self.broken))

    def _piece(self, found: re.Match[bytes]) -> int:
        """Takes over one piece; where the next may begin."""
        start, mark = found.end(), found[0]
        if mark[1:] == b"{":
            return self._printed(found.start())
        if not mark.startswith(b"<%"):
            return self._tag(start, mark)
        end = self.source.find(b"--%>" if mark == b"<%--" else b"%>", start)
        if end < 0:
            self.broken.append(self._span(found.start(), len(self.source)))
            end = len(self.source)
        if mark == b"<%--":
            span = self._span(found.start(), end)
            before = self.source[self._counted[2]:found.start()] if span[1] < 400 else b"x"
            self.comments.append(Comment(span[0], span[2], bare(self.source[start:end].decode("utf-8", "replace")), not before.strip()))
        elif mark == b"<%@":
            for listed in _IMPORT.findall(self.source[start:end]):
                for path in listed.decode("utf-8", "replace").split(","):
                    path = path.strip().removesuffix(";")
                    if path:
                        self.imports.append(("*", path[:-2]) if path.endswith(".*") else (path.rpartition(".")[2], path))
        elif mark == b"<%=":
            self._put(PRINTED, found.start(), start, end)
        else:
            # A comment ends with the scriptlet, though its line goes on.
            last = _LAST_COMMENT.search(self.source, start, end)
            stop = last.start() if last is not None else end
            self.java[start:stop] = self.source[start:stop]
        return end + (4 if mark == b"<%--" else 2)

    def _put(self, name: str, before: int, start: int, end: int, code: bytes | None = None) -> None:
        """``name = code;`` where the code stands."""
        self.java[before:before + 2] = f"{name}=".encode()
        self.java[start:end] = self.source[start:end] if code is None else code
        self.java[end:end + 1] = b";"

    def _printed(self, at: int) -> int:
        found = _EXPRESSION.match(self.source, at)
        if found is None or (at and self.source[at - 1] == 0x5C):
            return at + 2
        self._expression(PRINTED, found.start(), found.start(1), found.end(1))
        return found.end()

    def _expression(self, name: str, before: int, start: int, end: int) -> None:
        """The language of ``${…}`` is Java's but for its words; what is not must not spoil the scriptlets around it."""
        code = _WORD.sub(lambda m: _WORDS.get(m[0], m[0]), self.source[start:end])
        if code not in self._parses:
            self._parses[code] = not self._parser.parse(b"$=" + code + b";").root_node.has_error
        if not self._parses[code]:
            if self.source[before] != 0x23:
                # ``#{…}`` is other libraries' syntax, too.
                self.broken.append(self._span(before, end + 1))
        else:
            self._put(name, before, start, end, code)

    def _tag(self, at: int, mark: bytes) -> int:
        """A tag of a library does with its attributes what it likes; ``c:out`` prints, escaped unless told not to; ``var`` names what takes the value."""
        values: list[tuple[int, int, int, bool]] = []
        raw, variable = False, (0, 0)
        while (found := _ATTRIBUTE.match(self.source, at)) is not None:
            start, end = found.start(2) + 1, found.end(2) - 1
            if found[1] == b"var":
                variable = (start, end)
            elif found[1] == b"escapeXml":
                raw = self.source[start:end].strip() == b"false"
            for inner in _INSIDE.finditer(self.source, start, end):
                group = 1 if inner[1] is not None else 2
                values.append((inner.start(), inner.start(group), inner.end(group), group == 1))
            at = found.end()
        name = PRINTED if raw and mark.endswith(b":out") else HELD
        for before, start, end, is_java in values:
            if is_java:
                self._put(name, before, start, end)
            else:
                self._expression(name, before, start, end)
        word = self.source[slice(*variable)]
        if values and re.fullmatch(rb"[A-Za-z_]\w*", word):
            after = values[-1][2] < variable[0]
            room = self.source[variable[1]:variable[1] + 3]
            if after and b"\n" not in room and b"<" not in room[1:] and len(room) == 3:
                self.java[variable[0]:variable[1] + 3] = word + b"=_;"
            elif not after:
                start = values[0][0]
                self.java[variable[0]:variable[1]] = word
                self.java[start:start + 1] = b" "
        return at

    def _span(self, start: int, end: int) -> Span:
        offset, line, begin = self._counted
        line += self.source.count(b"\n", offset, start)
        begin = max(begin, self.source.rfind(b"\n", begin, start) + 1)
        self._counted = (start, line, begin)
        last = line + self.source.count(b"\n", start, end)
        return line, start - begin, last, end - (self.source.rfind(b"\n", begin, end) + 1 or begin)
