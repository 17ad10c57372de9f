"""How long a lockfile of 2,000 packages takes against exports of OSV's, and against twenty times as much.

``python3 -m benchmarks.advisories DIR [--times 20]``, with DIR as ``devops-squad db import`` takes it. Wall and processor seconds of the second
look of one process: the product's own bound is one second, warm.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from orchestration.advisories.scan import scan
from orchestration.edges.advisory_database import AdvisoryDatabase, exports_in
from orchestration.model.dependency import Component, Inventory, Package
from orchestration.model.facts import Evidence
from orchestration.tasks.dependencies.looking import Looking

SIZE = 2_000


def copied(zipped: Path, place: Path, times: int) -> tuple[Path, list[tuple[str, str]]]:
    """The export so many times: a quarter of the copies are on the same packages, the others on ones of their own; and the packages it names."""
    named: set[tuple[str, str]] = set()
    with zipfile.ZipFile(zipped) as source, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in sorted(source.namelist()):
            found = json.loads(source.read(name))
            named |= {(a["package"]["ecosystem"], a["package"]["name"]) for a in found.get("affected", ())}
            for i in range(times):
                copy = found if not i else {**found, "id": f"{found['id']}-{i}", "aliases": [f"{a}-{i}" for a in found.get("aliases") or ()],
                                            "affected": [{**a, "package": {**a["package"], "name": a["package"]["name"] + ("" if i % 4 == 0 else f"-{i}")}} for a in found.get("affected", ())]}
                target.writestr(f"{copy['id']}.json", json.dumps(copy))
    return place, sorted(named)


def lockfile(named: list[tuple[str, str]], flawed: int) -> Inventory:
    """Of these packages so many, old; the rest of the 2,000 are on no advisory."""
    step = max(1, len(named) // flawed)
    chosen = [Package(ecosystem, name.lower().replace("_", "-") if ecosystem == "PyPI" else name, "1.0.0") for ecosystem, name in named[::step][:flawed]]
    clean = [Package("npm", f"harmless-{i}", f"1.{i}.0") for i in range(SIZE - len(chosen))]
    return Inventory(("lock",), tuple(Component(p, Evidence("lock", 1), "production", True) for p in sorted({*chosen, *clean})))


def timed(work: Callable[[], int]) -> str:
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return f"{found:6} findings  {time.perf_counter() - wall:6.2f} s wall  {time.process_time() - processor:6.2f} s processor"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.advisories")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_args()
    today = datetime.now(UTC).date()
    for times in sorted({1, given.times}):
        with tempfile.TemporaryDirectory() as folder:
            database, named, total = AdvisoryDatabase(Path(folder) / "advisories.sqlite3"), [], 0
            for ecosystem, zipped in exports_in(given.directory).items():
                place, found = copied(zipped, Path(folder) / f"{ecosystem}.zip", times)
                named += found
                total += database.import_export(ecosystem, place, today, today).export.entries
            looking = Looking(database, None, today)
            for flawed in (40, 200):
                inventory = lockfile(named, flawed)
                looked = partial(_looked, looking, inventory)
                looked()
                print(f"{total:8} advisories, {SIZE} packages, {flawed} of them named in some: {timed(looked)}")


def _looked(looking: Looking, inventory: Inventory) -> int:
    return len(scan(inventory, looking.answers(inventory), exploited=looking.exploited).findings)


if __name__ == "__main__":
    main()
