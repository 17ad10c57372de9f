"""The Next.js kit's files where they lie: each says what it knows, and none says again what Node's kit does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

KITS = Path(__file__).resolve().parents[3] / "src" / "orchestration" / "kits"
KIT, NODE = KITS / "nextjs", KITS / "nodejs"


@pytest.mark.parametrize("path", sorted(p for p in KIT.rglob("*") if p.suffix in (".ts", ".tsx", ".cjs", ".cts")), ids=lambda p: p.relative_to(KIT).as_posix())
def test_every_file_says_what_it_knows(path: Path) -> None:
    assert re.match(r"// [A-Za-z].+\.\n", path.read_text()), "the first line is a sentence"


def test_it_is_nodes_kit_and_two_files_more() -> None:
    own = {p.name for p in (KIT / "observability").iterdir()}
    assert own - {p.name for p in (NODE / "observability").iterdir()} == {"next.cjs", "next.d.cts"}
    assert own & {p.name for p in (NODE / "observability").iterdir()} == {"README.md"}


def test_both_pages_tell_of_the_same_variables() -> None:
    """What the two kits do alike is told alike."""
    def told(folder: Path, heading: str) -> str:
        return (folder / "observability" / "README.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]

    assert told(KIT, "Dependencies") == told(NODE, "Dependencies")


def test_the_page_shows_the_file_that_is_handed_over() -> None:
    code = (KIT / "instrumentation.ts").read_text().split("\n", 1)[1]
    assert code in (KIT / "observability" / "README.md").read_text()


def test_without_two_things_it_is_the_bare_project() -> None:
    """Nothing of the app names the kit but the file that switches it on; what functions get is no part of the app."""
    app = [p for p in KIT.rglob("*") if p.is_file() and p.relative_to(KIT).parts[0] not in ("observability", "functions", "node_modules", ".next")]
    assert [p.name for p in app if "./observability" in p.read_text()] == ["instrumentation.ts"]
