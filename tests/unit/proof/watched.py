"""An observation of a service with a hostile name, for tests of what is made of it."""

from __future__ import annotations

from orchestration.model.text import Text
from orchestration.model.verdict import Finding, Verdict, failed, not_run, passed
from orchestration.proof.watching.report import HANDED_OVER, Arrival, Burn, Fate, Limit, Line, Phase, Picture, Watch

HOSTILE = "<script>alert(\"1\")</script>'\u202e&amp;"
SUBJECTS = ("monitoring/prometheus/rules/slo.yml",)


def curve(windows: float, top: float) -> tuple[tuple[float, float], ...]:
    """Calm, a fault from second 4 on, its end at 10; nothing is recorded between 20 and 26."""
    return tuple((t / 2, top if 4 <= t / 2 < 10 + windows else 0.0) for t in range(80) if not 20 < t / 2 < 26)


def observation(state: str = "passed", name: str = HOSTILE) -> Watch:
    fast = Fate("AvailabilityBudgetBurnsFast", "P1", frozenset({"pagerduty", "slack"}), 1.0, {"pagerduty": 1.6, "slack": 1.7}, {"pagerduty": 3.0, "slack": 3.1}, firing=((5.0, 12.0),),
                arrivals=(Arrival(5.6, "pagerduty", False), Arrival(5.7, "slack", False), Arrival(13.0, "pagerduty", True), Arrival(13.1, "slack", True)))
    slow = Fate("AvailabilityBudgetBurnsSlowlyWithANameThatGoesOnAndOnForEver", "P2", frozenset({"slack"}), 1.5, {"slack": 2.0}, {"slack": 1.0}, True, {"email"}, ((4.5, 5.0),), ((5.0, 14.0),), (Arrival(32.5, "slack", False), Arrival(34.0, "slack", True)))
    beat = Fate("Watchdog", "P3", frozenset({"webhook"}), firing=((-2.0, 39.0),), arrivals=(Arrival(0.5, "webhook", False),))
    steps: list[Verdict] = [passed("watch/servers", SUBJECTS, "prometheus, alertmanager", "2.42.0"), not_run("watch/app", SUBJECTS, Text(f"not started: {HOSTILE}", f"non démarrée : {HOSTILE}"))]
    if state == "failed":
        steps.append(failed("watch/lands", SUBJECTS, "alertmanager", "0.25", (Finding(SUBJECTS[0], 0, HOSTILE, f"template: {HOSTILE}"),)))
    burn = Burn(name, "availability", 99.9, 30.0, (Line("5m", curve(2, 1000.0)), Line("1h", curve(3.2, 1000.0)), Line("30d", curve(6, 900.0))), (Limit(fast.name, "1h", 14.4), Limit(fast.name, "5m", 14.4), Limit(slow.name, "3d", 1.0)), (fast.name, slow.name))
    return Watch("/tmp/" + name, tuple(steps), (fast, slow, beat), (Picture(f"Memory {HOSTILE}", 'up{job="<b>"}', True), Picture("Errors", "up", False, HOSTILE)),
                 {"total": 41.0, "memory_megabytes": 104.0, "rules": 21.0, "rules_loaded": 21.0, "watched": 39.0}, (Text("a stand-in played", "une doublure a joué"),),
                 (Phase("ill", (4.0, 10.0)), Phase("down", (20.0, 26.0)), Phase(HANDED_OVER, (32.0, 34.5))), (burn, Burn(name, "unseen", 99.0, 7.0, (Line("5m", ()),), (), ())), {"5m": 2.0, "1h": 2.4, "30d": 5.6})
