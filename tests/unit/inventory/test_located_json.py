"""JSON with places: what the standard parser gives, with lines; what is none is refused with the line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.edges.tree import MemoryTree
from orchestration.inventory.located_json import line_of, parse
from orchestration.inventory.source import Source, Unreadable


def source(text: str) -> Source:
    return Source(MemoryTree({"x.json": text}), "x.json")


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8", exclude_characters="\r")), lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\r")), inner))


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_it_reads_what_the_standard_parser_reads(value, indent, plain):
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    assert parse(source(text)) == json.loads(text)


def test_lines_and_comments_and_trailing_commas():
    text = '// a\n{\n  "a": 1, /* b\n */\n  "b": {"a": [1, 2,],\n    "c": "x",\n  }, "d": "e//f"\n}\n'
    read = source(text)
    found = parse(read)
    assert found == {"a": 1, "b": {"a": [1, 2], "c": "x"}, "d": "e//f"}
    assert [line_of(read, found, key) for key in "abd"] == [3, 5, 7] and line_of(read, found["b"], "c") == 6 and line_of(read, found, "z") == 0 and line_of(read, [], "z") == 0


def test_the_last_of_equal_keys_counts_and_its_line():
    read = source('{"a": 1,\n"a": "2"}')
    assert parse(read) == {"a": "2"} and line_of(read, parse(read), "a") == 2


@pytest.mark.parametrize(("text", "line"), [
    ("", 1), ("{", 1), ("}", 1), ('{"a"}', 1), ('{"a": }', 1), ('{"a": 1 "b": 2}', 1), ("[1 2]", 1), ("[1,,2]", 1), ("{,}", 1), ('{\n"a": [}\n', 2), ("[\n1\n", 2), ('{"a": 1}\nx', 2), ("01x", 1), ("nul", 1), ('"\\x"', 1), ('"a', 1), ("1 2", 1), ('{"a":\n1}}', 2),
    ("'a'", 1), ("/* open", 1), ("-", 1), ('{"a" "b"}', 1), ('{1: 2}', 1), ('"a\nb"', 1),
])
def test_what_is_none_is_refused(text: str, line: int):
    with pytest.raises(Unreadable) as refused:
        parse(source(text))
    assert refused.value.why.en == f"line {line}: it is no JSON from here on"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 300_000 + "]" * 300_000])
def test_depth_is_bounded(text: str):
    with pytest.raises(Unreadable, match="levels deep"):
        parse(source(text))


@pytest.mark.parametrize("text", [" " * 200_000 + "x", "/*" * 100_000, '"' + "\\" * 200_001, "{" + '"a":' + " " * 200_000 + "x", "1" * 200_000, "// a" * 50_000])
def test_no_text_takes_long(text: str):
    with pytest.raises(Unreadable):
        parse(source(text))
