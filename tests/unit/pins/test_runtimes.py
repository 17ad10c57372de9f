"""What a stated version means, and how long it is supported."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration import pins
from orchestration.model.errors import BadValue, PinMissing


def latest(product: str, cycle: str) -> str:
    return next(line["latest"] for line in pins.cycles(product) if line["releaseCycle"] == cycle)


@pytest.mark.parametrize(("product", "requested", "cycle"), [
    ("nodejs", "22", "22"), ("nodejs", "v22", "22"), ("nodejs", "22.x", "22"), ("nodejs", "lts/jod", "22"), ("nodejs", "lts/Iron", "20"),
    ("nodejs", "Jod", "22"),
    ("nodejs", "lts/*", "24"), ("nodejs", "lts/-1", "22"), ("nodejs", "lts/-2", "20"), ("nodejs", "node", "26"), ("nodejs", "stable", "26"),
    ("nodejs", "latest", "26"), ("nodejs", ">=18", "24"), ("nodejs", "^20 || ^22", "22"), ("nodejs", ">=18 <21", "20"), ("nodejs", "18 - 22", "22"),
    ("nodejs", "", "24"), ("nodejs", "*", "24"), ("nodejs", "\"20\"", "20"), ("node", "20", "20"), ("nodejs", ">=25", "26"), ("nodejs", "<17", "16"),
    ("python", "3.12", "3.12"), ("python", "3", "3.13"), ("python", ">=3.9", "3.13"), ("python", "^3.11", "3.13"), ("python", "~=3.10", "3.13"),
    ("python", "==3.11.*", "3.11"), ("python", ">=3.9,<3.12", "3.11"), ("python", "3.12-dev", "3.12"), ("python", ">=3.8,<3.9", "3.8"),
    ("python", "python-3.12", "3.12"), ("go", "1.24", "1.24"), ("go", ">=1.22", "1.26"), ("golang", "1.25", "1.25"),
    ("java", "17", "17"), ("java", "1.8", "8"), ("java", "temurin-17.0.9+9", "17"), ("java", "21-tem", "21"), ("java", "17.0.9-tem", "17"),
    ("java", "openjdk-21.0.2", "21"), ("java", "corretto-11.0.20.9.1", "11"),
    ("ruby", "~> 3.2", "3.4"), ("ruby", "~> 3.2.1", "3.2"), ("ruby", ">= 3.0, < 3.4", "3.3"), ("php", "^8.2", "8.4"), ("php", "^7.4|^8.0", "8.4"),
    ("php", "~8.2.0", "8.2"), ("php", ">=8.1 <8.4", "8.3"), ("php", "8.3.*", "8.3"), ("dotnet", "net8.0", "8"), ("dotnet", "8.0.404", "8"),
    ("dotnet", "9", "9"),
    ("dotnet", "net8.0-windows", "8"), ("rust", "stable", "1.98"), ("elixir", "~> 1.14", "1.18"), ("deno", "2.x", "2.9"), ("bun", "latest", "1"),
])
def test_a_line_or_range_means_the_newest_release_of_a_line(product: str, requested: str, cycle: str) -> None:
    found = pins.resolve(product, requested)
    assert (found.cycle, found.version, found.requested) == (cycle, latest(product, cycle), requested)


@pytest.mark.parametrize(("product", "requested", "version", "cycle"), [
    ("nodejs", "v22.3.0", "22.3.0", "22"), ("nodejs", "=22.1.0", "22.1.0", "22"), ("python", "3.11.4", "3.11.4", "3.11"),
    ("python", "python-3.11.4", "3.11.4", "3.11"),
    ("go", "go1.24.3", "1.24.3", "1.24"), ("ruby", "ruby-3.2.2-p53", "3.2.2", "3.2"), ("elixir", "1.18.4-otp-27", "1.18.4", "1.18"),
    ("php", "8.1.2", "8.1.2", "8.1"),
    ("nodejs", "~22.4.0", "22.4.0", "22"), ("nodejs", "22.4.x", "22.4", "22"), ("nodejs", "12", "12", "12"), ("nodejs", "12.x", "12", "12"),
    ("nodejs", ">=10 <13", "10", "10"), ("rust", "1.75", "1.75", "1.75"), ("nodejs", "99", "99", "99"), ("python", "3.12.0rc1", "3.12.0rc1", "3.12"),
    ("bun", "1.1.30", "1.1.30", "1"), ("postgresql", "16.2", "16.2", "16"),
])
def test_an_exact_release_is_taken_as_written(product: str, requested: str, version: str, cycle: str) -> None:
    found = pins.resolve(product, requested)
    assert (found.version, found.cycle) == (version, cycle)


@pytest.mark.parametrize(("product", "requested"), [
    ("python", "pypy3.10-7.3"), ("python", "miniconda3-latest"), ("python", "system"), ("ruby", "jruby-9.4"), ("java", "graalvm-21"),
    ("rust", "nightly"),
    ("rust", "nightly-2024-01-01"), ("nodejs", "iojs"), ("nodejs", "garbage"), ("nodejs", "$(id)"), ("nodejs", "lts/-99"), ("nodejs", "lts/nobody"),
    ("nodejs", ">99"), ("nodejs", "22\n20"), ("nope", "1"), ("nope", ""), ("nope", ">=1"),
])
def test_what_means_nothing_is_refused_with_what_to_do(product: str, requested: str) -> None:
    with pytest.raises(BadValue) as refused:
        pins.resolve(product, requested)
    assert refused.value.todo is not None


def test_every_product_has_a_recommended_supported_line() -> None:
    day = pins.taken_on("runtimes")
    for product in pins.table("runtimes")["products"]:
        line = pins.recommended(product)
        end = pins.end_of_life(product, line["latest"])
        assert end is None or end > day, product
        assert pins.resolve(product, "").cycle == line["releaseCycle"]
    with pytest.raises(PinMissing):
        pins.recommended("nope")


def test_every_line_of_every_product_resolves_to_itself() -> None:
    for product, lines in pins.table("runtimes")["products"].items():
        for line in lines:
            assert pins.resolve(product, line["releaseCycle"]).cycle == line["releaseCycle"], (product, line)


@pytest.mark.parametrize(("product", "version", "day"), [
    ("nodejs", "22.3.0", date(2027, 4, 30)), ("nodejs", "12.22.0", date(2022, 4, 30)), ("nodejs", "99", None),
    ("python", "3.8", date(2024, 10, 7)), ("nope", "1", None),
    ("go", "1.27", None), ("nodejs", "", None),
])
def test_end_of_life(product: str, version: str, day: date | None) -> None:
    assert pins.end_of_life(product, version) == day


def test_codenames_agree_with_the_release_lines() -> None:
    for name, cycle in pins.table("runtimes")["codenames"]["nodejs"].items():
        assert pins.resolve("nodejs", f"lts/{name}").cycle == cycle
        line = pins.cycle_of("nodejs", cycle)
        assert line is None or line["lts"], "only long-term lines have a codename"
