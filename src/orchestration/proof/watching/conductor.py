"""A fault is played, and it is watched whether every alert fires, lands where it should, and is taken back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...checks.check import find_version
from ...checks.reading import promql
from ...documents.yaml import dump
from ...edges import runner
from ...edges.scratch import place, scratch
from ...edges.servers import LOOPBACK, Inbox, Message, Server, ask, free_port, http_inbox, http_pages, mail_inbox, running
from ...edges.tree import DirectoryTree
from ...model.errors import BadPath
from ...model.profile import Profile
from ...model.text import Text
from ...model.tree import join
from ...model.verdict import Finding, Verdict, failed, not_run, passed
from . import quicker
from .app import speaks
from .record import arrivals, burns, stretches
from .report import FAULTS, HANDED_OVER, PHASES, Burn, Fate, Phase, Picture, Watch
from .stage import Stage

Progress = Callable[[Text], None]
NEEDS = ("prometheus", "prometheus-alertmanager", "amtool")
SETTLE_SECONDS, PATIENCE_SECONDS, READY_SECONDS = 9.0, 12.0, 20.0
CALM_SECONDS = 3.0
"""Of settling, what is shown: how it looks while all is well."""
_POLL, RECORD_SECONDS = 0.2, 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The project's monitoring files, read."""

    rules: Mapping[str, Mapping[str, Any]]
    config: Mapping[str, Any] | None
    templates: Mapping[str, str]
    boards: Mapping[str, Mapping[str, Any]]

    def alerts(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(r for r in self.every_rule() if "alert" in r)

    def every_rule(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(r for d in self.rules.values() for g in d.get("groups") or [] for r in g.get("rules") or [])

    def queries(self) -> tuple[tuple[str, str], ...]:
        """(title, query) of every panel."""
        return tuple((str(p.get("title")), str(t["expr"])) for board in self.boards.values() for p in board.get("panels") or [] for t in p.get("targets") or [] if t.get("expr"))


def read(path: str, app: str = ".") -> Found:
    """The files below ``monitoring`` of a project, or of that directory itself.

    Raises:
        BadPath: there is no such directory, or none of them is there.
    """
    from ruamel.yaml import YAML

    tree = DirectoryTree(path, with_generated=True)
    base = next((r for r in (join(app, "monitoring"), app) if tree.files(join(r, "prometheus/rules"))), join(app, "monitoring"))
    yaml = YAML(typ="safe", pure=True)

    def under(folder: str, suffixes: tuple[str, ...]) -> dict[str, str]:
        return {p: text for p in tree.files(join(base, folder)) if p.endswith(suffixes) and (text := tree.text(p)) is not None}

    rules = {p: yaml.load(t) for p, t in under("prometheus/rules", (".yml", ".yaml")).items()}
    if not rules and tree.files(join(base, "datadog")):
        raise BadPath(Text(f"what lies below {base} is for Datadog: no server of it can be started here", f"ce qui est sous {base} est pour Datadog : aucun de ses serveurs ne peut être démarré ici"),
                      Text(f"{base}/datadog/apply.sh shows what would be created there", f"{base}/datadog/apply.sh montre ce qui y serait créé"))
    if not rules:
        raise BadPath(Text(f"there are no rules below {base}/prometheus/rules", f"il n'y a pas de règles sous {base}/prometheus/rules"), Text("make them first: devops-squad setup PATH --monitoring", "créez-les d'abord : devops-squad setup CHEMIN --monitoring"))
    config = next((yaml.load(t) for p, t in under("alertmanager", (".yml", ".yaml")).items() if re.search(r"^receivers:", t, re.M)), None)
    boards = {p: json.loads(t) for p, t in under("grafana/dashboards", (".json",)).items()}
    return Found(rules, config, {p.rsplit("/", 1)[-1]: t for p, t in under("alertmanager", (".tmpl",)).items()}, boards)


def watch(path: str, app: str = ".", progress: Progress | None = None, profile: Profile | None = None, faults: Iterable[str] | None = None) -> Watch:
    """Starts Prometheus, Alertmanager and listeners that play PagerDuty, Slack, mail and webhooks, all on loopback; plays faults; ends everything.

    Args:
        profile: of the application, so that it can be started and asked what it exports; None: that is not tried.
        faults: names of those to play, in order; None: all of :data:`FAULTS`.

    Raises:
        BadPath: see :func:`read`.
    """
    say = progress or (lambda _: None)
    found = read(path, app)
    tools = {name: runner.which(name) for name in NEEDS}
    lost = [name for name, at in tools.items() if at is None]
    if lost or not promql.is_here():
        missing = ", ".join([*lost, *([] if promql.is_here() else ["promql-parser"])])
        return Watch(path, (not_run("watch/servers", tuple(found.rules), Text(f"not installed: {missing} (Debian: apt-get install prometheus prometheus-alertmanager; pip install promql-parser)",
                                                                             f"non installé : {missing} (Debian : apt-get install prometheus prometheus-alertmanager ; pip install promql-parser)")),))
    started = time.monotonic()
    with scratch({}) as folder, ExitStack() as stack:
        scene = _Scene(found, folder, stack, {k: str(v) for k, v in tools.items()}, say, tuple(FAULTS if faults is None else faults))
        result = scene.play()
        if result.stage is not None:
            say(Text("starting the app", "démarrage de l'application"))
            result.steps.append(speaks(Path(path).expanduser().resolve(), profile, result.stage.metrics, tuple(found.rules), folder))
    figures = {"total": time.monotonic() - started, "memory_megabytes": sum(s.peak_bytes for s in result.servers) / 1e6, "rules": float(len(found.every_rule())), "rules_loaded": float(result.loaded), "watched": result.watched}
    return Watch(path, tuple(result.steps), tuple(result.fates.values()), tuple(result.pictures), figures,
                 (Text("a stand-in played the app's faults: it exports the series the rules ask for", "une doublure a joué les pannes de l'application : elle exporte les séries que demandent les règles"),
                  Text("time was compressed: every window became a few seconds, in the same order; the real windows are what the unit tests run with", "le temps a été compressé : chaque fenêtre est devenue quelques secondes, dans le même ordre ; les vraies fenêtres sont celles des tests unitaires")),
                 tuple(result.phases), result.burns, {d: quicker.seconds(short) for d, short in sorted(result.table.items(), key=lambda item: quicker.seconds(item[0]))})


@dataclass
class _Scene:
    """Everything that runs during one proof."""

    found: Found
    folder: Path
    stack: ExitStack
    tools: Mapping[str, str]
    say: Progress
    faults: tuple[str, ...]
    steps: list[Verdict] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)
    inbox: Inbox = field(default_factory=Inbox)
    mood: str = "well"
    stage: Stage | None = None
    prometheus: str = ""
    alertmanager: str = ""
    target: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    loaded: int = 0
    phases: list[Phase] = field(default_factory=list)
    burns: tuple[Burn, ...] = ()
    watched: float = 0.0
    zero: tuple[float, float] = (0.0, 0.0)
    """The proof's second 0 by ``time.monotonic()`` and, as Prometheus counts, since 1970."""

    # --- setting up

    def play(self) -> _Scene:
        self.table = table = quicker.scale(quicker.durations([*(str(r["expr"]) for r in self.found.every_rule()), *(promql.filled(q) for _, q in self.found.queries())]))
        self.say(Text("starting Prometheus and Alertmanager", "démarrage de Prometheus et d'Alertmanager"))
        if not self._start(table):
            return self
        self._rules()
        time.sleep(SETTLE_SECONDS - CALM_SECONDS)
        self.zero = time.monotonic(), time.time()
        time.sleep(CALM_SECONDS)
        self._quiet()
        self._panels(table)
        if self.found.config is not None:
            self._expect()
            for mood in self.faults:
                self.say(FAULTS[mood])
                self._phase(mood)
            self._held_back()
        self._record()
        self._conclude()
        for server in self.servers:
            server.measure()
        return self

    def _cast(self) -> tuple[Stage, tuple[str, ...]]:
        """The stand-in, and the jobs it is scraped under."""
        recorded = {str(r["record"]) for r in self.found.every_rule() if "record" in r}
        names, jobs, labels, bounds, natives = set(), set(), {}, set(), set()
        for expr in (*(str(r["expr"]) for r in self.found.every_rule()), *(q for _, q in self.found.queries())):
            tree = promql.parse(expr)
            natives |= promql.natives(tree) - recorded
            for node in promql.nodes(tree):
                if type(node).__name__ != "VectorSelector" or not node.name or node.name in recorded:
                    continue
                names.add(node.name)
                for matcher in node.matchers.matchers:
                    operator = str(matcher.op)
                    if matcher.name == "job" and "Re" not in operator:
                        jobs.add(matcher.value)
                    elif matcher.name == "le":
                        bounds.add(matcher.value.split("|")[0])
                    elif operator.endswith("Equal") and not operator.endswith("NotEqual") and matcher.name not in ("slo", "service", "slo_window", "http_response_status_code"):
                        labels[matcher.name] = matcher.value
        return Stage(frozenset(names - {"up"}), labels, frozenset(bounds), frozenset(natives)), tuple(sorted(jobs)) or ("app",)

    def _start(self, table: Mapping[str, str]) -> bool:
        self.stage, jobs = self._cast()
        page = self.stack.enter_context(http_pages(lambda _: (503, "") if self.mood == "down" else (200, self.stage.page() if self.stage else ""), kind=self.stage.kind))
        files = []
        for path, document in self.found.rules.items():
            files.append(place(self.folder, f"rules/{path.replace('/', '_')}", dump(quicker.rules(document, table))))
        http, mail = self.stack.enter_context(http_inbox(self.inbox)), self.stack.enter_context(mail_inbox(self.inbox))
        am, prom = free_port(), free_port()
        self.alertmanager, self.prometheus = f"http://{LOOPBACK}:{am}", f"http://{LOOPBACK}:{prom}"
        subjects = tuple(self.found.rules)
        if self.found.config is not None:
            place(self.folder, "keys/pagerduty", "0" * 32)
            place(self.folder, "keys/slack", f"http://{LOOPBACK}:{http}/slack/")
            for name, text in self.found.templates.items():
                place(self.folder, f"templates/{name}", text)
            config = quicker.config(self.found.config, http, mail, str(self.folder / "keys"))
            place(self.folder, "alertmanager.yml", json.dumps(config))
            self._run("alertmanager", [self.tools["prometheus-alertmanager"], f"--config.file={self.folder}/alertmanager.yml", f"--storage.path={self.folder}/am", f"--web.listen-address={LOOPBACK}:{am}", "--cluster.listen-address=", "--log.level=warn"])
        self.target = f"{LOOPBACK}:{page}"
        self._known_as((self.target,))
        scrape = [{"job_name": job, "file_sd_configs": [{"files": [str(self.folder / "targets.json")]}]} for job in jobs]
        flags, keys = self._natively()
        place(self.folder, "prometheus.yml", dump({"global": {**keys, "scrape_interval": "250ms", "scrape_timeout": "200ms", "evaluation_interval": "500ms"}, "rule_files": [str(f) for f in files],
                                                   "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"{LOOPBACK}:{am}"]}]}]}, "scrape_configs": scrape}))
        self._run("prometheus", [self.tools["prometheus"], f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/tsdb", f"--web.listen-address={LOOPBACK}:{prom}", "--rules.alert.resend-delay=1s", "--log.level=warn", *flags])
        for name, address in (("prometheus", self.prometheus), *((("alertmanager", self.alertmanager),) if self.found.config is not None else ())):
            if not _until(lambda address=address: ask(f"{address}/-/ready")[0] == 200, READY_SECONDS):
                log = next(s for s in self.servers if s.log.name == f"{name}.log").said()
                self.steps.append(failed("watch/servers", subjects, name, "", (Finding(subjects[0], 0, name, f"did not become ready: {log[-600:]}"),)))
                return False
        self.steps.append(passed("watch/servers", subjects, "prometheus, alertmanager", self._version()))
        return True

    def _natively(self) -> tuple[list[str], dict[str, Any]]:
        """What makes Prometheus read native histograms, where they are asked for: flags before 3.8, keys since."""
        if self.stage is None or not self.stage.natives:
            return [], {}
        done = runner.run([self.tools["prometheus"], "--version"])
        version = tuple(int(n) for n in re.findall(r"\d+", find_version(done.out) or find_version(done.err))[:2])
        return ([], {"scrape_native_histograms": True}) if version >= (3, 8) else (["--enable-feature=native-histograms"], {})

    def _known_as(self, targets: tuple[str, ...]) -> None:
        """What Prometheus is told to scrape; it watches the file."""
        place(self.folder, "targets.json", json.dumps([{"targets": list(targets)}]))

    def _run(self, name: str, argv: list[str]) -> None:
        self.servers.append(self.stack.enter_context(running(argv, self.folder / f"{name}.log")))

    def _version(self) -> str:
        status, text = ask(f"{self.prometheus}/api/v1/status/buildinfo")
        return str(json.loads(text)["data"]["version"]) if status == 200 else ""

    # --- what is seen

    def _api(self, path: str) -> Any:
        status, text = ask(f"{self.prometheus}/api/v1/{path}")
        try:
            return json.loads(text)["data"] if status == 200 else None
        except (ValueError, KeyError):
            return None

    def _firing(self) -> frozenset[str]:
        found = self._api("alerts") or {"alerts": []}
        return frozenset(a["labels"]["alertname"] for a in found["alerts"] if a["state"] == "firing")

    def _rules(self) -> None:
        subjects, written = tuple(self.found.rules), len(self.found.every_rule())

        def loaded() -> list[Mapping[str, Any]]:
            return [r for g in (self._api("rules") or {"groups": []})["groups"] for r in g["rules"]]

        _until(lambda: len(loaded()) >= written and all(r["health"] != "unknown" for r in loaded()), PATIENCE_SECONDS)
        here = loaded()
        self.loaded = len(here)
        findings = [Finding(subjects[0], 0, r["name"], r.get("lastError") or "not evaluated") for r in here if r["health"] != "ok"]
        if len(here) != written:
            findings.append(Finding(subjects[0], 0, "rules-lost", f"{written} rules are written, {len(here)} are loaded"))
        self._judge("watch/rules", subjects, findings)

    def _quiet(self) -> None:
        wrong = self._firing() - self._always()
        self._judge("watch/quiet", tuple(self.found.rules), [Finding(next(iter(self.found.rules)), 0, name, "fires although all is well") for name in sorted(wrong)])

    def _always(self) -> frozenset[str]:
        """Alerts that are meant to fire for ever: their condition is a constant."""
        return frozenset(str(r["alert"]) for r in self.found.alerts() if re.fullmatch(r"vector\(\s*1\s*\)", str(r["expr"]).strip()))

    def _panels(self, table: Mapping[str, str]) -> None:
        if not self.found.boards:
            return
        for title, query in self.found.queries():
            expr = quicker.quicker(re.sub(r"\$\{?(?!_)\w+\}?", ".*", query).replace("$__rate_interval", "2s").replace("$__interval", "1s").replace("$__range", "10s"), table)
            status, text = ask(f"{self.prometheus}/api/v1/query?query={_quoted(expr)}")
            answer = json.loads(text) if text.startswith("{") else {}
            rows = (answer.get("data") or {}).get("result") or []
            values = [r["value"][1] for r in rows if "value" in r]
            self.pictures.append(Picture(title, query, any(v != "NaN" for v in values), str(answer.get("error") or "") if status != 200 else ""))
        board = next(iter(self.found.boards))
        self._judge("watch/panels", tuple(self.found.boards), [Finding(board, 0, p.title, p.error or f"no data: {p.expr[:200]}") for p in self.pictures if not p.has_data])

    # --- faults

    def _expect(self) -> None:
        receivers = {r["name"]: quicker.routes_of(r) for r in (self.found.config or {}).get("receivers") or []}
        for rule in self.found.alerts():
            labels = {**(rule.get("labels") or {}), "alertname": rule["alert"]}
            done = runner.run([self.tools["amtool"], "config", "routes", "test", f"--config.file={self.folder}/alertmanager.yml", *(f"{k}={v}" for k, v in labels.items())])
            names = [n.strip() for n in re.split(r"[,\n]", done.out) if n.strip()]
            self.fates[rule["alert"]] = Fate(rule["alert"], str(labels.get("priority", "")), frozenset().union(*(receivers.get(n, frozenset()) for n in names)) if names else frozenset())

    def _phase(self, mood: str) -> None:
        """The fault, until everything that fires has landed; then its end, until all of it is taken back."""
        began, seen = time.monotonic(), len(self.inbox.all())
        self._set(mood)
        fired: dict[str, float] = {}
        while (now := time.monotonic()) - began < PATIENCE_SECONDS:
            for name in self._firing() - self._always():
                fired.setdefault(name, now - began)
            self._suppressed()
            self._landed(fired, seen, began)
            # Nothing new for a while, and all that fired has arrived or is held back.
            if fired and now - began > max(fired.values()) + 3 and all(self.fates[n].inhibited or self.fates[n].is_there for n in fired):
                break
            time.sleep(_POLL)
        for name, after in fired.items():
            if self.fates[name].fired_seconds is None:
                self.fates[name].fired_seconds = after
        ended, seen = time.monotonic(), len(self.inbox.all())
        self._set("well")
        self._played(mood, began, ended)
        _until(lambda: self._taken_back(fired, seen, ended), PATIENCE_SECONDS)
        _until(lambda: not self._firing() - self._always(), PATIENCE_SECONDS)
        # Windows that still hold the fault would colour the next one.
        time.sleep(2)

    def _set(self, mood: str) -> None:
        if "gone" in (mood, self.mood):
            self._known_as(() if mood == "gone" else (self.target,))
        self.mood = mood
        if self.stage and mood in ("well", "ill", "blind", "quiet"):
            self.stage.mood = mood  # type: ignore[assignment]

    def _landed(self, names: Iterable[str], seen: int, began: float) -> None:
        """What has arrived since; the first time counts."""
        for message in self.inbox.all()[seen:]:
            for name in names:
                if _names(message, name) and not _is_all_clear(message):
                    fate = self.fates[name]
                    if message.route in fate.expected:
                        fate.landed.setdefault(message.route, message.at - began)
                    else:
                        fate.strayed.add(message.route)

    def _taken_back(self, names: Iterable[str], seen: int, ended: float) -> bool:
        for message in self.inbox.all()[seen:]:
            for name in names:
                if _names(message, name) and _is_all_clear(message):
                    self.fates[name].resolved.setdefault(message.route, message.at - ended)
        return all(set(self.fates[n].landed) <= set(self.fates[n].resolved) for n in names)

    def _suppressed(self) -> None:
        status, text = ask(f"{self.alertmanager}/api/v2/alerts?silenced=false&active=false&inhibited=true")
        for alert in json.loads(text) if status == 200 else []:
            name = alert["labels"]["alertname"]
            if alert["status"]["inhibitedBy"] and name in self.fates:
                self.fates[name].inhibited = True

    def _held_back(self) -> None:
        """What another alert always kept back has fired all the same; its routes are tried by handing it to Alertmanager alone."""
        held = [f for f in self.fates.values() if f.inhibited and f.fired_seconds is not None and not f.is_there]
        if not held:
            return
        self.say(PHASES[HANDED_OVER])
        rules = {str(r["alert"]): r for r in self.found.alerts()}
        _until(lambda: not self._firing() - self._always(), PATIENCE_SECONDS)
        time.sleep(3)
        began, seen, names = time.monotonic(), len(self.inbox.all()), tuple(f.name for f in held)
        # From now on: what began before would be taken for the fault that is over.
        start = time.time()
        for fate in held:
            self._hand_over(rules[fate.name], start, start + 120)
        _until(lambda: self._landed(names, seen, began) is None and all(f.is_there for f in held), PATIENCE_SECONDS)
        ended, over = time.monotonic(), len(self.inbox.all())
        for fate in held:
            # What was taken back of it before was another landing.
            fate.resolved.clear()
            self._hand_over(rules[fate.name], start, time.time() - 0.001)
        self._played(HANDED_OVER, began, ended)
        _until(lambda: self._taken_back(names, over, ended), PATIENCE_SECONDS)

    def _hand_over(self, rule: Mapping[str, Any], start: float, end: float) -> None:
        """The alert as Prometheus would send it, to Alertmanager; times in seconds since 1970."""
        def moment(seconds: float) -> str:
            return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")

        words = {k: re.sub(r"\{\{.*?\}\}", "1", str(v)) for k, v in (rule.get("annotations") or {}).items()}
        ask(f"{self.alertmanager}/api/v2/alerts", [{"labels": {**(rule.get("labels") or {}), "alertname": rule["alert"]}, "annotations": words, "startsAt": moment(start), "endsAt": moment(end)}])

    def _played(self, fault: str, began: float, ended: float) -> None:
        self.phases.append(Phase(fault, (began - self.zero[0], ended - self.zero[0])))

    # --- what is kept of it

    def _record(self) -> None:
        """What Prometheus recorded of it all, read back once; what arrived, on the same clock."""
        now = time.time()
        self.watched = now - self.zero[1]

        def between(query: str) -> list[Mapping[str, Any]]:
            answer = self._api(f"query_range?query={_quoted(query)}&start={self.zero[1]:.3f}&end={now:.3f}&step={RECORD_SECONDS}")
            return list((answer or {}).get("result") or [])

        self.burns = burns(self.found.every_rule(), between, self.zero[1])
        seen = stretches(between("ALERTS"), self.zero[1], RECORD_SECONDS)
        for name, fate in self.fates.items():
            fate.pending, fate.firing = seen.get((name, "pending"), ()), seen.get((name, "firing"), ())
            fate.arrivals = arrivals((m.at - self.zero[0], m.route, _is_all_clear(m)) for m in self.inbox.all() if _names(m, name))

    # --- what it comes to

    def _conclude(self) -> None:
        subjects = tuple(self.found.rules)
        if self.found.config is None:
            why = Text("there is no Alertmanager configuration below monitoring/alertmanager", "il n'y a pas de configuration Alertmanager sous monitoring/alertmanager")
            self.steps += [not_run(f"watch/{step}", subjects, why) for step in ("fires", "lands", "resolves", "heartbeat")]
            return
        where, always = next(iter(self.found.rules)), self._always()
        real = [f for f in self.fates.values() if f.name not in always]
        self._judge("watch/fires", subjects, [Finding(where, 0, f.name, "never fired, whatever was played") for f in real if f.fired_seconds is None])
        lands = [Finding(where, 0, f.name, f"did not arrive by {', '.join(sorted(f.expected - set(f.landed)))}") for f in real if f.fired_seconds is not None and not f.is_there]
        lands += [Finding(where, 0, f.name, "no route leads anywhere") for f in real if not f.expected]
        lands += [Finding(where, 0, f.name, f"arrived by {', '.join(sorted(f.strayed))}, where it should not") for f in real if f.strayed]
        log = next(s for s in self.servers if s.log.name == "alertmanager.log").said(20000)
        lands += [Finding(where, 0, "alertmanager", line[:300]) for line in dict.fromkeys(re.findall(r'err="([^"\n]*(?:template|function|notify)[^"\n]*)"', log))]
        self._judge("watch/lands", subjects, lands)
        self._judge("watch/resolves", subjects, [Finding(where, 0, f.name, f"was not taken back by {', '.join(sorted(set(f.landed) - set(f.resolved)))}") for f in real if set(f.landed) - set(f.resolved)])
        if always:
            beats = [m for m in self.inbox.all() if any(_names(m, name) for name in always)]
            self._judge("watch/heartbeat", subjects, [] if len(beats) > 1 else [Finding(where, 0, next(iter(always)), f"arrived {len(beats)} times")])

    def _judge(self, step: str, subjects: tuple[str, ...], findings: Iterable[Finding]) -> None:
        findings = tuple(findings)
        version = self.steps[0].version if self.steps else ""
        self.steps.append(failed(step, subjects, "prometheus, alertmanager", version, findings) if findings else passed(step, subjects, "prometheus, alertmanager", version))


def _names(message: Message, alert: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(alert)}(?!\w)", message.text))


def _is_all_clear(message: Message) -> bool:
    """As each service marks it: PagerDuty's event_action, else the words of the message's title."""
    if message.route == "pagerduty":
        return '"event_action":"resolve"' in message.text
    return bool(re.search(r"\[resolved|RESOLVED|\"status\":\"resolved\"|=?_?\[resolved", message.text))


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _until(holds: Callable[[], bool], patience_seconds: float) -> bool:
    """Whether it holds within the time."""
    end = time.monotonic() + patience_seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(_POLL)
    return holds()


