"""Where an app's own data outlive its container: said to the app where it listens, linked to where it does not."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from ..model.container import ContainerFacts
from ..model.profile import DataFile, Profile


def kept(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """The recipe of an app that writes: directories of its own, and database files in one directory, which a volume can hold.

    The image is read-only and its user owns none of the code, so a database file beside the code can be neither made nor kept.
    A variable says where it is instead; where the path is fixed in the code, a symbolic link stands at it. SQLite resolves links
    before it opens a file and names the journal after the real one (sqlite.org, "How To Corrupt An SQLite Database File",
    section 2.4.1; release 3.10.0 and later).
    """
    if profile.site is not None:
        return facts
    home = facts.final_workdir or posixpath.normpath(posixpath.join(facts.workdir, posixpath.relpath(profile.path, profile.root)))
    own = {posixpath.normpath(posixpath.join(home, f.value.path)): f.value.is_kept for f in profile.directories}
    # A recipe that already knows a directory, or one around it, knows better.
    own = {path: lasts for path, lasts in own.items() if not any(f"{path}/".startswith(f"{known}/") for known in facts.writable)}
    facts = replace(facts, writable=(*facts.writable, *own), kept=tuple(dict.fromkeys((*facts.kept, *(p for p, lasts in own.items() if lasts)))))
    return _with_files(profile, facts, home) if profile.uses("sqlite") else facts


def _with_files(profile: Profile, facts: ContainerFacts, home: str) -> ContainerFacts:
    data = facts.data_directory or f"{facts.workdir}/data"
    env, links, local = {}, [], []
    for file, target in targets(profile, data).items():
        if file.variable:
            env[file.variable] = file.form.replace("{}", target)
        if not file.path.startswith("/"):
            local.append(posixpath.normpath(posixpath.join(posixpath.relpath(profile.path, profile.root), file.path)) + "*")
        where = posixpath.normpath(posixpath.join(home, file.path))
        is_ours = file.path.startswith("/") or where.startswith(f"{facts.workdir}/")
        if not file.variable and is_ours and not where.startswith((f"{data}/", "/tmp/")):
            links.append((where, target))
    return replace(
        facts, run_env=dict(sorted({**env, **facts.run_env}.items())), links=tuple(links), data_directory=data, kept=tuple(dict.fromkeys((*facts.kept, data))),
        writable=tuple(dict.fromkeys((*facts.writable, data))), never=tuple(dict.fromkeys((*facts.never, *(p for p in local if not p.startswith("..")))),
    ))


def targets(profile: Profile, data: str) -> dict[DataFile, str]:
    """Each file of the app and where it lies in ``data``: under its own name, or with its directories' names where two have the same."""
    found: dict[DataFile, str] = {}
    for fact in profile.data_files:
        name = posixpath.basename(fact.value.path)
        if f"{data}/{name}" in found.values():
            name = posixpath.normpath(fact.value.path).strip("./").replace("/", "-")
        found[fact.value] = f"{data}/{name}"
    return found
