"""Fastify: a server that listens on localhost only, unless told otherwise."""

from __future__ import annotations

import re

from ..model.facts import Notice, assume
from ..model.profile import Manifest, Reading
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.node import source
from ..toolchains.node.framework import by_dependency, script_port, starting, unchanged

_LISTEN = re.compile(r"\.listen\(\s*\{(?P<options>[^}]*)\}", re.S)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    version = manifest.dependencies.get("fastify") or manifest.dependency("fastify-cli", "fastify")
    assert version
    notices: list[Notice] = []
    for at, match in tree.search(_LISTEN, source.CODE, app):
        if at.path in source.own_files(tree, app) and not re.search(r"\bhost\b|\.\.\.", match["options"]):
            notices.append(Notice("warning", "host", Text("Fastify listens on localhost only when no host is given, so nothing outside the container reaches it: add host: '0.0.0.0'",
                                                          "sans host, Fastify n'écoute que sur localhost et rien n'atteint l'application hors du conteneur : ajoutez host: '0.0.0.0'"), (at,)))
            break
    traits = {}
    own = starting(manifest)
    if own and own.command and own.command.argv[0] == "fastify":
        traits["run.env.FASTIFY_ADDRESS"] = version.with_value("0.0.0.0")
    return Reading(framework_version=version, notices=tuple(notices), traits=traits, port=script_port(manifest, "start") or assume(3000, "Fastify's documented example listens there", "l'exemple documenté de Fastify y écoute"))


STACK = Stack("fastify", "Fastify", "node", by_dependency("fastify", 62, "fastify", development=False), read, unchanged)
