"""The order of versions, against facts the ecosystems' own specifications state."""

from __future__ import annotations

import random
import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.advisories.versions import ORDERS, is_breaking, is_prerelease, key
from orchestration.edges.runner import which

ASCENDING = {
    # semver.org §11, its own chain of examples
    "npm": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.2.0 1.10.0 2.0.0",
    "crates.io": "0.9.9 1.0.0-0 1.0.0-2 1.0.0-a 1.0.0",
    # go.dev/ref/mod#versions: a pseudo-version lies before the release it leads to
    "Go": "v0.0.0-20190101000000-abcdefabcdef v0.0.0-20200101000000-abcdefabcdef 1.2.3 v1.2.4-0.20200101000000-abcdefabcdef 1.2.4 2.0.0+incompatible 1000.0.0",
    # peps.python.org/pep-0440, "Summary of permitted suffixes and relative ordering"
    "PyPI": "1.0.dev1 1.0a1.dev1 1.0a1 1.0b2 1.0rc1 1.0 1.0+local 1.0.post1 1.9 1.10 1!0.1",
    # docs.ruby-lang.org, Gem::Version
    "RubyGems": "1.0.a 1.0.beta2 1.0.pre1 1.0.rc1 1.0 1.0.0.1 1.9 1.10 5.2.4 5.2.4.3",
    # maven.apache.org/pom.html, "Version Order Specification" and its examples
    "Maven": "1-alpha-1 1-beta-1 1-milestone-1 1-rc-1 1-snapshot 1 1-sp 1-foo2 1-foo10 1-1 1.1 1.9 1.10",
    "NuGet": "1.0.0-alpha 1.0.0-beta.2 1.0.0-beta.10 1.0.0 1.0.0.1 1.0.1 1.10.0",
    # getcomposer.org/doc/articles/versions.md and PHP's version_compare
    "Packagist": "1.0.0-dev 1.0.0-alpha2 1.0.0-alpha10 1.0.0-beta1 1.0.0-RC1 1.0.0 1.0.0-patch1 1.0.1 1.10.0",
    "Hex": "1.0.0-rc.0 1.0.0 1.0.1",
    # pub.dev: alone in counting what stands behind the plus
    "Pub": "1.0.0-dev 1.0.0 1.0.0+1 1.0.0+2 1.0.1",
    # Debian Policy §5.6.12
    "Debian:12": "1.0~beta1~svn1245 1.0~beta1 1.0~rc1 1.0 1.0-1 1.0-1+deb12u1 1.0-1+deb12u10 1.0-1.1 1.0+dfsg-1 2.0 1:1.0",
    # apk-tools: suffixes before and behind the release, letters, revisions
    "Alpine:v3.20": "1.0_alpha1 1.0_rc1 1.0-r0 1.0-r1 1.0-r10 1.0_git20200101 1.0_p1 1.0a 1.02 1.1 1.9 1.10",
}
SAME = [
    ("npm", "1.0.0+a", "1.0.0+b"), ("npm", "v1.2.3", "1.2.3"), ("npm", "1.0", "1.0.0"), ("Go", "v2.0.0+incompatible", "2.0.0"), ("Go", "go1.21rc2", "1.21.0-rc2"), ("Go", "go1.21.3", "v1.21.3"),
    ("RubyGems", "1.0", "1.0.0"), ("RubyGems", "1.0.0.pre1", "1.0.pre1"), ("Maven", "1.0.Final", "1"), ("Maven", "1-a1", "1-alpha-1"), ("Maven", "1.0.0.RELEASE", "1.0.0"), ("Maven", "1-ga", "1"), ("Maven", "1.foo", "1-foo"),
    ("NuGet", "1.0", "1.0.0.0"), ("NuGet", "1.0.0-ALPHA", "1.0.0-alpha"), ("Packagist", "v1.0", "1.0.0.0"), ("Packagist", "1.0.0-b1", "1.0.0-beta1"), ("PyPI", "1.0.0", "1.0"), ("Debian:12", "0:1.0-0", "1.0"),
]


