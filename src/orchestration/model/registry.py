"""What is known by id and only loaded when it is asked for: a project in one language needs nothing of the ten others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """Ids, sorted, and for each the value of one name in the module called after it (``tanstack-start`` → ``tanstack_start``).

    Args:
        package: where the modules are.
        ids: the keys.
        name: what each module calls its entry.
    """

    def __init__(self, package: str, ids: Iterable[str], name: str) -> None:
        self._package, self._name = package, name
        self._ids = dict.fromkeys(sorted(ids))
        self._loaded: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._ids:
            raise KeyError(key)
        if key not in self._loaded:
            self._loaded[key] = getattr(import_module(f"{self._package}.{key.replace('-', '_')}"), self._name)
        return self._loaded[key]

    def __contains__(self, key: object) -> bool:
        return key in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
