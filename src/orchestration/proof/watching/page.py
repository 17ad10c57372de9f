"""A proof of monitoring as one page to look at: each budget's burn, each alert from fault to all-clear, and what was not tried."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from string import ascii_uppercase

from ...documents.chart import Scale, across, area, below, box, drawing, line, rule, words
from ...documents.figures import amount, percent, span
from ...documents.html import Element, element, page, table
from ...kits import kit
from ...model.text import Language
from ..render import MARKS, seconds
from . import quicker
from .render import STATES
from .report import HANDED_OVER, PHASES, TITLES, Burn, Fate, Line, Watch

WIDTH, LEFT, RIGHT, HEAD, BURN_HEIGHT = 960.0, 76.0, 92.0, 34.0, 236.0
_GAP = 0.8
"""Seconds between two points from which on something is missing in between; one is recorded every half second."""
_TRACK, _NAME, _BAR, _LONG = 15.0, 22.0, 8.0, 46
"""The last is how much of a name stands beside its figures; the tables hold it whole."""
Say = Callable[[str, str], str]


def html(watch: Watch, language: Language) -> str:
    """The page; the same observation gives the same bytes."""
    return _Page(watch, language).text()


class _Page:
    def __init__(self, watch: Watch, language: Language) -> None:
        self.watch, self.language = watch, language
        self.letters = dict(zip(range(len(watch.phases)), ascii_uppercase, strict=False))
        self.x = Scale(0.0, max(watch.figures.get("watched", 1.0), 1.0), LEFT, WIDTH - RIGHT)
        self.services = tuple(dict.fromkeys(b.service for b in watch.burns if b.service)) or (PurePath(watch.project).name or self.say("this project", "ce projet"),)

    def say(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en

    def number(self, value: float, digits: int = 3) -> str:
        return amount(value, self.language, digits)

    def seconds(self, value: float | None) -> str:
        return "—" if value is None else seconds(value, self.language)

    # --- the whole

    def text(self) -> str:
        say, name = self.say, ", ".join(self.services)
        fates = sorted((f for f in self.watch.fates), key=lambda f: (f.priority, f.name))
        of_burns = {a for b in self.watch.burns for a in b.alerts}
        rest = [f for f in fates if f.name not in of_burns]
        return page(
            f"{name} · {say('monitoring, proven', 'surveillance prouvée')}", self.language, kit("page/style.css"),
            element("main", self._head(name), self._tiles(), self._steps(),
                    [self._burn(b, i, [f for f in fates if f.name in b.alerts]) for i, b in enumerate(self.watch.burns)],
                    self._others(rest) if rest and self.watch.phases else None, self._table(fates) if fates else None, self._panels(), self._time()))

    def _head(self, name: str) -> Element:
        return element("header", element("p", self.say("Monitoring, proven", "Surveillance prouvée"), class_="over"), element("h1", element("bdi", name)),
                       element("p", element("strong", f"{MARKS[_state(self.watch)]} {STATES[self.watch.state].in_(self.language)}", class_=f"pill {self.watch.state}")),
                       element("p", self._lead(), class_="lead") if self.watch.phases else None)

    def _lead(self) -> str:
        real = [f for f in self.watch.fates if not self._is_constant(f)]
        faults = [p for p in self.watch.phases if p.fault != HANDED_OVER]
        fired, there = [f for f in real if f.fired_seconds is not None], [f for f in real if f.is_there and f.expected]
        clear = [f for f in real if f.landed and set(f.landed) <= set(f.resolved)]
        return self.say(f"{len(faults)} faults were played on a stand-in of the service, before a real Prometheus and a real Alertmanager. Of {len(real)} alerts {len(fired)} fired, {len(there)} landed on every route they should, {len(clear)} were taken back.",
                        f"{len(faults)} pannes ont été jouées sur une doublure du service, devant un vrai Prometheus et un vrai Alertmanager. Sur {len(real)} alertes, {len(fired)} se sont déclenchées, {len(there)} sont arrivées sur chacune de leurs routes, {len(clear)} ont été levées.")

    def _is_constant(self, fate: Fate) -> bool:
        """The dead man's switch: it fires all along."""
        return fate.fired_seconds is None and bool(fate.firing) and fate.firing[0][1] - fate.firing[0][0] > 0.9 * self.x.end

    def _tiles(self) -> Element | None:
        say, figures = self.say, self.watch.figures
        if not figures:
            return None
        fired = [f.fired_seconds for f in self.watch.fates if f.fired_seconds is not None]
        landed, resolved = ([t for f in self.watch.fates for t in found(f)] for found in (lambda f: f.landed.values(), lambda f: f.resolved.values()))
        good = sum(p.has_data for p in self.watch.pictures)
        rows: list[tuple[str, str]] = [(f"{figures.get('rules_loaded', 0):.0f} / {figures['rules']:.0f}", say("rules loaded / written", "règles chargées / écrites"))]
        rows += [(self.seconds(max(found)), label) for found, label in ((fired, say("slowest to fire", "la plus lente à se déclencher")), (landed, say("slowest to land", "la plus lente à arriver")), (resolved, say("slowest all-clear", "la levée la plus lente"))) if found]
        rows += [(f"{good} / {len(self.watch.pictures)}", say("panel queries with data", "requêtes de panneaux avec données"))] if self.watch.pictures else []
        rows += [(self.seconds(figures["total"]), say(f"for all of it, {figures['memory_megabytes']:.0f} MB of memory", f"pour le tout, {figures['memory_megabytes']:.0f} Mo de mémoire"))]
        return element("dl", [element("div", element("dt", label), element("dd", value)) for value, label in rows], class_="tiles")

    def _steps(self) -> Element:
        states = {"passed": self.say("passed", "réussi"), "failed": self.say("failed", "échoué"), "not run": self.say("not run", "non exécuté")}
        items = []
        for step in self.watch.steps:
            more = [element("p", _sentence(step.reason.in_(self.language)))] if step.reason else []
            more += [element("ul", [element("li", element("strong", f.rule), f" {f.message}") for f in step.findings[:20]])] if step.findings else []
            items.append(element("li", element("span", MARKS[step.state], class_="mark", aria_hidden="true"), element("div", element("span", TITLES[step.check].in_(self.language)), " ", element("span", states[step.state], class_="state"), more), class_=step.state.replace(" ", "-")))
        return element("section", element("h2", self.say("What was tried", "Ce qui a été essayé")), element("ul", items, class_="steps"),
                       [element("p", _sentence(n.in_(self.language)), class_="note") for n in self.watch.notices])

    # --- an objective

    def _burn(self, burn: Burn, place: int, fates: Sequence[Fate]) -> Element:
        say, name = self.say, f"burn-{place}"
        lines = [ln for ln in burn.lines if ln.points]
        minutes = burn.budget * burn.period_days * 1440
        title = f"{burn.objective} · {percent(burn.percent / 100, self.language)}"
        head = [element("h2", element("bdi", title)), element("p", say(
            f"Over {self.number(burn.period_days)} days {percent(burn.budget, self.language)} may fail: {self.number(minutes, 4)} minutes of a complete outage. A burn rate of 1 spends exactly that; the dashed lines are where the alerts begin.",
            f"Sur {self.number(burn.period_days)} jours, {percent(burn.budget, self.language)} peut échouer : {self.number(minutes, 4)} minutes de panne complète. Un taux de combustion de 1 dépense exactement cela ; les pointillés sont les seuils des alertes."))]
        if not lines:
            return element("section", head, element("p", say("Nothing was recorded of it during the proof.", "Rien n'en a été enregistré pendant la preuve."), class_="note"), class_="card")
        top = max([20.0, *(v for ln in lines for _, v in ln.points), *(m.burn_rate for m in burn.limits)])
        y = Scale(0.0, top * 1.15, HEAD + BURN_HEIGHT, HEAD + 6, math.asinh)
        ticks = [(float(t), f"{self.number(t)}×") for t in (0, 1, 10, 100, 1000, 10000, 100000) if t <= y.end]
        lanes, bottom = self._lanes(fates, HEAD + BURN_HEIGHT + 16)
        shown = _chosen(lines, burn)
        parts = [self._bands(bottom), across(ticks, self.x, y),
                 [area(shown[0].points, self.x, y, "w0 fill", _GAP)] if shown else [],
                 [line(ln.points, self.x, y, f"line w{self._tone(i, len(shown))}", _GAP) for i, ln in reversed(list(enumerate(shown)))],
                 self._limits(burn, y, fates), lanes, below(self._seconds(), self.x, bottom), words(self.x.high, bottom + 34, say("seconds of the proof", "secondes de la preuve"), "tick", "end")]
        figure = element("figure", drawing(WIDTH, bottom + 42, name, say(f"How fast the error budget of {burn.objective} burnt during the proof, and its alerts", f"À quelle vitesse le budget d'erreur de {burn.objective} a brûlé pendant la preuve, et ses alertes"), self._described(burn, shown), *parts),
                         element("figcaption", self._legend(burn, shown)))
        return element("section", head, figure, self._peaks(burn, lines, fates), self._samples(lines), class_="card")

    def _tone(self, place: int, of: int) -> int:
        """The class of a line: the first is the fastest window, 9 the period."""
        return 9 if place == of - 1 and of > 1 else min(place, 4)

    def _bands(self, bottom: float) -> list[Element]:
        found = []
        for i, phase in enumerate(self.watch.phases):
            begin, end = (self.x(t) for t in phase.during)
            kind = "handed" if phase.fault == HANDED_OVER else "fault"
            found.append(box(begin, HEAD - 4, end - begin, bottom - HEAD + 4, f"band {kind}"))
            found.append(element("circle", cx=(begin + end) / 2, cy=14.0, r=10.0, class_=f"badge {kind}"))
            found.append(words((begin + end) / 2, 18.5, self.letters.get(i, "?"), "badge-letter", "middle"))
        return found

    def _seconds(self) -> list[tuple[float, str]]:
        step = next(s for s in (5, 10, 20, 30, 60, 120, 300) if self.x.end / s <= 12)
        return [(float(t), self.number(t)) for t in range(0, int(self.x.end) + 1, step)]

    def _limits(self, burn: Burn, y: Scale, fates: Iterable[Fate]) -> list[Element]:
        priority = {f.name: f.priority for f in fates}
        found, seen = [], set()
        for limit in burn.limits:
            if (key := (round(limit.burn_rate, 3), limit.alert)) in seen:
                continue
            seen.add(key)
            kind, at = _urgency(priority.get(limit.alert, "")), y(limit.burn_rate)
            found += [rule(self.x.low, at, self.x.high, at, f"limit {kind}"), words(self.x.high + 6, at + 4, f"{self.number(limit.burn_rate)}× {priority.get(limit.alert, '')}".strip(), f"limit-word {kind}")]
        return found

    def _lanes(self, fates: Iterable[Fate], top: float) -> tuple[list[Element], float]:
        found: list[Element] = []
        y = top
        for fate in fates:
            kind = _urgency(fate.priority)
            found += [words(self.x.low, y + 14, fate.name if len(fate.name) <= _LONG else fate.name[:_LONG - 1] + "…", "lane"), words(self.x.high, y + 14, self._told(fate), "lane-said", "end")]
            y += _NAME
            found.append(box(self.x.low, y, self.x.high - self.x.low, _BAR, "track", 2))
            for what, stretches in (("pending", fate.pending), ("firing", fate.firing)):
                for begin, end in stretches:
                    if end > 0:
                        found.append(box(self.x(begin), y, self.x(end) - self.x(begin), _BAR, f"{what} {kind}", 2))
            found.append(words(self.x.low - 8, y + 8, fate.priority, f"priority {kind}", "end"))
            y += _BAR + 4
            for route in sorted(fate.expected | fate.strayed | {a.route for a in fate.arrivals}):
                found += self._track(fate, route, y + 6)
                y += _TRACK
            y += 8
        return found, y

    def _track(self, fate: Fate, route: str, y: float) -> list[Element]:
        """What a route knew: told (filled), taken back (hollow)."""
        found = [words(self.x.low - 8, y + 4, route, "route", "end"), rule(self.x.low, y, self.x.high, y, "thread")]
        told = [a for a in fate.arrivals if a.route == route]
        kind = "stray" if route in fate.strayed else _urgency(fate.priority)
        for i, arrival in enumerate(told):
            x = self.x(arrival.second)
            if not arrival.is_all_clear:
                end = self.x(told[i + 1].second) if i + 1 < len(told) else self.x.high
                found.append(rule(x, y, end, y, f"known {kind}"))
        return found + [element("circle", cx=self.x(a.second), cy=y, r=4.0, class_=f"{'clear' if a.is_all_clear else 'landed'} {kind}") for a in told]

    def _told(self, fate: Fate) -> str:
        if self._is_constant(fate):
            return self.say("fires all along: the dead man's switch", "se déclenche en permanence : l'interrupteur d'homme mort")
        if fate.fired_seconds is None:
            return self.say("never fired", "ne s'est jamais déclenchée")
        said = self.say(f"fired after {self.seconds(fate.fired_seconds)}", f"déclenchée après {self.seconds(fate.fired_seconds)}")
        if fate.landed:
            said += self.say(f", landed after {self.seconds(max(fate.landed.values()))}", f", arrivée après {self.seconds(max(fate.landed.values()))}")
        if fate.resolved:
            said += self.say(f", taken back after {self.seconds(max(fate.resolved.values()))}", f", levée après {self.seconds(max(fate.resolved.values()))}")
        return said + (" *" if fate.inhibited else "")

    def _legend(self, burn: Burn, shown: Sequence[Line]) -> list[Element]:
        say = self.say

        def swatch(kind: str, shape: str = "line") -> Element:
            drawn = {"line": lambda: rule(1, 6, 21, 6, kind), "box": lambda: box(1, 2, 20, 8, kind, 2), "dot": lambda: element("circle", cx=11.0, cy=6.0, r=4.0, class_=kind)}[shape]()
            return element("svg", drawn, viewBox="0 0 22 12", width=22, height=12, aria_hidden="true", class_="swatch")

        lines = [element("li", swatch(f"line w{self._tone(i, len(shown))}"), say(f"over {ln.window}", f"sur {self._window(ln.window)}") + (say(": the budget spent", " : le budget dépensé") if self._tone(i, len(shown)) == 9 else "")) for i, ln in enumerate(shown)]
        states = [element("li", swatch(kind, shape), text) for kind, shape, text in (
            ("limit page", "line", say("threshold", "seuil")), ("pending page", "box", say("pending", "en attente")), ("firing page", "box", say("firing", "déclenchée")),
            ("landed page", "dot", say("a route is told", "une route est avertie")), ("clear page", "dot", say("taken back", "levée")))]
        states.append(element("li", say("where a line breaks, nothing was recorded", "une ligne interrompue : rien n'a été enregistré")))
        return [element("ul", lines if burn else [], states, class_="legend"), self._key()]

    def _key(self) -> Element:
        return element("ul", [element("li", element("b", self.letters.get(i, "?"), class_=f"letter {'handed' if p.fault == HANDED_OVER else 'fault'}"), PHASES[p.fault].in_(self.language)) for i, p in enumerate(self.watch.phases)], class_="legend key")

    def _window(self, window: str) -> str:
        return window.replace("d", "j") if self.language == "fr" else window

    def _described(self, burn: Burn, shown: Sequence[Line]) -> str:
        said = []
        for i, phase in enumerate(self.watch.phases):
            highest = max((self._highest(ln, i) or 0.0 for ln in shown), default=0.0)
            said.append(self.say(f"{PHASES[phase.fault].en}: up to {self.number(highest)} times", f"{PHASES[phase.fault].fr} : jusqu'à {self.number(highest)} fois"))
        return self.say("Burn rate by fault. ", "Taux de combustion par panne. ") + "; ".join(said) + self.say(". The tables below give the same figures.", ". Les tableaux ci-dessous donnent les mêmes chiffres.")

    def _highest(self, found: Line, phase: int) -> float | None:
        """From the fault's begin to the next one's."""
        begin = self.watch.phases[phase].during[0]
        end = self.watch.phases[phase + 1].during[0] if phase + 1 < len(self.watch.phases) else math.inf
        return max((v for t, v in found.points if begin <= t < end), default=None)

    def _peaks(self, burn: Burn, lines: Sequence[Line], fates: Iterable[Fate]) -> Element:
        rows = []
        for i, phase in enumerate(self.watch.phases):
            fired = [f.name for f in fates if any(phase.during[0] <= begin < phase.during[1] + 1 for begin, _ in f.firing)]
            rows.append([f"{self.letters.get(i, '?')} · {PHASES[phase.fault].in_(self.language)}", f"{self.number(phase.during[0])}–{self.number(phase.during[1])} s",
                         *(f"{self.number(h)}×" if (h := self._highest(ln, i)) is not None else "—" for ln in lines), ", ".join(fired) or "—"])
        return table(self.say("Highest burn rate by fault and window; — where nothing was recorded", "Taux de combustion le plus élevé par panne et fenêtre ; — si rien n'a été enregistré"),
                     (self.say("fault", "panne"), self.say("when", "quand"), *(self._window(ln.window) for ln in lines), self.say("fired", "déclenchées")), rows, frozenset(range(1, 2 + len(lines))))

    def _samples(self, lines: Sequence[Line]) -> Element:
        held = [{round(t): v for t, v in reversed(ln.points)} for ln in lines]
        rows = [[self.number(t), *(f"{self.number(h[t])}×" if t in h else "—" for h in held)] for t in range(int(self.x.end) + 1)]
        return element("details", element("summary", self.say("The curve in figures, second by second", "La courbe en chiffres, seconde par seconde")),
                       table(self.say("Burn rate by window", "Taux de combustion par fenêtre"), (self.say("second", "seconde"), *(self._window(ln.window) for ln in lines)), rows, frozenset(range(1 + len(lines)))), class_="samples")

    # --- the rest

    def _others(self, fates: Sequence[Fate]) -> Element:
        lanes, bottom = self._lanes(fates, HEAD)
        title = self.say("The other alerts", "Les autres alertes")
        return element("section", element("h2", title), element("figure", drawing(WIDTH, bottom + 42, "others", title, self.say("When each was pending and firing, and what its routes were told; the table below gives the same figures.", "Quand chacune était en attente puis déclenchée, et ce que ses routes ont appris ; le tableau ci-dessous donne les mêmes chiffres."),
                       self._bands(bottom), lanes, below(self._seconds(), self.x, bottom), words(self.x.high, bottom + 34, self.say("seconds of the proof", "secondes de la preuve"), "tick", "end")), element("figcaption", self._key())), class_="card")

    def _table(self, fates: Iterable[Fate]) -> Element:
        say, rows = self.say, []
        for f in fates:
            def took(found: dict[str, float]) -> str:
                return ", ".join(f"{route} {self.seconds(found[route])}" for route in sorted(found)) or "—"

            rows.append([f.name, f.priority, ", ".join(sorted(f.expected)) or "—", self.seconds(f.fired_seconds), took(f.landed) + (" *" if f.inhibited else ""), took(f.resolved) + "".join(f" ! {say('strayed to', 'égarée vers')} {route}" for route in sorted(f.strayed))])
        return element("section", element("h2", say("Every alert, from fault to all-clear", "Chaque alerte, de la panne à la levée")),
                       table(say("Seconds from the fault's begin; the all-clear from its end", "Secondes depuis le début de la panne ; la levée depuis sa fin"),
                             (say("alert", "alerte"), say("priority", "priorité"), say("should land on", "doit arriver sur"), say("fires", "se déclenche"), say("lands", "arrive"), say("is taken back", "est levée")), rows),
                       element("p", say("* kept back by the alert that is its cause; its routes were tried without that one", "* retenue par l'alerte qui en est la cause ; ses routes ont été essayées sans celle-ci"), class_="note") if any(f.inhibited for f in fates) else None)

    def _panels(self) -> Element | None:
        if not self.watch.pictures:
            return None
        say = self.say
        rows = [[p.title, f"{MARKS['passed']} {say('data', 'données')}" if p.has_data else f"{MARKS['failed']} {p.error or say('no data', 'aucune donnée')}", element("code", p.expr)] for p in self.watch.pictures]
        return element("section", element("h2", say("Panels", "Panneaux")), element("details", element("summary", say(
            f"{sum(p.has_data for p in self.watch.pictures)} of {len(rows)} queries return data", f"{sum(p.has_data for p in self.watch.pictures)} requêtes sur {len(rows)} renvoient des données")),
            table(say("Each panel's query, asked of Prometheus", "La requête de chaque panneau, posée à Prometheus"), (say("panel", "panneau"), say("result", "résultat"), say("query", "requête")), rows)))

    def _time(self) -> Element | None:
        if not self.watch.windows:
            return None
        say = self.say
        rows = [[self._window(written), self.seconds(played), span(quicker.seconds(written) / played, self.language)] for written, played in self.watch.windows.items()]
        return element("section", element("h2", say("What a second stands for", "Ce que vaut une seconde")), element("p", say(
            "Time was compressed by rank, not by a factor: the windows keep their order, and each became a few seconds. So the proof shows that rules, routes and templates work together, and in which order alerts come; how long it takes in production is not read off this page.",
            "Le temps a été compressé par rang, sans facteur unique : les fenêtres gardent leur ordre, chacune est devenue quelques secondes. La preuve montre donc que règles, routes et modèles fonctionnent ensemble et dans quel ordre viennent les alertes ; la durée en production ne se lit pas sur cette page.")),
            table(say("Each duration of the rules, and how long it was played", "Chaque durée des règles, et combien de temps elle a été jouée"), (say("in the rules", "dans les règles"), say("played", "jouée"), say("one second stood for", "une seconde valait")), rows, frozenset({1, 2})))


def _state(watch: Watch) -> str:
    return "not run" if watch.state == "incomplete" else watch.state


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _urgency(priority: str) -> str:
    """The class of its colour."""
    return {"P0": "outage", "P1": "page", "P2": "ticket"}.get(priority, "calm")


def _chosen(lines: Sequence[Line], burn: Burn) -> tuple[Line, ...]:
    """As many as an eye keeps apart: the shortest window, the long one of each pair, the period."""
    longest: dict[tuple[str, float], str] = {}
    for limit in burn.limits:
        key = (limit.alert, round(limit.burn_rate, 3))
        longest[key] = max(longest.get(key, limit.window), limit.window, key=quicker.seconds)
    kept = {lines[0].window, lines[-1].window, *longest.values()} if longest else {ln.window for ln in lines[:1] + lines[-1:]}
    return tuple(ln for ln in lines if ln.window in kept)
