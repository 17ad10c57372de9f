"""Micronaut: a runnable jar with Maven, an application distribution with Gradle."""

from __future__ import annotations

from ..model.container import ContainerFacts, Copy
from ..model.facts import Detection, Fact, assume
from ..model.profile import Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.tree import Tree
from ..toolchains.jvm import configuration
from ..toolchains.jvm.container import is_maven, java, maven, pick_jar, plain, recipe
from ..toolchains.jvm.routes import health_path

_PLUGINS = ("io.micronaut.maven:micronaut-maven-plugin", "io.micronaut.build:micronaut-maven-plugin", "io.micronaut.application", "io.micronaut.minimal.application")


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency(*_PLUGINS) or next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith("io.micronaut:")), None)
    return Detection("micronaut", 64, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    found = configuration.settings(tree, app)
    server = manifest.dependency("io.micronaut:micronaut-http-server-netty", "io.micronaut.servlet:micronaut-http-server-jetty", "io.micronaut.servlet:micronaut-http-server-tomcat", "io.micronaut.application")
    port: Fact[int] | None = configuration.port_of(found.get("micronaut.server.port"))
    if port is None and server:
        port = assume(8080, "Micronaut listens there unless micronaut.server.port says otherwise", "Micronaut y écoute, sauf si micronaut.server.port dit autre chose")
    management = manifest.dependencies.get("io.micronaut:micronaut-management")
    health = management.with_value("/health") if management and "endpoints.health.path" not in found and "endpoints.all.path" not in found else health_path(tree, app)
    return Reading(port=port, health_path=health if port else None, traits={"jvm.port_variable": Fact("MICRONAUT_SERVER_PORT", server.evidence)} if port and server else {})


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    if is_maven(profile):
        return recipe(profile, (maven(profile, "package"), *pick_jar(profile)), (Copy(("/out/app.jar",), "./app.jar"),), java("-jar", "/app/app.jar"))
    return plain(profile)


STACK = Stack("micronaut", "Micronaut", "jvm", detect, read, container)
