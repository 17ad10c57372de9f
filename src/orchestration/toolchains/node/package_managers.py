"""npm, pnpm, Yarn and Bun: their lockfiles and what installing frozen means for each."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.command import Command


@dataclass(frozen=True, slots=True)
class NodePackageManager:
    """One package manager's commands, as its own documentation spells them."""

    id: str
    lockfiles: tuple[str, ...]
    frozen: Command
    """Installs everything, and fails where lockfile and manifest disagree."""
    frozen_production: Command
    unfrozen: Command
    """Where there is no lockfile."""
    cache: str
    """The download cache's directory for root in an image."""

    def run(self, script: str) -> Command:
        return Command(self.id, "run", script)


NPM = NodePackageManager(
    "npm", ("package-lock.json", "npm-shrinkwrap.json"), Command("npm", "ci", "--no-audit", "--no-fund"), Command("npm", "ci", "--omit=dev", "--no-audit", "--no-fund"),
    Command("npm", "install", "--no-audit", "--no-fund"), "/root/.npm",
)
PACKAGE_MANAGERS: dict[str, NodePackageManager] = {"npm": NPM}
