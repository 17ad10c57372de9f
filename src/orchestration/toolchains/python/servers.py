"""Web servers for Python apps: what a project already says of how it is served, and the production command of each server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Evidence, Fact, Notice, assume
from ...model.profile import Manifest, Reading
from ...model.text import Text
from ...model.tree import Tree, join
from .source import AppObject, arguments, line_of, masked, module_of, number, own_sources, resolve_module, string

ASGI_SERVERS = ("uvicorn", "hypercorn", "granian", "daphne")
WSGI_SERVERS = ("gunicorn", "waitress", "uwsgi", "granian", "mod-wsgi-standalone")
SERVERS = frozenset({"gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress", "uwsgi", "fastapi-cli"})

_COMMAND = re.compile(r"(?:^|[\s\"'`=/,&;\[(])(?P<server>uvicorn|gunicorn|hypercorn|granian|daphne|waitress-serve|fastapi\s+run|sanic|litestar|streamlit\s+run|chainlit\s+run)\b(?P<rest>[^\n]*)")
_TARGET = re.compile(r"(?<![\w:/.-])([A-Za-z_][\w.]*:[A-Za-z_][\w.]*(?:\(\s*\))?)(?![\w:/])")
_MODULE = re.compile(r"(?<![\w:/.=-])([A-Za-z_]\w*(?:\.\w+)*\.(?:wsgi|asgi))(?![\w:/])")


@dataclass(frozen=True, slots=True)
class StatedServer:
    """A server command someone wrote."""

    server: str
    target: str
    """``module:object``; empty where the line names none."""
    folder: str
    """``--app-dir``/``--chdir``, as written."""
    port: int | None
    evidence: Evidence
    is_development: bool
    worker_class: str = ""
    options: tuple[str, ...] = ()
    """What it says of workers, time limits and the proxy in front, as arguments."""
    config: str = ""
    """gunicorn's ``--config``, as written."""


def _plain(line: str) -> str:
    """A Dockerfile's JSON array and a compose list as words."""
    return re.sub(r"""[\s"'\[\],]+""", " ", line) if re.search(r"""\[\s*["']""", line) else line


def _places(tree: Tree, app: str) -> list[str]:
    """Files that say how an app is started, the most binding first."""
    names = [join(app, n) for n in ("Procfile", "Dockerfile", "Dockerfile.prod", "Dockerfile.production", "dockerfile", "docker/Dockerfile", "app.yaml", "render.yaml", "fly.toml", "railway.json", "railway.toml", "nixpacks.toml",
                                    "docker-compose.prod.yml", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "startup.sh", "start.sh", "entrypoint.sh", "docker-entrypoint.sh",
                                    "prestart.sh", "run.sh", "boot.sh", "pyproject.toml", "Makefile", "justfile", "Taskfile.yml")]
    names += [p for p in tree.glob("Dockerfile.*", app) + tree.glob("*.Dockerfile", app) if not re.search(r"dev|test|ci|debug", p.rsplit("/", 1)[-1].lower())]
    names += [p for p in tree.files(app) if p.endswith((".sh", "/Dockerfile", "/start")) and p.count("/") <= (0 if app == "." else app.count("/") + 1) + 2]
    names += [join(app, n) for n in ("README.md", "readme.md", "README.rst", "README.txt", "README")]
    return [p for p in dict.fromkeys(names) if tree.has(p)]


def stated_servers(tree: Tree, app: str) -> list[StatedServer]:
    """Server commands in deployment files, scripts and the README, the most binding first."""
    found = []
    for path in _places(tree, app):
        lines = tree.lines(path)
        for at, line in enumerate(lines, 1):
            plain = line.strip()
            if (plain.startswith(("#", "//")) and not path.lower().rsplit("/", 1)[-1].startswith("readme")) or not re.search(r"uvicorn|gunicorn|hypercorn|granian|daphne|waitress|fastapi|sanic|litestar|streamlit|chainlit", line):
                continue
            if (path.endswith("pyproject.toml") and re.match(r"""^\s*["'][\w\[\]-]+\s*[><=~!"']""", line)) or re.search(r"\b(?:pip|uv|poetry|pdm|pipenv|apt-get|apk|conda)\s+(?:install|add|pip)\b", line):
                continue
            number_of_line = at
            while line.rstrip().endswith("\\") and at < len(lines):
                line = line.rstrip()[:-1] + " " + lines[at].strip()
                at += 1
            if re.search(r"\[\s*$", line) or line.count("[") > line.count("]"):
                for more in lines[at:at + 16]:
                    line += " " + more.strip()
                    if "]" in more:
                        break
            plain = _plain(line)
            match = _COMMAND.search(plain)
            if match:
                found.append(_parse(match["server"].split()[0], match["rest"], Evidence(path, number_of_line, plain.strip()[:120])))
    return found


