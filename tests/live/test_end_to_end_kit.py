"""The end-to-end package that is brought along, as its job runs it: in a real browser, on a page that works and on one that does not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from tests.conftest import end_here

from orchestration.kits import e2e, kit

pytestmark = pytest.mark.live

SERVER = """
const page = process.env.BROKEN ? "<h1>shop</h1><script>missing()</script>" : "<h1>shop</h1>";
require("node:http").createServer((question, answer) => {
  answer.statusCode = question.url === "/health" && process.env.ILL ? 503 : 200;
  answer.setHeader("content-type", "text/html");
  answer.end(page);
}).listen(process.env.E2E_PORT, "127.0.0.1");
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    browser = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
    if not browser or not shutil.which("npm"):
        end_here("no browser, or no npm: install Chromium (apt-get install chromium) and Node.js")
    app = tmp_path_factory.mktemp("app")
    (app / "server.cjs").write_text(SERVER)
    for name in e2e.FILES:
        (app / e2e.DIRECTORY).mkdir(exist_ok=True)
        (app / e2e.DIRECTORY / name).write_text(kit(f"e2e/{name}"))
    done = subprocess.run(e2e.INSTALL.argv, cwd=app, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return app


def free_port() -> int:
    """One that was chosen beforehand may be what some other connection has just been given."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def run(app: Path, **more: str) -> subprocess.CompletedProcess[str]:
    browser = next(found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name)))
    env = {**os.environ, "CI": "", "E2E_BROWSER": browser, "E2E_PORT": str(free_port()), "E2E_COMMAND": "node server.cjs", "E2E_HEALTH_PATH": "/health", **more}
    return subprocess.run(e2e.TEST.argv, cwd=app, capture_output=True, text=True, timeout=180, env=env)


def test_a_page_that_works_passes(package: Path) -> None:
    done = run(package)
    assert done.returncode == 0 and "2 passed" in done.stdout, done.stdout + done.stderr


def test_a_script_error_on_the_start_page_fails(package: Path) -> None:
    done = run(package, BROKEN="1")
    assert done.returncode != 0 and "missing is not defined" in done.stdout and "1 passed" in done.stdout, done.stdout + done.stderr
