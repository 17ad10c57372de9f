"""deno.lock, versions 3 to 5: packages of npm; those of JSR and addresses have no advisories, and are said. https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files"""

from __future__ import annotations

import re
from typing import Any

from ...model.text import Text
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, strings, table, word
from .yarn_lock import split

_JSR = Text("it comes from JSR, of which no advisory database knows", "il vient de JSR, qu'aucune base d'avis ne connaît")


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or not word(data.get("version")).isdigit():
        raise Unreadable("it is no lockfile of Deno: its version is missing", "ce n'est pas un fichier de verrouillage Deno : il y manque sa version")
    held = table(data, "packages") or data
    npm, specifiers = table(held, "npm"), table(held, "specifiers")
    by_name: dict[str, str] = {}
    for key in npm:
        by_name.setdefault(split(key)[0], key)
    graph = Graph("npm")
    for key, entry in npm.items():
        name, version = split(key)
        graph.add(key, name, _plain(version), source.at(line_of(source, npm, key)), needs=_needs(table(entry).get("dependencies"), npm, by_name), may_need=_needs(table(entry).get("optionalDependencies"), npm, by_name))
    for key in table(held, "jsr"):
        graph.unresolved(*split(key), source.at(line_of(source, held["jsr"], key)), _JSR)
    for address in table(data, "remote"):
        graph.unresolved(address, address, source.at(line_of(source, data["remote"], address)), reasons.URL)
    space = table(data, "workspace")
    members = [space, *(m for m in table(space, "members").values() if isinstance(m, dict))]
    asked = [text for member in members for text in (*strings(member.get("dependencies")), *strings(table(member, "packageJson").get("dependencies")))]
    for stated in asked or specifiers:
        chosen = word(specifiers.get(stated))
        if stated.startswith("npm:"):
            name, wanted = split(stated[4:])
            graph.root(next((key for key in (chosen.removeprefix("npm:"), f"{name}@{chosen}") if key in npm), ""), "production", wanted)
    manifest = source.beside("package.json") if any("packageJson" in member for member in members) else ""
    return finish(graph, {manifest} if manifest else ())


def _plain(version: str) -> str:
    """Without the peers a copy was made for: ``1.0.0_react@18.0.0``."""
    return re.sub(r"_.*$", "", version)


def _needs(stated: Any, npm: dict[str, Any], by_name: dict[str, str]) -> list[str]:
    """A list of names, with versions where there are several; before version 4, a table."""
    listed = [word(v) for v in stated.values()] if isinstance(stated, dict) else strings(stated)
    return [key for text in listed if (key := text if text in npm else by_name.get(text if text.rfind("@") < 1 else "", ""))]


FORMAT = Format("deno-lock", _read)