def _parse(server: str, rest: str, at: Evidence) -> StatedServer:
    target = _TARGET.search(re.sub(r"(?:-b|--bind|--log-config|--access-logformat|-c|--config)[ =]?\S+", " ", rest)) or _MODULE.search(rest)
    port = re.search(r"(?:--port|--server\.port|-p)[= ]+[\"']?(\d{2,5})\b", rest) or re.search(r"(?:-b|--bind|--listen)[= ]?[\"']?[\w.*\[\]:]*?:(\d{2,5})\b", rest) \
        or re.search(r"(?:--port|-b|--bind|-p)[= ]?\S*\$\{PORT:-(\d{2,5})\}", rest)
    folder = re.search(r"(?:--app-dir|--chdir|--working-dir)[= ]+[\"']?([\w./-]+)", rest)
    config = re.search(r"(?:^|\s)(?:-c|--config)[= ]+[\"']?((?:python:)?[\w./-]+)(?=[\s\"']|$)", rest)
    worker = re.search(r"(?:-k|--worker-class)[= ]+[\"']?([\w.]+)", rest)
    return StatedServer(server, target[1].replace(" ", "") if target else "", folder[1].strip("/").removeprefix("./") if folder else "", int(port[1]) if port and 0 < int(port[1]) < 65536 else None, at,
                        "--reload" in rest or "--debug" in rest, worker[1] if worker else "",
                        tuple(word for match in _OPTION.finditer(rest) for word in match[0].replace("=", " ").split()), config[1] if config and server == "gunicorn" else "")


_OPTION = re.compile(r"(?<!\S)(?:(?:--workers|--threads|--timeout|--graceful-timeout|--keep-alive|--timeout-keep-alive|--timeout-graceful-shutdown|--max-requests|--max-requests-jitter|--limit-concurrency|--backlog|-w|-t)[= ]+\d{1,6}"
                     r"|--root-path[= ]+/[\w/.-]*|--proxy-headers|--preload)(?!\S)")
"""How a server works rather than where it listens or what it serves; a value that the shell would have to fill in is left out."""


def settled(tree: Tree, app: str, stated: list[StatedServer], server: str) -> tuple[str, ...]:
    """The options of the most binding deployment file that starts this server, for its own command; none from a README or a development line."""
    for one in stated:
        if one.server.split()[0] == server.removesuffix("-cli") and not one.is_development and not one.evidence.path.lower().rsplit("/", 1)[-1].startswith("readme"):
            is_there = one.config and tree.has(join(app, config_file(one.config)))
            return (*(("--config", one.config) if is_there else ()), *one.options)
    return ()


def config_file(name: str) -> str:
    """The file of gunicorn's ``--config``: a path, or ``python:`` and a module (gunicorn's documentation, "config")."""
    return name.removeprefix("python:").replace(".", "/") + ".py" if name.startswith("python:") else name.removeprefix("./")


_PROGRAM = re.compile(r"(?:^|\s)python[\d.]*\s+(?:-[uOBEsI]+\s+)*(?P<program>-m\s+[A-Za-z_][\w.]*|(?:\./)?[\w./-]+\.py)(?=\s|$)(?P<rest>[^;&|<>$`]*)$")


