"""The app itself, started for a moment: does it export what the rules and panels ask for, under those names?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

from ...edges import runner
from ...edges.servers import LOOPBACK, ask, free_port, running
from ...model.profile import Profile
from ...model.text import Text
from ...model.verdict import Finding, Verdict, failed, not_run, passed
from ..dummies import fill

STEP = "watch/app"
READY_SECONDS, REQUESTS = 20.0, 5
_OUTSIDE = re.compile(r"up|probe_\w+|scrape_\w+|last_success_timestamp_seconds")
"""Series that Prometheus, an exporter or a job makes, not the app."""
_TYPE = re.compile(r"^# TYPE ([a-zA-Z_:][\w:]*) ", re.M)
_SERIES = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{[^\n]*\})? \S+", re.M)


def exported(page: str) -> frozenset[str]:
    """The names of the series in an exposition (text format 0.0.4)."""
    return frozenset(m[1] for m in _SERIES.finditer(page))


def speaks(root: Path, profile: Profile | None, wanted: Iterable[str], subjects: tuple[str, ...], folder: Path) -> Verdict:
    """Starts the project's own command, asks it a few things, and reads its metrics. Only where the kit is switched on."""
    if profile is None or profile.trait("observability") != "wired":
        return not_run(STEP, subjects, Text("the app was not started: no observability kit is switched on in its entry", "l'application n'a pas été démarrée : aucun kit d'observabilité n'est activé dans son point d'entrée"))
    command = profile.command("start")
    if command is None or command.is_shell:
        return not_run(STEP, subjects, Text("the app was not started: its start command is not known", "l'application n'a pas été démarrée : sa commande de démarrage n'est pas connue"))
    program = runner.which(command.exec_form[0]) if "/" not in command.exec_form[0] else command.exec_form[0]
    if program is None:
        return not_run(STEP, subjects, Text(f"the app was not started: {command.exec_form[0]} is not installed", f"l'application n'a pas été démarrée : {command.exec_form[0]} n'est pas installé"))
    port, metrics = free_port(), free_port()
    required = {f.value.name: "" for f in profile.env if f.value.required}
    env = {**fill(required, {}, "watch", {f.value.name: f.value for f in profile.env}), "PORT": str(port), "METRICS_PORT": str(metrics), "METRICS_HOST": LOOPBACK, "DRAIN_SECONDS": "0", "LOG_LEVEL": "error"}
    try:
        with running([program, *command.exec_form[1:]], folder / "app.log", cwd=root / profile.path, env=env) as server:
            end = time.monotonic() + READY_SECONDS
            while time.monotonic() < end and server.is_running and ask(f"http://{LOOPBACK}:{metrics}/metrics")[0] != 200:
                time.sleep(0.2)
            for _ in range(REQUESTS):
                ask(f"http://{LOOPBACK}:{port}/")
            status, page = ask(f"http://{LOOPBACK}:{metrics}/metrics")
            if status != 200:
                said = " ".join(server.said(600).split())
                return not_run(STEP, subjects, Text(f"the app gave no metrics within {READY_SECONDS:.0f} s; it said: {said or 'nothing'}", f"l'application n'a donné aucune métrique en {READY_SECONDS:.0f} s ; elle a dit : {said or 'rien'}"))
    except OSError as error:
        return not_run(STEP, subjects, Text(f"the app was not started: {error}", f"l'application n'a pas été démarrée : {error}"))
    held = exported(page)
    declared = frozenset(_TYPE.findall(page))
    # A gauge of dependencies has a series only where there are some, a counter with labels once something was counted.
    lost = sorted(n for n in wanted if n not in held and not _OUTSIDE.fullmatch(n) and not (n.startswith("dependency_") and n in declared) and not (n.endswith("_total") and {n, n.removesuffix("_total")} & declared))
    if lost:
        return failed(STEP, subjects, command.exec_form[0], "", tuple(Finding(subjects[0], 0, name, "the app does not export it") for name in lost))
    return passed(STEP, subjects, command.exec_form[0], "")
