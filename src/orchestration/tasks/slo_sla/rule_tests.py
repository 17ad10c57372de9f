"""The unit tests of an objective's rules, for ``promtool test rules``: a linter accepts any threshold, only these tell a right one.

Each test is a story of traffic in phases. What must be recorded and who must be called is computed here from the phases alone, not from
the rules, so that a rule that says something else fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...documents.promql import number, selector
from ...documents.yaml import Flow, Note, dump
from ...model.objective import Events, Objective, Sample, Slices
from ...model.rules import Alert, RuleGroup
from ...model.text import Text
from .burn_rates import Pair, duration, possible
from .indicators import DOWN_ABOVE
from .rules import BLIND_AFTER, BURNT, RATIO, REMAINING, SLICE, TOTAL, alert_names, labels_of, windows

_EVERY_MINUTES = 10
_BEFORE, _DAY = 6 * 60, 24 * 60
"""Minutes of good traffic before a story's turn."""
_PER_MINUTE = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Phase:
    """Traffic that stays the same for a while."""

    minutes: int
    bad: Decimal
    """Share of bad events, 0 to 1."""
    per_minute: Decimal = _PER_MINUTE


@dataclass(frozen=True, slots=True)
class Story:
    name: Text
    phases: tuple[Phase, ...]
    has_bad_series: bool = True
    """False: no failure was ever counted, so its series does not exist."""

    @property
    def minutes(self) -> int:
        return sum(p.minutes for p in self.phases)

    def over(self, window_minutes: int, is_weighted: bool = True) -> Decimal | None:
        """The share of bad in the last minutes; None: nothing happened in them."""
        left, bad, total = window_minutes, Decimal(0), Decimal(0)
        for phase in reversed(self.phases):
            minutes = min(left, phase.minutes)
            weight = phase.per_minute if is_weighted else Decimal(1)
            bad, total, left = bad + phase.bad * weight * minutes, total + weight * minutes, left - minutes
        return bad / total if total else None

    def failures(self, window_minutes: int, is_weighted: bool = True) -> Decimal:
        left, bad = window_minutes, Decimal(0)
        for phase in reversed(self.phases):
            minutes = min(left, phase.minutes)
            bad, left = bad + phase.bad * (phase.per_minute if is_weighted else 1) * minutes, left - minutes
        return bad


def is_testable(objective: Objective) -> bool:
    """Whether it is known what its series look like, and promtool has a notation for them."""
    return bool(objective.indicator.samples)


def tests_file(objective: Objective, groups: Iterable[RuleGroup], rules_name: str, header: str = "") -> str:
    """The file's text.

    Args:
        rules_name: the rules file's path relative to this one.
    """
    alerts = {rule.alert: rule for group in groups for rule in group.rules if isinstance(rule, Alert)}
    tests = [*_slices(objective), *(_test(objective, story, alerts) for story in stories(objective)), _silence(objective, alerts)]
    return dump({"rule_files": [rules_name], "evaluation_interval": f"{_EVERY_MINUTES}m", "tests": [Note(t, gap=True) for t in tests]}, header)


