"""Newer tables: what to ask for, what makes one acceptable, how it differs from the held one. Pure; asks through doors it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

from ..model.errors import PinsRefused
from ..model.text import Text
from .tables import entries, numbers, problems_of

MAX_SHRINKAGE = 0.3
"""A table that lost more than this share of its entries was cut off somewhere, not tidied up."""
_VERSION_TAG = re.compile(r"v?\d+(?:\.\d+){0,3}")
MAX_SHRINKAGE_OF_ONE = 0.6
"""The same for one product, image or release: a line or two may really end at once."""
DIGESTED = ("", "slim", "alpine", "trixie", "bookworm", "noble", "jammy", "trixie-slim", "bookworm-slim", "slim-trixie", "slim-bookworm", "jre-noble",
            "jdk-noble", "fpm-trixie", "apache-trixie", "cli-trixie", "management-alpine", "alpine-slim")
"""The variants generated files are built on: their exact tags get a digest. Of every tag that would be some thousand requests."""


class Doors(Protocol):
    """What the network is asked; :class:`orchestration.edges.registries.Registries` answers."""

    def latest_release(self, repository: str) -> tuple[str, str] | None: ...
    def tags(self, repository: str) -> tuple[str, ...]: ...
    def tag_commit(self, repository: str, tag: str) -> str: ...
    def commit_day(self, repository: str, ref: str) -> tuple[str, str]: ...
    def official_tags(self, image: str) -> tuple[str, ...]: ...
    def registry_tags(self, image: str) -> tuple[str, ...]: ...
    def image_digest(self, image: str, tag: str) -> str: ...
    def release_lines(self, product: str) -> list[dict[str, Any]]: ...
    def package_versions(self, release: str, names: frozenset[str]) -> list[dict[str, str]]: ...


Progress = Callable[[str, int, int], None]
"""Called with a table's name, how many of its questions are answered, and how many there are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that changes."""

    table: str
    entry: str
    before: str
    """Empty: it is new."""
    after: str
    """Empty: it is gone."""


def fetch(name: str, held: Mapping[str, Any], doors: Doors, today: date, progress: Progress | None = None) -> dict[str, Any]:
    """A table as the services have it today, in the held one's form and for the held one's names.

    Raises:
        FetchFailed: from the doors.
        PinsRefused: see :func:`check`; besides, an action's tag was moved to another commit.
    """
    new = _FETCHERS[name](held, doors, today, progress or (lambda table, done, of: None))
    check(name, held, new)
    return new


