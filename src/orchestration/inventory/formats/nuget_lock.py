"""packages.lock.json of NuGet: for each target framework, direct and transitive packages. https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies"""

from __future__ import annotations

from ...toolchains.dotnet import msbuild
from .. import reasons
from ..graph import Graph
from ..located_json import line_of
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable, table, word


def _read(source: Source) -> Reading:
    data = source.json
    if not isinstance(data, dict) or not isinstance(data.get("dependencies"), dict):
        raise Unreadable("it is no lockfile of NuGet: dependencies is missing", "ce n'est pas un fichier de verrouillage NuGet : il y manque dependencies")
    projects = msbuild.project_files(source.tree, source.folder)
    aside = {name for path in projects if (project := msbuild.read_project(source.tree, path)) for name in (project.packages if project.is_test else project.development)}
    graph = Graph("NuGet")
    for framework, holder in data["dependencies"].items():
        for name, entry in holder.items() if isinstance(holder, dict) else ():
            kind, version, at = word(table(entry).get("type")), word(table(entry).get("resolved")), source.at(line_of(source, holder, name))
            if kind == "Project":
                graph.unresolved(name, "", at, reasons.LOCAL)
                continue
            if not version:
                graph.unresolved(name, word(table(entry).get("requested")), at, reasons.NOT_LOCKED)
                continue
            key = f"{framework}/{name.lower()}"
            graph.add(key, name, version, at, needs=[f"{framework}/{n.lower()}" for n in table(entry, "dependencies")])
            if kind == "Direct":
                graph.root(key, "development" if name.lower() in aside else "production", word(entry.get("requested")))
        for entry in holder.values() if isinstance(holder, dict) else ():
            if table(entry).get("type") == "Project":
                # What a project of the same solution asks for is direct there.
                for other in table(entry, "dependencies"):
                    graph.root(f"{framework}/{other.lower()}", "production", word(table(entry, "dependencies").get(other)))
    return finish(graph, projects)


FORMAT = Format("nuget-lock", _read)
