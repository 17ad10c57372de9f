"""The command lines podman gets: they differ from docker's where it would otherwise show less than is there."""

from __future__ import annotations

from pathlib import Path

from orchestration.edges.containers import Engine
from orchestration.proof.building import _arguments
from orchestration.proof.composition import RunLike
from orchestration.proof.container import ImageFacts
from orchestration.proof.recipe import read_recipe
from orchestration.proof.running import start_arguments
from orchestration.proof.session import Plan, Session

IMAGE = ImageFacts("sha256:1", 1, "65532", (8080,), True, "SIGTERM", (), {})


def start(program: str) -> list[str]:
    return start_arguments(IMAGE, "name", "label=1", RunLike(), (), "512m", 60, program=program, can_start_interval=program == "docker")


def build(program: str) -> list[str]:
    text = "FROM node:24 AS build\nRUN --mount=type=secret,id=npmrc true\nFROM build AS final\n"
    folder = Path("/project")
    plan = Plan(folder, folder, folder / "Dockerfile", text, None, "", {}, {}, {}, (), "", 60, 60, 10, "512m", False, {"node:24": "mirror/node:24"}, target="final")
    session = Session(Engine(program, f"/usr/bin/{program}", "5.4.2"), plan, Path("/scratch"), lambda _: None)
    return _arguments(session, read_recipe(text), {"npmrc": Path("/scratch/secret-0")})


def test_podman_keeps_the_health_check_and_says_no_docker_words():
    args = build("podman")
    assert args[:3] == ["build", "--format", "docker"] and "--progress=plain" not in args
    assert args[args.index("--secret") : args.index("--secret") + 2] == ["--secret", "id=npmrc,src=/scratch/secret-0"]
    assert "node:24=docker-image://mirror/node:24" in args and args[args.index("--target") + 1] == "final"
    assert "--progress=plain" in build("docker") and "--format" not in build("docker")


def test_podman_mounts_no_more_than_asked_for():
    podman, docker = start("podman"), start("docker")
    assert "--read-only-tmpfs=false" in podman and "--read-only-tmpfs=false" not in docker
    # An option docker alone has.
    assert "--health-start-interval" in docker and "--health-start-interval" not in podman
    for needed in ("--read-only", "--cap-drop", "--security-opt", "--pids-limit", "--health-interval"):
        assert needed in podman
    assert podman[podman.index("--publish") + 1] == "127.0.0.1::8080"
