"""The decisions of a compose file, each with its origin."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from ...model.command import Command
from ...model.decision import Decision, Refusal, granted
from ...model.facts import Notice
from ...model.plan import Inputs
from ...model.profile import EnvVar, Process, ServiceUse
from ...model.text import Text
from .services import RECIPES
from .wiring import SQL, Wire, wires

_DATABASES = ("postgresql", "mysql", "mariadb", "sqlserver", "mongodb", "sqlite")
_QUEUES = ("rabbitmq", "kafka", "nats", "redis", "valkey")
_CACHES = ("redis", "valkey", "memcached")
SecretStyle = Literal["files", "environment"]


@dataclass(frozen=True, slots=True)
class ComposeSpec:
    services: tuple[Decision[ServiceUse], ...]
    """The services beside the app, sorted by kind."""
    wires: tuple[Wire, ...]
    """The app's variables that point at them."""
    secret_style: Decision[SecretStyle]
    """``files``: mounted under /run/secrets and read by the image's entrypoint; ``environment``: variables, where the image has none."""
    secrets: tuple[EnvVar, ...]
    """The app's own secrets, those of the wires left out."""
    plain: tuple[EnvVar, ...]
    """The app's other variables, documented in .env.example."""
    workers: tuple[Process, ...]
    migration: Process | None
    has_dev: Decision[bool]
    is_image_foreign: Decision[bool]
    """The Dockerfile that stands there is a person's own: its stages, user and entrypoint are theirs."""
    kept: tuple[str, ...]
    """Directories of the app's container whose files outlive it (SQLite, uploads), absolute; a volume each."""
    platform: Decision[str]
    """One OCI platform where the caller asked for one; empty: the machine's own."""
    notices: tuple[Notice, ...]


def specify(inputs: Inputs) -> ComposeSpec:
    """Services from the profile and the requirements, and how the app is pointed at them.

    Raises:
        SquadError: there is no recipe for the app's own image.
    """
    facts, profile = inputs.container_facts(), inputs.profile
    services, notices = chosen_services(inputs)
    uses = [d.value for d in services]
    env = [f.value for f in profile.env]
    wired = wires((e for e in env if not e.at_build), uses)
    foreign = any(f.value.kind == "dockerfile" and f.value.path == _dockerfile(profile.path) for f in profile.existing)
    by_name = {w.variable for w in wired} | ({f.value.variable for f in profile.data_files} if not foreign else set())
    # A scratch image's own init program reads secret files too; an image without either gets variables.
    can_read_files = not foreign and (facts.has_shell or bool(facts.entrypoint))
    style: SecretStyle = "files" if can_read_files else "environment"
    why = (Text("the image's entrypoint reads mounted files", "le point d'entrée de l'image lit les fichiers montés") if can_read_files
           else Text("the Dockerfile already there has no entrypoint that reads secret files", "le Dockerfile déjà présent n'a pas de point d'entrée qui lise des fichiers de secrets") if foreign
           else Text("the image has no shell that could read secret files", "l'image n'a pas de shell qui puisse lire des fichiers de secrets"))
    migration, inside = next((f.value for f in profile.processes if f.value.kind == "release"), None), profile.trait("migrate.run")
    command = profile.command("migrate")
    if (inside and (migration or command)) or (migration is None and command):
        # What the image can run goes before what a checkout can.
        found = Process("migrate", "release", Command(*json.loads(inside)) if inside else command)  # type: ignore[arg-type]
        migration = found if migration or any(u.kind in _DATABASES for u in uses) or profile.uses("sqlite") else None
    notices += _unwired(uses, wired)
    if foreign and profile.uses("sqlite"):
        where = next((f"{f.value.path} ({f.source})" for f in profile.data_files), "a file")
        notices.append(Notice("warning", "data", Text(f"the app keeps its data in {where}; where that is in the image of your own Dockerfile is not known: mount a volume there, or the data go with the container",
                                                      f"l'application garde ses données dans {where} ; son emplacement dans l'image de votre propre Dockerfile n'est pas connu : montez-y un volume, sinon les données partent avec le conteneur")))
    return ComposeSpec(
        services=services,
        wires=wired,
        secret_style=Decision(style, "profile" if foreign else "default", why),
        secrets=tuple(e for e in env if e.is_secret and e.name not in by_name and not e.at_build),
        plain=tuple(e for e in env if not e.is_secret and e.name not in by_name),
        workers=tuple(f.value for f in profile.processes if f.value.kind in ("worker", "cron")),
        migration=migration,
        has_dev=Decision(facts.dev_command is not None and not foreign, "profile",
                         Text("the image has a development stage", "l'image a une étape de développement") if facts.dev_command and not foreign
                         else Text("the project has no development command, or its Dockerfile no development stage", "le projet n'a pas de commande de développement, ou son Dockerfile pas d'étape de développement")),
        is_image_foreign=Decision(foreign, "profile", Text("the Dockerfile there is a person's own", "le Dockerfile en place est celui d'une personne") if foreign
                                  else Text("the Dockerfile is the one written here", "le Dockerfile est celui écrit ici")),
        kept=() if foreign else facts.kept,
        platform=Decision(inputs.request.arch[0], "caller", Text("asked for", "demandé")) if len(inputs.request.arch) == 1
        else Decision("", "default", Text("the machine's own", "celle de la machine")),
        notices=tuple(notices),
    )


