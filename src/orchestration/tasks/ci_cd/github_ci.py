"""GitHub: the gates on every pull request, and what looks at code and dependencies for known holes."""

from __future__ import annotations

import zlib
from typing import Any

from ...documents.github_workflow import job, literal, run_commands, steps_of, uses, workflow
from ...documents.yaml import Flow, Note
from ...model.plan import Inputs
from .gates import Gate, Gates, Names, glob_of, other_apps
from .services import environment
from .spec import CiCdSpec
from .words import Words


def checkout(say: Words, why: str = "") -> Any:
    return uses("actions/checkout", {"persist-credentials": False}, say("Check out", "Récupérer le code"), why=why)


def prepare(inputs: Inputs, say: Words) -> list[Any]:
    """Check-out, runtime, package manager, frozen install."""
    ci = inputs.ci_facts()
    steps = [checkout(say), *steps_of(ci.setup, say.language, inputs.profile.root)]
    if ci.install:
        steps.append(run_commands(ci.install, say("Install dependencies", "Installer les dépendances"), directory=inputs.profile.root))
    return steps


def service_containers(gates: Gates, say: Words) -> dict[str, Any]:
    out = {}
    for started in gates.servers:
        server = started.server
        options = [f'--health-cmd "{server.probe}"', "--health-interval 5s", "--health-timeout 5s", "--health-retries 20"] if server.probe else []
        unpinned = "" if started.image.digest else "zizmor: ignore[unpinned-images] " + say(
            "exact tag of a server that lives for one job; its digest is not known offline", "étiquette exacte d'un serveur qui vit le temps d'une tâche ; empreinte inconnue hors ligne")
        out[started.name] = {
            "image": Note(started.image.ref, beside=unpinned),
            **({"env": dict(server.env)} if server.env else {}),
            "ports": [f"127.0.0.1:{started.port}:{started.port}"],
            **({"options": " ".join(options)} if options else {}),
        }
    return out


def _gate_job(inputs: Inputs, gates: Gates, gate: Gate, say: Words) -> dict[str, Any]:
    profile, ci = inputs.profile, inputs.ci_facts()
    steps = [*prepare(inputs, say), *steps_of(gate.setup, say.language)]
    if gate.needs_browsers:
        steps.append(run_commands(ci.browsers, say("Install browsers", "Installer les navigateurs"), directory=profile.path))
    steps += [
        run_commands((command,), title.in_(say.language), directory=profile.path)
        for command, title in zip(gate.commands, (*gate.titles, gate.title), strict=bool(gate.commands))
    ]
    if gate.id == "e2e":
        prefix = "" if profile.path == "." else profile.path + "/"
        steps.append(uses("actions/upload-artifact", {
            "name": f"e2e-report{'-' + profile.name.value if prefix else ''}", "path": "\n".join(prefix + p for p in gate.reports) + "\n",
            "if-no-files-found": "ignore", "retention-days": 7,
        }, say("Keep the report", "Garder le rapport"), condition="${{ failure() }}"))
    env = environment(profile, gates.servers if gate.talks_to_servers else (), by_name=False) if gate.id in ("test", "e2e") else {}
    if gate.id == "e2e":
        env = {"CI": "true", **env, **gate.env}
    env_of_job = {name: literal(value) for name, value in env.items()}
    return job(gate.title.in_(say.language), steps, minutes=gate.minutes,
               services=service_containers(gates, say) if gate.talks_to_servers else None, env=env_of_job)


def paths_filter(inputs: Inputs) -> dict[str, Any]:
    others = other_apps(inputs.profile)
    return {"paths-ignore": [glob_of(p) for p in others]} if others else {}


