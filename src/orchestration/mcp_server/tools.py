"""The tools a client sees: one a task of the contract, and the profile; what each may be given, what it answers, and that nothing else is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.errors import BadValue, SquadError
from ..model.text import LANGUAGES, Language, Text
from ..pipeline import AGENTS, engines
from ..platforms import PLATFORMS

PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; what it takes is a key of :data:`ARGUMENTS`."""

    title: Text
    what: Text
    takes: tuple[str, ...] = ()
    """Beyond :data:`ALWAYS`."""
    makes_files: bool = True
    asks_the_network: bool = False


ALWAYS = ("project", "app", "stack", "environment", "language")

TOOLS: Mapping[str, Tool] = {
    PROFILE: Tool(Text("Profile", "Profil"), Text("What is known of a project (stack, versions, commands, port, services, variables), each fact with the line that proves it, or the reason it was assumed. Call it first.",
                                                  "Ce que l'on sait d'un projet (pile, versions, commandes, port, services, variables), chaque fait avec la ligne qui le prouve, ou la raison de le supposer. À appeler d'abord."), makes_files=False),
    "dockerfile": Tool(Text("Dockerfile", "Dockerfile"), Text("A Dockerfile with its .dockerignore, checked by hadolint and BuildKit.", "Un Dockerfile avec son .dockerignore, vérifié par hadolint et BuildKit."), ("platform", "requirements"), asks_the_network=True),
    "docker_compose": Tool(Text("Docker Compose", "Docker Compose"), Text("A compose file with the services the project uses, its development override and .env.example, checked by docker compose.", "Un fichier compose avec les services que le projet utilise, sa variante de développement et .env.example, vérifié par docker compose."), ("platform", "requirements"), asks_the_network=True),
    "ci_cd": Tool(Text("CI/CD pipeline", "Pipeline CI/CD"), Text("A pipeline for GitHub Actions or GitLab CI (say which in the requirements), checked by actionlint, zizmor and the published schemas.", "Un pipeline pour GitHub Actions ou GitLab CI (à dire dans les exigences), vérifié par actionlint, zizmor et les schémas publiés."), ("platform", "requirements")),
    "terraform": Tool(Text("Infrastructure as code", "Infrastructure as code"), Text("Infrastructure as code for a platform.", "L'infrastructure as code d'une plateforme."), ("platform", "requirements")),
    "deployment": Tool(Text("Deployment", "Déploiement"), Text("A platform's deployment configuration.", "La configuration de déploiement d'une plateforme."), ("platform", "requirements")),
    "audit": Tool(Text("Code audit", "Audit du code"), Text("Weaknesses of a project's source code and configuration, or of a piece of code: each with its way from source to harm, its CWE, OWASP category and fix. Nothing of the project is run.",
                                                            "Les faiblesses du code source et de la configuration d'un projet, ou d'un morceau de code : chacune avec son chemin de la source au dommage, son CWE, sa catégorie OWASP et sa correction. Rien du projet n'est exécuté."), ("code",), makes_files=False),
    "secrets": Tool(Text("Secret management", "Gestion des secrets"), Text("Management of the project's secrets.", "La gestion des secrets du projet."), ("platform", "requirements")),
    "rate_limit": Tool(Text("Rate limiting", "Limitation de débit"), Text("Rate limits where the platform or the app can enforce them.", "Des limites de débit là où la plateforme ou l'application peut les appliquer."), ("platform", "requirements")),
    "headers": Tool(Text("Security headers", "En-têtes de sécurité"), Text("HTTP security headers.", "Les en-têtes HTTP de sécurité."), ("platform", "requirements")),
    "dependencies": Tool(Text("Dependency scan", "Analyse des dépendances"), Text("Known vulnerabilities of a project's dependencies, or of one manifest or lockfile, by urgency, with a fix plan and a CycloneDX SBOM. Asks OSV's API where the local database is not fresh.",
                                                                               "Les vulnérabilités connues des dépendances d'un projet, ou d'un manifeste ou fichier de verrouillage, par urgence, avec un plan de correction et un SBOM CycloneDX. Interroge l'API d'OSV si la base locale n'est pas récente."), ("package_file",), asks_the_network=True),
    "auth": Tool(Text("Authentication", "Authentification"), Text("Authentication for the app.", "L'authentification de l'application."), ("platform", "requirements")),
    "sentry": Tool(Text("Sentry", "Sentry"), Text("Error tracking, performance, replay and releases with Sentry: the kit's source files, monitors and alerts.", "Suivi des erreurs, performances, replay et versions avec Sentry : les fichiers source du kit, ses moniteurs et ses alertes."), ("platform", "service_name", "requirements")),
    "dashboards": Tool(Text("Dashboards", "Tableaux de bord"), Text("A Grafana dashboard with its provisioning, or Datadog's (say so in the requirements).", "Un tableau de bord Grafana avec son provisionnement, ou celui de Datadog (à dire dans les exigences)."), ("platform", "service_name", "requirements")),
    "slo_sla": Tool(Text("Objectives", "Objectifs"), Text("Service-level objectives: Prometheus rules with their unit tests, OpenSLO, SLA, error budget policy. Say the targets in the requirements: \"99.9% uptime, p95 < 500ms\".",
                                                          "Objectifs de niveau de service : règles Prometheus avec leurs tests unitaires, OpenSLO, SLA, politique de budget d'erreur. Dites les cibles dans les exigences : « 99,9 % de disponibilité, p95 < 500 ms »."), ("platform", "service_name", "requirements")),
    "health_checks": Tool(Text("Health checks", "Contrôles de santé"), Text("Health endpoints, graceful shutdown and probes: source files for the app, with how to switch them on.", "Points de santé, arrêt en douceur et sondes : des fichiers source pour l'application, et comment les activer."), ("platform", "service_name", "requirements")),
    "logging": Tool(Text("Structured logs", "Journaux structurés"), Text("JSON logs with trace ids and masking, and their shipping.", "Des journaux JSON avec identifiants de trace et masquage, et leur acheminement."), ("platform", "requirements")),
    "alerts": Tool(Text("Alerts", "Alertes"), Text("Alert rules with unit tests, routes and a runbook each; Prometheus and Alertmanager, or Datadog.", "Des règles d'alerte avec tests unitaires, routes et une procédure chacune ; Prometheus et Alertmanager, ou Datadog."), ("platform", "service_name", "requirements")),
}
"""Name → tool; the names are the contract's."""

