"""A container engine for the live tests, and the images their files name where no registry can be reached.

On a machine with an engine and a registry this only asks ``docker version`` and pulls. Elsewhere an engine kept beside the
project is started, and images are made from Debian's packages: stand-ins under the real names, good for what our files use
of them, labelled as what they are.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from orchestration.edges.tree import parse_data
from orchestration.proof.recipe import read_recipe

ROOT = Path(__file__).resolve().parents[2]
STANDINS = Path(__file__).resolve().parent / "standins"
LABEL = "io.devops-squad.stand-in"


def _run(*argv: str, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(argv, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(argv, 127, "", str(error))


def _rig() -> Path | None:
    """The engine kept beside the project, or beside the checkout it is a worktree of."""
    return next((p for parent in ROOT.parents for p in (parent / "shared" / "rig" / "engine",) if p.is_file()), None)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One at a time of the test processes side by side: the second finds made what the first was making."""
    with open(Path(tempfile.gettempdir()) / f"devops-squad-live-{os.getuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def ensure_engine() -> str:
    """``docker`` or ``podman``, started where that is possible; empty, with no exception, where it is not."""
    with _alone():
        return _ensure_engine()


def _ensure_engine() -> str:
    if _answers("docker"):
        return "docker"
    rig = _rig()
    if rig is not None and os.geteuid() == 0 and _run("bash", str(rig), "up").returncode == 0:
        for name, value in re.findall(r"(\w+)=(\S+)", _run("bash", str(rig), "env").stdout):
            os.environ[name] = value.replace("$PATH", os.environ.get("PATH", "")).replace("\\", "")
    return next((program for program in ("docker", "podman") if _answers(program)), "")


def _answers(program: str) -> bool:
    return bool(shutil.which(program)) and all(_run(program, word, timeout=30).returncode == 0 for word in ("info", "version"))


@cache
def registry_answers() -> bool:
    """Whether an image of the default registry can be looked up from the engine's machine."""
    asked = _run("docker", "pull", "--quiet", "docker.io/library/hello-world:latest", timeout=40)
    return asked.returncode == 0 or not re.search(r"no such host|dial tcp|i/o timeout|connection refused|TLS handshake|Client\.Timeout", asked.stderr)


def named_images(directory: Path) -> tuple[str, ...]:
    """Every image that the Dockerfiles and compose files below a directory take from elsewhere, sorted."""
    found: set[str] = set()
    for path in sorted(directory.rglob("*")):
        if "node_modules" in path.parts or not path.is_file():
            continue
        if re.fullmatch(r"(?:.*\.)?Dockerfile(?:\..*)?", path.name) and not path.name.endswith(".dockerignore"):
            found.update(read_recipe(path.read_text("utf-8")).images)
        elif re.fullmatch(r"(?:docker-)?compose.*\.ya?ml", path.name):
            data = parse_data("compose.yaml", path.read_text("utf-8"))
            services = data.get("services") if isinstance(data, dict) else None
            for service in (services or {}).values():
                if isinstance(service, dict) and service.get("image") and not service.get("build") and "${" not in str(service["image"]):
                    found.add(str(service["image"]))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Images:
    """What could be had."""

    replaced: dict[str, str] = field(default_factory=dict)
    """Image pinned by digest → its stand-in: for ``prove(images=…)``."""
    missing: dict[str, str] = field(default_factory=dict)
    """Image → why there is none."""
    stand_ins: tuple[str, ...] = ()


def ensure_images(directory: Path) -> Images:
    """Makes sure that a local image with the exact name exists for everything the files of a directory name."""
    with _alone():
        return _ensure_images(directory)


def _ensure_images(directory: Path) -> Images:
    replaced: dict[str, str] = {}
    missing: dict[str, str] = {}
    stand_ins: list[str] = []
    for image in named_images(directory):
        plain, _, digest = image.partition("@")
        if _is_there(image, plain):
            continue
        if registry_answers():
            pulled = _run("docker", "pull", "--quiet", image)
            if pulled.returncode:
                missing[image] = pulled.stderr.strip()
            continue
        why = _stand_in(plain)
        if why:
            missing[image] = why
            continue
        stand_ins.append(plain)
        if digest:
            replaced[image] = plain
    return Images(replaced, missing, tuple(stand_ins))


def _is_there(image: str, plain: str) -> bool:
    """A local image of that name, and not a bare base that somebody tagged for want of the real one."""
    asked = _run("docker", "image", "inspect", "--format", f"{{{{len .RepoDigests}}}} {{{{index .Config.Labels {LABEL!r}}}}}".replace("'", '"'), image, timeout=30)
    if asked.returncode:
        return False
    digests, _, label = asked.stdout.strip().partition(" ")
    recipe = _recipe(plain)
    return digests != "0" or label == "true" or recipe is None or not recipe.folder or registry_answers()


# --- stand-ins --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How to make an image: a name for the engine kit's ``bases``, or a folder under standins/ with its arguments."""

    base: str = ""
    folder: str = ""
    args: tuple[str, ...] = ()


def _numbers(tag: str) -> list[str]:
    return re.findall(r"\d+", tag)


def _recipe(image: str) -> _Recipe | None:
    name, _, tag = image.removeprefix("docker.io/").removeprefix("library/").partition(":")
    short = name.rsplit("/", 1)[-1]
    numbers = _numbers(tag)
    major = numbers[0] if numbers else ""
    line = ".".join(numbers[:2])
    if short in ("debian", "ubuntu"):
        return _Recipe(base="debian:trixie-slim")
    if short == "node":
        return _Recipe(base=f"node:{major or '24'}-bookworm-slim")
    if short == "python":
        return _Recipe(base=f"python:{line or '3.13'}-slim")
    if short == "golang":
        return _Recipe(folder="golang", args=(f"GO={line or '1.26'}",))
    if short in ("eclipse-temurin", "maven", "gradle"):
        jdk = next((n for n in re.findall(r"(?:temurin-|jdk-?)(\d+)", tag)), major if short == "eclipse-temurin" else "21")
        package = "jre" if "jre" in tag else "jdk"
        return _Recipe(folder="java", args=(f"JAVA=openjdk-{jdk}-{package}-headless", f"MORE={short if short != 'eclipse-temurin' else ''}"))
    if short in ("postgres", "postgis", "pgvector"):
        return _Recipe(folder="postgres")
    if short in ("redis", "valkey"):
        return _Recipe(folder="redis")
    if short in ("mariadb", "mysql"):
        return _Recipe(folder="mariadb")
    if short == "memcached":
        return _Recipe(folder="memcached")
    if short in ("nginx", "nginx-unprivileged"):
        return _Recipe(folder="nginx")
    if "distroless" in name:
        return _Recipe(folder="distroless")
    if short in ("php", "composer"):
        return _Recipe(folder=short)
    if short in _PACKAGES:
        return _Recipe(folder="package", args=(f"PACKAGES={_PACKAGES[short]}",))
    return None


_PACKAGES = {
    "caddy": "caddy",
    "elixir": "elixir erlang-dev erlang-inets build-essential git",
    "ruby": "ruby-full bundler build-essential libpq-dev git",
    "rust": "cargo rustc build-essential",
    "rabbitmq": "rabbitmq-server",
}


def _stand_in(image: str) -> str:
    """Makes one; empty where it is there now, else the reason."""
    recipe, rig = _recipe(image), _rig()
    if recipe is None:
        return "no registry can be reached and there is no stand-in for it"
    if rig is None:
        return "no registry can be reached, and what stand-ins are made from is not here"
    made = _run("bash", str(rig), "bases", recipe.base or "debian:trixie-slim", timeout=600)
    if made.returncode:
        return (made.stderr.strip().splitlines() or ["it could not be made"])[-1]
    if recipe.base:
        tagged = _run("docker", "tag", recipe.base, image) if recipe.base != image else None
        return "" if tagged is None or tagged.returncode == 0 else tagged.stderr.strip()
    args = [word for arg in recipe.args for word in ("--build-arg", arg)]
    built = _run("docker", "build", "--quiet", "--label", f"{LABEL}=true", *args, "--tag", image, str(STANDINS / recipe.folder), timeout=1200)
    return "" if built.returncode == 0 else f"its stand-in could not be built: {built.stderr.strip()[-500:]}"