def stated_program(tree: Tree, app: str) -> tuple[Fact[Command], str] | None:
    """The Python program the project's own image runs, and its file relative to the app: ``CMD ["python", "-m", "bot"]``, or in the script it starts."""
    for name in ("Dockerfile", "dockerfile", "docker/Dockerfile"):
        path = join(app, name)
        lines = tree.lines(path) if tree.has(path) else []
        at = max((n for n, line in enumerate(lines, 1) if re.match(r"\s*(?:CMD|ENTRYPOINT)\b", line)), default=0)
        if not at:
            continue
        line, evidence = _plain(lines[at - 1]).strip(" "), Evidence(path, at, lines[at - 1].strip()[:120])
        script = re.search(r"(?:^|[\s/])([\w-]+\.sh)\s*$", line)
        if script and tree.has(join(app, script[1])):
            last = [(n, s.strip()) for n, s in enumerate(tree.lines(join(app, script[1])), 1) if s.strip() and not s.strip().startswith("#")]
            if not last:
                continue
            line, evidence = last[-1][1], Evidence(join(app, script[1]), last[-1][0], last[-1][1][:120])
        match = _PROGRAM.search(line)
        if not match:
            continue
        words = match["program"].split()
        module = words[1].replace(".", "/") if words[0] == "-m" else words[0].removeprefix("./").removesuffix(".py")
        file = next((f for f in (f"{module}.py", f"{module}/__main__.py", f"src/{module}.py", f"src/{module}/__main__.py") if tree.has(join(app, f))), "")
        if file and not file.endswith("manage.py"):
            return Fact(Command("python", *words, *match["rest"].split()), (evidence,)), file
    return None


def stated_object(tree: Tree, app: str, stated: list[StatedServer]) -> AppObject | None:
    """The app object a server command names, where that module is really there."""
    for one in stated:
        if ":" not in one.target:
            continue
        module, _, name = one.target.partition(":")
        place = resolve_module(tree, app, module, one.folder)
        if place:
            return AppObject(place[0], module, name.removesuffix("()"), name.endswith("()") or "--factory" in one.evidence.quote, one.evidence, place[1])
    return None


def called_object(tree: Tree, app: str) -> tuple[AppObject | None, Fact[int] | None]:
    """``uvicorn.run("app.main:app", port=8000)`` in the code: the object it names and the port."""
    target: AppObject | None = None
    port: Fact[int] | None = None
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if "uvicorn" not in text and "hypercorn" not in text:
            continue
        code = masked(text)
        for match in re.finditer(r"\buvicorn\.(?:run|Config)\s*\(", code):
            at = Evidence(path, line_of(code, match.start()), "uvicorn.run(")
            found = arguments(code, match.end() - 1)
            named = string(found[0][1]) if found and not found[0][0] else next((string(raw) for key, raw in found if key == "app"), None)
            if named and _TARGET.fullmatch(named) and target is None:
                module, _, name = named.partition(":")
                folder = "" if "/" not in path else "/".join(path.split("/")[(0 if app == "." else app.count("/") + 1):-1])
                place = resolve_module(tree, app, module, folder)
                if place:
                    # Run as a script its own directory is what is imported from; the package it imports itself from says more.
                    root, full = module_of(tree, app, join(app, place[1]))
                    place, module = ((root, place[1]), full) if full.endswith(module) and len(full) > len(module) else (place, module)
                    is_factory = any(key == "factory" and raw == "True" for key, raw in found)
                    target = AppObject(place[0], module, name, is_factory, at, place[1])
            if port is None:
                given = next((value for key, raw in found if key == "port" and (value := number(raw, code))), None)
                port = Fact(given, (_line_of_argument(code, match.start(), path, "port") or at,)) if given else None
    return target, port


def _line_of_argument(code: str, offset: int, path: str, keyword: str) -> Evidence | None:
    match = re.compile(rf"\b{keyword}\s*=").search(code, offset)
    return Evidence(path, line_of(code, match.start()), code[match.start():].split("\n")[0].strip()[:80]) if match else None


