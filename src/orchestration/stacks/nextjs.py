"""Next.js: a server (self-contained with ``output: "standalone"``) or, with ``output: "export"``, files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from .. import pins
from ..model.command import Command
from ..model.container import CacheMount, ContainerFacts, Copy, RunStep, SourceMaps
from ..model.facts import Evidence, Fact, Notice, assume
from ..model.profile import Manifest, Profile, Reading, StaticSite
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree, join
from ..toolchains.node.config import config_file, literal, mentions
from ..toolchains.node.framework import base_path, by_dependency, calls, directory, health_route, listed, script_port, starting

MAPS_IN_BROWSER, MAPS_ON_SERVER = "productionBrowserSourceMaps", "serverSourceMaps"
"""The options that make them (https://nextjs.org/docs/app/api-reference/config/next-config-js/productionBrowserSourceMaps; the server's is below ``experimental``)."""
TRACKER = "@sentry/nextjs"
_APP_ROUTES = (("app", ""), ("src/app", ""))
_PAGES_ROUTES = (("pages/api", "/api"), ("src/pages/api", "/api"))


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    config = config_file(tree, app, "next.config")
    output, dist = literal(tree, config, "output"), literal(tree, config, "distDir")
    base = literal(tree, config, "basePath")
    exported = output if output and output.value == "export" else calls(manifest, r"\bnext export\b")
    known = Fact("NEXT_PUBLIC_", (Evidence(config or manifest.path),))
    folder = directory(dist.value) if dist else ".next"
    traits: dict[str, Fact[str]] = {"env.public_prefix": known}
    inlined = _inlined(tree, config)
    if inlined:
        traits["env.inlined"] = inlined
    router = next((name for name in ("app", "src/app", "pages", "src/pages") if tree.has_dir(join(app, name))), "")
    if router:
        traits["next.router"] = Fact(router.rsplit("/", 1)[-1], (Evidence(join(app, router)),))
    version = manifest.dependency("next")
    assert version
    traits["next.instrumentation"] = _beside_routes(tree, app, "instrumentation")
    traits["next.instrumentation_client"] = _beside_routes(tree, app, "instrumentation-client")
    if router.endswith("app"):
        traits["next.global_error"] = _global_error(tree, app, router)
    traits |= {f"next.{option}": found for option in (MAPS_IN_BROWSER, MAPS_ON_SERVER) if (found := literal(tree, config, option)) and found.value == "true"}
    if tracker := manifest.dependency(TRACKER):
        traits["next.tracker"] = tracker
    notices: tuple[Notice, ...] = ()
    if exported:
        trailing = literal(tree, config, "trailingSlash")
        out = folder if dist and exported is output else "out"
        page = "404.html"
        traits["next.output"] = exported.with_value("export")
        traits["build.env.NEXT_TELEMETRY_DISABLED"] = known.with_value("1")
        site = StaticSite(out, False, page, not (trailing and trailing.value == "true"), base_path(base), ("_next/static",))
        return Reading(framework_version=version, site=Fact(site, exported.evidence), traits=traits)
    for key in ("build.env.NEXT_TELEMETRY_DISABLED", "run.env.NEXT_TELEMETRY_DISABLED"):
        traits[key] = known.with_value("1")
    traits["run.env.HOSTNAME"] = known.with_value("0.0.0.0")
    commands: dict[str, Fact[Command]] = {}
    if output and output.value == "standalone":
        traits["next.output"] = output
        traits["output.self_contained"] = output.with_value(listed(f"{folder}/standalone"))
        if "dev" in manifest.scripts:
            # The output holds what the server imports, and no program that migrates a database.
            traits["migrate.stage"] = output.with_value("dev")
        commands["start"] = output.with_value(Command("node", f"{folder}/standalone/server.js"))
        traits["writable"] = output.with_value(listed(posixpath.join("/app", app if app != "." else "", folder, "cache")))
    else:
        loose = mentions(tree, config, r"[\"']standalone[\"']") if config else None
        if loose:
            notices = (Notice("info", "next", Text("standalone output depends on a condition; the image is built without it", "la sortie standalone dépend d'une condition ; l'image est construite sans elle"), (loose,)),)
        extra = [name for name in ("public",) if tree.has_dir(join(app, name))]
        traits["output"] = (known if not config else Fact("", (Evidence(config),))).with_value(listed(folder, *extra, *((config.rsplit("/", 1)[-1],) if config else ())))
        if not starting(manifest):
            commands["start"] = Fact(Command("next", "start"), version.evidence)
    own = starting(manifest)
    if own and own.command and "start" not in commands and own.command.argv[0] in ("node", "tsx", "ts-node"):
        # A server of the project's own in front of Next.js is started from its sources.
        traits.pop("output", None)
    if folder != ".next":
        traits["next.dist"] = dist  # type: ignore[assignment]
    if tree.has_dir(join(app, "public")):
        traits["next.public"] = Fact("public", (Evidence(join(app, "public")),))
    if not calls(manifest, r"\bnext build\b|turbo|nx ") and "build" not in manifest.scripts:
        commands["build"] = Fact(Command("npx", "next", "build"), version.evidence)
    prefix = base_path(base).rstrip("/")
    health = health_route(tree, app, _APP_ROUTES, r"/route\.[jt]sx?") or health_route(tree, app, _PAGES_ROUTES, r"(?:/index)?\.[jt]sx?")
    return Reading(
        framework_version=version, traits=traits, commands=commands, notices=notices,
        port=script_port(manifest, "start", "start:prod") or assume(3000, "next start listens on 3000 unless told otherwise", "next start écoute sur 3000 par défaut"),
        health_path=health.with_value(prefix + health.value) if health else None,
    )


def _inlined(tree: Tree, config: str) -> Fact[str] | None:
    """Names that ``env: {…}`` of the configuration sets while building: the code reads them like variables, nobody has to provide them."""
    match = re.search(r"^  ?\t? ?\benv:\s*\{(?P<body>[^{}]*)\}", tree.text(config) or "", re.M) if config else None
    names = [m[1] for m in re.finditer(r"^\s*[\"']?([A-Za-z_]\w*)[\"']?\s*(?:,|:(?!\s*process\.env\.\1\b)|$)", match["body"], re.M)] if match else []
    return Fact(" ".join(names), (tree.find(config, r"\benv:\s*\{") or Evidence(config),)) if names else None


def _beside_routes(tree: Tree, app: str, stem: str) -> Fact[str]:
    """``instrumentation.ts`` and its like, beside ``app`` or ``pages`` (in ``src`` where those are); assumed where it could be."""
    routes = next((place for place in ("pages", "src/pages", "app", "src/app") if tree.has_dir(join(app, place))), "app")
    folder = posixpath.dirname(routes)
    names = [posixpath.join(folder, f"{stem}.{suffix}") for suffix in ("ts", "js", "tsx", "jsx", "mjs", "cjs")]
    found = next((name for name in names if tree.has(join(app, name))), "")
    if found:
        return Fact(found, (Evidence(join(app, found)),))
    typed = tree.has(join(app, "tsconfig.json"))
    return assume(names[0] if typed else names[1], "where Next.js looks for it", "là où Next.js le cherche")


def _global_error(tree: Tree, app: str, router: str) -> Fact[str]:
    """The page that stands in for a whole page that failed; assumed where it could be."""
    names = [f"{router}/global-error.{suffix}" for suffix in ("tsx", "jsx", "js", "ts")]
    found = next((name for name in names if tree.has(join(app, name))), "")
    if found:
        return Fact(found, (Evidence(join(app, found)),))
    return assume(names[0] if tree.has(join(app, "tsconfig.json")) else names[1], "where Next.js looks for it", "là où Next.js le cherche")


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return facts if profile.site else _tracked(profile, _arranged(profile, facts))


def _tracked(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """With what the kit's part for errors needs of the build, once the project has its package."""
    if profile.trait("observability") != "wired":
        return facts
    if not profile.trait("next.tracker"):
        return replace(facts, source_maps=Text(f"{TRACKER} is not among the dependencies yet: install it, and generate again", f"{TRACKER} n'est pas encore parmi les dépendances : installez-le, puis régénérez"))
    facts = replace(facts, build_args=tuple(sorted({*facts.build_args, "NEXT_PUBLIC_SENTRY_DSN"} - {"NEXT_PUBLIC_SENTRY_RELEASE"})), release_arg="NEXT_PUBLIC_SENTRY_RELEASE")
    if not profile.trait(f"next.{MAPS_IN_BROWSER}"):
        return replace(facts, source_maps=Text(f"the build makes none: set {MAPS_IN_BROWSER}: true and experimental.{MAPS_ON_SERVER}: true in next.config, and generate again; the image then ships without them",
                                               f"la construction n'en produit pas : mettez {MAPS_IN_BROWSER}: true et experimental.{MAPS_ON_SERVER}: true dans next.config, puis régénérez ; l'image est alors livrée sans elles"))
    return replace(facts, source_maps=_source_maps(profile, facts))


def _source_maps(profile: Profile, facts: ContainerFacts) -> SourceMaps:
    own = posixpath.relpath(profile.path, profile.root)
    folder = profile.trait("next.dist", ".next")
    built = posixpath.normpath(posixpath.join(own, folder))
    parts = (posixpath.join(built, "static"), posixpath.join(built, "server"))
    install = facts.install[0]
    runner, caches = (("bunx",), install.caches) if profile.runtime and profile.runtime.value.product == "bun" else (("npx", "--yes"), (CacheMount("/root/.npm", "npm"),))
    # Since its version 11 the SDK brings this client no longer, and "sentry-cli" without its scope is another package.
    client = (*runner, f"@sentry/cli@{pins.npm_tool('@sentry/cli')}")
    commands = [Command(*client, "sourcemaps", "inject", *parts), Command("mkdir", "/source-maps"), Command("cp", "-R", *parts, "/source-maps/"), Command("find", built, "-name", "*.map", "-delete")]
    if profile.trait("next.output") == "standalone":
        # It holds copies from before the ids.
        commands.append(Command("cp", "-R", parts[1], posixpath.join(built, "standalone", built) + "/"))
    if any(source == "/prod/" for copied in facts.outputs for source in copied.sources):
        # What a workspace's deployment took along from before; the built files are copied by themselves.
        commands.append(Command("rm", "-rf", f"/prod/{folder}"))
    step = RunStep(tuple(commands), Text("The same id in a file and its source map, by which an error finds its lines; maps hold the sources, so none ships.",
                                         "Le même identifiant dans un fichier et sa source map, par lequel une erreur retrouve ses lignes ; une source map contient les sources, aucune n'est donc livrée."),
                   caches, install.secrets)
    lacking = None if profile.trait(f"next.{MAPS_ON_SERVER}") else Text(f"the browser's are uploaded; for the server's set experimental.{MAPS_ON_SERVER}: true in next.config, and generate again",
                                                                       f"celles du navigateur sont envoyées ; pour celles du serveur, mettez experimental.{MAPS_ON_SERVER}: true dans next.config, puis régénérez")
    return SourceMaps((step,), "/source-maps", lacking)


def _arranged(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    folder = profile.trait("next.dist", ".next")
    own = posixpath.relpath(profile.path, profile.root)
    here = posixpath.normpath(posixpath.join("/app", own))
    if profile.trait("next.output") == "standalone":
        target = "" if own == "." else own + "/"
        outputs = [Copy((f"{here}/{folder}/standalone/",), "./"), Copy((f"{here}/{folder}/static/",), f"./{target}{folder}/static/")]
        if profile.trait("next.public"):
            outputs.append(Copy((f"{here}/public/",), f"./{target}public/"))
        return replace(facts, command=Command("node", f"{target}server.js"), outputs=tuple(outputs), final_workdir="")
    start = profile.command("start")
    if start and not start.is_shell and start.argv[0] == "next":
        where = facts.final_workdir or "/app"
        facts = replace(facts, command=Command("node", "node_modules/next/dist/bin/next", *start.argv[1:]), writable=(*facts.writable, f"{where}/{folder}/cache"))
    return facts


STACK = Stack("nextjs", "Next.js", "node", by_dependency("nextjs", 80, "next", places=("next.config.*", "app", "pages", "src/app", "src/pages", "next-env.d.ts")), read, container, aliases=("next", "nextdotjs"))
