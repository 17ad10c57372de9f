"""Reading a JVM project: which modules are programs, Java versions, commands; what a framework adds is its stack's."""

from __future__ import annotations

import re
from types import MappingProxyType

from ...model.command import Command
from ...model.facts import Detection, Evidence, Fact, Notice
from ...model.profile import Manifest, PackageManager, Reading
from ...model.text import Text
from ...model.tree import Tree, join
from ..stated import folders_up, tool_versions, version_file
from . import configuration, gradle, maven
from .model import Build

MAIN = re.compile(r"\bstatic\s+(?:\w+\s+)?void\s+main\s*\(|^\s*(?:suspend\s+)?fun\s+main\s*\(|@SpringBootApplication|@QuarkusMain", re.M)
RUNNERS = ("org.springframework.boot:spring-boot-maven-plugin", "io.quarkus:quarkus-maven-plugin", "io.quarkus.platform:quarkus-maven-plugin", "io.micronaut.maven:micronaut-maven-plugin", "io.micronaut.build:micronaut-maven-plugin",
           "org.springframework.boot", "io.quarkus", "io.micronaut.application", "io.ktor.plugin", "application")
"""Build plugins that make a runnable program of a module."""
_SHOWN = re.compile(r"/(?:examples|samples|demos|benchmarks?)/|/\w*(?:Benchmarks?|Example)\.(?:java|kt)$")
"""Mains that show or measure a library, where no plugin packages one as a program. In the plural only: ``com.example.demo`` is many an app's package."""


def build_of(tree: Tree, folder: str) -> Build | None:
    """The module's build; where both tools are there, Maven, unless only Gradle has its wrapper."""
    one, other = maven.read_build(tree, folder), gradle.read_build(tree, folder)
    if one and other:
        return other if other.wrapper and not one.wrapper else one
    return one or other


def _code(tree: Tree, folder: str) -> tuple[str, ...]:
    """The module's own main sources; nested modules' are theirs."""
    base = join(folder, "src/main") + "/"
    files = tuple(f for f in tree.files(folder) if f.endswith((".java", ".kt")) and (f.startswith((base, join(folder, "src/jvmMain") + "/"))))
    if files or folder == ".":
        loose = tuple(f for f in tree.files(folder) if f.endswith(".kt") and f.startswith((join(folder, "src") + "/", join(folder, "kotlin") + "/")) and "/test" not in f[len(folder):].lower() and not files)
        return files or loose
    return tuple(f for f in tree.files(folder) if f.endswith((".java", ".kt")) and f.startswith(join(folder, "src") + "/") and "/test" not in f[len(folder):].lower())


def main_at(tree: Tree, folder: str) -> tuple[Evidence | None, str]:
    """(where the program starts, its class); a Spring application class before any other main, the shortest path first."""
    found: list[tuple[int, int, Evidence, str]] = []
    for path in _code(tree, folder):
        text = tree.text(path) or ""
        match = MAIN.search(text)
        if not match:
            continue
        package = re.search(r"^\s*package\s+([\w.]+)", text, re.M)
        name = path.rpartition("/")[2].partition(".")[0] + ("Kt" if path.endswith(".kt") and re.search(r"^\s*(?:suspend\s+)?fun\s+main\s*\(", text, re.M) else "")
        line = tree.find(path, MAIN) or Evidence(path)
        found.append((0 if "@SpringBootApplication" in text else 1, path.count("/"), line, (package[1] + "." if package else "") + name))
    if not found:
        return None, ""
    best = min(found, key=lambda f: (f[0], f[1], str(f[2])))
    others = [f for f in found if f[0] == best[0]]
    return best[2], best[3] if best[0] == 0 or len(others) == 1 else ""


def detect(tree: Tree, folder: str) -> Detection | None:
    path = next((p for n in ("pom.xml", *gradle.BUILD_FILES) if tree.has(p := join(folder, n))), "")
    if not path and any(tree.has(join(folder, n)) for n in gradle.SETTINGS):
        return Detection("jvm", 40, (Evidence(next(join(folder, n) for n in gradle.SETTINGS if tree.has(join(folder, n)))),))
    if not path:
        return None
    build = build_of(tree, folder)
    if build is None:
        return None
    if any(p.startswith("com.android") for p in build.plugins):
        return None
    return Detection("jvm", 72 if _code(tree, folder) else 45, (Evidence(path),))


