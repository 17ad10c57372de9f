"""Where an app listens, as its configuration files and its example environment say: read alike for every language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model.facts import Evidence, Fact
from ..model.tree import Tree, join


def configured_port(tree: Tree, folders: Iterable[str], names: re.Pattern[str], keys: tuple[tuple[str, ...], ...], aside: tuple[str, ...] = ()) -> Fact[int] | None:
    """A port in a configuration file beside the code, under a server's heading or at the top.

    Args:
        names: what such a file is called.
        keys: where in it a port or an address stands, the likeliest first.
        aside: beginnings of paths, relative to the folder, that are no configuration of the app.
    """
    for folder in folders:
        for path in tree.files(folder):
            inner = path[len(folder) + 1:] if folder != "." else path
            if inner.count("/") > 1 or not names.match(inner.rpartition("/")[2]) or inner.startswith(aside):
                continue
            data = tree.data(path)
            for steps in keys:
                value: object = data
                for key in steps:
                    value = value.get(key) if isinstance(value, dict) else None
                match = re.fullmatch(r"(?:[\w.]*:)?(\d{2,5})", str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
                if match and 0 < int(match[1]) < 65536:
                    return Fact(int(match[1]), (tree.key(path, *steps),))
    return None


def documented_port(tree: Tree, folders: Iterable[str], names: Iterable[str], line: re.Pattern[str], aside: re.Pattern[str] | None = None) -> Fact[int] | None:
    """A port or an address in an example of the environment: the first such line of each file, unless ``aside`` matches its name."""
    for folder in folders:
        for name in names:
            path = join(folder, name)
            at = tree.find(path, line)
            match = re.search(r"(\d{2,5})[\"']?\s*$", at.quote) if at else None
            if at and match and 0 < int(match[1]) < 65536 and not (aside and aside.search(at.quote.split("=")[0])):
                return Fact(int(match[1]), (Evidence(path, at.line, at.quote.split("=")[0].strip()),))
    return None
