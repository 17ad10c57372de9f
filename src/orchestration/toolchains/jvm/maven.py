"""pom.xml: properties, parents inside the repository, modules, dependencies, plugins. Model: https://maven.apache.org/pom.html."""

from __future__ import annotations

import posixpath
import re
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from .. import markup
from ..markup import Node
from .model import Build

_PUBLIC = re.compile(r"repo1?\.maven\.(?:apache\.)?org|repo\.maven\.apache|central\.sonatype|oss\.sonatype|s01\.oss|repo\.spring\.io|jitpack\.io|maven\.google|packages\.confluent\.io|repository\.jboss|repo\.grails|jcenter|plugins\.gradle")
PRODUCTION = ("prod", "production")
Chain = list[tuple[str, Node]]
_MEMO: WeakKeyDictionary[Tree, dict[str, Build | None]] = WeakKeyDictionary()


def chain_of(tree: Tree, path: str) -> Chain:
    """The pom and its parents that lie in the repository, nearest first."""
    found: Chain = []
    while path and len(found) < 10 and path not in (p for p, _ in found):
        node = markup.read(tree, path)
        if node is None or node.tag != "project":
            break
        found.append((path, node))
        parent = node.first("parent")
        if parent is None:
            break
        relative = parent.first("relativePath")
        above = relative.text.strip() if relative is not None else "../pom.xml"
        if not above:
            break
        target = posixpath.normpath(posixpath.join(path.rpartition("/")[0], above))
        target = target if target.endswith(".xml") else target + "/pom.xml"
        path = "" if target.startswith("..") else target
        other = markup.read(tree, path) if path and tree.has(path) else None
        if other is None or other.value("artifactId") != parent.value("artifactId"):
            break
    return found


def properties_of(chain: Chain) -> dict[str, tuple[str, str, Node]]:
    known: dict[str, tuple[str, str, Node]] = {}
    for path, node in chain:
        for item in (c for p in node.all("properties") for c in p.children):
            known.setdefault(item.tag, (item.text.strip(), path, item))
    return known


def expand(text: str, known: dict[str, tuple[str, str, Node]]) -> str:
    """The text with every property the repository defines; others stay as they are written."""
    for _ in range(8):
        before, text = text, re.sub(r"\$\{([^}]+)\}", lambda m: known[m[1]][0] if m[1] in known else m[0], text)
        if text == before or len(text) > 1000:
            break
    return text


def coordinates(node: Node, known: dict[str, tuple[str, str, Node]], group: str = "") -> str:
    """``groupId:artifactId``; platforms name both by properties."""
    return f"{expand(node.value('groupId'), known) or group}:{expand(node.value('artifactId'), known)}"


def modules(tree: Tree, folder: str) -> tuple[str, ...]:
    """Every module below an aggregating pom, its modules' modules too, sorted."""
    found: set[str] = set()
    todo = [folder]
    while todo and len(found) < 500:
        here = todo.pop()
        node = markup.read(tree, join(here, "pom.xml"))
        if node is None:
            continue
        listed = [*node.all("modules", "module"), *node.all("subprojects", "subproject"), *(m for p in node.all("profiles", "profile") for m in p.all("modules", "module"))]
        for item in listed:
            member = posixpath.normpath(posixpath.join("" if here == "." else here, item.text.strip()))
            member = member.removesuffix("/pom.xml")
            if not member.startswith("..") and member not in found and tree.has(join(member, "pom.xml")):
                found.add(member)
                todo.append(member)
    return tuple(sorted(found))


def root_of(tree: Tree, folder: str) -> str:
    """The topmost directory whose pom has this one among its modules."""
    root, here = folder, folder
    while here != ".":
        here = here.rpartition("/")[0] or "."
        if tree.has(join(here, "pom.xml")) and folder in modules(tree, here):
            root = here
    return root


def _version_number(text: str) -> str:
    match = re.fullmatch(r"(?:1\.)?(\d{1,2})(?:\.0)?", text.strip())
    return match[1] if match else ""


