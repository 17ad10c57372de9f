"""Project files of .NET without a lockfile, and the versions they share (Directory.Packages.props). NuGet takes the lowest version that will do."""

from __future__ import annotations

import re

from ...model.dependency import Scope
from ...model.facts import Evidence
from ...toolchains import markup
from ...toolchains.dotnet import msbuild
from ...toolchains.dotnet.conditions import truth
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, Wish, declare, finish
from ..source import Source, Unreadable


def _read(source: Source) -> Reading:
    _ = source.text
    node = markup.read(source.tree, source.path)
    if node is None or node.tag != "Project":
        raise Unreadable("it is no project file that can be read: it is broken, declares a document type, or is nested beyond reason", "ce n'est pas un fichier de projet lisible : il est cassé, déclare un type de document, ou est imbriqué à l'excès")
    graph = Graph("NuGet")
    if not source.path.endswith(msbuild.PROJECTS):
        if not any(msbuild.nearest(source.tree, project.rpartition("/")[0] or ".", "Directory.Packages.props") == source.path for project in source.tree.files(source.folder) if project.endswith(msbuild.PROJECTS)):
            # Alone, the shared versions are all there is to go by; with projects, those say which they use.
            declare(graph, [_wish(source, item.attributes["Include"], msbuild.stated_version(item), "unknown", source.at(item.line)) for item in node.all("ItemGroup", "PackageVersion") if item.attributes.get("Include")])
        return finish(graph)
    project = msbuild.read_project(source.tree, source.path)
    for name, fact in project.packages.items() if project else ():
        place = fact.evidence[0]
        at = (source if place.path == source.path else source.other(place.path)).at(place.line)
        scope: Scope = "development" if project and (project.is_test or name in project.development) else "production"
        declare(graph, [_wish(source, project.names.get(name, name) if project else name, fact.value, scope, at)])
    if project:
        declare(graph, _of_one_framework(source, node, project))
    return finish(graph)


def _of_one_framework(source: Source, node: markup.Node, project: msbuild.Project) -> list[Wish]:
    """What a project for several frameworks asks for under the condition of one of them."""
    known = {name: fact.value for name, fact in project.properties.items()}
    found: dict[tuple[str, str], Wish] = {}
    for framework in project.frameworks if len(project.frameworks) > 1 else ():
        properties = {**known, "targetframework": framework.value}
        for group in node.all("ItemGroup"):
            for item in group.all("PackageReference"):
                name, version = item.attributes.get("Include", "").strip(), msbuild.stated_version(item)
                if name and name.lower() not in project.packages and truth(group, properties, source.path) is not False and truth(item, properties, source.path) is not False:
                    version = _expand(version, properties) or (project.central[name.lower()].value if name.lower() in project.central else "")
                    scope: Scope = "development" if project.is_test else "production"
                    found.setdefault((name, version), _wish(source, name, version, scope, source.at(item.line)))
    return list(found.values())


def _expand(version: str, properties: dict[str, str]) -> str:
    return re.sub(r"\$\((\w+)\)", lambda m: properties.get(m[1].lower(), m[0]), version)


def _wish(source: Source, name: str, version: str, scope: Scope, at: Evidence) -> Wish:
    return Wish(name.strip(), version, scope, at, reasons.VARIABLE if "$(" in version else None)


FORMAT = Format("msbuild", _read)
