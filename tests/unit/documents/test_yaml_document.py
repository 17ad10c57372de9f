"""What goes in comes out, in a 1.1 and in a 1.2 reader, whatever the strings hold; comments stay comments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from orchestration.documents.yaml import Block, Flow, Note, Tagged, dump


def read(text, version="1.2"):
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


def plain(value):
    """The values alone, as a reader must see them."""
    if isinstance(value, Note):
        return plain(value.value)
    if isinstance(value, Flow):
        return plain(value.value)
    if isinstance(value, Block):
        return value.text
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def both(data):
    text = dump(data)
    assert read(text) == plain(data)
    assert read(text, "1.1") == plain(data), text
    return text


@pytest.mark.parametrize("word", [
    "on", "off", "yes", "No", "y", "n", "true", "NULL", "~", "", " a", "a ", "1", "1.10", "0x1f", "0o7", "1e3", ".5", "-1", "+1", "1_000", "12:30:45",
    "2026-01-02", "2026-01-02T03:04:05Z", "a: b", "a #b", "#a", "- a", "-", "--", "---", "...",
    "? a", "a:", ":a", "@a", "`a`", "%a", "&a", "*a", "!a", "|", ">",
    "'", '"', "it's", "{a}", "[a]", ",", "${{ secrets.X }}", "$(rm -rf /)", "C:\\x", "\t", "a\tb", "é", "\u2028", "\x85", "\x7f", "\ufeff",
    "😀", "=", "<<", ".inf",
    "a, b", "a]b", "1.2.3", "18:15", "0755", "key=value", "<<: x", "22.x", "3.", "1,000", "!!str a", "-a", "--flag",
])
def test_strings_that_look_like_something_else(word):
    both({"a": word, "b": [word, {word: word}], "c": Flow([word, "x"]), "d": Flow({"k": word}), "e": Note(word, "why", "beside")})


@pytest.mark.parametrize("text", ["a\nb", "a\nb\n", "a\n\nb", "a\n\n", "\na", " a\nb",
                                  "\ta\nb", "a \nb", "a\r\nb", "\n", "\n\n", "a\n  b\n", "# a\n# b", "a: b\nc: d\n", "a\n ", "--- \na"])
def test_lines(text):
    both({"run": text, "list": [text, "end"], "block": Block(text), "deep": {"run": text, "after": 1}})


CHARACTERS = st.characters(exclude_categories=["Cs"])


@settings(max_examples=300, deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=CHARACTERS, max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(alphabet=CHARACTERS, max_size=6), inner, max_size=3), max_leaves=8))
def test_anything_comes_back(value):
    both({"value": value})


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=CHARACTERS), st.text(alphabet=CHARACTERS))
def test_a_comment_never_becomes_data(above, beside):
    data = {"a": Note("x", above, beside), "b": Note({"c": 1}, above, beside, gap=True),
            "d": [Note({"e": 1, "f": 2}, above, beside), Note("g", above, beside)]}
    assert read(dump(data, header=above)) == plain(data)


def test_the_layout_people_expect():
    assert dump({
        "name": "CI",
        "on": Note({"push": {"branches": Flow(["main"])}}, gap=True),
        "permissions": Note({}, above="Nothing by default.\nEach job asks.", gap=True),
        "jobs": Note({"test": {"steps": [
            Note({"uses": Note("actions/checkout@abc", beside="v7.0.1"), "with": {"persist-credentials": False}}, above="No token stays behind."),
            {"run": "a\nb\n"},
            {"run": "npm ci"},
        ]}}, gap=True),
    }, header="Made by a machine.") == """\
# Made by a machine.

name: CI

on:
  push:
    branches: [main]

# Nothing by default.
# Each job asks.
permissions: {}

jobs:
  test:
    steps:
      # No token stays behind.
      - uses: actions/checkout@abc # v7.0.1
        with:
          persist-credentials: false
      - run: |
          a
          b
      - run: npm ci
"""


def test_a_comment_over_the_first_key_of_an_item_stands_over_the_dash():
    assert dump({"a": [{"b": Note(1, "why"), "c": 2}]}) == "a:\n  # why\n  - b: 1\n    c: 2\n"


def test_only_the_top_level_trigger_key_stays_bare():
    assert dump({"on": {"on": "on"}}) == "on:\n  'on': 'on'\n"


def test_tags():
    assert dump({"a": Tagged("!reference", Flow([".x", "script"])), "b": Tagged("!reset", None), "c": Tagged("!override", ["x"])}) == (
        "a: !reference [.x, script]\nb: !reset null\nc: !override\n  - x\n")
    with pytest.raises(ValueError):
        Tagged("x y", 1)


@pytest.mark.parametrize("bad", [object(), {1: 2}, float("nan"), {"a": {1, 2}}, b"bytes"])
def test_what_has_no_yaml_form_is_refused(bad):
    with pytest.raises(TypeError):
        dump({"a": bad})
