"""MSBuild's conditions, as a Release build on Linux answers them: comparisons of properties, questions about a project's name and path.

What needs more than that to answer (a file's presence, a version's order) stays open.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from ..markup import Node

_AMBIENT = {"configuration": "Release", "os": "Unix", "msbuildruntimetype": "Core", "platform": "AnyCPU"}
_ASKS = re.compile(r"^(?P<not>!?)\s*\$\((?P<name>\w+)\.(?P<how>EndsWith|StartsWith|Contains)\(['\"`](?P<what>[^'\"`]*)['\"`][^)]*\)\)\s*(?:==\s*'?true'?)?$", re.I)
_SYSTEM = re.compile(r"^(?P<not>!?)\s*'?\$\(\[MSBuild\]::IsOS(?:Platform)?\('?(?P<name>\w+)'?\)\)'?\s*(?:==\s*'?true'?)?$", re.I)
_COMPARES = re.compile(r"^'?(?P<left>[^'=!<>]*)'?\s*(?P<how>==|!=)\s*'?(?P<right>[^'=!<>]*)'?$")


def expand(text: str, properties: Mapping[str, str], project: str) -> str:
    """With every ``$(Name)`` put in; a property nobody set is empty, as for MSBuild."""
    own = {**_AMBIENT, "msbuildprojectname": posixpath.splitext(posixpath.basename(project))[0], "msbuildprojectfile": posixpath.basename(project),
           "msbuildprojectdirectory": "/" + posixpath.dirname(project), "msbuildprojectfullpath": "/" + project}
    for _ in range(5):
        after = re.sub(r"\$\((\w+)\)", lambda m: own.get(m[1].lower(), properties.get(m[1].lower(), "")), text)
        if after == text or len(after) > 2_000:
            break
        text = after
    return text.strip()


def truth(node: Node, properties: Mapping[str, str], project: str) -> bool | None:
    """Whether an element's condition holds; None: more is needed to tell. Properties by lower-case name."""
    condition = node.attributes.get("Condition", "").strip()
    return _holds(condition, properties, project) if condition else True


def _holds(text: str, properties: Mapping[str, str], project: str) -> bool | None:
    text = text.replace("$([System.IO.Path]::DirectorySeparatorChar)", "/")
    for word, decides in ((" or ", True), (" and ", False)):
        parts = re.split(word, text, flags=re.I)
        if len(parts) > 1 and all(p.count("(") == p.count(")") for p in parts):
            answers = [_holds(p.strip(), properties, project) for p in parts]
            return decides if decides in answers else None if None in answers else not decides
    if len(text) > 2 and text.startswith("(") and text.endswith(")") and text[1:-1].count("(") == text[1:-1].count(")"):
        return _holds(text[1:-1].strip(), properties, project)
    if asked := _ASKS.match(text):
        value, what = expand(f"$({asked['name']})", properties, project).lower(), expand(asked["what"], properties, project).lower()
        answer = {"endswith": value.endswith, "startswith": value.startswith, "contains": value.__contains__}[asked["how"].lower()](what)
        return answer != bool(asked["not"])
    if system := _SYSTEM.match(text):
        return (system["name"].lower() in ("linux", "unix")) != bool(system["not"])
    compared = _COMPARES.match(text)
    if compared and "$([" not in text and not re.search(r"\$\(\w+[.:]", text):
        same = expand(compared["left"], properties, project).lower() == expand(compared["right"], properties, project).lower()
        return same if compared["how"] == "==" else not same
    return {"true": True, "false": False}.get(expand(text, properties, project).strip("'").lower())
