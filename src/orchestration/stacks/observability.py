"""Which observability kit fits an application, and how it is wired there."""

from __future__ import annotations

import posixpath
from functools import cache

from ..kits.rendering import below
from ..model.artefact import Kind
from ..model.errors import NotDeployable, SquadError
from ..model.kit import Kit
from ..model.profile import Profile
from ..model.text import Text

DIRECTORY = "observability"
ON_HTTP_SERVER = ("express", "fastify", "koa", "nestjs", "nodejs")
"""Stacks whose requests go through Node's own ``http.Server``, in one process that stays."""
ON_ASGI = ("fastapi", "starlette")
_KINDS: dict[str, Kind] = {".cjs": "javascript", ".cts": "typescript", ".md": "markdown", ".py": "python"}
_ADD = {"npm": "npm install", "pnpm": "pnpm add", "yarn": "yarn add", "bun": "bun add", "pip": "pip install", "uv": "uv add", "poetry": "poetry add", "pdm": "pdm add", "pipenv": "pipenv install"}


def kit_of(profile: Profile) -> Kit | SquadError:
    """The kit, or why there is none."""
    if profile.site is None and profile.stack.value in ON_HTTP_SERVER and _has_server(profile):
        return _node(profile)
    if profile.stack.value in ON_ASGI and _has_server(profile):
        return _asgi(profile)
    known = ", ".join(sorted((*ON_HTTP_SERVER, *ON_ASGI)))
    return NotDeployable(Text(f"there is no observability kit for {profile.stack.value} in this version", f"cette version n'a pas de kit d'observabilité pour {profile.stack.value}"),
                         Text(f"there is one for: {known}", f"il en existe un pour : {known}"))


def _has_server(profile: Profile) -> bool:
    return profile.port is not None


@cache
def _files(folder: str) -> dict[str, Kind]:
    return {name: _KINDS[posixpath.splitext(name)[1]] for name in below(folder)}


def _add(profile: Profile, packages: str, otherwise: str) -> str:
    manager = profile.package_manager.value.id if profile.package_manager else otherwise
    return f"{_ADD.get(manager, _ADD[otherwise])} {packages}"


def _node(profile: Profile) -> Kit:
    entry = profile.entry.value if profile.entry else ""
    is_source = entry.endswith((".js", ".mjs", ".cjs")) and not entry.startswith(("dist/", "build/", "lib/", "out/"))
    at = posixpath.relpath(DIRECTORY, posixpath.dirname(entry) or ".") if is_source else DIRECTORY
    address = f"{at if at.startswith('.') else './' + at}/start.cjs"
    is_module = is_source and (entry.endswith(".mjs") or (not entry.endswith(".cjs") and profile.trait("node.type") == "module"))
    if not is_source:
        wiring = f"node --import {address}"
    else:
        wiring = f'import "{address}";' if is_module else f'require("{address}");'
    return Kit("nodejs", DIRECTORY, _files("nodejs/observability"), "settings.cjs", _add(profile, "pino prom-client", "npm"), entry if is_source else "", wiring, f"{DIRECTORY}/start.cjs", is_source)


def _asgi(profile: Profile) -> Kit:
    entry = profile.entry.value if profile.entry else ""
    return Kit("fastapi", DIRECTORY, _files("fastapi/observability"), "settings.py", _add(profile, "prometheus-client structlog", "pip"), entry,
               "from observability import watch\n\nwatch(app)", "from observability import watch", False)
