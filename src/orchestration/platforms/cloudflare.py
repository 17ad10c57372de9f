"""Cloudflare Workers: the bundle is made once and uploaded as a version; traffic moves between versions."""

from __future__ import annotations

import json

from .. import pins
from ..blueprints import blueprint
from ..model.ci import ActionUse
from ..model.command import Command
from ..model.platform import GitHubAccess, GitLabAccess, Platform, Setting
from ..model.profile import StaticSite
from ..model.text import Text
from .common import APP_URL

_NODE = pins.recommended("nodejs")["releaseCycle"]
_NAMES = ("CLOUDFLARE_ACCOUNT_ID", "WORKER_NAME", "CLOUDFLARE_ENV")


def _site_file(site: StaticSite, name: str) -> tuple[str, str, str]:
    text = blueprint("cloudflare/ci/wrangler.jsonc")
    text = text.replace('"site"', json.dumps(name)).replace('"./dist"', json.dumps("./" + site.output.strip("/")))
    if site.spa_fallback:
        text = text.replace('"404-page"', '"single-page-application"')
    return "wrangler.jsonc", text, "json"


CLOUDFLARE = Platform(
    id="cloudflare",
    title="Cloudflare Workers",
    ships="bundle",
    process="isolates",
    scripts={role: f"cloudflare/ci/{role}.sh" for role in ("build", "deploy", "preview", "rollback")},
    settings=(
        Setting("CLOUDFLARE_API_TOKEN", Text("a token with 'Workers Scripts: Edit' on that account only, with an end date",
                                             "un jeton avec « Workers Scripts : Edit » sur ce seul compte, avec une date de fin"), is_secret=True),
        Setting("CLOUDFLARE_ACCOUNT_ID", Text("the account", "le compte")),
        Setting("WORKER_NAME", Text("the Worker of that environment", "le Worker de cet environnement"), example="my-app-staging"),
        Setting("CLOUDFLARE_ENV", Text("the section of the wrangler configuration to use", "la section de la configuration wrangler à utiliser"), needed=False),
        APP_URL,
    ),
    github=GitHubAccess(
        tools=(ActionUse("actions/setup-node", {"node-version": _NODE, "package-manager-cache": "false"}, Text("Node.js for wrangler", "Node.js pour wrangler")),),
        env={"WRANGLER_VERSION": pins.npm_tool("wrangler"), "CLOUDFLARE_API_TOKEN": "${{ secrets.CLOUDFLARE_API_TOKEN }}",
             **{name: f"${{{{ vars.{name} }}}}" for name in _NAMES}},
    ),
    gitlab=GitLabAccess(image=pins.image("node", _NODE, ("trixie", "bookworm")).ref, env={"WRANGLER_VERSION": pins.npm_tool("wrangler")}, client_setup=(Command.shell("apt-get update -qq && apt-get install -qq --yes --no-install-recommends jq"),)),
    no_oidc=Text("Cloudflare's API accepts no OIDC token from a CI system: a token has to be stored, as a secret of the environment it is for",
                 "l'API de Cloudflare n'accepte pas de jeton OIDC d'un système de CI : un jeton doit être conservé, comme secret de l'environnement concerné"),
    needs_files=("wrangler.jsonc", "wrangler.json", "wrangler.toml"),
    needs_files_why=Text(
        "Workers run no program that listens on a port: the app has to be built for Workers (its framework's Cloudflare adapter), with a wrangler configuration",
        "les Workers n'exécutent pas de programme qui écoute sur un port : l'application doit être construite pour les Workers (adaptateur Cloudflare de son "
        "framework), avec une configuration wrangler"),
    site_file=_site_file,
    next_steps=(
        Text("Cloudflare: run 'wrangler deploy' once per Worker; versions can only be added to a Worker that exists",
             "Cloudflare : lancez une fois « wrangler deploy » par Worker ; on ne peut ajouter de versions qu'à un Worker existant"),
    ),
)
