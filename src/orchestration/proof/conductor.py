"""The proof from start to end: paths, engine, steps in order, and everything removed again whatever happens."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..edges.containers import Engine, find_engine, read_text, scratch
from ..model.errors import BadPath, BadValue
from ..model.profile import EnvVar
from ..model.text import Text
from ..model.verdict import Finding, not_run
from .building import AFTER_BUILD, build_image, search_layers
from .composing import Surroundings, read_composition, run_composition
from .container import directories
from .report import TITLES, Proof, Step
from .running import run_image
from .session import Plan, Progress, Session, because

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""Where compose itself looks, in its order."""


def _inside(root: Path, *parts: str) -> Path:
    try:
        path = root.joinpath(*parts).resolve()
    except (OSError, RuntimeError, ValueError):
        path = Path("/")
    if not path.is_relative_to(root):
        name = "/".join(parts)
        raise BadPath(
            Text(f"{name!r} leads out of the project", f"{name!r} mène hors du projet"),
            Text("give a path inside the project's directory", "donnez un chemin à l'intérieur du répertoire du projet"),
        )
    return path


def _directory(path: str | Path) -> Path:
    root = Path(path).expanduser()
    try:
        root = root.resolve()
        there = root.is_dir()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        raise BadPath(
            Text(f"no such directory: {path}", f"répertoire introuvable : {path}"),
            Text("give the path of a project's directory", "donnez le chemin du répertoire d'un projet"),
        )
    return root


def make_plan(
    project_dir: str | Path,
    *,
    app_path: str = ".",
    dockerfile: str = "Dockerfile",
    compose: str | None = "docker-compose.yml",
    context: str | None = None,
    env: Mapping[str, str] | None = None,
    build_args: Mapping[str, str] | None = None,
    build_secrets: Mapping[str, str] | None = None,
    writable: tuple[str, ...] = (),
    health_path: str = "",
    deadline_seconds: float = 60,
    build_deadline_seconds: float = 1800,
    grace_seconds: float = 10,
    memory: str = "512m",
    keep: bool = False,
    images: Mapping[str, str] | None = None,
    variables: Iterable[EnvVar] = (),
) -> Plan:
    """Looks the files up; see :func:`prove` for the arguments.

    Raises:
        BadPath: the project, its app or its Dockerfile is not there, or a path leads out of the project.
        BadValue: a deadline that is no positive number, a path or memory size that is none.
    """
    root = _directory(project_dir)
    app = _inside(root, app_path)
    file = next((f for f in (_inside(root, app_path, dockerfile), _inside(root, dockerfile)) if f.is_file()), None)
    if file is None or not app.is_dir():
        raise BadPath(
            Text(
                f"no {dockerfile} in {app_path if app_path != '.' else project_dir}",
                f"aucun {dockerfile} dans {app_path if app_path != '.' else project_dir}",
            ),
            Text("make one first: devops-squad setup", "créez-le d'abord : devops-squad setup"),
        )
    text = read_text(file)
    if text is None:
        raise BadPath(Text(f"{dockerfile} cannot be read", f"{dockerfile} est illisible"))
    if min(deadline_seconds, build_deadline_seconds, grace_seconds) <= 0:
        raise BadValue(Text("a deadline is a positive number of seconds", "un délai est un nombre positif de secondes"))
    if not memory.rstrip("bkmgBKMG").isdigit():
        raise BadValue(Text(f"not a memory size: {memory!r} (512m, 1g)", f"taille de mémoire invalide : {memory!r} (512m, 1g)"))
    if health_path and (not health_path.startswith("/") or not health_path.isprintable() or " " in health_path):
        raise BadValue(Text(f"not an HTTP path: {health_path!r}", f"chemin HTTP invalide : {health_path!r}"))
    if any(directories(w) != (w.rstrip("/"),) for w in writable):
        raise BadValue(Text(f"not absolute directories: {' '.join(writable)}", f"ce ne sont pas des répertoires absolus : {' '.join(writable)}"))
    compose_file = None
    if compose is not None:
        names = (compose, *(n for n in COMPOSE_NAMES if compose in COMPOSE_NAMES))
        compose_file = next((f for n in names for f in (_inside(root, app_path, n), _inside(root, n)) if f.is_file()), None)
        if compose_file is None and compose not in COMPOSE_NAMES:
            raise BadPath(Text(f"no such compose file: {compose}", f"fichier compose introuvable : {compose}"))
    return Plan(
        root,
        app,
        file,
        text,
        compose_file,
        (read_text(compose_file) or "") if compose_file else "",
        dict(env or {}),
        dict(build_args or {}),
        dict(build_secrets or {}),
        tuple(writable),
        health_path,
        deadline_seconds,
        build_deadline_seconds,
        grace_seconds,
        memory,
        keep,
        dict(images or {}),
        _inside(root, context) if context else None,
        {v.name: v for v in variables},
        is_compose_left_out=compose is None,
    )


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not stop the clearing up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _clear_up(session: Session) -> None:
    with _undisturbed():
        session.progress(TITLES["prove/cleaned-up"])
        if session.plan.keep:
            # A kept image loses nothing but the mark by which it would be removed.
            session.notices.append(Text(f"the image was kept as {session.image}", f"l'image a été conservée sous {session.image}"))
        left = session.engine.remove_all(session.label, images=not session.plan.keep)
        if left:
            findings = tuple(Finding("", 0, "left-behind", item, "error") for item in left)
            session.record("prove/cleaned-up", "failed", findings=findings)
        else:
            session.record(
                "prove/cleaned-up",
                "passed",
                observed=Text(
                    "no container, network, volume or image remains" if not session.plan.keep else "only the image remains",
                    "aucun conteneur, réseau, volume ni image" if not session.plan.keep else "seule l'image demeure",
                ),
            )