def workspaces(tree: Tree, root: str) -> tuple[str, ...]:
    return tuple(sorted({*maven.modules(tree, root), *gradle.modules(tree, root)} - {root}))


def modules_of(tree: Tree, build: Build) -> tuple[Build, ...]:
    """The module and every sibling it depends on, directly or not."""
    found, todo = [build], list(build.siblings)
    while todo:
        folder = todo.pop(0)
        other = maven.read_build(tree, folder) if build.tool == "maven" else gradle.read_build(tree, folder)
        if other and other.folder not in [b.folder for b in found]:
            found.append(other)
            todo += other.siblings
    return tuple(found)


def manifest(tree: Tree, app: str, root: str) -> Manifest:
    build = build_of(tree, app)
    if build is None:
        return Manifest(join(app, "pom.xml"))
    production: dict[str, Fact[str]] = {}
    for module in modules_of(tree, build):
        for name, fact in module.dependencies.items():
            production.setdefault(name, fact)
    development = {k: v for k, v in build.dev_dependencies.items() if k not in production}
    locked = {k: f.value for k, f in production.items() if re.fullmatch(r"\d[\w.+-]*", f.value)}
    # A plugin says as much of the framework as a library does: it is listed under its own id.
    development |= {name: fact for name, fact in build.plugins.items() if name not in production}
    return Manifest(build.path, build.name.value if build.name else "", MappingProxyType(dict(sorted(production.items()))), MappingProxyType(dict(sorted(development.items()))), locked=MappingProxyType(locked))


def _plain(fact: Fact[str]) -> Fact[str] | None:
    """``"temurin-21.0.2+13.0.LTS"``, ``"21.0.2-tem"``, ``"1.8"`` → ``"21"``, ``"8"``: which line, vendors apart."""
    match = re.search(r"(?<![\w.])(?:1\.)?(\d{1,2})(?![\d])", re.sub(r"^[a-z][a-z0-9_]*(?:-[a-z][a-z0-9_]*)*-(?=\d)", "", fact.value.lower()))
    return fact.with_value(match[1]) if match else None


def _runtimes(tree: Tree, app: str, root: str, build: Build) -> tuple[Fact[str], ...]:
    stated: list[Fact[str]] = list(version_file(tree, app, root, ".java-version"))
    stated += build.java
    for folder in folders_up(app, root):
        for name, pattern in (("system.properties", r"^\s*java\.runtime\.version\s*[=:]\s*([\w.]+)"), (".sdkmanrc", r"^\s*java\s*=\s*(\S+)")):
            at = tree.find(join(folder, name), pattern)
            match = re.search(pattern, at.quote) if at else None
            if at and match:
                stated.append(Fact(match[1], (at,)))
    stated += tool_versions(tree, app, root, "java")
    plain = [p for f in stated if (p := _plain(f)) is not None]
    # Several lines of one build (toolchain, target, source) are one statement, its strongest; they do not contradict each other.
    own = [f for f in plain if any(f.evidence == j.evidence for j in build.java)]
    return tuple(f for f in plain if f not in own[1:])


