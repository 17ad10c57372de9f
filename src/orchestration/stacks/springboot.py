"""Spring Boot: an executable jar that unpacks into layers; the server's port and the health endpoint come from its configuration."""

from __future__ import annotations

import re

from ..model.command import Command
from ..model.container import ContainerFacts, Copy
from ..model.facts import Detection, Evidence, Fact, Notice, assume
from ..model.profile import EnvVar, Manifest, Profile, Reading
from ..model.provider import Stack
from ..model.text import Text
from ..model.tree import Tree
from ..toolchains.jvm import configuration
from ..toolchains.jvm.container import gradle, is_maven, java, maven, pick_jar, recipe
from ..toolchains.jvm.dependencies import WEB
from ..toolchains.jvm.reading import build_of
from ..toolchains.jvm.routes import health_path

_BOOT = "org.springframework.boot"


def detect(tree: Tree, app: str, manifest: Manifest) -> Detection | None:
    fact = manifest.dependency("org.springframework.boot:spring-boot-maven-plugin", _BOOT)
    if fact is None:
        fact = next((f for k, f in sorted(manifest.dependencies.items()) if k.startswith("org.springframework.boot:")), None)
    if fact is None:
        build = build_of(tree, app)
        spring = any(k.startswith("org.springframework") for k in manifest.dependencies)
        fact = build.spring_boot if build and spring else None
    return Detection("springboot", 65, fact.evidence) if fact else None


def read(tree: Tree, app: str, manifest: Manifest) -> Reading:
    build = build_of(tree, app)
    found = configuration.settings(tree, app)
    web = manifest.dependency(*WEB) if manifest.dependencies else None
    server = found.get("server.port")
    port: Fact[int] | None = None
    if web or server:
        port = configuration.port_of(server) or assume(8080, "Spring Boot listens there unless server.port says otherwise", "Spring Boot y écoute, sauf si server.port dit autre chose")
    elif manifest.dependencies and any(k.startswith("org.springframework.cloud:spring-cloud") for k in manifest.dependencies):
        port = assume(8080, "Spring Boot listens there unless server.port says otherwise", "Spring Boot y écoute, sauf si server.port dit autre chose")
    variable = (configuration.variable_of(server.value) if server else "") or "SERVER_PORT"
    health, notices = _health(tree, app, manifest, found) if port else (None, ())
    evidence = server.evidence if server else web.evidence if web else (Evidence(manifest.path),)
    env = (Fact(EnvVar(variable, required=False, default=str(port.value) if port else ""), evidence),) if port and server and variable != "SERVER_PORT" else ()
    return Reading(
        framework_version=build.spring_boot if build else None,
        port=port,
        health_path=health,
        env=env,
        traits={"jvm.port_variable": Fact(variable, evidence)} if port else {},
        notices=notices,
    )


def _health(tree: Tree, app: str, manifest: Manifest, found: dict[str, Fact[str]]) -> tuple[Fact[str] | None, tuple[Notice, ...]]:
    """The actuator's endpoint where it is there, on the same port, and not closed by the app's own security rules."""
    actuator = manifest.dependencies.get("org.springframework.boot:spring-boot-starter-actuator")
    own = health_path(tree, app)
    prefix = configuration.default_of(found["server.servlet.context-path"].value).rstrip("/") if "server.servlet.context-path" in found else configuration.default_of(
        found["spring.webflux.base-path"].value).rstrip("/") if "spring.webflux.base-path" in found else ""
    prefix = prefix if re.fullmatch(r"(?:/[\w.-]+)*", prefix) else ""
    if actuator is None:
        return (own.with_value(prefix + own.value) if own else None), ()
    management = found.get("management.server.port")
    if management and configuration.default_of(management.value) != configuration.default_of(found["server.port"].value if "server.port" in found else "8080"):
        return None, (Notice("info", "health", Text("the actuator listens on a port of its own; the container's check only connects to the app's port",
                                                    "l'actuator écoute sur son propre port ; le contrôle du conteneur se limite à une connexion au port de l'application"), management.evidence),)
    base = found.get("management.endpoints.web.base-path")
    root = configuration.default_of(base.value).rstrip("/") if base else "/actuator"
    rules = next((e for f in tree.files(app) if f.endswith((".java", ".kt")) and "/test/" not in f and (e := tree.find(f, r"SecurityFilterChain|SecurityWebFilterChain|WebSecurityConfigurerAdapter"))), None)
    opened = rules is None or any(re.search(r"actuator|EndpointRequest|health|anyRequest\(\)\s*\.permitAll|anyExchange\(\)\s*\.permitAll", tree.text(f) or "") for f in tree.files(app)
                                  if f.endswith((".java", ".kt")) and "/test/" not in f and re.search(r"SecurityFilterChain|SecurityWebFilterChain|WebSecurityConfigurerAdapter", tree.text(f) or ""))
    if not opened and rules:
        return None, (Notice("warning", "health", Text(f"the app's security rules do not name the actuator: {root}/health would answer 401; permit it, and the container's check can use it",
                                                       f"les règles de sécurité ne mentionnent pas l'actuator : {root}/health répondrait 401 ; autorisez-le pour que le contrôle du conteneur s'en serve"), (rules,)),)
    path = f"{prefix}{root}/health"
    return (actuator.with_value(path) if re.fullmatch(r"(?:/[\w.-]+)+", path) else None), ()


def version_of(profile: Profile) -> tuple[int, int]:
    numbers = re.findall(r"\d+", profile.trait("jvm.spring_boot"))
    return (int(numbers[0]), int(numbers[1])) if len(numbers) > 1 else (3, 3)


def container(profile: Profile, facts: ContainerFacts) -> ContainerFacts:
    """Layers by how often they change: libraries, loader, snapshots, the app's own classes.

    ``-Djarmode=tools`` since 3.3, ``layertools`` since 2.3; the launcher moved packages in 3.2 (Spring Boot reference, "Efficient container images").
    """
    package = maven(profile, "package") if is_maven(profile) else gradle(profile, "bootWar" if profile.trait("jvm.packaging") == "war" else "bootJar")
    if profile.trait("jvm.packaging") == "war":
        return recipe(profile, (package, *pick_jar(profile, ".war")), (Copy(("/out/app.war",), "./app.war"),), java("-jar", "/app/app.war"))
    version = version_of(profile)
    if version < (2, 3):
        return recipe(profile, (package, *pick_jar(profile)), (Copy(("/out/app.jar",), "./app.jar"),), java("-jar", "/app/app.jar"))
    unpack = Command("java", "-Djarmode=tools", "-jar", "/out/app.jar", "extract", "--layers", "--launcher", "--destination", "/out/layers") if version >= (3, 3) else Command(
        "java", "-Djarmode=layertools", "-jar", "/out/app.jar", "extract", "--destination", "/out/layers")
    launcher = "org.springframework.boot.loader.launch.JarLauncher" if version >= (3, 2) else "org.springframework.boot.loader.JarLauncher"
    layers = tuple(Copy((f"/out/layers/{name}/",), "./") for name in ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application"))
    return recipe(profile, (package, *pick_jar(profile), unpack), layers, java(launcher))


STACK = Stack("springboot", "Spring Boot", "jvm", detect, read, container, aliases=("spring-boot", "spring"))
