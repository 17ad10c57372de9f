"""Angular: files for browsers, with server-side rendering a Node server beside them."""

from __future__ import annotations

from typing import Any

from ..model.command import Command
from ..model.facts import Evidence, Fact, Notice, assume
from ..model.profile import Manifest, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.node.framework import base_path, by_dependency, directory, flag, listed, router, starting, unchanged


def _projects(data: Any) -> dict[str, dict[str, Any]]:
    """The applications of an ``angular.json``, by name, each with its build target."""
    projects = data.get("projects") if isinstance(data, dict) else None
    found = {}
    for name, project in projects.items() if isinstance(projects, dict) else ():
        targets = project.get("architect") or project.get("targets") if isinstance(project, dict) else None
        build = targets.get("build") if isinstance(targets, dict) else None
        if isinstance(build, dict) and project.get("projectType", "application") == "application" and not str(name).endswith("-e2e"):
            found[str(name)] = build
    return found


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependency("@angular/core")
    assert version
    path = join(app, "angular.json")
    data = tree.data(path) if tree.has(path) else None
    projects = _projects(data)
    named = flag(manifest, "ng build", "--project")
    default = data.get("defaultProject") if isinstance(data, dict) else None
    name = next((n for n in (named.value if named else "", default if isinstance(default, str) else "", manifest.name, *sorted(projects)) if n in projects), "")
    traits: dict[str, Fact[str]] = {"build.env.NG_CLI_ANALYTICS": version.with_value("false"), "dev.args": version.with_value(listed("--host", "0.0.0.0"))}
    if not name:
        return Reading(framework_version=version, traits=traits)
    build = projects[name]
    options = build.get("options") if isinstance(build.get("options"), dict) else {}
    builder = str(build.get("builder") or "")
    at = tree.key(path, "projects", name)
    traits["angular.project"] = Fact(name, (at,))
    stated = options.get("outputPath")
    browser = "browser"
    if isinstance(stated, dict):
        browser = str(stated.get("browser", "browser"))
        stated = stated.get("base")
    line = tree.key(path, "projects", name, "architect", "build", "options", "outputPath") if stated else at
    folder = (directory(str(stated)) if stated else "") or f"dist/{name}"
    modern = builder.endswith(":application")
    notices: tuple[Notice, ...] = ()
    if len(projects) > 1 and not named:
        notices = (Notice("info", "angular", Text(f"{len(projects)} applications in angular.json ({', '.join(sorted(projects))}); {name} is taken", f"{len(projects)} applications dans angular.json ({', '.join(sorted(projects))}) ; {name} est retenue"), (at,)),)
    ssr = options.get("ssr") if modern else None
    if ssr and options.get("outputMode") != "static" and (not isinstance(ssr, dict) or ssr.get("entry")):
        commands: dict[str, Fact[Command]] = {}
        if not (own := starting(manifest)) or not own.command or not any("server" in word for word in own.command.argv):
            commands["start"] = Fact(Command("node", f"{folder}/server/server.mjs"), (at,))
        traits["output"] = Fact(listed(folder), (line,))
        return Reading(framework_version=version, traits=traits, commands=commands, entry=Fact(f"{folder}/server/server.mjs", (at,)), notices=notices,
                       port=assume(4000, "Angular's generated server listens on 4000 unless PORT is set", "le serveur généré par Angular écoute sur 4000 sauf si PORT est défini"))
    found = router(tree, app, manifest)
    base = options.get("baseHref")
    site = StaticSite(f"{folder}/{browser}".rstrip("/") if modern and browser else folder, found is not None, "", False, base_path(Fact(base, (at,)) if isinstance(base, str) else None), ("",))
    return Reading(framework_version=version, traits=traits, notices=notices, site=Fact(site, (line if line.line else Evidence(path), *(found.evidence if found else ()))))


STACK = Stack("angular", "Angular", "node", by_dependency("angular", 80, "@angular/core", places=("angular.json", "project.json", "src/main.ts")), read, unchanged, aliases=("angularcli", "ng"))
