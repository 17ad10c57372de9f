"""Which observability kit fits an application, and how it is wired there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from functools import cache

from ..kits.rendering import below
from ..model.artefact import Kind
from ..model.errors import NotDeployable, SquadError
from ..model.kit import Kit
from ..model.platform import Platform
from ..model.profile import Profile
from ..model.text import Text

DIRECTORY = "observability"
ON_HTTP_SERVER = ("express", "fastify", "koa", "nestjs", "nodejs")
"""Stacks whose requests go through Node's own ``http.Server``, in one process that stays."""
ON_NEXT = ("nextjs",)
"""On ``http.Server``, too, but started by a program that is not the app's: it asks for ``instrumentation.ts``."""
ON_ASGI = ("fastapi", "starlette")
NEXT_MAJOR = 15
"""Before, ``instrumentation.ts`` was an experiment that had to be asked for (https://nextjs.org/docs/app/api-reference/file-conventions/instrumentation, version history)."""
REGISTER = r"^export (?:async function register\s*\(.*|const register\b.*= async \(\).*)\{\s*$"
"""The line that opens it, where the rest of it stands on lines of its own."""
OLDEST = {"nodejs": "18.19", "python": "3.10"}
"""Runtime → what the kit of its language is written for; its README says the same."""
IN_BROWSER = frozenset({"browser.d.mts", "browser.mjs", "browser-settings.cjs", "page-error.d.mts", "page-error.mjs", "recording.cjs"})
"""Of the Next.js kit: they import Sentry's package, which only those who track errors install."""
_KINDS: dict[str, Kind] = {".cjs": "javascript", ".cts": "typescript", ".js": "javascript", ".jsx": "javascript", ".md": "markdown", ".mjs": "javascript", ".mts": "typescript", ".py": "python", ".ts": "typescript", ".tsx": "typescript"}
_ADD = {"npm": "npm install", "pnpm": "pnpm add", "yarn": "yarn add", "bun": "bun add", "pip": "pip install", "uv": "uv add", "poetry": "poetry add", "pdm": "pdm add", "pipenv": "pipenv install"}


def kit_of(profile: Profile, platform: Platform | None = None, tasks: Collection[str] = ()) -> Kit | SquadError:
    """The kit, or why there is none; the same files for every task of a run.

    Args:
        tasks: of the run; where one of them is about errors, the kit has its part in the browser.
    """
    stack = profile.stack.value
    if stack in (*ON_HTTP_SERVER, *ON_NEXT, *ON_ASGI) and (old := _too_old(profile)):
        return old
    if profile.site is None and _has_server(profile):
        if stack in ON_HTTP_SERVER:
            return _node(profile)
        if stack in ON_NEXT:
            return _next(profile, platform, tracks_errors="sentry" in tasks)
    if stack in ON_ASGI and _has_server(profile):
        return _asgi(profile)
    known = ", ".join(sorted((*ON_HTTP_SERVER, *ON_NEXT, *ON_ASGI)))
    if profile.site is not None and stack in ON_NEXT:
        return NotDeployable(Text("the build leaves files, and no process of the app's own that could be asked, measured or ended",
                                  "la construction produit des fichiers, et aucun processus de l'application qui puisse être interrogé, mesuré ou arrêté"),
                             Text("watch the web server that serves them", "surveillez le serveur web qui les sert"))
    return NotDeployable(Text(f"there is no observability kit for {stack} in this version", f"cette version n'a pas de kit d'observabilité pour {stack}"),
                         Text(f"there is one for: {known}", f"il en existe un pour : {known}"))


def _too_old(profile: Profile) -> NotDeployable | None:
    """A kit that would not even be read by the runtime is not handed over."""
    runtime = profile.runtime.value if profile.runtime else None
    oldest = OLDEST.get(runtime.product, "") if runtime else ""
    if not runtime or not oldest or not re.match(r"\d+\.\d+", runtime.version) or _numbers(runtime.version) >= _numbers(oldest):
        return None
    return NotDeployable(Text(f"the observability kit needs {runtime.product} {oldest} or newer; this is {runtime.version}", f"le kit d'observabilité demande {runtime.product} {oldest} ou plus récent ; ici : {runtime.version}"),
                         Text(f"upgrade {runtime.product} first", f"mettez d'abord {runtime.product} à jour"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:2])


def _has_server(profile: Profile) -> bool:
    return profile.port is not None


@cache
def _files(directory: str, *folders: str) -> Mapping[str, tuple[str, Kind]]:
    """The files of some folders of ``kits`` as they stand in the project; of two with one name the later folder's."""
    found = {f"{directory}/{name}": (f"{folder}/{name}", _KINDS[posixpath.splitext(name)[1]]) for folder in folders for name in below(folder)}
    return dict(sorted(found.items()))


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
    return Kit(DIRECTORY, _files(DIRECTORY, "nodejs/observability"), f"{DIRECTORY}/settings.cjs", _add(profile, "pino prom-client", "npm"), entry if is_source else "", wiring,
               f"{DIRECTORY}/start.cjs", is_source, error_tracking=_add(profile, "@sentry/node", "npm"), sentry_platform="node")


