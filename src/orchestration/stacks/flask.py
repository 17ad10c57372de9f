"""Flask: a WSGI app object or factory behind gunicorn or waitress; ``flask run`` is for development only."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.python.frameworks import detect_framework, read_framework
from ..toolchains.python.servers import AppObject, run_port
from ..toolchains.python.source import find_objects, resolve_module

CLASSES = r"(?:flask\.|apiflask\.|connexion\.)?(?:Flask|APIFlask|FlaskApp|OpenAPI)"


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    return detect_framework(tree, app, manifest, "flask", ("flask", "apiflask", "flask-openapi3", "flask-restful", "flask-restx", "flask-sqlalchemy"), r"Flask|APIFlask|OpenAPI")


def _stated(tree: Tree, app: str) -> list[AppObject]:
    """``FLASK_APP`` of ``.flaskenv``: ``microblog.py``, ``pkg:create_app``, ``autoapp.py``."""
    for name in (".flaskenv", ".env.example", "Dockerfile", "Makefile", "Procfile"):
        path = join(app, name)
        at = tree.find(path, r"\bFLASK_APP\s*[= ]\s*[\"']?[\w./]+") if tree.has(path) else None
        match = re.search(r"\bFLASK_APP\s*[= ]\s*[\"']?([\w./]+?)(?:\.py)?(?::(\w+)(\([^)]*\))?)?[\"']?(?:\s|$)", tree.lines(path)[at.line - 1]) if at else None
        if not at or not match:
            continue
        module = match[1].removeprefix("./").strip("/").replace("/", ".")
        place = resolve_module(tree, app, module)
        if not place:
            continue
        text = tree.text(join(app, place[1])) or ""
        variable = match[2] or next((v for v in ("app", "application") if re.search(rf"^{v}\s*(?::\s*\w+\s*)?=|^from\s+\S+\s+import\s+(?:.*\b)?{v}\b", text, re.M)), "")
        factory = next((f for f in ("create_app", "make_app") if re.search(rf"^def {f}\(", text, re.M)), "")
        if variable or factory:
            is_factory = not variable or variable == factory
            return [AppObject(place[0], module, variable or factory, is_factory, Evidence(path, at.line, "FLASK_APP"), place[1])]
    return []


def _imported(tree: Tree, app: str, objects: list[AppObject]) -> list[AppObject]:
    """``wsgi.py`` and the like that only import the object: what deployments name."""
    found = []
    known = {o.name for o in objects if not o.is_factory}
    for name in ("wsgi.py", "application.py"):
        path = join(app, name)
        text = tree.text(path) if tree.has(path) else None
        match = re.search(r"^from\s+[\w.]+\s+import\s+(?:.*\b)?(app|application)\b(?:\s+as\s+(\w+))?", text or "", re.M)
        if match and (match[1] in known or known):
            line = (text or "").count("\n", 0, match.start()) + 1
            found.append(AppObject(".", name.removesuffix(".py"), match[2] or match[1], False, Evidence(path, line, match[0].strip()[:80]), name))
    return found


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    objects = find_objects(tree, app, CLASSES)
    stated = _stated(tree, app)
    objects = stated + _imported(tree, app, objects) + objects
    port = run_port(tree, app, r"(?:\w*app\w*|application|api|server|socketio|sio)\.run|run_simple", 5000, only="run(", positional=None) if objects else None
    reading = read_framework(tree, app, manifest, "flask", "Flask", CLASSES, "wsgi", 5000, port, "Blueprint", "register_blueprint", objects)
    commands, traits = dict(reading.commands), reading.traits
    if "python.target" in traits:
        fact = traits["python.target"]
        folder = traits["python.import_root"].value
        target = fact.value if traits["python.factory"].value == "yes" or not fact.value.endswith((":app", ":application")) else fact.value.rpartition(":")[0]
        flask = ("env", f"PYTHONPATH={folder}", "flask") if folder != "." else ("flask",)
        at = fact.evidence
        number = reading.port.value if reading.port else 5000
        commands["dev"] = Fact(Command(*flask, "--app", target, "run", "--debug", "--host", "0.0.0.0", "--port", str(number)), at)
        migrate = manifest.dependencies.get("flask-migrate")
        if migrate and any(p.endswith("/env.py") or p.endswith("alembic.ini") for p in tree.files(join(app, "migrations"))):
            commands["migrate"] = Fact(Command(*flask, "--app", target, "db", "upgrade"), migrate.evidence)
        if "flask-socketio" in manifest.dependencies and commands["start"].value.argv[0] == "gunicorn":
            commands["start"] = _socketio(commands["start"], manifest)
    orm = manifest.dependencies.get("flask-sqlalchemy")
    if orm and "python.target" in traits and not re.match(r"(?:[=~]=\s*)?[12]\.", manifest.locked.get("flask-sqlalchemy", orm.value)):
        # Since Flask-SQLAlchemy 3.0 a relative path starts in the app's instance folder ("Configuration", SQLite).
        traits = {**traits, "data.base": orm.with_value(join(traits["python.import_root"].value, "instance"))}
    return replace(reading, commands=MappingProxyType(commands), traits=MappingProxyType(dict(traits)))


def _socketio(start: Fact[Command], manifest: Manifest) -> Fact[Command]:
    """One worker only, as Flask-SocketIO's deployment page demands for gunicorn: its load balancer cannot keep sessions."""
    argv = start.value.argv
    if "eventlet" in manifest.dependencies:
        more = ("--worker-class", "eventlet", "--workers", "1")
    elif "gevent-websocket" in manifest.dependencies:
        more = ("--worker-class", "geventwebsocket.gunicorn.workers.GeventWebSocketWorker", "--workers", "1")
    elif "gevent" in manifest.dependencies:
        more = ("--worker-class", "gevent", "--workers", "1")
    else:
        more = ("--threads", "100", "--workers", "1")
    return start.with_value(Command(*argv[:-1], *more, argv[-1]))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts


STACK = Stack("flask", "Flask", "python", detect, read, container)
