"""Running the image hardened and watching it until its end: the second third of a proof."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from ..edges.containers import Engine, words
from ..model.text import Text
from ..model.verdict import Finding
from .composition import RunLike
from .container import ImageFacts, exit_is_clean, processes, why_ended, written_paths, zombies
from .observation import HttpEye, Watched, state_of, watch, why_silent
from .render import seconds
from .session import Session, because

SETTLE_SECONDS = 5.0
LOG_LINES = 15
PIDS_LIMIT = 256
AFTER_START = ("prove/http", "prove/healthy", "prove/non-root", "prove/root-fs-untouched", "prove/reaps-children", "prove/stops-in-time")


@dataclass(frozen=True, slots=True)
class Hardening:
    """What a run takes away; everything by default, less to find out what an image cannot do without."""

    read_only: bool = True
    no_capabilities: bool = True


def start_arguments(
    image: ImageFacts,
    name: str,
    label: str,
    like: RunLike,
    writable: tuple[str, ...],
    memory: str,
    deadline_seconds: float,
    hardening: Hardening | None = None,
    program: str = "docker",
    can_start_interval: bool = False,
) -> list[str]:
    """A ``create`` command's options. Nothing is published beyond this machine."""
    hardening = hardening or Hardening()
    args = ["create", "--name", name, "--label", label, "--pids-limit", str(PIDS_LIMIT), "--memory", like.memory or memory]
    if hardening.read_only:
        args.append("--read-only")
    if hardening.no_capabilities:
        args += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    taken = {a.split(":")[0] for a, before in zip(like.args[1:], like.args, strict=False) if before == "--tmpfs"}
    taken |= {m[1] for a in like.args if (m := re.search(r"(?:^|,)target=([^,]+)", a))}
    for path in sorted({"/tmp", *writable, *image.writable} - taken):
        args += ["--tmpfs", f"{path}:rw,noexec,nosuid,nodev,size=64m,mode=1777"]
    for port in image.ports:
        args += ["--publish", f"127.0.0.1::{port}"]
    if image.has_healthcheck:
        # Asked often and forgiven until the deadline: what is measured is the app, not the image's own patience.
        args += ["--health-interval", "1s", "--health-start-period", f"{max(1, round(deadline_seconds))}s"]
        if can_start_interval:
            args += ["--health-start-interval", "1s"]
    if program == "podman" and hardening.read_only:
        # podman mounts tmpfs over more than asked for unless told not to, and would hide a write.
        args.append("--read-only-tmpfs=false")
    if like.networks:
        args += ["--network", like.networks[0]]
    return [*args, *like.args]


def _start(engine: Engine, args: list[str], image: str, like: RunLike) -> tuple[str, str]:
    """(container id, error); one of them is empty. A container that cannot start is still there, for its log."""
    made = engine.run(*args, image, *like.command, timeout_seconds=120)
    if not made.is_ok:
        return "", words(made)
    container = made.out.split()[-1]
    for network in like.networks[1:]:
        joined = engine.run("network", "connect", network, container)
        if not joined.is_ok:
            return "", words(joined)
    started = engine.run("start", container, timeout_seconds=120)
    return (container, "") if started.is_ok else ("", words(started))


def tail(engine: Engine, container: str, lines: int = LOG_LINES) -> str:
    """The last lines a container printed, both streams."""
    done = engine.run("logs", "--tail", str(lines), container)
    return "\n".join(line[:400] for line in (done.out + done.err).strip().splitlines()[-lines:])


