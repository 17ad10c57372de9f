"""What installing and building an app reads beside its manifest: the other packages of its workspace, patches, hooks, registry settings.

All of it goes into the Profile as traits (lists as JSON), because a recipe is made from a Profile alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from ...model.facts import Evidence, Fact, Notice
from ...model.profile import Manifest
from ...model.text import Text
from ...model.tree import Tree, join
from .data_layer import prisma_schema
from .dependencies import DOWNLOADS
from .package_managers import NodePackageManager
from .workspace import Member, closure, members, package, workspace

HOOKS = ("preinstall", "install", "postinstall", "prepare")
_HARMLESS = re.compile(
    r"^(?:husky(?:\s+install)?|is-ci|lefthook\s+install|simple-git-hooks|npx\s+(?:-y\s+|--yes\s+)?(?:only-allow|husky|simple-git-hooks|lefthook)\b.*|only-allow\s+\w+|patch-package.*|npx\s+patch-package|prisma\s+generate.*|npx\s+prisma\s+generate.*"
    r"|nuxt\s+prepare|nuxi\s+prepare|svelte-kit\s+sync|npx\s+svelte-kit\s+sync|astro\s+sync|playwright\s+install.*|npx\s+playwright\s+install.*|electron-builder\s+install-app-deps|ngcc.*|echo\b.*|exit\s+0|true|git\s+config\s+.*|fumadocs-mdx|npx\s+fumadocs-mdx|manypkg\s+check|sherif|skip|lerna\s+bootstrap|npm\s+rebuild.*|opencollective.*|pnpm\s+dedupe|allow-scripts|test\s+.*|if-ci|\[.*\])$")
_GIT_HOOKS = re.compile(r"\b(?:husky|lefthook|simple-git-hooks|git config|pre-commit|yorkie|lint-staged)\b")


def _list(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


BUILD_TOOLS: dict[str, tuple[str, ...]] = {
    "typescript": ("typescript",), "tailwindcss": ("tailwindcss", "@tailwindcss/vite", "@tailwindcss/postcss"), "sass": ("sass", "sass-embedded", "node-sass"), "less": ("less",), "postcss": ("postcss",),
    "babel": ("@babel/core",), "webpack": ("webpack",), "esbuild": ("esbuild",), "vite": ("vite",), "swc": ("@swc/core",), "turbopack": ("next",),
}
"""What a build may compile with, by the package that brings it."""


def unpack(text: str) -> tuple[str, ...]:
    """A trait that holds a list."""
    return tuple(json.loads(text)) if text else ()


def installing(tree: Tree, app: str, root: str, found: Manifest, tool: NodePackageManager, version: str) -> tuple[dict[str, Fact[str]], tuple[str, ...], list[Notice]]:
    """Traits for the recipe, directories of the workspace whose code is part of the app, and what a person should know."""
    traits: dict[str, Fact[str]] = {}
    notices: list[Notice] = []
    manifest = Evidence(join(root, "package.json") if tree.has(join(root, "package.json")) else found.path)
    sources: tuple[str, ...] = ()
    if root != app or members(tree, root):
        sources = _workspace(tree, app, root, found, traits, manifest)
    files, registry = _files(tree, app, root, found, tool)
    for name in registry.secrets:
        traits[f"registry.secret.{name}"] = Fact(name, (registry.evidence[name],))
    _hooks(tree, app, root, found, traits)
    for name, packages in BUILD_TOOLS.items():
        fact = found.dependency(*packages)
        if fact is not None:
            traits[f"build.tool.{name}"] = fact
    above = package(tree, root)
    for name, setting in sorted(DOWNLOADS.items()):
        at = found.dependency(name) or next((Fact("", (tree.key(join(root, "package.json"), key, name),)) for key in ("dependencies", "devDependencies") if isinstance(above.get(key), dict) and name in above[key]), None)
        if at:
            variable, _, value = setting.partition("=")
            traits[f"install.env.{variable}"] = at.with_value(value)
    if files:
        traits["install.files"] = Fact(_list(files), (Evidence(join(root, files[0])),))
    release = _yarn_release(tree, root) if tool.id == "yarn" else ""
    if release:
        traits["yarn.release"] = Fact(release, (Evidence(join(root, release)),))
    if tool.id == "pnpm":
        injected = _pnpm_setting(tree, root, "injectWorkspacePackages", "inject-workspace-packages")
        if injected:
            traits["pnpm.injected"] = injected
    local = [name for name, fact in {**found.dependencies, **found.dev_dependencies}.items() if fact.value.startswith(("file:", "link:", "portal:"))]
    outside = [n for n in local if re.match(r"^(?:file|link|portal):(?:\.\./|/)", (found.dependencies.get(n) or found.dev_dependencies[n]).value) and root == app]
    if outside:
        fact = found.dependencies.get(outside[0]) or found.dev_dependencies[outside[0]]
        notices.append(Notice("warning", "dependency", Text(
            f"{outside[0]} is taken from a directory outside the app ({fact.value}), which an image of the app alone cannot contain; make both packages of one workspace",
            f"{outside[0]} vient d'un répertoire hors de l'application ({fact.value}), qu'une image de l'application seule ne peut contenir ; placez les deux paquets dans un même workspace"), fact.evidence))
    return traits, sources, notices


def _workspace(tree: Tree, app: str, root: str, found: Manifest, traits: dict[str, Fact[str]], manifest: Evidence) -> tuple[str, ...]:
    every = workspace(tree, root)
    relative = app if root == "." else app[len(root) + 1:] if app != root else "."
    own = next((m for m in every.values() if m.path == relative), None)
    name = own.name if own else found.name
    if not own:
        needs = tuple(sorted({*found.dependencies, *found.dev_dependencies} & set(every)))
        own = Member(".", name or "", {}, needs, tuple(sorted(set(found.dependencies) & set(every))))
        every[own.name] = own
    all_needed, running = closure(every, own.name), closure(every, own.name, running=True)
    traits["workspace.members"] = Fact(_list(sorted(m.path for m in every.values() if m.path != ".")), (manifest,))
    if found.name:
        traits["workspace.name"] = Fact(found.name, (tree.key(found.path, "name"),))
    traits["workspace.needs"] = Fact(_list(m.path for m in all_needed), (manifest,))
    traits["workspace.running"] = Fact(_list(m.path for m in running), (manifest,))
    traits["workspace.builds"] = Fact(_list(f"{m.path}\t{m.name}" for m in all_needed if "build" in m.scripts), (manifest,))
    turbo = next((join(root, n) for n in ("turbo.json", "turbo.jsonc") if tree.has(join(root, n))), "")
    root_data = package(tree, root)
    has_turbo = any(isinstance(root_data.get(g), dict) and "turbo" in root_data[g] for g in ("dependencies", "devDependencies"))  # type: ignore[operator]
    if turbo and has_turbo and "build" in found.scripts and re.search(r"\"(?:[\w@/-]+#)?build\"\s*:", tree.text(turbo) or ""):
        traits["workspace.turbo"] = Fact("build", (tree.find(turbo, r"\"build\"\s*:") or Evidence(turbo),))
    return tuple(join(root, m.path) for m in running)


class Registry:
    """Secrets that registry settings refer to, each with its line."""

    def __init__(self) -> None:
        self.evidence: dict[str, Evidence] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(sorted(self.evidence))


_ENV_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\}")


def _files(tree: Tree, app: str, root: str, found: Manifest, tool: NodePackageManager) -> tuple[list[str], Registry]:
    """Files that installing reads, relative to ``root``, sorted."""
    files: set[str] = set()
    registry = Registry()
    cut = 0 if root == "." else len(root) + 1
    for folder in dict.fromkeys((root, app)):
        for name in tool.config:
            path = join(folder, name)
            if not tree.has(path):
                continue
            for number, line in enumerate((tree.text(path) or "").split("\n"), 1):
                if not re.match(r"\s*[#;]", line) and re.search(r"token|auth|password|secret", line, re.I):
                    for variable in _ENV_REFERENCE.findall(line):
                        registry.evidence.setdefault(variable, Evidence(path, number, variable))
            files.add(path[cut:])
    for pattern in ("patches/**", ".patches/**"):
        files.update("patches/" if pattern.startswith("p") else ".patches/" for _ in tree.glob(pattern, root)[:1])
    yarnrc = tree.text(join(root, ".yarnrc.yml")) or "" if tool.id == "yarn" and tree.has(join(root, ".yarnrc.yml")) else ""
    if _yarn_release(tree, root):
        files.add(".yarn/releases/")
    if ".yarn/plugins/" in yarnrc:
        files.add(".yarn/plugins/")
    if tool.id == "yarn" and ".yarn/patches/" in (tree.text(join(root, "package.json")) or "") + (tree.text(join(root, "yarn.lock")) or ""):
        files.add(".yarn/patches/")
    for path in tree.files(root):
        # A hand-written workspace protocol may also name tarballs kept in the repository.
        if path.endswith(".tgz") and path.count("/") <= 2:
            files.add(path[cut:])
    schema = prisma_schema(tree, app, found)
    if schema and found.dependency("@prisma/client", "prisma"):
        # Its packages generate the client when they are installed, and look for the schema then.
        at = join(app, schema)
        folder = at.rpartition("/")[0]
        files.add((folder[cut:] + "/") if folder and folder != app and folder != root else at[cut:])
        config = next((join(app, n) for n in ("prisma.config.ts", "prisma.config.js", "prisma.config.mjs") if tree.has(join(app, n))), "")
        if config:
            files.add(config[cut:])
    return sorted(f for f in files if f and f.isprintable()), registry


def _yarn_release(tree: Tree, root: str) -> str:
    """Yarn's own program where the repository carries it (``yarnPath``)."""
    path = join(root, ".yarnrc.yml")
    at = tree.find(path, r"^yarnPath:\s*\S") if tree.has(path) else None
    name = re.sub(r"^yarnPath:\s*", "", at.quote).strip("\"' ") if at else ""
    return name.removeprefix("./") if re.fullmatch(r"(?:\./)?\.yarn/releases/[\w.-]+\.c?js", name) else ""


