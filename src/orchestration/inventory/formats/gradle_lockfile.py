"""gradle.lockfile: every module of a build with the configurations that use it. https://docs.gradle.org/current/userguide/dependency_locking.html"""

from __future__ import annotations

import posixpath
import re

from ...model.dependency import Scope
from ...model.tree import join
from ...toolchains.jvm import gradle
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable

_LINE = re.compile(r"([^:=\s]+):([^:=\s]+):([^:=\s]+)=(\S*)\s*$")
_USED = re.compile(r"(?:^|[a-z])(?:[Rr]untimeClasspath|[Cc]ompileClasspath)$|^(?:default|runtime|compile|implementation|api)$")
_TEST = re.compile(r"^(?:test|integrationTest|functionalTest|androidTest|jmh|.*(?:UnitTest|AndroidTest|TestFixtures))|Test(?:Compile|Runtime)Classpath$")


def _scope(configurations: str) -> Scope:
    return "production" if any(_USED.search(name) and not _TEST.search(name) for name in configurations.split(",")) else "development"


def _read(source: Source) -> Reading:
    build = gradle.read_build(source.tree, source.folder)
    is_script = source.path.endswith("buildscript-gradle.lockfile")
    stated = {} if build is None or is_script else {**build.dev_dependencies, **build.dependencies}
    graph = Graph("Maven", tells_direct=bool(stated))
    found, locked = 0, set()
    for number, line in enumerate(source.lines, 1):
        if not line.strip() or line.startswith(("#", "empty=")):
            found += line.startswith("empty=")
            continue
        match = _LINE.match(line)
        if match is None:
            raise Unreadable("it is no lockfile of Gradle from here on", "à partir d'ici, ce n'est plus un fichier de verrouillage Gradle", number)
        found += 1
        name, scope = f"{match[1]}:{match[2]}", "development" if is_script else _scope(match[4])
        locked.add(name)
        key = f"{name}:{match[3]}"
        graph.add(key, name, match[3], source.at(number), scope=scope)
        if name in stated:
            graph.root(key, scope, stated[name].value)
    for name, fact in stated.items():
        if name not in locked and not (build and any(posixpath.basename(s) == name.partition(":")[2] for s in build.siblings)):
            graph.unresolved(name, fact.value, source.other(fact.evidence[0].path).at(fact.evidence[0].line), reasons.NOT_LOCKED)
    if not found:
        raise Unreadable("it is no lockfile of Gradle: it locks nothing", "ce n'est pas un fichier de verrouillage Gradle : il ne verrouille rien")
    root = gradle.root_of(source.tree, source.folder)
    answered = (gradle.build_file(source.tree, source.folder), join(root, "gradle/libs.versions.toml"))
    return finish(graph, () if is_script else {path for path in answered if path and source.tree.has(path)})


FORMAT = Format("gradle-lockfile", _read)
