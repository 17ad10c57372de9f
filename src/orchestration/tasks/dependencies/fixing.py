"""Making the fix plan's direct steps in the manifests, and saying what was not made and why."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...advisories.edits import is_editable, raised
from ...advisories.versions import key
from ...edges.editing import Edit, edit
from ...model.advisory import Scan, Upgrade
from ...model.text import Text

_AFTERWARDS = {"package.json": Text("now make the lockfile anew (npm install, yarn, pnpm install) and run the tests", "refaites maintenant le fichier de verrouillage (npm install, yarn, pnpm install) et lancez les tests"),
               "pyproject.toml": Text("now make the lockfile anew (uv lock, poetry lock, pdm lock) and run the tests", "refaites maintenant le fichier de verrouillage (uv lock, poetry lock, pdm lock) et lancez les tests")}
_BREAKING = Text("it may break callers: --allow-breaking makes it", "cela peut casser des appels : --allow-breaking le fait")


@dataclass(frozen=True, slots=True)
class Fixed:
    edits: tuple[Edit, ...]
    left: tuple[tuple[Upgrade, Text], ...]
    """What was not done, and why."""
    next_steps: tuple[Text, ...]


def fix(root: str | os.PathLike[str], scan: Scan, *, allow_breaking: bool = False, dry_run: bool = False) -> Fixed:
    """Raises what the plan says in the manifests below ``root``, all or none of them.

    Raises:
        BadPath, WriteRefused: see :func:`orchestration.edges.editing.edit`.
    """
    left: list[tuple[Upgrade, Text]] = []
    todo: dict[str, list[Upgrade]] = {}
    for step in _highest(scan.upgrades):
        reason = _unfit(step)
        if reason is None and step.is_breaking and not allow_breaking:
            left.append((step, _BREAKING))
            if not step.gentle:
                continue
            step = replace(step, after=step.gentle, clears=step.gentle_clears, is_breaking=False)
        if reason:
            left.append((step, reason))
        else:
            todo.setdefault(step.manifest, []).append(step)

    def change(path: str, text: str) -> str:
        for step in todo[path]:
            after = raised(path, text, step)
            if isinstance(after, Text):
                left.append((step, after))
            else:
                text = after
        return text

    done = tuple(e for e in edit(root, {path: lambda text, path=path: change(path, text) for path in todo}, dry_run=dry_run) if e.diff)
    names = {e.path.rsplit("/", 1)[-1] for e in done}
    return Fixed(done, tuple(left), tuple(said for name, said in _AFTERWARDS.items() if name in names))


def _highest(steps: Iterable[Upgrade]) -> Iterable[Upgrade]:
    """A manifest states a package once; where a lockfile holds several versions of it, the furthest step is made for all."""
    found: dict[tuple[str, str, str], Upgrade] = {}
    for step in steps:
        named = (step.manifest, step.name, step.kind)
        held = found.get(named)
        if held is None or (step.after and (not held.after or key(step.ecosystem, step.after) > key(step.ecosystem, held.after))):
            found[named] = step
    return found.values()


def _unfit(step: Upgrade) -> Text | None:
    if not step.after or step.kind != "direct":
        return step.how or Text("it is no direct dependency", "ce n'est pas une dépendance directe")
    if not is_editable(step.manifest):
        return Text(f"{step.manifest} is not edited by this version", f"{step.manifest} n'est pas modifié par cette version")
    return None
