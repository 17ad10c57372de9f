"""Which directory a front end's build leaves for a web server, where no framework with a stack of its own says it.

Three kinds of evidence, in this order: the build tool's own convention or setting, what the project's deployment publishes, and
a built page that is kept in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...model.facts import Evidence, Fact
from ...model.profile import Manifest
from ...model.tree import Tree, join
from .config import config_file, literal, mentions
from .framework import calls, directory, flag
from .scripts import unwrap


def published(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """The directory, relative to the app; None where nothing says it, or where nothing builds it."""
    if "build" not in manifest.scripts:
        return None
    return next((found for rule in _RULES if (found := rule(tree, app, manifest)) and directory(found.value)), None)


def _whole(manifest: Manifest) -> str:
    """The build script with the scripts it calls."""
    found = unwrap(manifest.scripts, "build")
    return " && ".join((manifest.scripts["build"].value, *((*found.builds, found.command.line if found.command else "") if found else ())))


def _umi(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """Umi's ``outputPath`` (umijs.org, "Config")."""
    package = manifest.dependency("@umijs/max", "umi")
    if not package or not re.search(r"\b(?:max|umi)\s+build\b", _whole(manifest)):
        return None
    return literal(tree, config_file(tree, app, ".umirc", "config/config"), "outputPath") or package.with_value("dist")


def _vuepress(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """``.vuepress/dist`` below the directory that holds the pages (vuepress.vuejs.org, "dest")."""
    build = calls(manifest, r"\bvuepress(?:-vite|-webpack)?\s+build\b", "build", "docs:build")
    if not build:
        return None
    match = re.search(r"\bvuepress(?:-vite|-webpack)?\s+build(?:\s+(?!-)([\w./-]+))?", build.value)
    folder = directory(match[1]) if match and match[1] else ""
    stated = literal(tree, config_file(tree, app, join(folder or ".", ".vuepress/config")), "dest") or flag(manifest, "vuepress", "--dest", "-d")
    return stated if stated and directory(stated.value) else build.with_value(join(folder or ".", ".vuepress/dist"))


def _parcel(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """``dist`` unless the command says another (parceljs.org, "CLI")."""
    build = calls(manifest, r"\bparcel\s+build\b", "build")
    return (flag(manifest, "parcel build", "--dist-dir", "--out-dir", "-d") or build.with_value("dist")) if build and manifest.dependency("parcel", "parcel-bundler") else None


def _rsbuild(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """``dist`` unless ``output.distPath.root`` says another (rsbuild.dev, "output.distPath")."""
    package = manifest.dependency("@rsbuild/core")
    return (literal(tree, config_file(tree, app, "rsbuild.config"), "root", inside="distPath") or package.with_value("dist")) if package and re.search(r"\brsbuild\s+build\b", _whole(manifest)) else None


def _webpack(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """``output.path``, by default ``dist`` (webpack.js.org, "Output"); only with a page of its own: a bundle alone is no site."""
    package = manifest.dependency("webpack", "@rspack/core", "@rspack/cli")
    page = manifest.dependency("html-webpack-plugin")
    config = config_file(tree, app, "webpack.config", "webpack.prod", "webpack.config.prod", "webpack.production.config", "config/webpack.prod", "config/webpack.config.prod", "webpack/webpack.prod", "config/webpack.config", "webpack.common", "webpack/webpack.common",
                         "config/webpack.common", "rspack.config")
    if not package or not config or not (page or mentions(tree, config, r"HtmlRspackPlugin")) or not re.search(r"\b(?:webpack|rspack)\b", _whole(manifest)):
        return None
    for path in (config, *(p for p in tree.files(app) if re.search(r"(?:^|/)webpack[\w.]*\.[cm]?[jt]s$", p) and "node_modules/" not in p)):
        at = mentions(tree, path, r"\bpath\s*:\s*(?:path\.)?(?:resolve|join)\([^)]*[\"'`][\w./-]+[\"'`]\s*\)")
        match = re.search(r"[\"'`](?:\.{1,2}/)*([\w.-]+(?:/[\w.-]+)*)[\"'`]\s*\)", at.quote) if at else None
        if at and match and re.search(r"\bpath\s*:", at.quote):
            return Fact(match[1], (at,))
    return package.with_value("dist")


def _gulp(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """Where the tasks write to, if that is called like an output."""
    gulpfile = next((p for p in tree.files(app) if re.fullmatch(r"[Gg]ulpfile(?:\.babel)?\.[cm]?[jt]s|Gruntfile\.[cm]?js", p[len(app) + 1:] if app != "." else p)), "")
    if not gulpfile or not re.search(r"\b(?:gulp|grunt)\b", _whole(manifest)):
        return None
    at = mentions(tree, gulpfile, r"[\"'`]\.?/?(?:dist|build|public|_site|www|output|out)/?[\"'`]")
    match = re.search(r"[\"'`]\.?/?(dist|build|public|_site|www|output|out)/?[\"'`]", at.quote) if at else None
    return Fact(match[1], (at,)) if at and match and any(p.endswith((".html", ".pug", ".njk", ".hbs", ".ejs", ".jade")) for p in tree.files(app)) else None


def _deployed(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """What a host or a pages branch is given."""
    for name, keys in (("netlify.toml", ("build", "publish")), ("vercel.json", ("outputDirectory",)), ("firebase.json", ("hosting", "public")), ("wrangler.toml", ("site", "bucket")), ("wrangler.toml", ("assets", "directory")),
                       ("wrangler.json", ("assets", "directory")), ("wrangler.jsonc", ("assets", "directory")), ("wrangler.toml", ("pages_build_output_dir",)), ("staticwebapp.config.json", ("outputLocation",))):
        value = tree.data(join(app, name)) if tree.has(join(app, name)) else None
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and directory(value):
            return Fact(directory(value), (tree.key(join(app, name), *keys),))
    deploy = calls(manifest, r"\bgh-pages\b.*(?:-d|--dist)[ =]", "deploy", "publish", "predeploy", "gh-pages", "deploy:gh-pages")
    match = re.search(r"(?:-d|--dist)[ =]([\w./-]+)", deploy.value) if deploy else None
    if deploy and match and directory(match[1]):
        return deploy.with_value(directory(match[1]))
    for path in tree.glob(".github/workflows/*.y*ml"):
        text = tree.text(path) or ""
        # Documentation is published like that, too: only where the same workflow builds this package.
        if not re.search(r"upload-pages-artifact|actions-gh-pages|github-pages-deploy-action", text) or not re.search(r"\b(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?build\b", text) or (app != "." and app not in text):
            continue
        at = tree.find(path, r"^\s*(?:publish_dir|folder|path):\s*['\"]?\.?/?[\w./-]+['\"]?\s*$")
        match = re.search(r":\s*['\"]?(?:\./)?([\w./-]+)", at.quote) if at else None
        found = directory(match[1].removeprefix(app + "/")) if match else ""
        if at and found:
            return Fact(found, (at,))
    return None


def _kept(tree: Tree, app: str, manifest: Manifest) -> Fact[str] | None:
    """A page somebody built and committed."""
    page = next((p for folder in ("dist", "build", "public", "docs", "_site") if tree.has(p := join(app, folder, "index.html"))), "")
    return Fact(page.rpartition("/")[0].removeprefix(app + "/"), (Evidence(page),)) if page and not manifest.dependencies.keys() & {"express", "fastify", "koa"} else None


_RULES: tuple[Callable[[Tree, str, Manifest], Fact[str] | None], ...] = (_umi, _vuepress, _parcel, _rsbuild, _webpack, _gulp, _deployed, _kept)
