"""A proof passes what works and refuses each fault in the step that is about it, for the stated reason."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.proof.conductor import prove
from orchestration.proof.render import render, to_dict
from orchestration.proof.report import TITLES, Proof

pytestmark = pytest.mark.live


def _docker(*args: str) -> list[str]:
    return subprocess.run(["docker", *args], capture_output=True, text=True, check=True, timeout=60).stdout.split()


def _made_by(proof_id: str) -> list[str]:
    """What the engine still has of one proof; others may be running theirs."""
    mark = f"label=io.devops-squad.proof={proof_id}"
    lists = (("ps", "-aq"), ("volume", "ls", "-q"), ("network", "ls", "-q"), ("images", "-aq"))
    return [f"{kind[0]} {found}" for kind in lists for found in _docker(*kind, "--filter", mark)]


def _contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() if p.is_file() else b"" for p in sorted(directory.rglob("*"))}


@pytest.fixture
def proven(project, images_for) -> Callable[..., Proof]:
    """``proven("good")`` → its Proof; nothing may be left behind, neither in the engine nor in the project."""

    def run(name: str, **options) -> Proof:
        directory = project(name)
        images = images_for(directory)
        files = _contents(directory)
        proof = prove(directory, images=images.replaced, **{"deadline_seconds": 12, "grace_seconds": 4, **options})
        print(render(proof))
        assert proof.id and _made_by(proof.id) == []
        assert f"dsq-prove-{proof.id}" not in " ".join(_docker("volume", "ls", "-q") + _docker("network", "ls", "--format", "{{.Name}}"))
        assert "precious-data-of-the-real-project" not in _docker("volume", "ls", "-q")
        assert _contents(directory) == files
        assert [s.verdict.check for s in proof.steps] == list(TITLES)
        json.dumps(to_dict(proof, "fr"))
        return proof

    return run


def test_what_works_is_proven(proven):
    proof = proven("good", health_path="/health", deadline_seconds=30)
    assert proof.state == "passed", render(proof)
    assert all(s.verdict.state == "passed" for s in proof.steps), render(proof)
    assert proof.image_bytes and proof.image_bytes > 1_000_000
    assert set(proof.figures) == {"build", "rebuild", "first_answer", "healthy", "stop", "compose_up", "compose_recreate", "compose_down", "total"}
    assert "200" in proof.step("prove/http").observed.en and "200" in proof.step("prove/compose-http").observed.en
    assert "65532" in proof.step("prove/non-root").observed.en
    assert "exit code 0" in proof.step("prove/stops-in-time").observed.en
    assert "db:/var/lib/postgresql/data" in proof.step("prove/compose-data-kept").observed.en


# project → (the one step that must refuse it, the rule it is refused by, words of the report)
REFUSED = {
    "bad-build": ("prove/build", "build", "the build is broken on purpose"),
    "bad-arg-secret": ("prove/no-secret-in-layers", "secret-in-history", "API_TOKEN"),
    "bad-env-file": ("prove/no-secret-in-layers", "env-file", "/app/.env.production"),
    "bad-secret-mount": ("prove/no-secret-in-layers", "planted-secret", "/app/token.txt"),
    "bad-root-fs": ("prove/hardened-run", "root-fs-written", "/app/uploads"),
    "bad-crash": ("prove/hardened-run", "log", "LICENSE is not set"),
    "bad-wrong-port": ("prove/http", "wrong-port", "8080"),
    "bad-loopback": ("prove/http", "listens-on-loopback", "0.0.0.0"),
    "bad-http-500": ("prove/http", "http-status", "500"),
    "bad-never-healthy": ("prove/healthy", "health-probe", "exit code"),
    "bad-root": ("prove/non-root", "runs-as-root", "USER"),
    "bad-root-fs-quiet": ("prove/root-fs-untouched", "root-fs-denied", "EROFS"),
    "bad-zombies": ("prove/reaps-children", "zombie", "defunct"),
    "bad-sigterm": ("prove/stops-in-time", "killed", "SIGTERM"),
    "bad-compose": ("prove/compose-config", "config", "prots"),
    "bad-published-database": ("prove/compose-isolation", "published-database", "0.0.0.0:5432"),
    "bad-database-never-healthy": ("prove/compose-up", "service-unhealthy", "no such role"),
    "bad-data-lost": ("prove/compose-data-kept", "data-not-kept", "db"),
}
ALSO = {
    # The same fault is seen by these steps too, and that is right.
    "bad-wrong-port": {"prove/healthy"},
    "bad-http-500": {"prove/healthy"},
}
NO_INIT = {"prove/reaps-children"}
"""These small servers are PID 1 themselves, and Node reaps no orphans: every project without ``init: true`` fails here."""


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_each_fault_is_refused_by_its_step(proven, name):
    check, rule, words = REFUSED[name]
    proof = proven(name)
    assert proof.state == "failed"
    verdict = proof.step(check).verdict
    assert verdict.state == "failed", render(proof)
    assert rule in [f.rule for f in verdict.findings], render(proof)
    assert words in render(proof)
    failed = {v.check for v in proof.verdicts if v.state == "failed"}
    assert failed - NO_INIT - {check} <= ALSO.get(name, set()), render(proof)


def test_every_project_here_is_tried():
    assert {p.name for p in (Path(__file__).parent / "projects").iterdir()} == {"good", "notes-in-a-file", *REFUSED}


def test_what_was_started_is_removed_when_it_is_interrupted(project, images_for):
    directory = project("good")
    images = images_for(directory)
    seen: set[str] = set()

    def stop(step):
        if step == TITLES["prove/compose-data-kept"]:
            running = _docker("ps", "-q", "--filter", f"label=com.docker.compose.project.working_dir={directory}")
            seen.update(_docker("inspect", "--format", '{{index .Config.Labels "io.devops-squad.proof"}}', *running))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove(directory, deadline_seconds=30, progress=stop, images=images.replaced)
    assert len(seen) == 1
    assert _made_by(seen.pop()) == []


def test_a_kept_image_is_the_only_thing_kept(project, images_for):
    directory = project("bad-root")
    images_for(directory)
    proof = prove(directory, keep=True, compose=None, deadline_seconds=10)
    try:
        assert _docker("images", "-q", proof.image)
        assert {item.split()[0] for item in _made_by(proof.id)} == {"images"}
    finally:
        subprocess.run(["docker", "rmi", "-f", proof.image], check=True, capture_output=True)
