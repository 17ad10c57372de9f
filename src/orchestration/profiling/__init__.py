"""From a Tree to a Profile; pure: nothing is written, nothing of the project is run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files as package_files
from typing import Any

from ..kits.static import HEALTH_PATH as SITE_HEALTH_PATH
from ..kits.static import PORT as SITE_PORT
from ..model.errors import BadValue
from ..model.facts import Fact, Notice, assume
from ..model.profile import Profile, Reading, SystemPackage
from ..model.text import Text
from ..model.tree import Tree
from ..stacks import STACKS, aliases
from .counters import read_counters
from .data_files import read_data_files
from .directories import read_directories
from .discover import Candidate, apps_of, choose
from .environment import committed_values, mark_build_time, read_environment, with_choices
from .existing import existing_files, read_existing
from .merge import env_of, first, packages_of, processes_of, runtime_of, united
from .naming import slug
from .services import chosen_databases, services_of_manifest, services_of_urls, unite


def stack_id(name: str) -> str:
    """A stack's registry key from what a caller writes (``"Next.js"``, ``"next"``, ``"nextjs"``).

    Raises:
        BadValue: no such stack; the message lists them.
    """
    key = "".join(ch for ch in name.lower() if ch.isalnum() or ch == "-")
    plain = key.replace("-", "")
    for candidate in (key, plain):
        if candidate in STACKS:
            return candidate
    for candidate in (key, plain):
        if candidate in aliases():
            return aliases()[candidate]
    raise BadValue(Text(f"unknown stack: {name!r}", f"pile inconnue : {name!r}"), Text("one of: " + ", ".join(sorted(STACKS)), "au choix : " + ", ".join(sorted(STACKS))))


def profile(tree: Tree, app: str | None = None, today: date | None = None) -> Profile:
    """Everything known of one application of a project.

    Raises:
        NothingFound, ChooseApp, BadValue: see :func:`orchestration.profiling.discover.choose`.
    """
    chosen, found = choose(tree, app)
    return _profile(tree, chosen, found, today or date.today())


def assumed(stack: str, name: str = "app", today: date | None = None) -> Profile:
    """The Profile of a stack's own conventions, for when only its name is known; every fact is marked as assumed.

    The conventions are a small real project (``stacks/conventions/<stack>/``), so one road serves both cases.

    Raises:
        BadValue: unknown stack.
    """
    from ..edges.tree import MemoryTree

    key = stack_id(stack)
    folder = package_files("orchestration.stacks").joinpath("conventions", key)
    tree = MemoryTree(_read_folder(folder), name)
    chosen, found = choose(tree, ".")
    title = STACKS[key].title
    return _all_assumed(_profile(tree, chosen, found, today or date.today()), title, name)


def _read_folder(folder: Any, prefix: str = "") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for item in folder.iterdir():
        if item.is_dir():
            files |= _read_folder(item, f"{prefix}{item.name}/")
        else:
            files[prefix + item.name] = item.read_bytes()
    return files


def _profile(tree: Tree, chosen: Candidate, found: tuple[Candidate, ...], today: date) -> Profile:
    toolchain, stack, app = chosen.toolchain, chosen.stack, chosen.path
    root = chosen.toolchain_reading.root or chosen.root
    product = chosen.stack_reading.runtime_product or chosen.toolchain_reading.runtime_product or toolchain.runtime_product
    readings = (chosen.procfile, chosen.stack_reading, chosen.toolchain_reading)
    folders = tuple(dict.fromkeys((app, *(f for r in readings for f in r.sources))))
    clients = services_of_manifest(chosen.manifest, toolchain.service_clients)
    documented = tuple(f for folder in folders for f in services_of_urls(tree, folder))
    proven = frozenset(f.value.kind for f in (*(s for r in readings for s in r.services), *clients, *documented))
    readings = (*readings, read_existing(tree, app, product, proven if len(found) > 1 else None))
    traits = united(readings, "traits")
    clients, open_choice = chosen_databases(clients, documented, *(r.services for r in readings), settled=traits.get("databases.settled"))
    common = Reading(
        env=env_of(Reading(env=read_environment(tree, folder, toolchain)) for folder in folders),
        services=clients,
        system_packages=_system_packages(chosen, toolchain.system_packages),
    )
    readings = (*readings, common)
    if stated := committed_values(tree, app, toolchain):
        traits = {**traits, "env.committed": stated}
    inlined = set(traits["env.inlined"].value.split()) if "env.inlined" in traits else set()
    prefixes = tuple(traits["env.public_prefix"].value.split()) if "env.public_prefix" in traits else ()
    runtime, conflicts, notices = runtime_of(product, tuple(f for r in readings for f in r.runtimes), today)
    name = first(readings, "name")
    project = slug(tree.name)
    site, port, health_path = first(readings, "site"), first(readings, "port"), first(readings, "health_path")
    if site:
        # Files have no server of their own: ours in front of them says where it listens.
        port = port or assume(SITE_PORT, "where the web server in front of the files listens", "là où écoute le serveur web devant les fichiers")
        health_path = health_path or assume(SITE_HEALTH_PATH, "answered by the web server itself", "le serveur web y répond lui-même")
    commands, processes = united(readings, "commands"), processes_of(readings)
    worker = next((f for f in processes if f.value.kind == "worker"), None)
    if "start" not in commands and site is None and worker:
        # Nothing answers requests: the worker is the app itself.
        commands, processes = {**commands, "start": worker.with_value(worker.value.command)}, tuple(f for f in processes if f is not worker)
    services = unite(*(r.services for r in readings), documented)
    env = with_choices(tree, folders, toolchain, mark_build_time(tuple(f for f in env_of(readings) if f.value.name not in inlined), prefixes))
    data_files, in_code = read_data_files(tree, app, folders, toolchain, chosen.manifest, env, traits["data.base"].value if "data.base" in traits else ".")
    services = unite(services, in_code)
    # A reader that knows the framework's settings knows better.
    data_files = next((r.data_files for r in readings if r.data_files), data_files) if any(f.value.kind == "sqlite" for f in services) else ()
    result = Profile(
        project=project,
        path=app,
        root=root,
        name=name.with_value(slug(name.value)) if name else assume(slug(app.rsplit("/", 1)[-1]) if app != "." else project, "the directory's name", "le nom du répertoire"),
        language=first(readings, "language") or Fact(toolchain.id, chosen.detection.evidence),
        toolchain=Fact(toolchain.id, chosen.detection.evidence),
        stack=Fact(stack.id, chosen.stack_detection.evidence or chosen.detection.evidence),
        framework_version=first(readings, "framework_version"),
        package_manager=first(readings, "package_manager"),
        runtime=runtime,
        commands=commands,
        entry=first(readings, "entry"),
        port=port,
        health_path=health_path,
        site=site,
        env=env,
        services=services,
        data_files=data_files,
        directories=read_directories(tree, app, folders, toolchain, env) if site is None else (),
        counters=read_counters(tree, folders, toolchain),
        system_packages=packages_of(readings),
        processes=processes,
        apps=apps_of(found, project),
        existing=existing_files(tree, app),
        traits=traits,
        entries=_entries(tree, app),
        root_entries=_entries(tree, root) if root != app else (),
        conflicts=tuple(c for r in readings for c in r.conflicts) + conflicts,
        notices=tuple(n for r in readings for n in r.notices) + notices + open_choice,
    )
    if not result.is_deployable:
        text = Text("nothing here runs as a server or a worker, or is served as files: no start command was found, so this is taken for a library, a tool or a desktop app; to deploy it, say what to run (a Procfile, or a Dockerfile's CMD)",
                    "rien ici ne s'exécute comme serveur ou comme worker, ni n'est servi comme fichiers : sans commande de démarrage, c'est considéré comme une bibliothèque, un outil ou une application de bureau ; pour le déployer, dites quoi lancer (un Procfile, ou le CMD d'un Dockerfile)")
        result = replace(result, apps=(), notices=(*result.notices, Notice("warning", "start", text, chosen.detection.evidence)))
    return replace(result, notices=result.notices + tree.notices())


def _entries(tree: Tree, folder: str) -> tuple[str, ...]:
    cut = 0 if folder == "." else len(folder) + 1
    names = {part + "/" if slash else part for path in tree.files(folder) for part, slash, _ in [path[cut:].partition("/")]}
    return tuple(sorted(names))


def _system_packages(chosen: Candidate, known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> tuple[Fact[SystemPackage], ...]:
    found = []
    for name, fact in chosen.manifest.dependencies.items():
        for phase, packages in zip(("build", "run"), known.get(name, ((), ())), strict=True):
            found += [fact.with_value(SystemPackage(package, phase, name)) for package in packages]  # type: ignore[arg-type]
    return tuple(found)


def _all_assumed(value: Any, title: str, name: str) -> Any:
    why = Text(f"the conventions of {title}; point at a project to read them instead", f"les conventions de {title} ; indiquez un projet pour les lire")

    def turn(item: Any) -> Any:
        if isinstance(item, Fact):
            return Fact(item.value, (), why)
        if isinstance(item, tuple):
            return tuple(turn(i) for i in item)
        if isinstance(item, Notice):
            return replace(item, evidence=())
        return item

    fields = {}
    for field in value.__dataclass_fields__:
        item = getattr(value, field)
        fields[field] = {k: turn(v) for k, v in item.items()} if field in ("commands", "traits") else turn(item)
    fields["apps"], fields["existing"], fields["conflicts"] = (), (), ()
    fields["name"] = Fact(slug(name), (), why)
    fields["project"] = slug(name)
    fields["notices"] = tuple(n for n in fields["notices"] if n.about == "end-of-life")
    return type(value)(**fields)


__all__ = ["assumed", "profile", "stack_id"]