def _diagnose(session: Session, image: ImageFacts, like: RunLike, stayed_seconds: float) -> tuple[Finding, Text] | None:
    """Runs it again with less hardening to name what it could not do without; None where it fails all the same."""
    plan, engine = session.plan, session.engine
    trials = (("root-fs-written", Hardening(read_only=False)), ("needs-privileges", Hardening(read_only=False, no_capabilities=False)))
    for number, (rule, hardening) in enumerate(trials):
        args = start_arguments(
            image,
            f"{session.prefix}-why{number}",
            session.label,
            like,
            plan.writable,
            plan.memory,
            plan.deadline_seconds,
            hardening,
            engine.program,
            engine.can_start_interval,
        )
        container, error = _start(engine, args, session.image, like)
        if error:
            continue
        eye = HttpEye(engine, container, image.ports[0], plan.health_path or "/") if image.ports else None
        wait = min(plan.deadline_seconds, stayed_seconds + SETTLE_SECONDS)
        seen = watch(engine, container, eye, plan.health_path, False, wait, wait)
        if seen.state.running:
            if rule == "needs-privileges":
                return (
                    Finding("", 0, rule, "it stays up only with the default capabilities and privileges", "error"),
                    Text(
                        "it needs capabilities or privileges that a hardened run takes away",
                        "elle a besoin de capacités ou privilèges qu'une exécution durcie retire",
                    ),
                )
            paths = written_paths(engine.run("diff", container).out, (*image.writable, *plan.writable, "/tmp"))
            listing = ", ".join(paths[:10]) or "?"
            return (
                Finding(paths[0] if paths else "", 0, rule, f"without --read-only it stays up and writes: {listing}", "error"),
                Text(
                    f"it writes to its root file system ({listing}): write to /tmp, or make that directory a volume or tmpfs "
                    "and name it in the image's label io.devops-squad.writable",
                    f"elle écrit dans son système de fichiers racine ({listing}) : écrivez dans /tmp, ou faites de ce répertoire un volume ou tmpfs "
                    "et nommez-le dans l'étiquette io.devops-squad.writable de l'image",
                ),
            )
        engine.run("rm", "-f", "-v", container)
    return None


def run_image(session: Session, image: ImageFacts, like: RunLike) -> None:
    """Records everything from ``prove/hardened-run`` to ``prove/stops-in-time``."""
    plan, engine = session.plan, session.engine
    with session.timed("prove/hardened-run") as passed:
        args = start_arguments(
            image,
            f"{session.prefix}-app",
            session.label,
            like,
            plan.writable,
            plan.memory,
            plan.deadline_seconds,
            program=engine.program,
            can_start_interval=engine.can_start_interval,
        )
        container, error = _start(engine, args, session.image, like)
        if error:
            session.record("prove/hardened-run", "failed", findings=(Finding("", 0, "start", error, "error"),), seconds=passed())
            session.skip(AFTER_START, because("prove/hardened-run"))
            return
        eye = HttpEye(engine, container, image.ports[0], plan.health_path or "/") if image.ports else None
        seen = watch(
            engine, container, eye, plan.health_path, image.has_healthcheck, plan.deadline_seconds, min(SETTLE_SECONDS, plan.deadline_seconds)
        )
        took = passed()
    if not seen.state.running:
        log = tail(engine, container)
        reason = why_ended(seen.state, log)
        findings = [Finding("", 0, "log", log, "error")] if log else []
        diagnosis = _diagnose(session, image, like, took)
        if diagnosis:
            findings.insert(0, diagnosis[0])
            reason = Text(f"{reason.en}; {diagnosis[1].en}", f"{reason.fr} ; {diagnosis[1].fr}")
        session.record("prove/hardened-run", "failed", findings=tuple(findings), reason=reason, seconds=took)
        session.skip(AFTER_START, because("prove/hardened-run"))
        return
    session.record(
        "prove/hardened-run",
        "passed",
        seconds=took,
        observed=Text(
            f"read-only, no capabilities, no new privileges, {PIDS_LIMIT} processes, memory {_memory(like.memory or plan.memory)}",
            f"lecture seule, sans capacités, sans nouveaux privilèges, {PIDS_LIMIT} processus, mémoire {_memory(like.memory or plan.memory)}",
        ),
    )
    _http(session, image, container, seen, eye)
    _health(session, image, seen)
    _user(session, image, container)
    _root_fs(session, image, container)
    _reaping(session, container)
    _stop(session, container, like)


def _memory(text: str) -> str:
    return f"{int(text) // (1 << 20)}m" if text.isdigit() else text


def http_step(session: Session, check: str, container: str, port: int, seen: Watched, eye: HttpEye) -> bool:
    """One HTTP verdict, for the image alone or for the app among its services."""
    answer, path = seen.answer, session.plan.health_path or "/"
    if seen.answered and answer:
        return session.record(
            check,
            "passed",
            seconds=seen.answer_seconds,
            observed=Text(
                f"GET {path} on port {port}: {answer.status} after {seconds(seen.answer_seconds)} (by {answer.route})",
                f"GET {path} sur le port {port} : {answer.status} après {seconds(seen.answer_seconds, 'fr')} (par {answer.route})",
            ),
        )
    if eye.is_blind:
        return session.record(
            check,
            "not run",
            reason=Text(
                "the published port cannot be reached from here and the image has no HTTP client: run this on the engine's machine, or as root there",
                "le port publié n'est pas joignable d'ici et l'image n'a pas de client HTTP : lancez ceci sur la machine du moteur, ou en root",
            ),
        )
    rule, reason = why_silent(session.engine, container, port, seen, session.plan.health_path)
    log = tail(session.engine, container, 8)
    return session.record(
        check,
        "failed",
        findings=(Finding("", 0, rule, reason.en + (f"\n{log}" if log else ""), "error"),),
        reason=reason,
        seconds=session.plan.deadline_seconds,
    )


