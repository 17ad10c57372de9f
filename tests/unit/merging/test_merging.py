"""Three texts into one: lines, YAML, JSON, TOML; nothing of a person's gets lost."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from orchestration.merging import merge, merge_lines

WORKFLOW = """\
name: ci
on: push
jobs:
  test:
    # why
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@aaa # v1
      - run: npm ci
      - run: npm test
"""


def values(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


def test_only_one_side_changed() -> None:
    assert merge("text", "a\n", "a\n", "b\n").text == "b\n"
    assert merge("text", "a\n", "b\n", "a\n").text == "b\n"
    assert merge("text", "a\n", "b\n", "b\n").text == "b\n"


def test_lines_apart_are_both_kept() -> None:
    merged = merge("text", "FROM a\nRUN x\nCMD y\n", "FROM a\nRUN x\nCMD y\n# mine\n", "FROM b\nRUN x\nCMD y\n")
    assert merged.text == "FROM b\nRUN x\nCMD y\n# mine\n" and not merged.conflicts


def test_a_conflict_leaves_the_whole_text_and_says_where() -> None:
    merged = merge("text", "FROM a\nRUN x\n\nCMD y\n", "FROM mine\nRUN x\n\nCMD y\n", "FROM ours\nRUN x\n\nCMD z\n")
    assert merged.text == "FROM mine\nRUN x\n\nCMD y\n"
    assert [(c.where, c.theirs, c.ours) for c in merged.conflicts] == [("lines 1-1", "FROM mine", "FROM ours")]


def test_deleting_what_we_changed_is_a_conflict() -> None:
    merged = merge("text", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n")
    assert merged.text == "a\nc\n" and merged.conflicts[0].theirs == "" and merged.conflicts[0].ours == "B"


@pytest.mark.parametrize("theirs", ["a\r\nb\r\nc\r\nmine\r\n", "\ufeffa\r\nb\r\nc\r\nmine", "a\nb\nc\nmine", "\ufeffa\nb\nc\nmine\n"])
def test_endings_mark_and_last_newline_of_theirs_stay(theirs: str) -> None:
    merged = merge("text", "a\nb\nc\n", theirs, "A\nb\nc\n")
    assert not merged.conflicts
    assert merged.text == theirs.replace("a", "A", 1)


def test_windows_endings_alone_are_no_edit() -> None:
    assert merge("text", "a\nb\n", "a\r\nb\r\n", "a\nc\n").text == "a\r\nc\r\n"


def test_other_separators_end_no_line() -> None:
    assert merge("text", "a\x0cb\nc\n", "a\x0cb\nc\nd\u2028e\n", "A\x0cb\nc\n").text == "A\x0cb\nc\nd\u2028e\n"


def test_yaml_neighbouring_edits_merge_where_lines_cannot() -> None:
    theirs = WORKFLOW.replace("      - run: npm ci\n", "      # mine\n      - run: npm ci --ignore-scripts\n")
    ours = WORKFLOW.replace("@aaa # v1", "@bbb # v2").replace("minutes: 10", "minutes: 15")
    assert merge_lines(WORKFLOW, theirs, ours).conflicts, "the case must be one that lines cannot settle"
    merged = merge("yaml", WORKFLOW, theirs, ours)
    assert not merged.conflicts
    assert "      - uses: actions/checkout@bbb # v2\n      # mine\n      - run: npm ci --ignore-scripts\n" in merged.text
    assert "timeout-minutes: 15" in merged.text and "    # why\n" in merged.text


def test_yaml_true_conflict_keeps_theirs_and_takes_the_rest() -> None:
    theirs = WORKFLOW.replace("10", "20")
    ours = WORKFLOW.replace("10", "15").replace("aaa # v1", "bbb # v2")
    merged = merge("yaml", WORKFLOW, theirs, ours)
    assert [(c.where, c.theirs, c.ours) for c in merged.conflicts] == [("jobs.test.timeout-minutes", "20", "15")]
    assert merged.text == theirs.replace("aaa # v1", "bbb # v2")


def test_yaml_their_order_quotes_and_blank_lines_stay() -> None:
    base = "a: 1\nb: 2\nservices:\n  db:\n    image: postgres:17\n    ports:\n      - '5432:5432'\n"
    theirs = "b: 2\n\n\na:   1   # odd spacing\nservices:\n  db:\n    image: 'postgres:17'\n    ports:\n      - '5432:5432'\n      - \"8080:80\"\n"
    ours = base.replace("postgres:17", "postgres:17.6")
    merged = merge("yaml", base, theirs, ours)
    assert values(merged.text)["services"]["db"]["image"] == "postgres:17.6"
    assert '- "8080:80"' in merged.text and "# odd spacing" in merged.text and merged.text.index("b: 2") < merged.text.index("a: ")


def test_yaml_on_stays_a_word() -> None:
    merged = merge("yaml", WORKFLOW, WORKFLOW.replace("on: push", "on: [push, pull_request]"), WORKFLOW.replace("name: ci", "name: CI"))
    assert merged.text.startswith("name: CI\non: [push, pull_request]\n")


def test_yaml_keys_added_and_removed_on_both_sides() -> None:
    base = "a: 1\nb: 2\nc: 3\nd: 4\n"
    merged = merge("yaml", base, "a: 1\nc: 3\nd: 4\nmine: 5\n", "a: 1\nb: 2\nc: 3\nours: 6\n")
    assert not merged.conflicts
    assert values(merged.text) == {"a": 1, "c": 3, "mine": 5, "ours": 6}


def test_yaml_removing_what_they_changed_is_a_conflict() -> None:
    merged = merge("yaml", "a: 1\nb: 2\n", "a: 1\nb: 3\n", "a: 1\n")
    assert values(merged.text) == {"a": 1, "b": 3} and [c.where for c in merged.conflicts] == ["b"]


@pytest.mark.parametrize("theirs", [
    "x: &x {n: 1}\na: 1\ny: *x\n", "a: 1\n---\nb: 2\n", "a: 1\na: 2\n", "a: [1\n", "a: 1\n\tb: 2\n", "just words\n", "",
    "a: !reference [x, y]\n",
])
def test_yaml_that_cannot_be_taken_apart_is_never_lost(theirs: str) -> None:
    merged = merge("yaml", "a: 1\n", theirs, "a: 2\n")
    assert merged.text == theirs or not merged.conflicts
    for line in theirs.splitlines():
        assert line in merged.text or line == "a: 1"


def test_yaml_commands_are_one_value() -> None:
    merged = merge("yaml", "command: [npm, start]\n", "command: [npm, run, prod]\n", "command: [node, server.js]\n")
    assert merged.conflicts and merged.text == "command: [npm, run, prod]\n"


def test_json_indent_and_neighbours() -> None:
    base = {"scripts": {"a": "1", "b": "2"}, "list": ["x", "y"]}
    theirs = {"scripts": {"a": "1", "b": "mine"}, "list": ["x", "y"]}
    ours = {"scripts": {"a": "new", "b": "2"}, "list": ["x", "y"]}
    dump = lambda value: json.dumps(value, indent=4)  # noqa: E731
    merged = merge("json", dump(base), dump(theirs), dump(ours))
    assert not merged.conflicts and merged.text == dump({"scripts": {"a": "new", "b": "mine"}, "list": ["x", "y"]})


def test_json_true_is_not_one() -> None:
    assert merge("json", '{"a": 1, "b": 1}', '{"a": true, "b": 1}', '{"a": 1, "b": 2}').text == '{"a": true, "b": 2}'


def test_toml_by_lines_but_never_broken() -> None:
    assert merge("toml", "a = 1\n\nb = 2\n", "a = 5\n\nb = 2\n", "a = 1\n\nb = 3\n").text == "a = 5\n\nb = 3\n"
    base, theirs, ours = "x = 1\ny = 2\nz = 3\n", "new = 1\nx = 1\ny = 2\nz = 3\n", "x = 1\ny = 2\nz = 3\nnew = 2\n"
    merged = merge("toml", base, theirs, ours)
    assert merged.text == theirs and merged.conflicts, "both added the same key: by lines that is TOML no one can read"


line = st.sampled_from(["FROM a", "RUN x", "RUN y", "", "# c", "COPY . .", "CMD z", "  indented"])
text = st.lists(line, max_size=12).map(lambda lines: "".join(one + "\n" for one in lines))


@given(base=text, theirs=text, ours=text)
@settings(max_examples=400, deadline=None)
def test_no_line_of_theirs_is_lost(base: str, theirs: str, ours: str) -> None:
    """Every line they added is in the result; one of the base may go only because we removed it."""
    from collections import Counter

    merged = merge_lines(base, theirs, ours)
    if merged.conflicts:
        assert merged.text == theirs
        return
    have, mine, was = (Counter(t.split("\n")) for t in (merged.text, theirs, base))
    for one, count in mine.items():
        assert have[one] >= count - was[one], (one, merged.text)


@given(base=text, theirs=text, added=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["NEW 1", "NEW 2"])), max_size=4))
@settings(max_examples=400, deadline=None)
def test_where_we_only_add_every_line_of_theirs_stays_in_order(base: str, theirs: str, added: list[tuple[int, str]]) -> None:
    lines = base.splitlines(keepends=True)
    for at, one in added:
        lines.insert(min(at, len(lines)), one + "\n")
    merged = merge_lines(base, theirs, "".join(lines))
    left = [one for one in merged.text.splitlines() if not one.startswith("NEW")]
    assert left == theirs.splitlines()
    if not merged.conflicts:
        assert sum(one.startswith("NEW") for one in merged.text.splitlines()) == len(added)


def test_lines_that_stand_there_many_times_are_all_found_again() -> None:
    base, theirs = "FROM a\nRUN x\nRUN x\nRUN x\nRUN x\nRUN x\nFROM a\n", "FROM a\nRUN x\nRUN y\nRUN x\nRUN x\nFROM a\n"
    ours = "NEW 1\nNEW 1\nFROM a\nRUN x\nNEW 1\nRUN x\nRUN x\nRUN x\nRUN x\nNEW 1\nFROM a\n"
    merged = merge_lines(base, theirs, ours)
    assert merged.conflicts or [one for one in merged.text.splitlines() if not one.startswith("NEW")] == theirs.splitlines()


@given(base=text, theirs=text)
@settings(max_examples=200, deadline=None)
def test_a_merge_with_nothing_new_changes_nothing(base: str, theirs: str) -> None:
    assert merge("text", base, theirs, base).text == theirs
    assert merge("text", base, theirs, theirs).text == theirs
    assert merge("text", base, base, theirs).text == theirs


leaf = st.one_of(st.integers(0, 3), st.booleans(), st.sampled_from(["x", "y", "on", "1"]))
tree = st.recursive(
    leaf, lambda inner: st.one_of(st.dictionaries(st.sampled_from("abcd"), inner, max_size=4), st.lists(inner, max_size=3)), max_leaves=10)
mapping = st.dictionaries(st.sampled_from("abcd"), tree, max_size=4)


@given(base=mapping, theirs=mapping, ours=mapping, language=st.sampled_from(["json", "yaml"]))
@settings(max_examples=400, deadline=None)
def test_structure_every_value_of_theirs_stays_unless_only_we_changed_it(base: dict, theirs: dict, ours: dict, language: str) -> None:
    dump = lambda value: json.dumps(value, indent=2) + "\n"  # noqa: E731
    merged = merge(language, dump(base), dump(theirs), dump(ours))
    result = json.loads(merged.text) if language == "json" else values(merged.text)
    assert isinstance(result, dict)
    for key in {*base, *theirs, *ours}:
        was, is_, new = (dump(side.get(key, "absent")) for side in (base, theirs, ours))
        got = dump(result.get(key, "absent"))
        if is_ == new or new == was:
            assert got == is_
        elif is_ == was and not merged.conflicts:
            assert sorted(got) == sorted(new)
        elif not any(isinstance(side.get(key), dict | list) for side in (base, theirs, ours)) and is_ != was:
            assert got == is_ and merged.conflicts
