"""Bringing the compose file up as a private double, looking at every service, and taking it down: the last third of a proof."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..edges.containers import put, read_text, words
from ..edges.tree import parse_data
from ..model.text import Text
from ..model.verdict import Finding
from .build_log import unreachable_image
from .building import own_copy
from .composition import RunLike, app_service, container_ports, data_service, isolate, named_volumes, prepare, publications, run_like
from .container import ContainerState, duration_seconds, read_image, read_state
from .dummies import asked_variables, canary, fill, read_env_file
from .observation import HttpEye, watch
from .recipe import is_secret_name
from .render import seconds
from .running import http_step, tail
from .session import Session, because

STEPS = ("prove/compose-config", "prove/compose-up", "prove/compose-http", "prove/compose-isolation", "prove/compose-data-kept")
MARKER = ".devops-squad-proof"


@dataclass(frozen=True, slots=True)
class Composition:
    """The resolved file, and what the private doubles are made from."""

    resolved: Mapping[str, Any]
    app: str | None
    notices: tuple[Text, ...]
    required_images: tuple[str, ...] = ()

    def service(self, name: str) -> Mapping[str, Any]:
        return self.resolved.get("services", {}).get(name, {})


def env_values(session: Session) -> dict[str, str]:
    """What the project's ``.env.example`` asks for, filled in; the caller's own values first. Its ``.env`` is not used."""
    plan = session.plan
    declared: dict[str, str] = {}
    for directory in dict.fromkeys((plan.root, plan.app_dir)):
        declared |= read_env_file(read_text(directory / ".env.example") or "")
    return fill(declared, plan.env, session.nonce, plan.variables)


def read_composition(session: Session) -> Composition | None:
    """Resolves the file with generated values and records ``prove/compose-config``; None where there is nothing to go on with."""
    plan, engine = session.plan, session.engine
    if plan.compose is None:
        why = Text("left out as asked", "laissé de côté, comme demandé") if plan.is_compose_left_out else Text("the project has no compose file", "le projet n'a pas de fichier compose")
        session.skip(STEPS, why, applies=False)
        return None
    shown = plan.shown(plan.compose)
    if not engine.compose:
        session.skip(
            STEPS,
            Text(
                f"{engine.program} has no compose command: install the docker-compose-plugin package" + (" (Podman 4.7 and later call it as `podman compose`)" if engine.program == "podman" else ""),
                f"{engine.program} n'a pas de commande compose : installez le paquet docker-compose-plugin" + (" (Podman 4.7 et suivants l'appellent par `podman compose`)" if engine.program == "podman" else ""),
            ),
        )
        return None
    with session.timed("prove/compose-config") as passed:
        try:
            raw = parse_data("compose.yaml", plan.compose_text)
            if not isinstance(raw, dict):
                raise ValueError("the file is no mapping")
        except ValueError as error:
            session.record("prove/compose-config", "failed", (shown,), findings=(Finding(shown, 0, "yaml", str(error), "error"),), seconds=passed())
            session.skip(STEPS, because("prove/compose-config"))
            return None
        values = env_values(session)
        for name, required in asked_variables(plan.compose_text).items():
            if name not in values and (required or is_secret_name(name)):
                values[name] = canary(name, session.nonce, plan.variables)
        env_file = put(session.scratch, "compose.env", "".join(f"{k}='{v}'\n" for k, v in sorted(values.items()) if "'" not in v and "\n" not in v))
        prepared = prepare(raw, str(env_file), f"{session.scratch}/compose-secret-", plan.env, session.nonce, plan.variables)
        for name, value in prepared.secret_files.items():
            put(session.scratch, f"compose-secret-{name}", value)
        file = put(session.scratch, "prepared.json", json.dumps(prepared.data, default=str))
        done = engine.run_compose(
            "-p",
            session.prefix,
            "--project-directory",
            str(plan.compose.parent),
            "--env-file",
            str(env_file),
            "-f",
            str(file),
            "config",
            "--format",
            "json",
            timeout_seconds=60,
        )
        try:
            resolved = json.loads(done.out) if done.is_ok else None
        except ValueError:
            resolved = None
        if resolved is None:
            said = words(done).replace(str(file), shown)
            session.record("prove/compose-config", "failed", (shown,), findings=(Finding(shown, 0, "config", said, "error"),), seconds=passed())
            session.skip(STEPS, because("prove/compose-config"))
            return None
        app = app_service(resolved, str(plan.context or plan.app_dir), str(plan.dockerfile))
        names = ", ".join(sorted(resolved.get("services", {})))
        session.record("prove/compose-config", "passed", (shown,), seconds=passed(), observed=Text(f"services: {names}", f"services : {names}"))
    return Composition(resolved, app, prepared.notices)


def _isolated(session: Session, composition: Composition, project: str) -> dict[str, Any]:
    assert session.plan.compose is not None
    double = isolate(composition.resolved, project, session.label, str(session.plan.root), session.plan.images)
    for notice in (*composition.notices, *double.notices):
        if notice not in session.notices:
            session.notices.append(notice)
    if session.without_frontend:
        for name, service in sorted(double.data.get("services", {}).items()):
            build = service.get("build")
            if isinstance(build, dict) and "dockerfile_inline" not in build:
                dockerfile = Path(str(build.get("context", ""))) / str(build.get("dockerfile") or "Dockerfile")
                build["dockerfile"] = str(own_copy(session, dockerfile, f"Dockerfile.{project}.{name}"))
    return double.data


def _compose(session: Session, project: str, file: str, *args: str, timeout_seconds: float) -> Any:
    assert session.plan.compose is not None
    return session.engine.run_compose(
        "-p",
        project,
        "--project-directory",
        str(session.plan.compose.parent),
        "--env-file",
        str(session.scratch / "compose.env"),
        "-f",
        file,
        *args,
        timeout_seconds=timeout_seconds,
    )


class Surroundings:
    """The services an app needs to start, up for as long as its image is looked at alone."""

    def __init__(self, session: Session, composition: Composition | None) -> None:
        self._session, self._composition = session, composition
        self._project = f"{session.prefix}-needs"
        self._file = ""
        self.like = RunLike()
        self.error: Text | None = None

    def __enter__(self) -> Surroundings:
        session, composition = self._session, self._composition
        if composition is None or composition.app is None:
            values = env_values(session)
            self.like = RunLike(args=tuple(a for k, v in sorted(values.items()) for a in ("-e", f"{k}={v}")), env=tuple(sorted(values)))
            return self
        data = _isolated(session, composition, self._project)
        like = run_like(data, composition.app)
        self._file = str(put(session.scratch, "needs.json", json.dumps(data)))
        if like.dependencies:
            names = ", ".join(like.dependencies)
            session.progress(Text(f"Starting what the app needs: {names}", f"Démarrage de ce dont l'application a besoin : {names}"))
            self.error = self._start(composition, like.dependencies, names)
        else:
            # Nothing to talk to: the engine's default network will do, and a port can always be published on it.
            like = RunLike(like.args, (), like.volumes, like.command, (), like.memory, like.grace_seconds, like.env)
        for network in like.networks:
            if session.engine.inspect("network", network) is None:
                internal = any(n.get("name") == network and n.get("internal") for n in data.get("networks", {}).values())
                session.engine.run("network", "create", "--label", session.label, *(["--internal"] if internal else []), network)
        for volume in like.volumes:
            if session.engine.inspect("volume", volume) is None:
                session.engine.run("volume", "create", "--label", session.label, volume)
        self.like = like
        return self

    def _start(self, composition: Composition, dependencies: tuple[str, ...], names: str) -> Text | None:
        """Services that stay are waited for by compose. Told to wait for one that ends, it reports a failure when that one
        ends well and nobody in the started part of the file depends on it; so those are waited for by the engine."""
        session = self._session
        limit = _patience(session, composition)
        ending = [name for name in dependencies if _is_one_shot(composition, name)]
        done = _wait_up(session, composition, self._file, "--build", project=self._project, services=dependencies)
        if not done.is_ok:
            last = words(done).splitlines()[-1]
            return Text(f"what the app needs did not come up ({names}): {last}", f"ce dont l'application a besoin n'a pas démarré ({names}) : {last}")
        for found in _containers(session, self._project):
            if found.service not in ending:
                continue
            code = session.engine.run("wait", found.container, timeout_seconds=limit).out.strip()
            if code != "0":
                log = tail(session.engine, found.container, 6)
                return Text(
                    f"{found.service}, which the app waits for, ended with code {code or '?'}\n{log}",
                    f"{found.service}, que l'application attend, s'est terminé avec le code {code or '?'}\n{log}",
                )
        return None

    def __exit__(self, *_: object) -> None:
        session = self._session
        if self._file:
            # The container looked at hangs on the same networks and volumes.
            session.engine.run("rm", "-f", "-v", f"{session.prefix}-app", f"{session.prefix}-why0", f"{session.prefix}-why1")
            _compose(session, self._project, self._file, "down", "-v", "--remove-orphans", "-t", "3", timeout_seconds=120)


@dataclass(frozen=True, slots=True)
class _Running:
    service: str
    container: str
    state: ContainerState
    is_asked: bool
    """Its health check is not switched off."""


def _containers(session: Session, project: str = "") -> tuple[_Running, ...]:
    engine = session.engine
    listed = engine.run("ps", "-aq", "--no-trunc", "--filter", f"label=com.docker.compose.project={project or session.prefix}")
    out = []
    for container in listed.out.split():
        data = engine.inspect("container", container) or {}
        name = ((data.get("Config") or {}).get("Labels") or {}).get("com.docker.compose.service", "?")
        check = ((data.get("Config") or {}).get("Healthcheck") or {}).get("Test") or []
        out.append(_Running(str(name), container, read_state(data), check[:1] != ["NONE"]))
    return tuple(sorted(out, key=lambda r: (r.service, r.container)))


def _is_one_shot(composition: Composition, service: str) -> bool:
    """Someone waits for it to end well."""
    return any(
        (s.get("depends_on") or {}).get(service, {}).get("condition") == "service_completed_successfully"
        for s in composition.resolved.get("services", {}).values()
    )


def _unwell(session: Session, composition: Composition) -> list[Finding]:
    findings = []
    for found in _containers(session):
        state = found.state
        if state.running and state.health in ("", "healthy") and not state.restarts:
            continue
        if (
            not state.running
            and state.exit_code == 0
            and (
                _is_one_shot(composition, found.service)
                or (not state.pid and composition.service(found.service).get("restart", "no") in ("no", "on-failure"))
            )
        ):
            continue
        log = tail(session.engine, found.container, 12)
        if state.running and state.health:
            rule, what = f"service-{state.health}", f"{found.service} is {state.health}: last probe {state.health_output or 'none'}"
        elif state.running:
            rule, what = "service-restarts", f"{found.service} was restarted {state.restarts} times"
        else:
            # Created and never started: it waited for another one, which has a finding of its own.
            rule, what = "service-exited", f"{found.service} ended with code {state.exit_code}" if log else f"{found.service} was never started"
        findings.append(Finding("", 0, rule, what + (f"\n{log}" if log else ""), "error"))
    return findings


def run_composition(session: Session, composition: Composition) -> None:
    """Records everything from ``prove/compose-up`` on; takes the project down in any case."""
    file = str(put(session.scratch, "isolated.json", json.dumps(_isolated(session, composition, session.prefix))))
    try:
        if _up(session, composition, file):
            _http(session, composition)
            _isolation(session, composition)
            _data_kept(session, composition, file)
    finally:
        session.progress(Text("Taking the services down", "Arrêt des services"))
        down = _compose(session, session.prefix, file, "down", "-v", "--remove-orphans", "--timeout", "5", timeout_seconds=180)
        session.figures["compose_down"] = down.seconds


def _patience(session: Session, composition: Composition) -> float:
    """Seconds to wait: the deadline, and once the longest pause a health check of these services makes before its first probe."""
    pauses = [duration_seconds(str((s.get("healthcheck") or {}).get("interval") or "30s")) for s in composition.resolved.get("services", {}).values()]
    return session.plan.deadline_seconds + min(120.0, max(pauses, default=0.0))


def _wait_up(session: Session, composition: Composition, file: str, *more: str, project: str = "", services: tuple[str, ...] = ()) -> Any:
    """Starts services, all where none is named, and waits for those that stay. A service whose health check is switched off only has
    to be started: compose takes the switch for a check that is missing and gives up (docker/compose issue 13522)."""
    limit = _patience(session, composition)
    project, patience = project or session.prefix, limit + session.plan.build_deadline_seconds
    done = _compose(session, project, file, "up", "-d", *more, *services, timeout_seconds=patience)
    if not done.is_ok:
        return done
    wanted = services or tuple(composition.resolved.get("services", {}))
    waited = sorted({r.service for r in _containers(session, project) if r.service in wanted and r.is_asked and not _is_one_shot(composition, r.service)})
    if not waited:
        return done
    return _compose(session, project, file, "up", "-d", "--no-recreate", "--wait", "--wait-timeout", str(round(limit)), *waited, timeout_seconds=patience)


def _up(session: Session, composition: Composition, file: str) -> bool:
    with session.timed("prove/compose-up") as passed:
        done = _wait_up(session, composition, file, "--build")
        took = passed()
    unwell = _unwell(session, composition)
    if not done.is_ok or unwell:
        if why := unreachable_image(done.err + done.out):
            # That says something of this machine's network, nothing of the file.
            session.record("prove/compose-up", "not run", reason=Text(f"an image could not be fetched: {why}", f"une image n'a pas pu être téléchargée : {why}"))
            session.skip(STEPS, because("prove/compose-up"))
            return False
        said = "\n".join(line for line in words(done).splitlines()[-6:])
        findings = tuple(sorted(unwell)) or (Finding("", 0, "up", said, "error"),)
        limit = _patience(session, composition)
        reason = (
            Text(
                f"not every service came up and stayed up within {seconds(limit)}",
                f"tous les services n'ont pas démarré et tenu en {seconds(limit, 'fr')}",
            )
            if unwell
            else Text("compose refused", "compose a refusé")
        )
        session.record("prove/compose-up", "failed", findings=findings, seconds=took, reason=reason)
        session.skip(STEPS, because("prove/compose-up"))
        return False
    session.figures["compose_up"] = took
    states = [f"{r.service} {(r.state.health or 'running') if r.state.running else 'done'}" for r in _containers(session)]
    unwatched = tuple(
        Finding("", 0, "no-health-check", f"{r.service} has no health check: only that it runs was seen", "info")
        for r in _containers(session)
        if r.state.running and not r.state.health
    )
    session.record(
        "prove/compose-up",
        "passed",
        findings=unwatched,
        seconds=took,
        observed=Text(f"{', '.join(states)} in {seconds(took)}", f"{', '.join(states)} en {seconds(took, 'fr')}"),
    )
    return True


def _http(session: Session, composition: Composition) -> bool | None:
    app = composition.app
    found = next((r for r in _containers(session) if r.service == app and r.state.running), None)
    if app is None or found is None:
        session.record(
            "prove/compose-http",
            "not run",
            reason=Text("no service is built from the project's Dockerfile", "aucun service n'est construit depuis le Dockerfile du projet"),
        )
        return None
    data = session.engine.inspect("container", found.container) or {}
    image = read_image(session.engine.inspect("image", str(data.get("Image"))) or {})
    ports = container_ports(composition.service(app)) or image.ports
    if not ports:
        session.record(
            "prove/compose-http", "not run", applies=False, reason=Text("the app has no port: a worker", "l'application n'a pas de port : un worker")
        )
        return None
    eye = HttpEye(session.engine, found.container, ports[0], session.plan.health_path or "/")
    seen = watch(session.engine, found.container, eye, session.plan.health_path, False, session.plan.deadline_seconds, 0)
    return http_step(session, "prove/compose-http", found.container, ports[0], seen, eye)


def _isolation(session: Session, composition: Composition) -> None:
    """What the engine itself says of the data stores' ports and networks, beside what the file says of the addresses."""
    findings: list[Finding] = []
    stores: list[str] = []
    for found in _containers(session):
        service = composition.service(found.service)
        store = data_service(str(service.get("image", "")))
        if store is None:
            continue
        stores.append(found.service)
        published = {p: b for p, b in found.state.published.items() if b}
        if published:
            meant = publications(service)
            loopback = all(m.startswith(("127.", "localhost", "::1", "[::1]")) for m in meant) and bool(meant)
            findings.append(
                Finding(
                    "",
                    0,
                    "published-database",
                    f"{found.service} publishes port {', '.join(map(str, sorted(published)))} on {', '.join(meant)}"
                    + (": only this machine reaches it" if loopback else ": anyone who reaches this machine reaches the data"),
                    "warning" if loopback else "error",
                )
            )
        data = session.engine.inspect("container", found.container) or {}
        networks = sorted((data.get("NetworkSettings") or {}).get("Networks") or {})
        if "host" in networks or str((data.get("HostConfig") or {}).get("NetworkMode")) == "host":
            findings.append(Finding("", 0, "database-on-host-network", f"{found.service} is on the machine's own network", "error"))
        for network in networks:
            about = session.engine.inspect("network", network) or {}
            # Docker writes it large, Podman small.
            if not (about.get("Internal") or about.get("internal")):
                findings.append(
                    Finding(
                        "",
                        0,
                        "database-leads-out",
                        f"{found.service} is on {network.removeprefix(session.prefix + '_')}, which is not internal",
                        "warning",
                    )
                )
    if not stores:
        session.record(
            "prove/compose-isolation", "not run", applies=False, reason=Text("no service holds data", "aucun service ne détient de données")
        )
        return
    names = ", ".join(stores)
    state = "failed" if any(f.level == "error" for f in findings) else "passed"
    session.record(
        "prove/compose-isolation",
        state,
        findings=tuple(sorted(findings)),  # type: ignore[arg-type]
        observed=Text(f"{names}: not published, internal networks", f"{names} : non publiés, réseaux internes") if not findings else None,
    )


