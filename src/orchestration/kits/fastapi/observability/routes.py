"""Knows by which template (``/orders/{order_id}``) a request was routed, through routers with prefixes and mounted apps; never the URL itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from starlette.routing import Host, Match, Mount
from starlette.types import Scope


def template(routes: Sequence[Any], entry: Mapping[str, Any], scope: Scope) -> str:
    """The template of a routed request; empty where no route was found.

    Args:
        routes: the app's.
        entry: the scope as it came in; routing changes it.
        scope: the scope after routing.
    """
    if "endpoint" not in scope:
        return ""
    root = entry.get("root_path", "")
    if scope.get("root_path", "") == root and hasattr(scope.get("route"), "path_regex") and not isinstance(scope["route"], Mount):
        return _with_prefix(scope["route"], _below(root, entry["path"]), scope["path_params"])
    return _followed(routes, dict(entry), scope)


def _below(root: str, path: str) -> str:
    return path[len(root) :] if path.startswith(root + "/") else path


def _followed(routes: Iterable[Any], entry: dict[str, Any], scope: Scope) -> str:
    """The way through mounts to the route, walked again: a mount leaves only the piece of the URL it matched in the scope."""
    mounts = ""
    while True:
        found, changes = _matched(routes, entry)
        if isinstance(found, (Mount, Host)):
            entry.update(changes)
            if not found.routes:
                return f"{mounts}{found.path_format}" if isinstance(found, Mount) else mounts
            mounts += found.path if isinstance(found, Mount) else ""
            routes = found.routes
        elif found is None:
            return ""
        elif hasattr(found, "path"):
            return f"{mounts}{found.path}"
        else:
            path = _below(entry.get("root_path", ""), entry["path"])
            return mounts + _with_prefix(scope.get("route"), path, scope["path_params"])


def _matched(routes: Iterable[Any], scope: Scope) -> tuple[Any, Mapping[str, Any]]:
    partial: tuple[Any, Mapping[str, Any]] = (None, {})
    for route in routes:
        match, changes = route.matches(scope)
        if match == Match.FULL:
            return route, changes
        if match == Match.PARTIAL and partial[0] is None:
            partial = route, changes
    return partial


def _with_prefix(route: Any, path: str, parameters: Mapping[str, Any]) -> str:
    """Newer FastAPI keeps an included router's prefix apart from its routes. It is what the route leaves of the path, its parameters put back in."""
    if not hasattr(route, "path_regex"):
        return ""
    tail = _at_the_end(route.path_regex).search(path)
    if tail is None or tail.start() == 0:
        return str(route.path)
    segments = path[: tail.start()].split("/")
    for name, value in parameters.items():
        if name not in route.param_convertors:
            _put_back(segments, name, str(value))
    return "/".join(segments) + str(route.path)


def _put_back(segments: list[str], name: str, value: str) -> None:
    # From the end: of two equal segments the parameter is mostly the later one. A parameter may also be only a part: /v{version}.
    from_the_end = range(len(segments) - 1, 0, -1)
    places = [i for i in from_the_end if segments[i] == value] or [i for i in from_the_end if value in segments[i]]
    if value and places:
        segments[places[0]] = f"{{{name}}}".join(segments[places[0]].rsplit(value, 1))


@lru_cache(maxsize=4096)
def _at_the_end(expression: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(expression.pattern.removeprefix("^"))
