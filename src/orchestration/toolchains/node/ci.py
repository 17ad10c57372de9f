"""A Node project on CI: the runtime, the package manager in the version the project asks for, a frozen install."""

from __future__ import annotations

import posixpath

from ...model.ci import ActionUse, CIFacts, set_up
from ...model.command import Command
from ...model.profile import Profile
from .container import Kitchen, kitchen, prepared, runtime_image
from .package_managers import BUN, NPM, PNPM, YARN_BERRY, YARN_CLASSIC, exact_version

_CACHES = {
    "npm": (".npm/", {"npm_config_cache": "$CI_PROJECT_DIR/.npm"}),
    "pnpm": (".pnpm-store/", {"npm_config_store_dir": "$CI_PROJECT_DIR/.pnpm-store", "pnpm_config_store_dir": "$CI_PROJECT_DIR/.pnpm-store"}),
    "yarn": (".yarn-cache/", {"YARN_CACHE_FOLDER": "$CI_PROJECT_DIR/.yarn-cache"}),
    "bun": (".bun-cache/", {"BUN_INSTALL_CACHE_DIR": "$CI_PROJECT_DIR/.bun-cache"}),
}


def ci(profile: Profile) -> CIFacts:
    """Set-up and install.

    Raises:
        PinMissing: no release of the package manager, or no image, is known.
    """
    assert profile.runtime and profile.package_manager
    k = kitchen(profile)
    lock = profile.package_manager.value.lockfile
    path, environment = _CACHES[k.tool.id]
    install = _installed(k, lock)
    return CIFacts(
        setup=tuple(_setup(k, lock)),
        image=runtime_image(profile),
        image_setup=_available(k),
        install=(install, *prepared(k)),
        cache_paths=(path,),
        cache_key_files=(lock,) if lock else (),
        cache_env=environment,
        codeql_language="javascript-typescript",
        # Dependabot's "bun" reads the text lockfile; Yarn and pnpm are its "npm".
        dependabot_ecosystem="bun" if k.tool is BUN and lock.endswith("bun.lock") else "npm",
    )


def _installed(k: Kitchen, lock: str) -> Command:
    command = k.tool.frozen if lock else k.tool.unfrozen
    release = k.profile.trait("yarn.release")
    if k.tool is YARN_BERRY and release:
        return Command("node", release, *command.argv[1:])
    return command


def _version(k: Kitchen) -> str:
    assert k.profile.package_manager and k.profile.runtime
    return exact_version(k.tool, k.profile.package_manager.value.version, k.profile.trait("lock.version"), k.profile.runtime.value.version)


def _available(k: Kitchen) -> tuple[Command, ...]:
    """Commands that make the package manager available where Node.js is."""
    assert k.profile.runtime
    if k.tool is NPM or (k.tool is BUN and k.profile.runtime.value.product == "bun") or (k.tool is YARN_BERRY and k.profile.trait("yarn.release")):
        return ()
    force = ("--force",) if k.tool.id == "yarn" else ()
    return (Command("npm", "install", "--global", *force, f"{k.tool.package}@{_version(k)}"),)


def _setup(k: Kitchen, lock: str) -> list[ActionUse | Command]:
    profile = k.profile
    assert profile.runtime
    runs_on_bun = profile.runtime.value.product == "bun"
    node = {"node-version": profile.runtime.value.version}
    steps: list[ActionUse | Command] = []
    if k.tool is PNPM:
        package_json = posixpath.normpath(posixpath.join(profile.root, "package.json"))
        inputs = {"version": _version(k)} if not _stated(k) else {} if package_json == "package.json" else {"package_json_file": package_json}
        steps.append(ActionUse("pnpm/action-setup", inputs, set_up("pnpm")))
    if k.tool is BUN:
        version = profile.runtime.value.version if runs_on_bun else _version(k)
        steps.append(ActionUse("oven-sh/setup-bun", {"bun-version": version}, set_up("Bun")))
    cached = k.tool in (NPM, PNPM, YARN_CLASSIC) and lock
    if not runs_on_bun:
        steps.append(ActionUse("actions/setup-node", node | ({"cache": k.tool.id, "cache-dependency-path": lock} if cached else {}), set_up("Node.js")))
    if k.tool in (YARN_BERRY, YARN_CLASSIC) and _available(k):
        # Corepack comes with Node.js up to 24 and checks what it fetches; a package installed globally is outside of any lockfile.
        bundled = int(profile.runtime.value.cycle.split(".")[0] or 0) < 25
        steps += (Command("corepack", "enable", "yarn"), Command("corepack", "prepare", f"yarn@{_version(k)}", "--activate")) if bundled else _available(k)
    return steps


def _stated(k: Kitchen) -> bool:
    """Whether package.json's ``packageManager`` names the version: the action refuses to be told twice."""
    fact = k.profile.package_manager
    return bool(fact and fact.value.version and any("packageManager" in e.quote and e.path == posixpath.normpath(posixpath.join(k.profile.root, "package.json")) for e in fact.evidence))