def read_build(tree: Tree, folder: str) -> Build | None:
    memo = _MEMO.setdefault(tree, {})
    if folder not in memo:
        memo[folder] = None
        memo[folder] = _read(tree, folder)
    return memo[folder]


def active_profiles(tree: Tree, folder: str, node: Node) -> list[Node]:
    """The profiles a production build has: the one named for production; else those active by default; and those a file of the module switches on."""
    profiles = list(node.all("profiles", "profile"))
    production = [p for p in profiles if p.value("id") in PRODUCTION]
    default = [p for p in profiles if p.value("activation", "activeByDefault") == "true"] if not production else []
    by_file = [p for p in profiles if (name := p.value("activation", "file", "exists")) and tree.has(join(folder, re.sub(r"^\$\{(?:project\.)?basedir\}/", "", name)))]
    return [p for p in profiles if p in production or p in default or p in by_file]


def _plugins(chain: Chain) -> list[tuple[str, Node]]:
    found = []
    for path, node in chain:
        for section in (("build", "plugins", "plugin"), ("build", "pluginManagement", "plugins", "plugin")):
            found += [(path, plugin) for plugin in node.all(*section)]
    return found


def _read(tree: Tree, folder: str) -> Build | None:
    path = join(folder, "pom.xml")
    chain = chain_of(tree, path)
    if not chain:
        return None
    pom = chain[0][1]
    chain = [pair for where, node in chain for pair in ((where, node), *((where, p) for p in active_profiles(tree, folder, node)))]
    # A profile's properties override the pom's own.
    known = properties_of(sorted(chain, key=lambda pair: pair[1].tag != "profile"))
    build = Build("maven", folder, root_of(tree, folder), path)
    production = next((p for _, p in chain if p.tag == "profile" and p.value("id") in PRODUCTION), None)
    if production is not None:
        build.profile = markup.fact(tree, next(where for where, p in chain if p is production), production.first("id") or production, production.value("id"))
    name = pom.first("artifactId")
    if name is not None and name.text.strip():
        build.name = markup.fact(tree, path, name, name.text.strip())
    build.packaging = pom.value("packaging") or "jar"
    build.java = _java(tree, chain, known)
    managed: dict[str, tuple[str, str, Node]] = {}
    for where, node in chain:
        for item in node.all("dependencyManagement", "dependencies", "dependency"):
            managed.setdefault(coordinates(item, known), (expand(item.value("version"), known), where, item))
    group_here = {c.value("groupId") or c.value("parent", "groupId") for _, c in chain}
    for where, node in chain:
        for item in node.all("dependencies", "dependency"):
            key = coordinates(item, known)
            version = expand(item.value("version"), known) or managed.get(key, ("", "", item))[0]
            scope = item.value("scope") or (managed[key][2].value("scope") if key in managed else "")
            target = build.dev_dependencies if scope == "test" else build.dependencies
            target.setdefault(key, markup.fact(tree, where, item.first("artifactId") or item, "" if "${" in version else version))
    members = modules(tree, build.root)
    names = {node.value("artifactId"): m for m in members if (node := markup.read(tree, join(m, "pom.xml"))) is not None}
    build.siblings = tuple(sorted({names[k.partition(":")[2]] for k in build.dependencies if k.partition(":")[2] in names and (k.partition(":")[0] in group_here or k.startswith("$"))} - {folder}))
    for where, plugin in _plugins(chain):
        key = coordinates(plugin, known, "org.apache.maven.plugins")
        managed_only = any(plugin is other for _, node in chain for other in node.all("build", "pluginManagement", "plugins", "plugin"))
        if not managed_only:
            build.plugins.setdefault(key, markup.fact(tree, where, plugin.first("artifactId") or plugin, expand(plugin.value("version"), known)))
    build.spring_boot = _spring_boot(tree, chain, known, managed)
    build.main_class = _main_class(tree, chain, known)
    for where in dict.fromkeys((build.root, folder)):
        script = join(where, "mvnw")
        if tree.has(script):
            # Builds start at the root, so a wrapper that only a module has is no command there.
            build.wrapper = Evidence(script) if where == build.root else None
            at = tree.find(join(where, ".mvn/wrapper/maven-wrapper.properties"), r"apache-maven-\d+\.\d+\.\d+")
            found = re.search(r"apache-maven-(\d+\.\d+\.\d+)", at.quote) if at else None
            build.tool_version = found[1] if found else ""
            break
    build.repositories = tuple(
        markup.at(tree, where, url) for where, node in chain for url in [*node.all("repositories", "repository", "url"), *node.all("pluginRepositories", "pluginRepository", "url")]
        if not _PUBLIC.search(expand(url.text, known)))
    return build


