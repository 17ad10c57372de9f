"""Expressions that a text can make exponential are told from those it cannot."""

import time

import pytest

from orchestration.auditing.expression import is_catastrophic


@pytest.mark.parametrize("text", [r"^(a+)+$", r"^(a{2,4})+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^([a-zA-Z0-9]+)*$", r"^(\w+\s?)*$", r"(.*,)*X", r"^(([a-z])+)+$", r"([0-9]+)+\#", r"(x+x+)+y", r"^([\w.]+)+@x$", r"(\s*\w*)*;",
                                  r"^\s*([^,]+,?)*$", r"^(?<name>\d+)*$(?<!x)", r"^(a|b+)*$", r"(?:\p{L}+)*!"])
def test_catastrophic(text):
    assert is_catastrophic(text)


@pytest.mark.parametrize("text", [r"^[a-z]+$", r"^(a{2,4}-)+$", r"^(a{3})+$", r"(a+,)*b", r"^(\d+\.)+\d+$", r"^[\w.]+@[\w.]+\.\w+$", r"(?:ab|cd)*e", r"(a+)+", r"^(\w+)\s(\w+)$", r"^(?:[a-z]+-)*[a-z]+$", r"^#([0-9a-f]{3}){1,2}$", r"\$\{([^}]+)\}",
                                  r"^(?:\d{1,3}\.){3}\d{1,3}$", r"^(?:[^']|'')*$", r'"(?:[^"\\]|\\.)*"', r"(?:\s+\w+)*;", r"^([a-z]+\d)+$", r"^(/\w+)+$", "(", "", "a" * 5_000 + "+"])
def test_harmless(text):
    assert not is_catastrophic(text)


@pytest.mark.parametrize("text", ["(" * 900 + "a" + ")+" * 900, "(a|b|c)*" * 200, "(?:" * 300 + "a*" + ")*" * 300 + "b", "[a-z]{1,9}" * 180 + "x", "((a*)*|(b*)*)*" * 100])
def test_a_hostile_expression_takes_bounded_time(text):
    start = time.process_time()
    is_catastrophic(text)
    assert time.process_time() - start < 5
