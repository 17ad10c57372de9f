"""CycloneDX in JSON: components by package URL, with the graph and the licences it states. https://cyclonedx.org/docs/1.6/json"""

from __future__ import annotations

from typing import Any

from ...model.dependency import Scope
from ...model.text import Text
from ..graph import Graph
from ..located_json import line_of
from ..purls import package_of
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, rows, strings, table, word

NO_PURL = Text("it has no package URL of an ecosystem that is known here", "il n'a pas d'URL de paquet d'un écosystème connu ici")
_PACKAGES = ("library", "framework", "application", "container", "operating-system", "")


def _licence(entry: dict[str, Any]) -> str:
    found = [word(said.get("expression")) or word(table(said, "license").get("id")) for said in rows(entry.get("licenses"))]
    return " AND ".join(f"({text})" if " OR " in text and len(found) > 1 else text for text in found if text)


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise Unreadable("it is no bill of materials of CycloneDX: bomFormat does not say so", "ce n'est pas une nomenclature CycloneDX : bomFormat ne le dit pas")
    graph = Graph("")
    subject = table(data, "metadata", "component")
    edges = {word(said.get("ref")): strings(said.get("dependsOn")) for said in rows(data.get("dependencies"))}
    graph.tells_direct = word(subject.get("bom-ref")) in edges
    todo = list(reversed(rows(data.get("components"))))
    while todo:
        entry = todo.pop()
        todo += reversed(rows(entry.get("components")))
        at, purl, name = source.at(line_of(source, entry, "purl") or line_of(source, entry, "name")), word(entry.get("purl")), word(entry.get("name"))
        package = package_of(purl)
        if package is None or not package.version:
            if word(entry.get("type")) in _PACKAGES:
                graph.unresolved(name, purl or word(entry.get("version")), at, NO_PURL)
                graph.pass_through(word(entry.get("bom-ref")) or name, name, word(entry.get("version")), edges.get(word(entry.get("bom-ref")), ()))
            continue
        key = word(entry.get("bom-ref")) or purl
        scope: Scope = {"optional": "optional", "excluded": "development"}.get(word(entry.get("scope")), "production")  # type: ignore[assignment]
        graph.add(key, package.name, package.version, at, ecosystem=package.ecosystem, needs=edges.get(key, ()), scope=scope, licence=_licence(entry))
    for key in edges.get(word(subject.get("bom-ref")), ()):
        graph.root(key, "production")
    return finish(graph)


FORMAT = Format("cyclonedx", _read)
