"""Vendored, dated facts: which actions, images, runtimes and packages exist. Nothing here is from memory."""

from .actions import ActionPin, action
from .debian import debian_name, debian_package
<<<<<<< HEAD
from .images import image, newest_line
from .runtimes import admits, cycle_of, cycles, end_of_life, recommended, resolve
from .tables import table, taken_on

__all__ = [
    "ActionPin", "action", "admits", "cycle_of", "cycles", "debian_name", "debian_package", "end_of_life", "image", "newest_line", "recommended",
    "resolve", "table", "taken_on",
=======
from .images import image
from .runtimes import cycle_of, cycles, end_of_life, recommended, resolve
from .tables import STALE_AFTER_DAYS, TABLES, PinTable, age_days, report, table, taken_on

__all__ = [
    "STALE_AFTER_DAYS", "TABLES", "ActionPin", "PinTable", "action", "age_days", "cycle_of", "cycles", "debian_name", "debian_package", "end_of_life",
    "image", "recommended", "report", "resolve", "table", "taken_on",
>>>>>>> pins
]


# --- command-line tools -----------------------------------------------------------------------------------------------

def npm_tool(name: str) -> str:
    """The exact version of a platform's command-line client on npm.

    Raises:
        PinMissing: it is not in ``pins/tools.json``.
    """
    pin = table("tools")["npm"].get(name)
    if pin is None:
        raise PinMissing(Text(f"no pinned version for the npm tool {name}", f"aucune version épinglée pour l'outil npm {name}"))
    return pin["version"]


def tool_image(name: str) -> str:
    """``name:tag`` of an image that carries a tool for a pipeline's job (not an image an app is built on).

    Raises:
        PinMissing: it is not in ``pins/tools.json``.
    """
    pin = table("tools")["images"].get(name)
    if pin is None:
        raise PinMissing(Text(f"no pinned tag for the tool image {name}", f"aucune étiquette épinglée pour l'image d'outil {name}"))
    return f"{name}:{pin['tag']}"
