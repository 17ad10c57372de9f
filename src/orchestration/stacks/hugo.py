"""Hugo: one program that turns content and a theme into files."""

from __future__ import annotations

from dataclasses import replace

from .. import pins
from ..kits.static import PORT, served
from ..model.command import Command
from ..model.container import CacheMount, ContainerFacts, Copy, RunStep, SideStage
from ..model.facts import Detection, Evidence
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.assets import asset_stage
from ..toolchains.static import hugo_config

_ASIDE = (".git", ".github/", "README.md", "LICENSE", "docker/", "Dockerfile", ".gitignore", ".dockerignore", "node_modules/", "resources/", "public/")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    config = hugo_config(tree, app)
    return Detection("hugo", 80, (Evidence(config),)) if config else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    return Reading()


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    assert profile.site
    version = profile.trait("hugo.version")
    sources = tuple(e for e in profile.entries if e not in _ASIDE and not e.startswith((".env", "docker-compose", "compose")))
    build = profile.command("build") or Command("hugo", "--gc", "--minify")
    caches = (CacheMount("/tmp/hugo", "hugo"),)
    if version:
        # Hugo's own container image runs as a user who may not write the build's output; Go's checksum database vouches for this one.
        image, packages, notices = pins.image("golang", pins.recommended("go")["latest"], ("trixie", "bookworm")), (), ()
        setup = (RunStep((Command("env", "CGO_ENABLED=1", "go", "install", "-tags", "extended", f"github.com/gohugoio/hugo@v{version}"),),
                         Text(f"Hugo {version}, the extended edition.", f"Hugo {version}, l'édition étendue."), (CacheMount("/root/.cache/go-build", "go-build"), CacheMount("/go/pkg/mod", "go-mod"))),)
    else:
        image, packages, setup = pins.image("debian", "13", ("slim",)), ("ca-certificates", "hugo", *(("git", "golang-go") if profile.trait("hugo.modules") else ())), ()
        notices = (Text("no file states Hugo's version; Debian's is used: state it (HUGO_VERSION in netlify.toml, or .tool-versions)",
                        "aucun fichier n'indique la version de Hugo ; celle de Debian est utilisée : indiquez-la (HUGO_VERSION dans netlify.toml, ou .tool-versions)"),)
    sides: tuple[SideStage, ...] = ()
    manifests: tuple[Copy, ...] = ()
    install: tuple[RunStep, ...] = ()
    if profile.trait("assets.manager"):
        # Hugo calls these packages' programs while it builds, so the stage is Node's, and Hugo is brought into it.
        node = asset_stage(profile, (), ())
        if version:
            sides = (SideStage(name="hugo", image=image, manifests=(), setup=setup, install=(), sources=(), build=(), outputs=(Copy(("/go/bin/hugo",), "/usr/local/bin/"),)),)
            setup, packages = (), ("ca-certificates", "libstdc++6", *(("git", "golang-go") if profile.trait("hugo.modules") else ()))
        image, manifests, install, setup = node.image, node.manifests, node.install, (*setup, *node.setup)
    facts = replace(
        facts, side_stages=sides, manifests=manifests, install=install, build_image=image, workdir="/app", build_packages=packages, setup=setup, sources=(Copy(("./",), "./"),), build_env={"HUGO_CACHEDIR": "/tmp/hugo", "HUGO_ENVIRONMENT": "production"},
        build=(RunStep((build,), Text("Pages, styles and images.", "Pages, styles et images."), caches),), dev_command=None if sides else profile.command("dev"), context=sources, notices=notices, files=(),
    )
    return served(facts, profile.site.value, f"/app/{profile.site.value.output}", profile.port.value if profile.port else PORT)


STACK = Stack("hugo", "Hugo", "static", detect, read, container)