def _dockerfile(app: str) -> str:
    return "Dockerfile" if app == "." else f"{app}/Dockerfile"


def chosen_services(inputs: Inputs) -> tuple[tuple[Decision[ServiceUse], ...], list[Notice]]:
    """The services beside the app, sorted by kind: the profile's as the caller's wishes change them. A pipeline starts the same ones."""
    profile = inputs.profile
    notices: list[Notice] = []
    found: dict[str, Decision[ServiceUse]] = {}
    for fact in profile.services:
        if fact.value.kind in RECIPES:
            found[fact.value.kind] = Decision(fact.value, "default" if fact.is_assumed else "profile", fact.assumed or Text(f"found at {fact.source}", f"trouvé dans {fact.source}"))
    for wish in inputs.wanted("service"):
        kind, version = wish.value
        kind = {"database": next((k for k in _DATABASES if k in found), "postgresql"), "queue": next((k for k in _QUEUES if k in found), "rabbitmq")}.get(kind, kind)
        if kind not in RECIPES:
            continue
        before = found.get(kind)
        use = ServiceUse(kind, version or (before.value.version if before else ""), before.value.client if before else "", before.value.scheme if before else "")
        if before and version and before.value.version and before.value.version != version:
            notices.append(Notice("warning", "service", Text(f"{kind} {version} was asked for, but the project states {before.value.version}: the request is followed",
                                                             f"{kind} {version} est demandé, mais le projet indique {before.value.version} : la demande est suivie")))
        found[kind] = granted(use, wish)
    # Beside other tasks the word is about builds; a server for it has a name.
    if inputs.alongside <= {"docker_compose"} and inputs.wanted("cache") and not any(k in found for k in _CACHES):
        found["redis"] = Decision(ServiceUse("redis"), inputs.wanted("cache")[0].origin, Text("a cache was asked for", "un cache est demandé"))
    for wish in inputs.unwanted("service"):
        kind = wish.value[0]
        gone = found.pop(kind, None)
        if gone and gone.origin == "profile":
            notices.append(Notice("warning", "service", Text(f"{kind} is left out as asked, but the project uses it ({gone.why.en})", f"{kind} est écarté comme demandé, mais le projet l'utilise ({gone.why.fr})")))
    return tuple(found[k] for k in sorted(found)), notices


def contradicted(inputs: Inputs) -> tuple[Refusal, ...]:
    """Relational databases that were asked for, although the project's code speaks another one."""
    kinds = (*SQL, "sqlite") if inputs.profile.trait("databases.settled") == "sqlite" else SQL
    spoken = [f for f in inputs.profile.services if f.value.kind in kinds and not f.is_assumed]
    return tuple(Refusal("service", Text(f"it is started, but the project's code speaks {spoken[0].value.kind} ({spoken[0].source}), which stays beside it",
                                         f"il est démarré, mais le code du projet parle {spoken[0].value.kind} ({spoken[0].source}), qui reste à côté"), value=w.value, partly=True)
                 for w in inputs.wanted("service") if spoken and w.value[0] in SQL and all(f.value.kind != w.value[0] for f in spoken))


def _unwired(uses: list[ServiceUse], wired: tuple[Wire, ...]) -> list[Notice]:
    pointed = {w.kind for w in wired}
    return [Notice("warning", "service", Text(
        f"no variable was found by which the app would be pointed at {u.kind}; it must use the host name {u.kind}",
        f"aucune variable trouvée pour orienter l'application vers {u.kind} ; elle doit utiliser le nom d'hôte {u.kind}")) for u in uses if u.kind not in pointed]
