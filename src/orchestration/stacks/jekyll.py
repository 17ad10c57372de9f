"""Jekyll: a Ruby program that turns pages into files."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..kits.static import HEALTH_PATH, PORT, served
from ..model.command import Command
from ..model.container import ContainerFacts, RunStep
from ..model.facts import Detection, Evidence, Fact, Notice, assume
from ..model.profile import Manifest, Profile, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    path = join(app, "_config.yml")
    if not tree.has(path):
        return None
    gem = manifest.dependency("jekyll", "github-pages")
    pages = any(tree.has_dir(join(app, d)) for d in ("_layouts", "_posts", "_includes"))
    return Detection("jekyll", 80 if gem else 65, (*(gem.evidence if gem else ()), Evidence(path))) if gem or pages else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    path = join(app, "_config.yml")
    data: Any = tree.data(path)
    data = data if isinstance(data, dict) else {}
    output = data.get("destination") if isinstance(data.get("destination"), str) else "_site"
    base = data.get("baseurl") if isinstance(data.get("baseurl"), str) and re.fullmatch(r"/?[\w./~-]+", data["baseurl"]) else "/"
    missing = "404.html" if any(tree.has(join(app, f"404.{ext}")) for ext in ("html", "md", "markdown")) else ""
    gem = manifest.dependency("jekyll", "github-pages")
    run = ("bundle", "exec", "jekyll") if gem else ("jekyll",)
    at = (Evidence(path),)
    commands = {"build": Fact(Command(*run, "build"), at), "dev": Fact(Command(*run, "serve", "--host", "0.0.0.0", "--livereload"), at)}
    notices = () if gem else (Notice("warning", "lockfile", Text("no Gemfile: the gems are whatever is newest on the day of the build; add a Gemfile and its lockfile",
                                                                 "pas de Gemfile : les gems seront les plus récents au jour de la construction ; ajoutez un Gemfile et son fichier de verrouillage"), at),)
    return Reading(
        commands=MappingProxyType(commands), site=Fact(StaticSite(output.strip("./") or "_site", False, missing, True, "/" + base.strip("/") + "/" if base.strip("/") else "/"), at), framework_version=gem.with_value(manifest.locked.get("jekyll") or manifest.locked.get("github-pages") or gem.value) if gem else None,
        port=assume(PORT, "where the web server in front of the files listens", "là où écoute le serveur web devant les fichiers"),
        health_path=assume(HEALTH_PATH, "answered by the web server itself", "le serveur web y répond lui-même"), notices=notices,
    )


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    assert profile.site
    build = profile.command("build") or Command("jekyll", "build")
    install = facts.install
    if not install:
        install = (RunStep((Command("gem", "install", "--no-document", "github-pages"),), Text("No Gemfile: the gems GitHub Pages uses, their newest versions.", "Sans Gemfile : les gems de GitHub Pages, dans leurs dernières versions.")),)
    facts = replace(facts, install=install, build=(RunStep((build,), Text("Pages.", "Les pages.")),), build_env={"JEKYLL_ENV": "production", "BUNDLE_PATH": "/usr/local/bundle"} if facts.install else {"JEKYLL_ENV": "production"},
                    build_packages=facts.build_packages or ("build-essential",))
    docs = tuple(e for e in profile.entries if e.lower() in ("docs/", "readme.md") or e.startswith("_"))
    return replace(served(facts, profile.site.value, f"/app/{profile.site.value.output}", profile.port.value if profile.port else PORT), context=tuple(dict.fromkeys((*facts.context, *docs))))


STACK = Stack("jekyll", "Jekyll", "ruby", detect, read, container)
