"""Lockfiles' YAML: the same values a general parser gives (as text), with lines; what no program writes is refused."""

from __future__ import annotations

import contextlib
import time

import pytest

from orchestration.edges.tree import MemoryTree, parse_data
from orchestration.inventory.located_json import line_of
from orchestration.inventory.machine_yaml import parse
from orchestration.inventory.source import Source, Unreadable


def source(text: str) -> Source:
    return Source(MemoryTree({"x.yaml": text}), "x.yaml")


def plain(value):
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("text", [
    "a: b\nc:\n  d: e\n  f: {g: h, i: [j, k]}\n", "'a b': \"c\\td\"\n\"x\": 'it''s'\n", "a:\n  - b\n  - c: d\n    e: f\n", "a:\n- b\n- c\nd: e\n", "a: {}\nb: []\nc:\nd: e\n", "a: 'b' # c\nd: e # f\n# g\n",
    "? a\n: b\n? 'c d'\n:\n  e: f\n", "a: >-\n  b\n  c\nd: |-\n  e\nf: g\n".replace(">-\n  b\n  c", "|-\n  b\n  c"), "a: b#c\nd: e:f\n", "x: {integrity: sha512-a+b/c==, tarball: 'https://x/y?z=1'}\n", "/@a/b/1.0.0_c@2: {dev: true}\n'/d@1(e@2)':\n  f: g\n",
    "a: [x64, 'ia 32']\nb: {node: '>=12', npm: \">1\"}\n", "k: https://example.com/a:b\n", "a: b\n  c\nd: e\n", "deep:\n  er:\n    still:\n      a: b\nback: c\n", "a:   b   \n", "x: {a: , b: c}\n", "s: '{not: flow}'\n", "v: 1.2.3(react@18.0.0(x@1))\n", "@a/b: c\n".replace("@a/b", "'@a/b'"),
])
def test_it_reads_what_a_general_parser_reads(text: str):
    assert parse(source(text)) == plain(parse_data("x.yaml", text))


def test_keys_know_their_lines():
    read = source("# c\n\na: b\nc:\n\n  d: {e: f}\n")
    found = parse(read)
    assert (line_of(read, found, "a"), line_of(read, found, "c"), line_of(read, found["c"], "d")) == (3, 4, 6)


@pytest.mark.parametrize(("text", "line"), [
    ("a: b\na: c\n", 2), ("a: *b\n", 1), ("a: &b c\n", 1), ("a: !!python/object:x {}\n", 1), ("a: {b: c\n", 1), ("a: [b\n", 1), ("a: 'b\n", 1), ("a: \"b\n", 1), ("just text\n", 1), ("a:\n    b: c\n  d: e\n", 3), ("a: {b: c}} \n", 1), ("- a\nb: c\n", 2), ("a: {b: *c}\n", 1),
    ("x: {[a]: b}\n", 1), ("? a\nb: c\n", 1),
])
def test_what_no_program_writes_is_refused(text: str, line: int):
    with pytest.raises(Unreadable) as refused:
        parse(source(text))
    assert refused.value.why.en.startswith(f"line {line}:")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))


@pytest.mark.parametrize("text", [BOMB, "a: " + "{a: " * 50_000, "a: " + "[" * 100_000, "".join(" " * i + "a:\n" for i in range(2_000)), "a: " + "'" * 100_001, "a: '" + "''" * 50_000, "- " * 50_000, "a: " + "b " * 100_000 + ": {", "x" * 200_000, "a: {" + "b" * 100_000, "? " * 20_000])
def test_hostile_texts_end_soon(text: str):
    start = time.process_time()
    with contextlib.suppress(Unreadable):
        parse(source(text))
    assert time.process_time() - start < 3
