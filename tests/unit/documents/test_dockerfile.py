"""Whatever a project is called and whatever it says, a Dockerfile's words stay words."""

from __future__ import annotations

import json
import shlex

from hypothesis import given
from hypothesis import strategies as st

from orchestration.documents.dockerfile import copy, dockerfile, exec_form, from_, pairs, quoted, run
from orchestration.model.command import Command, words

HOSTILE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=40)


def instructions(text: str) -> list[str]:
    """The file's logical lines, comments left out, as BuildKit's parser joins them."""
    joined: list[str] = []
    going = False
    for line in text.split("\n"):
        if not going and (not line.strip() or line.lstrip().startswith("#")):
            continue
        joined = [*joined[:-1], joined[-1] + line.rstrip("\\")] if going else [*joined, line.rstrip("\\")]
        going = line.endswith("\\")
    return joined


@given(HOSTILE)
def test_a_hostile_comment_adds_no_instruction(text: str) -> None:
    assert len(instructions(dockerfile([from_("scratch", "final", comment=text)], text))) == 1


@given(st.dictionaries(st.sampled_from(["A", "B"]), HOSTILE, min_size=1))
def test_a_hostile_value_adds_no_instruction(values: dict[str, str]) -> None:
    assert len(instructions(dockerfile([pairs("ENV", values)]))) == 1


@given(HOSTILE.filter(lambda t: "\n" not in t and "\r" not in t))
def test_exec_form_is_json_that_reads_back(text: str) -> None:
    (line,) = exec_form("CMD", ("node", text)).lines
    assert json.loads(line) == ["node", text]


def test_dollars_are_not_expanded() -> None:
    assert quoted('a"$HOME"\\') == '"a\\"\\$HOME\\"\\\\"'
    assert "\\\\$(id)" in copy(("a $(id) b",), "./").lines[0]


def test_a_command_keeps_its_words() -> None:
    command = Command("npm", "run", "a; rm -rf /", "$(id)")
    assert shlex.split(run((command,)).lines[0]) == ["npm", "run", "a; rm -rf /", "$(id)"]


def test_a_shell_line_with_operators_of_its_own_is_kept_together() -> None:
    assert run(("x", Command.shell("a || b"))).lines == ("x", "&& { a || b; }")


def test_scripts_are_words_where_they_are_plain() -> None:
    assert words("node server.js").argv == ("node", "server.js") and words("a && b").is_shell
    assert words("node server.js --x").exec_form == ("node", "server.js", "--x")
    assert words("NODE_ENV=x node s.js").exec_form == ("/bin/sh", "-c", "NODE_ENV=x exec node s.js")
