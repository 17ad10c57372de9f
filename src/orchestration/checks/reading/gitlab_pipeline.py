"""A GitLab pipeline file as jobs with what they inherit (extends, default) resolved; local includes are read too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...model.artefact import FileSet
from . import yaml_lines
from .scripts import GITLAB_GLOBAL
from .yaml_lines import Map, Seq, Str

DEFAULT_STAGES = ("build", "test", "deploy")
"""What GitLab assumes without ``stages`` (docs.gitlab.com/ci/yaml/#stages)."""
_STOPS = frozenset({"stop", "prepare", "verify", "access"})


@dataclass(slots=True)
class Job:
    name: str
    path: str
    at: int
    own: Map
    parents: list[Map] = field(default_factory=list)
    """What it extends, nearest first."""
    is_open: bool = False
    """It extends something that is not seen here, or takes keys from elsewhere."""

    @property
    def is_hidden(self) -> bool:
        return self.name.startswith(".")

    def get(self, key: str) -> Any:
        return next((layer[key] for layer in (self.own, *self.parents) if key in layer), None)

    def line(self, key: str) -> int:
        return self.own.line_of(key) if key in self.own else self.at

    @property
    def stage(self) -> str:
        return str(self.get("stage") or "test")

    @property
    def is_trigger(self) -> bool:
        return self.get("trigger") is not None

    @property
    def stops_environment(self) -> bool:
        environment = self.get("environment")
        return isinstance(environment, Map) and environment.get("action") in _STOPS

    def is_deployment(self, name: re.Pattern[str]) -> bool:
        return bool(name.search(self.name)) or (
            self.stage in ("deploy", "production", "staging")
            and self.get("script") is not None
            and bool(re.search(r"deploy|rollout|promote", self.name, re.I))
        )

    def extends(self) -> list[tuple[str, int]]:
        value = self.own.get("extends")
        if isinstance(value, Str):
            return [(str(value), self.own.line_of("extends"))]
        return [(str(v), line) for v, line in zip(value, value.lines, strict=True)] if isinstance(value, Seq) else []

    def references(self, key: str) -> Iterator[tuple[str, int, bool]]:
        """(job, line, optional) of ``needs`` or ``dependencies``; needs of other projects or pipelines are left out."""
        value = self.own.get(key)
        if not isinstance(value, Seq) or value.tag:
            return
        for item, line in zip(value, value.lines, strict=True):
            if isinstance(item, Str):
                if not item.tag:
                    yield str(item), line, False
            elif isinstance(item, Map) and isinstance(item.get("job"), Str) and not item.keys() & {"project", "pipeline"}:
                yield str(item["job"]), item.line_of("job"), item.get("optional") is True


@dataclass(slots=True)
class Pipeline:
    path: str
    root: Map
    stages: tuple[str, ...]
    jobs: list[Job]
    """Its own and those of included local files, hidden ones too."""
    is_open: bool
    """It includes something that is not seen here."""

    def real_jobs(self) -> list[Job]:
        return [job for job in self.jobs if not job.is_hidden]

    def default(self, key: str) -> Any:
        block = self.root.get("default")
        return (block.get(key) if isinstance(block, Map) else None) or self.root.get(key)

    def images(self) -> Iterator[tuple[str, str, int]]:
        """(where, reference, line) of every image and service in the file itself."""
        default = self.root.get("default")
        blocks = [
            ("default", self.root),
            *([("default", default)] if isinstance(default, Map) else []),
            *((j.name, j.own) for j in self.jobs if j.path == self.path),
        ]
        seen: set[int] = set()
        for name, block in blocks:
            services = block.get("services")
            entries = [(block.get("image"), block.line_of("image"))]
            entries += list(zip(services, services.lines, strict=True)) if isinstance(services, Seq) and not services.tag else []
            for value, line in entries:
                if isinstance(value, Map):
                    value, line = value.get("name"), value.line_of("name")
                if isinstance(value, Str) and not value.tag and line not in seen:
                    seen.add(line)
                    yield name, str(value), line


def read(path: str, text: str, fileset: FileSet) -> Pipeline:
    """Read a pipeline file.

    Raises:
        yaml_lines.Broken: it is no YAML mapping.
    """
    documents = yaml_lines.documents(text)
    # A component's or template's header (spec: inputs) comes as a document of its own.
    root = documents[-1] if documents else None
    if not isinstance(root, Map):
        raise yaml_lines.Broken("the top level is no mapping", 1)
    is_root = path.rsplit("/", 1)[-1] == ".gitlab-ci.yml"
    roots, is_open = _included(root, fileset, {path})
    blocks: dict[str, tuple[str, Map]] = {}
    for where, other in [*roots, (path, root)]:
        for name, value in other.items():
            if isinstance(value, Map) and (name not in GITLAB_GLOBAL or name == "pages"):
                blocks[name] = (where, value)
    lines = {name: other.line_of(name) for where, other in [*roots, (path, root)] for name in other}
    jobs = []
    for name, (where, block) in blocks.items():
        job = Job(name, where, lines[name], block, is_open=not is_root)
        _inherit(job, block, blocks, is_open or not is_root, 0)
        jobs.append(job)
    stages: tuple[str, ...] = ()
    for _, other in [*roots, (path, root)]:
        value = other.get("stages")
        if isinstance(value, Seq):
            stages = tuple(str(s) for s in value)
    pipeline = Pipeline(path, root, (".pre", *(stages or DEFAULT_STAGES), ".post"), jobs, is_open or not is_root)
    # Included files are checked under their own name.
    pipeline.jobs = [job for job in jobs if job.path == path] if not is_root else jobs
    return pipeline


def _inherit(job: Job, block: Map, blocks: dict[str, tuple[str, Map]], is_open: bool, depth: int) -> None:
    value = block.get("extends")
    names = [str(value)] if isinstance(value, Str) else [str(v) for v in value] if isinstance(value, Seq) else []
    for name in reversed(names):
        if name in blocks and depth < 11:
            job.parents.append(blocks[name][1])
            _inherit(job, blocks[name][1], blocks, is_open, depth + 1)
        elif is_open:
            job.is_open = True


def _included(root: Map, fileset: FileSet, seen: set[str]) -> tuple[list[tuple[str, Map]], bool]:
    value = root.get("include")
    if value is None:
        return [], False
    items = list(value) if isinstance(value, Seq) else [value]
    found: list[tuple[str, Map]] = []
    is_open = False
    for item in items:
        local = item.get("local") if isinstance(item, Map) and not item.keys() & {"project", "remote", "template", "component"} else item
        name = str(local).lstrip("/") if isinstance(local, Str) and "://" not in local else ""
        if name in seen:
            continue
        if name not in fileset.files:
            is_open = True
            continue
        seen.add(name)
        try:
            documents = yaml_lines.documents(fileset.files[name][1])
        except yaml_lines.Broken:
            is_open = True
            continue
        other = documents[-1] if documents else None
        if isinstance(other, Map):
            deeper, more = _included(other, fileset, seen)
            found += [*deeper, (name, other)]
            is_open = is_open or more
    return found, is_open
