from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from orchestration.proof.dummies import MARK, asked_variables, canary, disguises, fill, read_env_file


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_a_planted_value_is_found_in_clear_in_base64_and_in_hexadecimal(before, after):
    value = canary("API_TOKEN", "0123abcd").encode()
    for shown in (value, base64.b64encode(before + value + after), (before + value + after).hex().encode()):
        assert any(needle in shown for needle in disguises())


def test_disguises_are_long_enough_not_to_turn_up_by_chance():
    assert min(map(len, disguises())) >= len(MARK)


def test_env_files():
    assert read_env_file('# c\nexport A=1\nB="x y"\nC=v # why\nD=\nnot a line\nE=#none\n') == {"A": "1", "B": "x y", "C": "v", "D": "", "E": ""}


def test_only_secrets_and_given_values_are_filled_in():
    values = fill({"PORT": "3000", "API_TOKEN": "", "SITE_NAME": "", "DB_PASSWORD": "change-me", "X": "1"}, {"X": "mine", "Y": "2"}, "n0")
    assert values == {"PORT": "3000", "API_TOKEN": canary("API_TOKEN", "n0"), "DB_PASSWORD": canary("DB_PASSWORD", "n0"), "X": "mine", "Y": "2"}


def test_variables_a_compose_file_asks_for():
    text = "a: ${A:?say it}\nb: ${B:-x}\nc: $C and $$NOT and ${D}\ne: ${E-}\nf: ${F?}\n"
    assert asked_variables(text) == {"A": True, "C": False, "D": False, "F": True}