def _http(session: Session, image: ImageFacts, container: str, seen: Watched, eye: HttpEye | None) -> None:
    if eye is None:
        session.record(
            "prove/http",
            "not run",
            applies=False,
            reason=Text("the image declares no port (EXPOSE): a worker has none", "l'image ne déclare aucun port (EXPOSE) : un worker n'en a pas"),
        )
    elif http_step(session, "prove/http", container, image.ports[0], seen, eye):
        session.figures["first_answer"] = seen.answer_seconds


def _health(session: Session, image: ImageFacts, seen: Watched) -> None:
    if not image.has_healthcheck:
        session.record(
            "prove/healthy",
            "not run",
            applies=bool(image.ports),
            reason=Text(
                "the image has no HEALTHCHECK" + (": add one, by the app's own runtime" if image.ports else ""),
                "l'image n'a pas de HEALTHCHECK" + (" : ajoutez-en un, avec l'environnement d'exécution de l'application" if image.ports else ""),
            ),
        )
    elif seen.healthy:
        session.figures["healthy"] = seen.healthy_seconds
        session.record(
            "prove/healthy",
            "passed",
            seconds=seen.healthy_seconds,
            observed=Text(f"healthy after {seconds(seen.healthy_seconds)}", f"« healthy » après {seconds(seen.healthy_seconds, 'fr')}"),
        )
    else:
        limit = session.plan.deadline_seconds
        output = seen.state.health_output or "no probe has ended yet"
        session.record(
            "prove/healthy",
            "failed",
            findings=(Finding("", 0, "health-probe", output, "error"),),
            seconds=limit,
            reason=Text(f"not healthy within {seconds(limit)}", f"pas « healthy » en {seconds(limit, 'fr')}"),
        )


def _user(session: Session, image: ImageFacts, container: str) -> None:
    numeric = re.fullmatch(r"(\d+)(?::\d+)?", image.user)
    done = session.engine.run("top", container, *(("user", "pid", "args") if session.engine.program == "podman" else ("-eo", "uid,pid,args")))
    table = processes(re.sub(r"^root\b", "0", done.out, flags=re.M)) if done.is_ok else ()
    findings = []
    if not image.user or image.user.split(":")[0] in ("0", "root"):
        findings.append(
            Finding("", 0, "runs-as-root", f"the image's user is {image.user or 'not set, which means root'}: add USER with a number", "error")
        )
    elif not numeric:
        findings.append(Finding("", 0, "user-by-name", f"USER {image.user} is a name: Kubernetes' runAsNonRoot can only check a number", "error"))
    findings += [Finding("", 0, "root-process", f"process {p.pid} runs as uid 0: {p.command[:80]}", "error") for p in table if p.uid == 0]
    uids = sorted({p.uid for p in table if p.uid >= 0})
    if findings:
        session.record("prove/non-root", "failed", findings=tuple(sorted(findings)))
    elif not table:
        session.record(
            "prove/non-root",
            "not run",
            reason=Text(f"the process table cannot be read: {words(done)}", f"la table des processus est illisible : {words(done)}"),
        )
    else:
        listing = ", ".join(map(str, uids)) or image.user
        session.record(
            "prove/non-root",
            "passed",
            observed=Text(f"USER {image.user}; {len(table)} processes, uid {listing}", f"USER {image.user} ; {len(table)} processus, uid {listing}"),
        )


