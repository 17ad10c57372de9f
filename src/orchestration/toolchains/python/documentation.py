"""Documentation built to files by MkDocs or Sphinx, where that is what a directory is for and not a library's own manual."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from ...kits.static import HEALTH_PATH, PORT, served
from ...model.command import Command
from ...model.container import ContainerFacts, RunStep
from ...model.facts import Detection, Evidence, Fact, Notice, assume
from ...model.profile import Manifest, Profile, Reading, StaticSite
from ...model.text import Text
from ...model.tree import Tree, join
from .frameworks import version_of
from .images import VENV
from .source import own_sources

_ASIDE = re.compile(
    r"^(?:\.git(?:hub|lab|ignore|attributes)?/?|\.(?:devcontainer|vscode|idea|venv|env.*|pre-commit-config\.yaml|dockerignore)/?|venv/|node_modules/|tests?/|docker/|site/|_build/|__pycache__/|Dockerfile.*|"
    r"(?:docker-)?compose.*\.ya?ml)$")
"""What no page is made of. Everything else may be included by one: readme, licence, changelog, code that is quoted."""
_HELPERS = re.compile(r"(?:^|/)conf\.py$|^(?:hooks?|main|macros|plugins?|generate\w*|gen_\w+|build\w*)\.py$|(?:^|/)(?:tools|hooks|overrides|_ext|exts?|extensions|_extensions|macros|plugins|source|_static|runner)/")


def _is_all_there_is(tree: Tree, app: str, manifest: Manifest) -> bool:
    """No package, here or around it, and no other program: the documentation is the product."""
    above = app
    while above != ".":
        above = above.rpartition("/")[0] or "."
        if any(tree.has(join(above, name)) for name in ("pyproject.toml", "setup.py", "setup.cfg")):
            return False
    cut = 0 if app == "." else len(app) + 1
    own = [p for p in own_sources(tree, app) if not _HELPERS.search(p[cut:])]
    return not own and not manifest.scripts


def _mkdocs_config(tree: Tree, app: str) -> str:
    return next((p for n in ("mkdocs.yml", "mkdocs.yaml") if tree.has(p := join(app, n))), "")


def detect_mkdocs(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    path = _mkdocs_config(tree, app)
    return Detection("mkdocs", 65, (Evidence(path),)) if path and _is_all_there_is(tree, app, manifest) else None


def _site(output: str, at: Evidence, missing: str, named: bool, tool: str) -> Reading:
    """What both have in common: files behind a web server, and a word where no manifest names the tool."""
    notices = () if named else (Notice("warning", "lockfile", Text(f"no manifest names {tool}: the image installs what is newest on the day of the build; list it, with a version, in requirements.txt",
                                                                   f"aucun manifeste ne nomme {tool} : l'image installe la version la plus récente au jour de la construction ; inscrivez-le, avec une version, dans requirements.txt"), (at,)),)
    traits = {} if named else {"python.documentation": Fact(tool, (at,))}
    return Reading(
        site=Fact(StaticSite(output, False, missing), (at,)), port=assume(PORT, "where the web server in front of the files listens", "là où écoute le serveur web devant les fichiers"),
        health_path=assume(HEALTH_PATH, "answered by the web server itself", "le serveur web y répond lui-même"), notices=notices, traits=MappingProxyType(traits),
    )


def read_mkdocs(tree: Tree, app: str, manifest: Manifest) -> Reading:
    path = _mkdocs_config(tree, app) or join(app, "mkdocs.yml")
    at = tree.find(path, r"^site_dir\s*:\s*\S+")
    output = at.quote.split(":", 1)[1].split("#")[0].strip().strip("\"'").removeprefix("./").rstrip("/") if at else ""
    output = output if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*", output) and ".." not in output.split("/") else "site"
    named = any(n == "mkdocs" or n.startswith(("mkdocs-", "mkdocstrings")) for n in (*manifest.dependencies, *manifest.dev_dependencies))
    commands = {"build": Fact(Command("mkdocs", "build"), (Evidence(path),)), "dev": Fact(Command("mkdocs", "serve", "--dev-addr", f"0.0.0.0:{PORT}"), (Evidence(path),))}
    return replace(_site(output, at or Evidence(path), "404.html", named, "mkdocs"), framework_version=version_of(manifest, "mkdocs"), commands=MappingProxyType(commands))


def _sphinx_source(tree: Tree, app: str) -> str:
    return next((f for f in ("docs/source", "docs", "doc/source", "doc", "source", ".") if tree.has(join(app, f, "conf.py")) and tree.find(join(app, f, "conf.py"), r"^\s*(?:extensions|html_theme|project)\s*=")), "")


def detect_sphinx(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    source = _sphinx_source(tree, app)
    named = manifest.dependency("sphinx")
    return Detection("sphinx", 62, (Evidence(join(app, source, "conf.py")), *named.evidence)) if source and named and _is_all_there_is(tree, app, manifest) else None


def read_sphinx(tree: Tree, app: str, manifest: Manifest) -> Reading:
    source = _sphinx_source(tree, app) or "."
    at = Evidence(join(app, source, "conf.py"))
    output = "_build/html" if source == "." else f"{source.split('/')[0]}/_build/html"
    build = Fact(Command("sphinx-build", "-b", "html", source, output), (at,))
    return replace(_site(output, at, "", bool(manifest.dependency("sphinx")), "sphinx"), framework_version=version_of(manifest, "sphinx"), commands=MappingProxyType({"build": build}))


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """The files are made in the build stage; what serves them is the same for every site."""
    assert profile.site
    build = profile.command("build")
    if build is None:
        return facts
    install, tool = facts.install, profile.trait("python.documentation")
    if tool:
        why = Text(f"No manifest names {tool}: its newest version.", f"Aucun manifeste ne nomme {tool} : sa version la plus récente.")
        install = (*install, RunStep((Command("python", "-m", "venv", ".venv"), Command(f"{VENV}/bin/pip", "install", "--disable-pip-version-check", tool)), why))
    steps = (*facts.build, RunStep((build,), Text("The site.", "Le site.")))
    # The plug-ins run here and nowhere else, so here is where their libraries are needed.
    packages = tuple(sorted({*facts.build_packages, *facts.run_packages}))
    context = tuple(e for e in profile.entries if not _ASIDE.match(e))
    port = profile.port.value if profile.port else PORT
    root = "/app" if profile.path == profile.root else f"/app/{profile.path}"
    return replace(served(replace(facts, install=install, build=steps, build_packages=packages), profile.site.value, f"{root}/{profile.site.value.output}", port), context=context)
