"""An inventory held against advisories: what concerns the project, in the order of urgency; pure, whoever answers."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ..model.advisory import Advisory, Affected, Exploitation, Finding, Scan, Source, Unlooked
from ..model.dependency import Component, Inventory, Package
from ..model.facts import Notice
from ..model.text import Text
from ..model.tree import Tree
from . import aliases, fixes, licences, osv, priority, reach, vex
from .matching import affects, ordered
from .matching import fixes as fixed_by
from .severity import severity_of
from .versions import base, key

Entries = tuple[tuple[str, Affected], ...]
"""Advisories' ids, with what each says of the package."""


class Lookup(Protocol):
    """Whoever answers for packages: the local database, OSV's API."""

    def entries(self, packages: Iterable[Package]) -> Mapping[Package, Entries]: ...

    def described(self, ids: Iterable[str]) -> Mapping[str, Advisory]: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of the packages, and of which nothing could be."""

    entries: Mapping[Package, Entries]
    described: Mapping[str, Advisory]
    """The advisories that concern a package, and their relatives."""
    refused: Mapping[Package, Text]
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()
    again: Callable[[Iterable[Package]], Mapping[Package, Entries]] = lambda _: {}
    """Asks of other versions, where the answers were of the versions asked only."""


MAX_DETAILS = 20_000
NO_FLAW = ("unmaintained", "notice")
"""RustSec's words for advisories that say something of a package, but of no flaw in it."""
CHAINED = ("bun.lock", "npm-shrinkwrap.json", "package-lock.json", "pdm.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "yarn.lock")
"""Lockfiles that show which package asks for which."""
IMAGE = Text("what an image holds is in the image alone: a scanner of images looks at it once it is built", "ce que contient une image n'est que dans l'image : un analyseur d'images l'examine une fois construite")
BY_SOURCE = ("Alpine", "Debian", "Ubuntu")
"""Where advisories go by a name of their own: a Dockerfile installs ``libpq-dev``, the advisories are on ``postgresql-15``."""


def concerned(entries: Mapping[Package, Entries]) -> frozenset[str]:
    """The ids of advisories that affect one of the packages: those worth describing."""
    return frozenset(name for package, said in entries.items() for name, entry in said if affects(entry, package.version) == "affected")


def scan(inventory: Inventory, answers: Answers, *, tree: Tree | None = None, exploited: Callable[[Iterable[str]], Mapping[str, Exploitation]] = lambda _: {}, statements: tuple[vex.Statement, ...] = (),
         denied: tuple[str, ...] = (), exploitation_dates: tuple[tuple[str, str], ...] = ()) -> Scan:
    """
    Args:
        tree: the project's source, where there is one.
        exploited: CVEs → what is known of attacks.
        statements: a person's word, from OpenVEX documents.
        denied: the licence policy's patterns, see :func:`licences.policy`.
    """
    places: dict[Package, list[Component]] = {}
    for component in inventory.components:
        places.setdefault(component.package, []).append(component)
    unlooked, images, notices, findings = [], [], list(answers.notices), []
    behind: dict[Finding, tuple[Affected, ...]] = {}
    group_of = {a.id: group for group in aliases.groups((*answers.described.values(), *(Advisory(name) for name in concerned(answers.entries) - set(answers.described)))) for a in group}
    for package in sorted(places):
        where = min(c.evidence for c in places[package])
        if base(package.ecosystem) == "Docker":
            images.append(Unlooked(package, where, IMAGE))
            continue
        if package in answers.refused:
            unlooked.append(Unlooked(package, where, answers.refused[package]))
            continue
        said = answers.entries.get(package, ())
        if undecided := sorted({name for name, entry in said if affects(entry, package.version) == "not known"}):
            unlooked.append(Unlooked(package, where, _undecided(package, undecided)))
        elif not said and key(package.ecosystem, package.version) is None:
            unlooked.append(Unlooked(package, where, Text(f"{package.version!r} is no version of {base(package.ecosystem)}", f"{package.version!r} n'est pas une version de {base(package.ecosystem)}")))
        elif not said and base(package.ecosystem) in BY_SOURCE:
            unlooked.append(Unlooked(package, where, Text(f"the advisories of {base(package.ecosystem)} name source packages; whether {package.name} is one of those without any is not known", f"les avis de {base(package.ecosystem)} nomment des paquets source ; rien ne dit si {package.name} en est un qui n'en a aucun")))
        hits = [(name, entry) for name, entry in said if affects(entry, package.version) == "affected"]
        notices += [_no_flaw(package, entry.informational, name, places[package]) for name, entry in hits if entry.informational in NO_FLAW]
        for finding, entries in _findings(package, tuple(places[package]), [(n, e) for n, e in hits if e.informational not in NO_FLAW], group_of):
            findings.append(finding)
            behind[finding] = entries
    known = exploited({n for f in findings for n in (f.id, *f.aliases) if n.startswith("CVE-")})
    uses = reach.uses(tree) if tree and findings else None
    done: list[Finding] = []
    entries_of: dict[Finding, tuple[Affected, ...]] = {}
    for finding in findings:
        told = replace(
            finding, exploitation=_worst(known.get(n) for n in (finding.id, *finding.aliases)), assessment=vex.assessed(finding, statements),
            reach=reach.reach(uses, finding.package.ecosystem, finding.package.name, behind[finding], _is_brought(finding)) if uses else finding.reach)
        done.append(told)
        entries_of[told] = behind[finding]
    done.sort(key=priority.rank)
    notices += [_unused(s) for s in vex.unused(statements, done)]
    upgrades = fixes.plan(done, entries_of, {p: tuple(e for _, e in said) for p, said in answers.entries.items()}, lambda packages: {p: tuple(e for _, e in s) for p, s in answers.again(packages).items()}, tree)
    return Scan(inventory, tuple(done), tuple(sorted(unlooked)), answers.sources, tuple(notices), upgrades, licences.judged(inventory.components, denied), exploitation_dates, tuple(sorted(images)))


def _findings(package: Package, places: tuple[Component, ...], hits: list[tuple[str, Affected]], group_of: Mapping[str, tuple[Advisory, ...]]) -> Iterable[tuple[Finding, tuple[Affected, ...]]]:
    """One for each flaw: which advisories are of the same is told by their names, those of relatives included."""
    ids = {name for name, _ in hits}
    for group in {id(group_of[name]): group_of[name] for name in sorted(ids)}.values():
        mine = tuple(a for a in group if a.id in ids)
        entries = tuple(e for name, e in hits if name in {a.id for a in mine})
        names = {n for a in group for n in a.names}
        shown = aliases.shown(names)
        teller = min(group, key=lambda a: (a.id not in ids, not a.summary, not a.id.startswith("GHSA-"), a.id))
        other_numbers = all(e.has_other_numbers for e in entries)
        yield Finding(
            shown, tuple(sorted(names - {shown})), package, places, _title(teller), teller.details.strip()[:MAX_DETAILS], severity_of(group), tuple(sorted({w for a in group for w in a.weaknesses})),
            tuple(dict.fromkeys(url for a in mine for url in a.references)), tuple(a.id for a in mine),
            ordered(package.ecosystem, {v for e in entries for v in fixed_by(e, package.version)}),
            tuple(a.id for a in group if a.id not in ids and _speaks(a, package) and not any(affects(e, package.version) == "affected" for e in a.affected if _is_of(e, package))),
            other_numbers, _notes(places, other_numbers)), entries


def _is_brought(finding: Finding) -> bool | None:
    """Whether a package of the project brings this one in, by the chains the lockfile shows; None where the file shows none."""
    if any(place.is_direct is False or any(len(chain) > 1 for chain in place.paths) for place in finding.places):
        return True
    return False if all(posixpath.basename(place.evidence.path) in CHAINED for place in finding.places) else None


def _is_of(entry: Affected, package: Package) -> bool:
    return base(entry.ecosystem) == base(package.ecosystem) and entry.name == osv.normalised(package.ecosystem, package.name)


def _speaks(advisory: Advisory, package: Package) -> bool:
    return any(_is_of(e, package) for e in advisory.affected)


def _notes(places: tuple[Component, ...], other_numbers: bool) -> tuple[Text, ...]:
    found = ()
    if all(p.is_estimate for p in places):
        found += (Text("an estimate: the lowest version the manifest admits; a lockfile would tell", "une estimation : la plus basse version que le manifeste admet ; un fichier de verrouillage le dirait"),)
    if other_numbers:
        found += (Text("the advisory states the product's own version numbers, not the module's: whether this version has the fix is not told", "l'avis donne les numéros de version du produit, non ceux du module : rien ne dit si cette version contient le correctif"),)
    return found


def _title(advisory: Advisory) -> str:
    """The summary, or the first sentence of the text; one line."""
    words = " ".join((advisory.summary or advisory.details).split())
    if not advisory.summary and ". " in words[:200]:
        words = words[:words.index(". ") + 1]
    return (words if len(words) <= 200 else words[:199] + "…") or advisory.id


def _undecided(package: Package, names: list[str]) -> Text:
    some = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    if key(package.ecosystem, package.version) is None:
        return Text(f"{package.version!r} is no version of {base(package.ecosystem)}, so {some} cannot be decided", f"{package.version!r} n'est pas une version de {base(package.ecosystem)} : {some} ne peut être tranché")
    return Text(f"{some} states no versions, or such as are none of {base(package.ecosystem)}", f"{some} ne donne pas de versions, ou de celles qui n'en sont pas de {base(package.ecosystem)}")


def _no_flaw(package: Package, what: str, name: str, places: Iterable[Component]) -> Notice:
    said = {"unmaintained": Text("is no longer maintained", "n'est plus maintenu"), "notice": Text("has a notice", "porte un avertissement")}[what]
    return Notice("warning", what, Text(f"{package.name} {package.version} {said.en} ({name})", f"{package.name} {package.version} {said.fr} ({name})"), tuple(sorted({c.evidence for c in places}))[:3])


def _unused(statement: vex.Statement) -> Notice:
    name, origin = min(statement.names), statement.assessment.origin
    return Notice("info", "vex", Text(f"{origin}: the statement on {name} meets no finding; it may be removed", f"{origin} : la déclaration sur {name} ne correspond à aucun résultat ; elle peut être retirée"))


def _worst(known: Iterable[Exploitation | None]) -> Exploitation:
    found = [k for k in known if k]
    kev = min((k for k in found if k.kev_added), key=lambda k: k.kev_added, default=None)
    epss = max((k for k in found if k.epss is not None), key=lambda k: k.epss or 0, default=None)
    return Exploitation(kev.kev_added if kev else "", bool(kev and kev.kev_ransomware), epss.epss if epss else None, epss.epss_percentile if epss else None)
