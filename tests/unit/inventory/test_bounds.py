"""The lowest version a range allows, by the rules of the ecosystem that wrote it."""

from __future__ import annotations

import pytest

from orchestration.inventory.bounds import Bound, lower_bound


@pytest.mark.parametrize(("ecosystem", "stated", "version", "is_exact"), [
    ("npm", "^1.2.3", "1.2.3", False), ("npm", "~1.2", "1.2.0", False), ("npm", ">=1.2 <2", "1.2.0", False), ("npm", "1.x", "1.0.0", False), ("npm", "1.2", "1.2.0", False), ("npm", "1.2.3", "1.2.3", True), ("npm", "=1.2.3", "1.2.3", True),
    ("npm", "v1.2.3", "1.2.3", True), ("npm", "1.2.3 - 2.3.4", "1.2.3", False), ("npm", "^2.0.1 || ^1", "1.0.0", False), ("npm", ">1.2.3", "1.2.4", False), ("npm", "^1.0.0-rc.1", "1.0.0-rc.1", False), ("npm", ">=1.0.0 >=1.5.0", "1.5.0", False),
    ("PyPI", ">=1.2,<2", "1.2", False), ("PyPI", "==1.2.3", "1.2.3", True), ("PyPI", "===1.2.3", "1.2.3", True), ("PyPI", "~=1.4", "1.4", False), ("PyPI", "==1.4.*", "1.4.0", False), ("PyPI", "^1.2", "1.2", False),
    ("PyPI", "==1!2.0", "1!2.0", True), ("PyPI", ">=2.0rc1", "2.0rc1", False), ("PyPI", ">=1.2,!=1.3", "1.2", False), ("PyPI", ">1", "1.0.1", False), ("PyPI", "==1.0+local", "1.0+local", True),
    ("Maven", "1.2.3", "1.2.3", True), ("Maven", "[1.0,2.0)", "1.0", False), ("Maven", "(1.0,2.0)", "1.0.1", False), ("Maven", "[1.5]", "1.5", True), ("Maven", "1.+", "1.0", False), ("Maven", "2.0.0.RELEASE", "2.0.0.RELEASE", True),
    ("Maven", "r09", "r09", True), ("Maven", "1.2!!", "1.2", True), ("Maven", "[2.0,3.0),[1.0,1.5)", "1.0", False),
    ("RubyGems", "~> 1.2", "1.2", False), ("RubyGems", ">= 1.0, < 3", "1.0", False), ("RubyGems", "1.2", "1.2", True), ("RubyGems", "= 1.2", "1.2", True),
    ("Packagist", "^7.0|^8.0", "7.0.0", False), ("Packagist", "1.2.*", "1.2.0", False), ("Packagist", "~2.1.3", "2.1.3", False), ("Packagist", ">=1.0 <2.0 || >=3", "1.0.0", False), ("Packagist", "^1.0@dev", "1.0.0", False), ("Packagist", "2.1", "2.1.0", True),
    ("crates.io", "1.2", "1.2.0", False), ("crates.io", "=1.2.3", "1.2.3", True), ("crates.io", "1.*", "1.0.0", False), ("crates.io", ">=1, <2", "1.0.0", False),
    ("NuGet", "1.2.3", "1.2.3", False), ("NuGet", "[1.2.3]", "1.2.3", True), ("NuGet", "1.*", "1.0", False), ("NuGet", "[1.0,2.0)", "1.0", False),
    ("Hex", "~> 1.2", "1.2.0", False), ("Hex", ">= 1.0.0 and < 2.0.0", "1.0.0", False), ("Hex", "~> 2.0 or ~> 1.0", "1.0.0", False), ("Hex", "== 1.2.3", "1.2.3", True),
    ("Pub", "^1.2.3", "1.2.3", False), ("Pub", ">=1.2.0 <2.0.0", "1.2.0", False), ("Pub", "1.2.3", "1.2.3", True), ("Go", "v1.2.3", "v1.2.3", True),
])
def test_bound(ecosystem: str, stated: str, version: str, is_exact: bool):
    assert lower_bound(ecosystem, stated) == Bound(version, is_exact)


@pytest.mark.parametrize(("ecosystem", "stated"), [
    ("npm", "*"), ("npm", ""), ("npm", "latest"), ("npm", "<2"), ("npm", "^2.0.0 || *"), ("npm", "x"), ("PyPI", ""), ("PyPI", "!=1.3"), ("PyPI", "<=2"), ("PyPI", "*"), ("Maven", "(,1.0]"), ("Maven", "latest.release"), ("Maven", "${x}"), ("Maven", ""),
    ("RubyGems", ""), ("RubyGems", "< 2"), ("Packagist", "dev-main"), ("Packagist", "*"), ("Pub", "any"), ("NuGet", "*"), ("Go", "latest"), ("Hex", ""), ("npm", "^" * 400), ("npm", "1" * 600),
])
def test_what_has_no_lower_end(ecosystem: str, stated: str):
    assert lower_bound(ecosystem, stated) is None
