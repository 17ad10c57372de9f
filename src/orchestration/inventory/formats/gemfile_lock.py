"""Gemfile.lock of Bundler: gems with what they need, and the Gemfile's own list. https://bundler.io/man/gemfile.5.html"""

from __future__ import annotations

import re

from ...model.dependency import Scope
from ...toolchains.ruby.gemfile import read_gemfile
from .. import reasons
from ..graph import Graph
from ..reading import Format, Reading, finish
from ..source import Source, Unreadable

_SPEC = re.compile(r"    ([A-Za-z0-9_][\w.-]*) \(([^()\s]+)\)$")
_NEED = re.compile(r"      ([A-Za-z0-9_][\w.-]*)(?: \(.*\))?$")
_DIRECT = re.compile(r"  ([A-Za-z0-9_][\w.-]*)(?: \(([^)]*)\))?(!?)$")


def _read(source: Source) -> Reading:
    graph = Graph("RubyGems")
    manifest = source.beside("Gemfile", "gems.rb")
    gemfile = read_gemfile(source.tree, source.folder) if manifest else None
    section, current, direct = "", "", []
    needs: dict[str, list[str]] = {}
    specs: dict[str, tuple[str, str, int]] = {}
    for number, line in enumerate(source.lines, 1):
        if re.fullmatch(r"[A-Z][A-Z ]+", line.rstrip()):
            section, current = line.strip(), ""
        elif (spec := _SPEC.match(line)) and section in ("GEM", "GIT", "PATH", "PLUGIN SOURCE"):
            # A gem built for several platforms stands once for each: "1.15.4-x86_64-linux".
            current = spec[1]
            specs.setdefault(current, (section, spec[2].partition("-")[0], number))
        elif (need := _NEED.match(line)) and current:
            needs.setdefault(current, []).append(need[1])
        elif section == "DEPENDENCIES" and (said := _DIRECT.match(line.rstrip())):
            direct.append((said[1], said[2] or "", number))
    if not specs and "GEM" not in source.text and "DEPENDENCIES" not in source.text:
        raise Unreadable("it is no lockfile of Bundler: it has neither gems nor dependencies", "ce n'est pas un fichier de verrouillage Bundler : ni gems ni dépendances")
    for name, (section, version, number) in specs.items():
        at = source.at(number)
        if section == "GEM":
            graph.add(name, name, version, at, needs=needs.get(name, ()))
        else:
            graph.unresolved(name, version, at, reasons.LOCAL if section == "PATH" else reasons.GIT)
            if section != "PATH":
                graph.pass_through(name, name, version, needs.get(name, ()))
            if section == "PATH":
                # The project's own gem: what its gemspec asks for is direct.
                direct += [(other, "", number) for other in needs.get(name, ())]
    for name, wanted, number in direct:
        scope: Scope = "production" if gemfile is None or name.lower() in gemfile.gems else "development" if name.lower() in gemfile.aside else "production"
        if name in graph:
            graph.root(name, scope if gemfile else "unknown", wanted)
        elif name not in specs:
            graph.unresolved(name, wanted, source.at(number), reasons.NOT_LOCKED)
    return finish(graph, {manifest} if manifest else ())


FORMAT = Format("gemfile-lock", _read)
