"""SPDX expressions and a policy."""

from __future__ import annotations

import pytest

from orchestration.advisories.licences import NoExpression, is_denied, judged, policy
from orchestration.model.errors import BadValue

from .test_scan import used


@pytest.mark.parametrize(("expression", "denied"), [
    ("MIT", False), ("GPL-3.0-only", True), ("gpl-3.0-ONLY", True), ("GPL-3.0", True), ("GPL-3.0+", False), ("GPL-3.0-or-later", False), ("AGPL-3.0-or-later", True), ("MIT OR GPL-3.0-only", False), ("MIT AND GPL-3.0-only", True),
    ("(MIT OR AGPL-3.0-only) AND BSD-3-Clause", False), ("(GPL-3.0-only OR AGPL-3.0-only) AND MIT", True), ("GPL-3.0-only WITH Classpath-exception-2.0", True), ("MIT OR GPL-3.0-only AND ISC", False), ("LicenseRef-scancode-x", False),
])
def test_an_expression_is_denied_where_no_way_is_left(expression: str, denied: bool) -> None:
    assert is_denied(expression, policy(("GPL-3.0-only", "AGPL-*"))) is denied


@pytest.mark.parametrize("text", ["", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT GPL", "SEE LICENSE IN x/y", "(" * 200 + "MIT" + ")" * 200, "MIT OR " * 1000 + "MIT"])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(NoExpression):
        is_denied(text, ("gpl-*",))


def test_what_is_denied_and_what_cannot_be_told() -> None:
    parts = (used("a", "1.0.0", licence="MIT"), used("b", "1.0.0", licence="GPL-2.0-only"), used("c", "1.0.0"), used("d", "1.0.0", licence="see the file"), used("c", "2.0.0"), used("c", "2.0.0", path="other.json", licence="ISC"))
    assert [(v.package.name, v.state) for v in judged(parts, policy(("GPL-*",)))] == [("b", "denied"), ("d", "not readable"), ("c", "not stated")]
    assert judged(parts, ()) == ()


@pytest.mark.parametrize("pattern", ["", "GPL 3", "$(x)", "a" + "b c"])
def test_a_policy_names_licences(pattern: str) -> None:
    with pytest.raises(BadValue):
        policy((pattern,))