def run_port(tree: Tree, app: str, call: str, default: int | None, only: str = "", positional: int | None = None) -> Fact[int] | None:
    """The ``port=`` (or a positional argument) of ``app.run(…)``-like calls; the framework's own default where such a call gives none."""
    pattern = re.compile(rf"(?<![\w])(?:{call})\s*\(")
    fallback: Fact[int] | None = None
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if only and only not in text:
            continue
        code = masked(text)
        for match in pattern.finditer(code):
            if re.search(r"^\s*(?:async\s+)?def\s", code[code.rfind("\n", 0, match.start()) + 1:match.end()]):
                continue
            found = arguments(code, match.end() - 1)
            given = next((value for key, raw in found if key == "port" and (value := number(raw, code))), None)
            bare = [raw for key, raw in found if not key]
            if given is None and positional is not None and len(bare) > positional:
                given = number(bare[positional], code)
            at = Evidence(path, line_of(code, match.start()), code[match.start():].split("\n")[0].strip()[:80])
            if given:
                return Fact(given, ((_line_of_argument(code, match.start(), path, "port") if "port" in code[match.start():match.start() + 300] else None) or at,))
            if fallback is None and default and not any(key == "port" for key, _ in found):
                fallback = Fact(default, (at,))
    return fallback


_DERIVED = re.compile(r"^class\s+(\w+)\([^)]*Server\s*\)", re.M)
"""The standard library's servers, and classes derived from them, take their address as one pair: ``HTTPServer(("", 8000), …)``."""


def socket_port(tree: Tree, app: str) -> Fact[int] | None:
    """The port in the address a server of the standard library is given."""
    for path in own_sources(tree, app):
        text = tree.text(path) or ""
        if "Server" not in text or not re.search(r"\b(?:http\.server|socketserver|wsgiref|xmlrpc\.server)\b", text):
            continue
        code = masked(text)
        for match in re.finditer(r"(?<!class )\b(?:" + "|".join((r"\w*Server", *_DERIVED.findall(code))) + r")\(", code):
            address = next((raw for key, raw in arguments(code, match.end() - 1) if not key and raw.startswith("(")), "")
            pair = arguments(address, 0)
            port = number(pair[1][1], code) if len(pair) == 2 else None
            if port:
                return Fact(port, (Evidence(path, line_of(code, match.start()), code[match.start():].split("\n")[0].strip()[:80]),))
    return None


def exposed_port(tree: Tree, app: str) -> Fact[int] | None:
    """The port an existing Dockerfile exposes: the server has to listen where the image says it does."""
    for name in ("Dockerfile", "docker/Dockerfile"):
        path = join(app, name)
        at = tree.find(path, r"^\s*EXPOSE\s+\d{2,5}\b") if tree.has(path) else None
        match = re.search(r"\d{2,5}", at.quote) if at else None
        if at and match and 0 < int(match[0]) < 65536:
            return Fact(int(match[0]), (at,))
    return None


def gunicorn_conf(tree: Tree, app: str, stated: list[StatedServer] | tuple[()] = ()) -> Fact[int] | None:
    """The port ``gunicorn.conf.py`` binds, or the file that a stated command names."""
    for name in (*(config_file(s.config) for s in stated if s.config and not s.is_development), "gunicorn.conf.py", "gunicorn_conf.py", "gunicorn_config.py", "conf/gunicorn.conf.py"):
        path = join(app, name)
        at = tree.find(path, r"^\s*bind\s*=.*(?::\d{2,5}\b|[\"']PORT[\"']\s*,\s*[\"']?\d{2,5}\b)") if tree.has(path) else None
        match = re.search(r"(?::|[\"']PORT[\"']\s*,\s*[\"']?)(\d{2,5})\b", tree.lines(path)[at.line - 1]) if at else None
        if at and match:
            return Fact(int(match[1]), (at,))
    return None


def pick_server(manifest: Manifest, interface: str, stated: list[StatedServer]) -> tuple[str, bool]:
    """(server, whether the project brings it): what the project's deployment files run, else what it depends on, else the usual one."""
    have = set(manifest.dependencies) | ({"granian"} if "litestar-granian" in manifest.dependencies else set())
    extras = manifest.dependencies.get("litestar") or manifest.dependencies.get("starlite")
    have |= {"uvicorn"} if extras and re.match(r"\[[^\]]*\b(?:standard|full)\b", extras.value) else set()
    for one in stated:
        name = {"waitress-serve": "waitress", "fastapi": "fastapi-cli"}.get(one.server, one.server)
        if not one.is_development and name in SERVERS and (name in have or (name == "fastapi-cli" and _has_fastapi_cli(manifest))) and not one.evidence.path.lower().rsplit("/", 1)[-1].startswith("readme"):
            return name, True
    if interface == "asgi":
        if _has_fastapi_cli(manifest):
            return "fastapi-cli", True
        for name in ASGI_SERVERS:
            if name in have:
                return name, True
        return "uvicorn", False
    for name in WSGI_SERVERS:
        if name in have:
            return name, True
    return "gunicorn", False


