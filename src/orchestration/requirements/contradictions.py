"""Where a text contradicts itself: the same thing wanted and refused, two values for what has one, and what excludes each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model.decision import Wish
from ..model.text import Text
from .vocabulary import FAMILIES

ONE_VALUE: dict[str, int] = {
    "sla": 0, "port": 0, "coverage": 0, "slo-period": 0, "package-manager": 0, "hsts-max-age": 0, "password-length": 0, "lockout": 0, "replicas": 0, "log-retention": 0, "max-size": 0, "iac-tool": 0, "base": 0,
    "backup": 0, "cost": 0, "drain": 0, "limit-burst": 0, "framing": 0, "domain": 0, "password-hash": 0, "jwt-algorithm": 0, "secret-rotation": 0, "ci": 0, "dashboard-refresh": 0, "approvals": 0, "max-duration": 0, "start-period": 0, "branch-only": 0,
    "service": 1, "runtime": 1, "token-lifetime": 1, "recovery": 1, "header": 1,
}
"""Topics that have one value, and how many of its first parts say of what: ``("postgresql", "15")`` and ``("redis", "7")`` are two things."""
EXCLUDES: tuple[tuple[str, str | None, str, str | None], ...] = (
    ("docker", None, "multi-stage", None), ("docker", None, "base", None), ("docker", None, "digest", None), ("docker", None, "registry", None), ("docker", None, "max-size", None), ("docker", None, "nonroot", None),
    ("deploy", None, "deploy-on", "push"), ("deploy", None, "deploy-on", "merge"), ("deploy", None, "branch-only", None), ("deploy", None, "canary", None), ("deploy", None, "rolling", None), ("deploy", None, "preview", None),
)
"""What is refused on the left cannot be had on the right: no Docker, no image from a registry."""


def against(wish: Wish, others: Sequence[Wish]) -> Text | None:
    """Why a wish cannot hold beside the others, where it cannot."""
    for other in others:
        if other is wish:
            continue
        if other.topic == wish.topic and other.negated != wish.negated and _same_thing(other.value, wish.value):
            return Text(f"the text contradicts itself: {wish.text!r} is both wanted and not wanted", f"le texte se contredit : {wish.text!r} est à la fois voulu et refusé")
        if _excludes(wish, other) or _excludes(other, wish) or (not wish.negated and not other.negated and wish.topic == other.topic and _two_values(wish, other)):
            return Text(f"the text contradicts itself: {wish.text.strip()!r} and {other.text.strip()!r}", f"le texte se contredit : {wish.text.strip()!r} et {other.text.strip()!r}")
    return None


def _two_values(one: Wish, other: Wish) -> bool:
    a, b = _parts(one.value), _parts(other.value)
    if one.topic == "objective":
        # Two shares of the same thing; two percentiles of a latency are two objectives, and what tells when to call is none.
        ends = 2 if a[0] in ("latency", "freshness") else 1
        return a[:ends] == b[:ends] and a[-1] == b[-1] != ">" and a != b
    if one.topic == "limit":
        return a[1:] == b[1:] and a[0] != b[0]
    ends = ONE_VALUE.get(one.topic)
    # What is left open contradicts nothing: "PostgreSQL" and "PostgreSQL 16".
    return ends is not None and a[:ends] == b[:ends] and any(x != y and x not in ("", True) and y not in ("", True) and not _within(x, y) for x, y in zip(a[ends:], b[ends:], strict=False))


def _within(a: Any, b: Any) -> bool:
    """Whether one release is said more exactly than the other: 16 and 16.2."""
    return str(a).startswith(f"{b}.") or str(b).startswith(f"{a}.")


def _excludes(refused: Wish, wanted: Wish) -> bool:
    return refused.negated and not wanted.negated and any(
        (refused.topic, wanted.topic) == (left, right) and value in (None, refused.value) and meaning in (None, wanted.value) for left, value, right, meaning in EXCLUDES)


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _same_thing(a: object, b: object) -> bool:
    if a == b:
        return True
    if isinstance(a, tuple) and isinstance(b, tuple) and a and b:
        return a[0] == b[0] or b[0] in FAMILIES.get(a[0], ()) or a[0] in FAMILIES.get(b[0], ())
    return False
