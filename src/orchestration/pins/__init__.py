"""Vendored, dated facts: which actions, images, runtimes and packages exist. Nothing here is from memory."""

from .actions import ActionPin, action
from .debian import debian_name, debian_package
from .images import image, newest_line
from .runtimes import admits, cycle_of, cycles, end_of_life, recommended, resolve
from .tables import table, taken_on

__all__ = [
    "ActionPin", "action", "admits", "cycle_of", "cycles", "debian_name", "debian_package", "end_of_life", "image", "newest_line", "recommended",
    "resolve", "table", "taken_on",
]
