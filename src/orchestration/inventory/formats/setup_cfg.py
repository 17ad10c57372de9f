"""setup.cfg: what setuptools installs with a project. https://setuptools.pypa.io/en/latest/userguide/declarative_config.html"""

from __future__ import annotations

import configparser

from ...model.dependency import Scope
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable
from .pep508 import wish_of


def _read(source: Source) -> Reading:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(source.text)
    except configparser.Error as error:
        raise Unreadable(f"it is no INI file: {str(error).splitlines()[0]}", f"ce n'est pas un fichier INI : {str(error).splitlines()[0]}") from None
    graph = Graph("PyPI")
    found: list[Wish] = []
    groups: list[tuple[str, Scope]] = [(parser.get("options", "install_requires", fallback=""), "production")]
    groups += [(lines, "optional") for lines in (dict(parser.items("options.extras_require")).values() if parser.has_section("options.extras_require") else ())]
    places: dict[str, int] = {}
    for number, raw in enumerate(source.lines, 1):
        places.setdefault(raw.partition("=")[2].strip() if raw[:1].isalpha() else raw.strip(), number)
    for text, scope in groups:
        for line in (part.strip() for part in text.replace(";;", ";").splitlines()):
            if not line or line.startswith("#"):
                continue
            at = source.at(places.get(line, 0))
            if line.startswith("file:"):
                graph.unresolved(line, line, at, reasons.LOCAL)
            else:
                found.append(wish_of(line, scope, at) or Wish(line[:80], line, scope, at, reasons.NO_NAME))
    declare(graph, found)
    return finish(graph)


FORMAT = Format("setup-cfg", _read)
