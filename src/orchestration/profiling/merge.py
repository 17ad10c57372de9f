"""Readings become one Profile: by written rules, with every conflict kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from .. import pins
from ..model.errors import BadValue, PinMissing
from ..model.facts import Conflict, Evidence, Fact, Notice
from ..model.profile import EnvVar, Process, Reading, Runtime, SystemPackage
from ..model.text import Text
from .environment import AMBIENT, is_secret

RUNTIME_RULE = Text(
    "the first place in the order a developer's own tools look (version file, manifest, tool file, existing Dockerfile) is used; "
    "where that is a range, the first release stated elsewhere that it admits",
    "la première source est retenue, dans l'ordre où les outils du développeur regardent (fichier de version, manifeste, fichier d'outils, Dockerfile existant) ; "
    "si c'est une plage, la première version indiquée ailleurs qu'elle admet",
)


def first(readings: Iterable[Reading], name: str) -> Any:
    """The first value that was read; where none was, the first that was assumed."""
    facts = [fact for reading in readings if (fact := getattr(reading, name)) is not None]
    return next((fact for fact in facts if not fact.is_assumed), facts[0] if facts else None)


def united(readings: Iterable[Reading], name: str) -> Mapping[str, Fact[Any]]:
    merged: dict[str, Fact[Any]] = {}
    for reading in readings:
        for key, fact in getattr(reading, name).items():
            if key not in merged or (merged[key].is_assumed and not fact.is_assumed):
                merged[key] = fact
    return MappingProxyType({key: merged[key] for key in sorted(merged)})


def env_of(readings: Iterable[Reading]) -> tuple[Fact[EnvVar], ...]:
    merged: dict[str, Fact[EnvVar]] = {}
    for reading in readings:
        for fact in reading.env:
            before = merged.get(fact.value.name)
            if fact.value.name in AMBIENT:
                continue
            if before is None:
                merged[fact.value.name] = fact
            else:
                evidence = tuple(dict.fromkeys(before.evidence + fact.evidence))[:10]
                # Whether it must be there is for the first reader to say: a schema knows better than a line that reads the variable.
                value = replace(before.value, default=before.value.default or fact.value.default, at_build=before.value.at_build or fact.value.at_build,
                                form=before.value.form or fact.value.form, length=before.value.length or fact.value.length)
                merged[fact.value.name] = Fact(value, evidence, None if evidence else before.assumed)
    return tuple(_judged(merged[name]) for name in sorted(merged))


def _judged(fact: Fact[EnvVar]) -> Fact[EnvVar]:
    """A variable that a reader found by its own means is judged by its name like all others."""
    if fact.value.is_secret or not is_secret(fact.value.name):
        return fact
    return fact.with_value(replace(fact.value, is_secret=True, default=""))


def packages_of(readings: Iterable[Reading]) -> tuple[Fact[SystemPackage], ...]:
    merged = {(f.value.phase, f.value.name): f for reading in readings for f in reversed(reading.system_packages)}
    return tuple(merged[key] for key in sorted(merged))


_QUEUE = re.compile(r"\b(?:celery|rqworker|rq|dramatiq|arq|huey|sidekiq|good_job|solid_queue|resque|jobs:work|shoryuken|que|queue:work|horizon|messenger:consume)\b")


def _runs(line: str) -> str:
    """What a worker's command starts: its queue library where it names one, else the whole line."""
    named = _QUEUE.search(line)
    return named[0] if named else line


def processes_of(readings: Iterable[Reading]) -> tuple[Fact[Process], ...]:
    """Each name once, and each thing that is run once, whatever it is called: the first reading that states it counts."""
    merged: dict[str, Fact[Process]] = {}
    for reading in readings:
        earlier = {(f.value.kind, _runs(f.value.command.line)) for f in merged.values()}
        for fact in reading.processes:
            if (fact.value.kind, _runs(fact.value.command.line)) not in earlier:
                merged.setdefault(fact.value.name, fact)
    return tuple(merged[name] for name in sorted(merged))


def runtime_of(product: str, stated: tuple[Fact[str], ...], today: date) -> tuple[Fact[Runtime] | None, tuple[Conflict, ...], tuple[Notice, ...]]:
    """The runtime, conflicts between the places that state it, and what a person should know of it."""
    if not product:
        return None, (), ()
    notices: list[Notice] = []
    resolved: list[tuple[Fact[str], Runtime]] = []
    for fact in stated:
        try:
            resolved.append((fact, pins.resolve(product, fact.value)))
        except (BadValue, PinMissing) as error:
            notices.append(Notice("warning", "runtime", error.what, fact.evidence))
    if not resolved:
        try:
            line = pins.recommended(product)
        except PinMissing as error:
            return None, (), (*notices, Notice("warning", "runtime", error.what))
        runtime = Runtime(product, "", line["latest"], line["releaseCycle"])
        why = Text(f"no file states a version; {line['releaseCycle']} is the supported release line projects are expected to run on",
                   f"aucun fichier n'indique de version ; {line['releaseCycle']} est la version maintenue que l'on attend d'un projet")
        return Fact(runtime, (), why), (), (*notices, *life(runtime, (), today))
    chosen, runtime = resolved[0]
    if _is_range(chosen.value):
        # A range says what is allowed, a release what is really used: the one in the other is the better answer.
        exact = [(f, r) for f, r in resolved[1:] if not _is_range(f.value) and pins.admits(product, chosen.value, r.version)]
        chosen, runtime = exact[0] if exact else (chosen, runtime)
    against = [fact for fact, other in resolved if fact is not chosen and other.cycle != runtime.cycle and not pins.admits(product, fact.value, runtime.version)]
    conflicts: tuple[Conflict, ...] = ()
    if against:
        conflicts = (Conflict("runtime", (chosen, *against), chosen, RUNTIME_RULE),)
    evidence = tuple(dict.fromkeys(chosen.evidence + tuple(e for fact, _ in resolved if fact not in against for e in fact.evidence)))
    return Fact(runtime, evidence[:10], chosen.assumed), conflicts, (*notices, *life(runtime, chosen.evidence, today))


def _is_range(stated: str) -> bool:
    return bool(re.search(r"[<>^~*|, ]|-\s", stated.strip()))


def life(runtime: Runtime, evidence: tuple[Evidence, ...], today: date) -> tuple[Notice, ...]:
    """What has to be said of a release whose support has ended or soon ends (``pins/runtimes.json``)."""
    end = pins.end_of_life(runtime.product, runtime.version)
    if end is None or (end - today).days > 180:
        return ()
    if end <= today:
        text = Text(f"{runtime.product} {runtime.cycle} has had no security fixes since {end}; it is used because it was asked for, but plan the upgrade",
                    f"{runtime.product} {runtime.cycle} ne reçoit plus de correctifs de sécurité depuis le {end} ; il est utilisé parce qu'il est demandé, mais prévoyez la mise à jour")
        return (Notice("warning", "end-of-life", text, evidence),)
    text = Text(f"{runtime.product} {runtime.cycle} reaches its end of life on {end}", f"{runtime.product} {runtime.cycle} arrive en fin de vie le {end}")
    return (Notice("info", "end-of-life", text, evidence),)
