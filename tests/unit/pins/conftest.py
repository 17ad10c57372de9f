"""Tests look at the tables in the package, whatever a user's own directory holds."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def _vendored_pins() -> object:
    patch = pytest.MonkeyPatch()
    patch.setenv("DEVOPS_SQUAD_PINS", "")
    yield
    patch.undo()
