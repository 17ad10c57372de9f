"""The Next.js kit's files where they lie: each says what it knows, and none says again what Node's kit does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

KITS = Path(__file__).resolve().parents[3] / "src" / "orchestration" / "kits"
KIT, NODE = KITS / "nextjs", KITS / "nodejs"


@pytest.mark.parametrize("path", sorted(p for p in KIT.rglob("*") if p.suffix in (".ts", ".tsx", ".cjs", ".cts", ".mjs", ".mts")), ids=lambda p: p.relative_to(KIT).as_posix())
def test_every_file_says_what_it_knows(path: Path) -> None:
    assert re.match(r"// [A-Za-z].+\.\n", path.read_text()), "the first line is a sentence"


def test_it_is_nodes_kit_and_a_few_files_more() -> None:
    own, node = ({p.name for p in (folder / "observability").iterdir()} for folder in (KIT, NODE))
    assert own - node == {"next.cjs", "next.d.cts", "errors.cjs", "errors.d.cts", "browser.mjs", "browser.d.mts", "browser-settings.cjs", "page-error.mjs", "page-error.d.mts", "recording.cjs"}
    assert own & node == {"README.md", "sdk.cjs"}


def test_what_a_browser_loads_needs_nothing_of_nodes() -> None:
    """Two of the files are the server's as well: what scrubs there scrubs here."""
    for name in ("masking.cjs", "scrubbing.cjs", "configuration.cjs", "settings.cjs"):
        assert not re.search(r"\bBuffer\b|require\(\"(?!\./)|node:", re.sub(r"//.*|/\*[\s\S]*?\*/", "", (NODE / "observability" / name).read_text())), name


def test_both_pages_tell_of_the_same_variables() -> None:
    """What the two kits do alike is told alike."""
    def told(folder: Path, heading: str) -> str:
        return (folder / "observability" / "README.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]

    assert told(KIT, "Dependencies") == told(NODE, "Dependencies")


def test_the_page_shows_the_file_that_is_handed_over() -> None:
    code = (KIT / "instrumentation.ts").read_text().split("\n", 1)[1]
    assert code in (KIT / "observability" / "README.md").read_text()


def test_a_replay_is_scrubbed_by_nodes_own_runner(tmp_path: Path, require_tool: Callable[[str, str], str]) -> None:
    for folder in (NODE, KIT):
        shutil.copytree(folder / "observability", tmp_path / "observability", dirs_exist_ok=True)
    test = Path(__file__).resolve().parent / "nextjs" / "recording.test.cjs"
    done = subprocess.run([require_tool("node", "install Node.js 20.9 or newer (https://nodejs.org)"), "--test", "--test-reporter=tap", test], env={**os.environ, "KIT": str(tmp_path)}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    assert not re.search(r"^# pass 0$", done.stdout, re.M), "no test ran"