def _has_fastapi_cli(manifest: Manifest) -> bool:
    fact = manifest.dependencies.get("fastapi")
    return "fastapi-cli" in manifest.dependencies or bool(fact and re.match(r"\[[^\]]*\b(?:standard|all)\b", fact.value))


def production_command(server: str, obj: AppObject, port: int, interface: str, have: frozenset[str] = frozenset(), options: tuple[str, ...] = ()) -> Command:
    """What a container runs, without a shell. gunicorn reads PORT and WEB_CONCURRENCY from the environment by itself.

    Args:
        options: what the project says of how the server works; see :func:`settled`.
    """
    folder = () if obj.folder == "." else (obj.folder,)
    if server == "fastapi-cli" and not obj.is_factory and obj.module == obj.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".").removeprefix("src."):
        named = () if obj.name in ("app", "api") else ("--app", obj.name)
        return Command("fastapi", "run", obj.path, *named, "--port", str(port), *options)
    if server in ("uvicorn", "fastapi-cli"):
        return Command("uvicorn", *(("--factory",) if obj.is_factory else ()), obj.target, *(("--app-dir", *folder) if folder else ()), "--host", "0.0.0.0", "--port", str(port), *options)
    if server == "hypercorn":
        target = obj.wsgi_target if obj.folder == "." else f"{obj.folder}/{obj.module.replace('.', '/')}:{obj.name}"
        return Command("hypercorn", target, "--bind", f"0.0.0.0:{port}")
    if server == "granian":
        return Command("granian", "--interface", interface, *(("--factory",) if obj.is_factory else ()), *(("--working-dir", *folder) if folder else ()), "--host", "0.0.0.0", "--port", str(port), obj.target)
    if server == "daphne":
        return Command("daphne", "-b", "0.0.0.0", "-p", str(port), obj.target)
    if server == "waitress":
        return Command("waitress-serve", f"--listen=0.0.0.0:{port}", *(("--call", obj.target) if obj.is_factory else (obj.target,)))
    if server == "uwsgi":
        return Command("uwsgi", "--http-socket", f"0.0.0.0:{port}", "--master", "--need-app", "--die-on-term", *(("--chdir", *folder) if folder else ()), "--module", obj.wsgi_target)
    worker = ()
    if interface == "asgi":
        worker = ("--worker-class", "uvicorn_worker.UvicornWorker" if "uvicorn-worker" in have else "uvicorn.workers.UvicornWorker")
    own = options[2:] if folder and options[:1] == ("--config",) else options
    return Command("gunicorn", *(("--chdir", *folder) if folder else ()), "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", *worker, *own, obj.wsgi_target)


def development_command(server: str, obj: AppObject, port: int, interface: str) -> Command:
    """The same app with live reload."""
    folder = () if obj.folder == "." else ("--app-dir", obj.folder)
    if server == "fastapi-cli" and not obj.is_factory:
        return Command("fastapi", "dev", obj.path, "--host", "0.0.0.0", "--port", str(port))
    if interface == "asgi" and server in ("uvicorn", "fastapi-cli", "gunicorn"):
        return Command("uvicorn", "--reload", *(("--factory",) if obj.is_factory else ()), obj.target, *folder, "--host", "0.0.0.0", "--port", str(port))
    if interface == "asgi" and server == "hypercorn":
        return Command("hypercorn", "--reload", obj.target, "--bind", f"0.0.0.0:{port}")
    if interface == "asgi":
        return Command("granian", "--interface", "asgi", "--reload", obj.target, "--host", "0.0.0.0", "--port", str(port)) if server == "granian" else production_command(server, obj, port, interface)
    return Command("gunicorn", "--reload", *(("--chdir", obj.folder) if obj.folder != "." else ()), obj.wsgi_target)


