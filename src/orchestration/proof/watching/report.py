"""What a proof of monitoring says: its steps, and what became of each alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...model.text import Text
from ...model.verdict import Verdict

FAULTS: Mapping[str, Text] = {
    "ill": Text("everything fails and is slow", "tout échoue et tout est lent"),
    "down": Text("nothing answers", "plus rien ne répond"),
    "blind": Text("it runs but measures nothing", "cela tourne sans rien mesurer"),
    "gone": Text("Prometheus knows of no instance", "Prometheus ne connaît plus d'instance"),
    "quiet": Text("no traffic comes", "aucun trafic ne vient"),
}
HANDED_OVER = "handed-over"
PHASES: Mapping[str, Text] = {**FAULTS, HANDED_OVER: Text("alerts that others kept back, handed to Alertmanager alone", "alertes que d'autres retenaient, remises seules à Alertmanager")}
TITLES: Mapping[str, Text] = {
    "watch/servers": Text("Prometheus and Alertmanager run with what is written", "Prometheus et Alertmanager tournent avec ce qui est écrit"),
    "watch/rules": Text("Every rule that is written is loaded, and evaluates", "Chaque règle écrite est chargée et s'évalue"),
    "watch/quiet": Text("While all is well nobody is called", "Quand tout va bien, personne n'est appelé"),
    "watch/panels": Text("Every panel's query returns data", "La requête de chaque panneau renvoie des données"),
    "watch/fires": Text("Every alert fires when its cause is there", "Chaque alerte se déclenche quand sa cause est là"),
    "watch/lands": Text("Every alert lands on each of its routes, and on no other", "Chaque alerte arrive sur chacune de ses routes, et sur aucune autre"),
    "watch/resolves": Text("Every alert is taken back on those routes once the cause is gone", "Chaque alerte est levée sur ces routes une fois la cause passée"),
    "watch/app": Text("The app exports what rules and panels ask for", "L'application exporte ce que demandent règles et panneaux"),
    "watch/heartbeat": Text("The dead man's switch hears from us", "L'interrupteur d'homme mort reçoit le battement"),
}


Stretch = tuple[float, float]
"""From and to, in seconds of the proof: 0 is when everything had settled."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A fault that was played."""

    fault: str
    """As :data:`FAULTS` names it, or :data:`HANDED_OVER`."""
    during: Stretch


@dataclass(frozen=True, slots=True)
class Limit:
    """From which burn rate on an alert counts a window as burning, as its rule has it."""

    alert: str
    window: str
    """In Prometheus' notation, as written: ``"1h"``."""
    burn_rate: float


@dataclass(frozen=True, slots=True)
class Line:
    """How fast a budget burnt, seen through one window."""

    window: str
    points: tuple[tuple[float, float], ...]
    """(second of the proof, burn rate); where nothing was recorded there is no point."""


@dataclass(frozen=True, slots=True)
class Burn:
    """One objective over the whole proof, as Prometheus recorded it."""

    service: str
    objective: str
    percent: float
    period_days: float
    lines: tuple[Line, ...]
    """The shortest window first, the objective's period last."""
    limits: tuple[Limit, ...]
    """The highest first."""
    alerts: tuple[str, ...]
    """Those that read this objective's series."""

    @property
    def budget(self) -> float:
        """The share that may fail."""
        return 1 - self.percent / 100


@dataclass(frozen=True, slots=True)
class Arrival:
    """A route was told something new of an alert."""

    second: float
    route: str
    is_all_clear: bool


@dataclass(slots=True)
class Fate:
    """One alert, from fault to all-clear."""

    name: str
    priority: str
    expected: frozenset[str]
    """Routes its labels lead to, as amtool reads the configuration."""
    fired_seconds: float | None = None
    """From the fault on."""
    landed: dict[str, float] = field(default_factory=dict)
    """Route → seconds from the fault on."""
    resolved: dict[str, float] = field(default_factory=dict)
    """Route → seconds from the fault's end on."""
    inhibited: bool = False
    """Another alert that was there kept it back; its routes were tried without that one."""
    strayed: set[str] = field(default_factory=set)
    """Routes it came by and should not have."""
    pending: tuple[Stretch, ...] = ()
    firing: tuple[Stretch, ...] = ()
    """As Prometheus recorded both."""
    arrivals: tuple[Arrival, ...] = ()
    """In order, a mere repetition left out."""

    @property
    def is_there(self) -> bool:
        return self.expected <= set(self.landed)


@dataclass(frozen=True, slots=True)
class Picture:
    """One panel's query."""

    title: str
    expr: str
    has_data: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The whole proof."""

    project: str
    steps: tuple[Verdict, ...]
    fates: tuple[Fate, ...] = ()
    pictures: tuple[Picture, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    """``total`` seconds, ``memory_megabytes`` of both servers, ``rules`` that are written, ``rules_loaded``, ``watched`` seconds."""
    notices: tuple[Text, ...] = ()
    phases: tuple[Phase, ...] = ()
    burns: tuple[Burn, ...] = ()
    windows: Mapping[str, float] = field(default_factory=dict)
    """Duration as it is written in a rule → seconds it was played with, the shortest first."""

    @property
    def state(self) -> Literal["passed", "failed", "incomplete"]:
        states = {step.state for step in self.steps}
        return "failed" if "failed" in states else "incomplete" if "not run" in states or not states else "passed"
