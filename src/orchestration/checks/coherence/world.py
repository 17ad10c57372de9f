"""All deployment files of a project read together, once; the rules compare what it holds. What cannot be resolved is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ...model.artefact import FileSet
from ..check import Context
from ..reading import compose, dockerfile, env_file
from ..reading.scripts import Script, scripts


@dataclass(frozen=True, slots=True)
class World:
    fileset: FileSet
    context: Context
    dockerfiles: Mapping[str, dockerfile.Dockerfile]
    projects: tuple[compose.Project, ...]
    scripts: tuple[Script, ...]

    def example_values(self, directory: str) -> dict[str, str]:
        """What ``.env.example`` beside the compose files sets."""
        out: dict[str, str] = {}
        for path, text in self.fileset.of("env-example"):
            if str(PurePosixPath(path).parent) == directory:
                out.update(env_file.values(text))
        return out

    def has(self, path: str) -> bool | None:
        """Whether the project has that file; None where it cannot be told."""
        if path in self.fileset.files:
            return True
        return self.context.exists(path)

    def image(self, project: compose.Project, service: compose.Service) -> tuple[dockerfile.Dockerfile, dockerfile.Stage] | None:
        """The Dockerfile and stage a service is built from, where both are in the file set."""
        build = project.build(service)
        if build is None or build.dockerfile is None or not build.is_target_known:
            return None
        file = self.dockerfiles.get(build.dockerfile)
        stage = file and (file.stage(build.target) if build.target else file.final)
        return (file, stage) if file and stage else None


def read(fileset: FileSet, context: Context) -> World:
    files = {path: dockerfile.parse(path, text) for path, text in fileset.of("dockerfile")}
    return World(fileset, context, files, tuple(compose.projects(fileset)), tuple(scripts(fileset)))
