"""The compose file, its development override, the example environment and the script that makes the secret files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from ...documents.envfile import EnvLine, env_file
from ...documents.yaml import Flow, Note, dump
from ...kits import kit
from ...model.artefact import Artefact
from ...model.command import Command
from ...model.container import NONROOT
from ...model.decision import Claim, Refusal
from ...model.facts import Notice
from ...model.plan import Inputs, Plan
from ...model.profile import EnvVar, Profile, ServiceUse
from ...model.text import Text
from ...model.tree import join
from ..dockerfile.plan import has_worker_stage
from .services import RECIPES, ServiceRecipe, data_directory, image_of
from .spec import ComposeSpec, contradicted
from .wiring import value_of

COMPOSE, DEVELOPMENT, EXAMPLE, SCRIPT = "docker-compose.yml", "docker-compose.dev.yml", ".env.example", "docker/make-secrets.sh"
_NAMES = ("compose.yaml", "compose.yml", COMPOSE, "docker-compose.yaml")
"""What ``docker compose`` looks for, in its order (compose-spec, "Compose file"): it takes the first and warns of the others."""


class _Words:
    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, en: str, fr: str) -> str:
        return fr if self.language == "fr" else en


def plan(inputs: Inputs, spec: ComposeSpec) -> Plan:
    """Everything ``docker compose up`` needs, and no value that is a secret."""
    profile, say = inputs.profile, _Words(inputs.request.language)
    name = profile.name.value
    secrets = _secrets(spec)
    document = _document(inputs, spec, secrets, say)
    at = profile.path
    compose = compose_path(profile)
    files = [Artefact(compose, dump(document, say(
        f"{name} and the services it uses.\nFirst time: cp .env.example .env{_and_script(secrets, ' && sh ' + SCRIPT)}\nStart:      docker compose up --detach --build --wait",
        f"{name} et les services qu'il utilise.\nPremière fois : cp .env.example .env{_and_script(secrets, ' && sh ' + SCRIPT)}\nDémarrer :      docker compose up --detach --build --wait")),
        "compose", Text("runs the app with its services", "exécute l'application avec ses services"))]
    if spec.has_dev.value:
        files.append(Artefact(join(at, DEVELOPMENT), dump(_development(inputs, spec), say(
            f"Development with live reload: docker compose -f {COMPOSE} -f {DEVELOPMENT} watch",
            f"Développement avec rechargement : docker compose -f {COMPOSE} -f {DEVELOPMENT} watch")), "compose",
            Text("live reload while developing", "rechargement pendant le développement"), serves=compose))
    files.append(Artefact(join(at, EXAMPLE), _example(inputs, spec, secrets, say), "env-example", Text("every variable, and no secret", "toutes les variables, aucun secret")))
    if secrets:
        files.append(Artefact(join(at, SCRIPT), kit("container/make-secrets.sh"), "shell", Text("makes the secret files once", "crée les fichiers de secrets une fois"), executable=True, serves=compose))
        files.append(Artefact(join(at, "secrets/.gitignore"), "*\n!.gitignore\n", "text", Text("secret files never enter the history", "les fichiers de secrets n'entrent jamais dans l'historique"), serves=compose))
    return Plan(tuple(files), _claims(inputs, spec, compose, join(at, DEVELOPMENT)), _refused(inputs, spec), spec.notices + _image_notices(spec) + _shared(profile), _steps(spec, secrets))


def compose_path(profile: Profile) -> str:
    """Where a person's own compose file stands, or else the usual name: two of them side by side would be one too many."""
    there = {f.value.path for f in profile.existing if f.value.kind == "compose"}
    return next((path for name in _NAMES if (path := join(profile.path, name)) in there), join(profile.path, COMPOSE))


def _and_script(secrets: Mapping[str, str], text: str) -> str:
    return text if secrets else ""


# --- secrets ----------------------------------------------------------------------------------------------------------

