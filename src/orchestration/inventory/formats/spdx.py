"""SPDX 2 in JSON: packages by the package URL they refer to, relations and licences. https://spdx.github.io/spdx-spec/v2.3"""

from __future__ import annotations

from ..graph import Graph
from ..located_json import line_of
from ..purls import package_of
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, rows, strings, word
from .cyclonedx import NO_PURL

_FORWARD = ("DEPENDS_ON", "CONTAINS")
_BACKWARD = ("DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF", "DEV_DEPENDENCY_OF", "TEST_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "CONTAINED_BY")
_DEVELOPMENT = ("BUILD_DEPENDENCY_OF", "DEV_DEPENDENCY_OF", "TEST_DEPENDENCY_OF")


def _read(source: Source) -> Reading:
    data = source.json
    if isinstance(data, dict) and "@graph" in data:
        raise Unreadable("it is SPDX 3, which is not read; hand over SPDX 2.3 or CycloneDX", "c'est du SPDX 3, qui n'est pas lu ; donnez du SPDX 2.3 ou du CycloneDX")
    if not isinstance(data, dict) or not word(data.get("spdxVersion")).startswith("SPDX-2"):
        raise Unreadable("it is no SPDX 2 document: spdxVersion does not say so", "ce n'est pas un document SPDX 2 : spdxVersion ne le dit pas")
    subjects = set(strings(data.get("documentDescribes")))
    edges: dict[str, set[str]] = {}
    aside: set[str] = set()
    for said in rows(data.get("relationships")):
        kind, one, other = word(said.get("relationshipType")), word(said.get("spdxElementId")), word(said.get("relatedSpdxElement"))
        if kind == "DESCRIBES":
            subjects.add(other)
        elif kind in _FORWARD:
            edges.setdefault(one, set()).add(other)
        elif kind in _BACKWARD:
            edges.setdefault(other, set()).add(one)
            aside |= {one} if kind in _DEVELOPMENT else set()
    graph = Graph("", tells_direct=any(subject in edges for subject in subjects))
    for entry in rows(data.get("packages")):
        key = word(entry.get("SPDXID"))
        reference = next((r for r in rows(entry.get("externalRefs")) if r.get("referenceType") == "purl"), {})
        at, package = source.at(line_of(source, entry, "name")), package_of(word(reference.get("referenceLocator")))
        if key in subjects and len(data["packages"]) > 1:
            continue
        if package is None or not package.version:
            graph.pass_through(key, word(entry.get("name")), word(entry.get("versionInfo")), sorted(edges.get(key, ())))
            graph.unresolved(word(entry.get("name")), word(reference.get("referenceLocator")) or word(entry.get("versionInfo")), at, NO_PURL)
            continue
        licence = next((text for text in (word(entry.get("licenseConcluded")), word(entry.get("licenseDeclared"))) if text not in ("", "NOASSERTION", "NONE")), "")
        graph.add(key, package.name, package.version, at, ecosystem=package.ecosystem, needs=sorted(edges.get(key, ())), licence=licence)
    for subject in sorted(subjects):
        for key in sorted(edges.get(subject, ())):
            graph.root(key, "development" if key in aside else "production")
    return finish(graph)


FORMAT = Format("spdx", _read)
