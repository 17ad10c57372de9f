"""What is known to be wrong with packages, and which of it concerns a project: advisories as OSV publishes them, findings, and what could not be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from .dependency import Component, Inventory, Package, Unresolved
from .facts import Evidence, Notice
from .text import Text

Word = Literal["critical", "high", "medium", "low", "none", "unknown"]
WORDS: tuple[Word, ...] = ("critical", "high", "medium", "low", "none", "unknown")
Bound = Literal["introduced", "fixed", "last_affected", "limit"]


@dataclass(frozen=True, slots=True)
class Affected:
    """One package of an advisory: https://ossf.github.io/osv-schema/#affected-fields."""

    ecosystem: str
    name: str
    """As :func:`orchestration.advisories.osv.normalised` writes it."""
    ranges: tuple[tuple[tuple[Bound, str], ...], ...] = ()
    """The events of each range that is of versions; ranges of commits say nothing of a release and are left out."""
    versions: frozenset[str] = frozenset()
    imports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Vulnerable import paths, each with the symbols that are named (Go); no symbols: all of the path."""
    informational: str = ""
    """RustSec's word for what is no flaw by itself: ``unmaintained``, ``notice``, ``unsound``."""
    has_other_numbers: bool = False
    """The advisory states the product's own version numbers, which the ecosystem's registry does not know."""
    vectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisory:
    """One advisory: https://ossf.github.io/osv-schema/."""

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    details: str = ""
    published: str = ""
    modified: str = ""
    withdrawn: str = ""
    vectors: tuple[str, ...] = ()
    """CVSS vectors, as they stand there."""
    stated: str = ""
    """The database's own word for the severity (GHSA)."""
    weaknesses: tuple[str, ...] = ()
    """``CWE-79``."""
    references: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.id, *self.aliases)


@dataclass(frozen=True, slots=True)
class Severity:
    """How bad, and who says so."""

    word: Word
    score: float | None = None
    vector: str = ""
    origin: str = ""
    """The advisory's id; empty: nobody says."""


@dataclass(frozen=True, slots=True)
class Exploitation:
    """What is known of attacks."""

    kev_added: str = ""
    """The day CISA listed it as exploited; empty: it is not in the list that was looked at."""
    kev_ransomware: bool = False
    epss: float | None = None
    """The probability of an attack within 30 days, by FIRST's model; None: not in the table that was looked at."""
    epss_percentile: float | None = None