def _commands(build: Build, has_tests: Evidence | None, start: Fact[Command] | None, dev: Fact[Command] | None) -> dict[str, Fact[Command]]:
    at = (Evidence(build.path),)
    wrapper = (build.wrapper,) if build.wrapper else at
    member = build.member
    commands: dict[str, Fact[Command]] = {}
    if build.tool == "maven":
        tool = ("./mvnw" if build.wrapper else "mvn", "--batch-mode")
        select = ("--projects", member, "--also-make") if member != "." else ()
        commands["install"] = Fact(Command(*tool, *select, "dependency:resolve"), wrapper)
        commands["build"] = Fact(Command(*tool, *select, "package", "-DskipTests"), wrapper)
        if has_tests:
            commands["test"] = Fact(Command(*tool, *select, "test"), (has_tests,))
        for plugin, name, goal in (("com.diffplug.spotless:spotless-maven-plugin", "format", "spotless:check"), ("org.apache.maven.plugins:maven-checkstyle-plugin", "lint", "checkstyle:check"),
                                   ("com.github.spotbugs:spotbugs-maven-plugin", "lint", "spotbugs:check"), ("org.apache.maven.plugins:maven-pmd-plugin", "lint", "pmd:check"),
                                   ("com.spotify.fmt:fmt-maven-plugin", "format", "fmt:check"), ("io.spring.javaformat:spring-javaformat-maven-plugin", "format", "spring-javaformat:validate")):
            if plugin in build.plugins:
                commands.setdefault(name, build.plugins[plugin].with_value(Command(*tool, *select, goal)))
    else:
        tool = ("./gradlew" if build.wrapper else "gradle",)
        prefix = "" if member == "." else ":" + member.replace("/", ":") + ":"
        commands["install"] = Fact(Command(*tool, f"{prefix}dependencies"), wrapper)
        commands["build"] = Fact(Command(*tool, f"{prefix}build", "-x", "test" if member == "." else f"{prefix}test"), wrapper)
        if has_tests:
            commands["test"] = Fact(Command(*tool, f"{prefix}test"), (has_tests,))
        for plugin, name, goal in (("com.diffplug.spotless", "format", "spotlessCheck"), ("io.gitlab.arturbosch.detekt", "lint", "detekt"), ("dev.detekt", "lint", "detekt"), ("org.jlleitschuh.gradle.ktlint", "lint", "ktlintCheck"),
                                   ("org.jmailen.kotlinter", "lint", "lintKotlin"), ("checkstyle", "lint", "checkstyleMain"), ("com.github.spotbugs", "lint", "spotbugsMain"), ("io.spring.javaformat", "format", "checkFormat")):
            if plugin in build.plugins:
                commands.setdefault(name, build.plugins[plugin].with_value(Command(*tool, f"{prefix}{goal}")))
    return commands | ({"start": start} if start else {}) | ({"dev": dev} if dev else {})


def _start(tree: Tree, build: Build) -> Fact[Command] | None:
    """What runs the packaged program; only where a plugin packages one, or a main class is known."""
    if build.packaging == "pom" or not _code(tree, build.folder):
        return None
    runner = next((build.plugins[p] for p in RUNNERS if p in build.plugins), None)
    where, name = main_at(tree, build.folder)
    if build.packaging == "war":
        return Fact(Command("java", "-jar", "app.war") if runner else Command("catalina.sh", "run"), (Evidence(build.path),))
    if runner and runner.evidence and (where or build.main_class or "quarkus" in str(runner.evidence[0].quote) + " ".join(build.plugins)):
        return Fact(Command("java", "-jar", "app.jar"), (where or runner.evidence[0],))
    if where and (name or build.main_class) and not _SHOWN.search("/" + (where.path if build.folder == "." else where.path[len(build.folder) + 1:])) and not any(p.startswith(("java-library", "org.jetbrains.kotlin.multiplatform")) for p in build.plugins):
        return Fact(Command("java", "-cp", "app.jar:lib/*", build.main_class.value if build.main_class else name), (where,))
    return None


def _dev(build: Build) -> Fact[Command] | None:
    member = build.member
    for plugin, goal, task in (("spring-boot", "spring-boot:run", "bootRun"), ("quarkus", "quarkus:dev", "quarkusDev"), ("micronaut", "mn:run", "run"), ("ktor", "exec:java", "run"), ("application", "exec:java", "run")):
        named = next((f for k, f in build.plugins.items() if plugin in k.replace("org.springframework.boot", "spring-boot")), None)
        if named:
            if build.tool == "maven":
                return named.with_value(Command("./mvnw" if build.wrapper else "mvn", *(("--projects", member) if member != "." else ()), goal))
            prefix = "" if member == "." else ":" + member.replace("/", ":") + ":"
            return named.with_value(Command("./gradlew" if build.wrapper else "gradle", f"{prefix}{task}"))
    return None


