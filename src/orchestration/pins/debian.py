"""Debian's and Ubuntu's packages: what each is called in a release, and the version pin that survives that release's updates."""

from __future__ import annotations

import re
from functools import cache

from ..model.errors import PinMissing
from ..model.text import Text
from .tables import table


def _release(os: str) -> str:
    return os.removeprefix("debian-").removeprefix("ubuntu-")


def _versions(os: str) -> dict[str, str]:
    releases = table("debian")["releases"]
    found: dict[str, str] | None = releases.get(_release(os))
    if found is None:
        known = ", ".join(releases)
        raise PinMissing(Text(f"no package table for {os or 'an unknown system'}", f"aucune table de paquets pour {os or 'un système inconnu'}"),
                         Text(f"choose an image on one of: {known}", f"choisissez une image fondée sur : {known}"))
    return found


@cache
def _rows() -> dict[str, dict[str, str]]:
    """Every name of a renamed package → its row, release → name."""
    return {name: row for row in table("debian")["renamed"].values() for name in row.values()}


def debian_name(name: str, os: str) -> str:
    """What a package is called in that release: ``("libvips42", "debian-trixie")`` → ``"libvips42t64"``.

    Any release's name is understood, so a table of facts states it once. ``os`` is an image's
    (:attr:`orchestration.model.container.ImageRef.os`) or a release's own name (``"trixie"``, ``"ubuntu-noble"``).

    Raises:
        PinMissing: the table does not know the release, or that release has no such package.
    """
    versions = _versions(os)
    found = _rows().get(name, {}).get(_release(os), name)
    if found not in versions:
        raise PinMissing(Text(f"no pin for the package {name} in {_release(os)}",
                              f"aucune version épinglée pour le paquet {name} dans {_release(os)}"),
                         Text("add it to pins/debian.json from that release's package index",
                              "ajoutez-le à pins/debian.json à partir de l'index des paquets de cette version"))
    return found


def debian_package(name: str, os: str) -> str:
    """The word for ``apt-get install``: ``("tini", "debian-trixie")`` → ``"tini=0.19.*"``.

    A stable release's archive keeps only the newest update of a package, so an exact pin breaks with the next security
    fix. Rule: the epoch, then the upstream version without its last number, then ``*`` (``1:2.5.1-3`` → ``1:2.5.*``,
    ``17.6-0`` → ``17.*``). Where a release was seen to move a package on to a new minor upstream version (``moves`` in
    the table: suites of one release that differ, or a revision ``~debNuM``, ``-0+debNuM``, ``-0ubuntu0.YY.MM.N``, which
    mark a version newer than the release's own) only its first number is kept (``openssl=3.*``); where even that moved,
    nothing but the century of a date (``tzdata=20*``) or nothing at all (``chromium=*``).

    Raises:
        PinMissing: as :func:`debian_name`.
    """
    found = debian_name(name, os)
    return f"{found}={stable_part(_versions(os)[found], table('debian')['moves'].get(found, ''))}"


def stable_part(version: str, moves: str = "") -> str:
    """The pattern of a Debian version that the release's own updates keep matching; ``moves``: ``""``, ``minor`` or ``major``."""
    parsed = re.fullmatch(r"(\d+:)?(\d+(?:\.\d+)*).*", version)
    if parsed is None:
        return "*"
    epoch, upstream = parsed[1] or "", parsed[2]
    is_date = bool(re.fullmatch(r"20\d\d(?:[01]\d[0-3]\d)?", upstream))
    if moves == "major" or is_date:
        return f"{epoch}20*" if is_date else "*"
    parts = upstream.split(".")
    keep = 1 if moves == "minor" else max(1, min(2, len(parts) - 1))
    kept = ".".join(parts[:keep])
    # `668*` also admits 6681, which no update of a release reaches; apt's patterns know no better for a single number.
    return f"{epoch}{kept}.*" if len(parts) > keep else f"{epoch}{kept}*"
