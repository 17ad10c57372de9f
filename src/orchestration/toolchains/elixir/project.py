"""Mix's own files read as text: ``mix.exs`` (never evaluated), ``mix.lock`` and the configuration it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.facts import Evidence, Fact
from ...model.tree import Tree, join

_COMMENT = re.compile(r"^(?P<code>(?:[^\"#\n]|\"(?:\\.|[^\"\\\n])*\"|#\{)*)#(?!\{).*$", re.M)
_DEPENDENCY = re.compile(r"\{\s*:(?P<name>[a-z]\w*)\s*,\s*(?:\"(?P<version>[^\"\n]*)\"\s*(?P<more>,[^{}]*(?:\{[^{}]*\}[^{}]*)*)?|(?P<options>(?:git|github|path|in_umbrella|hex|only|runtime|override|optional|organization|repo|env|targets|branch|tag|ref|manager)\s*:[^{}]*(?:\{[^{}]*\}[^{}]*)*))\}")
_LOCKED = re.compile(r"^\s*\"(?P<key>\w+)\":\s*\{:(?P<scm>hex|git),\s*(?::(?P<name>\w+),\s*)?\"(?P<version>[^\"]*)\"", re.M)


def code(text: str) -> str:
    """Comments blanked out, lines kept, so that line numbers still hold."""
    return _COMMENT.sub(lambda m: m["code"], text)


@dataclass(frozen=True, slots=True)
class Dependency:
    name: str
    version: str
    options: str
    at: Evidence

    @property
    def in_production(self) -> bool:
        stated = re.search(r"\bonly:\s*(\[[^\]]*\]|:\w+)", self.options)
        return stated is None or ":prod" in stated[1]

    @property
    def is_git(self) -> bool:
        return bool(re.search(r"\b(?:git|github):", self.options))

    @property
    def path(self) -> str:
        found = re.search(r"\bpath:\s*\"([^\"\n]*)\"", self.options)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Mix:
    """One ``mix.exs``."""

    path: str
    folder: str
    text: str
    """Without comments."""
    app: str
    at: Evidence
    dependencies: tuple[Dependency, ...]

    def stated(self, key: str) -> str:
        """A string the project function states: ``elixir: "~> 1.18"``; an attribute of the module is followed."""
        found = re.search(rf"\b{key}:\s*(?:\"([^\"\n]*)\"|@(\w+))", self.text)
        if found and found[2]:
            found = re.search(rf"^\s*@{found[2]}\s+\"([^\"\n]*)\"", self.text, re.M)
        return found[1] if found else ""

    @property
    def apps_path(self) -> str:
        return self.stated("apps_path")

    @property
    def starts(self) -> bool:
        """It has a supervision tree of its own."""
        return bool(re.search(r"\bmod:\s*\{", self.text))

    @property
    def is_published(self) -> bool:
        """It is made for Hex: others depend on it."""
        return bool(re.search(r"^\s*package:\s*(?:package\b|\[)|^\s*defp?\s+package\b", self.text, re.M))

    def alias(self, name: str) -> tuple[str, ...] | None:
        """What an alias runs; None: there is none of that name."""
        found = re.search(rf"(?:\"{re.escape(name)}\"|(?<![\w.]){re.escape(name)}):\s*(?:\[(?P<list>[^\]]*)\]|\"(?P<one>[^\"\n]*)\")", self.text)
        if not found:
            return None
        return tuple(re.findall(r"\"((?:\\.|[^\"\\])*)\"", found["list"])) if found["list"] is not None else (found["one"],)

    @property
    def releases(self) -> tuple[str, ...]:
        """Names in order; empty where the project leaves it to Mix, which then makes one named like the application."""
        found = re.search(r"\breleases:\s*\[", self.text) or re.search(r"\bdefp?\s+releases\b[^\n]*(?:do|do:)\s*\[", self.text)
        if not found:
            return ()
        names, depth = [], 1
        for token in re.finditer(r"[\[\](){}]|(?<![\w:])([a-z]\w*):(?=\s)", self.text[found.end():]):
            if token[1]:
                names += [token[1]] if depth == 1 else []
            else:
                depth += 1 if token[0] in "[({" else -1
                if depth == 0:
                    break
        return tuple(names)

    @property
    def release(self) -> str:
        """The one ``mix release`` makes when it is given no name, or would have to be given."""
        default = re.search(r"\bdefault_release:\s*:(\w+)", self.text)
        names = self.releases
        return default[1] if default else self.app if self.app in names or not names else names[0]


def read_mix(tree: Tree, folder: str) -> Mix | None:
    path = join(folder, "mix.exs")
    text = tree.text(path)
    if text is None or "use Mix.Project" not in text:
        return None
    text = code(text)
    at = tree.find(path, r"^\s*(?:app|apps_path):\s") or Evidence(path)
    app = re.search(r"\bapp:\s*:(\w+)", text)
    found: dict[str, Dependency] = {}
    for match in _DEPENDENCY.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        quote = " ".join(match[0].split())[:120]
        found.setdefault(match["name"], Dependency(match["name"], match["version"] or "", (match["more"] or match["options"] or ""), Evidence(path, line, quote)))
    return Mix(path, folder, text, app[1] if app else "", at, tuple(found.values()))


def umbrella_apps(tree: Tree, mix: Mix) -> tuple[Mix, ...]:
    """The applications of an umbrella, sorted; none where it is no umbrella."""
    if not mix.apps_path:
        return ()
    folder = join(mix.folder, mix.apps_path)
    folders = sorted({p.rpartition("/")[0] for p in tree.glob("*/mix.exs", folder)})
    return tuple(m for f in folders if (m := read_mix(tree, f)))


def umbrella_of(tree: Tree, folder: str) -> Mix | None:
    """The umbrella an application belongs to."""
    above = folder
    while above not in (".", ""):
        above = above.rpartition("/")[0] or "."
        mix = read_mix(tree, above)
        if mix and mix.apps_path and folder.rpartition("/")[0] == join(above, mix.apps_path):
            return mix
    return None


def locked(tree: Tree, path: str) -> dict[str, str]:
    """Package → version that ``mix.lock`` holds; a git dependency's is its commit."""
    return {m["name"] or m["key"]: m["version"] for m in _LOCKED.finditer(tree.text(path) or "") if m["scm"] == "hex"}


def configuration(tree: Tree, folder: str) -> tuple[str, ...]:
    """The configuration files production reads, the most telling first."""
    names = ("runtime.exs", "prod.exs", "releases.exs", "prod.secret.exs", "config.exs")
    return tuple(path for name in names if tree.has(path := join(folder, "config", name)))


def dependency_facts(parts: tuple[Mix, ...]) -> tuple[dict[str, Fact[str]], dict[str, Fact[str]]]:
    """(production, development) of one project, or of all an umbrella's applications together."""
    production: dict[str, Fact[str]] = {}
    development: dict[str, Fact[str]] = {}
    own = {m.app for m in parts}
    for dependency in (d for m in parts for d in m.dependencies if d.name not in own):
        (production if dependency.in_production else development).setdefault(dependency.name, Fact(dependency.version, (dependency.at,)))
    return production, development