def _as_composed(plan: Plan, resolved: Mapping[str, object], app: str | None) -> Plan:
    """The plan with the compose file's build of that Dockerfile: its directory, where that lies in the project, its stage, its arguments."""
    services = resolved.get("services")
    build = services.get(app, {}).get("build") if isinstance(services, dict) and app else None
    if not isinstance(build, dict):
        return plan
    where = Path(str(build.get("context", ""))).resolve()
    file = (where / str(build.get("dockerfile") or "Dockerfile")).resolve()
    if not where.is_relative_to(plan.root) or not where.is_dir() or file != plan.dockerfile:
        return plan
    given = build.get("args")
    args = {str(k): str(v) for k, v in given.items() if v not in (None, "")} if isinstance(given, dict) else {}
    return replace(plan, context=plan.context or where, target=str(build.get("target") or ""), build_args={**args, **plan.build_args})


def _conduct(session: Session) -> None:
    composition = read_composition(session)
    config_steps, session.steps[:] = session.steps[:], []
    if composition:
        session.plan = _as_composed(session.plan, composition.resolved, composition.app)
    image = build_image(session)
    if image:
        search_layers(session)
        with Surroundings(session, composition) as around:
            if around.error:
                session.skip(AFTER_BUILD, around.error)
            else:
                run_image(session, image, around.like)
    session.steps += config_steps
    if composition:
        if image:
            run_composition(session, composition)
        else:
            session.skip(("prove/compose-up", "prove/compose-http", "prove/compose-isolation", "prove/compose-data-kept"), because("prove/build"))


def prove(
    project_dir: str | Path,
    *,
    app_path: str = ".",
    dockerfile: str = "Dockerfile",
    compose: str | None = "docker-compose.yml",
    engine: str | None = None,
    keep: bool = False,
    progress: Progress | None = None,
    context: str | None = None,
    env: Mapping[str, str] | None = None,
    build_args: Mapping[str, str] | None = None,
    build_secrets: Mapping[str, str] | None = None,
    writable: tuple[str, ...] = (),
    health_path: str = "",
    deadline_seconds: float = 60,
    build_deadline_seconds: float = 1800,
    grace_seconds: float = 10,
    memory: str = "512m",
    images: Mapping[str, str] | None = None,
    variables: Iterable[EnvVar] = (),
) -> Proof:
    """Builds a project's image, runs it hardened, looks at it from outside, does the same with its compose file, removes all of it.

    Nothing is written into the project. Its ``.env`` is not handed to any container; secrets get generated values.

    Args:
        project_dir: the project.
        app_path: the app's directory in it; where the Dockerfile and the compose file are looked for first, then the root.
        dockerfile: the Dockerfile's name, relative to either.
        compose: the compose file's name; a name compose itself looks for stands for all of them, None for "leave it out".
        engine: ``docker`` or ``podman``; None: the first that answers.
        keep: leave the image there; its name is the Proof's ``image``.
        progress: called with a sentence before each step.
        context: the build's directory; None: the compose file's, or the app's own.
        env: variables and compose secrets, by name, that need a value of yours.
        build_args, build_secrets: values for the build; secrets without one get a planted value that must not turn up in a layer.
        writable: absolute directories the app may write to, beside ``/tmp`` and the image's label ``io.devops-squad.writable``.
        health_path: must answer 2xx; empty: any answer below 500 at ``/``.
        deadline_seconds: for an HTTP answer, for ``healthy``, for the services.
        grace_seconds: between SIGTERM and SIGKILL, where the compose file names none.
        memory: the container's limit, where the compose file names none.
        images: image → the one to take in its place, in both files: a mirror's, where the registry cannot be reached.
        variables: what profiling found of the app's variables: one that must be there and has no value gets one of the right form.

    Raises:
        BadPath, BadValue: see :func:`make_plan`.
    """
    plan = make_plan(
        project_dir,
        app_path=app_path,
        dockerfile=dockerfile,
        compose=compose,
        context=context,
        env=env,
        build_args=build_args,
        build_secrets=build_secrets,
        writable=writable,
        health_path=health_path,
        deadline_seconds=deadline_seconds,
        build_deadline_seconds=build_deadline_seconds,
        grace_seconds=grace_seconds,
        memory=memory,
        keep=keep,
        images=images,
        variables=variables,
    )
    if engine not in (None, "docker", "podman"):
        raise BadValue(Text(f"no such engine: {engine!r} (docker, podman)", f"moteur inconnu : {engine!r} (docker, podman)"))
    tell = progress or (lambda _: None)
    tell(TITLES["prove/engine"])
    began = time.monotonic()
    found = find_engine(engine)
    if not isinstance(found, Engine):
        steps = tuple(Step(not_run(check, (), found)) for check in TITLES if check != "prove/cleaned-up")
        return Proof(str(project_dir), app_path, steps=steps)
    with scratch("dsq-prove") as directory:
        session = Session(found, plan, directory, tell)
        try:
            _conduct(session)
        finally:
            _clear_up(session)
    engine_step = Session(found, plan, plan.root, tell)
    engine_step.record("prove/engine", "passed", observed=Text(f"{found.program} {found.version}", f"{found.program} {found.version}"))
    session.figures["total"] = time.monotonic() - began
    order = list(TITLES)
    steps = tuple(sorted((*engine_step.steps, *session.steps), key=lambda s: order.index(s.verdict.check)))
    return Proof(
        str(project_dir),
        app_path,
        found.program,
        found.version,
        found.compose_version,
        steps,
        session.image if plan.keep and session.image_bytes is not None else "",
        session.image_bytes,
        MappingProxyType(dict(session.figures)),
        session.nonce,
        tuple(session.notices),
    )
