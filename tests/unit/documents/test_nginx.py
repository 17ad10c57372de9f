"""A word comes back from nginx's own tokenizer as it went in; what nginx cannot say is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.documents.nginx import Literal, d, nginx, quoted
from orchestration.model.errors import BadValue


def as_nginx_reads(word):
    """ngx_conf_read_token's own rules: quotes end words, a backslash is dropped before quotes and itself, t r n are escapes."""
    if word[0] in "\"'":
        assert word[-1] == word[0] and len(word) > 1
        assert not re.search(rf"(?<!\\)(?:\\\\)*{word[0]}", word[1:-1]), word
        word = word[1:-1]
    else:
        assert not re.search(r"[\s;{}\"'#]", word)
    return re.sub(r"\\([\"'\\trn])", lambda m: {"t": "\t", "r": "\r", "n": "\n"}.get(m[1], m[1]), word)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF).filter(str.isprintable)))
def test_words_survive(text):
    assert as_nginx_reads(quoted(text)) == text


@pytest.mark.parametrize("text", ["a\nb", "a\0", "\u2028"])
def test_control_characters_are_refused(text):
    with pytest.raises(BadValue):
        quoted(text)


def test_a_literal_has_no_variables():
    with pytest.raises(BadValue):
        quoted(Literal("$uri"))
    assert quoted(Literal("a; b")) == '"a; b"'


def test_blocks_comments_and_gaps():
    assert nginx((d("a", "1"), d("b", block=(d("c", "x y", comment="why"), d("d", block=())), gap=True))) == 'a 1;\n\nb {\n    # why\n    c "x y";\n    d {}\n}\n'
