"""An inventory in words short enough to be written down in a test."""

from __future__ import annotations

from orchestration import inventory
from orchestration.edges.tree import MemoryTree
from orchestration.model.dependency import Inventory


def project(path: str = ".", /, **files: str) -> Inventory:
    """The inventory of files held in memory."""
    return inventory.read(MemoryTree(files), path)


def rows(found: Inventory) -> list[str]:
    """``name version scope direct|transitive|? [wanted] [~ an estimate] :line`` of every component, in the inventory's order."""
    direct = {True: "direct", False: "transitive", None: "?"}
    return [" ".join(filter(None, (c.package.name, c.package.version, c.scope, direct[c.is_direct], c.wanted and f"[{c.wanted}]", "~" if c.is_estimate else "", f":{c.evidence.line}"))) for c in found.components]


def left(found: Inventory) -> list[str]:
    """``name | what is stated | first words of the reason :line`` of everything unresolved."""
    return [f"{u.name} | {u.stated} | {' '.join(u.reason.en.split()[:5])} :{u.evidence.line}" for u in found.unresolved]


def chains(found: Inventory, name: str) -> list[str]:
    return [" > ".join(path) for c in found.components if c.package.name == name for path in c.paths]


def why(found: Inventory) -> dict[str, str]:
    return {path: reason.en for path, reason in found.unreadable}
