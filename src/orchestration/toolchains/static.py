"""Sites that are files already, or that Hugo makes: where they lie, how their paths answer, and the server in front.

A directory with an ``index.html`` is a site only where nothing stronger claims it or a directory above it: pages inside
another language's project are its templates and its public files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from .. import pins
from ..kits.static import HEALTH_PATH, PORT, served
from ..model.ci import CIFacts
from ..model.command import Command
from ..model.container import ContainerFacts, Copy
from ..model.facts import Detection, Evidence, Fact, assume
from ..model.profile import Manifest, PackageManager, Profile, Reading, StaticSite
from ..model.provider import Toolchain
from ..model.tree import Tree, join
from .assets import read_assets

FOLDERS = ("public", "dist", "site", "www", "html", "htdocs", "public_html", "build", "out", "_site", "static", "web", "docs")
"""Where a repository that is one site keeps it, when not at its root; in this order, ``docs`` (often documentation) last."""

_PROJECTS = (
    "package.json", "requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "manage.py", "go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile", "composer.json",
    "Cargo.toml", "mix.exs", "deno.json", "deno.jsonc", "global.json", "index.php", "config.ru",
)
_PROJECT_PATTERNS = ("*.csproj", "*.fsproj", "*.vbproj")
"""Manifests that carry the project's own name: what lies in their ``wwwroot`` is served by the app, or copied by its build."""
_PIPES = re.compile(r"^(?:tailwindcss|@tailwindcss/.*|postcss(?:-.*)?|@fullhuman/postcss-.*|autoprefixer|@babel/.*|sass|sass-embedded|rtlcss)$")
HUGO_FILES = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json", "config/_default/hugo.toml", "config/_default/config.toml",
              "config/_default/hugo.yaml", "config/_default/config.yaml")
_SERVERS = re.compile(r"^(?:npx\s+)?(?:live-server|http-server|serve|browser-sync|lite-server|light-server|python3? -m http\.server|vercel|netlify)\b")
_BUNDLERS = re.compile(r"^(?:vite|webpack|parcel|rollup|esbuild|gulp|grunt|next|nuxt|gatsby|react-scripts|astro|svelte|@sveltejs/.*|@angular/.*|@11ty/.*|hexo|express|fastify|koa|electron|typescript|vue|react)$")
NOT_SERVED = re.compile(
    r"^(?:\.(?!well-known/)|node_modules/|docker/|Dockerfile|Containerfile|(?:docker-)?compose[\w.-]*\.ya?ml$|package(?:-lock)?\.json$|yarn\.lock$|pnpm-lock\.yaml$|netlify\.toml$"
    r"|vercel\.json$|firebase\.json$|CNAME$|_config\.yml$|_redirects$|_headers$|LICENSE|LICENCE|CONTRIBUTING|CHANGELOG|CODE_OF_CONDUCT|SECURITY|Makefile$|Procfile$|terraform/|infra/|tests?/|[\w.-]+\.sh$)", re.I)
"""What a site's own root holds besides the site."""


def _other_project(tree: Tree, folder: str) -> bool:
    while True:
        if any(tree.has(join(folder, name)) for name in _PROJECTS) and not _only_a_preview(tree, folder):
            return True
        if any(tree.glob(pattern, folder) for pattern in _PROJECT_PATTERNS):
            return True
        if folder == ".":
            return False
        folder = folder.rpartition("/")[0] or "."


def _only_a_preview(tree: Tree, folder: str) -> Evidence | None:
    """A package.json that builds nothing and only previews the files with a development server."""
    path = join(folder, "package.json")
    data = tree.data(path)
    if not isinstance(data, dict) or not tree.has(join(folder, "index.html")) or any(tree.has(join(folder, n)) for n in _PROJECTS if n != "package.json"):
        return None
    scripts = data.get("scripts") if isinstance(data.get("scripts"), dict) else {}
    names = [n for key in ("dependencies", "devDependencies") if isinstance(data.get(key), dict) for n in data[key]]
    if "build" in scripts or any(_BUNDLERS.match(str(n)) for n in names):
        return None
    previews = [name for name in ("start", "dev", "serve", "preview") if name in scripts]
    if not all(_SERVERS.match(str(scripts[name])) for name in previews):
        return None
    return tree.key(path, "scripts", previews[0]) if previews else Evidence(path)


