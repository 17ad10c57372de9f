"""MSBuild files as they stand: projects, the properties they share, package versions kept in one place, references between projects.

Only what can be told without running MSBuild: properties first, ``$(Name)`` of them, conditions (see ``conditions``), the nearest
``Directory.*.props`` and ``.targets``; then items, which see every property.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join
from .. import markup
from ..markup import Node
from ..stated import folders_up
from .conditions import truth

PROJECTS = (".csproj", ".fsproj", ".vbproj")
LANGUAGES = {".csproj": "csharp", ".fsproj": "fsharp", ".vbproj": "visualbasic"}
SHARED = ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "NuGet.config", "NuGet.Config", "Directory.Build.rsp")
"""What MSBuild, NuGet and the SDK look for in the project's directory and every one above it."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project file with what it inherits."""

    path: str
    sdk: str
    """``Microsoft.NET.Sdk.Web`` …; empty: an old project of .NET Framework."""
    at: Evidence
    properties: dict[str, Fact[str]] = field(default_factory=dict)
    """Lower-cased name → value, ``$(…)`` replaced where it is known."""
    packages: dict[str, Fact[str]] = field(default_factory=dict)
    """Lower-cased package → version; empty where no file states one."""
    names: dict[str, str] = field(default_factory=dict)
    """Lower-cased package → as the project writes it."""
    development: frozenset[str] = frozenset()
    """Lower-cased packages that only the build uses: ``PrivateAssets="all"``."""
    central: dict[str, Fact[str]] = field(default_factory=dict)
    """Lower-cased package → the version kept for every project, used here or not."""
    references: tuple[str, ...] = ()
    """Paths of the project files it refers to, those that are there."""
    frameworks: tuple[Fact[str], ...] = ()
    """Target frameworks, as written, in order."""
    has_aspnet: bool = False
    """It refers to the shared framework ``Microsoft.AspNetCore.App``."""
    runs_npm: Evidence | None = None
    others: tuple[str, ...] = ()
    """What it refers to in other build systems' project files (``*.esproj``: a JavaScript front end)."""

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path) or "."

    @property
    def stem(self) -> str:
        return posixpath.splitext(posixpath.basename(self.path))[0]

    def value(self, name: str) -> str:
        fact = self.properties.get(name.lower())
        return fact.value.strip() if fact else ""

    def is_on(self, name: str) -> bool:
        return self.value(name).lower() == "true"

    @property
    def is_test(self) -> bool:
        return self.is_on("IsTestProject") or "microsoft.net.test.sdk" in self.packages

    @property
    def assembly(self) -> str:
        name = self.value("AssemblyName")
        return name if name and "$(" not in name else self.stem


_MEMO: WeakKeyDictionary[Tree, dict[str, Project | None]] = WeakKeyDictionary()
_PLACES: WeakKeyDictionary[Tree, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def project_files(tree: Tree, folder: str) -> tuple[str, ...]:
    """The project files of exactly that directory."""
    if tree not in _PLACES:
        places: dict[str, list[str]] = {}
        for path in tree.files():
            if path.endswith(PROJECTS):
                places.setdefault(posixpath.dirname(path) or ".", []).append(path)
        _PLACES[tree] = {place: tuple(paths) for place, paths in places.items()}
    return _PLACES[tree].get(folder, ())


def every_project(tree: Tree) -> tuple[Project, ...]:
    return tuple(p for path in _paths(tree) if (p := read_project(tree, path)))


def _paths(tree: Tree) -> tuple[str, ...]:
    project_files(tree, ".")
    return tuple(path for paths in _PLACES[tree].values() for path in paths)


def nearest(tree: Tree, folder: str, name: str) -> str:
    """The file of that name in the directory or the nearest above: MSBuild takes only that one."""
    return next((p for f in folders_up(folder, ".") if tree.has(p := join(f, name))), "")


def shared_files(tree: Tree, folder: str) -> tuple[str, ...]:
    """Everything of the repository a restore in that directory reads beside the projects themselves."""
    found = {p for f in folders_up(folder, ".") for n in SHARED if tree.has(p := join(f, n))}
    read = (*(f for f in found if f.endswith((".props", ".targets"))), *project_files(tree, folder))
    return tuple(sorted(found | {i for f in read for i in imports(tree, f)}))


def imports(tree: Tree, path: str, depth: int = 0) -> tuple[str, ...]:
    """The files a project or a shared file imports by a path that can be told, innermost first."""
    node = markup.read(tree, path)
    found: list[str] = []
    for item in node.all("Import") if node and depth < 5 else ():
        inner = resolve(posixpath.dirname(path), item.attributes.get("Project", ""))
        if inner and inner != path and tree.has(inner):
            found += [*imports(tree, inner, depth + 1), inner]
    return tuple(dict.fromkeys(found))


def resolve(base: str, include: str) -> str:
    """A path in a project file, relative to it, with either slash; empty where it leaves the tree or cannot be told."""
    include = re.sub(r"\$\(MSBuildThisFileDirectory\)/?", "", include.replace("\\", "/")).replace("$(MSBuildProjectDirectory)/", "").strip()
    if "$(" in include or "*" in include or include.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(base, include))
    return "" if path.startswith("../") or path == ".." else path


