"""Which deployable applications a repository holds, and which of them is meant."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass

from ..model.errors import BadValue, BrokenManifest, ChooseApp, NothingFound
from ..model.facts import Detection, Evidence, Fact, best
from ..model.profile import App, Manifest, Reading
from ..model.provider import Stack, Toolchain
from ..model.text import Text
from ..model.tree import Tree, join
from ..stacks import OF, STACKS
from ..toolchains import TOOLCHAINS, possible
from .naming import slug
from .procfile import read_procfile

_ASIDE = re.compile(r"^(?:tests?|__tests__|spec|e2e|fixtures|__fixtures__|testdata|(?:[\w-]+-)?(?:examples?|samples?|demos?|docs?|templates?|repros?)|documentation|website|benchmarks?|bench|scripts|tools|hack|stubs|\.[^/]+|playground|assets|third_party|third-party|vendor|vendored|node_modules|infra|terraform|charts|helm|migrations)$")
"""Directories whose manifests serve the repository's own work; looked at only where nothing else is deployable."""
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A directory, its toolchain, what its manifest says and the framework on it."""

    path: str
    root: str
    toolchain: Toolchain
    detection: Detection
    manifest: Manifest
    stack: Stack
    stack_detection: Detection
    toolchain_reading: Reading
    stack_reading: Reading
    procfile: Reading
    is_deployable: bool

    @property
    def name(self) -> str:
        fact = self.toolchain_reading.name or self.stack_reading.name
        return slug(fact.value if fact else self.path.rsplit("/", 1)[-1]) if self.path != "." or fact else ""


def _folders(tree: Tree) -> list[str]:
    """Directories that hold a manifest of any toolchain, the root first."""
    names = {name for toolchain in possible(tree) for name in toolchain.manifest_names}
    exact, globs = {n for n in names if not re.search(r"[*?\[]", n)}, [n for n in names if re.search(r"[*?\[]", n)]
    found = {"."}
    for path in tree.files():
        folder, _, name = path.rpartition("/")
        if folder.count("/") >= MAX_DEPTH:
            continue
        if name in exact or any(fnmatch.fnmatchcase(name, g) for g in globs):
            found.add(folder or ".")
    return sorted(found, key=lambda f: (f != ".", f.count("/"), f))


_TESTS = re.compile(r"^(?:tests?|__tests__|spec|e2e|fixtures|__fixtures__|testdata|vendor|vendored|node_modules)$")
"""Of those, the ones nobody deploys even where there is nothing else."""
_SOURCES = re.compile(r"(?:^|/)src/(?:main|test)(?:/|$)")
"""A build's own sources: a front end that lies there is built with them."""


def _is_aside(folder: str) -> bool:
    return any(_ASIDE.match(part) for part in folder.split("/")) or bool(_SOURCES.search(folder))


def _is_part(folder: str, of: Candidate) -> bool:
    """Whether another app's build takes in what lies there: the front end it makes itself, or what it says is a part of it."""
    reading = of.toolchain_reading
    assets = reading.traits.get("assets.folder")
    if assets and assets.value != "." and folder == join(reading.root or of.root, assets.value):
        return True
    return folder != of.path and any(folder == part or folder.startswith(part + "/") for part in reading.parts)


_BUILD_FILES = re.compile(r"^(?:(?:GNU)?[Mm]akefile|(?:docker/)?(?:[\w.-]+\.)?(?:Docker|Container)file(?:[.-][\w.-]+)?|Taskfile\.ya?ml|[Jj]ustfile|\.goreleaser\.ya?ml|magefile\.go|build\.sh)$")


def _is_built_into(tree: Tree, front: Candidate, server: Candidate) -> bool:
    """Whether a server's own build takes in what a front end below it leaves: its build files name that output."""
    site = front.stack_reading.site or front.toolchain_reading.site
    if site is None or front.toolchain is server.toolchain or server.stack_reading.site or not server.is_deployable:
        return False
    inner = front.path if server.path == "." else front.path.removeprefix(server.path + "/")
    if inner == front.path and server.path != ".":
        return False
    output = join(inner, site.value.output)
    cut = 0 if server.path == "." else len(server.path) + 1
    return any(re.search(rf"(?<![\w-])/?{re.escape(output)}(?![\w-])", tree.text(path) or "") for path in tree.files(server.path) if _BUILD_FILES.match(path[cut:]))


