"""Health routes and listening ports in Java and Kotlin code; a route whose prefix is not a plain string is left out."""

from __future__ import annotations

import re

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

HEALTH = r"/?(?:[\w-]+/)*(?:livez?|liveness|healthz?|health-?check|readyz?|readiness|ping|alive)/?"
_SPRING = re.compile(rf"@(?:Get|Request)Mapping\(\s*(?:(?:value|path)\s*=\s*)?(?:\{{\s*)?\"(?P<path>{HEALTH})\"")
_CLASS = re.compile(r"@RequestMapping\(\s*(?:(?:value|path)\s*=\s*)?(?:\{\s*)?(?P<value>[^),]+)[^)]*\)[\s\S]{0,400}?\b(?:class|interface)\s")
_PLAIN = re.compile(r"(?<![\w.])(?:app|server|router|routes|http|it)?\.?(?:get|createContext|route)\(\s*\"(?P<path>/(?:livez?|liveness|healthz?|health-?check|readyz?|ping|alive))\"")
_PORT = tuple(re.compile(p) for p in (
    r"getenv\(\s*\"(?:\w+_)?PORT\"\s*\)[^\n]{0,60}?\b(?P<port>\d{4,5})\b",
    r"getOrDefault\(\s*\"(?:\w+_)?PORT\"\s*,\s*\"(?P<port>\d{2,5})\"",
    r"\bembeddedServer\([^)]*?\bport\s*=\s*(?P<port>\d{2,5})",
    r"\bnew\s+InetSocketAddress\(\s*(?:\"[\w.]+\"\s*,\s*)?(?P<port>\d{2,5})\s*\)|\bInetSocketAddress\(\s*(?P<port2>\d{4,5})\s*\)",
    r"(?:Javalin\.create|\bapp)[\s\S]{0,200}?\.start\(\s*(?P<port>\d{2,5})\s*\)",
    r"(?<![\w.])port\(\s*(?P<port>\d{4,5})\s*\)",
    r"\b(?:DEFAULT_)?(?:SERVER_|HTTP_)?PORT\s*(?::\s*Int)?\s*=\s*(?P<port>\d{2,5})\b",
))


def health_path(tree: Tree, module: str) -> Fact[str] | None:
    """A GET route that answers when alive, with the prefix of its class; the shortest where there are several."""
    found: list[Fact[str]] = []
    for path in tree.files(module):
        if not path.endswith((".java", ".kt")) or "/test/" in path:
            continue
        text = tree.text(path) or ""
        for match in _SPRING.finditer(text):
            whole = _CLASS.search(text[:match.start()])
            prefix = ""
            if whole:
                literal = re.match(r"\"([^\"]*)\"", whole["value"].strip())
                if not literal or "$" in literal[1]:
                    continue
                prefix = "/" + literal[1].strip("/") if literal[1].strip("/") else ""
            found.append(Fact(prefix + "/" + match["path"].strip("/"), (Evidence(path, text.count("\n", 0, match.start()) + 1, match.group(0)[:120]),)))
        for match in _PLAIN.finditer(text):
            around = text[max(0, match.start() - 400):match.start()]
            if not re.search(r"\broute\(\s*\"", around):
                found.append(Fact(match["path"], (Evidence(path, text.count("\n", 0, match.start()) + 1, match.group(0).strip()[:120]),)))
    return min(found, key=lambda f: (len(f.value), f.source)) if found else None


def port(tree: Tree, module: str) -> Fact[int] | None:
    for pattern in _PORT:
        for path in tree.files(join(module, "src")):
            if not path.endswith((".java", ".kt")) or "/test/" in path:
                continue
            text = tree.text(path) or ""
            match = pattern.search(text)
            if match:
                number = int(next(v for k, v in match.groupdict().items() if v))
                if 0 < number < 65536:
                    line = text.count("\n", 0, match.start()) + 1
                    return Fact(number, (Evidence(path, line, match.group(0).split("\n")[0].strip()[:120]),))
    return None
