"""Apps that bring their own server and are started as a program: the file that calls it, and the port it is given."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Evidence, Fact, assume
from ...model.profile import Reading
from ...model.tree import Tree
from .servers import run_port, stated_servers
from .source import line_of, masked, module_of, own_sources


def self_served(tree: Tree, app: str, call: str, port: int, positional: int | None = None) -> Reading:
    """Start command, entry and port of a program whose code calls its server: ``web.run_app(app, port=8080)``.

    Args:
        call: a regular expression for the call; its last part must not be followed by a word.
        port: the framework's default.
        positional: which positional argument is the port, where it has one.
    """
    stated = stated_servers(tree, app)
    said = next((Fact(s.port, (s.evidence,)) for s in stated if s.port and not s.is_development), None)
    found = said or run_port(tree, app, call, port, positional=positional) or assume(port, "the framework's default port", "le port par défaut du framework")
    entry: tuple[str, Evidence] | None = None
    pattern = re.compile(rf"(?<![\w])(?:{call})\s*\(")
    for path in own_sources(tree, app):
        code = masked(tree.text(path) or "")
        match = pattern.search(code)
        if match and not re.search(r"^\s*(?:async\s+)?def\s", code[code.rfind("\n", 0, match.start()) + 1:match.end()]):
            entry = (path, Evidence(path, line_of(code, match.start()), match[0]))
            break
    if entry is None:
        return Reading(port=found)
    path, at = entry
    cut = 0 if app == "." else len(app) + 1
    folder, module = module_of(tree, app, path)
    name = path[cut:]
    here = name.rpartition("/")[0] or "."
    command = Command("python", name) if folder == here else Command("python", "-m", module) if folder == "." else Command("env", f"PYTHONPATH={folder}", "python", "-m", module)
    command = Command("python", "-m", module.removesuffix(".__main__")) if module.endswith(".__main__") and folder == "." else command
    traits = {"python.interface": Fact("own", (at,)), "python.import_root": Fact(folder, (at,)), "python.file": Fact(name, (at,))}
    return Reading(port=found, entry=Fact(name, (at,)), commands=MappingProxyType({"start": Fact(command, (at,)), "dev": Fact(command, (at,))}), traits=MappingProxyType(traits))
