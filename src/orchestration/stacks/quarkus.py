"""Quarkus: a fast-jar directory whose runner starts the program; settings in application.properties."""

from __future__ import annotations

from ..model.container import ContainerFacts, Copy
from ..model.facts import Detection, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.jvm import configuration
from ..toolchains.jvm.container import gradle, is_maven, java, maven, output, recipe
from ..toolchains.jvm.routes import health_path

_BOMS = ("io.quarkus.platform:quarkus-bom", "io.quarkus:quarkus-bom", "io.quarkus.platform:quarkus-maven-plugin", "io.quarkus:quarkus-maven-plugin", "io.quarkus")
_LISTENS = ("rest", "resteasy", "vertx-http", "reactive-routes", "undertow", "smallrye-graphql", "grpc", "spring-web", "smallrye-health", "qute-web", "websockets", "smallrye-openapi", "oidc")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency(*_BOMS) or next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith(("io.quarkus:", "io.quarkus."))), None)
    return Detection("quarkus", 66, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    found = configuration.settings(tree, app)
    listens = next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith("io.quarkus") and any(word in k.partition(":")[2] for word in _LISTENS)), None)
    stated = configuration.port_of(found.get("quarkus.http.port"))
    port: Fact[int] | None = stated or (assume(8080, "Quarkus listens there unless quarkus.http.port says otherwise", "Quarkus y écoute, sauf si quarkus.http.port dit autre chose") if listens else None)
    health = next((f for k, f in sorted(manifest.dependencies.items()) if k.endswith(":quarkus-smallrye-health")), None)
    version = next((f for name in _BOMS if (f := manifest.dependency(name)) and f.value), None)
    root = configuration.default_of(found["quarkus.http.root-path"].value).strip("/") if "quarkus.http.root-path" in found else ""
    path = health.with_value(("/" + root if root else "") + "/q/health/live") if health and "quarkus.smallrye-health.root-path" not in found else health_path(tree, app)
    variable = configuration.variable_of(found["quarkus.http.port"].value) if stated else ""
    return Reading(framework_version=version, port=port, health_path=path if port else None,
                   traits={"jvm.port_variable": Fact(variable or "QUARKUS_HTTP_PORT", (port.evidence or (listens.evidence if listens else ())))} if port and (port.evidence or listens) else {})


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    package = maven(profile, "package") if is_maven(profile) else gradle(profile, "quarkusBuild")
    source = "/app/" + output(profile, "quarkus-app")
    # Libraries first: they change least often.
    return recipe(profile, (package,), (*(Copy((f"{source}/{name}/",), f"./{name}/") for name in ("lib", "app", "quarkus")), Copy((f"{source}/quarkus-run.jar",), "./quarkus-run.jar")), java("-jar", "/app/quarkus-run.jar"))


STACK = Stack("quarkus", "Quarkus", "jvm", detect, read, container)