def stories(objective: Objective) -> tuple[Story, ...]:
    """Healthy, just under and just over each threshold, outage, recovery, quiet, no traffic, first minutes."""
    is_counted, is_sliced = (isinstance(objective.indicator.measure, kind) for kind in (Events, Slices))
    good, outage = Phase(_BEFORE, Decimal(0)), Decimal(1)
    found = []
    found.append(Story(Text("healthy: half of the budget is used", "sain : la moitié du budget est utilisée"), (Phase(60, objective.budget / 2),)))
    for pair in possible(objective):
        name = f"{number(_short(pair.factor))} × {number(objective.budget)} / {duration(pair.long_minutes)}"
        over, under = (min(pair.factor * objective.budget * share, outage) for share in (Decimal("1.03"), Decimal("0.97")))
        minutes = _enough(objective, over) if is_sliced else 60
        if minutes > min(pair.long_minutes, _DAY):
            # So few slices may be bad that the count decides, whatever the share.
            continue
        # All windows see the same share here.
        found += [Story(Text(f"just under {name}", f"juste sous {name}"), (Phase(minutes, under),)), Story(Text(f"just over {name}", f"juste au-dessus de {name}"), (Phase(minutes, over),))]
        # Three days of histograms are more than promtool's engine loads for one query.
        if not (is_sliced and pair.urgency == "ticket") and not (objective.indicator.is_native and pair.long_minutes > _DAY):
            half = pair.long_minutes // 2
            history = good if pair.urgency == "page" else Phase(half, Decimal(0))
            # So many bad slices that it is the long window which holds the alert back, not their number.
            share = min(max(over, objective.min_failures * Decimal("1.04") / half), outage) if is_sliced else over
            found.append(Story(Text(f"over {name}, for half of that time", f"au-dessus de {name}, la moitié de ce temps"), (history, Phase(half, share))))
        if pair.urgency == "page":
            clean = -(-(pair.short_minutes + 1) // _EVERY_MINUTES) * _EVERY_MINUTES
            more = min(pair.factor * objective.budget * Decimal("1.25"), outage)
            found += [Story(Text(f"over {name}, after good hours", f"au-dessus de {name}, après de bonnes heures"), (good, Phase(pair.long_minutes + _EVERY_MINUTES, over))),
                      Story(Text(f"over {name}, until just now", f"au-dessus de {name}, jusqu'à l'instant"), (good, Phase(pair.long_minutes, more), Phase(clean, Decimal(0))))]
    before = _BEFORE if is_sliced else _DAY
    mixed = (Phase(before, Decimal(0)), *(Phase(minutes, objective.budget * Decimal(share), _PER_MINUTE * busy) for minutes, share, busy in ((60, "0.5", 3), (40, "0.2", 1), (20, "0.8", 1))))
    found.append(Story(Text("each window sees its own share", "chaque fenêtre voit sa propre part"), mixed))
    found += [
        Story(Text("outage", "panne"), (good, Phase(480, outage))),
        Story(Text("the outage is over: the short windows are clean again", "la panne est finie : les fenêtres courtes sont propres"), (good, Phase(480, outage), Phase(420, Decimal(0)))),
    ]
    if is_sliced:
        found.append(Story(Text("a single bad slice calls nobody", "une seule tranche mauvaise n'appelle personne"), (good, Phase(10, Decimal("0.15")))))
    if is_counted and any(sample.role == "bad" for sample in objective.indicator.samples):
        found.append(Story(Text("no failure yet: its series is not there", "aucun échec encore : sa série n'existe pas"), (Phase(60, Decimal(0)),), False))
    if is_counted:
        found += [
            Story(Text("no traffic: nothing is bad, and nothing divides by zero", "aucun trafic : rien de mauvais, aucune division par zéro"), (Phase(360, Decimal(0), Decimal(0)),)),
            Story(Text("no traffic any more: the period keeps its share", "plus de trafic : la période garde sa part"), (Phase(120, objective.budget / 2), Phase(120, Decimal(0), Decimal(0)))),
            Story(Text("little traffic: a single failure calls nobody", "peu de trafic : un seul échec n'appelle personne"), (Phase(360, Decimal(0), Decimal("0.0625")), Phase(20, outage, Decimal("0.0625")))),
            Story(Text("first minutes: a failure among the first requests calls nobody", "premières minutes : un échec parmi les premières requêtes n'appelle personne"), (Phase(10, Decimal("0.5"), Decimal("0.25")),)),
            Story(Text("the period's share is weighted by traffic", "la part de la période est pondérée par le trafic"), (Phase(120, objective.budget, Decimal(4000)), Phase(120, Decimal(0), Decimal(100)))),
        ]
    return tuple(found)


def _enough(objective: Objective, bad: Decimal) -> int:
    """Minutes until so many slices are bad that someone is called."""
    minutes = 60
    while bad * minutes < objective.min_failures:
        minutes += _EVERY_MINUTES
    return minutes


def fires(objective: Objective, story: Story, urgency: str) -> Pair | None:
    """The pair that calls someone at the story's end, computed from its phases."""
    is_weighted = isinstance(objective.indicator.measure, Events)
    for pair in possible(objective):
        threshold = pair.factor * objective.budget
        short, long = (story.over(min(m, story.minutes), is_weighted) for m in (pair.short_minutes, pair.long_minutes))
        enough = not objective.min_failures or not isinstance(objective.indicator.measure, Events | Slices) or story.failures(pair.long_minutes, is_weighted) >= objective.min_failures
        if pair.urgency == urgency and short is not None and long is not None and short > threshold and long > threshold and enough:
            return pair
    return None


# --- promtool's form --------------------------------------------------------------------------------------------------

def _test(objective: Objective, story: Story, alerts: Mapping[str, Alert]) -> dict[str, Any]:
    every = 2 if story.minutes > _DAY and not isinstance(objective.indicator.measure, Slices) else 1
    return {"name": story.name.en, "interval": f"{every}m", "input_series": _series(objective, story, every),
            "alert_rule_test": [e for urgency in ("page", "ticket") if alert_names(objective)[urgency] in alerts and (e := _expected(objective, story, urgency, alerts))],
            "promql_expr_test": _recorded(objective, story)}


def _silence(objective: Objective, alerts: Mapping[str, Alert]) -> dict[str, Any]:
    """Nothing is measured at all: someone is told, after a while."""
    blind = alert_names(objective)["blind"]
    wait = int(BLIND_AFTER.removesuffix("m"))
    names = alert_names(objective)
    # It runs and is scraped; only what is looked for is not there.
    runs = [{"series": selector("up", {"job": objective.service}), "values": f"1x{2 * wait}"}] if isinstance(objective.indicator.measure, Events) else []
    return {"name": "nothing is measured", "interval": "1m", "input_series": runs,
            "alert_rule_test": [{"eval_time": f"{wait - _EVERY_MINUTES}m", "alertname": blind, "exp_alerts": []},
                                {"eval_time": f"{wait + _EVERY_MINUTES}m", "alertname": blind, "exp_alerts": [_raised(alerts[blind], {}, "1")]},
                                *({"eval_time": f"{wait + _EVERY_MINUTES}m", "alertname": names[u], "exp_alerts": []} for u in ("page", "ticket") if names[u] in alerts)]}


def _slices(objective: Objective) -> list[dict[str, Any]]:
    """When a slice is good, where time is cut into slices; the stories then begin at what is recorded of them."""
    if not isinstance(objective.indicator.measure, Slices):
        return []
    own, roles = labels_of(objective), {s.role: s.series for s in objective.indicator.samples}
    minutes, cases = _EVERY_MINUTES, []
    if "moment" in roles and objective.indicator.threshold_seconds is not None:
        seconds = objective.indicator.threshold_seconds
        minutes = (int(seconds) // (60 * _EVERY_MINUTES) + 1) * _EVERY_MINUTES
        cases = [(f"the data is {number(age)} s old", {"moment": f"{number(minutes * 60 - age)}x{minutes}"}, int(age <= seconds)) for age in (Decimal(0), seconds, seconds + 1)]
    elif "share" in roles:
        cases = [("an instance answers, nobody asks", {"share": f"1x{minutes}"}, 1), ("no instance answers", {"share": f"0x{minutes}"}, 0)]
        failing = ((Decimal(0), 1), (DOWN_ABOVE - Decimal("0.01"), 1), (DOWN_ABOVE + Decimal("0.01"), 0), (Decimal(1), 0)) if {"good", "bad"} <= roles.keys() and not objective.indicator.is_native else ()
        cases += [(f"{number(share * 100)} % of requests fail", {"share": f"1x{minutes}", "good": f"0+{number((1 - share) * 600)}x{minutes}", "bad": f"0+{number(share * 600)}x{minutes}"}, good) for share, good in failing]
    return [{"name": f"a slice: {name}", "interval": "1m", "input_series": [{"series": roles[role], "values": values} for role, values in series.items()],
             "promql_expr_test": [{"expr": selector(SLICE, own), "eval_time": f"{minutes}m", "exp_samples": [{"labels": selector(SLICE, own), "value": good}]}]} for name, series, good in cases]


def _expected(objective: Objective, story: Story, urgency: str, alerts: Mapping[str, Alert]) -> dict[str, Any] | None:
    alert, is_counted = alerts[alert_names(objective)[urgency]], isinstance(objective.indicator.measure, Events)
    pair = fires(objective, story, urgency)
    raised = []
    if pair:
        if not is_counted and len(story.phases) > 1 and story.phases[-1].minutes <= pair.short_minutes:
            # The annotation's figure would depend on whether the window holds its first sample.
            return None
        if objective.indicator.is_native and story.phases[-1].minutes < pair.short_minutes:
            # Or on how far a rate goes on behind the end of an instance.
            return None
        value = story.over(min(pair.short_minutes, story.minutes), is_counted)
        assert value is not None
        raised = [_raised(alert, labels_of(objective), f"{float(value) * 100:.4g}%")]
    return {"eval_time": f"{story.minutes}m", "alertname": alert.alert, "exp_alerts": raised}


def _raised(alert: Alert, labels: Mapping[str, str], value: str) -> dict[str, Any]:
    said = {name: _expanded(text, value) for name, text in alert.annotations.items()}
    return {"exp_labels": {**labels, **alert.labels, "priority": alert.priority}, "exp_annotations": said}


def _expanded(text: str, value: str) -> str:
    return text.replace("{{ $value | humanizePercentage }}", value).replace('{{"{{"}}', "{{")


def _recorded(objective: Objective, story: Story) -> list[dict[str, Any]]:
    """Each window's share, compared within 5 %: versions of Prometheus differ in whether a range holds its first sample."""
    own, is_weighted = labels_of(objective), isinstance(objective.indicator.measure, Events)
    found = []
    for minutes in windows(objective):
        share, series = story.over(min(minutes, story.minutes), is_weighted), selector(f"{RATIO}{duration(minutes)}", own)
        found.append(_holds(story, series, share))
    whole = story.over(story.minutes, is_weighted)
    if whole is not None and min(p.minutes for p in story.phases) >= 120:
        # What the last five minutes' mean lags behind is little in a long phase.
        found.append(_holds(story, selector(BURNT, own), whole / objective.budget))
        found.append(_holds(story, selector(REMAINING, own), 1 - whole / objective.budget))
    if is_weighted:
        found.append(_holds(story, selector(TOTAL, own), story.phases[-1].per_minute / 60))
    return found


def _holds(story: Story, series: str, value: Decimal | None, within: Decimal = Decimal("0.05")) -> dict[str, Any]:
    at = f"{story.minutes}m"
    if value is None:
        return {"expr": f"count({series})", "eval_time": at, "exp_samples": []}
    low, high = (number(_short(value + side * (abs(value) * within or Decimal("1e-9")))) for side in (-1, 1))
    return {"expr": f"count({series} >= {low} <= {high})", "eval_time": at, "exp_samples": [Flow({"labels": "{}", "value": 1})]}


def _short(value: Decimal) -> Decimal:
    return +value.quantize(Decimal("1e-12")) if value else Decimal(0)


# --- the series -------------------------------------------------------------------------------------------------------

_SHARE: Mapping[str, Callable[[Phase], Decimal]] = {"good": lambda p: 1 - p.bad, "bad": lambda p: p.bad, "all": lambda p: Decimal(1)}


def _series(objective: Objective, story: Story, every: int) -> list[dict[str, str]]:
    if isinstance(objective.indicator.measure, Slices):
        # As recorded, a minute a sample: promtool knows no interval of a group's own, and evaluating everything once a minute takes ten times as long.
        return [{"series": selector(SLICE, labels_of(objective)), "values": _shares(story, every)}]
    samples = [s for s in objective.indicator.samples if story.has_bad_series or s.role != "bad"]
    if objective.indicator.is_native:
        return [one for sample in samples for one in _natively(sample, story, every)]
    return [{"series": sample.series, "values": _values(sample, story, every)} for sample in samples]


def _natively(sample: Sample, story: Story, every: int) -> Iterator[dict[str, str]]:
    """Each phase an instance of its own: promtool (2.53) reads one run of histograms a series, and nothing behind it."""
    at = 0
    for i, phase in enumerate(story.phases):
        many = _SHARE[sample.role](phase) * phase.per_minute * every
        # The sum is of seconds, and must not pass for a count.
        none, more = (f"{{{{schema:0 count:{number(_short(n))} sum:{number(_short(7 * n))} offset:{sample.bucket} buckets:[{number(_short(n))}]}}}}" for n in (Decimal(0), many))
        yield {"series": f'{sample.series[:-1]},instance="{i}"}}', "values": f"{f'_x{at // every} ' if at else ''}{none}+{more}x{phase.minutes // every}"}
        at += phase.minutes


def _values(sample: Sample, story: Story, every: int) -> str:
    """One sample every so many minutes; the first phase has one more, at its start."""
    return _shares(story, every) if sample.role == "share" else _counter(story, _SHARE[sample.role], every)


def _shares(story: Story, every: int) -> str:
    return " ".join(f"{number(_short(1 - p.bad))}x{p.minutes // every - (i > 0)}" for i, p in enumerate(story.phases))


def _counter(story: Story, share: Callable[[Phase], Decimal], every: int) -> str:
    """``0+1000x60 62000+2000x9``."""
    at, parts = Decimal(0), []
    for i, phase in enumerate(story.phases):
        step, steps = share(phase) * phase.per_minute * every, phase.minutes // every
        start, more = (at, steps) if i == 0 else (at + step, steps - 1)
        parts.append(f"{number(_short(start))}+{number(_short(step))}x{more}")
        at += step * steps
    return " ".join(parts)

