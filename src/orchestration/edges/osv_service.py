"""The services advisories come from, each as it documents itself: OSV's API and exports, CISA's list, FIRST's table.

https://google.github.io/osv.dev/api/, https://google.github.io/osv.dev/data/, https://www.cisa.gov/known-exploited-vulnerabilities-catalog,
https://www.first.org/epss/data_stats.
"""

from __future__ import annotations

import os
import tempfile
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..advisories import osv
from ..advisories.exploitation import EPSS_URL, KEV_URL
from ..advisories.versions import base
from ..model.advisory import Advisory, Affected
from ..model.dependency import Package
from ..model.errors import FetchFailed
from ..model.text import Text
from .advisory_database import MAX_FEED_BYTES, AdvisoryDatabase, Feed, Imported, Progress
from .fetching import Fetcher, Reply

BATCH = 1000
"""The most questions OSV takes at once."""
MAX_PAGES = 200
MAX_EXPORT_BYTES = 4 * 1024 ** 3
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where each service answers; ``from_environment`` lets a mirror stand in for any of them."""

    api: str = "https://api.osv.dev"
    exports: str = "https://osv-vulnerabilities.storage.googleapis.com"
    kev: str = KEV_URL
    epss: str = EPSS_URL

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoints:
        """``DEVOPS_SQUAD_OSV_API_URL``, ``…_OSV_EXPORTS_URL``, ``…_KEV_URL``, ``…_EPSS_URL``."""
        names = {"api": "OSV_API", "exports": "OSV_EXPORTS", "kev": "KEV", "epss": "EPSS"}
        given = {field: environment.get(f"DEVOPS_SQUAD_{name}_URL", "").rstrip("/") for field, name in names.items()}
        return cls(**{name: url for name, url in given.items() if url})


@dataclass(slots=True)
class OsvApi:
    """OSV's API as a source of advisories; what was asked once is not asked again."""

    endpoints: Endpoints = field(default_factory=Endpoints.from_environment)
    fetcher: Fetcher = field(default_factory=lambda: Fetcher(timeout_seconds=15.0, total_seconds=60.0, tries=3))
    _held: dict[str, Advisory] = field(default_factory=dict, repr=False)

    def entries(self, packages: Iterable[Package]) -> dict[Package, tuple[tuple[str, Affected], ...]]:
        """For each package the entries of the advisories OSV finds for its version.

        Raises:
            FetchFailed: no answer, or none of the documented form.
        """
        packages = sorted(set(packages))
        found: dict[Package, set[str]] = {p: set() for p in packages}
        for start in range(0, len(packages), BATCH):
            self._batch(packages[start:start + BATCH], found)
        advisories = self.described({name for names in found.values() for name in names}, with_relatives=False)
        return {p: tuple((name, e) for name in sorted(names) if name in advisories and not advisories[name].withdrawn for e in advisories[name].affected
                         if (base(e.ecosystem), e.name) == (base(p.ecosystem), osv.normalised(p.ecosystem, p.name))) for p, names in found.items()}

    def _batch(self, packages: Sequence[Package], found: dict[Package, set[str]]) -> None:
        """A result may have more pages; those questions are asked again with its token, the others not."""
        todo: list[tuple[Package, str]] = [(p, "") for p in packages]
        for _ in range(MAX_PAGES):
            if not todo:
                return
            question = {"queries": [{"version": _asked(p), "package": {"name": p.name, "ecosystem": p.ecosystem}} | ({"page_token": token} if token else {}) for p, token in todo]}
            reply = self.fetcher.get(f"{self.endpoints.api}/v1/querybatch", method="POST", question=question)
            answer = reply.json()
            results = answer.get("results") if isinstance(answer, dict) else None
            if not isinstance(results, list) or len(results) != len(todo):
                raise _unexpected(reply, "results")
            following: list[tuple[Package, str]] = []
            for (package, _), result in zip(todo, results, strict=True):
                result = result if isinstance(result, dict) else {}
                rows = result.get("vulns") or []
                if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) and osv.ID.fullmatch(row["id"]) for row in rows):
                    raise _unexpected(reply, "vulns")
                found[package] |= {row["id"] for row in rows}
                if token := result.get("next_page_token"):
                    following.append((package, str(token)))
            todo = following
        raise FetchFailed(Text("OSV's API answers with ever more pages", "l'API d'OSV répond par un nombre de pages sans fin"))

    def described(self, ids: Iterable[str], with_relatives: bool = True) -> dict[str, Advisory]:
        """The advisories of these ids, and those they name as aliases where OSV has them.

        Raises:
            FetchFailed: no answer, or none of the documented form.
        """
        ids = set(ids)
        found = self._fetched(ids)
        if with_relatives:
            # Names of CVEs are answered with what OSV made of NVD's record, which is of commits, not of packages.
            relatives = {alias for a in found.values() for alias in a.aliases if not alias.startswith("CVE-")} - ids
            found |= {name: a for name, a in self._fetched(relatives, is_needed=False).items() if not a.withdrawn}
        return found

    def _fetched(self, ids: Iterable[str], is_needed: bool = True) -> dict[str, Advisory]:
        ids = sorted(ids)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = list(pool.map(lambda name: self._one(name, is_needed), ids))
        return {a.id: a for a in found if a is not None}

    def _one(self, name: str, is_needed: bool) -> Advisory | None:
        if name in self._held:
            return self._held[name]
        reply = self.fetcher.get(f"{self.endpoints.api}/v1/vulns/{urllib.parse.quote(name, safe='')}", accept_status=frozenset() if is_needed else frozenset({404}), max_bytes=osv.MAX_BYTES)
        if reply.status == 404:
            return None
        try:
            found = osv.of(reply.json())
        except osv.NoAdvisory as error:
            raise _unexpected(reply, str(error)) from None
        if found.id != name and is_needed:
            raise _unexpected(reply, "id")
        self._held[found.id] = found
        return found


