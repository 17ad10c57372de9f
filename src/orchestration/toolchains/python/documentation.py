"""Documentation built to files by MkDocs or Sphinx, where that is what a directory is for and not a library's own manual."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ...model.command import Command
from ...model.container import ContainerFacts, RunStep
from ...model.facts import Detection, Evidence, Fact
from ...model.profile import Manifest, Profile, Reading, StaticSite
from ...model.text import Text
from ...model.tree import Tree, join
from .frameworks import version_of
from .source import own_sources


def _is_all_there_is(tree: Tree, app: str, manifest: Manifest) -> bool:
    """No package and no other program: the documentation is the product."""
    own = [p for p in own_sources(tree, app) if p.rsplit("/", 1)[-1] not in ("conf.py", "hooks.py", "main.py", "macros.py")]
    return not own and not manifest.scripts


def detect_mkdocs(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    path = next((p for n in ("mkdocs.yml", "mkdocs.yaml") if tree.has(p := join(app, n))), "")
    return Detection("mkdocs", 65, (Evidence(path),)) if path and _is_all_there_is(tree, app, manifest) else None


def read_mkdocs(tree: Tree, app: str, manifest: Manifest) -> Reading:
    path = next((p for n in ("mkdocs.yml", "mkdocs.yaml") if tree.has(p := join(app, n))), join(app, "mkdocs.yml"))
    at = tree.find(path, r"^site_dir\s*:\s*\S+")
    output = at.quote.split(":", 1)[1].strip().strip("\"'").strip("./") if at else "site"
    build = Fact(Command("mkdocs", "build"), (Evidence(path),))
    return Reading(framework_version=version_of(manifest, "mkdocs"), site=Fact(StaticSite(output or "site", False, "404.html"), (at or Evidence(path),)),
                   commands=MappingProxyType({"build": build, "dev": build.with_value(Command("mkdocs", "serve", "--dev-addr", "0.0.0.0:8000"))}))


def _sphinx_source(tree: Tree, app: str) -> str:
    return next((f for f in ("docs/source", "docs", "doc", "source", ".") if tree.has(join(app, f, "conf.py")) and tree.find(join(app, f, "conf.py"), r"^\s*(?:extensions|html_theme|project)\s*=")), "")


def detect_sphinx(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    source = _sphinx_source(tree, app)
    named = "sphinx" in manifest.dependencies
    return Detection("sphinx", 62, (Evidence(join(app, source, "conf.py")),)) if source and named and _is_all_there_is(tree, app, manifest) else None


def read_sphinx(tree: Tree, app: str, manifest: Manifest) -> Reading:
    source = _sphinx_source(tree, app)
    at = Evidence(join(app, source, "conf.py"))
    output = "_build/html" if source == "." else f"{source.split('/')[0]}/_build/html"
    build = Fact(Command("sphinx-build", "-b", "html", source, output), (at,))
    return Reading(framework_version=version_of(manifest, "sphinx"), site=Fact(StaticSite(output, False), (at,)), commands=MappingProxyType({"build": build}))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """The Python part only: the files are made in the build stage; what serves them is the same for every site."""
    build = profile.command("build")
    if build is None:
        return facts
    step = RunStep((build,), Text("The site.", "Le site."))
    return replace(facts, build=(*facts.build, step))
