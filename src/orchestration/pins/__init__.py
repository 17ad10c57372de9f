"""Vendored, dated facts: which actions, images, runtimes and packages exist. Nothing here is from memory."""

from .actions import ActionPin, action
from .debian import debian_name, debian_package
from .images import image
from .runtimes import cycle_of, cycles, end_of_life, recommended, resolve
from .tables import STALE_AFTER_DAYS, TABLES, PinTable, age_days, report, table, taken_on

__all__ = [
    "STALE_AFTER_DAYS", "TABLES", "ActionPin", "PinTable", "action", "age_days", "cycle_of", "cycles", "debian_name", "debian_package", "end_of_life",
    "image", "recommended", "report", "resolve", "table", "taken_on",
]
