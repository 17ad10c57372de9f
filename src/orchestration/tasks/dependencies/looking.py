"""Asking for advisories: the local database where it is fresh, else OSV's API, else the older database; what nobody answers for is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ...advisories import age
from ...advisories.scan import Answers, Entries, concerned
from ...advisories.versions import base, is_ordered
from ...edges.advisory_database import AdvisoryDatabase, Export
from ...edges.osv_service import OsvApi
from ...model.advisory import Advisory, Exploitation, Source
from ...model.dependency import Inventory, Package
from ...model.errors import DatabaseBroken, FetchFailed
from ...model.facts import Notice
from ...model.text import Text

UPDATE = Text("devops-squad db update", "devops-squad db update")


@dataclass(frozen=True, slots=True)
class Looking:
    """What may be asked."""

    database: AdvisoryDatabase
    api: OsvApi | None
    """None: offline."""
    today: date

    def answers(self, inventory: Inventory, progress: Callable[[str], None] = lambda _: None) -> Answers:
        """Never raises for a source that fails: its packages are refused with the reason."""
        packages = sorted({c.package for c in inventory.components})
        families = {p: base(p.ecosystem) for p in packages}
        refused = {p: _not_covered(p) for p in packages if not is_ordered(p.ecosystem) or not p.version}
        asked = [p for p in packages if p not in refused]
        notices: list[Notice] = []
        exports, broken = self._exports()
        notices += [Notice("warning", "database", broken)] if broken else []
        fresh = {f for f in set(families.values()) if f in exports and age.is_fresh(exports[f].taken_on, self.today)}
        local, remote = [p for p in asked if families[p] in fresh], [p for p in asked if families[p] not in fresh]
        entries: dict[Package, Entries] = {}
        described: dict[str, Advisory] = {}
        sources: list[Source] = []
        failed: Text | None = None
        if remote and self.api:
            progress("api.osv.dev")
            try:
                said = self.api.entries(remote)
                described |= self.api.described(concerned(said))
                entries |= said
                sources += [Source(f, "api", self.today) for f in sorted({families[p] for p in remote})]
            except FetchFailed as error:
                failed = error.what
        if not self.api or failed:
            if failed:
                notices.append(Notice("warning", "api", Text(f"OSV's API was not reached: {failed.en}", f"l'API d'OSV n'a pas été jointe : {failed.fr}")))
            local += [p for p in remote if families[p] in exports]
            refused |= {p: _nobody(families[p], failed, broken) for p in remote if families[p] not in exports}
        if local:
            progress("advisories")
            try:
                said = self.database.entries(local)
                described = dict(self.database.described(concerned(said))) | described
                entries |= said
                for family in sorted({families[p] for p in local}):
                    export, source = exports[family], self._source(exports[family])
                    sources.append(source)
                    notices += self._aged(export, source)
            except DatabaseBroken as error:
                refused |= {p: error.what for p in local}
                entries = {p: e for p, e in entries.items() if p not in refused}
        from_api = {p for p in remote if p in entries and p not in local}
        return Answers(entries, described, refused, tuple(sorted(sources, key=lambda s: (s.ecosystem, s.kind))), tuple(notices), self._again(from_api))

    def _exports(self) -> tuple[Mapping[str, Export], Text | None]:
        try:
            return self.database.exports(), None
        except DatabaseBroken as error:
            return {}, error.what

    def _source(self, export: Export) -> Source:
        return Source(export.ecosystem, "database", export.taken_on, export.entries, export.digest, age.is_stale(export.taken_on, self.today))

    def _aged(self, export: Export, source: Source) -> list[Notice]:
        days = (self.today - export.taken_on).days
        found = []
        if source.is_stale:
            found.append(Notice("error", "stale", Text(f"the advisories of {export.ecosystem} are {days} days old: what is found holds, what is not found says nothing; {UPDATE.en}", f"les avis de {export.ecosystem} ont {days} jours : ce qui est trouvé vaut, ce qui ne l'est pas ne dit rien ; {UPDATE.fr}")))
        elif days > age.FRESH_DAYS:
            found.append(Notice("warning", "age", Text(f"the advisories of {export.ecosystem} are {days} days old; {UPDATE.en}", f"les avis de {export.ecosystem} ont {days} jours ; {UPDATE.fr}")))
        if export.refused:
            found.append(Notice("warning", "refused", Text(f"{export.refused} entries of the export of {export.ecosystem} were no advisories and were left out", f"{export.refused} entrées de l'export de {export.ecosystem} n'étaient pas des avis et ont été écartées")))
        return found

    def _again(self, from_api: set[Package]) -> Callable[[Iterable[Package]], Mapping[Package, Entries]]:
        """The API's answers are of one version; of a version to go to it is asked anew."""
        named = {(p.ecosystem, p.name) for p in from_api}

        def again(packages: Iterable[Package]) -> Mapping[Package, Entries]:
            wanted = [p for p in packages if (p.ecosystem, p.name) in named]
            try:
                return self.api.entries(wanted) if wanted and self.api else {}
            except FetchFailed:
                return {}

        return again

    def exploited(self, cves: Iterable[str]) -> Mapping[str, Exploitation]:
        try:
            return self.database.exploited(cves)
        except DatabaseBroken:
            return {}

    def exploitation_dates(self) -> tuple[tuple[str, str], ...]:
        """("KEV" or "EPSS", the day of its table), of those that are held."""
        try:
            return tuple((name, feed.taken_on.isoformat()) for name, feed in sorted(self.database.feeds().items()))
        except DatabaseBroken:
            return ()


def _not_covered(package: Package) -> Text:
    if not package.version:
        return Text("no version is stated", "aucune version n'est indiquée")
    return Text(f"OSV's advisories do not cover {package.ecosystem}, or the order of its versions is not known here", f"les avis d'OSV ne couvrent pas {package.ecosystem}, ou l'ordre de ses versions n'est pas connu ici")


def _nobody(family: str, failed: Text | None, broken: Text | None) -> Text:
    if failed:
        return Text(f"there are no local advisories of {family}, and OSV's API was not reached", f"il n'y a pas d'avis locaux pour {family}, et l'API d'OSV n'a pas été jointe")
    if broken:
        return broken
    return Text(f"there are no local advisories of {family}, and the network was not to be used", f"il n'y a pas d'avis locaux pour {family}, et le réseau ne devait pas être utilisé")