def read(tree: Tree, app: str, root: str, found: Manifest) -> Reading:
    build = build_of(tree, app)
    if build is None:
        return Reading()
    code = _code(tree, app)
    kotlin = [f for f in code if f.endswith(".kt")]
    plugin = next((f for k, f in build.plugins.items() if "kotlin" in k), None)
    is_kotlin = len(kotlin) > len(code) / 2 if code else plugin is not None
    language = Fact("kotlin" if is_kotlin else "java", plugin.evidence if is_kotlin and plugin else (Evidence(kotlin[0] if is_kotlin and kotlin else build.path),))
    where, name = main_at(tree, app)
    tests = next((f for m in modules_of(tree, build) for f in tree.files(m.folder) if re.search(r"(?:^|/)src/(?:test|jvmTest|commonTest)/.*\.(?:java|kt|groovy)$|(?:^|/)test/.*Test\.kt$", f)), "")
    traits: dict[str, Fact[str]] = {"jvm.tool": Fact(build.tool, (Evidence(build.path),)), "jvm.member": Fact(build.member, (Evidence(build.path),)), "jvm.packaging": Fact(build.packaging, (Evidence(build.path),))}
    if build.main_class or name:
        traits["jvm.main"] = build.main_class or Fact(name, (where,) if where else (Evidence(build.path),))
    if any(m.dependencies for m in modules_of(tree, build)):
        traits["jvm.libraries"] = Fact(str(len(build.dependencies)), (Evidence(build.path),))
    if build.wrapper:
        traits["jvm.wrapper"] = Fact(build.wrapper.path, (build.wrapper,))
    if build.spring_boot:
        traits["jvm.spring_boot"] = build.spring_boot
    if build.profile:
        traits["jvm.profile"] = build.profile
    if build.repositories:
        traits["jvm.private"] = Fact(build.repositories[0].path, build.repositories)
    runner = next((f for f in ("installDist",) if "application" in build.plugins or any(p in build.plugins for p in ("io.ktor.plugin", "io.micronaut.application"))), "") if build.tool == "gradle" else ""
    if runner:
        traits["jvm.distribution"] = Fact(runner, (Evidence(build.path),))
    for key in ("org.apache.maven.plugins:maven-shade-plugin", "org.apache.maven.plugins:maven-assembly-plugin", "com.github.johnrengelman.shadow", "com.gradleup.shadow"):
        if key in build.plugins:
            traits.setdefault("jvm.fat", build.plugins[key].with_value("assembly" if "assembly" in key else "shadow" if "shadow" in key else "shade"))
    for key, fact in build.plugins.items():
        if "git-commit-id" in key:
            traits["jvm.git_plugin"] = fact.with_value(key)
    notices: list[Notice] = []
    loose = [f for f in build.dependencies.values() if re.search(r"SNAPSHOT$|^[\[(].*[\])]$|\+$|^LATEST$|^RELEASE$|latest\.", f.value)]
    if loose:
        notices.append(Notice("warning", "not-pinned", Text(
            "versions that change by themselves (SNAPSHOT, ranges, latest): the same commit can build differently tomorrow",
            "des versions qui changent seules (SNAPSHOT, intervalles, latest) : le même commit peut produire autre chose demain"), loose[0].evidence))
    lockfile = next((p for p in (join(app, "gradle.lockfile"), join(build.root, "gradle.lockfile")) if tree.has(p)), "") if build.tool == "gradle" else ""
    evidence = (build.wrapper, Evidence(build.path)) if build.wrapper else (Evidence(build.path),)
    return Reading(
        language=language,
        name=build.name,
        package_manager=Fact(PackageManager(build.tool, build.tool_version, lockfile, needs_lockfile=build.tool == "gradle" and bool(build.dependencies)), evidence),
        runtimes=_runtimes(tree, app, build.root, build),
        root=build.root,
        commands=_commands(build, Evidence(tests) if tests else None, _start(tree, build), _dev(build)),
        entry=Fact(where.path[len(app) + 1:] if app != "." else where.path, (where,)) if where else None,
        traits=traits,
        env=configuration.environment(tree, tuple(m.folder for m in modules_of(tree, build))),
        sources=tuple(sorted(m.folder for m in modules_of(tree, build) if m.folder != app)),
        notices=tuple(notices),
    )
