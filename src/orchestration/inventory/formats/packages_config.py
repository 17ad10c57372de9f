"""packages.config of .NET Framework: exact versions of everything, direct or not. https://learn.microsoft.com/nuget/reference/packages-config"""

from __future__ import annotations

from ...toolchains import markup
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable


def _read(source: Source) -> Reading:
    _ = source.text
    node = markup.read(source.tree, source.path)
    if node is None or node.tag != "packages":
        raise Unreadable("it is no packages.config that can be read: it is broken, or declares a document type", "ce n'est pas un packages.config lisible : il est cassé, ou déclare un type de document")
    graph = Graph("NuGet", tells_direct=False)
    for item in node.all("package"):
        name, version = item.attributes.get("id", ""), item.attributes.get("version", "")
        graph.add(f"{name}@{version}", name, version, source.at(item.line), scope="development" if item.attributes.get("developmentDependency") == "true" else "production")
    return finish(graph)


FORMAT = Format("packages-config", _read)