def _data_kept(session: Session, composition: Composition, file: str) -> None:
    """Leaves a marker on every named volume, removes and makes the containers anew, and looks for the markers."""
    engine = session.engine
    marker = put(session.scratch, "marker", session.nonce)
    running = [r for r in _containers(session) if r.state.running]
    places: list[tuple[str, str]] = []
    findings: list[Finding] = []
    for found in running:
        service = composition.service(found.service)
        for path in named_volumes(service):
            if engine.run("cp", str(marker), f"{found.container}:{path}/{MARKER}").is_ok:
                places.append((found.service, path))
        store = data_service(str(service.get("image", "")))
        if store and store[1] and not named_volumes(service):
            findings.append(Finding("", 0, "data-not-kept", f"{found.service} has no named volume: replacing its container loses the data", "error"))
    if not places and not findings:
        session.record("prove/compose-data-kept", "not run", applies=False, reason=Text("no service has a volume", "aucun service n'a de volume"))
        return
    with session.timed("prove/compose-data-kept") as passed:
        _compose(session, session.prefix, file, "down", "--timeout", "10", timeout_seconds=180)
        done = _wait_up(session, composition, file)
        took = passed()
    if not done.is_ok:
        findings.append(Finding("", 0, "second-start", f"the services did not come up a second time: {words(done).splitlines()[-1]}", "error"))
        findings += _unwell(session, composition)
    else:
        after = {r.service: r.container for r in _containers(session)}
        for service, path in sorted(set(places)):
            back = session.scratch / f"marker-back-{len(list(session.scratch.iterdir()))}"
            engine.run("cp", f"{after.get(service, '')}:{path}/{MARKER}", str(back))
            if read_text(back) != session.nonce:
                findings.append(Finding("", 0, "data-not-kept", f"{service}: what was on {path} is gone", "error"))
    listing = ", ".join(f"{s}:{p}" for s, p in sorted(set(places)))
    if findings:
        session.record("prove/compose-data-kept", "failed", findings=tuple(sorted(findings)), seconds=took)
    else:
        session.figures["compose_recreate"] = took
        session.record(
            "prove/compose-data-kept",
            "passed",
            seconds=took,
            observed=Text(f"{listing}, up again in {seconds(took)}", f"{listing}, de nouveau prêts en {seconds(took, 'fr')}"),
        )
