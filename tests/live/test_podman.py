"""The same proof with Podman: what the product writes for an example is built by it, run, composed and refused where it has to be.

Podman has storage of its own for this and gets the images from the engine that holds them. Two things that a distribution
with systemd and a newer Podman bring are stood in for: the timers that ask for a container's health, and ``podman compose``,
which from 4.7 on is Docker's plugin against Podman's socket.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engine import named_images
from tests.conftest import end_here

from orchestration.edges.writer import apply
from orchestration.model.request import Request
from orchestration.pipeline import run_many
from orchestration.proof.conductor import prove
from orchestration.proof.render import render

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("podman")]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "express-shop"
LIMITS = [f'"{name}={value}:{value}"' for name, what in (("nofile", resource.RLIMIT_NOFILE), ("nproc", resource.RLIMIT_NPROC)) for value in (min(4096, resource.getrlimit(what)[1] if resource.getrlimit(what)[1] > 0 else 4096),)]


def _compose_plugin() -> str:
    places = [Path(os.environ.get("DOCKER_CONFIG", Path.home() / ".docker")) / "cli-plugins", *(Path(p) / "docker/cli-plugins" for p in ("/usr/libexec", "/usr/lib", "/usr/local/lib", "/usr/local/libexec"))]
    return next((str(p / "docker-compose") for p in places if (p / "docker-compose").is_file()), "")


@pytest.fixture(scope="module")
def podman(container_engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with a ``podman`` that keeps to storage of its own."""
    program, plugin = shutil.which("podman"), _compose_plugin()
    if not program or not shutil.which("runc") or not plugin:
        end_here("podman, runc or docker's compose plugin is missing: apt-get install podman runc docker-compose-plugin")
    home = tmp_path_factory.mktemp("podman")
    # What this machine refuses to raise must not be asked for; crun wants cgroups to be of one kind, runc takes both.
    (home / "containers.conf").write_text(f"[containers]\ndefault_ulimits = [{', '.join(LIMITS)}]\n[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n")
    own = f'{program} --storage-driver overlay --root "{home}/store" --runroot "{home}/run"'
    wrapper = home / "podman"
    wrapper.write_text(f'#!/bin/sh\nexport CONTAINERS_CONF="{home}/containers.conf"\nif [ "$1" = compose ]; then shift; DOCKER_HOST="unix://{home}/socket" exec "{plugin}" "$@"; fi\nexec {own} "$@"\n')
    wrapper.chmod(0o755)
    service = subprocess.Popen([str(wrapper), "system", "service", "--time=0", f"unix://{home}/socket"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    over = threading.Event()
    timers = threading.Thread(target=_ask_for_health, args=(wrapper, over), daemon=True)
    timers.start()
    yield wrapper
    over.set()
    timers.join(30)
    subprocess.run([str(wrapper), "system", "reset", "--force"], capture_output=True, timeout=120)
    service.terminate()
    service.wait(30)


def _ask_for_health(program: Path, over: threading.Event) -> None:
    while not over.wait(1):
        running = subprocess.run([str(program), "ps", "--quiet"], capture_output=True, text=True, timeout=60).stdout.split()
        for container in running:
            subprocess.run([str(program), "healthcheck", "run", container], capture_output=True, timeout=60)


@pytest.fixture
def shop(tmp_path: Path, podman: Path, images_for: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example with the files written for it; Podman has the images they name."""
    root = tmp_path / "shop"
    shutil.copytree(EXAMPLE, root)
    tasks = [Request(task=t, project=str(root), platform="none") for t in ("dockerfile", "docker_compose")]
    apply(root, run_many(tasks, with_checks=False, target=root).artefacts)
    images_for(root)
    for image in named_images(root):
        if subprocess.run([str(podman), "image", "exists", image], capture_output=True, timeout=60).returncode == 0:
            continue
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saving:
            subprocess.run([str(podman), "load"], stdin=saving.stdout, check=True, capture_output=True, timeout=300)
    monkeypatch.setenv("PATH", f"{podman.parent}:{os.environ['PATH']}")
    return root


def test_podman_proves_what_docker_proves(shop: Path) -> None:
    proof = prove(shop, engine="podman", health_path="/health", deadline_seconds=60)
    assert proof.state == "passed", render(proof)
    assert proof.engine == "podman" and proof.compose_version
    assert {s.verdict.state for s in proof.steps} == {"passed"}, render(proof)
    assert not [f for s in proof.steps for f in s.verdict.findings], render(proof)


def test_podman_refuses_an_image_that_does_not_end(shop: Path) -> None:
    started = time.monotonic()
    server = shop / "src" / "server.js"
    server.write_text(server.read_text() + '\nprocess.removeAllListeners("SIGTERM");\nprocess.on("SIGTERM", () => {});\n')
    proof = prove(shop, engine="podman", compose=None, health_path="/health", deadline_seconds=20, grace_seconds=2, env={"DATABASE_URL": "postgres://a:b@127.0.0.1/c"})
    states = {s.verdict.check: s.verdict.state for s in proof.steps}
    assert states["prove/build"] == "passed" and states["prove/stops-in-time"] == "failed", render(proof)
    assert time.monotonic() - started > 2