@pytest.mark.parametrize("ecosystem", sorted(ASCENDING))
def test_each_is_before_the_next(ecosystem: str) -> None:
    found = [key(ecosystem, text) for text in ASCENDING[ecosystem].split()]
    assert all(place is not None for place in found)
    assert all(one < other and not other < one and one != other for i, one in enumerate(found) for other in found[i + 1:])


@pytest.mark.parametrize(("ecosystem", "one", "other"), SAME)
def test_two_spellings_of_one_version(ecosystem: str, one: str, other: str) -> None:
    assert key(ecosystem, one) == key(ecosystem, other) is not None


def test_mavens_own_examples_of_hyphens() -> None:
    assert key("Maven", "1.0.RC2") < key("Maven", "1.0-RC3") < key("Maven", "1.0.1")
    assert key("Maven", "1-sp.1") > key("Maven", "1-ga.1") and key("Maven", "1-sp-1") < key("Maven", "1-ga-1")
    assert key("Maven", "31.1-android") < key("Maven", "31.1-jre") and key("Maven", "4.1.42.Final") < key("Maven", "4.1.100.Final")


def test_every_ecosystem_with_an_order_has_facts() -> None:
    assert {e.partition(":")[0] for e in ASCENDING} >= set(ORDERS) - {"GitHub Actions", "SwiftURL", "Ubuntu"}


@pytest.mark.parametrize("ecosystem", [e for e in ASCENDING if e != "Maven"])
@pytest.mark.parametrize("text", ["", "latest", "^1.2", "$(id)", "dev-main", "workspace:*", "1." * 200 + "1"])
def test_what_is_no_version_has_no_place(ecosystem: str, text: str) -> None:
    assert key(ecosystem, text) is None


def test_an_unknown_ecosystem_has_no_order() -> None:
    assert key("Docker", "12-alpine") is None


@given(st.text(max_size=60))
def test_no_text_breaks_an_order(text: str) -> None:
    for ecosystem in ORDERS:
        place = key(ecosystem, text)
        assert place is None or place == key(ecosystem, text)


def test_debians_order_is_dpkgs(not_here) -> None:  # type: ignore[no-untyped-def]
    dpkg = which("dpkg") or not_here("dpkg is not here")
    chance, tried = random.Random(7), 0
    while tried < 150:
        one, other = ("1" + "".join(chance.choice(("1", "0", "2", "10", ".", "~", "+", "a", "rc", "b", "-1")) for _ in range(chance.randint(1, 6))) for _ in range(2))
        if not all(re.fullmatch(r"\d[0-9A-Za-z.+~-]*", v) for v in (one, other)):
            continue
        tried += 1
        left, right = key("Debian:12", one), key("Debian:12", other)
        said = "lt" if left < right else "gt" if left > right else "eq"
        assert subprocess.run([dpkg, "--compare-versions", one, said, other], stderr=subprocess.DEVNULL).returncode == 0, (one, said, other)


@pytest.mark.parametrize(("before", "after", "breaking"), [("1.2.3", "1.9.0", False), ("1.2.3", "2.0.0", True), ("0.2.1", "0.2.9", False), ("0.2.1", "0.3.0", True), ("v0.16.0", "0.52.0", True), ("x", "1.0", True), ("1:1.2", "1:1.3", False)])
def test_what_may_break_callers(before: str, after: str, breaking: bool) -> None:
    assert is_breaking("npm", before, after) is breaking


@pytest.mark.parametrize(("ecosystem", "text", "early"), [("PyPI", "5.2b1", True), ("PyPI", "5.2", False), ("npm", "1.0.0-rc.1", True), ("npm", "1.0.0+build-1", False), ("Maven", "2.0-M1", True), ("Maven", "31.1-jre", False), ("RubyGems", "1.0.pre", True), ("Packagist", "1.0.0-RC1", True)])
def test_what_is_no_release(ecosystem: str, text: str, early: bool) -> None:
    assert is_prerelease(ecosystem, text) is early
