"""Package URLs, as bills of materials name packages, read into packages as OSV names them. https://github.com/package-url/purl-spec"""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..model.dependency import Package

_PURL = re.compile(r"pkg:/*([A-Za-z][\w.+-]*)/([^?#]+)(?:\?([^#]*))?(?:#.*)?")
_ECOSYSTEMS = {"npm": "npm", "pypi": "PyPI", "golang": "Go", "maven": "Maven", "gem": "RubyGems", "composer": "Packagist", "cargo": "crates.io", "nuget": "NuGet", "hex": "Hex", "pub": "Pub", "docker": "Docker", "oci": "Docker"}
_UBUNTU_LTS = re.compile(r"\d[02468]\.04")


def package_of(purl: str) -> Package | None:
    """The package; None where no ecosystem of ours is meant, or the text is no package URL."""
    match = _PURL.fullmatch(purl.strip()) if len(purl) < 2_000 else None
    if match is None:
        return None
    kind, path, qualifiers = match[1].lower(), match[2], dict(q.partition("=")[::2] for q in (match[3] or "").split("&"))
    # A version may hold an "@" only in percent-encoding, and so may a scope.
    name, _, version = path.rpartition("@") if "@" in path[1:] else (path, "", "")
    parts, version = [unquote(part) for part in name.strip("/").split("/") if part], unquote(version)
    if not parts:
        return None
    if kind in ("deb", "apk"):
        ecosystem = distribution(parts[0] if len(parts) > 1 else "", qualifiers.get("distro", ""))
        return Package(ecosystem, parts[-1], version) if ecosystem else None
    if kind not in _ECOSYSTEMS:
        return None
    ecosystem = _ECOSYSTEMS[kind]
    if kind == "maven":
        return Package(ecosystem, ":".join(parts[-2:]), version) if len(parts) > 1 else None
    full = "/".join(parts)
    if kind == "pypi":
        full = re.sub(r"[-_.]+", "-", full).lower()
    return Package(ecosystem, full.lower() if kind == "composer" else full, version)


def distribution(family: str, release: str) -> str:
    """OSV's name of a distribution's release: ``debian`` and ``debian-12`` or ``bookworm`` → ``Debian:12``; empty where it cannot be told."""
    release = unquote(release).lower()
    number = re.search(r"\d+(?:\.\d+)*", release)
    if family == "debian":
        name = next((v for k, v in _DEBIAN.items() if k in release), "") or (number[0].split(".")[0] if number else "")
        return f"Debian:{name}" if name else ""
    if family == "ubuntu":
        name = next((v for k, v in _UBUNTU.items() if k in release), "") or (number[0] if number else "")
        return f"Ubuntu:{name}{':LTS' if _UBUNTU_LTS.fullmatch(name) else ''}" if name else ""
    if family == "alpine":
        return f"Alpine:v{'.'.join(number[0].split('.')[:2])}" if number and "." in number[0] else ""
    return ""


_DEBIAN = {"buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14"}
"""https://www.debian.org/releases"""
_UBUNTU = {"bionic": "18.04", "focal": "20.04", "jammy": "22.04", "noble": "24.04"}
"""https://releases.ubuntu.com"""


def distribution_of_image(image: str, tag: str) -> str:
    """The distribution an image's name and tag say it is built on: ``python:3.12-slim-bookworm`` → ``Debian:12``; empty where they do not say."""
    name = image.rpartition("/")[2]
    if name in ("debian", "ubuntu", "alpine"):
        return distribution(name, tag)
    if alpine := re.search(r"alpine-?(\d+\.\d+)", tag):
        return f"Alpine:v{alpine[1]}"
    for family, names in (("debian", _DEBIAN), ("ubuntu", _UBUNTU)):
        if any(word in tag for word in names):
            return distribution(family, tag)
    return ""
