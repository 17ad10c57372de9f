"""The fix plan: the fewest steps that clear the most, each to the lowest version that no advisory known here affects.

Where another package brings the flawed one in, only what the lockfile shows is said: the range of what asks for it admits the fixed version, or
does not, or is not known. That a newer version of the one that asks would help is never claimed: nobody here has looked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..model.advisory import Affected, Finding, Upgrade
from ..model.dependency import Component, Package
from ..model.text import Text, same
from ..model.tree import Tree, join
from ..pins.ranges import NoRange, Notation, admits
from .asked_ranges import AskedRanges
from .matching import affects, target
from .versions import base, is_breaking

MANIFESTS: Mapping[str, str] = {
    "package-lock.json": "package.json", "npm-shrinkwrap.json": "package.json", "yarn.lock": "package.json", "pnpm-lock.yaml": "package.json", "bun.lock": "package.json",
    "poetry.lock": "pyproject.toml", "uv.lock": "pyproject.toml", "pdm.lock": "pyproject.toml", "pylock.toml": "pyproject.toml", "Pipfile.lock": "Pipfile", "composer.lock": "composer.json",
    "Cargo.lock": "Cargo.toml", "Gemfile.lock": "Gemfile", "go.sum": "go.mod", "pubspec.lock": "pubspec.yaml", "mix.lock": "mix.exs",
}
"""Lockfile → the manifest it was made from."""
_REFRESH: Mapping[str, str] = {
    "package-lock.json": "npm update {name}", "npm-shrinkwrap.json": "npm update {name}", "yarn.lock": "yarn upgrade {name}", "pnpm-lock.yaml": "pnpm update {name} --depth Infinity", "bun.lock": "bun update {name}",
    "poetry.lock": "poetry update {name}", "uv.lock": "uv lock --upgrade-package {name}", "pdm.lock": "pdm update {name}", "Pipfile.lock": "pipenv update {name}", "composer.lock": "composer update {name} --with-dependencies",
    "Cargo.lock": "cargo update {name}@{before} --precise {after}", "Gemfile.lock": "bundle update {name} --conservative", "pubspec.lock": "dart pub upgrade {name}", "mix.lock": "mix deps.update {name}",
}
_OVERRIDES: Mapping[str, Text] = {
    "package-lock.json": Text("\"overrides\" in package.json", "« overrides » dans package.json"), "npm-shrinkwrap.json": Text("\"overrides\" in package.json", "« overrides » dans package.json"),
    "yarn.lock": Text("\"resolutions\" in package.json", "« resolutions » dans package.json"), "pnpm-lock.yaml": Text("\"overrides\" of pnpm", "« overrides » de pnpm"), "bun.lock": Text("\"overrides\" in package.json", "« overrides » dans package.json"),
    "uv.lock": Text("\"override-dependencies\" below [tool.uv]", "« override-dependencies » sous [tool.uv]"), "pdm.lock": Text("[tool.pdm.resolution.overrides]", "[tool.pdm.resolution.overrides]"), "Cargo.lock": Text("a [patch.crates-io] entry", "une entrée [patch.crates-io]"),
    "poetry.lock": Text("a dependency of your own on it", "une dépendance directe vers lui"),
}
_NOTATIONS: Mapping[str, Notation] = {"npm": "npm", "PyPI": "python", "Packagist": "composer", "RubyGems": "gems", "Hex": "hex", "crates.io": "cargo"}
MAX_ROUNDS = 5
Entries = Mapping[Package, tuple[Affected, ...]]


def plan(findings: Iterable[Finding], behind: Mapping[Finding, tuple[Affected, ...]], entries: Entries, again: Callable[[Iterable[Package]], Entries], tree: Tree | None) -> tuple[Upgrade, ...]:
    """
    Args:
        findings: most urgent first; those a person has assessed as no matter need no step.
        behind: the entries each rests on.
        entries: everything known of each package's name.
        again: asks of other versions, where ``entries`` are of the version in use only.
    """
    flawed: dict[Package, list[Finding]] = {}
    for finding in findings:
        if not finding.is_suppressed:
            flawed.setdefault(finding.package, []).append(finding)
    targets = _targets(tuple(flawed), entries, again)
    ranges = AskedRanges(tree)
    found: dict[tuple[str, Package], Upgrade] = {}
    for package, its in flawed.items():
        after, left = targets[package]
        gentle, rest = "", left
        if after and is_breaking(package.ecosystem, package.version, after):
            gentle, rest = target(package.ecosystem, package.version, entries.get(package, ()), lambda text, p=package: not is_breaking(p.ecosystem, p.version, text))
        for place in its[0].places:
            step = replace(_step(package, after, _cleared(its, behind, left) if after else (), place, ranges, tree), gentle=gentle, gentle_clears=_cleared(its, behind, rest) if gentle else ())
            held = found.get((step.manifest, package))
            if held is None or (held.kind != "direct" and step.kind == "direct"):
                found[step.manifest, package] = step
    urgency = {package: number for number, package in enumerate(flawed)}
    return tuple(step for (_, _), step in sorted(found.items(), key=lambda item: (not item[1].after, item[0][0], -len(item[1].clears), urgency[item[0][1]])))


def _cleared(its: Iterable[Finding], behind: Mapping[Finding, tuple[Affected, ...]], left: Iterable[Affected]) -> tuple[str, ...]:
    left = set(left)
    return tuple(f.id for f in its if not left & set(behind[f]))


def _targets(packages: tuple[Package, ...], entries: Entries, again: Callable[[Iterable[Package]], Entries]) -> dict[Package, tuple[str, tuple[Affected, ...]]]:
    known = {p: list(dict.fromkeys(entries.get(p, ()))) for p in packages}
    found = {p: target(p.ecosystem, p.version, known[p]) for p in packages}
    asked: set[Package] = set()
    for _ in range(MAX_ROUNDS):
        asking = {Package(p.ecosystem, p.name, found[p][0]): p for p in packages if found[p][0]}
        told = again(sorted(set(asking) - asked))
        asked |= set(asking)
        changed = False
        for there, said in told.items():
            fresh = [e for e in said if e not in known[asking[there]] and affects(e, there.version) == "affected"]
            known[asking[there]] += fresh
            changed = changed or bool(fresh)
        if not changed:
            break
        found = {p: target(p.ecosystem, p.version, known[p]) for p in packages}
    return found


def _step(package: Package, after: str, clears: tuple[str, ...], place: Component, ranges: AskedRanges, tree: Tree | None) -> Upgrade:
    manifest, line = _manifest(place, tree)
    through = place.paths[0][0] if place.paths and len(place.paths[0]) > 1 else ""
    said = {"ecosystem": package.ecosystem, "name": package.name, "before": package.version, "after": after, "clears": clears, "is_breaking": bool(after) and is_breaking(package.ecosystem, package.version, after)}
    if not after:
        return Upgrade(manifest, line, kind="none", through=through, wanted=place.wanted, how=Text("no version is known to be free of it: replace the package, or assess it with OpenVEX", "aucune version n'est connue pour en être exempte : remplacez le paquet, ou évaluez-le avec OpenVEX"), **said)
    refresh = _command(place.evidence.path, package, after, tree)
    if posixpath.basename(place.evidence.path).endswith((".txt", ".in")):
        # A requirements file states what others bring in on a line of its own, too.
        how = Text(f"if pip-compile made the file: pip-compile --upgrade-package {package.name}=={after}", f"si pip-compile a produit le fichier : pip-compile --upgrade-package {package.name}=={after}") if through or place.is_direct is False else None
        return Upgrade(manifest, line, kind="direct", through=through, wanted=place.wanted, how=how, **said)
    if place.is_direct or (place.is_direct is None and not through):
        admitted = _admits(package.ecosystem, place.wanted, after) if place.wanted else None
        how = Text(f"{place.wanted} admits it: {refresh}", f"{place.wanted} l'admet : {refresh}") if admitted and refresh else same(refresh) if base(package.ecosystem) == "Go" else None
        return Upgrade(manifest, line, kind="direct", wanted=place.wanted, how=how, **said)
    parent, wanted, admitted = _asking(package, after, place, ranges)
    if base(package.ecosystem) == "Go":
        # Minimal version selection: what the main module asks for, all get.
        return Upgrade(manifest, line, kind="refresh", through=through, wanted=wanted, how=same(refresh), **said)
    by = _OVERRIDES.get(posixpath.basename(place.evidence.path), Text("an override, where the package manager has one", "une surcharge, si le gestionnaire de paquets en a une"))
    if admitted:
        return Upgrade(manifest, line, kind="refresh", through=through, wanted=wanted, how=Text(f"{parent} asks for {wanted}, which admits it: {refresh}", f"{parent} demande {wanted}, qui l'admet : {refresh}"), **said)
    if admitted is False:
        return Upgrade(manifest, line, kind="override", through=through, wanted=wanted, how=Text(f"{parent} asks for {wanted}, which does not admit it: {by.en}; or another version of {through}, if one asks for more", f"{parent} demande {wanted}, qui ne l'admet pas : {by.fr} ; ou une autre version de {through}, si l'une demande plus"), **said)
    asks = parent or "?"
    return Upgrade(manifest, line, kind="ask", through=through, how=Text(f"which range {asks} asks for is not known here; try {refresh or 'to make the lockfile anew'}, else {by.en}", f"la plage demandée par {asks} n'est pas connue ici ; essayez {refresh or 'de refaire le fichier de verrouillage'}, sinon {by.fr}"), **said)


def _asking(package: Package, after: str, place: Component, ranges: AskedRanges) -> tuple[str, str, bool | None]:
    """Who asks for it, its range, and whether that admits the version; of several the one that stands in the way, else one that is not known."""
    found = []
    for parent in dict.fromkeys(chain[-2] for chain in place.paths if len(chain) > 1):
        wanted = ranges.of(place.evidence.path, parent, package.name)
        found.append((parent, wanted, _admits(package.ecosystem, wanted, after) if wanted else None))
    return min(found, key=lambda item: (False, None, True).index(item[2]), default=("", "", None))


def _manifest(place: Component, tree: Tree | None) -> tuple[str, int]:
    """Where the step is to be made: the manifest beside the lockfile that names the package, or a workspace's below it; else what was read."""
    folder, name = posixpath.split(place.evidence.path)
    manifest = MANIFESTS.get(name)
    if not manifest or tree is None:
        return place.evidence.path, place.evidence.line
    beside = join(folder or ".", manifest)
    if not place.is_direct:
        return (beside, 0) if tree.has(beside) else (place.evidence.path, place.evidence.line)
    for path in (beside, *(p for p in tree.files(folder or ".") if posixpath.basename(p) == manifest and p != beside)):
        if place.package.name in (tree.text(path) or "") and (where := tree.key(path, place.package.name)).line:
            return path, where.line
    return (beside, 0) if tree.has(beside) else (place.evidence.path, place.evidence.line)


def _command(path: str, package: Package, after: str, tree: Tree | None) -> str:
    if package.ecosystem == "Go":
        # The standard library comes with the toolchain.
        return f"go get go@{after} toolchain@go{after}" if package.name in ("stdlib", "toolchain") else f"go get {package.name}@v{after} && go mod tidy"
    if posixpath.basename(path) == "yarn.lock" and tree is not None and "__metadata:" in (tree.text(path) or "")[:500]:
        return f"yarn up --recursive {package.name}"
    return _REFRESH.get(posixpath.basename(path), "").format(name=package.name, before=package.version, after=after)


def _admits(ecosystem: str, wanted: str, version: str) -> bool | None:
    """Whether a range admits a version; None where that cannot be told."""
    notation = _NOTATIONS.get(base(ecosystem))
    numbers = version.split("+")[0].split(".")
    if not notation or len(numbers) > 3 or not all(n.isdecimal() for n in numbers):
        return None
    try:
        return admits(notation, wanted, tuple(int(n) for n in (*numbers, "0", "0"))[:3])  # type: ignore[arg-type]
    except NoRange:
        return None