def _password(use: ServiceUse, spec: ComposeSpec) -> str:
    """The secret a service's password is kept in; empty where the app has no way to send one and the service works without."""
    recipe = RECIPES[use.kind]
    if not recipe.password_secret:
        return ""
    sends = any(w.kind == use.kind and w.role in ("url", "password") for w in spec.wires) or not any(w.kind == use.kind for w in spec.wires)
    return recipe.password_secret if sends or recipe.user else ""


def _secrets(spec: ComposeSpec) -> dict[str, str]:
    """Secret file's name → ``generated`` (any random value serves), ``generated N`` (of just N characters) or ``given`` (it comes from elsewhere)."""
    found: dict[str, str] = {}
    for decision in spec.services:
        recipe = RECIPES[decision.value.kind]
        if _password(decision.value, spec):
            found |= {secret: "generated" for secret in recipe.secret_env.values()}
    if spec.secret_style.value == "files":
        for var in spec.secrets:
            found[var.name.lower()] = "given" if not _is_internal(var) else f"generated {var.length}" if var.form == "key" else "generated"
    return dict(sorted(found.items()))


def _is_internal(var: EnvVar) -> bool:
    """Secrets only the app itself needs to know: any random value serves."""
    name = var.name
    return var.form == "key" or (bool(re.search(r"(?:^|_)(?:SECRET_KEY(?:_BASE)?|SESSION_SECRET|COOKIE_SECRET|JWT_(?:SECRET|REFRESH_SECRET|ACCESS_SECRET)(?:_KEY)?|AUTH_SECRET|NEXTAUTH_SECRET|SECRET|CSRF_SECRET|ENCRYPTION_KEY|SALT|PEPPER|SECRETKEY)$", name.upper())) and not re.search(
        r"CLIENT|STRIPE|AWS|GOOGLE|GITHUB|OAUTH|WEBHOOK|APP_SECRET", name.upper()))


# --- the file ---------------------------------------------------------------------------------------------------------

def _context(inputs: Inputs) -> dict[str, Any]:
    profile = inputs.profile
    root, path = ("" if p == "." else p for p in (profile.root, profile.path))
    context = posixpath.relpath(root or ".", path or ".")
    dockerfile = posixpath.relpath(join(profile.path, "Dockerfile"), root or ".")
    return {"context": context, **({"dockerfile": dockerfile} if dockerfile != "Dockerfile" else {})}


def _limits(memory: str, cpus: str, pids: int = 256) -> dict[str, Any]:
    return {"resources": {"limits": {"cpus": cpus, "memory": memory, "pids": pids}}}


def _hardened(capabilities: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"cap_drop": Flow(["ALL"]), **({"cap_add": Flow(list(capabilities))} if capabilities else {}), "security_opt": Flow(["no-new-privileges:true"])}


_LOGGING = {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}


def _app_environment(inputs: Inputs, spec: ComposeSpec) -> dict[str, str]:
    files = spec.secret_style.value == "files"
    values: dict[str, str] = {}
    for wire in spec.wires:
        use = next(d.value for d in spec.services if d.value.kind == wire.kind)
        recipe, secret = RECIPES[wire.kind], _password(use, spec)
        if wire.role == "password":
            if secret:
                values |= {f"{wire.variable}_FILE": f"/run/secrets/{secret}"} if files else {wire.variable: _interpolated(secret)}
            continue
        password = "" if not secret else "{{secret:" + secret + "}}" if files else _interpolated(secret)
        value = value_of(wire, recipe, use, password)
        values[wire.variable] = value.replace(":@", "").replace("//@", "//") if not secret else value
    if spec.kept:
        # The image says so too; a step that runs in another stage of it does not know.
        values |= {f.value.variable: inputs.container_facts().run_env[f.value.variable] for f in inputs.profile.data_files if f.value.variable and f.value.variable not in values}
    if files:
        values |= {f"{var.name}_FILE": f"/run/secrets/{var.name.lower()}" for var in spec.secrets}
    return dict(sorted(values.items()))


def _interpolated(secret: str) -> str:
    return "${" + secret.upper() + ":?}"


