"""Which share of traces and sessions is recorded, by the caller's words; the kit's settings and what is said of them come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..model.decision import Decision, granted
from ..model.errors import BadValue
from ..model.plan import Inputs
from ..model.text import Text

TRACES, SESSIONS, ON_ERROR = Decimal("0.1"), Decimal("0.1"), Decimal(1)


@dataclass(frozen=True, slots=True)
class Sampling:
    """Shares between 0 and 1."""

    traces: Decision[Decimal]
    sessions: Decision[Decimal]
    """Of a browser's sessions that are recorded from their beginning."""
    on_error: Decision[Decimal]
    """Of those in which an error happens, with the minute before it."""
    logs: Decision[bool]

    def settings(self) -> Mapping[str, Any]:
        """By the kits' names; each kit takes those it has."""
        shares = {"sentry_traces_sample_ratio": self.traces, "sentry_replay_session_ratio": self.sessions, "sentry_replay_on_error_ratio": self.on_error}
        return {**{name: _plain(share.value) for name, share in shares.items()}, "sentry_logs": self.logs.value}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def sampling(inputs: Inputs) -> Sampling:
    """
    Raises:
        BadValue: a share that is none, or two that contradict each other.
    """
    asked_logs = inputs.wanted("sentry-logs")
    logs = Decision(True, "requirement", Text("asked for", "demandé")) if asked_logs else Decision(False, "default", Text("logs have their own way; sent twice they are paid for twice", "les journaux ont leur propre chemin ; envoyés deux fois, ils sont payés deux fois"))
    return Sampling(
        _share(inputs, "tracing", TRACES, Text("a tenth shows what is slow, at a tenth of the price", "un dixième montre ce qui est lent, pour un dixième du prix")),
        _share(inputs, "replay", SESSIONS, Text("a tenth of the sessions, as a sample of what is usual", "un dixième des sessions, comme échantillon de l'habituel")),
        Decision(Decimal(0), "requirement", Text("not wanted", "non voulu")) if inputs.unwanted("replay") else
        Decision(ON_ERROR, "default", Text("every session in which something breaks", "chaque session où quelque chose casse")), logs)


def _share(inputs: Inputs, topic: str, usual: Decimal, why: Text) -> Decision[Decimal]:
    if inputs.unwanted(topic):
        return Decision(Decimal(0), "requirement", Text("not wanted", "non voulu"))
    stated = {Decimal(w.value): w for w in inputs.wanted(topic) if w.value}
    if len(stated) > 1:
        words = ", ".join(f"“{w.text}”" for w in stated.values())
        raise BadValue(Text(f"{words}: these contradict each other", f"{words} : contradictoires"), Text("one share", "une seule part"))
    for percent, wish in stated.items():
        if not 0 <= percent <= 100:
            raise BadValue(Text(f"“{wish.text}”: no share of what there is", f"« {wish.text} » : ce n'est pas une part d'un tout"), Text("0 % to 100 %", "de 0 % à 100 %"))
        return granted(percent / 100, wish)
    return Decision(usual, "default", why)
