"""build.gradle(.kts), settings, version catalogs and gradle.properties, read without running them: literal declarations only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from .model import Build

_PRODUCTION = r"implementation|api|compile|runtimeOnly|runtime|compileOnly|developmentOnly|compileOnlyApi|quarkusProd|natives|commonMainImplementation|jvmMainImplementation"
_TEST = r"testImplementation|testRuntimeOnly|testCompile|testCompileOnly|integrationTestImplementation|testFixturesImplementation|androidTestImplementation"
_DEPENDENCY = re.compile(
    rf"^\s*(?P<scope>{_PRODUCTION}|{_TEST}|annotationProcessor|kapt|ksp)\b\s*\(?\s*(?:platform\(|enforcedPlatform\(|project\()?\s*(?:"
    r"[\"'](?P<module>[\w.-]+:[\w.${}-]+)(?::(?P<version>[^\"'@]+))?[^\"']*[\"']|(?P<alias>libs\.[\w.]+)|(?:path:\s*)?[\"'](?P<project>:[\w:.-]+)[\"']"
    r"|group:\s*[\"'](?P<group>[\w.-]+)[\"']\s*,\s*name:\s*[\"'](?P<name>[\w.-]+)[\"'](?:\s*,\s*version:\s*[\"'](?P<version2>[^\"']+)[\"'])?|kotlin\(\s*[\"'](?P<kotlin>[\w-]+)[\"'])")
_DECLARES = re.compile(rf"^\s*(?P<configuration>{_PRODUCTION}|{_TEST}|annotationProcessor|kapt|ksp)\b\s*[(\s]")
_PLUGIN = re.compile(
    r"^\s*(?:id\s*\(?\s*[\"'](?P<id>[\w.-]+)[\"']\s*\)?(?:\s*\.?version\s*\(?\s*[\"'](?P<version>[^\"']+)[\"'])?|kotlin\(\s*[\"'](?P<kotlin>[\w.-]+)[\"']\s*\)(?:\s*\.?version\s*\(?\s*[\"'](?P<version2>[^\"']+)[\"'])?"
    r"|alias\s*\(?\s*(?P<alias>libs\.plugins\.[\w.]+)|apply\s*\(?\s*plugin\s*[:=]\s*[\"'](?P<applied>[\w.-]+)[\"']|`?(?P<bare>application|java|war|java-library)`?\s*$)")
_JAVA = tuple(re.compile(p) for p in (
    r"JavaLanguageVersion\.of\(\s*(?:[\"'])?(?P<value>[^)]+?)[\"']?\s*\)",
    r"\bjvmToolchain\s*\(?\s*(?P<value>[^){\n]+)",
    r"\boptions\.release(?:\.set\(|\s*=)\s*(?P<value>[^)\n]+)",
    r"\btargetCompatibility\s*(?:=|\.set\(|\s)\s*(?P<value>[^\n;]+)",
    r"\bsourceCompatibility\s*(?:=|\.set\(|\s)\s*(?P<value>[^\n;]+)",
    r"\bjvmTarget(?:\.set\(|\s*=)\s*(?P<value>[^)\n]+)",
))
_MAIN = re.compile(r"\bmainClass(?:Name)?\s*(?:=|\.set\(|\.convention\()\s*[\"'](?P<name>[\w.]+)[\"']")
_MEMO: WeakKeyDictionary[Tree, dict[str, Build | None]] = WeakKeyDictionary()
BUILD_FILES = ("build.gradle.kts", "build.gradle")
SETTINGS = ("settings.gradle.kts", "settings.gradle")


def build_file(tree: Tree, folder: str) -> str:
    return next((join(folder, n) for n in BUILD_FILES if tree.has(join(folder, n))), "")


def root_of(tree: Tree, folder: str) -> str:
    """The nearest directory at or above with a settings file."""
    here = folder
    while True:
        if any(tree.has(join(here, n)) for n in SETTINGS):
            return here
        if here == ".":
            return folder
        here = here.rpartition("/")[0] or "."


def _lines(tree: Tree, path: str) -> Iterator[tuple[int, str]]:
    """Lines without comments."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), tree.text(path) or "", flags=re.S)
    for number, line in enumerate(text.split("\n"), 1):
        line = re.sub(r"(?<![:\"'\w/])//.*$", "", line)
        if line.strip():
            yield number, line


