"""End-to-end tests for a project that has none: Playwright in a package of its own, beside the project and not in it.

A test runner added to the project's own manifest would need its lockfile rewritten, which nothing here may do without
running the package manager. A directory with a lockfile of its own installs exactly, works beside any language, and is
removed by deleting it.
"""

from __future__ import annotations

from ... import pins
from ...model.artefact import Kind
from ...model.ci import ActionUse
from ...model.command import Command
from ...model.text import same

DIRECTORY = "e2e"
FILES: dict[str, Kind] = {"package.json": "json", "package-lock.json": "json", "playwright.config.js": "javascript", "smoke.e2e.js": "javascript"}
INSTALL = Command("npm", "ci", "--prefix", DIRECTORY)
BROWSERS = Command("npm", "run", "browsers", "--prefix", DIRECTORY)
TEST = Command("npm", "test", "--prefix", DIRECTORY)
REPORTS = (f"{DIRECTORY}/playwright-report/", f"{DIRECTORY}/test-results/")


def runtime() -> ActionUse:
    """Node.js for the runner of the tests, where the project's own set-up brings none."""
    return ActionUse("actions/setup-node", {"node-version": pins.recommended("nodejs")["releaseCycle"], "package-manager-cache": "false"}, same("Node.js"))
