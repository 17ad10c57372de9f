"""Vendored, dated facts: which actions, images, runtimes and packages exist. Nothing here is from memory."""

from .actions import ActionPin, action
from .debian import debian_name, debian_package
from .images import image, newest_line
from .runtimes import admits, cycle_of, cycles, end_of_life, recommended, resolve
from .tables import BY_HAND, STALE_AFTER_DAYS, TABLES, PinTable, age_days, report, table, taken_on
from .tools import npm_tool, tool_image

__all__ = [
    "BY_HAND", "STALE_AFTER_DAYS", "TABLES", "ActionPin", "PinTable", "action", "admits", "age_days", "cycle_of", "cycles", "debian_name", "debian_package",
    "end_of_life", "image", "newest_line", "npm_tool", "recommended", "report", "resolve", "table", "taken_on", "tool_image",
]