def modules(tree: Tree, folder: str) -> tuple[str, ...]:
    """The subprojects a settings file includes, those with a build file, sorted."""
    found: set[str] = set()
    for name in SETTINGS:
        path = join(folder, name)
        inside = False
        for _, line in _lines(tree, path) if tree.has(path) else ():
            starts = re.match(r"\s*include\b(?!Build)", line)
            if starts or inside:
                for word in re.findall(r"[\"']:?([\w:./-]+)[\"']", line):
                    member = join(folder, word.replace(":", "/"))
                    if build_file(tree, member):
                        found.add(member)
                inside = line.rstrip().endswith((",", "(")) and not line.rstrip().endswith(")")
    return tuple(sorted(found))


class _Values:
    """Names a build script may use instead of a literal: gradle.properties, ext values, the version catalog."""

    def __init__(self, tree: Tree, folder: str, root: str) -> None:
        self.names: dict[str, str] = {}
        for where in dict.fromkeys((root, folder)):
            for _, line in _lines(tree, join(where, "gradle.properties")) if tree.has(join(where, "gradle.properties")) else ():
                key, eq, value = line.partition("=")
                if eq and not key.strip().startswith("#"):
                    self.names[key.strip()] = value.strip()
            path = build_file(tree, where)
            for _, line in _lines(tree, path) if path else ():
                match = re.match(r"\s*(?:val|def|var|ext\.|set\(\s*[\"'])?\s*([\w.]+)[\"']?(?:\s*:\s*\w+)?\s*[=,]\s*[\"']?([\w.-]+)[\"']?\)?\s*$", line)
                if match:
                    self.names.setdefault(match[1].removeprefix("ext."), match[2])
        path = join(root, "gradle/libs.versions.toml")
        data = tree.data(path) if tree.has(path) else None
        self.catalog = data if isinstance(data, dict) else {}
        self.path = path

    def _table(self, name: str) -> dict[str, object]:
        found = self.catalog.get(name)
        return found if isinstance(found, dict) else {}

    def _version(self, value: object) -> str:
        if isinstance(value, dict):
            if "ref" in value:
                return self._version(self._table("versions").get(str(value["ref"])))
            return str(value.get("strictly") or value.get("require") or value.get("prefer") or "")
        return str(value) if isinstance(value, str) else ""

    def _entry(self, table: str, accessor: str) -> object:
        return next((v for k, v in self._table(table).items() if re.sub(r"[-_]", ".", k) == accessor), None)

    def version_alias(self, accessor: str) -> str:
        return self._version(self._entry("versions", accessor))

    def library(self, accessor: str) -> list[tuple[str, str]]:
        """(group:artifact, version) of ``libs.x.y`` or of every member of ``libs.bundles.z``."""
        if accessor.startswith("bundles."):
            members = self._entry("bundles", accessor[8:])
            return [pair for m in (members if isinstance(members, list) else []) for pair in self.library(re.sub(r"[-_]", ".", str(m)))]
        value = self._entry("libraries", accessor)
        if isinstance(value, str) and value.count(":") >= 1:
            return [(":".join(value.split(":")[:2]), value.split(":")[2] if value.count(":") > 1 else "")]
        if isinstance(value, dict):
            module = str(value.get("module") or f"{value.get('group', '')}:{value.get('name', '')}")
            return [(module, self._version(value.get("version")))]
        return []

    def plugin(self, accessor: str) -> tuple[str, str] | None:
        value = self._entry("plugins", accessor)
        if isinstance(value, str) and ":" in value:
            return value.split(":")[0], value.split(":")[1]
        if isinstance(value, dict) and "id" in value:
            return str(value["id"]), self._version(value.get("version"))
        return None

    def number(self, text: str) -> str:
        """A Java version from a literal, a property's name or a catalog accessor."""
        text = text.strip().strip("\"'").removesuffix(".toInt()").removesuffix(".get()")
        match = re.match(r"^(?:JavaVersion\.(?:VERSION_)?|JavaVersion\.toVersion\([\"']?|JvmTarget\.(?:JVM_)?|JavaLanguageVersion\.of\()?[\"']?(?:1[._])?(\d{1,2})(?:\.0)?[\"')]*$", text)
        if match:
            return match[1]
        alias = re.match(r"libs\.versions\.([\w.]+?)(?:\.get\(\))?(?:\.toInt\(\)|\.toInteger\(\))?$", text)
        if alias:
            return self.number(self.version_alias(alias[1]))
        word = re.search(r"([A-Za-z_][\w.]*)", text.replace("${", "").replace("$", ""))
        value = self.names.get(word[1], "") if word else ""
        return self.number(value) if value and value != text else ""


