"""Django: settings module, WSGI or ASGI entry, databases, static files, migrations, served by gunicorn or an ASGI server."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ..model.command import Command
from ..model.container import ContainerFacts, Copy, RunStep
from ..model.facts import Detection, Evidence, Fact, Notice, assume
from ..model.profile import Manifest, Profile, Reading, ServiceUse, SystemPackage
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.python import django_settings as settings
from ..toolchains.python.dependencies import GEODJANGO
from ..toolchains.python.django_settings import DjangoProject, read_django
from ..toolchains.python.frameworks import version_of
from ..toolchains.python.images import http_probe
from ..toolchains.python.servers import (
    StatedServer,
    exposed_port,
    gunicorn_conf,
    missing_server,
    pick_server,
    production_command,
    settled,
    stated_servers,
)
from ..toolchains.python.source import AppObject


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    at = settings.find_manage(tree, app)
    fact = manifest.dependencies.get("django")
    if at:
        return Detection("django", 90 if fact else 80, (at, *(fact.evidence if fact else ())))
    return Detection("django", 40, fact.evidence) if fact else None


def _interface(project: DjangoProject, manifest: Manifest, stated: list[StatedServer], tree: Tree) -> str:
    """ASGI where a deployment file, Channels or the only server in the dependencies says so; WSGI else."""
    for one in stated:
        if one.is_development or one.evidence.path.lower().rsplit("/", 1)[-1].startswith("readme"):
            continue
        if re.search(r"\.asgi\b", one.target):
            return "asgi"
        if re.search(r"\.wsgi\b", one.target):
            return "wsgi"
    have = set(manifest.dependencies)
    if not project.asgi:
        return "wsgi"
    if {"channels", "daphne"} & have and settings.assigned(tree, project.files, "ASGI_APPLICATION"):
        return "asgi"
    if ({"uvicorn", "hypercorn", "granian"} & have and not {"gunicorn", "waitress", "uwsgi"} & have) or not project.wsgi:
        return "asgi"
    return "wsgi"


def _entry(project: DjangoProject, stated: list[StatedServer], interface: str, app: str, tree: Tree) -> AppObject | None:
    for one in stated:
        module, _, name = one.target.partition(":")
        if module in (project.wsgi, project.asgi) and module.endswith(interface):
            return AppObject(project.folder, module, name or "application", False, one.evidence, join(project.folder, module.replace(".", "/") + ".py"))
    module = project.asgi if interface == "asgi" else project.wsgi
    if not module:
        return None
    path = join(project.folder, module.replace(".", "/") + ".py")
    if not tree.has(join(app, path)):
        path = join(project.folder, module.replace(".", "/"), "__init__.py")
    at = tree.find(join(app, path), r"^\s*application\s*=") or Evidence(join(app, path))
    return AppObject(project.folder, module, "application", False, at, path)


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    project = read_django(tree, app)
    version = version_of(manifest, "django")
    if project is None:
        return Reading(framework_version=version)
    stated = stated_servers(tree, app)
    interface = _interface(project, manifest, stated, tree)
    obj = _entry(project, stated, interface, app, tree)
    port = next((Fact(s.port, (s.evidence,)) for s in stated if s.port and not s.is_development), None) or _runserver_port(tree, app) or gunicorn_conf(tree, app, stated) or exposed_port(tree, app) \
        or assume(8000, "gunicorn's and runserver's default port", "le port par défaut de gunicorn et de runserver")
    server, is_brought = pick_server(manifest, interface, stated)
    if interface == "asgi" and server == "gunicorn" and not {"uvicorn", "uvicorn-worker"} & set(manifest.dependencies):
        server, is_brought = "uvicorn", False
    manage = ("python", project.manage)
    at = project.evidence
    commands: dict[str, Fact[Command]] = {
        "migrate": Fact(Command(*manage, "migrate", "--noinput"), (at,)),
        "dev": Fact(Command(*manage, "runserver", f"0.0.0.0:{port.value}"), (at,)),
    }
    if project.folder != ".":
        commands["test"] = Fact(Command(*manage, "test"), (at,))
        if "pytest" in manifest.dev_dependencies or "pytest" in manifest.dependencies:
            del commands["test"]
    notices: list[Notice] = []
    traits: dict[str, Fact[str]] = {"django.manage": Fact(project.manage, (at,))}
    if obj:
        commands["start"] = Fact(production_command(server, obj, port.value, interface, frozenset(manifest.dependencies), settled(tree, app, stated, server)), (obj.evidence,))
        if server == "hypercorn" and project.folder != ".":
            commands["start"] = commands["start"].with_value(Command("env", f"--chdir={project.folder}", "hypercorn", obj.target, "--bind", f"0.0.0.0:{port.value}"))
        traits |= {"python.target": Fact(obj.target, (obj.evidence,)), "python.import_root": Fact(project.folder, (obj.evidence,)), "python.interface": Fact(interface, (obj.evidence,)),
                   "python.server": Fact(server, (obj.evidence,)), "python.file": Fact(obj.path, (obj.evidence,))}
        if not is_brought:
            traits["python.extra"] = Fact(server, (obj.evidence,))
            notices.append(missing_server(server, "Django", (obj.evidence,)))
    _read_settings(tree, app, project, manifest, traits, notices)
    gis = settings.uses_gis(tree, project)
    return Reading(
        framework_version=version, entry=Fact(project.manage, (at,)), port=port, commands=MappingProxyType(commands), traits=MappingProxyType(traits), notices=tuple(notices),
        health_path=settings.health_url(tree, app, project), services=_services(tree, project, manifest, is_settled="databases.settled" in traits), data_files=settings.data_files(tree, project, app),
        system_packages=tuple(Fact(SystemPackage(name, "run", "django.contrib.gis"), (gis,)) for name in GEODJANGO) if gis else (),
    )


def _runserver_port(tree: Tree, app: str) -> Fact[int] | None:
    for name in ("Procfile", "Dockerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "Makefile", "entrypoint.sh", "start.sh"):
        path = join(app, name)
        at = tree.find(path, r"\brunserver\W+(?:[\w.]+:)?\d{4,5}\b") if tree.has(path) else None
        match = re.search(r"\brunserver\W+(?:[\w.]+:)?(\d{4,5})\b", tree.lines(path)[at.line - 1]) if at else None
        if at and match:
            return Fact(int(match[1]), (at,))
    return None


def _read_settings(tree: Tree, app: str, project: DjangoProject, manifest: Manifest, traits: dict[str, Fact[str]], notices: list[Notice]) -> None:
    if project.settings:
        traits["django.settings"] = project.settings
    static = settings.static_root(tree, project, app)
    stated = settings.assigned(tree, project.files, "STATIC_ROOT")
    if static:
        traits["django.static_root"] = static
        values = settings.build_environment(tree, project)
        if values:
            traits["django.build_env"] = static.with_value("\n".join(f"{k}={v}" for k, v in values.items()))
        whitenoise = any("whitenoise" in (tree.text(p) or "") for p in project.files)
        if not whitenoise and not any(re.search(r"storages\.backends|S3|GoogleCloudStorage|AzureStorage", tree.text(p) or "") for p in project.files):
            notices.append(Notice("warning", "static", Text(
                "STATIC_ROOT is set but nothing in the app serves it (no WhiteNoise, no object storage): put a web server or a CDN in front, or add whitenoise",
                "STATIC_ROOT est défini mais rien dans l'application ne le sert (ni WhiteNoise ni stockage objet) : placez un serveur web ou un CDN devant, ou ajoutez whitenoise"), static.evidence))
    elif stated:
        notices.append(Notice("warning", "static", Text("STATIC_ROOT is not written out, so static files are not collected in the image; run collectstatic where it is known",
                                                        "STATIC_ROOT n'est pas écrit en clair, les fichiers statiques ne sont donc pas collectés dans l'image ; lancez collectstatic là où il est connu"), (stated[1],)))
    host, variable = settings.allowed_host(tree, project)
    at = project.evidence
    if host:
        traits["django.host"] = Fact(host, (at,))
    if variable:
        traits["django.hosts_env"] = Fact(variable, (at,))
    if (media := settings.media_root(tree, project, app)) not in ("", "."):
        traits["django.writable"] = Fact(media, (at,))
    if databases := settings.settled_databases(tree, project):
        traits["databases.settled"] = databases


_DRIVERS = {"postgresql": frozenset({"psycopg", "psycopg2", "psycopg2-binary", "psycopg-binary", "psycopg-c"}), "mysql": frozenset({"mysqlclient", "pymysql"}), "mariadb": frozenset({"mysqlclient", "pymysql"})}


def _services(tree: Tree, project: DjangoProject, manifest: Manifest, *, is_settled: bool) -> tuple[Fact[ServiceUse], ...]:
    """What DATABASES names; SQLite only where no database server is a candidate (it is the usual fallback for development)."""
    engines = settings.database_engines(tree, project.files)
    servers = [f for f in engines if f.value != "sqlite"]
    # Where the settings say it all, a driver that is installed beside says nothing.
    clients = frozenset() if is_settled else frozenset().union(*_DRIVERS.values()) & set(manifest.dependencies)
    # Settings that know several servers are for whoever installs them; the driver that production installs says which one this is.
    driven = [f for f in servers if clients & _DRIVERS.get(f.value, clients)]
    chosen = driven or servers if servers or clients else engines
    return tuple(f.with_value(ServiceUse(f.value, "", "django")) for f in chosen)  # type: ignore[arg-type]


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    manage = profile.trait("django.manage")
    if not manage:
        return facts
    root = "/app" if profile.path == profile.root else "/app/" + (profile.path if profile.root == "." else profile.path.removeprefix(profile.root + "/"))
    env = dict(facts.run_env)
    if profile.trait("django.settings"):
        env["DJANGO_SETTINGS_MODULE"] = profile.trait("django.settings")
    facts = replace(facts, run_env=dict(sorted(env.items())))
    static = profile.trait("django.static_root")
    if static:
        values = [line for line in profile.trait("django.build_env").split("\n") if line]
        if profile.trait("django.settings"):
            values.append(f"DJANGO_SETTINGS_MODULE={profile.trait('django.settings')}")
        chdir = [] if root == "/app" else [f"--chdir={root}"]
        why = Text("Static files are collected once, here. The values only let the settings be imported; none of them is a secret and none is kept.",
                   "Les fichiers statiques sont collectés une fois, ici. Ces valeurs ne servent qu'à importer les réglages ; aucune n'est un secret, aucune n'est conservée.")
        step = RunStep((Command("env", *chdir, *values, "python", manage, "collectstatic", "--noinput"),), why)
        place = static if static.startswith("/") else f"{root}/{static}"
        outputs = (*facts.outputs, Copy((place,), place))
        # Collecting imports the project's apps, and with them the libraries they load (GDAL, libmagic, Pango): the build needs them as much as the app.
        packages = tuple(sorted({*facts.build_packages, *facts.run_packages}))
        facts = replace(facts, build=(*facts.build, step), outputs=outputs, build_packages=packages)
    if media := profile.trait("django.writable"):
        media = media if media.startswith("/") else f"{root}/{media}"
        facts = replace(facts, writable=tuple(dict.fromkeys((*facts.writable, media))), kept=(*facts.kept, media))
    if facts.probe and profile.port:
        known = profile.health_path is not None
        path = profile.health_path.value if profile.health_path else "/"
        facts = replace(facts, probe=http_probe(profile.port.value, path, known, facts.command.line.find("--bind") < 0 and "gunicorn" in facts.command.line, profile.trait("django.host"), profile.trait("django.hosts_env")))
    return facts


STACK = Stack("django", "Django", "python", detect, read, container, aliases=("djangorest", "drf"))