ReachState = Literal["symbol used", "imported", "not imported", "not known"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the project's own source uses what is vulnerable."""

    state: ReachState
    why: Text
    evidence: tuple[Evidence, ...] = ()


VexStatus = Literal["not_affected", "affected", "fixed", "under_investigation"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A person's word on a finding, from an OpenVEX document."""

    status: VexStatus
    justification: str = ""
    statement: str = ""
    origin: str = ""
    """The document's file name."""

    @property
    def suppresses(self) -> bool:
        return self.status in ("not_affected", "fixed")


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One flaw in one version of one package, under all its names, wherever the project states that version."""

    id: str
    """The name shown: CVE before GHSA before any other, the lowest of those."""
    aliases: tuple[str, ...]
    package: Package
    places: tuple[Component, ...]
    title: str
    details: str
    severity: Severity
    weaknesses: tuple[str, ...]
    references: tuple[str, ...]
    advisories: tuple[str, ...]
    """The ids of the advisories that say so."""
    fixed_versions: tuple[str, ...]
    """Of the ranges the version lies in, in the ecosystem's order."""
    disagreeing: tuple[str, ...] = ()
    """Advisories on the same flaw and package that do not list this version."""
    has_other_numbers: bool = False
    """No advisory states the versions by the registry's numbers, so that all of them seem affected."""
    notes: tuple[Text, ...] = ()
    exploitation: Exploitation = Exploitation()
    reach: Reach = field(default_factory=lambda: Reach("not known", Text("not looked for", "non recherché")))
    assessment: Assessment | None = None

    @property
    def is_direct(self) -> bool | None:
        stated = {place.is_direct for place in self.places}
        return True if True in stated else None if None in stated else False

    @property
    def is_development_only(self) -> bool:
        return all(place.scope == "development" for place in self.places)

    @property
    def is_suppressed(self) -> bool:
        return self.assessment is not None and self.assessment.suppresses


@dataclass(frozen=True, slots=True, order=True)
class Unlooked:
    """A package of which nothing can be said, and why."""

    package: Package
    evidence: Evidence
    reason: Text = field(compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where advisories came from, and of when they are."""

    ecosystem: str
    kind: Literal["database", "api"]
    taken_on: date
    entries: int = 0
    digest: str = ""
    is_stale: bool = False

    def in_words(self) -> Text:
        if self.kind == "api":
            return Text(f"{self.ecosystem}: OSV's API, asked on {self.taken_on}", f"{self.ecosystem} : l'API d'OSV, interrogée le {self.taken_on}")
        return Text(f"{self.ecosystem}: {self.entries} advisories of {self.taken_on}", f"{self.ecosystem} : {self.entries} avis du {self.taken_on}")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One step of the fix plan."""

    manifest: str
    """The file where it is to be made."""
    line: int
    ecosystem: str
    name: str
    """Of the package that is to be raised."""
    before: str
    after: str
    """The lowest version that no advisory known here affects; empty: there is none."""
    clears: tuple[str, ...]
    """Ids of findings."""
    kind: Literal["direct", "refresh", "override", "ask", "none"]
    """``direct``: the manifest's own line. ``refresh``: what asks for it admits the version, the lockfile only has to be made anew.
    ``override``: what asks for it does not. ``ask``: nobody here knows. ``none``: no version is free of it."""
    through: str = ""
    """The direct dependency that brings it in."""
    wanted: str = ""
    """The range that stands in the way or in the manifest."""
    is_breaking: bool = False
    gentle: str = ""
    """Where the step is breaking: the version that clears the most without being so."""
    gentle_clears: tuple[str, ...] = ()
    how: Text | None = None


@dataclass(frozen=True, slots=True)
class LicenceVerdict:
    """What the policy says of one package's licence."""

    package: Package
    evidence: Evidence
    licence: str
    """Empty: no file states it."""
    state: Literal["denied", "not stated", "not readable"]


@dataclass(frozen=True, slots=True)
class Scan:
    """An inventory, held against the advisories."""

    inventory: Inventory
    findings: tuple[Finding, ...] = ()
    """Most urgent first; those a person has assessed as no matter are among them, and marked."""
    unlooked: tuple[Unlooked, ...] = ()
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()
    upgrades: tuple[Upgrade, ...] = ()
    licences: tuple[LicenceVerdict, ...] = ()
    exploitation_dates: tuple[tuple[str, str], ...] = ()
    """("KEV" or "EPSS", the day of its table)."""
    images: tuple[Unlooked, ...] = ()
    """Container images the files name: what they hold is in the image alone, and this is no scan of images."""

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if not f.is_suppressed)

    @property
    def unresolved(self) -> tuple[Unresolved, ...]:
        """What names no version, and could."""
        return tuple(u for u in self.inventory.unresolved if not u.is_of_image)

    @property
    def in_images(self) -> tuple[Unlooked | Unresolved, ...]:
        """What only a scan of the built image can look at. It is said, and no gap of this scan: where there is more than that."""
        return (*self.images, *(u for u in self.inventory.unresolved if u.is_of_image))

    @property
    def looked_at(self) -> int:
        """How many packages something can be said of."""
        missed = {u.package for u in (*self.unlooked, *self.images)}
        return len({c.package for c in self.inventory.components} - missed)

    @property
    def is_complete(self) -> bool:
        """Whether all that the project states was looked up, in sources that are not stale; where no file states anything, nobody looked."""
        if self.in_images and len({c.package for c in self.inventory.components}) == len(self.images):
            return False
        return bool(self.inventory.files) and not (self.unlooked or self.unresolved or self.inventory.unreadable or any(s.is_stale for s in self.sources))


Row = dict[str, Any]
"""A row of a document, as JSON has it."""
