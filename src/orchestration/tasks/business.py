"""The business's own metrics, as far as the requirements name them."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.measure import Part, Series
from ..model.plan import Inputs

_PARTS: Mapping[str, Part] = {"_total": "total", "_count": "count", "_sum": "sum", "_bucket": "bucket"}


def exported(name: str) -> Series:
    """The series of that name, by the way names are made: what ends in ``_total`` is a counter, in ``_count`` a histogram's."""
    return next((Series(name.removesuffix(end), part) for end, part in _PARTS.items() if name.endswith(end)), Series(name))


def names(inputs: Inputs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.value for w in inputs.wanted("metric")))