def ci_workflow(inputs: Inputs, spec: CiCdSpec, gates: Gates, names: Names, say: Words, *, is_called: bool) -> str:
    """``ci.yml``. Where a deploy workflow exists it calls this one, so that a push to the branch runs the gates once, in front of the deployment."""
    filter_ = paths_filter(inputs)
    on: dict[str, Any] = {"pull_request": filter_ or None, "merge_group": None}
    if is_called:
        on["workflow_call"] = Note(None, above=say("A push to the deployed branch runs these gates from the deploy workflow, in front of the build.",
                                                   "Un push sur la branche déployée lance ces contrôles depuis le workflow de déploiement, avant la construction."))
    else:
        on["push"] = {"branches": Flow([spec.branch.value]), **filter_}
    jobs = {gate.id: _gate_job(inputs, gates, gate, say) for gate in gates.gates}
    return workflow(
        "CI" + (f" ({inputs.profile.name.value})" if names.suffix else ""), on, jobs,
        header=say("What a change must pass before it is merged.", "Ce qu'un changement doit passer avant d'être fusionné."),
        permissions_why=say("Nothing is granted here; each job asks for what it needs.", "Rien n'est accordé ici ; chaque tâche demande ce qu'il lui faut."),
        concurrency=Note({"group": f"ci{names.suffix}-${{{{ github.workflow }}}}-${{{{ github.ref }}}}",
                          "cancel-in-progress": "${{ github.event_name == 'pull_request' }}"},
                         above=say("A newer push to a pull request replaces the run of the older one; a deployment's own run is left alone.",
                                   "Un push plus récent sur une pull request remplace l'exécution précédente ; celle d'un déploiement n'est pas touchée."), gap=True),
    )


def security_workflow(inputs: Inputs, spec: CiCdSpec, names: Names, say: Words) -> str:
    """``security.yml``: code scanning and dependency review."""
    ci, profile = inputs.ci_facts(), inputs.profile
    on: dict[str, Any] = {"pull_request": None, "push": {"branches": Flow([spec.branch.value])}}
    if spec.schedule.value:
        # Spread over the week by name: at round hours everyone's run waits for everyone else's.
        spread = zlib.crc32(profile.project.encode())
        on["schedule"] = [{"cron": Note(f"{spread % 60} {spread // 60 % 5 + 1} * * {spread // 300 % 7}",
                                        beside=say("weekly: new holes are found in old code", "hebdomadaire : de nouvelles failles sont trouvées dans du code ancien"))}]
    jobs: dict[str, Any] = {}
    if ci.codeql_language:
        steps = [
            checkout(say),
            uses("github/codeql-action/init", {"languages": ci.codeql_language, "build-mode": ci.codeql_build_mode, "queries": "security-extended"},
                 say("Set up CodeQL", "Préparer CodeQL")),
        ]
        if ci.codeql_build_mode == "autobuild":
            steps[1:1] = steps_of(ci.setup, say.language, profile.root)
            steps.append(uses("github/codeql-action/autobuild", None, say("Build for analysis", "Construire pour l'analyse")))
        steps.append(uses("github/codeql-action/analyze", {"category": f"/language:{ci.codeql_language}"}, say("Analyse", "Analyser")))
        jobs["codeql"] = job("CodeQL", steps, minutes=30, permissions={
            "actions": Note("read", beside=say("what a private repository's analysis reads", "ce que lit l'analyse d'un dépôt privé")), "contents": "read",
            "security-events": Note("write", beside=say("uploads the findings", "envoie les résultats"))})
    jobs["dependency-review"] = job(say("Dependency review", "Revue des dépendances"), [
        checkout(say),
        uses("actions/dependency-review-action", {"fail-on-severity": "high"}, say("Refuse dependencies with known holes", "Refuser les dépendances aux failles connues")),
    ], minutes=10, condition="${{ github.event_name == 'pull_request' }}")
    return workflow(
        say("Security", "Sécurité"), on, jobs,
        header=say("Known holes in the code and in what it depends on.", "Les failles connues du code et de ses dépendances."),
        permissions_why=say("Nothing is granted here; each job asks for what it needs.", "Rien n'est accordé ici ; chaque tâche demande ce qu'il lui faut."),
        concurrency={"group": "security-${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": "${{ github.event_name == 'pull_request' }}"},
    )