def _root_fs(session: Session, image: ImageFacts, container: str) -> None:
    done = session.engine.run("diff", container)
    if not done.is_ok:
        session.record(
            "prove/root-fs-untouched",
            "not run",
            reason=Text(f"the engine gave no difference: {words(done)}", f"le moteur n'a pas donné de différence : {words(done)}"),
        )
        return
    paths = written_paths(done.out, (*image.writable, *session.plan.writable, "/tmp", *_mounted(session, container)))
    denied = [line for line in tail(session.engine, container, 200).splitlines() if re.search(r"EROFS|[Rr]ead-only file ?system", line)]
    if paths or denied:
        findings = [Finding(p, 0, "root-fs-written", "was written although the root file system is read-only", "error") for p in paths[:10]]
        findings += [Finding("", 0, "root-fs-denied", f"it tried to write: {line[:200]}", "error") for line in denied[:3]]
        session.record("prove/root-fs-untouched", "failed", findings=tuple(sorted(findings)))
    else:
        session.record(
            "prove/root-fs-untouched",
            "passed",
            observed=Text("no difference, no refused write in the log", "aucune différence, aucune écriture refusée dans le journal"),
        )


def _mounted(session: Session, container: str) -> tuple[str, ...]:
    data = session.engine.inspect("container", container) or {}
    return tuple(sorted({str(m.get("Destination")) for m in data.get("Mounts") or ()} | set((data.get("HostConfig") or {}).get("Tmpfs") or {})))


_ORPHAN = "(sh -c 'sleep 1' &) ; exit 0"
_PROCESS_TABLE = 'for f in /proc/[0-9]*/stat; do IFS= read -r l < "$f" && echo "$l"; done; exit 0'


def _reaping(session: Session, container: str) -> None:
    engine = session.engine
    spawned = engine.run("exec", container, "sh", "-c", _ORPHAN, timeout_seconds=20)
    if not spawned.is_ok:
        session.record(
            "prove/reaps-children",
            "not run",
            applies=False,
            reason=Text("the image has no shell that could leave an orphan behind", "l'image n'a pas de shell qui pourrait laisser un orphelin"),
        )
        return
    with session.timed("prove/reaps-children") as passed:
        time.sleep(1.6)
        table = engine.run("exec", container, "sh", "-c", _PROCESS_TABLE, timeout_seconds=20)
    if not table.is_ok or not table.out.strip():
        session.record(
            "prove/reaps-children",
            "not run",
            reason=Text(f"the process table cannot be read: {words(table)}", f"la table des processus est illisible : {words(table)}"),
        )
    elif found := zombies(table.out):
        session.record(
            "prove/reaps-children",
            "failed",
            seconds=passed(),
            findings=(
                Finding("", 0, "zombie", f"PID 1 left {', '.join(found)} defunct: start the app through an init (tini, or `init: true`)", "error"),
            ),
        )
    else:
        session.record(
            "prove/reaps-children",
            "passed",
            seconds=passed(),
            observed=Text("an orphan was left behind and was gone a second later", "un orphelin a été laissé et avait disparu une seconde après"),
        )


def _stop(session: Session, container: str, like: RunLike) -> None:
    grace = like.grace_seconds or session.plan.grace_seconds
    with session.timed("prove/stops-in-time"):
        done = session.engine.run("stop", "-t", str(max(1, round(grace))), container, timeout_seconds=grace + 60)
    state = state_of(session.engine, container)
    took, code = done.seconds, state.exit_code
    if not done.is_ok:
        session.record("prove/stops-in-time", "failed", findings=(Finding("", 0, "stop", words(done), "error"),), seconds=took)
    elif exit_is_clean(code) and took <= grace + 2:
        session.figures["stop"] = took
        session.record(
            "prove/stops-in-time",
            "passed",
            seconds=took,
            observed=Text(
                f"exit code {code} after {seconds(took)} of {seconds(grace)}",
                f"code de sortie {code} après {seconds(took, 'fr')} sur {seconds(grace, 'fr')}",
            ),
        )
    elif code == 137:
        session.record(
            "prove/stops-in-time",
            "failed",
            seconds=took,
            findings=(Finding("", 0, "killed", "SIGTERM was ignored; SIGKILL ended it", "error"),),
            reason=Text(
                f"it was killed after its grace period of {seconds(grace)}: handle SIGTERM, or start it through an init and not through a shell",
                f"elle a été tuée après son délai de grâce de {seconds(grace, 'fr')} : traitez SIGTERM, ou démarrez-la par un init et non un shell",
            ),
        )
    else:
        log = tail(session.engine, container)
        findings = (Finding("", 0, "exit-code", f"exit code {code} on SIGTERM" + (f"\n{log}" if log else ""), "error"),)
        session.record("prove/stops-in-time", "failed", seconds=took, findings=findings)