def check(name: str, held: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Refuses a table that is not whole, that lost more than 30 % of the held one's entries, or that holds an older version.

    Raises:
        PinsRefused
    """
    if problems := problems_of(name, new):
        more = f" (+{len(problems) - 1})" if len(problems) > 1 else ""
        raise _refusal(f"{problems[0]}{more}", f"{problems[0]}{more}")
    was, now = entries(name, held), entries(name, new)
    if len(now) < len(was) * (1 - MAX_SHRINKAGE):
        raise _refusal(f"{name}: {len(now)} entries where there were {len(was)}", f"{name} : {len(now)} entrées au lieu de {len(was)}")
    for group, before, after in _groups(name, held, new):
        if len(after) < len(before) * (1 - MAX_SHRINKAGE_OF_ONE):
            raise _refusal(f"{name}: {len(after)} entries for {group} where there were {len(before)}",
                           f"{name} : {len(after)} entrées pour {group} au lieu de {len(before)}")
    for entry, before, after in _versions(name, held, new):
        key = debian_key if name == "debian" else _five
        if key(after) < key(before):
            raise _refusal(f"{name}: {entry} would go back from {before} to {after}", f"{name} : {entry} reculerait de {before} à {after}")


def _five(version: str) -> tuple[int, ...]:
    return numbers(version, 5)


def _refusal(en: str, fr: str) -> PinsRefused:
    return PinsRefused(Text(f"the new pins were refused, the held ones stay: {en}",
                            f"les nouvelles versions ont été refusées, les anciennes restent : {fr}"),
                       Text("run again later; if it lasts, look at what that service says",
                            "relancez plus tard ; si cela dure, regardez ce que dit ce service"))


def _groups(name: str, held: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    key = {"debian": "releases", "images": "images", "runtimes": "products"}.get(name)
    return [(group, held[key][group], new[key].get(group, ())) for group in held[key]] if key else []


def _versions(name: str, held: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Entry, held version, new version, for all that may only rise."""
    if name == "actions":
        return [(uses, pin["version"], new["actions"][uses]["version"]) for uses, pin in held["actions"].items()
                if uses in new["actions"] and pin["version"]]
    if name == "runtimes":
        now = {(p, line["releaseCycle"]): line["latest"] for p, lines in new["products"].items() for line in lines}
        return [(f"{p} {line['releaseCycle']}", line["latest"], now[p, line["releaseCycle"]])
                for p, lines in held["products"].items() for line in lines if (p, line["releaseCycle"]) in now]
    if name == "images":
        def newest(tags: list[str]) -> str:
            return ".".join(map(str, max((numbers(m[0]) for tag in tags if (m := re.match(r"\d{1,4}(?:\.\d+)+(?=-|$)", tag))), default=(0,))))
        return [(image, newest(tags), newest(new["images"][image])) for image, tags in held["images"].items() if image in new["images"]]
    return [(f"{os} {package}", version, new["releases"][os][package])
            for os, packages in held["releases"].items() for package, version in packages.items() if package in new["releases"].get(os, {})]


def differences(name: str, held: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What changes between two tables, by entry."""
    was, now = entries(name, held), entries(name, new)
    changed = [entry for entry in sorted({*was, *now}) if was.get(entry) != now.get(entry)]
    return tuple(Difference(name, entry, was.get(entry, ""), now.get(entry, "")) for entry in changed)


# --- one a table --------------------------------------------------------------------------------------------------------

def _actions(held: Mapping[str, Any], doors: Doors, today: date, progress: Progress) -> dict[str, Any]:
    new, moved = {}, []
    for done, (uses, pin) in enumerate(sorted(held["actions"].items()), 1):
        new[uses] = found = _action(uses, pin, doors)
        if pin["version"] and found["version"] == pin["version"] and found["sha"] != pin["sha"]:
            moved.append(f"{uses} {pin['version']}: {pin['sha']} → {found['sha']}")
        progress("actions", done, len(held["actions"]))
    if moved:
        raise PinsRefused(
            Text(f"a released tag was moved to another commit, as an attacker does: {'; '.join(moved)}",
                 f"une étiquette publiée a été déplacée vers un autre commit, comme le fait un attaquant : {'; '.join(moved)}"),
            Text("ask that action's maintainers before you pin the new commit",
                 "demandez aux mainteneurs de cette action avant d'épingler le nouveau commit"))
    return {"source": f"releases, tags and commits of each action's own repository, {today.isoformat()}", "actions": new}


def _action(uses: str, pin: Mapping[str, str], doors: Doors) -> dict[str, str]:
    if not pin["version"]:
        # It makes no releases: its default branch is what it publishes.
        sha, day = doors.commit_day(uses, "HEAD")
        return {"released": day, "sha": sha, "version": ""}
    release = doors.latest_release(uses)
    if release and _VERSION_TAG.fullmatch(release[0]) and numbers(release[0], 4) >= numbers(pin["version"], 4):
        tag, day = release
        return {"released": day, "sha": doors.tag_commit(uses, tag), "version": tag}
    # No release, one of something else in the same repository, or a fix of an older line: the highest version tag counts.
    tags = [tag for tag in doors.tags(uses) if _VERSION_TAG.fullmatch(tag)]
    if not tags:
        raise _refusal(f"actions: {uses} has no version tag any more", f"actions : {uses} n'a plus d'étiquette de version")
    tag = max(tags, key=lambda t: (numbers(t, 4), t.count(".")))
    sha = doors.tag_commit(uses, tag)
    return {"released": doors.commit_day(uses, sha)[1], "sha": sha, "version": tag}


def _images(held: Mapping[str, Any], doors: Doors, today: date, progress: Progress) -> dict[str, Any]:
    official = [name for name in held["images"] if "/" not in name]
    others = [name for name, scheme in held["publishers"].items() if isinstance(scheme, dict) and scheme.get("product")]
    tags: dict[str, list[str]] = {}
    for done, name in enumerate(official, 1):
        tags[name] = sorted(doors.official_tags(name))
        progress("images", done, len(official) + len(others))
    for done, name in enumerate(others, len(official) + 1):
        exact = [tag for tag in doors.registry_tags(name) if re.fullmatch(r"(?:[a-z][a-z0-9-]*-)?\d+\.\d+(?:\.\d+)?(?:-[a-z][a-z0-9.-]*)?", tag)]
        tags[name] = _newest_of_each_line(exact)
        progress("images", done, len(official) + len(others))
    wanted = [(name, tag) for name in official for tag in tags[name] if _is_digested(tag)]
    digests = {}
    for done, (name, tag) in enumerate(wanted, 1):
        digests[f"{name}:{tag}"] = doors.image_digest(name, tag)
        progress("digests", done, len(wanted))
    return {"source": f"docker-library/official-images library files and container registries, {today.isoformat()}", "publishers": held["publishers"],
            "systems": held["systems"], "digests": digests, "images": tags}


def _is_digested(tag: str) -> bool:
    exact = re.fullmatch(r"\d+\.\d+(?:\.\d+)?(?:_\d+)?(?:-(.+))?", tag)
    return exact is not None and (exact[1] or "") in DIGESTED


def _newest_of_each_line(tags: list[str]) -> list[str]:
    """Of tags that hold a version, those of the newest patch of each minor line."""
    newest: dict[tuple[int, ...], tuple[int, ...]] = {}
    versions = {tag: numbers(m[0]) for tag in tags if (m := re.search(r"\d+\.\d+(?:\.\d+)?", tag))}
    for version in versions.values():
        newest[version[:2]] = max(newest.get(version[:2], ()), version)
    return sorted(tag for tag, version in versions.items() if newest[version[:2]] == version or len(version) == 2)


def _runtimes(held: Mapping[str, Any], doors: Doors, today: date, progress: Progress) -> dict[str, Any]:
    products = {}
    for done, (product, lines) in enumerate(held["products"].items(), 1):
        found = doors.release_lines(product)
        # As many lines as were held: a project on an older one is told its end of life all the same.
        oldest = min((line["releaseDate"] for line in lines), default="")
        products[product] = [line for line in found if line["releaseDate"] >= oldest]
        progress("runtimes", done, len(held["products"]))
    return {"source": f"endoflife.date, {today.isoformat()}", "codenames": held["codenames"], "ended": held["ended"], "products": products}


def _debian(held: Mapping[str, Any], doors: Doors, today: date, progress: Progress) -> dict[str, Any]:
    names = frozenset(name for packages in held["releases"].values() for name in packages)
    releases, moves = {}, dict(held["moves"])
    for done, os in enumerate(held["releases"], 1):
        suites = doors.package_versions(os, names)
        newest: dict[str, str] = {}
        for name in sorted({name for suite in suites for name in suite}):
            versions = [suite[name] for suite in suites if name in suite]
            newest[name] = max(versions, key=debian_key)
            if (moved := moved_by(versions, newest[name])) and moves.get(name) != "major":
                moves[name] = moved
        releases[os] = newest
        progress("debian", done, len(held["releases"]))
    rows = {name: row for row in held["renamed"].values() for name in row.values()}
    for name, level in list(moves.items()):
        for other in rows.get(name, {}).values():
            if moves.get(other) != "major":
                moves[other] = level
    source = re.sub(r"\d{4}-\d{2}-\d{2}", today.isoformat(), held["source"])
    return {"source": source, "moves": dict(sorted(moves.items())), "renamed": held["renamed"], "releases": releases}


def moved_by(versions: list[str], newest: str) -> str:
    """How far a release's suites moved a package's upstream version: ``major``, ``minor`` or not at all; see :func:`.debian.debian_package`."""
    upstream = [numbers(m[0], 9) for version in versions if (m := re.match(r"\d+(?:\.\d+)*", re.sub(r"^\d+:", "", version)))]
    if any(one[:1] != two[:1] for one, two in pairwise(upstream)):
        return "major"
    marked = re.search(r"(?:~deb\d+u\d+|-0\+deb\d+u\d+|-0ubuntu0\.\d\d\.\d\d\.\d+)$", newest)
    return "minor" if marked or any(one[1:2] != two[1:2] for one, two in pairwise(upstream)) else ""


def debian_key(version: str) -> tuple[Any, ...]:
    """Orders versions as Debian Policy 5.6.12 does."""
    epoch, _, rest = version.rpartition(":")
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    return int(epoch or 0), _policy_order(upstream), _policy_order(revision)


def _policy_order(part: str) -> tuple[Any, ...]:
    """Stretches of non-digits and of digits in turn; a tilde sorts before the end, letters before all else."""
    key: list[Any] = []
    for text, number in re.findall(r"(\D*)(\d*)", part):
        key.append((*(-1 if ch == "~" else ord(ch) if ch.isalpha() else ord(ch) + 256 for ch in text), 0))
        key.append(int(number or 0))
    return tuple(key)


_FETCHERS: dict[str, Callable[[Mapping[str, Any], Doors, date, Progress], dict[str, Any]]] = {
    "actions": _actions, "debian": _debian, "images": _images, "runtimes": _runtimes,
}