def hugo_config(tree: Tree, folder: str) -> str | None:
    for name in HUGO_FILES:
        path = join(folder, name)
        if not tree.has(path):
            continue
        if "hugo." in name or (any(tree.has_dir(join(folder, d)) for d in ("content", "layouts", "themes", "archetypes")) and tree.find(path, r"(?i)^(?:\s*\"(?:baseURL|theme|languageCode)\"|(?:baseURL|theme|languageCode))\s*[=:]")):
            return path
    return None


def detect(tree: Tree, folder: str) -> Detection | None:
    config = hugo_config(tree, folder)
    if config:
        data = tree.data(join(folder, "package.json"))
        scripts = data.get("scripts") if isinstance(data, dict) and isinstance(data.get("scripts"), dict) else {}
        # Where npm brings Hugo itself, npm's own build is the build.
        return None if "hugo" in str(scripts.get("build", "")) else Detection("static", 80, (Evidence(config),))
    output = _output(tree, folder)
    if output is None or _other_project(tree, folder):
        return None
    page = join(folder, output, "index.html")
    above = folder
    while above != ".":
        above = above.rpartition("/")[0] or "."
        if tree.has(join(above, "index.html")) or hugo_config(tree, above) or (above == "." and _output(tree, ".") and join(".", _output(tree, ".") or "") == folder):
            return None
    preview = _only_a_preview(tree, folder)
    if preview:
        return Detection("static", 75, (Evidence(page), preview))
    hosts = tuple(Evidence(join(folder, n)) for n in ("CNAME", "_redirects", "_headers", ".nojekyll", "netlify.toml", "vercel.json", "firebase.json", "staticwebapp.config.json") if tree.has(join(folder, n)))
    return Detection("static", 60 if hosts else 40 if output == "." else 30, (Evidence(page), *hosts))


def _output(tree: Tree, folder: str) -> str | None:
    if tree.has(join(folder, "index.html")):
        return "."
    # Below a directory of many projects nothing is guessed: only the root, or a directory with a page of its own.
    return next((name for name in FOLDERS if tree.has(join(folder, name, "index.html"))), None) if folder == "." else None


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return ()


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    return Manifest(hugo_config(tree, app) or join(app, "index.html"))


def _routing(tree: Tree, app: str, output: str) -> tuple[bool, bool, tuple[Evidence, ...]]:
    """(unknown paths answer index.html, paths need no .html, the lines that say so), from the files of the usual hosts."""
    for path in (join(app, "_redirects"), join(app, output, "_redirects")):
        found = tree.find(path, r"^/\*\s+/(?:index\.html)?\s+200")
        if found:
            return True, True, (found,)
    for name, pattern in (("netlify.toml", r"^\s*to\s*=\s*\"/index\.html\""), ("vercel.json", r"\"destination\"\s*:\s*\"/(?:index\.html)?\""),
                          ("firebase.json", r"\"destination\"\s*:\s*\"/index\.html\""), ("staticwebapp.config.json", r"\"rewrite\"\s*:\s*\"/?index\.html\"")):
        found = tree.find(join(app, name), pattern)
        if found and (name != "netlify.toml" or tree.find(found.path, r"^\s*status\s*=\s*200")):
            return True, True, (found,)
    return False, True, ()


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    config = hugo_config(tree, app)
    common: dict[str, Any] = {
        "language": Fact("html", (Evidence(found.path),)),
        "package_manager": Fact(PackageManager("none"), (Evidence(found.path),)),
        "port": assume(PORT, "where the web server in front of the files listens", "là où écoute le serveur web devant les fichiers"),
        "health_path": assume(HEALTH_PATH, "answered by the web server itself", "le serveur web y répond lui-même"),
    }
    if config:
        return _read_hugo(tree, app, config, common)
    output = _output(tree, app) or "."
    page = join(app, output, "index.html")
    spa, clean, proof = _routing(tree, app, output)
    missing = "404.html" if tree.has(join(app, output, "404.html")) else ""
    base = tree.find(page, r"(?i)<base\s[^>]*href=[\"']?/[\w.~/-]+/")
    href = re.search(r"(?i)href=[\"']?(/[\w.~/-]+/)", base.quote) if base else None
    site = StaticSite(output, spa, missing, clean, href[1] if href else "/")
    return Reading(**common, site=Fact(site, (Evidence(page), *proof, *((base,) if base and href else ()))))