def examine(tree: Tree, folder: str, root: str | None = None) -> Candidate | None:
    """The strongest toolchain of exactly that directory and what it makes of it; None where no one claims it."""
    detection = best(d for t in possible(tree) if (d := t.detect(tree, folder)) is not None)
    if detection is None:
        return None
    toolchain = TOOLCHAINS[detection.id]
    root = folder if root is None else root
    manifest = toolchain.manifest(tree, folder, root)
    plain = STACKS[toolchain.plain_stack]
    found = best(d for name in OF[toolchain.id] if (d := STACKS[name].detect(tree, folder, manifest)) is not None)
    stack = STACKS[found.id] if found else plain
    stack_detection = found or Detection(plain.id, 10, detection.evidence)
    stack_reading = stack.read(tree, folder, manifest)
    reading = toolchain.read(tree, folder, root, manifest)
    procfile = read_procfile(tree, folder)
    deployable = bool(procfile.processes or stack_reading.site or reading.site or "start" in stack_reading.commands or "start" in reading.commands)
    return Candidate(folder, root, toolchain, detection, manifest, stack, stack_detection, reading, stack_reading, procfile, deployable)


def candidates(tree: Tree) -> tuple[Candidate, ...]:
    """Every deployable application, the root first; libraries, tests, examples and docs left out where there is anything else."""
    folders = _folders(tree)
    roots: dict[str, str] = {}
    for folder in folders:
        for toolchain in possible(tree):
            for member in toolchain.workspaces(tree, folder) if toolchain.detect(tree, folder) or folder == "." else ():
                roots.setdefault(member, folder)
    every = sorted(set(folders) | set(roots), key=lambda f: (f != ".", f.count("/"), f))
    found = [c for folder in every if (c := examine(tree, folder, roots.get(folder))) is not None]
    found = [c for c in found if not any(_is_part(c.path, other) for other in found)]
    taken = [c.path for c in found if any(_is_built_into(tree, c, other) for other in found if other is not c)]
    found = [c for c in found if not any(c.path == path or c.path.startswith(path + "/") for path in taken)]
    serious = [c for c in found if c.is_deployable and not _is_aside(c.path)]
    return tuple(serious or [c for c in found if c.is_deployable and not any(_TESTS.match(part) for part in c.path.split("/"))] or found[:1])


def apps_of(found: tuple[Candidate, ...], project: str) -> tuple[Fact[App], ...]:
    return tuple(Fact(App(c.path, c.name or project, c.toolchain.id, c.stack.id), c.stack_detection.evidence or c.detection.evidence or (Evidence(c.path),)) for c in found)


def choose(tree: Tree, app: str | None = None) -> tuple[Candidate, tuple[Candidate, ...]]:
    """The application that is meant, and all there are.

    Raises:
        NothingFound: no toolchain recognises anything.
        ChooseApp: several, and ``app`` names none.
        BadValue: ``app`` names none of them.
        BrokenManifest: its manifest cannot be read.
    """
    chosen, found = _choose(tree, app)
    shown = {e.path for e in chosen.detection.evidence}
    broken = [n for n in tree.notices() if n.about in _UNREAD and any(e.path in shown for e in n.evidence)]
    if broken:
        raise BrokenManifest(broken[0].text, Text("mend it first: what is written from a manifest that cannot be read would be a guess",
                                                  "réparez-le d'abord : ce qui serait écrit d'après un manifeste illisible ne serait qu'une supposition"))
    return chosen, found


_UNREAD = frozenset({"broken", "too-large", "unreadable", "binary"})
"""What a tree says of a file it could not take in."""


def _choose(tree: Tree, app: str | None) -> tuple[Candidate, tuple[Candidate, ...]]:
    found = candidates(tree)
    if not found:
        known = ", ".join(sorted(t.title for t in TOOLCHAINS.values()))
        broken = [n.text for n in tree.notices() if n.level in ("warning", "error")]
        raise NothingFound(
            Text("; ".join((f"no application was recognised in {tree.name}", *(b.en for b in broken[:5]))), " ; ".join((f"aucune application reconnue dans {tree.name}", *(b.fr for b in broken[:5])))),
            Text(f"known languages: {known}; point at the directory that holds the manifest, or name a stack",
                 f"langages connus : {known} ; indiquez le répertoire du manifeste, ou nommez une pile (stack)"),
        )
    if app is not None:
        wanted = app.strip().strip("/").removeprefix("./") or "."
        chosen = [c for c in found if c.path == wanted] or [c for c in found if c.name == wanted]
        if len(chosen) != 1:
            exact = examine(tree, wanted, next((c.root for c in found if c.path == wanted), None)) if tree.has_dir(wanted) else None
            if exact:
                return exact, found
            raise BadValue(
                Text(f"no application {app!r} here", f"aucune application {app!r} ici"),
                Text("one of: " + ", ".join(c.path for c in found), "au choix : " + ", ".join(c.path for c in found)),
            )
        return chosen[0], found
    if len(found) > 1:
        lines = tuple(f"{c.path} ({c.stack.id})" for c in found)
        raise ChooseApp(
            Text(f"{len(found)} applications can be deployed from here: " + ", ".join(lines), f"{len(found)} applications sont déployables ici : " + ", ".join(lines)),
            Text(f"choose one: --app {found[0].path}", f"choisissez-en une : --app {found[0].path}"),
            tuple(c.path for c in found),
        )
    return found[0], found