def _asked(package: Package) -> str:
    """The version as OSV writes it: Go's without the ``v`` that its module files have."""
    return package.version.removeprefix("v") if package.ecosystem == "Go" else package.version


def _unexpected(reply: Reply, what: str) -> FetchFailed:
    return FetchFailed(Text(f"{reply.url} did not answer as documented: {what}", f"{reply.url} n'a pas répondu comme documenté : {what}"), Text("run again later, or offline: devops-squad db import DIR", "relancez plus tard, ou hors ligne : devops-squad db import RÉPERTOIRE"))


@dataclass(slots=True)
class Downloads:
    """Exports and tables fetched straight into the database."""

    endpoints: Endpoints = field(default_factory=Endpoints.from_environment)
    fetcher: Fetcher = field(default_factory=lambda: Fetcher(total_seconds=900.0))

    def export(self, database: AdvisoryDatabase, ecosystem: str, today: date, *, force: bool = False, progress: Progress | None = None) -> Imported:
        """
        Raises:
            FetchFailed: it could not be fetched.
            AdvisoriesRefused, DatabaseBroken, WriteRefused: see :meth:`AdvisoryDatabase.import_export`.
        """
        with tempfile.TemporaryDirectory(prefix="devops-squad-") as folder:
            zipped = Path(folder) / "all.zip"
            with zipped.open("wb") as file:
                self.fetcher.get(f"{self.endpoints.exports}/{urllib.parse.quote(ecosystem)}/all.zip", max_bytes=MAX_EXPORT_BYTES, into=file)
            return database.import_export(ecosystem, zipped, today, today, force=force, progress=progress)

    def feed(self, database: AdvisoryDatabase, name: str) -> Feed:
        """``KEV`` or ``EPSS``.

        Raises:
            FetchFailed: it could not be fetched.
            AdvisoriesRefused, DatabaseBroken, WriteRefused: see :meth:`AdvisoryDatabase.import_feed`.
        """
        url: Any = {"KEV": self.endpoints.kev, "EPSS": self.endpoints.epss}[name]
        return database.import_feed(name, self.fetcher.get(url, max_bytes=MAX_FEED_BYTES).body)