def _declarations(tree: Tree, path: str) -> Iterator[tuple[int, str]]:
    """Lines, with each further entry of a list under one configuration written as if it stood behind that configuration's name."""
    configuration = ""
    for number, line in _lines(tree, path):
        declares, text = _DECLARES.match(line), line.strip()
        if declares:
            configuration = declares["configuration"] if text.endswith((",", "(")) else ""
        elif configuration and text[:1] not in (")", "}"):
            yield number, f"{configuration} {text.rstrip(',').rstrip(')')}"
            configuration = configuration if text.endswith(",") else ""
            continue
        yield number, line


def not_literal(tree: Tree, path: str) -> list[tuple[int, str]]:
    """Lines of ``dependencies`` blocks that declare something no literal says: a variable, a call, several lines."""
    found: list[tuple[int, str]] = []
    depth, base = 0, -1
    for number, line in _declarations(tree, path):
        if base < 0 and re.match(r"\s*dependencies\s*\{", line):
            base = depth
        elif base >= 0 and _DECLARES.match(line) and not _DEPENDENCY.match(line) and not line.rstrip().endswith("("):
            found.append((number, line.strip()))
        depth += line.count("{") - line.count("}")
        if base >= 0 and depth <= base:
            base = -1
    return found


def read_build(tree: Tree, folder: str) -> Build | None:
    memo = _MEMO.setdefault(tree, {})
    if folder not in memo:
        memo[folder] = None
        memo[folder] = _read(tree, folder)
    return memo[folder]


def _scripts(tree: Tree, folder: str, root: str) -> list[str]:
    """The app's own build file, then what applies to it from above: the root's, precompiled convention plugins."""
    own = build_file(tree, folder)
    above = build_file(tree, root) if root != folder else ""
    conventions = [p for where in ("buildSrc", "build-logic", "gradle") for p in tree.files(join(root, where)) if p.endswith((".gradle.kts", ".gradle")) and not p.rpartition("/")[2].startswith("settings")]
    return [p for p in (own, above, *conventions) if p]


def _read(tree: Tree, folder: str) -> Build | None:
    path = build_file(tree, folder)
    if not path:
        return None
    root = root_of(tree, folder)
    values = _Values(tree, folder, root)
    build = Build("gradle", folder, root, path)
    scripts = _scripts(tree, folder, root)
    build.java = [f for pattern in _JAVA for script in scripts for f in _java(tree, script, pattern, values)]
    for script in scripts:
        _plugins(tree, script, values, build, own=script == path)
    siblings: set[str] = set()
    scoped = _scoped(tree, build_file(tree, root)) if root != folder and build_file(tree, root) else set()
    for script in scripts[:2]:
        for number, line in _declarations(tree, script):
            if script != path and number not in scoped:
                continue
            match = _DEPENDENCY.match(line)
            if not match:
                continue
            at = Evidence(script, number, line.strip()[:120])
            target = build.dev_dependencies if match["scope"].lower().startswith(("test", "integrationtest", "androidtest", "annotationprocessor", "kapt", "ksp")) else build.dependencies
            if match["project"]:
                siblings.add(join(root, match["project"].strip(":").replace(":", "/")))
            elif match["alias"]:
                for module, version in values.library(match["alias"].removeprefix("libs.").removesuffix(".get()")):
                    target.setdefault(module, Fact(version, (at,)))
            elif match["kotlin"]:
                target.setdefault(f"org.jetbrains.kotlin:kotlin-{match['kotlin']}", Fact("", (at,)))
            else:
                module = match["module"] or f"{match['group']}:{match['name']}"
                version = match["version"] or match["version2"] or ""
                inner = re.fullmatch(r"\$\{?([\w.]+)\}?", version)
                target.setdefault(module, Fact(values.names.get(inner[1], "") if inner else version if "$" not in version else "", (at,)))
    build.siblings = tuple(sorted(s for s in siblings if build_file(tree, s)))
    for script in scripts[:1]:
        for number, line in _lines(tree, script):
            match = _MAIN.search(line)
            if match and build.main_class is None:
                build.main_class = Fact(match["name"], (Evidence(script, number, line.strip()[:120]),))
    build.name = _name(tree, folder, root, path)
    if "war" in build.plugins:
        build.packaging = "war"
    _wrapper(tree, build)
    build.repositories = tuple(
        Evidence(s, n, "") for s in scripts for n, line in _lines(tree, s)
        if re.search(r"\b(?:credentials|password)\b.*(?:=|\{|\()", line) and re.search(r"(?s)repositories\s*\{", tree.text(s) or ""))[:3]
    boot = build.plugins.get("org.springframework.boot")
    build.spring_boot = boot if boot and boot.value else next((f for k, f in build.dependencies.items() if k == "org.springframework.boot:spring-boot-dependencies" and f.value), boot)
    return build


