"""What a toolchain and a stack know of building and running an app in an image; order and hardening are the task's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .command import Command
from .text import Text

NONROOT = 65532
"""The numeric user and group of every image we write (the ``nonroot`` of distroless images; above 10,000, so it is no host user)."""


@dataclass(frozen=True, slots=True)
class ImageRef:
    """An image that exists."""

    name: str
    tag: str
    digest: str = ""
    """``sha256:…`` where it is known."""
    os: str = ""
    """What package manager works inside: ``debian-bookworm``, ``debian-trixie``, ``ubuntu-noble``, ``alpine``."""
    origin: Literal["pins", "convention", "project"] = "pins"
    """``convention``: the publisher's documented tag scheme, not confirmed by ``pins/``; reports say so."""

    @property
    def ref(self) -> str:
        return f"{self.name}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


@dataclass(frozen=True, slots=True)
class CacheMount:
    """A BuildKit cache that survives between builds; ``id`` keeps two tools' caches apart."""

    target: str
    id: str = ""
    locked: bool = False
    """``sharing=locked``, for caches that two builds must not write at once (apt)."""


@dataclass(frozen=True, slots=True)
class SecretMount:
    """A secret a step may read; it never reaches a layer."""

    id: str
    env: str = ""
    """Handed over as this environment variable; or, where empty, as a file at ``target``."""
    target: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class RunStep:
    """One RUN: commands joined by ``&&``."""

    commands: tuple[Command, ...]
    why: Text
    caches: tuple[CacheMount, ...] = ()
    secrets: tuple[SecretMount, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """Files to copy. From the build context, sources are relative to ``Profile.root``; from a stage, absolute paths."""

    sources: tuple[str, ...]
    destination: str
    """A directory ends in ``/``. Relative ones start at ``workdir``."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SideStage:
    """A build in another language whose output the app needs: a Node stage that makes a Rails or Django app's assets."""

    name: str
    image: ImageRef
    manifests: tuple[Copy, ...]
    setup: tuple[RunStep, ...]
    install: tuple[RunStep, ...]
    sources: tuple[Copy, ...]
    build: tuple[RunStep, ...]
    outputs: tuple[Copy, ...]
    """From this stage (absolute paths) into the build stage, before its own build steps."""
    workdir: str = "/app"
    env: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class SourceMaps:
    """What was built, kept with its maps for whoever reads its errors, while what ships has none: a map holds the sources."""

    steps: tuple[RunStep, ...]
    """In the build stage, after the build: the same id in a file and its map, both copied to ``directory``, the maps deleted elsewhere."""
    directory: str
    """Absolute."""
    lacking: Text | None = None
    """What is built without maps all the same, and the option that would make them."""


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """The recipe's ingredients, complete values only; made by a toolchain, refined by a stack."""

    build_image: ImageRef
    runtime_image: ImageRef | None
    """None: ``scratch``; the output is one static program."""
    command: Command
    """What the container runs, in the final image."""
    workdir: str = "/app"
    manifests: tuple[Copy, ...] = ()
    """Manifests, lockfiles and what else installing reads; copied before the sources so that the layer is cached."""
    setup: tuple[RunStep, ...] = ()
    """Makes the package manager itself available, in its pinned version."""
    verify: tuple[RunStep, ...] = ()
    """Fails where the lockfile does not agree with the manifest; empty where the frozen install itself checks that."""
    install: tuple[RunStep, ...] = ()
    """Everything building (and developing) needs."""
    install_production: tuple[RunStep, ...] = ()
    """Only what running needs, in a stage of its own; empty where the build's output carries it all."""
    sources: tuple[Copy, ...] = ()
    """The app's own files, for building and, where nothing is built, for running."""
    build: tuple[RunStep, ...] = ()
    production: tuple[Copy, ...] = ()
    """From the production-install stage into the final image (``/app/node_modules`` → ``node_modules/``)."""
    outputs: tuple[Copy, ...] = ()
    """From the build stage into the final image."""
    final_sources: tuple[Copy, ...] = ()
    """From the context into the final image, for interpreted apps without a build step."""
    side_stages: tuple[SideStage, ...] = ()
    install_env: Mapping[str, str] = field(default_factory=_nothing)
    """Set in every stage that installs; what keeps packages from fetching programs no image needs."""
    build_env: Mapping[str, str] = field(default_factory=_nothing)
    run_env: Mapping[str, str] = field(default_factory=_nothing)
    build_args: tuple[str, ...] = ()
    """Public values the build bakes in (``NEXT_PUBLIC_*``); never a secret."""
    release_arg: str = ""
    """The build argument by which what browsers receive knows its release, as errors name it."""
    source_maps: SourceMaps | Text | None = None
    """A text: what the project has to do before there are any; None: nothing here is known to need them."""
    build_packages: tuple[str, ...] = ()
    """System packages for the build stages, in the image's own package manager's names."""
    run_packages: tuple[str, ...] = ()
    probe: Command | None = None
    """Exits 0 when the app answers, by the app's own runtime; None for a worker."""
    dev_command: Command | None = None
    """Runs with live reload in the stage that has everything installed."""
    writable: tuple[str, ...] = ()
    """Absolute directories the app writes to; tmpfs or volumes when the root file system is read-only."""
    kept: tuple[str, ...] = ()
    """Those of ``writable`` whose files outlive the container: each is a volume's."""
    data_directory: str = ""
    """The one of ``kept`` where database files lie; empty: ``data`` below ``workdir``, if the app has any."""
    links: tuple[tuple[str, str], ...] = ()
    """(absolute path the code has for a data file, where in ``data_directory`` it really is)."""
    needs_init: bool = True
    """The program does not reap children and dies on no signal as PID 1, so an init goes in front."""
    has_shell: bool = True
    """The final image has ``/bin/sh``."""
    context: tuple[str, ...] = ()
    """The allow-list of ``.dockerignore``, relative to ``Profile.root``: ``"package.json"``, ``"src/"``."""
    never: tuple[str, ...] = ()
    """``.dockerignore`` patterns of what a local build leaves below those directories and would spoil this one (``**/obj``)."""
    files: tuple[tuple[str, str], ...] = ()
    """Kit files the image needs beside the sources: (path relative to ``Profile.root``, text)."""
    entrypoint: tuple[str, ...] = ()
    """What stands in front of the command where no shell is there to run our entrypoint script (a kit program of ours), or the init the base image brings, before that script."""
    stop_signal: str = ""
    """Where the program ends gracefully on another signal than SIGTERM: ``SIGQUIT`` for nginx."""
    final_workdir: str = ""
    """The final image's working directory where it is not ``workdir``: an app below its workspace's root. Copies are then absolute."""
    build_platform: str = ""
    """``$BUILDPLATFORM`` where the compiler crosses architectures by itself; else the target's own."""
    memory: str = "512m"
    """A sane memory limit for one instance, as Compose writes it."""
    tools: tuple[tuple[ImageRef, Copy], ...] = ()
    """Programs taken from other images before ``setup`` (``COPY --from=composer:2.10.2 /usr/bin/composer /usr/local/bin/``)."""
    notices: tuple[Text, ...] = ()