def read_project(tree: Tree, path: str) -> Project | None:
    memo = _MEMO.setdefault(tree, {})
    if path not in memo:
        memo[path] = _read(tree, path)
    return memo[path]


def _read(tree: Tree, path: str) -> Project | None:
    node = markup.read(tree, path)
    if node is None or node.tag != "Project":
        return None
    folder = posixpath.dirname(path) or "."
    sdk = node.attributes.get("Sdk") or next((n.attributes.get("Name", "") for n in node.all("Sdk")), "") or next((n.attributes["Sdk"] for n in node.all("Import") if n.attributes.get("Sdk")), "")
    files = [f for name in ("Directory.Build.props",) if (f := nearest(tree, folder, name))]
    if files and (parent := _parent_props(tree, files[0])):
        files.insert(0, parent)
    files = [f for one in (*files, path) for f in (*imports(tree, one), one)]
    raw: dict[str, Fact[str]] = {}
    central: dict[str, Fact[str]] = {}
    packages: dict[str, Fact[str]] = {}
    found = nearest(tree, folder, "Directory.Packages.props")
    centre = [f for f in (_parent_props(tree, found), found) if f] if found else []
    after = nearest(tree, folder, "Directory.Build.targets")
    # In the order MSBuild reads them: what stands above the project, central versions, the project, what stands after it.
    *before, own = files
    for file in (*before, *centre, own, *((after,) if after else ())):
        for group, item in _groups(tree, file, "PropertyGroup"):
            _put(raw, tree, file, group, item, path)
    plain = {k: f.value for k, f in raw.items()}
    for file in centre:
        for item in _items(tree, file, plain, path):
            if item.tag in ("PackageVersion", "GlobalPackageReference") and (name := item.attributes.get("Include") or item.attributes.get("Update")):
                central[name.lower()] = markup.fact(tree, file, item, stated_version(item))
    properties = {k: f.with_value(_expand(f.value, raw)) for k, f in raw.items()}
    names: dict[str, str] = {}
    development: set[str] = set()
    references: list[str] = []
    aspnet, npm = False, None
    for file in (*before, *centre, own, *((after,) if after else ())):
        for item in _items(tree, file, plain, path):
            include = _expand(item.attributes.get("Include", ""), raw)
            if item.tag == "PackageReference" and include:
                name = include.strip().lower()
                own = markup.fact(tree, file, item, _expand(stated_version(item), raw))
                names[name] = include.strip()
                if (item.attributes.get("PrivateAssets") or item.value("PrivateAssets")).strip().lower() == "all":
                    development.add(name)
                packages[name] = own if own.value or name not in central else own.with_value(_expand(central[name].value, raw))
            elif item.tag == "FrameworkReference" and include == "Microsoft.AspNetCore.App":
                aspnet = True
            elif item.tag == "ProjectReference" and include and item.attributes.get("OutputItemType") != "Analyzer":
                references += [p for i in include.split(";") for p in _named(tree, posixpath.dirname(file) if "$(MSBuildThisFileDirectory)" in i else folder, i)]
    others = [p for p in references if not p.endswith(PROJECTS)]
    references = [p for p in references if p.endswith(PROJECTS)]
    for name in node.walk():
        if name.tag == "Exec" and re.search(r"\b(?:npm|yarn|pnpm|bun)\b", name.attributes.get("Command", "")):
            npm = npm or markup.at(tree, path, name)
    frameworks = next((tuple(f.with_value(v) for v in re.split(r"[;\s]+", f.value) if v) for key in ("targetframeworks", "targetframework") if (f := properties.get(key)) and f.value and "$(" not in f.value), ())
    return Project(path, sdk.split("/")[0].strip(), markup.at(tree, path, node), properties, packages, names, frozenset(development), {k: f.with_value(_expand(f.value, raw)) for k, f in central.items()}, tuple(dict.fromkeys(references)), frameworks, aspnet, npm, tuple(dict.fromkeys(others)))


