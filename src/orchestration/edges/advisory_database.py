"""The local database of advisories: OSV's exports, CISA's list and FIRST's table in one SQLite file, each with its age.

An export is read where it lies; nothing of it is ever unpacked onto the disk, so no name in it leads anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ..advisories import exploitation, osv
from ..advisories.versions import base
from ..model.advisory import Advisory, Affected, Exploitation
from ..model.dependency import Package
from ..model.errors import AdvisoriesRefused, BadPath, DatabaseBroken, WriteRefused
from ..model.text import Text

MAX_ENTRIES = 3_000_000
MAX_RATIO = 200
"""JSON of prose packs to a tenth; what packs a hundred times better than that was made to burst."""
MAX_UNPACKED_BYTES = 16 * 1024 ** 3
MAX_FEED_BYTES = 256 * 1024 * 1024
_FORM = 1
"""Of the tables below; a file of another form is made anew."""
_TABLES = """
CREATE TABLE export (ecosystem TEXT PRIMARY KEY, taken_on TEXT, entries INTEGER, withdrawn INTEGER, refused INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE advisory (ecosystem TEXT, id TEXT, body BLOB, PRIMARY KEY (id, ecosystem)) WITHOUT ROWID;
CREATE TABLE affected (family TEXT, name TEXT, id TEXT, ecosystem TEXT, entry TEXT);
CREATE TABLE alias (name TEXT, id TEXT, ecosystem TEXT);
CREATE TABLE feed (name TEXT PRIMARY KEY, taken_on TEXT, entries INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE exploited (cve TEXT PRIMARY KEY, added TEXT, ransomware INTEGER) WITHOUT ROWID;
CREATE TABLE probability (cve TEXT PRIMARY KEY, score REAL, percentile REAL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX affected_name ON affected (family, name);
CREATE INDEX affected_export ON affected (ecosystem);
CREATE INDEX alias_name ON alias (name);
CREATE INDEX alias_export ON alias (ecosystem);
CREATE INDEX alias_id ON alias (id);
"""
Progress = Callable[[int], None]


def default_place() -> Path:
    """``$DEVOPS_SQUAD_ADVISORIES``, else in the user's cache."""
    given = os.environ.get("DEVOPS_SQUAD_ADVISORIES")
    if given:
        return Path(given).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "devops-squad" / "advisories.sqlite3"


@dataclass(frozen=True, slots=True)
class Export:
    """One ecosystem's advisories, as they are held."""

    ecosystem: str
    taken_on: date
    entries: int
    withdrawn: int
    refused: int
    """What was in the zip and is no advisory."""
    digest: str
    """SHA-256 of the zip."""


@dataclass(frozen=True, slots=True)
class Feed:
    """``KEV`` or ``EPSS``, as it is held."""

    name: str
    taken_on: date
    entries: int
    digest: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought, and what it would not take."""

    export: Export
    refusals: tuple[tuple[str, str], ...]
    """The first of them: the entry's name, and why."""


@dataclass(slots=True)
class AdvisoryDatabase:
    """The file; opened for each question, made by the first import."""

    place: Path

    # --- asking -------------------------------------------------------------------------------------------------------

    def exports(self) -> dict[str, Export]:
        """Ecosystem → what is held of it; empty where there is no database yet.

        Raises:
            DatabaseBroken: the file is no database of ours.
        """
        with self._reading() as db:
            return {row[0]: Export(row[0], date.fromisoformat(row[1]), *row[2:]) for row in db.execute("SELECT ecosystem, taken_on, entries, withdrawn, refused, digest FROM export ORDER BY ecosystem")} if db else {}

    def feeds(self) -> dict[str, Feed]:
        """
        Raises:
            DatabaseBroken: the file is no database of ours.
        """
        with self._reading() as db:
            return {row[0]: Feed(row[0], date.fromisoformat(row[1]), *row[2:]) for row in db.execute("SELECT name, taken_on, entries, digest FROM feed ORDER BY name")} if db else {}

    def entries(self, packages: Iterable[Package]) -> dict[Package, tuple[tuple[str, Affected], ...]]:
        """For each package the advisories on its name, whatever the version.

        Raises:
            DatabaseBroken: the file is no database of ours.
        """
        found: dict[Package, tuple[tuple[str, Affected], ...]] = {}
        held: dict[tuple[str, str], list[tuple[str, Affected]]] = {}
        with self._reading() as db:
            for package in packages:
                named = (base(package.ecosystem), osv.normalised(package.ecosystem, package.name))
                if db and named not in held:
                    # The same advisory may come with two exports.
                    rows = {(row[0], row[1]) for row in db.execute("SELECT id, entry FROM affected WHERE family = ? AND name = ?", named)}
                    held[named] = [(row[0], osv.unpacked(row[1])) for row in sorted(rows)]
                found[package] = tuple((name, e) for name, e in held.get(named, ()) if _is_release(e.ecosystem, package.ecosystem))
        return found

    def described(self, ids: Iterable[str]) -> dict[str, Advisory]:
        """The advisories of these ids, and those that share a name with them, themselves or through another.

        Raises:
            DatabaseBroken: the file is no database of ours.
        """
        with self._reading() as db:
            if not db:
                return {}
            known, todo = set(), set(ids)
            for _ in range(4):
                fresh = todo - known
                known |= fresh
                names = {row[0] for part in _parts(fresh) for row in db.execute(f"SELECT name FROM alias WHERE id IN ({_marks(part)})", part)}
                todo = {row[0] for part in _parts(names) for row in db.execute(f"SELECT id FROM alias WHERE name IN ({_marks(part)})", part)}
                if todo <= known:
                    break
            known |= todo
            bodies = {row[0]: row[1] for part in _parts(known) for row in db.execute(f"SELECT id, body FROM advisory WHERE id IN ({_marks(part)}) ORDER BY ecosystem DESC", part)}
            return {name: osv.of(json.loads(zlib.decompress(bodies[name]))) for name in sorted(bodies)}

    def exploited(self, cves: Iterable[str]) -> dict[str, Exploitation]:
        """What CISA and FIRST say of these CVEs; those of which neither says anything are left out.

        Raises:
            DatabaseBroken: the file is no database of ours.
        """
        found: dict[str, Exploitation] = {}
        with self._reading() as db:
            for part in _parts(set(cves)) if db else ():
                for cve, added, ransomware in db.execute(f"SELECT cve, added, ransomware FROM exploited WHERE cve IN ({_marks(part)})", part):
                    found[cve] = Exploitation(added, bool(ransomware))
                for cve, score, percentile in db.execute(f"SELECT cve, score, percentile FROM probability WHERE cve IN ({_marks(part)})", part):
                    found[cve] = replace(found.get(cve, Exploitation()), epss=score, epss_percentile=percentile)
        return found

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.place.is_file():
            yield None
            return
        try:
            with closing(sqlite3.connect(f"{self.place.resolve().as_uri()}?mode=ro", uri=True, timeout=10.0)) as db:
                form = db.execute("PRAGMA user_version").fetchone()[0]
                if form not in (0, _FORM):
                    raise self._broken("it is of another form")
                # 0: a first import came to nothing, and left the file.
                yield db if form else None
        except (sqlite3.Error, zlib.error, osv.NoAdvisory, ValueError, RecursionError) as error:
            raise self._broken(str(error)) from error

    def _broken(self, why: str) -> DatabaseBroken:
        return DatabaseBroken(Text(f"the database of advisories {self.place} cannot be read: {why}", f"la base d'avis {self.place} est illisible : {why}"),
                              Text("wait where an import is running; else remove the file, then: devops-squad db update", "attendez si un import est en cours ; sinon supprimez le fichier, puis : devops-squad db update"))

    # --- filling ------------------------------------------------------------------------------------------------------

    def import_export(self, ecosystem: str, zipped: Path, today: date, taken_on: date | None = None, *, force: bool = False, progress: Progress | None = None) -> Imported:
        """Replaces what is held of an ecosystem by an export of OSV's.

        Args:
            ecosystem: OSV's name of it.
            zipped: ``all.zip``, one ``<ID>.json`` for each advisory.
            taken_on: the day it was fetched; None: the newest day its advisories name.
            force: take an export that holds less than half of what is held already, too.

        Raises:
            AdvisoriesRefused: it is no such export; nothing was changed.
            DatabaseBroken, WriteRefused: the database cannot be written.
        """
        refusals: list[tuple[str, str]] = []
        counts = {"entries": 0, "withdrawn": 0, "refused": 0}
        newest = ""
        digest = _digest(zipped)
        with self._writing() as db:
            before = db.execute("SELECT entries FROM export WHERE ecosystem = ?", (ecosystem,)).fetchone()
            for table in ("advisory", "affected", "alias", "export"):
                db.execute(f"DELETE FROM {table} WHERE ecosystem = ?", (ecosystem,))
            for name, found in _unzipped(zipped):
                if isinstance(found, str):
                    counts["refused"] += 1
                    refusals += [(name, found)] if len(refusals) < 10 else []
                    continue
                advisory, body = found
                newest = max([newest, *(day[:10] for day in (advisory.modified, advisory.published) if day[:10] <= today.isoformat())])
                if advisory.withdrawn:
                    counts["withdrawn"] += 1
                    continue
                counts["entries"] += 1
                db.execute("INSERT OR REPLACE INTO advisory VALUES (?, ?, ?)", (ecosystem, advisory.id, body))
                db.executemany("INSERT INTO affected VALUES (?, ?, ?, ?, ?)", [(base(e.ecosystem), e.name, advisory.id, ecosystem, osv.packed(e)) for e in advisory.affected])
                db.executemany("INSERT INTO alias VALUES (?, ?, ?)", [(name, advisory.id, ecosystem) for name in advisory.names])
                if progress and counts["entries"] % 2000 == 0:
                    progress(counts["entries"])
            if not counts["entries"]:
                why = f" ({refusals[0][0]}: {refusals[0][1]})" if refusals else ""
                raise AdvisoriesRefused(Text(f"{zipped} holds no advisory{why}", f"{zipped} ne contient aucun avis{why}"), Text("an export of OSV is a zip of one ID.json for each advisory", "un export d'OSV est un zip d'un ID.json par avis"))
            if before and counts["entries"] < before[0] / 2 and not force:
                raise AdvisoriesRefused(Text(f"{zipped} holds {counts['entries']} advisories, where {before[0]} are held: it is cut off, or another ecosystem's", f"{zipped} contient {counts['entries']} avis, là où {before[0]} sont connus : il est tronqué, ou d'un autre écosystème"),
                                        Text("--force takes it nevertheless", "--force le prend malgré tout"))
            day = taken_on or (date.fromisoformat(newest) if re.fullmatch(r"\d{4}-\d\d-\d\d", newest) and newest > "1980" else date(1980, 1, 1))
            export = Export(ecosystem, day, counts["entries"], counts["withdrawn"], counts["refused"], digest)
            db.execute("INSERT INTO export VALUES (?, ?, ?, ?, ?, ?)", (ecosystem, day.isoformat(), export.entries, export.withdrawn, export.refused, digest))
        return Imported(export, tuple(refusals))

    def import_feed(self, name: str, data: bytes) -> Feed:
        """Replaces CISA's list (``KEV``) or FIRST's table (``EPSS``, packed or not).

        Raises:
            AdvisoriesRefused: it is none; nothing was changed.
            DatabaseBroken, WriteRefused: the database cannot be written.
        """
        digest = hashlib.sha256(data).hexdigest()
        if name == "KEV":
            table = exploitation.kev(data)
            rows: list[tuple[Any, ...]] = [(cve, e.kev_added, int(e.kev_ransomware)) for cve, e in sorted(table.entries.items())]
        else:
            table = exploitation.epss(data)
            rows = [(cve, e.epss, e.epss_percentile) for cve, e in sorted(table.entries.items())]
        feed = Feed(name, table.taken_on, len(rows), digest)
        with self._writing() as db:
            into = "exploited" if name == "KEV" else "probability"
            db.execute(f"DELETE FROM {into}")
            db.executemany(f"INSERT INTO {into} VALUES (?, ?, ?)", rows)
            db.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?)", (name, feed.taken_on.isoformat(), feed.entries, digest))
        return feed

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing."""
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.place, timeout=30.0, isolation_level=None)) as db:
                form = db.execute("PRAGMA user_version").fetchone()[0]
                if form not in (0, _FORM):
                    raise self._broken("it is of another form")
                db.execute("PRAGMA temp_store = MEMORY")
                db.execute("BEGIN IMMEDIATE")
                try:
                    if form == 0:
                        for statement in (_TABLES + _INDEXES).split(";"):
                            db.execute(statement)
                        db.execute(f"PRAGMA user_version = {_FORM}")
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        db.execute("ROLLBACK")
                    raise
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise WriteRefused(Text(f"{self.place} cannot be written: {error}", f"impossible d'écrire dans {self.place} : {error}")) from error
            raise self._broken(str(error)) from error
        except OSError as error:
            raise WriteRefused(Text(f"{self.place} cannot be written: {error.strerror}", f"impossible d'écrire dans {self.place} : {error.strerror}")) from error


def _is_release(stated: str, wanted: str) -> bool:
    """Whether an entry is of the release that is asked for; one without a release is of all."""
    return ":" not in stated or ":" not in wanted or stated == wanted


def _marks(part: Sequence[str]) -> str:
    return ",".join("?" * len(part))


def _parts(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Sorted, and as many at once as SQLite takes in one question."""
    names = sorted(names)
    for start in range(0, len(names), 500):
        yield tuple(names[start:start + 500])


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadPath(Text(f"cannot read {path}: {error.strerror}", f"impossible de lire {path} : {error.strerror}")) from None


def _unzipped(zipped: Path) -> Iterator[tuple[str, tuple[Advisory, bytes] | str]]:
    """Each entry's name, with the advisory and its text packed, or why it is none; in the order of names.

    Raises:
        AdvisoriesRefused: it is no zip, or more than any export holds.
    """
    try:
        with zipfile.ZipFile(zipped) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.filename)
            if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
                raise AdvisoriesRefused(Text(f"{zipped} holds more than any export of OSV", f"{zipped} contient plus qu'aucun export d'OSV"))
            for info in infos:
                yield info.filename[:200], _entry(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise AdvisoriesRefused(Text(f"{zipped} is no zip: {error}", f"{zipped} n'est pas un zip : {error}"), Text("fetch it again", "téléchargez-le à nouveau")) from None


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[Advisory, bytes] | str:
    name = info.filename.removesuffix(".json")
    if name == info.filename or not osv.ID.fullmatch(name):
        return "its name is not ID.json"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > osv.MAX_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1) + 64 * 1024:
        return f"it would unpack to {info.file_size} bytes"
    try:
        with archive.open(info) as file:
            # What the zip says of the size is only its word.
            data = file.read(osv.MAX_BYTES + 1)
        advisory = osv.read(data)
    except osv.NoAdvisory as error:
        return str(error)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        return f"it cannot be unpacked: {error}"
    if advisory.id != name:
        return f"it says that it is {advisory.id[:100]}"
    return advisory, zlib.compress(data, 3)


def exports_in(directory: Path) -> Mapping[str, Path]:
    """Ecosystem → its ``all.zip``, in the layout of OSV's bucket; a single ``ECOSYSTEM.zip`` counts, too.

    Raises:
        BadPath: it is no directory, or cannot be read.
    """
    try:
        found = {entry.name: entry / "all.zip" for entry in sorted(directory.iterdir()) if entry.is_dir() and (entry / "all.zip").is_file()}
        return found | {entry.stem: entry for entry in sorted(directory.glob("*.zip")) if entry.stem not in found and entry.is_file()}
    except OSError as error:
        raise BadPath(Text(f"cannot look into {directory}: {error.strerror}", f"impossible de lire {directory} : {error.strerror}"), Text("a directory of ECOSYSTEM/all.zip, as OSV publishes them", "un répertoire d'ECOSYSTEM/all.zip, comme OSV les publie")) from None


def feed_file(path: Path) -> bytes:
    """The bytes of a file with CISA's list or FIRST's table.

    Raises:
        BadPath: it cannot be read, or is larger than any such file.
    """
    try:
        if path.stat().st_size > MAX_FEED_BYTES:
            raise BadPath(Text(f"{path} is larger than any such table", f"{path} est plus gros qu'aucune table de ce genre"))
        return path.read_bytes()
    except OSError as error:
        raise BadPath(Text(f"cannot read {path}: {error.strerror}", f"impossible de lire {path} : {error.strerror}")) from None


def utc_today() -> date:
    return datetime.now(UTC).date()
