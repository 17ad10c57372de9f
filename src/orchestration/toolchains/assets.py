"""Assets another toolchain's app needs from Node: Rails', Laravel's, Symfony's and Phoenix's front-end builds as a stage of their own.

Facts are read while profiling and travel as traits (``assets.*``), since a recipe sees the Profile alone.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from .. import pins
from ..model.command import Command
from ..model.container import CacheMount, Copy, ImageRef, RunStep, SideStage
from ..model.errors import BadValue
from ..model.facts import Evidence, Fact
from ..model.profile import Profile
from ..model.text import Text
from ..model.tree import Tree, join
from ..pins.tools import npm
from .stated import tool_versions, version_file

_LOCKS = {"package-lock.json": "npm", "npm-shrinkwrap.json": "npm", "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun"}
_BESIDE = (".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", "bunfig.toml")
PRODUCTION_SCRIPTS = ("production", "prod", "build:production", "build:prod", "build-production", "build-prod", "encore:production")
"""Scripts that name their mode; where one is there, a plain ``build`` beside it may well be the one for development."""
_EXACT = re.compile(r"^(?P<name>npm|pnpm|yarn|bun)@(?P<version>\d+\.\d+\.\d+)")


def read_assets(tree: Tree, app: str, folder: str = ".") -> dict[str, Fact[str]]:
    """What a ``package.json`` beside another language's manifest says: package manager, lockfile, Node version, build script.

    Args:
        folder: where it lies, relative to the app (``"assets"`` for Phoenix).
    """
    path = join(app, folder, "package.json")
    data = tree.data(path)
    if not isinstance(data, dict):
        return {}
    at = Evidence(path)
    found = {"assets.folder": Fact(folder, (at,))}
    stated = data.get("packageManager")
    exact = _EXACT.match(stated) if isinstance(stated, str) else None
    lock = next((name for name in _LOCKS if tree.has(join(app, folder, name))), "")
    manager = exact["name"] if exact else _LOCKS.get(lock, "npm")
    if lock and _LOCKS[lock] != manager:
        lock = next((n for n, m in _LOCKS.items() if m == manager and tree.has(join(app, folder, n))), "")
    found["assets.manager"] = Fact(manager, (tree.key(path, "packageManager") if exact else Evidence(join(app, folder, lock)) if lock else at,))
    if exact:
        found["assets.manager_version"] = Fact(exact["version"], (tree.key(path, "packageManager"),))
    if lock:
        found["assets.lockfile"] = Fact(lock, (Evidence(join(app, folder, lock)),))
    beside = [name for name in _BESIDE if tree.has(join(app, folder, name))]
    if beside:
        found["assets.beside"] = Fact(" ".join(beside), (Evidence(join(app, folder, beside[0])),))
    engines = data.get("engines")
    engine = engines.get("node") if isinstance(engines, dict) else None
    versions = version_file(tree, app, app, ".nvmrc", ".node-version") + ((Fact(engine, (tree.key(path, "engines", "node"),)),) if isinstance(engine, str) else ()) + tool_versions(
        tree, app, app, "nodejs", "node")
    for fact in versions:
        try:
            found["assets.node"] = fact.with_value(pins.resolve("nodejs", fact.value).version)
            break
        except BadValue:
            continue
    scripts = data.get("scripts")
    for name in ("build", "build:css", *PRODUCTION_SCRIPTS):
        if isinstance(scripts, dict) and isinstance(scripts.get(name), str):
            found[f"assets.script.{name}"] = Fact(str(scripts[name]), (tree.key(path, "scripts", name),))
    return found


def runs(profile: Profile, *words: str) -> Command:
    """A program one of the packages brings."""
    prefix = {"npm": ("npx", "--no-install"), "pnpm": ("pnpm", "exec"), "yarn": ("yarn", "run"), "bun": ("bunx",)}[profile.trait("assets.manager", "npm")]
    return Command(*prefix, *words)


def build_script(names: Container[str]) -> str:
    """Of the traits ``assets.script.*`` there are, the one that builds for production; empty: none."""
    return next((name for name in (*PRODUCTION_SCRIPTS, "build") if f"assets.script.{name}" in names), "")


def script(profile: Profile, name: str) -> Command:
    return Command(profile.trait("assets.manager", "npm"), "run", name)


@dataclass(frozen=True, slots=True)
class AssetInstall:
    """What installs the packages of a ``package.json``, wherever that is done."""

    image: ImageRef
    manifests: tuple[str, ...]
    """Relative to the app."""
    setup: tuple[RunStep, ...]
    install: RunStep


def asset_install(profile: Profile) -> AssetInstall:
    """
    Raises:
        PinMissing: a package manager whose release is neither stated nor pinned.
    """
    manager, lock, folder = profile.trait("assets.manager", "npm"), profile.trait("assets.lockfile"), profile.trait("assets.folder", ".")
    beside = profile.trait("assets.beside").split()
    berry = manager == "yarn" and (".yarnrc.yml" in beside or profile.trait("assets.manager_version")[:1] not in ("", "1"))
    prefix = "" if folder == "." else folder + "/"
    manifests = tuple(prefix + n for n in ("package.json", *((lock,) if lock else ()), *beside))
    image: ImageRef
    if manager == "bun":
        image = ImageRef("oven/bun", f"{profile.trait('assets.manager_version') or npm('bun', '1')}-slim", os="debian-trixie", origin="convention")
    else:
        image = pins.image("node", profile.trait("assets.node") or pins.recommended("nodejs")["latest"], ("trixie-slim", "bookworm-slim"))
    setup: tuple[RunStep, ...] = ()
    if manager in ("pnpm", "yarn"):
        package = "@yarnpkg/cli-dist" if berry else manager
        version = profile.trait("assets.manager_version") or npm(package, {"pnpm": "10", "yarn": "4" if berry else "1"}[manager])
        # The image brings Yarn classic; --force replaces its link.
        setup = (RunStep((Command("npm", "install", "--global", "--force", f"{package}@{version}"),), Text(f"{manager} {version}.", f"{manager} {version}."), (CacheMount("/root/.npm", "npm"),)),)
    frozen = {
        "npm": Command("npm", "ci", "--no-audit", "--no-fund") if lock else Command("npm", "install", "--no-audit", "--no-fund"),
        "pnpm": Command("pnpm", "install", "--frozen-lockfile" if lock else "--no-frozen-lockfile"),
        "yarn": Command("yarn", "install", *(("--immutable",) if berry else ("--frozen-lockfile",) if lock else ())),
        "bun": Command("bun", "install", *(("--frozen-lockfile",) if lock else ())),
    }[manager]
    cache = {"npm": "/root/.npm", "pnpm": "/root/.local/share/pnpm/store", "yarn": "/root/.yarn/berry/cache" if berry else "/usr/local/share/.cache/yarn", "bun": "/root/.bun/install/cache"}[manager]
    why = Text("Exactly what the lockfile says.", "Exactement ce que dit le fichier de verrouillage.") if lock else Text(
        "No lockfile: the newest versions the manifest admits.", "Sans fichier de verrouillage : les versions les plus récentes admises par le manifeste.")
    return AssetInstall(image, manifests, setup, RunStep((frozen,), why, (CacheMount(cache, manager),)))


def asset_stage(profile: Profile, build: tuple[Command, ...], outputs: tuple[Copy, ...], extra: tuple[Copy, ...] = (), env: dict[str, str] | None = None) -> SideStage:
    """The stage; its work directory is ``/app`` as in the app's own build.

    Raises:
        PinMissing: a package manager whose release is neither stated nor pinned.
    """
    install = asset_install(profile)
    folder = profile.trait("assets.folder", ".")
    workdir = "/app" if folder == "." else f"/app/{folder}"
    return SideStage(
        name="assets", image=install.image, workdir=workdir, manifests=(Copy(install.manifests, "./"), *extra), setup=install.setup, install=(install.install,),
        sources=(Copy(("./",), "/app/"),) if build else (), build=(RunStep(build, Text("Scripts and styles for browsers.", "Scripts et styles pour les navigateurs.")),) if build else (), outputs=outputs, env=env or {},
    )
