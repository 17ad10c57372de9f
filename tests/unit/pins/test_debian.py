"""Package names and pins per release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration import pins
from orchestration.model.errors import PinMissing
from orchestration.pins.debian import stable_part


@pytest.mark.parametrize(("name", "os", "expected"), [
    ("tini", "debian-trixie", "tini=0.19.*"),
    ("tini", "ubuntu-noble", "tini=0.19.*"),
    ("git", "bookworm", "git=1:2.*"),
    ("libvips42", "debian-trixie", "libvips42t64=8.16.*"),
    ("libvips42t64", "debian-bookworm", "libvips42=8.14.*"),
    ("tzdata", "trixie", "tzdata=20*"),
    ("ca-certificates", "trixie", "ca-certificates=20*"),
    ("chromium", "bookworm", "chromium=*"),
    ("openssl", "trixie", "openssl=3.*"),
    ("iputils-ping", "trixie", "iputils-ping=3:20*"),
])
def test_install_word(name: str, os: str, expected: str) -> None:
    assert pins.debian_package(name, os) == expected


def test_every_package_of_every_release_has_a_pin_that_admits_its_own_version() -> None:
    from fnmatch import fnmatchcase

    releases = pins.table("debian")["releases"]
    for os, packages in releases.items():
        for name, version in packages.items():
            word, pattern = pins.debian_package(name, os).split("=", 1)
            assert fnmatchcase(packages[word], pattern), (os, name, version, pattern)
            assert pattern == "*" or (":" in packages[word]) == (":" in pattern), "an epoch is part of the pin"


def test_renamed_packages_exist_under_their_new_name() -> None:
    data = pins.table("debian")
    for row in data["renamed"].values():
        for os, name in row.items():
            assert name in data["releases"][os]
            assert all(pins.debian_name(other, os) == name for other in row.values())


@pytest.mark.parametrize(("name", "os"), [("no-such-package", "trixie"), ("tini", "alpine"), ("tini", ""),
                                         ("chromium", "ubuntu-noble"), ("", "trixie")])
def test_unknown_is_refused(name: str, os: str) -> None:
    with pytest.raises(PinMissing):
        pins.debian_package(name, os)


@pytest.mark.parametrize(("version", "moves", "expected"), [
    ("0.19.0-3", "", "0.19.*"), ("1:2.47.3-0+deb13u1", "", "1:2.47.*"), ("1:2.47.3-0+deb13u1", "minor", "1:2.*"),
    ("17.12-0+deb13u1", "minor", "17.*"),
    ("17.12-0", "", "17.*"), ("668-1", "", "668*"), ("20250419+deb13u1", "", "20*"), ("2026f-0+deb13u1", "major", "20*"), ("156.0.1-1", "major", "*"),
    ("8:7.1.1.43+dfsg1-1", "", "8:7.1.*"), ("2:1.21-76", "", "2:1.*"), ("12.12", "", "12.*"), ("weird", "", "*"),
])
def test_stable_part(version: str, moves: str, expected: str) -> None:
    assert stable_part(version, moves) == expected


@given(epoch=st.sampled_from(["", "1:"]), parts=st.lists(st.integers(0, 999), min_size=1, max_size=4),
       patch=st.integers(0, 999), revision=st.integers(0, 9))
def test_a_new_patch_release_still_matches(epoch: str, parts: list[int], patch: int, revision: int) -> None:
    from fnmatch import fnmatchcase

    old = epoch + ".".join(map(str, [*parts, 1])) + "-1"
    new = epoch + ".".join(map(str, [*parts, patch])) + f"-{revision}+deb13u1"
    assert fnmatchcase(new, stable_part(old))
