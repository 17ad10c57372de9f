"""Which commit of each action is pinned."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.errors import PinMissing
from ..model.text import Text
from .tables import table


@dataclass(frozen=True, slots=True)
class ActionPin:
    uses: str
    sha: str
    version: str

    @property
    def ref(self) -> str:
        return f"{self.uses}@{self.sha}"


def action(uses: str) -> ActionPin:
    """The pinned commit of an action; a path inside its repository is kept (``github/codeql-action/init``).

    Raises:
        PinMissing: the action is not in ``pins/actions.json``.
    """
    owner_name = "/".join(uses.split("/")[:2])
    pin = table("actions").get(owner_name)
    if pin is None:
        raise PinMissing(Text(f"no pin for the action {owner_name}", f"aucune version épinglée pour l'action {owner_name}"))
    return ActionPin(uses, pin["sha"], pin["version"] or pin["released"])
