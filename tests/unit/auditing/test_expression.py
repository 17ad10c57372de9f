"""Expressions that a text can make exponential are told from those it cannot."""

import time

import pytest

from orchestration.auditing.expression import is_catastrophic, is_polynomial


@pytest.mark.parametrize("text", [r"^(a+)+$", r"^(a{2,4})+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^([a-zA-Z0-9]+)*$", r"^(\w+\s?)*$", r"(.*,)*X", r"^(([a-z])+)+$", r"([0-9]+)+\#", r"(x+x+)+y", r"^([\w.]+)+@x$", r"(\s*\w*)*;",
                                  r"^\s*([^,]+,?)*$", r"^(?<name>\d+)*$(?<!x)", r"^(a|b+)*$", r"(?:\p{L}+)*!"])
def test_catastrophic(text):
    assert is_catastrophic(text)


@pytest.mark.parametrize("text", [r"^[a-z]+$", r"^(a{2,4}-)+$", r"^(a{3})+$", r"(a+,)*b", r"^(\d+\.)+\d+$", r"^[\w.]+@[\w.]+\.\w+$", r"(?:ab|cd)*e", r"(a+)+", r"^(\w+)\s(\w+)$", r"^(?:[a-z]+-)*[a-z]+$", r"^#([0-9a-f]{3}){1,2}$", r"\$\{([^}]+)\}",
                                  r"^(?:\d{1,3}\.){3}\d{1,3}$", r"^(?:[^']|'')*$", r'"(?:[^"\\]|\\.)*"', r"(?:\s+\w+)*;", r"^([a-z]+\d)+$", r"^(/\w+)+$", "(", "", "a" * 5_000 + "+"])
def test_harmless(text):
    assert not is_catastrophic(text)


@pytest.mark.parametrize("text", [r"\s*,?\s*$", r"(.*)(.*)x", r"^\d+\.?\d*$", r"^[a-z]+[a-z0-9]*@", r"(?:a|\w*\d*)!", r"(\s*)(,?)(\s+);", r"<.*?.*>"])
def test_polynomial(text):
    assert is_polynomial(text) and not is_catastrophic(text)


@pytest.mark.parametrize("text", [r"\s*,\s*$", r"^[^,]*,[^,]*$", r"\d+[a-z]*$", r"(.*)(.*)", r"\s{0,9}\s{0,9}$", r"^(a+)+$", r"\w+\s*=", r"^\d+(?:\.\d+)?$", "(", ""])
def test_not_polynomial(text):
    assert not is_polynomial(text)


@pytest.mark.parametrize("text", ["(" * 900 + "a" + ")+" * 900, "(a|b|c)*" * 200, "(?:" * 300 + "a*" + ")*" * 300 + "b", "[a-z]{1,9}" * 180 + "x", "((a*)*|(b*)*)*" * 100, "a*" * 900 + "b"])
def test_a_hostile_expression_takes_bounded_time(text):
    start = time.process_time()
    is_catastrophic(text)
    is_polynomial(text)
    assert time.process_time() - start < 5