def _read_hugo(tree: Tree, app: str, config: str, common: dict[str, Any]) -> Reading:
    data = tree.data(config)
    data = {str(k).lower(): v for k, v in data.items()} if isinstance(data, dict) else {}
    output = data.get("publishdir") if isinstance(data.get("publishdir"), str) else "public"
    url = data.get("baseurl") if isinstance(data.get("baseurl"), str) else ""
    path = re.match(r"https?://[^/]+(/[\w.~/-]+?)/?$", url)
    site = StaticSite(output.strip("/") or "public", False, "404.html", False, path[1] + "/" if path else "/")
    version = next((f for f in (
        tree.find(join(app, "netlify.toml"), r"HUGO_VERSION\s*=\s*\"\d+\.\d+\.\d+\""), tree.find(join(app, ".tool-versions"), r"^hugo\s+(?:extended_)?\d+\.\d+\.\d+"),
        *(tree.find(f, r"(?:HUGO_VERSION|hugo-version):\s*['\"]?\d+\.\d+\.\d+") for f in tree.glob(".github/workflows/*.y*ml"))) if f), None)
    number = re.search(r"\d+\.\d+\.\d+", version.quote) if version else None
    at = (Evidence(config),)
    traits = {"hugo.version": Fact(number[0], (version,))} if version and number else {}
    if tree.has(join(app, "go.mod")):
        traits["hugo.modules"] = Fact("go.mod", (Evidence(join(app, "go.mod")),))
    traits |= _node(tree, app)
    if "assets.manager" in traits:
        common["package_manager"] = traits["assets.manager"].with_value(PackageManager(traits["assets.manager"].value, "", join(app, lock.value) if (lock := traits.get("assets.lockfile")) else ""))
    commands = {"build": Fact(Command("hugo", "--gc", "--minify"), at), "dev": Fact(Command("hugo", "server", "--bind", "0.0.0.0", "--port", str(PORT)), at)}
    return Reading(**common, site=Fact(site, at), traits=MappingProxyType(traits), commands=MappingProxyType(commands))


def _node(tree: Tree, app: str) -> dict[str, Fact[str]]:
    """The packages Hugo's pipes call while it builds (Tailwind, PostCSS, Babel), or take scripts from."""
    data = tree.data(join(app, "package.json"))
    needed = {str(n) for key in ("dependencies", "devDependencies") if isinstance(data, dict) and isinstance(data.get(key), dict) for n in data[key]} if isinstance(data, dict) else set()
    runtime = isinstance(data, dict) and isinstance(data.get("dependencies"), dict) and bool(data["dependencies"])
    return read_assets(tree, app) if runtime or any(_PIPES.match(n) for n in needed) else {}


def container(profile: Profile) -> ContainerFacts:
    assert profile.site
    site = profile.site.value
    image = pins.image("nginx", "1.30", ("alpine-slim",))
    facts = ContainerFacts(build_image=image, runtime_image=image, command=Command("nginx"))
    port = profile.port.value if profile.port else PORT
    if site.output != ".":
        folder = site.output.strip("/") + "/"
        return replace(served(facts, site, "", port), context=(folder,))
    shown = tuple(e for e in profile.entries if not NOT_SERVED.match(e) and (not e.lower().endswith(".md") or "_sidebar.md" in profile.entries or ".nojekyll" in profile.entries))
    facts = served(facts, site, "", port)
    config, files = facts.final_sources
    pages = tuple(e for e in shown if not e.endswith("/"))
    copies = ((Copy(pages, files.destination),) if pages else ()) + tuple(Copy((e,), files.destination + e) for e in shown if e.endswith("/"))
    return replace(facts, final_sources=(config, *copies), context=shown)


def ci(profile: Profile) -> CIFacts:
    return CIFacts(setup=(), image=pins.image("debian", "13", ("slim",)))


TOOLCHAIN = Toolchain(
    id="static", title="Static site", runtime_product="", source_suffixes=(".html",), detect=detect, workspaces=workspaces, manifest=manifest, read=read, container=container, ci=ci,
    plain_stack="static", manifest_names=("index.html", *(n for n in HUGO_FILES if "/" not in n)),
)