def _parent_props(tree: Tree, path: str) -> str:
    """The file of the same name above, where this one imports it (``GetPathOfFileAbove``)."""
    text = tree.text(path) or ""
    folder = posixpath.dirname(path)
    return nearest(tree, posixpath.dirname(folder) or ".", posixpath.basename(path)) if (folder and "GetPathOfFileAbove" in text) or (folder and re.search(r"<Import\s+Project=\"\.\.[\\/]Directory\.", text)) else ""


def _named(tree: Tree, folder: str, include: str) -> list[str]:
    """The project files a reference means; a pattern's ``**`` crosses directories, its ``*`` does not."""
    if "*" not in include:
        path = resolve(folder, include)
        return [path] if path and tree.has(path) else []
    words = {"**/": "(?:[^/]+/)*", "*": "[^/]*"}
    plain = resolve(folder, include.replace("*", "\x01")).replace("\x01", "*")
    regex = re.compile("".join(words.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*)", plain)))
    return [path for path in _paths(tree) if regex.fullmatch(path)] if plain else []


def _groups(tree: Tree, path: str, tag: str) -> Iterator[tuple[Node, Node]]:
    """(group, element) of every group of that kind."""
    node = markup.read(tree, path)
    for group in node.all(tag) if node else ():
        for item in group.children:
            yield group, item


def _items(tree: Tree, path: str, properties: dict[str, str], project: str) -> Iterator[Node]:
    """Elements of item groups whose conditions hold, or may."""
    for group, item in _groups(tree, path, "ItemGroup"):
        if truth(group, properties, project) is not False and truth(item, properties, project) is not False:
            yield item


def _put(into: dict[str, Fact[str]], tree: Tree, path: str, group: Node, item: Node, project: str) -> None:
    known = into.get(item.tag.lower())
    answers = (True, True)
    if group.attributes.get("Condition") or item.attributes.get("Condition"):
        plain = {k: f.value for k, f in into.items()}
        answers = (truth(group, plain, project), truth(item, plain, project))
    # A condition that stays open counts only where nothing else is said.
    if False in answers or (None in answers and known):
        return
    value = item.text.strip()
    if f"$({item.tag})" in value:
        value = value.replace(f"$({item.tag})", known.value if known else "")
    into[item.tag.lower()] = markup.fact(tree, path, item, value)


def _expand(value: str, properties: dict[str, Fact[str]], depth: int = 0) -> str:
    if "$(" not in value or depth > 5 or len(value) > 2000:
        return value
    return re.sub(r"\$\((\w+)\)", lambda m: _expand(properties[m[1].lower()].value, properties, depth + 1) if m[1].lower() in properties else m[0], value)


def stated_version(item: Node) -> str:
    return (item.attributes.get("VersionOverride") or item.attributes.get("Version") or item.value("Version")).strip()


def closure(tree: Tree, project: Project) -> tuple[Project, ...]:
    """The project, then everything of the repository it is built from."""
    found, waiting = {project.path: project}, list(project.references)
    while waiting:
        path = waiting.pop(0)
        if path not in found and (other := read_project(tree, path)):
            found[path] = other
            waiting += other.references
    return tuple(found.values())


def solutions(tree: Tree, folder: str) -> tuple[str, ...]:
    cut = 0 if folder == "." else len(folder) + 1
    return tuple(p for p in tree.files(folder) if p.endswith((".sln", ".slnx")) and "/" not in p[cut:])


def build_root(tree: Tree, project: Project) -> str:
    """The directory that holds all the build reads: every referenced project, and what is inherited from above."""
    folders = [project.folder, *(p.folder for p in closure(tree, project)), *(posixpath.dirname(f) or "." for f in shared_files(tree, project.folder))]
    folders += [f for f in folders_up(project.folder, ".") if solutions(tree, f)][:1]
    return posixpath.commonpath(["/" + (f if f != "." else "") for f in folders]).strip("/") or "."