def _scoped(tree: Tree, path: str) -> set[int]:
    """Lines of a root build file inside ``allprojects``/``subprojects`` blocks: what every module inherits."""
    found: set[int] = set()
    depth, base = 0, -1
    for number, line in _lines(tree, path):
        if base < 0 and re.match(r"\s*(?:allprojects|subprojects|configure\()", line):
            base = depth
        depth += line.count("{") - line.count("}")
        if base >= 0:
            found.add(number)
            if depth <= base and "}" in line:
                base = -1
    return found


def _java(tree: Tree, script: str, pattern: re.Pattern[str], values: _Values) -> Iterator[Fact[str]]:
    for number, line in _lines(tree, script):
        match = pattern.search(line)
        version = values.number(match["value"]) if match else ""
        if version:
            yield Fact(version, (Evidence(script, number, line.strip()[:120]),))


def _plugins(tree: Tree, script: str, values: _Values, build: Build, own: bool) -> None:
    # A convention plugin's lines are for whoever applies it; the root's only where it configures every module.
    scoped = _scoped(tree, script) if not own and script == build_file(tree, build.root) else None
    for number, line in _lines(tree, script):
        if " apply false" in line or ".apply(false)" in line:
            match = _PLUGIN.match(line)
            if match and match["id"] in build.plugins and not build.plugins[match["id"]].value and match["version"]:
                build.plugins[match["id"]] = Fact(match["version"], (*build.plugins[match["id"]].evidence, Evidence(script, number, line.strip()[:120])))
            continue
        match = _PLUGIN.match(line)
        if not match or (scoped is not None and number not in scoped):
            continue
        at = Evidence(script, number, line.strip()[:120])
        if match["alias"]:
            entry = values.plugin(match["alias"].removeprefix("libs.plugins."))
            name, version = entry if entry else ("", "")
        elif match["kotlin"]:
            name, version = f"org.jetbrains.kotlin.{match['kotlin']}", match["version2"] or ""
        else:
            name, version = match["id"] or match["applied"] or match["bare"], match["version"] or ""
        inner = re.fullmatch(r"\$\{?([\w.]+)\}?", version)
        version = values.names.get(inner[1], "") if inner else "" if "$" in version else version
        if name:
            build.plugins.setdefault({"kotlin": "org.jetbrains.kotlin.jvm"}.get(name, name), Fact(version, (at,)))


def _name(tree: Tree, folder: str, root: str, path: str) -> Fact[str] | None:
    if folder == root:
        for name in SETTINGS:
            at = tree.find(join(root, name), r"rootProject\.name\s*=\s*[\"'][^\"']+[\"']")
            match = re.search(r"rootProject\.name\s*=\s*[\"']([^\"']+)[\"']", at.quote) if at else None
            if at and match:
                return Fact(match[1], (at,))
        return None
    return Fact(folder.rpartition("/")[2], (Evidence(path),))


def _wrapper(tree: Tree, build: Build) -> None:
    for where in dict.fromkeys((build.root, build.folder)):
        properties = join(where, "gradle/wrapper/gradle-wrapper.properties")
        at = tree.find(properties, r"gradle-\d+(?:\.\d+)+(?:-[\w-]+)?-(?:bin|all)\.zip")
        match = re.search(r"gradle-(\d+(?:\.\d+)+)", at.quote) if at else None
        if match:
            build.tool_version = match[1]
        if tree.has(join(where, "gradlew")) and tree.has(join(where, "gradle/wrapper/gradle-wrapper.jar")):
            build.wrapper = Evidence(join(where, "gradlew"))
            return
