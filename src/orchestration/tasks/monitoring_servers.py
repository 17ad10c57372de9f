"""The servers that watch, as a compose file beside the app's: the very files the tasks write, on this machine alone, each with its health check.

Sources: Prometheus' documentation (storage retention, 15 days where none is named); Grafana's on ``__FILE`` variables and provisioning; Alloy's on its
user 473; Loki's pull request 20313 (``-health``, since its image has no shell); Alloy's issue 5001 (its image has no client for HTTP but bash).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..documents.envfile import EnvLine, env_file
from ..documents.yaml import Flow, Note, dump
from ..kits import kit
from ..model.artefact import Artefact
from ..model.facts import Notice
from ..model.plan import Inputs
from ..model.text import Text
from ..model.tree import join

DIRECTORY = "monitoring"
COMPOSE, EXAMPLE, SCRIPT = f"{DIRECTORY}/compose.yaml", f"{DIRECTORY}/.env.example", f"{DIRECTORY}/make-secrets.sh"
MARGIN_DAYS = 10
"""Kept longer than the longest period of an objective: what is dropped earlier would count as never having failed."""
Say = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Server:
    """One of them."""

    image: str
    """Its repository; which release, and by which digest, is not known here."""
    port: int
    why: Text
    body: Mapping[str, Any]
    data: str
    """Where in the container its data lies."""
    memory: str
    health: tuple[str, ...]
    secrets: Mapping[str, str]
    """Name → where the container finds it; empty: below /run/secrets."""


def servers_file(inputs: Inputs, keys: Mapping[str, str], period_days: int, say: Say) -> tuple[tuple[Artefact, ...], tuple[Notice, ...], tuple[Text, ...]]:
    """The compose file with what it needs, what must be known about it, and what is to be done.

    Args:
        keys: secret's name → the path Alertmanager's configuration reads it from.
        period_days: the longest period that rules look back.
    """
    chosen = _chosen(inputs, keys, period_days)
    at, service = inputs.profile.path, inputs.profile.name.value
    secrets = {name: place for server in chosen.values() for name, place in server.secrets.items()}
    compose = join(at, COMPOSE)
    document: dict[str, Any] = {
        "name": f"{service}-monitoring", "services": {name: Note(_service(name, server), above=say(server.why.en, server.why.fr), gap=i > 0) for i, (name, server) in enumerate(chosen.items())},
        "networks": Note({"monitoring": {}, "app": Note({"name": f"${{APP_NETWORK:-{service}_front}}", "external": True}, above=say("The app's own, made by its compose file: there its metrics are read.", "Celui de l'application, créé par son fichier compose : ses métriques y sont relevées."))}, gap=True),
        "volumes": Note({f"{name}-data": {} for name in chosen}, gap=True)}
    if secrets:
        document["secrets"] = Note({name: {"file": f"./secrets/{name}.txt"} for name in secrets}, gap=True)
    head = say(f"The servers that watch {service}: on this machine alone, beside the app's own compose file, which must be up.\nFirst time: cp {EXAMPLE} {DIRECTORY}/.env (fill it in) && sh {SCRIPT}\nStart:      docker compose --file {COMPOSE} up --detach --wait",
               f"Les serveurs qui surveillent {service} : sur cette machine seule, à côté du fichier compose de l'application, qui doit tourner.\nD'abord :  cp {EXAMPLE} {DIRECTORY}/.env (à remplir) && sh {SCRIPT}\nLancer :   docker compose --file {COMPOSE} up --detach --wait")
    files = [Artefact(compose, dump(document, head), "compose", Text("runs the servers that watch, with these very files", "lance les serveurs qui surveillent, avec ces fichiers mêmes")),
             Artefact(join(at, EXAMPLE), _example(chosen, say), "env-example", Text("which images, by digest; to be filled in", "quelles images, par empreinte ; à remplir"), serves=compose)]
    if secrets:
        files += [Artefact(join(at, SCRIPT), kit("monitoring/compose/make-secrets.sh"), "shell", Text("makes the files the keys go into", "crée les fichiers qui reçoivent les clés"), executable=True, serves=compose),
                  Artefact(join(at, f"{DIRECTORY}/secrets/.gitignore"), "*\n!.gitignore\n", "text", Text("keys never enter the history", "les clés n'entrent jamais dans l'historique"), serves=compose)]
    names = ", ".join(server.image for server in chosen.values())
    notices = [Notice("warning", "images", Text(f"no release of {names} is pinned here, so {COMPOSE} takes them from {DIRECTORY}/.env, which has no defaults", f"aucune version de {names} n'est épinglée ici : {COMPOSE} les prend dans {DIRECTORY}/.env, sans valeur par défaut"))]
    if "alloy" in chosen:
        notices.append(Notice("warning", "alloy", Text("Alloy reads the containers' logs through Docker's socket: whoever holds it holds this machine; leave the service out where that is too much", "Alloy lit les journaux des conteneurs par la socket de Docker : qui la tient tient la machine ; retirez le service si c'est trop")))
    steps = (Text(f"name the images in {DIRECTORY}/.env (from {EXAMPLE}), sh {SCRIPT}, then: docker compose --file {COMPOSE} up --detach --wait", f"nommez les images dans {DIRECTORY}/.env (d'après {EXAMPLE}), sh {SCRIPT}, puis : docker compose --file {COMPOSE} up --detach --wait"),)
    return tuple(files), tuple(notices), steps


def _chosen(inputs: Inputs, keys: Mapping[str, str], period_days: int) -> dict[str, _Server]:
    """Prometheus and Alertmanager, whose files alerts write; Grafana and Loki with Alloy where the tasks that write theirs run alongside."""
    found = {
        "prometheus": _Server("prom/prometheus", 9090, Text("Collects, evaluates the rules, raises alerts.", "Relève, évalue les règles, lève les alertes."),
                              {"command": ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", f"--storage.tsdb.retention.time={period_days + MARGIN_DAYS}d"],
                               "volumes": ["./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro", "./prometheus/rules:/etc/prometheus/rules:ro"], "networks": Flow(["monitoring", "app"])},
                              "/prometheus", "1g", ("CMD", "promtool", "query", "instant", "http://127.0.0.1:9090", "1"), {}),
        "alertmanager": _Server("prom/alertmanager", 9093, Text("Tells people.", "Avertit les gens."),
                                {"command": ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager", "--cluster.listen-address="],
                                 "volumes": ["./alertmanager/alertmanager.yml:/etc/alertmanager/alertmanager.yml:ro", "./alertmanager/templates:/etc/alertmanager/templates:ro"], "networks": Flow(["monitoring"])},
                                "/alertmanager", "256m", ("CMD", "amtool", "--alertmanager.url=http://127.0.0.1:9093", "alert", "query"), dict(sorted(keys.items()))),
    }
    if "dashboards" in inputs.alongside:
        found["grafana"] = _Server("grafana/grafana", 3000, Text("Shows; the user is admin.", "Montre ; l'utilisateur est admin."),
                                   {"environment": {"GF_SECURITY_ADMIN_PASSWORD__FILE": "/run/secrets/grafana_admin_password", "GF_ANALYTICS_REPORTING_ENABLED": "false", "GF_USERS_ALLOW_SIGN_UP": "false"},
                                    "volumes": ["./grafana/provisioning:/etc/grafana/provisioning:ro", "./grafana/dashboards:/var/lib/grafana/dashboards:ro"], "depends_on": {"prometheus": {"condition": "service_healthy"}}, "networks": Flow(["monitoring"])},
                                   "/var/lib/grafana", "512m", ("CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:3000/api/health"), {"grafana_admin_password": ""})
    if "logging" in inputs.alongside:
        found["loki"] = _Server("grafana/loki", 3100, Text("Keeps the logs.", "Conserve les journaux."), {"command": ["-config.file=/etc/loki/loki.yaml"], "volumes": ["./loki/loki.yaml:/etc/loki/loki.yaml:ro"], "networks": Flow(["monitoring"])},
                                "/loki", "1g", ("CMD", "/usr/bin/loki", "-config.file=/etc/loki/loki.yaml", "-health"), {})
        # Bash's own way to open a connection: the image has no client for HTTP.
        asks = "exec 3<>/dev/tcp/127.0.0.1/12345 && printf 'GET /-/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"
        found["alloy"] = _Server("grafana/alloy", 12345, Text("Ships the containers' logs to Loki.", "Envoie les journaux des conteneurs à Loki."),
                                 {"command": ["run", "--server.http.listen-addr=0.0.0.0:12345", "--storage.path=/var/lib/alloy/data", "/etc/alloy/config.alloy"], "environment": {"LOKI_URL": "http://loki:3100/loki/api/v1/push"},
                                  "user": "473:473", "group_add": ["${DOCKER_GROUP:?see .env.example}"], "volumes": ["./alloy/config.alloy:/etc/alloy/config.alloy:ro", "/var/run/docker.sock:/var/run/docker.sock:ro"],
                                  "depends_on": {"loki": {"condition": "service_healthy"}}, "networks": Flow(["monitoring"])},
                                 "/var/lib/alloy/data", "512m", ("CMD", "bash", "-c", asks), {})
    return found


def _service(name: str, server: _Server) -> dict[str, Any]:
    variable, body = name.upper(), dict(server.body)
    volumes = [*body.pop("volumes"), f"{name}-data:{server.data}"]
    secrets = [name if not place else {"source": name, "target": place} for name, place in server.secrets.items()]
    return {
        "image": f"${{{variable}_IMAGE:?see .env.example}}", **{k: v for k, v in body.items() if k not in ("networks", "depends_on")}, **({"secrets": secrets} if secrets else {}), "volumes": volumes,
        "ports": [f"127.0.0.1:${{{variable}_PORT:-{3001 if server.port == 3000 else server.port}}}:{server.port}"],
        "healthcheck": {"test": list(server.health), "interval": "10s", "timeout": "5s", "retries": 6, "start_period": "30s"}, **({"depends_on": body["depends_on"]} if "depends_on" in body else {}),
        "read_only": True, "tmpfs": ["/tmp"], "cap_drop": Flow(["ALL"]), "security_opt": Flow(["no-new-privileges:true"]), "networks": body["networks"], "restart": "unless-stopped",
        "logging": {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}, "deploy": {"resources": {"limits": {"cpus": "1.0", "memory": server.memory, "pids": 256}}}}


def _example(chosen: Mapping[str, _Server], say: Say) -> str:
    lines = [EnvLine(f"{name.upper()}_IMAGE", "", say(f"{server.image}:RELEASE@sha256:DIGEST", f"{server.image}:VERSION@sha256:EMPREINTE")) for name, server in chosen.items()]
    if "alloy" in chosen:
        lines.append(EnvLine("DOCKER_GROUP", "", say("the number of the group that may use Docker's socket: stat --format %g /var/run/docker.sock", "le numéro du groupe qui peut utiliser la socket de Docker : stat --format %g /var/run/docker.sock")))
    lines += [EnvLine(f"{name.upper()}_PORT", str(3001 if server.port == 3000 else server.port), say("on this machine", "sur cette machine"), True) for name, server in chosen.items()]
    lines.append(EnvLine("APP_NETWORK", "", say("where the app is reached, if its compose project is called otherwise: docker network ls", "où joindre l'application, si son projet compose s'appelle autrement : docker network ls"), True))
    return env_file(lines, say("Which images run, each by release and digest: docker buildx imagetools inspect NAME:RELEASE shows the digest.", "Quelles images tournent, chacune par version et empreinte : docker buildx imagetools inspect NOM:VERSION montre l'empreinte."))
