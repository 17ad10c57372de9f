"""PromQL: measures written in it, and label values from anywhere, quoted so that they stay values.

Sources: Prometheus, "Query functions" (histogram_count, histogram_fraction, histogram_quantile) and "Native histograms" (specification).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from ..model.measure import Beyond, Chosen, Instances, Measure, Most, Objectives, Quantile, Quotient, Rate, Reading, Restarts, Series, Share, Top

Operator = Literal["=", "!=", "=~", "!~"]
RECORDED: Mapping[str, str] = {"target": "slo:objective:ratio", "burn-rate": "slo:current_burn_rate:ratio", "remaining": "slo:period_error_budget_remaining:ratio"}
"""An objective's figures under the names sloth gives them, so that dashboards made for it read these too."""
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Matcher:
    """``label=~"value"``; a regular expression is the caller's."""

    label: str
    operator: Operator
    value: str


def quoted(value: str) -> str:
    """A string literal: ``"a \\"b\\""``."""
    plain = "".join(ch if ch in _ESCAPES or ch.isprintable() else "�" for ch in value)
    return '"' + "".join(_ESCAPES.get(ch, ch) for ch in plain) + '"'


def selector(metric: str, labels: Mapping[str, str] | None = None, *more: Matcher) -> str:
    """``metric{label="value",code=~"5.."}``.

    Raises:
        ValueError: a metric's or label's name that Prometheus does not take unquoted.
    """
    if not _NAME.fullmatch(metric):
        raise ValueError(f"not a name of Prometheus: {metric!r}")
    return metric + matchers(labels or {}, *more)


def matchers(labels: Mapping[str, str], *more: Matcher) -> str:
    """``{label="value"}``, to stand behind any series of a family; empty where nothing is asked.

    Raises:
        ValueError: a label's name that Prometheus does not take unquoted.
    """
    asked = [*(Matcher(label, "=", value) for label, value in labels.items()), *more]
    for one in asked:
        if not _NAME.fullmatch(one.label):
            raise ValueError(f"not a label of Prometheus: {one.label!r}")
    return "{" + ",".join(f"{m.label}{m.operator}{quoted(m.value)}" for m in asked) + "}" if asked else ""


def template(value: str) -> str:
    """Text for a place where Prometheus expands Go templates, as annotations are: what looks like one stays text."""
    return value.replace("{{", '{{"{{"}}')


def number(value: Decimal) -> str:
    """A number as PromQL reads it, without a power of ten: ``"0.001"``, ``"14.4"``, ``"6"``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def le(seconds: Decimal) -> Matcher:
    """The bucket up to a threshold, as every client library spells it: ``1`` and ``1.0`` are one bucket."""
    text = number(seconds)
    return Matcher("le", "=", text) if "." in text else Matcher("le", "=~", f"{text}|{text}[.]0")


def series(of: Series, service: str) -> str:
    """``requests_total{job="api",code=~"5.."}``; Prometheus scrapes a service under a job of its name."""
    asked = []
    for one in of.where:
        if isinstance(one, Chosen):
            asked.append(Matcher(one.label, "=~", f"${one.variable}"))
        else:
            asked.append(Matcher(one.label, "!~" if one.negated else "=~", one.like) if "." in one.like else Matcher(one.label, "!=" if one.negated else "=", one.like))
    return selector(of.name, {"job": service}, *asked, *((le(of.up_to),) if of.up_to is not None else ()))


def rate(of: Rate, service: str, window: str, *, function: Literal["rate", "increase"] = "rate", offset: str = "") -> str:
    """How many a second; with ``function="increase"`` how many; with an offset, as it was then.

    Raises:
        TypeError: a bucket of a native histogram, which has none to name.
    """
    if of.of.is_native and of.of.part not in ("count", "sum"):
        raise TypeError(f"no such part of a native histogram: {of.of!r}")
    found = f"{function}({series(of.of, service)}[{window}]{f' offset {offset}' if offset else ''})"
    if not of.each:
        found = f"sum by ({', '.join(of.by)}) ({found})" if of.by else f"sum({found})"
    return f"histogram_{of.of.part}({found})" if of.of.is_native else found


def written(measure: Measure, service: str, window: str) -> str:
    """The query.

    Args:
        window: the range rates are asked over: ``"5m"``.

    Raises:
        TypeError: a measure only an alert asks for, which writes it together with its comparison.
    """
    def inner(one: Measure) -> str:
        return written(one, service, window)

    match measure:
        case Rate():
            return rate(measure, service, window)
        case Reading(of, "each"):
            return series(of, service)
        case Reading(of, join, by):
            return f"{join} by ({', '.join(by)}) ({series(of, service)})" if by else f"{join}({series(of, service)})"
        case Quantile(of, share, by):
            bucket = series(replace(of, part="bucket"), service)
            labels = by if of.is_native else ("le", *by)
            summed = f"sum by ({', '.join(labels)}) " if labels else "sum"
            return f"histogram_quantile({number(share)}, {summed}(rate({bucket}[{window}])))"
        case Beyond(of, threshold):
            every = inner(Rate(replace(of, part="count")))
            if of.is_native:
                # From -Inf: half of a zero bucket would lie below 0, were nothing else observed. Of no requests every share is NaN, which a sum over time would never lose again.
                return f"((1 - histogram_fraction(-Inf, {number(threshold)}, sum(rate({series(of, service)}[{window}])))) * ({every} > 0))"
            return f"({every} - {inner(Rate(replace(of, part='bucket', up_to=threshold)))})"
        case Share(part, whole, True):
            return f"{inner(part)} / {inner(whole)} or 0 * {inner(whole)}"
        case Share(part, whole, False):
            return f"{inner(part)}\n/\n({inner(whole)} > 0)"
        case Quotient(part, whole):
            return f"{inner(part)} / {inner(whole)}"
        case Most(of):
            return f"max({inner(of)})"
        case Top(count, of):
            return f"topk({count}, {inner(of)})"
        case Instances(which):
            return f"{'sum' if which == 'answering' else 'count'}({selector('up', {'job': service})})"
        case Objectives(figure):
            return selector(RECORDED[figure], {"service": service})
        case Restarts(of, minutes):
            return f"sum(changes({series(of, service)}[{minutes}m]))"
    raise TypeError(f"written with its comparison only: {measure!r}")