def _next(profile: Profile, platform: Platform | None, *, tracks_errors: bool) -> Kit | SquadError:
    """Node's kit as it is, switched on by the file that Next.js loads before it serves."""
    process = platform.process if platform else "kept"
    if platform and process == "isolates":
        return NotDeployable(Text(f"on {platform.title} there is no Node.js process: the kit's logger and probes would not run, and nothing could be scraped or drained", f"sur {platform.title}, il n'y a pas de processus Node.js : le journal et les sondes du kit n'y tourneraient pas, et rien ne pourrait être relevé ou vidé"),
                             Text("use the platform's own metrics and logs; the kit is for containers", "utilisez les métriques et journaux de la plateforme ; le kit est fait pour les conteneurs"))
    if platform and process == "functions" and profile.trait("next.router") == "pages":
        return NotDeployable(Text(f"on {platform.title} the probes are route handlers, and this project has no app directory", f"sur {platform.title}, les sondes sont des route handlers, et ce projet n'a pas de répertoire app"),
                             Text("use the platform's own metrics and logs, or add an app directory", "utilisez les métriques et journaux de la plateforme, ou ajoutez un répertoire app"))
    stated = re.search(r"\d+", profile.framework_version.value) if profile.framework_version else None
    if stated and int(stated[0]) < NEXT_MAJOR:
        return NotDeployable(Text(f"the observability kit needs Next.js {NEXT_MAJOR} or newer; this is {profile.framework_version.value}", f"le kit d'observabilité demande Next.js {NEXT_MAJOR} ou plus récent ; ici : {profile.framework_version.value}"),  # type: ignore[union-attr]
                             Text("upgrade Next.js first", "mettez d'abord Next.js à jour"))
    entry = profile.traits["next.instrumentation"]
    # Beside the entry, so that its line is the same everywhere.
    directory = posixpath.join(posixpath.dirname(entry.value), DIRECTORY)
    files = {path: file for path, file in _files(directory, "nodejs/observability", "nextjs/observability").items() if tracks_errors or posixpath.basename(path) not in IN_BROWSER}
    entries = [(entry, "nextjs/instrumentation.ts", f'export {{ onRequestError }} from "./{DIRECTORY}/errors.cjs";')]
    if tracks_errors:
        entries.append((profile.traits["next.instrumentation_client"], "nextjs/instrumentation-client.ts", f'export {{ onRouterTransitionStart }} from "./{DIRECTORY}/browser.mjs";'))
        page = profile.traits.get("next.global_error")
        if page and page.is_assumed:
            entries.append((page, "nextjs/app/global-error.tsx", ""))
    files |= {found.value: (source, _KINDS[posixpath.splitext(found.value)[1]]) for found, source, _ in entries if found.is_assumed}
    if process == "functions":
        # No word of these files is TypeScript's own; a project without it asks for plain names.
        suffix, kind = ("ts", "typescript") if entry.value.endswith((".ts", ".tsx")) else ("js", "javascript")
        files |= {posixpath.join(posixpath.dirname(entry.value), f"app/{probe}/route.{suffix}"): (f"nextjs/functions/{probe}/route.ts", kind) for probe in ("livez", "readyz")}
    also = tuple((found.value, line) for found, _, line in entries if tracks_errors and not found.is_assumed)
    wiring = f'if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NODE_ENV === "production") await import("./{DIRECTORY}/next.cjs");'
    return Kit(directory, dict(sorted(files.items())), f"{directory}/settings.cjs", _add(profile, "pino prom-client", "npm"), entry.value, wiring, f"{DIRECTORY}/next.cjs", False,
               place=Text("first thing in an async register()", "au début d'un register() async"), after=REGISTER, is_for_functions=process == "functions", error_tracking=_add(profile, "@sentry/nextjs", "npm"), also=also,
               browser_settings=f"{directory}/browser-settings.cjs" if tracks_errors else "", sentry_platform="javascript-nextjs")


def _asgi(profile: Profile) -> Kit:
    entry = profile.entry.value if profile.entry else ""
    return Kit(DIRECTORY, _files(DIRECTORY, "fastapi/observability"), f"{DIRECTORY}/settings.py", _add(profile, "prometheus-client structlog", "pip"), entry,
               "from observability import watch\n\nwatch(app)", "from observability import watch", False, error_tracking=_add(profile, '"sentry-sdk>=2.75"', "pip"), sentry_platform="python")
