"""composer.lock: packages for production and for development, with what they need and their licences. https://getcomposer.org/doc/01-basic-usage.md"""

from __future__ import annotations

import re
from typing import Any

from ...model.dependency import Scope
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish, wishes_of
from ..source import Source, Unreadable, rows, strings, table, word
from . import composer_json

_SECTIONS: tuple[tuple[str, Scope], ...] = (("packages", "production"), ("packages-dev", "development"))


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or not isinstance(data.get("packages"), list):
        raise Unreadable("it is no lockfile of Composer: packages is missing", "ce n'est pas un fichier de verrouillage Composer : il y manque packages")
    manifest = source.beside("composer.json")
    reading = Reading(covers={manifest} if manifest else set())
    wished = wishes_of(reading, source.other(manifest), composer_json.wishes) if manifest else []
    graph = Graph("Packagist", tells_direct=bool(manifest) and not reading.unreadable)
    entries: list[tuple[str, dict[str, Any], Scope]] = [(word(entry.get("name")).lower(), entry, scope) for section, scope in _SECTIONS for entry in rows(data.get(section))]
    known = {name: name for name, _, _ in entries}
    for name, entry, _ in entries:
        for other in (*table(entry, "replace"), *table(entry, "provide")):
            known.setdefault(str(other).lower(), name)
    foreign = set()
    for name, entry, scope in entries:
        version, at = word(entry.get("version")).removeprefix("v"), source.at(line_of(source, entry, "name"))
        reason = reasons.LOCAL if table(entry, "dist").get("type") == "path" else None if re.match(r"\d", version) and not version.endswith("-dev") else reasons.GIT
        if reason:
            foreign.add(name)
            graph.unresolved(name, version, at, reason)
        needs = sorted({known[n.lower()] for n in table(entry, "require") if n.lower() in known} - {name})
        if reason:
            graph.pass_through(name, name, version, needs)
            continue
        licences = strings(entry.get("license")) or ([entry["license"]] if isinstance(entry.get("license"), str) else [])
        graph.add(name, name, version, at, scope=scope, licence=" OR ".join(licences), needs=needs)
    for wish in wished:
        if wish.name in graph:
            graph.root(wish.name, wish.scope, wish.stated)
        elif wish.name not in foreign and wish.reason is not reasons.LOCAL and wish.name not in known:
            graph.unresolved(wish.name, wish.stated, wish.at, reasons.NOT_LOCKED)
    return finish(graph, reading.covers, reading.unreadable)


FORMAT = Format("composer-lock", _read)