def _app_secrets(spec: ComposeSpec) -> list[str]:
    if spec.secret_style.value != "files":
        return []
    wired = {_password(d.value, spec) for d in spec.services if any(w.kind == d.value.kind and w.role in ("url", "password") for w in spec.wires)}
    return sorted({s for s in wired if s} | {var.name.lower() for var in spec.secrets})


def _document(inputs: Inputs, spec: ComposeSpec, secrets: Mapping[str, str], say: _Words) -> dict[str, Any]:
    profile = inputs.profile
    name = profile.name.value
    services: dict[str, Any] = {}
    depends = {d.value.kind: {"condition": "service_healthy"} for d in spec.services}
    common = _app(inputs, spec)
    ready = dict(depends)
    if spec.migration:
        ready |= {"migrate": {"condition": "service_completed_successfully"}}
    volumes: dict[str, Any] = {f"{d.value.kind}-data": {} for d in spec.services if RECIPES[d.value.kind].data}
    volumes |= {_volume_name(inputs, path): {} for path in spec.kept}
    app: dict[str, Any] = {"image": f"{name}:${{VERSION:-local}}", "build": _build(inputs, spec), **common}
    if profile.port:
        port = profile.port.value
        app["ports"] = [Note(f"127.0.0.1:${{APP_PORT:-{port}}}:{port}", above=say("Only this machine: put a reverse proxy with TLS in front.", "Cette machine seulement : placez un proxy inverse avec TLS devant."))]
    if ready:
        app["depends_on"] = ready
    app["networks"] = Flow(["front", "back"] if depends or spec.workers else ["front"])
    app["deploy"] = _limits(_memory(inputs), "1.0")
    services[_service_name(name)] = app
    image = {"image": app["image"]}
    if spec.migration:
        stage = "" if spec.is_image_foreign.value else inputs.profile.trait("migrate.stage")
        once: dict[str, Any] = {"image": f"{name}-migrate:${{VERSION:-local}}" if stage else app["image"], "build": _build(inputs, spec, stage or "final"), **common, **_instead(spec, spec.migration.command),
                                "healthcheck": {"disable": True}, "restart": "no", **({"depends_on": depends} if depends else {}), "networks": Flow(["back" if depends else "front"]), "deploy": _limits(_memory(inputs), "1.0")}
        if stage and spec.kept:
            # That stage's user is root, and to what root made the app could not write.
            once |= {"user": f"{NONROOT}:{NONROOT}", "environment": {**common.get("environment", {}), "HOME": "/tmp"}}
        services["migrate"] = Note(once, above=say("Runs once, before the app starts.", "S'exécute une fois, avant l'application."), gap=True)
    for worker in spec.workers:
        # The stage without the server's health check; where the image is a person's own, theirs is switched off.
        has_stage = not spec.is_image_foreign.value and has_worker_stage(profile, inputs.container_facts())
        made = {"image": f"{name}-worker:${{VERSION:-local}}", "build": _build(inputs, spec, "worker")} if has_stage else image | ({"healthcheck": {"disable": True}} if spec.is_image_foreign.value else {})
        services[_service_name(worker.name)] = Note({**made, **common, **_instead(spec, worker.command), **_ending(inputs), **({"depends_on": ready} if ready else {}), "networks": Flow(["back", "front"]),
                                                     "deploy": _limits(_memory(inputs), "1.0")}, gap=True)
    for decision in spec.services:
        services[decision.value.kind] = Note(_service(decision.value, spec), above=f"{decision.why.fr if say.language == 'fr' else decision.why.en}", gap=True)
    networks: dict[str, Any] = {"front": {}}
    if depends or spec.workers:
        networks["back"] = Note({"internal": True}, above=say("No way in or out: databases are reached by the app alone.", "Sans entrée ni sortie : seules l'application et ses tâches atteignent les bases."))
    document: dict[str, Any] = {"name": name, "services": services, "networks": Note(networks, gap=True)}
    if volumes:
        document["volumes"] = Note(volumes, gap=True)
    if secrets:
        document["secrets"] = Note({s: {"file": Note(f"./secrets/{s}.txt", beside=_made(how, spec.secret_style.value, say))} for s, how in secrets.items()}, gap=True)
    return document


