"""npm, pnpm, Yarn and Bun: their lockfiles, and what installing frozen means for each, as their own documentation spells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.command import Command
from ...model.profile import PackageManager
from ...pins.tools import npm


@dataclass(frozen=True, slots=True)
class NodePackageManager:
    """One package manager's commands."""

    id: str
    lockfiles: tuple[str, ...]
    frozen: Command
    """Installs everything, and fails where lockfile and manifest disagree."""
    frozen_production: Command
    unfrozen: Command
    """Where there is no lockfile."""
    unfrozen_production: Command
    prune: Command | None
    """Takes development packages away from an installed tree, in place; None where there is no such command."""
    cache: str
    """The download cache's directory for root in an image."""
    config: tuple[str, ...]
    """Files beside the manifest that change what is installed."""
    environment: tuple[str, ...] = ()
    """Assignments its commands need inside an image build."""
    package: str = ""
    """The npm package it is installed from; empty: it comes with Node.js."""
    options: tuple[str, ...] = ()
    """What installing in an image adds: no questions, no advertisements."""

    def run(self, script: str) -> Command:
        return Command(self.id, "run", script)

    def execute(self, *words: str) -> Command:
        """A program of a dependency."""
        return {"npm": Command("npx", *words), "pnpm": Command("pnpm", "exec", *words), "yarn": Command("yarn", *words), "bun": Command("bunx", *words)}[self.id]


NPM = NodePackageManager(
    "npm", ("package-lock.json", "npm-shrinkwrap.json"), Command("npm", "ci"), Command("npm", "ci", "--omit=dev"),
    Command("npm", "install"), Command("npm", "install", "--omit=dev"), Command("npm", "prune", "--omit=dev"),
    "/root/.npm", (".npmrc",), options=("--no-audit", "--no-fund"),
)
PNPM = NodePackageManager(
    "pnpm", ("pnpm-lock.yaml",), Command("pnpm", "install", "--frozen-lockfile"), Command("pnpm", "install", "--frozen-lockfile", "--prod"),
    Command("pnpm", "install", "--no-frozen-lockfile"), Command("pnpm", "install", "--no-frozen-lockfile", "--prod"),
    Command("pnpm", "prune", "--prod", "--ignore-scripts"),
    "/root/.local/share/pnpm/store", (".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"), ("CI=true",), "pnpm",
)
YARN_CLASSIC = NodePackageManager(
    "yarn", ("yarn.lock",), Command("yarn", "install", "--frozen-lockfile"), Command("yarn", "install", "--frozen-lockfile", "--production"),
    Command("yarn", "install"), Command("yarn", "install", "--production"),
    # Installing again without development packages is Yarn classic's way of pruning.
    Command("yarn", "install", "--frozen-lockfile", "--production", "--ignore-scripts", "--prefer-offline"),
    "/usr/local/share/.cache/yarn", (".npmrc", ".yarnrc"), package="yarn",
)
YARN_BERRY = NodePackageManager(
    "yarn", ("yarn.lock",), Command("yarn", "install", "--immutable"), Command("yarn", "workspaces", "focus", "--all", "--production"),
    Command("yarn", "install"), Command("yarn", "workspaces", "focus", "--all", "--production"),
    Command("yarn", "workspaces", "focus", "--all", "--production"),
    "/root/.yarn/berry", (".npmrc", ".yarnrc.yml"),
    # A plain node_modules in the image: no loader hook in the start command, and every tool finds its packages.
    ("YARN_NODE_LINKER=node-modules", "YARN_ENABLE_GLOBAL_CACHE=true", "YARN_ENABLE_TELEMETRY=0"), "@yarnpkg/cli-dist",
)
BUN = NodePackageManager(
    "bun", ("bun.lock", "bun.lockb"), Command("bun", "install", "--frozen-lockfile"), Command("bun", "install", "--frozen-lockfile", "--production"),
    Command("bun", "install"), Command("bun", "install", "--production"), None, "/root/.bun/install/cache", (".npmrc", "bunfig.toml"), package="bun",
)

LOCKFILES: dict[str, str] = {name: manager.id for manager in (PNPM, YARN_CLASSIC, BUN, NPM) for name in manager.lockfiles}
"""Lockfile name → package manager."""

_PNPM_LOCK = {"5.1": "5", "5.2": "5", "5.3": "6", "5.4": "7", "6.0": "8", "6.1": "8", "9.0": "10"}
"""pnpm's lockfile version → a major release that writes it (its changelog); 9.0 is written by 9, 10 and later."""
_BERRY_LOCK = {"4": "2", "5": "3", "6": "3", "7": "3"}
"""Yarn's ``__metadata.version`` → major release; 8 and later is 4."""


def is_berry(stated: str, lock_version: str) -> bool:
    major = re.match(r"\D*(\d+)", stated)
    if major:
        return int(major[1]) >= 2
    return lock_version != "1" and lock_version != ""


def manager_of(fact: PackageManager, lock_version: str = "") -> NodePackageManager:
    """``lock_version`` as :func:`.lockfiles.lock_version` reads it; it tells Yarn classic from berry where no version is stated."""
    if fact.id == "yarn":
        return YARN_BERRY if is_berry(fact.version, lock_version) else YARN_CLASSIC
    return {"npm": NPM, "pnpm": PNPM, "bun": BUN}[fact.id]


def exact_version(manager: NodePackageManager, stated: str, lock_version: str, node_version: str = "") -> str:
    """The release to install: the stated one where it is exact, else the newest of the major that is stated or that writes this lockfile.

    Raises:
        PinMissing: a major release nobody has listed in ``pins/tools.json``.
    """
    exact = re.match(r"^[v=]*(\d+\.\d+\.\d+(?:-[\w.]+)?)(?:\+\S+)?$", stated.strip())
    if exact:
        return exact[1]
    major = re.match(r"^\D*(\d+)", stated)
    wanted = major[1] if major else ""
    if (manager is PNPM and not wanted) or (stated.startswith(">") and manager is PNPM):
        by_lock = _PNPM_LOCK.get(lock_version, "10")
        wanted = by_lock if not wanted or int(by_lock) > int(wanted) else wanted
    elif manager is YARN_BERRY and (not wanted or int(wanted) < 2):
        wanted = _BERRY_LOCK.get(lock_version, "4")
    elif manager is YARN_CLASSIC or manager is BUN:
        wanted = "1"
    if manager is PNPM and node_version and int(node_version.split(".")[0]) < 18 and not stated:
        wanted = min(wanted, "8" if node_version.startswith("16") else "7", key=int)
    return npm(manager.package, wanted)
