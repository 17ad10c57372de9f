"""One requirement of Python (PEP 508), with markers answered for Linux: shared by every format that holds such lines."""

from __future__ import annotations

import re
from functools import lru_cache

from ...model.dependency import Scope
from ...model.facts import Evidence
from ...toolchains.python.requirements import normal, parse
from .. import reasons
from ..reading import Wish

_MAX_LENGTH = 4_000
"""The longest real requirements are addresses of archives; no expression here sees more."""
_PYTHONS = tuple(f"3.{minor}" for minor in range(9, 16))
_LINUX = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_release": "6.1.0", "platform_version": "#1 SMP", "implementation_name": "cpython", "platform_python_implementation": "CPython"}
"""Where applications are deployed; what runs this program must not decide what a file says."""
_WHEEL = re.compile(r"https?://files\.pythonhosted\.org/.*/([A-Za-z0-9_.]+)-(\d[^-/]*)(?:-[^/]*\.whl|\.tar\.gz|\.zip)(?:#.*)?$")
_LOCAL = re.compile(r"(?:\.{1,2}(?:/|$|\[)|/|~|file:|[\w./-]+/$|[\w./-]+\.(?:whl|tar\.gz|zip|tar\.bz2)(?:\[|$|\s))")


@lru_cache(maxsize=4096)
def holds(marker: str) -> bool:
    """Whether a marker is true on Linux with some Python that is still used; one that cannot be read is taken for true."""
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    if not marker or len(marker) > 2_000 or marker.count("(") > 100:
        return True
    try:
        parsed = Marker(marker)
        return any(parsed.evaluate({**_LINUX, "platform_machine": machine, "python_version": python, "python_full_version": f"{python}.0", "implementation_version": f"{python}.0", "extra": ""})
                   for python in _PYTHONS for machine in ("x86_64", "aarch64"))
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError, KeyError, ValueError, TypeError):
        return True


def wish_of(text: str, scope: Scope, at: Evidence, is_editable: bool = False) -> Wish | None:
    """A requirement as a wish; None where the text is none."""
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    pinned = _WHEEL.search(text.partition("@ ")[2].strip() or text)
    if pinned and not is_editable:
        return Wish(normal(pinned[1]), f"=={pinned[2]}", scope, at)
    if re.match(r"(?:git|hg|svn|bzr)\+", text) or re.match(r"[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*(?:git|hg|svn|bzr)\+", text):
        requirement = parse(text)
        return Wish(requirement.name if requirement else text.partition("#")[0].rstrip("/").rpartition("/")[2].partition("@")[0].removesuffix(".git"), text, scope, at, reasons.GIT)
    if _LOCAL.match(text) or (is_editable and "://" not in text):
        return Wish(text, text, scope, at, reasons.LOCAL)
    if re.match(r"https?://", text):
        requirement = parse(text)
        return Wish(requirement.name if requirement else text.partition("#")[0].rpartition("/")[2] or text, text, scope, at, reasons.URL)
    requirement = parse(text)
    if requirement is None:
        return None
    if re.match(r"[a-z+]+:", requirement.specifier):
        return Wish(requirement.name, requirement.specifier, scope, at, reasons.LOCAL if requirement.specifier.startswith("file:") else reasons.URL)
    if requirement.specifier and not re.fullmatch(r"(?:\s*(?:===|==|!=|~=|<=|>=|<|>)\s*[\w.*+!-]+\s*,?)+", requirement.specifier):
        return None
    return Wish(requirement.name, requirement.specifier.replace(" ", ""), scope, at, None if holds(requirement.marker) else reasons.MARKER)
