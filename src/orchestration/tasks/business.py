"""The business's own metrics: those the requirements name, else those the code itself counts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..model.decision import Decision
from ..model.measure import Part, Series
from ..model.plan import Inputs
from ..model.text import Text

MANY = 12
"""Panels of business metrics beyond which nobody looks at each."""
_TECHNICAL = re.compile(r"(?:http|grpc|process|nodejs|python)_")
"""Names that client libraries and conventions use for what the business does not see."""
_PARTS: Mapping[str, Part] = {"_total": "total", "_count": "count", "_sum": "sum", "_bucket": "bucket"}


def exported(name: str) -> Series:
    """The series of that name, by the way names are made: what ends in ``_total`` is a counter, in ``_count`` a histogram's."""
    return next((Series(name.removesuffix(end), part) for end, part in _PARTS.items() if name.endswith(end)), Series(name))


def names(inputs: Inputs) -> Decision[tuple[str, ...]]:
    """Those that are named; else what the code itself counts."""
    if named := tuple(dict.fromkeys(w.value for w in inputs.wanted("metric"))):
        return Decision(named, "requirement", Text("named in the requirements", "nommées dans les exigences"))
    own = [f for f in inputs.profile.counters if not _TECHNICAL.match(f.value)]
    if not own:
        return Decision((), "default", Text("none was named, and the code declares none", "aucune n'est nommée, et le code n'en déclare aucune"))
    where, left = ", ".join(f.source for f in own[:MANY]), len(own) - MANY
    why = Text(f"declared in the code: {where}", f"déclarées dans le code : {where}")
    if left > 0:
        why = Text(f"{why.en}; {left} more are left out: name those that matter", f"{why.fr} ; {left} autres sont omises : nommez celles qui comptent")
    return Decision(tuple(f.value for f in own[:MANY]), "profile", why)