MAX_MANIFEST = 1_000_000
MAX_CODE = 100_000
"""A piece of code is a file or a few; a project is looked at where it lies."""
MAX_REQUIREMENTS = 20_000


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing a tool may be given."""

    what: Text
    max_length: int = 200
    one_of: tuple[str, ...] = ()
    is_switch: bool = False


ARGUMENTS: Mapping[str, Argument] = {
    "project": Argument(Text("Directory of the project, absolute or relative to the server's root. Left out, with no stack and no text given: the root itself.", "Répertoire du projet, absolu ou relatif à la racine du serveur. S'il manque, sans pile ni texte donnés : la racine elle-même."), 4_096),
    "app": Argument(Text("Which application of a monorepo, by path or name.", "Quelle application d'un monorepo, par chemin ou par nom.")),
    "stack": Argument(Text("Framework, where there is no project to look at: its usual conventions are assumed (nextjs, fastapi, express …).", "Framework, s'il n'y a pas de projet à examiner : ses conventions habituelles sont supposées (nextjs, fastapi, express …).")),
    "platform": Argument(Text("Where it runs. Left out: what the project shows.", "Où cela s'exécute. S'il manque : ce que montre le projet."), one_of=tuple(sorted(PLATFORMS))),
    "environment": Argument(Text("Name of the environment; \"production\" where left out.", "Nom de l'environnement ; « production » s'il manque.")),
    "service_name": Argument(Text("As metrics, alerts and dashboards call the service. Left out: the project's name.", "Le nom du service dans les métriques, alertes et tableaux de bord. S'il manque : celui du projet.")),
    "requirements": Argument(Text("What is needed, in plain English or French (\"PostgreSQL 15, Playwright, preview\"). Each clause is answered: met, partly met, not met.", "Ce qu'il faut, en français ou en anglais (« PostgreSQL 15, Playwright, preview »). Chaque clause reçoit une réponse : satisfaite, en partie, non satisfaite."), MAX_REQUIREMENTS),
    "code": Argument(Text("A piece of source code to audit, instead of a project.", "Un morceau de code source à auditer, au lieu d'un projet."), MAX_CODE),
    "package_file": Argument(Text("A manifest's or lockfile's text, or the path of one inside the root, instead of a project.", "Le texte d'un manifeste ou d'un fichier de verrouillage, ou son chemin sous la racine, au lieu d'un projet."), MAX_MANIFEST),
    "language": Argument(Text("Of reports and of comments in files.", "Des rapports et des commentaires dans les fichiers."), one_of=LANGUAGES),
    "write": Argument(Text("Write the files into the project. What a person wrote is never overwritten: edits are merged, conflicts shown. Left out: nothing is written.", "Écrire les fichiers dans le projet. Ce qu'une personne a écrit n'est jamais écrasé : les modifications sont fusionnées, les conflits montrés. S'il manque : rien n'est écrit."), is_switch=True),
}


def takes(name: str, *, may_write: bool) -> tuple[str, ...]:
    """The arguments of a tool, in the order a person reads them."""
    tool = TOOLS[name]
    write = ("write",) if may_write and writes(name) else ()
    return tuple(a for a in ARGUMENTS if a in (*ALWAYS, *tool.takes, *write))


def works(name: str) -> bool:
    """Whether there is an engine behind the tool."""
    return name == PROFILE or name in engines()


def writes(name: str) -> bool:
    """Whether the tool can write at all."""
    return TOOLS[name].makes_files and works(name)


def description(name: str, language: Language) -> str:
    what = TOOLS[name].what.in_(language)
    return what if works(name) else what + " " + Text("No engine in this version: it answers with an error.", "Sans moteur dans cette version : elle répond par une erreur.").in_(language)


def input_schema(name: str, language: Language, *, may_write: bool) -> dict[str, Any]:
    """JSON Schema of what a tool takes; :func:`checked` holds arguments against the same table."""
    found: dict[str, Any] = {}
    for key in takes(name, may_write=may_write):
        argument = ARGUMENTS[key]
        shape: dict[str, Any] = {"type": "boolean", "default": False} if argument.is_switch else {"type": "string", "enum": list(argument.one_of)} if argument.one_of else {"type": "string", "maxLength": argument.max_length}
        found[key] = {**shape, "description": argument.what.in_(language)}
    return {"type": "object", "properties": found, "additionalProperties": False}


def checked(name: str, given: Mapping[str, Any], *, may_write: bool) -> dict[str, Any]:
    """The arguments as they may be used; one that is null counts as left out.

    Raises:
        BadValue: one is unknown, of the wrong type, too long, or none of the allowed values.
    """
    known = takes(name, may_write=may_write)
    found = {}
    for key, value in given.items():
        if key == "write" and key not in known and value is not False and value is not None:
            raise _no_writing(name, may_write)
        if key not in known and key != "write":
            raise BadValue(Text(f"{name} has no argument {key[:80]!r}", f"{name} n'a pas d'argument {key[:80]!r}"), Text("it takes: " + ", ".join(known), "il accepte : " + ", ".join(known)))
        if key in known and value is not None:
            found[key] = _fitting(key, value)
    return found


def _no_writing(name: str, may_write: bool) -> SquadError:
    if may_write:
        return BadValue(Text(f"{name} makes no files: there is nothing to write", f"{name} ne produit pas de fichiers : il n'y a rien à écrire"))
    return BadValue(Text("this server is read-only: nothing is written", "ce serveur est en lecture seule : rien n'est écrit"),
                    Text("start it with --allow-write, or write the files it returns yourself", "lancez-le avec --allow-write, ou écrivez vous-même les fichiers qu'il renvoie"))


def _fitting(key: str, value: Any) -> Any:
    argument = ARGUMENTS[key]
    if argument.is_switch:
        if not isinstance(value, bool):
            raise BadValue(Text(f"{key} is true or false", f"{key} vaut true ou false"))
        return value
    if not isinstance(value, str):
        raise BadValue(Text(f"{key} is a text, not {type(value).__name__}", f"{key} est un texte, pas {type(value).__name__}"))
    if argument.one_of and value not in argument.one_of:
        allowed = ", ".join(argument.one_of)
        raise BadValue(Text(f"unknown {key}: {value[:80]!r}", f"{key} inconnu : {value[:80]!r}"), Text(f"one of: {allowed}", f"au choix : {allowed}"))
    if len(value) > argument.max_length:
        raise BadValue(Text(f"{key} has {len(value)} characters; at most {argument.max_length} are taken", f"{key} compte {len(value)} caractères ; {argument.max_length} au plus sont acceptés"))
    if "\0" in value:
        raise BadValue(Text(f"{key} holds a NUL character", f"{key} contient un caractère NUL"))
    return value


_STRINGS = {"type": "array", "items": {"type": "string"}}


def _rows(**columns: str) -> dict[str, Any]:
    return {"type": "array", "items": _object(**columns)}


def _object(**columns: str) -> dict[str, Any]:
    """``name="type"``; a name is required unless its type ends in ``?``; ``strings`` is a list of them."""
    kinds = {name: kind.rstrip("?") for name, kind in columns.items()}
    return {"type": "object", "properties": {name: _STRINGS if kind == "strings" else {"type": kind} for name, kind in kinds.items()}, "required": [name for name, kind in columns.items() if not kind.endswith("?")]}


_LEFT_OUT = {"type": "object", "additionalProperties": {"type": "integer"}, "description": "Section → how many rows are not shown here; the resource named by `result` has them all."}
_ERROR = {**_object(code="string", what="string", todo="string"), "description": "Only where status is error: what was wrong, and what to do."}
_STATUS = {"type": "string", "enum": ["success", "error"]}


def output_schema(name: str) -> dict[str, Any]:
    """JSON Schema of a tool's structured answer; errors have the same shape."""
    if name == PROFILE:
        properties: dict[str, Any] = {
            "status": _STATUS, "error": _ERROR, "name": {"type": "string"}, "path": {"type": "string"},
            "facts": _rows(name="string", value="string", source="string", assumed="boolean"),
            "variables": _rows(name="string", secret="boolean", source="string"),
            "applications": _rows(path="string", stack="string", source="string"),
            "notices": _rows(level="string", text="string"), "left_out": _LEFT_OUT, "result": {"type": "string"},
        }
        return {"type": "object", "properties": properties, "required": ["status", "facts", "variables", "applications", "notices", "left_out"]}
    files = _rows(path="string", kind="string", origin="string", why="string", size="integer", sha256="string", executable="boolean", uri="string", content="string?", action="string?", reason="string?", conflicts="strings?", diff="string?")
    files["description"] = "`origin`: the engine, or a language model. `content` is there for small files; `uri` reads any of them. `action` is there after a write: created, updated, merged, unchanged, conflict (theirs kept where both changed the same), foreign (a person's, left alone) or skipped."
    properties = {
        "status": _STATUS, "error": _ERROR, "task": {"type": "string"}, "written": {"type": "boolean", "description": "Whether a file of the project was changed."},
        "severity": {"type": "string", "enum": ["critical", "high", "medium", "low", "none", "unknown"]},
        "files": files,
        "checks": {**_rows(check="string", status="string", tool="string", reason="string", findings="strings"), "description": "status: passed, failed or not_run, with the reason. What was not run is not proven."},
        "requirements": {**_rows(clause="string", status="string", why="string", where="strings"), "description": "status: met, partly met or not met."},
        "vulnerabilities": {**_rows(name="string", severity="string", description="string", where="string", id="string?", cwe="string?", origin="string?", fix="string?", patch="string?"), "description": "What was found in what was looked at; the report says what that was."},
        "decisions": _rows(name="string", value="string", origin="string", why="string"),
        "notices": _rows(level="string", text="string"), "next_steps": _STRINGS,
        "llm": {"type": "object"}, "total_issues": {"type": "integer"}, "left_out": _LEFT_OUT,
        "report": {"type": "string", "description": "URI of the report for a person, Markdown."}, "result": {"type": "string", "description": "URI of the whole result, JSON."},
    }
    return {"type": "object", "properties": properties, "required": [k for k in properties if k not in ("error", "llm", "report", "result")]}


def names() -> tuple[str, ...]:
    """All tools: the profile, then the contract's tasks in its order."""
    return (PROFILE, *(task for tasks in AGENTS.values() for task in tasks))