def _java(tree: Tree, chain: Chain, known: dict[str, tuple[str, str, Node]]) -> list[Fact[str]]:
    """The compiler plugin's own configuration wins over properties, ``release`` over ``target`` and ``source``, as the plugin documents."""
    found: list[Fact[str]] = []

    def note(text: str, where: str, node: Node) -> None:
        match = re.fullmatch(r"\$\{([^}]+)\}", text.strip())
        if match and match[1] in known:
            _, where, node = known[match[1]]
        number = _version_number(expand(text, known))
        if number:
            found.append(markup.fact(tree, where, node, number))

    for where, plugin in _plugins(chain):
        if plugin.value("artifactId") == "maven-compiler-plugin":
            for tag in ("release", "target", "source"):
                item = plugin.first("configuration", tag)
                if item is not None:
                    note(item.text, where, item)
    for key in ("maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source", "jdk.version", "java.release", "kotlin.compiler.jvmTarget"):
        if key in known:
            text, where, node = known[key]
            note(text, where, node)
    for where, plugin in _plugins(chain):
        if plugin.value("artifactId") == "kotlin-maven-plugin" and (item := plugin.first("configuration", "jvmTarget")) is not None:
            note(item.text, where, item)
    return list(dict.fromkeys(found))


def _spring_boot(tree: Tree, chain: Chain, known: dict[str, tuple[str, str, Node]], managed: dict[str, tuple[str, str, Node]]) -> Fact[str] | None:
    for where, node in chain:
        parent = node.first("parent")
        version = parent.first("version") if parent is not None and parent.value("artifactId") == "spring-boot-starter-parent" else None
        if version is not None:
            return markup.fact(tree, where, version, expand(version.text.strip(), known))
    bom = managed.get("org.springframework.boot:spring-boot-dependencies")
    if bom and bom[0] and "${" not in bom[0]:
        raw = bom[2].value("version")
        key = re.fullmatch(r"\$\{([^}]+)\}", raw)
        where, node = (known[key[1]][1], known[key[1]][2]) if key and key[1] in known else (bom[1], bom[2].first("version") or bom[2])
        return markup.fact(tree, where, node, bom[0])
    for where, plugin in _plugins(chain):
        if plugin.value("artifactId") == "spring-boot-maven-plugin" and plugin.value("version"):
            return markup.fact(tree, where, plugin.first("version") or plugin, expand(plugin.value("version"), known))
    return None


def _main_class(tree: Tree, chain: Chain, known: dict[str, tuple[str, str, Node]]) -> Fact[str] | None:
    for where, plugin in _plugins(chain):
        for node in plugin.walk():
            text = expand(node.text.strip(), known)
            if node.tag == "mainClass" and re.fullmatch(r"[\w.$]+", text) and "$" not in text[:1]:
                return markup.fact(tree, where, node, text)
    for key in ("start-class", "exec.mainClass", "main.class", "mainClass"):
        if key in known and re.fullmatch(r"[\w.]+", expand(known[key][0], known)):
            return markup.fact(tree, known[key][1], known[key][2], expand(known[key][0], known))
    return None