def missing_server(server: str, stack: str, at: tuple[Evidence, ...]) -> Notice:
    return Notice("warning", "server", Text(
        f"no production web server is among the dependencies of this {stack} app; the image installs {server} in a pinned version: add {server} to the project's dependencies",
        f"aucun serveur web de production parmi les dépendances de cette application {stack} ; l'image installe {server} dans une version épinglée : ajoutez {server} aux dépendances du projet"), at)


def _own_program(tree: Tree, app: str, stated: list[StatedServer], obj: AppObject | None) -> tuple[Fact[Command], str] | None:
    """A program that is more than a server around the app object: a bot with a web page, a service that starts its server by itself."""
    program = stated_program(tree, app) if not any(not s.is_development for s in stated) else None
    if program is None or (obj and program[1] == obj.path):
        return None
    code = masked(tree.text(join(app, program[1])) or "")
    return None if re.search(r"\b(?:uvicorn|hypercorn|web|app|application|socketio|server)\.run(?:_app)?\s*\(", code) else program


def web_reading(tree: Tree, app: str, manifest: Manifest, interface: str, title: str, objects: list[AppObject], default_port: int, code_port: Fact[int] | None = None) -> Reading:
    """What every framework served by a separate server has in common: object, server, port, start and dev commands."""
    stated = stated_servers(tree, app)
    called, called_port = called_object(tree, app) if interface == "asgi" else (None, None)
    obj = stated_object(tree, app, stated) or called or (objects[0] if objects else None)
    binding = [s for s in stated if not s.evidence.path.lower().rsplit("/", 1)[-1].startswith("readme")]
    port = next((Fact(s.port, (s.evidence,)) for s in binding if s.port and not s.is_development), None) or gunicorn_conf(tree, app, stated) or called_port or code_port \
        or next((Fact(s.port, (s.evidence,)) for s in stated if s.port), None) or exposed_port(tree, app) \
        or assume(default_port, f"the default port of {title}'s server", f"le port par défaut du serveur de {title}")
    program = _own_program(tree, app, binding, obj)
    if program:
        start, file = program
        own = MappingProxyType({"python.interface": start.with_value("own"), "python.import_root": start.with_value("."), "python.file": start.with_value(file)})
        # A default port belongs to a server; whether this program opens one at all only a stated port says.
        return Reading(entry=start.with_value(file), port=None if port.is_assumed else port, commands=MappingProxyType({"start": start, "dev": start}), traits=own)
    server, is_brought = pick_server(manifest, interface, stated)
    if interface == "asgi" and server == "gunicorn" and not ({"uvicorn", "uvicorn-worker"} & set(manifest.dependencies)):
        server, is_brought = "uvicorn", False
    traits: dict[str, Fact[str]] = {}
    commands: dict[str, Fact[Command]] = {}
    notices: list[Notice] = []
    if obj:
        have = frozenset(manifest.dependencies)
        commands["start"] = Fact(production_command(server, obj, port.value, interface, have, settled(tree, app, stated, server)), (obj.evidence,))
        commands["dev"] = Fact(development_command(server, obj, port.value, interface), (obj.evidence,))
        traits = {"python.target": Fact(obj.target, (obj.evidence,)), "python.import_root": Fact(obj.folder, (obj.evidence,)), "python.interface": Fact(interface, (obj.evidence,)),
                  "python.server": Fact(server, (obj.evidence,)), "python.factory": Fact("yes" if obj.is_factory else "no", (obj.evidence,)), "python.file": Fact(obj.path, (obj.evidence,))}
        if not is_brought:
            traits["python.extra"] = Fact(server, (obj.evidence,))
            notices.append(missing_server(server, title, (obj.evidence,)))
    reading = Reading(
        entry=Fact(obj.path, (obj.evidence,)) if obj else None, port=port, commands=MappingProxyType(commands), traits=MappingProxyType(traits), notices=tuple(notices),
    )
    return reading
