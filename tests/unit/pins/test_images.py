"""From a version and variants to a tag that exists."""

import pytest

from orchestration import pins
from orchestration.model.errors import PinMissing


@pytest.mark.parametrize(("name", "version", "variants", "tag", "os"), [
    ("eclipse-temurin", "17", ("jre-noble",), r"17\.0\.\d+_\d+-jre-noble", "ubuntu-noble"),
    ("eclipse-temurin", "17.0.20.1+1", ("jre-noble",), r"17\.0\.\d+_\d+-jre-noble", "ubuntu-noble"),
    ("eclipse-temurin", "17.0.2", ("jre-noble",), r"17\.0\.\d+_\d+-jre-noble", "ubuntu-noble"),
    ("eclipse-temurin", "1.8", ("jdk-noble",), r"8u\d+-b\d+-jdk-noble", "ubuntu-noble"),
    ("php", "8.4", ("fpm-trixie",), r"8\.4\.\d+-fpm-trixie", "debian-trixie"),
    ("php", "8.5", ("apache-trixie",), r"8\.5\.\d+-apache-trixie", "debian-trixie"),
    ("elixir", "1.18", ("otp-27-slim",), r"1\.18\.\d+-otp-27-slim", "debian-bookworm"),
    ("elixir", "1.19", ("otp-28-slim",), r"1\.19\.\d+-otp-28-slim", "debian-trixie"),
    ("maven", "3.9", ("eclipse-temurin-21-noble",), r"3\.9\.\d+-eclipse-temurin-21-noble", "ubuntu-noble"),
    ("maven", "", ("eclipse-temurin-21-noble",), r"3\.9\.\d+-eclipse-temurin-21-noble", "ubuntu-noble"),
    ("gradle", "9", ("jdk21-noble",), r"9\.\d+\.\d+-jdk21-noble", "ubuntu-noble"),
    ("mongo", "8", ("noble",), r"8\.\d+\.\d+-noble", "ubuntu-noble"),
    ("redis", "7", ("alpine",), r"7\.4\.\d+-alpine", "alpine"),
    ("postgres", "15", ("trixie",), r"15\.\d+-trixie", "debian-trixie"),
    ("postgres", "", ("trixie",), r"18\.\d+-trixie", "debian-trixie"),
    ("mysql", "8", ("",), r"8\.4\.\d+", ""),
    ("mariadb", "11", ("noble",), r"11\.8\.\d+-noble", "ubuntu-noble"),
    ("mariadb", "", ("noble",), r"12\.\d+\.\d+-noble", "ubuntu-noble"),
    ("rabbitmq", "4", ("management-alpine",), r"4\.\d+\.\d+-management-alpine", "alpine"),
    ("memcached", "1", ("trixie",), r"1\.6\.\d+-trixie", "debian-trixie"),
    ("nats", "2", ("alpine",), r"2\.\d+\.\d+-alpine", "alpine"),
    ("node", "24", ("trixie-slim", "bookworm-slim"), r"24\.\d+\.\d+-trixie-slim", "debian-trixie"),
    ("debian", "13", ("slim",), r"13\.\d+-slim", "debian-trixie"),
    ("alpine", "", ("",), r"3\.\d+\.\d+", "alpine"),
    ("ubuntu", "24.04", ("",), r"24\.04", "ubuntu-noble"),
])
def test_the_newest_exact_tag_of_the_line(name: str, version: str, variants: tuple[str, ...], tag: str, os: str) -> None:
    import re

    ref = pins.image(name, version, variants)
    assert re.fullmatch(tag, ref.tag), ref
    assert ref.tag in pins.table("images")["images"][name]
    assert (ref.os, ref.origin) == (os, "pins")


@pytest.mark.parametrize(("name", "version", "variants", "tag"), [
    ("node", "22.3.0", ("trixie-slim", "bookworm-slim"), "22.3.0-bookworm-slim"),
    ("postgres", "15.4", ("bookworm",), "15.4-bookworm"),
    ("mysql", "5.7", ("",), "5.7"),
    ("php", "8.6", ("fpm-trixie",), "8.6-fpm-trixie"),
])
def test_what_the_table_does_not_hold_is_marked(name: str, version: str, variants: tuple[str, ...], tag: str) -> None:
    ref = pins.image(name, version, variants)
    assert (ref.tag, ref.origin, ref.digest) == (tag, "convention", "")


def test_never_a_release_candidate() -> None:
    for name in pins.table("images")["images"]:
        ref = pins.image(name, "")
        assert not any(word in ref.tag.lower() for word in ("rc", "beta", "alpha")), ref


@pytest.mark.parametrize(("name", "version", "variants", "tag"), [
    ("denoland/deno", "2", ("alpine",), r"alpine-2\.\d+\.\d+"), ("oven/bun", "1", ("slim",), r"1\.\d+\.\d+-slim"),
    ("oven/bun", "1.2.3", ("slim",), r"1\.2\.3-slim"),
    ("mcr.microsoft.com/dotnet/aspnet", "10", ("noble-chiseled",), r"10\.0\.\d+-noble-chiseled"),
    ("mcr.microsoft.com/dotnet/sdk", "10", ("noble",), r"10\.0-noble"),
    ("gcr.io/distroless/static-debian12", "", ("nonroot",), "nonroot"), ("valkey/valkey", "", ("alpine",), r"\d+\.\d+\.\d+-alpine"),
])
def test_publishers_of_their_own(name: str, version: str, variants: tuple[str, ...], tag: str) -> None:
    import re

    ref = pins.image(name, version, variants)
    assert re.fullmatch(tag, ref.tag) and ref.origin == "convention"


def test_unknown_image_is_refused() -> None:
    with pytest.raises(PinMissing):
        pins.image("no/such", "1")
    with pytest.raises(PinMissing):
        pins.image("source", "1")
