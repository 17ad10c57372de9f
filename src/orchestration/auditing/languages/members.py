"""Whose a bare name is where a member needs no ``this``: a local of the blocks around it, or a member of the classes around it."""

from __future__ import annotations

from collections.abc import Iterable


class Members:
    """The scopes around the place that is being read; a language declares in the order of its text."""

    def __init__(self) -> None:
        self._scopes: list[tuple[str | None, dict[str, bool]]] = [(None, {})]

    def open(self, names: Iterable[str] = ()) -> None:
        """A block begins, with these locals."""
        self._scopes.append((None, dict.fromkeys(names, False)))

    def open_class(self, name: str, members: dict[str, bool]) -> None:
        """
        Args:
            members: name → whether it is static.
        """
        self._scopes.append((name, members))

    def close(self) -> None:
        self._scopes.pop()

    def declare(self, name: str) -> None:
        """A local, from here to the end of its block."""
        self._scopes[-1][1][name] = False

    def owner(self, name: str) -> str:
        """``this``, the name of a class around it, or nothing: a local, an import, or what this file does not declare."""
        is_mine = True
        for owner, names in reversed(self._scopes):
            is_static = names.get(name)
            if is_static is not None:
                return "" if owner is None else "this" if is_mine and not is_static else owner
            if owner is not None:
                is_mine = False
        return ""

    def knows(self, name: str) -> bool:
        """Whether it is declared in this file, around here."""
        return any(name in names for _, names in self._scopes)

    @property
    def around(self) -> str:
        """The class this is inside of."""
        return next((owner for owner, _ in reversed(self._scopes) if owner is not None), "")