def _pnpm_setting(tree: Tree, root: str, camel: str, kebab: str) -> Fact[str] | None:
    for name, pattern in (("pnpm-workspace.yaml", rf"^{camel}:\s*true"), (".npmrc", rf"^{kebab}\s*=\s*true")):
        at = tree.find(join(root, name), pattern) if tree.has(join(root, name)) else None
        if at:
            return Fact("true", (at,))
    return None


def _hooks(tree: Tree, app: str, root: str, found: Manifest, traits: dict[str, Fact[str]]) -> None:
    """Lifecycle scripts of the packages being installed: some need the sources, some only git hooks that an image has no use for."""
    for folder in dict.fromkeys((root, app)):
        scripts = package(tree, folder).get("scripts")
        for hook in HOOKS if isinstance(scripts, dict) else ():
            line = scripts.get(hook)
            if not isinstance(line, str) or not line.strip():
                continue
            at = tree.key(join(folder, "package.json"), "scripts", hook)
            if _GIT_HOOKS.search(line) and hook in ("prepare", "postinstall") and all(_HARMLESS.match(p.strip()) or _GIT_HOOKS.search(p) for p in re.split(r"&&|\|\||;", line)):
                traits[f"hook.git.{hook}"] = Fact(folder if folder != root else ".", (at,))
            elif not all(_HARMLESS.match(p.strip()) for p in re.split(r"&&|\|\||;", line) if p.strip()):
                traits.setdefault("install.needs_sources", Fact(hook, (at,)))
