"""Which image tags exist, and the one that means a given version."""

from __future__ import annotations

import re
from typing import Any

from ..model.container import ImageRef
from ..model.errors import PinMissing
from ..model.text import Text
from .runtimes import cycles, recommended
from .tables import numbers, table

_SYSTEMS = {
    "trixie": "debian-trixie", "bookworm": "debian-bookworm", "bullseye": "debian-bullseye", "noble": "ubuntu-noble",
    "jammy": "ubuntu-jammy", "resolute": "ubuntu-resolute", "alpine": "alpine",
}
_RELEASE = re.compile(r"(?:\d+u\d+-b\d+|\d+(?:\.\d+)*(?:_\d+)?)(?=-|$)")
"""The release a tag begins with: ``24.19.0``, ``17.0.20_8`` and ``8u502-b07`` (Java); never ``8.4.25RC1`` or ``19beta3``."""
_PRERELEASE = re.compile(r"(?:^|[-.])(?:rc|beta|alpha|ea|dev|nightly|snapshot|milestone)[-.]?\d*(?:-|$)")


def image(name: str, version: str, variants: tuple[str, ...] = ("",)) -> ImageRef:
    """The image of exactly that version, in the first variant that exists.

    Args:
        name: as in ``pins/images.json``: ``node``, ``python``, ``nginx`` …
        version: ``"24.19.0"``, or a line (``"24"``), which means the newest release of it in the table; empty means the
            newest release of all. Java's own notation is understood (``"17.0.20.1+1"``).
        variants: tag endings in order of preference: ``("trixie-slim", "bookworm-slim")``; ``""`` for none.

    The most exact tag is taken (``24.19.0`` rather than ``24``), and of two releases the newest that has one of the
    variants; a release candidate never, unless a variant asks for it.

    A version the table does not hold (older than the table, or end of life) keeps the publisher's tag scheme and is
    marked ``origin="convention"``: it was not confirmed. Then the last variant is taken, so put the oldest one last.
    Eclipse Temurin is the exception: a build it does not hold means the newest build of that Java line, which every
    program of the line runs on.

    Images that only their own publisher lists (``oven/bun``, ``mcr.microsoft.com/dotnet/aspnet``) are made by that
    publisher's documented scheme from the runtimes table, ``origin="convention"``.

    Raises:
        PinMissing: neither table knows the image at all.
    """
    tags = table("images")["images"].get(name)
    if tags is None and (scheme := _publisher(name)) is not None:
        return _by_scheme(name, scheme, version, variants)
    if tags is None:
        raise PinMissing(Text(f"no pinned tags for the image {name}", f"aucune étiquette épinglée pour l'image {name}"))
    known = set(tags)
    if name == "eclipse-temurin":
        version = _java_release(version, known)
    for release in _releases(version, tags):
        for variant in variants:
            tag = f"{release}-{variant}" if variant else release
            if tag in known and (not _PRERELEASE.search(tag) or _PRERELEASE.search(variant)):
                return ImageRef(name, tag, digest(name, tag), system(name, tag))
    variant = variants[-1]
    tag = "-".join(part for part in (version.replace("+", "_"), variant) if part) or "latest"
    return ImageRef(name, tag, "", system(name, tag), "convention")


def _publisher(name: str) -> dict[str, Any] | None:
    schemes = table("images").get("publishers", {})
    found = schemes.get(name) or next((s for prefix, s in schemes.items() if prefix.endswith("/") and name.startswith(prefix)), None)
    return found if isinstance(found, dict) else None


def _by_scheme(name: str, scheme: dict[str, Any], version: str, variants: tuple[str, ...]) -> ImageRef:
    variant = variants[0]
    if product := scheme.get("product"):
        want = numbers(version)
        if not want:
            version = recommended(product)["latest"]
        elif len(want) < 3:
            version = next((line["latest"] for line in cycles(product) if numbers(line["latest"])[:len(want)] == want), version)
        version = ".".join(version.split(".")[:scheme.get("numbers", 3)])
    else:
        version = ""
    parts = [version, variant] if scheme.get("order") != "variant-first" else [variant, version]
    tag = "-".join(part for part in parts if part) or "latest"
    return ImageRef(name, tag, digest(name, tag), system(name, tag), "convention")


def _key(release: str) -> tuple[int, ...]:
    return numbers(release, 5)


def _releases(version: str, tags: list[str]) -> list[str]:
    """What to try, best first: the releases of that line, most exact and newest first, and the version as it was written."""
    want = _key(version)
    held = {m[0] for tag in tags if (m := _RELEASE.match(tag))}
    of_line = sorted((r for r in held if r == version or (_key(r)[:len(want)] == want and len(want) < 3)), key=_exact_first, reverse=True)
    return of_line or [version]


def _exact_first(release: str) -> tuple[int, tuple[int, ...]]:
    # A date (Alpine's `20260805`) is no release line, however large its number.
    parts = _key(release)
    return (0 if parts[0] > 9999 else min(len(parts), 3), parts)


def _java_release(version: str, known: set[str]) -> str:
    """``"17.0.20.1+1"`` → the held release that means it: itself, else the newest build of its line."""
    written = version.replace("+", "_")
    releases = {m[0] for tag in known if (m := _RELEASE.match(tag))}
    if (written in releases and "_" in written) or not version:
        return written
    line = numbers(version, 2)[-1:] if version.startswith("1.") else numbers(version, 1)
    builds = [r for r in releases if _key(r)[:1] == line and re.search(r"_\d+$|-b\d+$", r)]
    return max(builds, key=_key, default=written)


def system(name: str, tag: str) -> str:
    """The distribution inside: from the tag's own words, else from what is known of that publisher; empty where neither says."""
    found = next((os for word, os in _SYSTEMS.items() if re.search(rf"(?:^|-){word}(?:[\d.]*)(?:-|$)", tag)), "")
    if not found:
        known: dict[str, str] = table("images").get("systems", {}).get(name, {})
        found = next((os for word, os in known.items() if f"-{word}-" in f"-{tag}-" or tag.startswith(f"{word}.")), "")
    return found


def digest(name: str, tag: str) -> str:
    """``sha256:…`` of a tag where the table holds it, else empty."""
    found: str = table("images").get("digests", {}).get(f"{name}:{tag}", "")
    return found


def newest_line(name: str) -> str:
    """The newest exact release of an image the release tables do not know (``memcached``), pre-releases left out.

    Raises:
        PinMissing: the table does not know the image.
    """
    tags = table("images")["images"].get(name)
    releases = [t for t in tags or () if re.fullmatch(r"\d+\.\d+\.\d+", t)]
    if not releases:
        raise PinMissing(Text(f"no pinned tags for the image {name}", f"aucune étiquette épinglée pour l'image {name}"))
    return max(releases, key=lambda t: tuple(int(n) for n in t.split(".")))
