"""The parts of the Node.js kit that need no package: each by Node's own test runner, and masking by the common corpus."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.kits.masking_corpus import HARMLESS, PLANTED

HERE = Path(__file__).resolve().parent / "nodejs"
KIT = Path(__file__).resolve().parents[3] / "src" / "orchestration" / "kits" / "nodejs"
SOURCES = sorted([*KIT.glob("*.js"), *KIT.glob("observability/*.cjs")])
NODE = "install Node.js 18.19 or newer (https://nodejs.org)"


def masked(node: str, values: list[object]) -> list[dict]:
    done = subprocess.run([node, HERE / "mask.cjs", KIT / "observability" / "masking.cjs"], input=json.dumps(values), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_every_file_parses_and_says_what_it_knows(path: Path, require_tool: Callable[[str, str], str]) -> None:
    done = subprocess.run([require_tool("node", NODE), "--check", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.match(r"// [A-Z].+\.\n", path.read_text()), "the first line is a sentence"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.cjs")), ids=lambda p: p.name)
def test_by_nodes_own_runner(path: Path, require_tool: Callable[[str, str], str]) -> None:
    done = subprocess.run([require_tool("node", NODE), "--test", "--test-reporter=tap", path], env={**os.environ, "KIT": str(KIT)}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    assert not re.search(r"^# pass 0$", done.stdout, re.M), "no test ran"


def test_what_is_secret_or_personal_is_masked(require_tool: Callable[[str, str], str]) -> None:
    results = masked(require_tool("node", NODE), [p.value for p in PLANTED])
    left = [p for p, result in zip(PLANTED, results, strict=True) if p.secret in json.dumps(result["masked"], ensure_ascii=False)]
    assert len(PLANTED) >= 200 and len(left) <= len(PLANTED) * 0.01, left


def test_harmless_text_stays(require_tool: Callable[[str, str], str]) -> None:
    results = masked(require_tool("node", NODE), HARMLESS)
    touched = [(value, result["masked"]) for value, result in zip(HARMLESS, results, strict=True) if value != result["masked"]]
    assert len(HARMLESS) >= 300 and len(touched) <= len(HARMLESS) * 0.01, touched


def test_the_corpus_tells_a_masking_that_does_nothing_or_everything() -> None:
    assert all(p.secret and p.secret in json.dumps(p.value, ensure_ascii=False) for p in PLANTED if "\\" not in p.secret)
    assert not any("[redacted]" in json.dumps(value) for value in HARMLESS)


HOSTILE = [
    "a", ".", "_", "-", "a@", "eyJ", "-eyJ", "password", "password=", "password='", "\\", "://", "://a:", "1 ", "4", "DE89 ", "de89", "Bearer ", "cookie: ", "authorization: ", 'authorization: ="', "a.b-c_d.", "x-", "<token>", "--token ",
    "a.a@a.a.", "%40", "0.1 ", "4111 ", "4111-1111-1111-1112 ", "token\\", "'", "=:", "session", "ab12cd34ef56", "api key ", "pwd:", "10.1.", "-----BEGIN PRIVATE KEY-----", "-----BEGIN A", " ", "\n", "token=\"\\", "<token ",
]


def test_no_text_makes_an_expression_slow(require_tool: Callable[[str, str], str]) -> None:
    texts: list[object] = [(piece * 16_000)[:16_000] for piece in HOSTILE] + [("token=\"" + "\\" * 16_000), "bearer" + " " * 16_000, "-----BEGIN " + "A" * 16_000, "x" * 10_000_000]
    slow = {str(text)[:20]: result["ms"] for text, result in zip(texts, masked(require_tool("node", NODE), texts), strict=True) if result["ms"] > 250}
    assert not slow
