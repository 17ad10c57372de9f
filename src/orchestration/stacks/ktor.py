"""Ktor: a Kotlin server whose port is in its configuration file or in the call that starts it."""

from __future__ import annotations

from ..model.container import ContainerFacts
from ..model.facts import Detection, Evidence, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree, join
from ..toolchains.jvm.container import plain
from ..toolchains.jvm.routes import health_path, port

_PORT = r"^\s*port\s*[:=]\s*\"?(?:\$\{?\??\w*:?)?(\d{2,5})"


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency("io.ktor.plugin") or next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith("io.ktor:ktor-server")), None)
    return Detection("ktor", 63, fact.evidence) if fact else None


def _configured(tree: Tree, app: str) -> tuple[Fact[int] | None, Evidence | None]:
    for name in ("src/main/resources/application.conf", "src/main/resources/application.yaml", "resources/application.conf", "resources/application.yaml", "src/jvmMain/resources/application.conf"):
        path = join(app, name)
        at = tree.find(path, _PORT)
        digits = "".join(ch if ch.isdigit() else " " for ch in at.quote).split() if at else []
        variable = tree.find(path, r"^\s*port\s*[:=]\s*\"?\$\{?\??PORT")
        if at and digits:
            return Fact(int(digits[-1]), (at,)), variable
    return None, None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    configured, variable = _configured(tree, app)
    found: Fact[int] | None = configured or port(tree, app)
    if found is None:
        found = assume(8080, "Ktor's own generator puts 8080 there", "le générateur de Ktor y met 8080")
    version = manifest.dependency("io.ktor.plugin") or next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith("io.ktor:ktor-server") and f.value), None)
    return Reading(framework_version=version if version and version.value else None, port=found, health_path=health_path(tree, app),
                   traits={"jvm.port_variable": Fact("PORT", (variable,))} if variable else {})


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    return plain(profile)


STACK = Stack("ktor", "Ktor", "jvm", detect, read, container)
