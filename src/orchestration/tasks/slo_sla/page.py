"""Objectives as one page to look at: how soon each alert calls at which rate of errors, and what it has cost by then. Arithmetic alone; no server."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ...documents.chart import Point, Scale, below, drawing, line, rule, words
from ...documents.figures import amount, percent, span
from ...documents.html import Element, element, page, table
from ...kits import kit
from ...model.objective import Objective
from ...model.rules import Priority
from ...model.text import Language
from .burn_rates import Pair, Urgency, detected_after_minutes, duration, pairs, possible, spent_after_minutes
from .rules import PRIORITY, alert_names

WIDTH, LEFT, RIGHT, HEAD, HEIGHT, SPENT_HEIGHT = 960.0, 76.0, 24.0, 42.0, 290.0, 130.0
_STEPS = 240
_URGENCIES: tuple[Urgency, ...] = ("page", "ticket")
_RATES = tuple(map(Decimal, ("1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005", "0.0002", "0.0001")))
_TIMES = (1.0, 10.0, 60.0, 600.0, 3600.0, 21600.0, 86400.0, 259200.0, 864000.0)
"""Seconds that people have a name for."""


def html(objectives: Iterable[Objective], language: Language, priorities: Mapping[Urgency, Priority] = PRIORITY) -> str:
    """The page; the same objectives give the same bytes."""
    objectives = tuple(objectives)

    def say(en: str, fr: str) -> str:
        return fr if language == "fr" else en

    service = objectives[0].service
    return page(f"{service} · {say('objectives', 'objectifs')}", language, kit("page/style.css"), element(
        "main", element("header", element("p", say("Objectives and their alerts", "Objectifs et leurs alertes"), class_="over"), element("h1", element("bdi", service)), element("p", say(
            "How soon someone is called, at which rate of errors, and how much of the error budget is gone by then. Computed from the very windows and factors of the rules; nothing was measured.",
            "En combien de temps quelqu'un est appelé, à quel taux d'erreur, et quelle part du budget d'erreur est alors dépensée. Calculé à partir des fenêtres et facteurs mêmes des règles ; rien n'a été mesuré."), class_="lead")),
        [_Card(o, i, language, priorities).section() for i, o in enumerate(objectives)],
        element("section", element("h2", say("What the figures assume", "Ce que supposent les chiffres")), element("ul", [element("li", text) for text in _assumptions(objectives, say)], class_="plain"))))


def _assumptions(objectives: Sequence[Objective], say) -> list[str]:
    least = sorted({o.min_failures for o in objectives if o.min_failures})
    found = [say("Errors begin at once, stay at that rate, and none came before; traffic is steady.", "Les erreurs commencent d'un coup, restent à ce taux, sans aucune auparavant ; le trafic est régulier."),
             say("Collecting and evaluating add up to a minute; grouping, before a message goes out, as much as the routes say.", "La collecte et l'évaluation ajoutent jusqu'à une minute ; le regroupement, avant l'envoi, ce que disent les routes.")]
    if least:
        found.append(say(f"Traffic is high enough for at least {least[-1]} failures within the long window; below that nobody is called.", f"Le trafic suffit à au moins {least[-1]} échecs dans la fenêtre longue ; en dessous, personne n'est appelé."))
    return found


class _Card:
    """One objective."""

    def __init__(self, objective: Objective, place: int, language: Language, priorities: Mapping[Urgency, Priority]) -> None:
        self.priorities = priorities
        self.o, self.name, self.language = objective, f"objective-{place}", language
        self.pairs = possible(objective)
        self.budget = float(objective.budget)
        # Half the budget's own rate: enough to see from where on nobody is called.
        self.x = Scale(self.budget / 2, 1.0, LEFT, WIDTH - RIGHT, math.log10)

    def say(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def percent(self, share: Decimal | float) -> str:
        return percent(float(share), self.language)

    def span(self, minutes: Decimal | float | None) -> str:
        return "—" if minutes is None else span(float(minutes) * 60, self.language)

    def window(self, minutes: int) -> str:
        return duration(minutes).replace("d", "j") if self.language == "fr" else duration(minutes)

    def section(self) -> Element:
        o, say = self.o, self.say
        title = f"{o.title.in_(self.language)} · {self.percent(o.percent / 100)}"
        return element(
            "section", element("h2", element("bdi", title)),
            element("p", say(f"{_sentence(o.indicator.means.en)} Over {o.period_days} days {self.percent(o.budget)} may be bad.", f"{_sentence(o.indicator.means.fr)} Sur {o.period_days} jours, {self.percent(o.budget)} peut être mauvais.")),
            self._tiles(), element("figure", self._drawn(), element("figcaption", self._legend())), self._windows(), self._examples(), class_="card")

    def _of(self, urgency: Urgency) -> tuple[Pair, ...]:
        return tuple(p for p in self.pairs if p.urgency == urgency)

    def first(self, urgency: Urgency, rate: Decimal) -> tuple[Decimal, Pair] | None:
        """(minutes, pair) of the first condition of that urgency that calls."""
        found = [(m, p) for p in self._of(urgency) if (m := detected_after_minutes(p, self.o.budget, rate)) is not None]
        return min(found, key=lambda f: f[0], default=None)

    def _tiles(self) -> Element:
        o, say = self.o, self.say
        outage = self.first("page", Decimal(1)) or self.first("ticket", Decimal(1))
        rows = [(f"{amount(float(o.budget_minutes), self.language, 4)}\u00a0min", say(f"may be bad in {o.period_days} days", f"peuvent être mauvaises en {o.period_days} jours")),
                (span(float(o.budget_minutes) * 60 / o.period_days, self.language, 3), say("of that a day, on average", "par jour, en moyenne"))]
        if outage:
            rows += [(self.span(outage[0]), say("of a complete outage until someone is called", "de panne complète avant qu'on soit appelé")),
                     (self.percent(outage[1].budget_percent / 100), say("of the budget is spent by then", "du budget est alors dépensé"))]
        return element("dl", [element("div", element("dt", label), element("dd", value)) for value, label in rows], class_="tiles")

    # --- the picture

    def _drawn(self) -> Element:
        say, middle = self.say, HEAD + HEIGHT
        slowest = max((float(p.long_minutes) * 60 for p in self.pairs), default=86400.0)
        gone = float(spent_after_minutes(self.o.period_days, self.o.budget, Decimal(1))) * 60
        fastest = min((float(p.long_minutes * p.factor * self.o.budget) * 60 for p in self.pairs), default=60.0)
        y = Scale(max(fastest / 2, 0.01), max(slowest, gone) * 2, middle, HEAD, math.log10)
        bottom = middle + 46 + SPENT_HEIGHT
        share = Scale(0.0, max([float(p.budget_percent) for p in self.pairs], default=10.0) * 1.25, bottom, middle + 46)
        parts: list[Element] = []
        for seconds in (t for t in _TIMES if y.start <= t <= y.end):
            parts += [rule(self.x.low, y(seconds), self.x.high, y(seconds), "grid"), words(self.x.low - 8, y(seconds) + 4, span(seconds, self.language), "tick", "end")]
        for value in _round_steps(share.end):
            parts += [rule(self.x.low, share(value), self.x.high, share(value), "grid"), words(self.x.low - 8, share(value) + 4, percent(value / 100, self.language), "tick", "end")]
        parts += self._thresholds(bottom)
        parts.append(line([point for point in self._curve(lambda rate: spent_after_minutes(self.o.period_days, self.o.budget, rate)) if point[1] <= y.end], self.x, y, "line w9"))
        for pair in self.pairs:
            parts.append(line(self._curve(lambda rate, p=pair: detected_after_minutes(p, self.o.budget, rate)), self.x, y, f"line thin {pair.urgency}"))
        for urgency in _URGENCIES:
            calls = self._curve(lambda rate, u=urgency: (f := self.first(u, rate)) and f[0])
            if calls:
                cost = [(r, float(found[1].budget_percent)) for r, _ in calls if (found := self.first(urgency, Decimal(str(r))))]
                parts += [line(calls, self.x, y, f"line bold {urgency}"), line(cost, self.x, share, f"line bold {urgency}")]
        parts += [words(self.x.low, middle + 36, say("Budget spent when the call comes", "Budget dépensé quand l'appel arrive"), "lane"), words(self.x.low, 14.0, say("Time until the call", "Temps avant l'appel"), "lane"),
                  *below([(float(r), self.percent(r)) for r in _RATES if self.x.start <= r and self._is_shown(r)], self.x, bottom),
                  words(self.x.high, bottom + 36, say("rate of errors", "taux d'erreur"), "tick", "end")]
        return drawing(WIDTH, bottom + 44, self.name, say(f"How soon the alerts of {self.o.title.en} call, and what is spent by then, by rate of errors", f"En combien de temps appellent les alertes « {self.o.title.fr} », et ce qui est alors dépensé, selon le taux d'erreur"),
                       self._described(), *parts)

    def _is_shown(self, rate: Decimal) -> bool:
        """Decades, and what lies between them where there is room."""
        decades = math.log10(1 / self.x.start)
        return str(rate).endswith("1") or decades < 2.5

    def _rates(self) -> list[float]:
        low = math.log10(self.x.start)
        even = [10 ** (low + (0 - low) * i / _STEPS) for i in range(_STEPS + 1)]
        # On both sides of each threshold, so that a step is drawn upright.
        edges = [float(p.factor * self.o.budget) * side for p in self.pairs for side in (0.999999, 1.000001)]
        return sorted({min(r, 1.0) for r in (*even, *edges)})

    def _curve(self, minutes) -> list[Point]:
        return [(r, float(m) * 60) for r in self._rates() if (m := minutes(Decimal(str(r)))) is not None]

    def _thresholds(self, bottom: float) -> list[Element]:
        found = []
        places = sorted((self.x(float(p.factor * self.o.budget)), p.urgency, f"{amount(float(p.factor), self.language, 4)}×") for p in self.pairs)
        for i, (at, urgency, said) in enumerate(places):
            # Two that stand close turn away from each other.
            turned = "end" if i + 1 < len(places) and places[i + 1][0] - at < 46 else "start" if i and at - places[i - 1][0] < 46 else "middle"
            found += [rule(at, HEAD, at, bottom, f"limit {urgency}"), words(at, HEAD - 6, said, f"limit-word {urgency}", turned)]
        return found

    def _legend(self) -> Element:
        say = self.say

        def item(kind: str, text: str) -> Element:
            return element("li", element("svg", rule(1, 6, 21, 6, kind), viewBox="0 0 22 12", width=22, height=12, aria_hidden="true", class_="swatch"), text)

        return element("ul", item("line bold page", f"{alert_names(self.o)['page']} ({self.priorities['page']})"), item("line bold ticket", f"{alert_names(self.o)['ticket']} ({self.priorities['ticket']})"),
                       item("line thin page", say("each pair of windows", "chaque paire de fenêtres")), item("line w9", say("the whole budget is gone", "tout le budget est dépensé")), item("limit page", say("burn rate from which a pair calls", "taux de combustion dès lequel une paire appelle")), class_="legend")

    def _described(self) -> str:
        said = []
        for rate in (Decimal(1), Decimal("0.1"), Decimal("0.01")):
            found = self.first("page", rate) or self.first("ticket", rate)
            said.append(self.say(f"at {self.percent(rate)} errors the first call comes after {self.span(found[0]) if found else 'no time: never'}", f"à {self.percent(rate)} d'erreurs le premier appel vient après {self.span(found[0]) if found else 'aucun temps : jamais'}"))
        return "; ".join(said) + self.say(". The tables below give the same figures.", ". Les tableaux ci-dessous donnent les mêmes chiffres.")

    # --- the tables

    def _windows(self) -> Element:
        say, rows = self.say, []
        for pair in pairs(self.o.period_days):
            names = alert_names(self.o)
            if pair not in self.pairs:
                rows.append([f"{names[pair.urgency]}", self.window(pair.long_minutes), self.window(pair.short_minutes), f"{amount(float(pair.factor), self.language, 4)}×", say("left out: no ratio can exceed it", "omise : aucun taux ne peut le dépasser"), "—", "—", "—"])
                continue
            rows.append([names[pair.urgency], self.window(pair.long_minutes), self.window(pair.short_minutes), f"{amount(float(pair.factor), self.language, 4)}×", self.percent(pair.factor * self.o.budget), self.percent(pair.budget_percent / 100),
                         self.span(detected_after_minutes(pair, self.o.budget, Decimal(1))), self.window(pair.short_minutes)])
        return table(say("The conditions: both windows must burn faster than the factor", "Les conditions : les deux fenêtres doivent brûler plus vite que le facteur"),
                     (say("alert", "alerte"), say("long", "longue"), say("short", "courte"), say("burn rate", "combustion"), say("errors above", "erreurs au-delà de"), say("spent by then", "dépensé alors"), say("in an outage, after", "en panne totale, après"), say("quiet again within", "se tait en")), rows, frozenset({1, 2, 3, 4, 5, 6, 7}))

    def _examples(self) -> Element:
        say, rows = self.say, []
        for rate in _RATES:
            if rate < self.o.budget / 2:
                continue
            found = [self.first(u, rate) for u in _URGENCIES]
            rows.append([self.percent(rate), *(part for f in found for part in ((self.span(f[0]), self.percent(f[1].budget_percent / 100)) if f else ("—", "—"))), self.span(spent_after_minutes(self.o.period_days, self.o.budget, rate))])
        return table(say("By rate of errors; — where nobody is called", "Selon le taux d'erreur ; — si personne n'est appelé"),
                     (say("errors", "erreurs"), say(f"{self.priorities['page']} after", f"{self.priorities['page']} après"), say("spent", "dépensé"), say(f"{self.priorities['ticket']} after", f"{self.priorities['ticket']} après"), say("spent", "dépensé"), say("budget gone after", "budget épuisé après")), rows, frozenset({0, 1, 2, 3, 4, 5}))


def _round_steps(end: float) -> list[float]:
    step = next(s for s in (1, 2, 5, 10, 20, 50) if end / s <= 6)
    return [float(v) for v in range(0, int(end) + 1, step)]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
