"""Vercel: the prebuilt output is made once and promoted; one Vercel project per environment keeps their variables apart."""

from __future__ import annotations

from .. import pins
from ..model.ci import ActionUse
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.text import Text
from .common import APP_URL

_NODE = pins.recommended("nodejs")["releaseCycle"]

VERCEL = Platform(
    id="vercel",
    title="Vercel",
    ships="bundle",
    process="functions",
    scripts={role: f"vercel/ci/{role}.sh" for role in ("build", "deploy", "preview", "rollback")},
    settings=(
        Setting("VERCEL_TOKEN", Text("a token limited to the team, with an end date", "un jeton limité à l'équipe, avec une date de fin"), is_secret=True),
        Setting("VERCEL_ORG_ID", Text("the team", "l'équipe")),
        Setting("VERCEL_PROJECT_ID", Text("the Vercel project of that environment", "le projet Vercel de cet environnement")),
        APP_URL,
        Setting("VERCEL_AUTOMATION_BYPASS_SECRET", Text("lets the smoke test through Deployment Protection", "laisse passer le test de fumée à travers Deployment Protection"),
                is_secret=True, needed=False),
    ),
    github=GitHubAccess(
        tools=(ActionUse("actions/setup-node", {"node-version": _NODE, "package-manager-cache": "false"}, Text("Node.js for Vercel's client", "Node.js pour le client de Vercel")),),
        env={
            "VERCEL_VERSION": pins.npm_tool("vercel"), "VERCEL_TOKEN": "${{ secrets.VERCEL_TOKEN }}", "VERCEL_ORG_ID": "${{ vars.VERCEL_ORG_ID }}",
            "VERCEL_PROJECT_ID": "${{ vars.VERCEL_PROJECT_ID }}",
        },
        smoke_env={"SMOKE_HEADER_NAME": "x-vercel-protection-bypass", "SMOKE_HEADER_VALUE": "${{ secrets.VERCEL_AUTOMATION_BYPASS_SECRET }}"},
    ),
    gitlab=GitLabAccess(
        image=pins.image("node", _NODE, ("trixie", "bookworm")).ref,
        env={"VERCEL_VERSION": pins.npm_tool("vercel")},
        client_setup=(Command.shell("apt-get update -qq && apt-get install -qq --yes --no-install-recommends jq"),),
    ),
    builds_itself=True,
    build_environment="build",
    no_oidc=Text("Vercel's deployment API accepts no OIDC token from a CI system: a token has to be stored, as a secret of the environment it is for",
                 "l'API de déploiement de Vercel n'accepte pas de jeton OIDC d'un système de CI : un jeton doit être conservé, comme secret de l'environnement concerné"),
    next_steps=(
        Text("Vercel: switch off the Git integration's automatic deployments (\"git\": {\"deploymentEnabled\": false} in vercel.json), or it deploys beside this pipeline",
             "Vercel : désactivez les déploiements automatiques de l'intégration Git (\"git\": {\"deploymentEnabled\": false} dans vercel.json), sinon elle déploie en "
             "parallèle de ce pipeline"),
        Text("Vercel: make one project per environment; what runs reads that project's variables, but values built into the output come from the environment 'build'",
             "Vercel : créez un projet par environnement ; ce qui s'exécute lit les variables de ce projet, mais les valeurs intégrées à la construction viennent de "
             "l'environnement « build »"),
    ),
)