def _ending(inputs: Inputs) -> dict[str, Any]:
    """A worker of the app's image ends on SIGTERM, whatever signal the image names for its web server."""
    return {"stop_signal": "SIGTERM"} if inputs.container_facts().stop_signal else {}


def _made(how: str, style: str, say: _Words) -> str:
    """The mark by which the script tells what it may make up, and what .env has to hold as well."""
    if how == "given":
        return say("yours to fill in", "à fournir")
    long = how.removeprefix("generated").strip()
    random = say("random", "aléatoire") + (say(f" ({long} characters)", f" ({long} caractères)") if long else "")
    return random + say(f", made by {SCRIPT}", f", créé par {SCRIPT}") + (say("; the same in .env", " ; le même dans .env") if style == "environment" else "")


def _literal(command: Command) -> list[str]:
    """A command's words as Compose must read them: ``$$`` is one dollar for the container's own shell; ``$`` would be replaced on this machine."""
    return [word.replace("$", "$$") for word in command.exec_form]


def _memory(inputs: Inputs) -> str:
    """Of the app's own containers: what was asked for, else what its runtime is known to need."""
    asked = inputs.wanted("memory")
    return f"{asked[0].value}m" if asked else inputs.container_facts().memory


def _service_name(name: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-") or "app"


def _build(inputs: Inputs, spec: ComposeSpec, target: str = "final") -> dict[str, Any]:
    build = _context(inputs)
    if not spec.is_image_foreign.value:
        build["target"] = target
    facts = inputs.container_facts()
    if facts.build_args:
        build["args"] = {name: "${" + name + ":-}" for name in facts.build_args}
    if spec.platform.value:
        build["platforms"] = Flow([spec.platform.value])
    return build


def _app(inputs: Inputs, spec: ComposeSpec) -> dict[str, Any]:
    """What the app's own process, its workers and its migration have in common."""
    facts = inputs.container_facts()
    common: dict[str, Any] = {}
    if spec.platform.value:
        common["platform"] = spec.platform.value
    if spec.plain or spec.secrets:
        common["env_file"] = [{"path": ".env", "required": False}]
    environment = _app_environment(inputs, spec)
    if environment:
        common["environment"] = environment
    names = _app_secrets(spec)
    if names:
        common["secrets"] = Flow(names) if len(names) < 4 else names
    if spec.is_image_foreign.value:
        # Nobody has shown that it runs without writing or without its user's capabilities.
        user = {} if not inputs.profile.trait("image.user") else _hardened()
        return {**common, **_volume(inputs, spec), "security_opt": _hardened()["security_opt"], **user, "restart": "unless-stopped", "stop_grace_period": "30s", "logging": _LOGGING}
    common["read_only"] = True
    tmpfs = [f"{path}:uid={NONROOT},gid={NONROOT},mode=1770" if path != "/tmp" else "/tmp" for path in dict.fromkeys(("/tmp", *facts.writable)) if path not in spec.kept]
    common["tmpfs"] = tmpfs
    return {**common, **_volume(inputs, spec), **_hardened(), "restart": "unless-stopped", "stop_grace_period": "30s", "logging": _LOGGING}


def _volume(inputs: Inputs, spec: ComposeSpec, suffix: str = "") -> dict[str, Any]:
    return {"volumes": [f"{_volume_name(inputs, path)}{suffix}:{path}" for path in spec.kept]} if spec.kept else {}


def _volume_name(inputs: Inputs, path: str) -> str:
    """``app-data`` for ``/app/data``."""
    return "app-" + _service_name(posixpath.relpath(path, inputs.container_facts().workdir).replace("..", "").replace("/", "-"))


def _instead(spec: ComposeSpec, command: Command) -> dict[str, Any]:
    """What a second container of the app's image runs; the entrypoint of an image that is not ours may start its server whatever follows."""
    return {"entrypoint": _literal(command), "command": []} if spec.is_image_foreign.value else {"command": _literal(command)}


def _service(use: ServiceUse, spec: ComposeSpec) -> dict[str, Any]:
    recipe: ServiceRecipe = RECIPES[use.kind]
    image = image_of(recipe, use.version)
    secret = _password(use, spec)
    body: dict[str, Any] = {"image": image.ref} | ({"hostname": recipe.hostname} if recipe.hostname else {}) | ({"user": recipe.run_as} if recipe.run_as else {})
    health, command = recipe.health, recipe.command
    if recipe.password_secret and not secret:
        health = tuple(re.sub(r'^REDISCLI_AUTH="[^"]*" ', "", word) for word in health)
        command = tuple(re.sub(r' --requirepass "[^"]*"', "", word) for word in command)
    if command:
        body["command"] = list(command)
    environment = dict(recipe.environment) | ({name: f"/run/secrets/{s}" for name, s in recipe.secret_env.items() if name} if secret else {})
    if environment:
        body["environment"] = environment
    if secret:
        body["secrets"] = Flow(sorted(set(recipe.secret_env.values())))
    if recipe.data:
        body["volumes"] = [f"{use.kind}-data:{data_directory(recipe, image)}"]
    if recipe.is_read_only:
        body["read_only"] = True
    if recipe.tmpfs:
        body["tmpfs"] = list(recipe.tmpfs)
    body["healthcheck"] = {"test": list(health), "interval": "5s", "timeout": "5s", "retries": 12, "start_period": f"{recipe.start_seconds}s"}
    body |= _hardened(recipe.capabilities)
    return {**body, "networks": Flow(["back"]), "restart": "unless-stopped", "stop_grace_period": "30s", "logging": _LOGGING, "deploy": _limits(recipe.memory, recipe.cpus)}


def _development(inputs: Inputs, spec: ComposeSpec) -> dict[str, Any]:
    profile, facts = inputs.profile, inputs.container_facts()
    up = posixpath.relpath("." if profile.root == "." else profile.root, "." if profile.path == "." else profile.path)
    manifests = [source for item in facts.manifests for source in item.sources if not source.endswith("/")]
    watch: list[Any] = []
    for entry in facts.context:
        if entry in manifests or entry in ("./", ".") or not entry.endswith("/"):
            continue
        folder = entry.rstrip("/")
        watch.append({"action": "sync", "path": posixpath.normpath(posixpath.join(up, folder)), "target": posixpath.join(facts.workdir, folder)})
    watch += [{"action": "rebuild", "path": posixpath.normpath(posixpath.join(up, m))} for m in manifests[:5]]
    app: dict[str, Any] = {"image": f"{profile.name.value}:dev", "build": {**_context(inputs), "target": "dev"}, "read_only": False, "restart": "no"}
    if watch:
        app["develop"] = {"watch": watch}
    name = _service_name(profile.name.value)
    if not spec.kept:
        return {"services": {name: app}}
    # Its stage runs as root without root's rights over others' files; and what is tried out does not touch the data that are kept.
    others = ["migrate"] * bool(spec.migration) + [_service_name(w.name) for w in spec.workers]
    apart = _volume(inputs, spec, "-dev")
    return {"services": {name: {**app, **apart, "cap_add": Flow(["CHOWN", "DAC_OVERRIDE"])}} | dict.fromkeys(others, apart), "volumes": {f"{_volume_name(inputs, path)}-dev": {} for path in spec.kept}}


# --- around it --------------------------------------------------------------------------------------------------------

def _example(inputs: Inputs, spec: ComposeSpec, secrets: Mapping[str, str], say: _Words) -> str:
    profile = inputs.profile
    wired = {w.variable for w in spec.wires} | ({f.value.variable for f in profile.data_files} if spec.kept else set())
    lines: list[EnvLine] = [EnvLine("VERSION", "local", say("Tag of the image that compose builds.", "Étiquette de l'image que compose construit."))]
    if profile.port:
        lines.append(EnvLine("APP_PORT", str(profile.port.value), say("Port on this machine.", "Port sur cette machine.")))
    for recipe in (RECIPES[d.value.kind] for d in spec.services):
        if recipe.accepts:
            lines.append(EnvLine(recipe.accepts, "N", say(f"{recipe.kind} starts only with Y, by which you accept {recipe.terms}; without a licence it is for development alone.",
                                                          f"{recipe.kind} ne démarre qu'avec Y, par lequel vous acceptez {recipe.terms} ; sans licence, il est réservé au développement.")))
    if spec.secret_style.value == "environment":
        lines += [EnvLine(s.upper(), "", say(f"Random, put in by {SCRIPT}.", f"Aléatoire, ajouté par {SCRIPT}.")) for s in secrets]
    documented = {line.name for line in lines}
    for var in (*spec.plain, *spec.secrets, *(f.value for f in profile.env if f.value.name in wired)):
        if var.name in documented:
            continue
        documented.add(var.name)
        where = next((str(e) for f in profile.env if f.value.name == var.name for e in f.evidence), "")
        note = say(f"Read at {where}.", f"Lue dans {where}.") if where else ""
        if var.name in wired:
            lines.append(EnvLine(var.name, "", f"{note} " + say(f"Set by {COMPOSE}.", f"Définie par {COMPOSE}."), commented=True))
        elif var.is_secret and spec.secret_style.value == "files":
            lines.append(EnvLine(var.name, "", f"{note} " + say(f"Secret: put it into secrets/{var.name.lower()}.txt.", f"Secret : à mettre dans secrets/{var.name.lower()}.txt."), commented=True))
        elif var.name == "PORT":
            lines.append(EnvLine(var.name, "", f"{note} " + say("Set by the image.", "Définie par l'image."), commented=True))
        else:
            lines.append(EnvLine(var.name, "" if var.is_secret else var.default, note + (" " + say("Public, baked in at build time.", "Publique, figée à la construction.") if var.at_build else ""), commented=not var.required and not var.default))
    lines += [EnvLine(name, "", say("Public, baked in at build time.", "Publique, figée à la construction."), commented=True) for name in inputs.container_facts().build_args if name not in documented]
    return env_file(lines, say("Copy to .env and fill in; .env never enters the history.", "À copier en .env et compléter ; .env n'entre jamais dans l'historique."))


def _image_notices(spec: ComposeSpec) -> tuple[Notice, ...]:
    found = []
    for decision in spec.services:
        image = image_of(RECIPES[decision.value.kind], decision.value.version)
        if image.origin != "pins":
            found.append(Notice("info", "image", Text(f"{image.ref} is not in the vendored tables; its existence was not confirmed", f"{image.ref} n'est pas dans les tables embarquées ; son existence n'a pas été confirmée")))
    return tuple(found)


def _shared(profile: Profile) -> tuple[Notice, ...]:
    known = profile.traits.get("compose.shared")
    return (Notice("warning", "compose", Text(f"{known.value} of the repository starts this app with others and stays as it is; the file written beside the app starts it with its own services only",
                                           f"{known.value} du dépôt démarre cette application avec d'autres et reste tel quel ; le fichier écrit à côté de l'application la démarre avec ses seuls services"),
                   known.evidence),) if known else ()


def _refused(inputs: Inputs, spec: ComposeSpec) -> tuple[Refusal, ...]:
    found = []
    found += contradicted(inputs)
    found.append(Refusal("replicas", Text("one container publishes the port, so a second one would collide: put a proxy in front, or scale on the platform",
                                          "un seul conteneur publie le port, un second entrerait en conflit : placez un proxy devant, ou montez en charge sur la plateforme")))
    found.append(Refusal("proxy", Text("the app is published on this machine's loopback alone: the proxy that ends TLS holds the domain's certificate and serves more than one app, so it stands outside of this file",
                                       "l'application n'est publiée que sur l'interface locale de cette machine : le proxy qui termine TLS détient le certificat du domaine et sert plusieurs applications, il se place donc hors de ce fichier")))
    found.append(Refusal("admin-tool", Text("a tool with full rights over the data would be a second way in beside the app's own; run it by hand when it is needed",
                                            "un outil qui a tous les droits sur les données serait une seconde entrée à côté de l'application ; lancez-le à la main quand il le faut")))
    if not spec.migration:
        found.append(Refusal("migrations", Text("the project shows no command that migrates its database", "le projet ne montre aucune commande qui migre sa base")))
    if not spec.has_dev.value:
        found.append(Refusal("live-reload", spec.has_dev.why))
    if not spec.services:
        found += [Refusal(topic, Text("there is no service that would need it", "aucun service n'en aurait besoin")) for topic in ("volumes", "service")]
    return tuple(found)


def _steps(spec: ComposeSpec, secrets: Mapping[str, str]) -> tuple[Text, ...]:
    steps = []
    given = [s for s, how in secrets.items() if how == "given"]
    if secrets:
        names = ", ".join(f"secrets/{s}.txt" for s in given)
        steps.append(Text(f"make the secret files: sh {SCRIPT}" + (f"; then fill in {names}" if given else ""),
                          f"créer les fichiers de secrets : sh {SCRIPT}" + (f" ; puis compléter {names}" if given else "")))
    return tuple(steps)


def _why(image: str, origin: str, is_wired: bool) -> Text:
    why = Text(f"{image}, asked for", f"{image}, demandé") if origin in ("requirement", "llm") else Text(f"{image}, found in the project", f"{image}, trouvé dans le projet")
    if is_wired:
        return why
    return Text(f"{why.en}; no variable of the app points at it yet", f"{why.fr} ; aucune variable de l'application n'y renvoie encore")


def _claims(inputs: Inputs, spec: ComposeSpec, path: str, development: str) -> tuple[Claim, ...]:
    found: list[Claim] = []
    for decision in spec.services:
        use = decision.value
        image = image_of(RECIPES[use.kind], use.version)
        pattern = rf"^\s+image: \S*{re.escape(image.ref)}"
        for value in ((use.kind, use.version), (use.kind, "")):
            found.append(Claim("service", path, pattern, value=value, why=_why(image.ref, decision.origin, use.kind in {w.kind for w in spec.wires})))
        if use.kind in ("postgresql", "mysql", "mariadb", "sqlserver", "mongodb"):
            found.append(Claim("service", path, pattern, value=("database", "")))
        if use.kind in ("rabbitmq", "kafka", "nats", "redis", "valkey"):
            found.append(Claim("service", path, pattern, value=("queue", "")))
        if use.kind in ("redis", "valkey", "memcached"):
            found.append(Claim("cache", path, pattern))
    if spec.kept and inputs.profile.uses("sqlite"):
        found.append(Claim("service", path, rf"^\s+- app-[\w-]+:{re.escape(inputs.container_facts().data_directory)}$", value=("sqlite", "")))
    found += [
        Claim("healthcheck", path, r"^\s+(?:test: |test:$|condition: service_healthy)"), Claim("volumes", path, r"^\s+- [\w-]+-data:/"), Claim("networks", path, r"^networks:", value=True), Claim("networks", path, r"^\s+internal: true", value="internal"),
        Claim("limits", path, r"^\s+limits:"), *(Claim("memory", path, rf"^\s+memory: {w.value}m$", value=w.value) for w in inputs.wanted("memory")), Claim("readonly", path, r"^\s+read_only: true"), Claim("secrets", path, r"^secrets:"), Claim("capabilities", path, r"^\s+cap_drop: |^\s+cap_drop:$"),
        Claim("live-reload", development, r"^\s+watch:"), *(Claim("worker", path, rf"^  {re.escape(_service_name(w.name))}:$") for w in spec.workers), Claim("docker", path, r"^services:"), Claim("production", path, r"^\s+restart: unless-stopped"),
        Claim("pinned", path, r"^\s+image: \S+:\d"),
        Claim("migrations", path, r"^  migrate:$", why=Text("they run once, before the app starts", "elles s'exécutent une fois, avant l'application")),
    ]
    if inputs.profile.port:
        found.append(Claim("port", path, rf":{inputs.profile.port.value}$", value=inputs.profile.port.value))
    return tuple(found)
