"""Compose files as projects: base and overrides of one directory together, each value with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ...model.artefact import FileSet
from ...model.tree import join
from . import interpolation, yaml_lines
from .yaml_lines import Map, Seq, Str

_BASE = re.compile(r"^(?:docker-)?compose\.ya?ml$", re.I)


def is_base(path: str) -> bool:
    return bool(_BASE.match(PurePosixPath(path).name))


@dataclass(frozen=True, slots=True)
class Where:
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Build:
    where: Where
    dockerfile: str | None
    """Relative to the project's root; None where it cannot be told (a URL, a variable, inline)."""
    context: str | None
    target: str
    is_target_known: bool
    secrets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Service:
    """One service as one file means it: its own keys, over those of the base file where that file is an override."""

    name: str
    where: Where
    layers: tuple[tuple[str, Map], ...]
    """(path, mapping), the file's own last."""

    @property
    def path(self) -> str:
        return self.layers[-1][0]

    @property
    def own(self) -> Map:
        return self.layers[-1][1]

    def get(self, key: str) -> Any:
        for _, raw in reversed(self.layers):
            if key in raw:
                return raw[key]
        return None

    def at(self, *keys: str) -> Where:
        for path, raw in reversed(self.layers):
            if keys[0] in raw:
                return Where(path, yaml_lines.locate(raw, list(keys)))
        return self.where

    def environment(self) -> dict[str, tuple[Any, Where]]:
        """Name → (value, or None for one taken from the caller's environment; where)."""
        out: dict[str, tuple[Any, Where]] = {}
        for path, raw in self.layers:
            value = raw.get("environment")
            if isinstance(value, Map):
                for name, item in value.items():
                    out[name] = (item, Where(path, value.line_of(name)))
            elif isinstance(value, Seq):
                for item, line in zip(value, value.lines, strict=True):
                    name, sep, text = str(item).partition("=")
                    out[name.strip()] = (text if sep else None, Where(path, line))
        return out

    def names(self, key: str) -> list[tuple[str, int]]:
        """The names a list or a mapping of that key holds in the file itself, with lines: ``depends_on``, ``networks``, ``secrets`` …"""
        value = self.own.get(key)
        if isinstance(value, Map):
            return [(name, value.line_of(name)) for name in value]
        out = []
        if isinstance(value, Seq):
            for item, line in zip(value, value.lines, strict=True):
                if isinstance(item, Str):
                    out.append((str(item), line))
                elif isinstance(item, Map) and isinstance(item.get("source"), Str):
                    out.append((str(item["source"]), line))
        return out


@dataclass(slots=True)
class Project:
    """The compose files of one directory."""

    directory: str
    files: dict[str, Map] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Something may come from a file that is not seen here."""
        return any("include" in root for root in self.files.values())

    def services(self) -> Iterator[Service]:
        base_path = next((path for path in sorted(self.files) if is_base(path)), "")
        base = _services(self.files[base_path]) if base_path else Map()
        for path, root in sorted(self.files.items()):
            block = _services(root)
            overrides = path != base_path and any(isinstance(raw, Map) and not raw.keys() & {"image", "build", "extends"} for raw in block.values())
            for name, raw in block.items():
                if isinstance(raw, Map):
                    below = ((base_path, base[name]),) if overrides and isinstance(base.get(name), Map) else ()
                    yield Service(name, Where(path, block.line_of(name)), (*below, (path, raw)))

    def service_names(self) -> set[str]:
        return {service.name for service in self.services()}

    def hosts(self) -> set[str]:
        """Every name a container of the project answers to."""
        out = set(self.service_names())
        for service in self.services():
            for key in ("container_name", "hostname"):
                if isinstance(service.get(key), Str):
                    out.add(str(service.get(key)))
            networks = service.get("networks")
            if isinstance(networks, Map):
                for options in networks.values():
                    if isinstance(options, Map) and isinstance(options.get("aliases"), Seq):
                        out |= {str(alias) for alias in options["aliases"]}
            for key in ("links", "external_links", "extra_hosts"):
                value = service.get(key)
                items = value if isinstance(value, Seq) else list(value) if isinstance(value, Map) else []
                for item in items:
                    out |= set(re.split(r"[:=]", str(item)))
        return {name.lower() for name in out}

    def declared(self, key: str) -> dict[str, Where]:
        out: dict[str, Where] = {}
        for path, root in sorted(self.files.items()):
            block = root.get(key)
            if isinstance(block, Map):
                for name in block:
                    out.setdefault(name, Where(path, block.line_of(name)))
        return out

    def reaches_outside(self, service: Service) -> bool:
        """The service sits on a network others may have put containers on, or on the host's own."""
        if service.get("network_mode") or service.get("external_links"):
            return True
        used = {name for s in self.services() if s.name == service.name for name, _ in s.names("networks")} or {"default"}
        for root in self.files.values():
            block = root.get("networks")
            if isinstance(block, Map):
                for name, options in block.items():
                    if name in used and isinstance(options, Map) and options.get("external"):
                        return True
        return False

    def build(self, service: Service) -> Build | None:
        """How the service's image is built; None where it is not built here."""
        merged: dict[str, Any] = {}
        for _, layer in service.layers:
            value = layer.get("build")
            merged.update(value if isinstance(value, Map) else {"context": value} if isinstance(value, Str) else {})
        if not merged:
            return None
        where = service.at("build", "dockerfile") if "dockerfile" in merged else service.at("build")
        given = merged.get("secrets")
        secrets = (
            frozenset(str(i.get("target") or i.get("source")) if isinstance(i, Map) else str(i) for i in given)
            if isinstance(given, Seq)
            else frozenset()
        )
        context = self.local(str(merged.get("context") or "."))
        name = interpolation.resolve(str(merged.get("dockerfile") or "Dockerfile"), {})
        target = interpolation.resolve(str(merged.get("target") or ""), {})
        file = normal(context, name) if context and name and "dockerfile_inline" not in merged and not name.startswith(("/", "~")) else None
        return Build(where, file, context, target or "", target is not None, secrets)

    def local(self, path: str) -> str | None:
        """A path of this project relative to the repository's root; None: elsewhere, or not known."""
        resolved = interpolation.resolve(path, {})
        if resolved is None or re.match(r"[a-z][a-z0-9+.-]*:|git@|/|~|github\.com/", resolved) or resolved.endswith(".git"):
            return None
        return normal(self.directory, resolved)


def _services(root: Map) -> Map:
    block = root.get("services")
    return block if isinstance(block, Map) else Map()


def normal(base: str, path: str) -> str | None:
    """``normal("deploy", "../Dockerfile") == "Dockerfile"``; None where it leads out of the root."""
    out: list[str] = []
    for part in join(base, path).split("/"):
        if part == "..":
            if not out:
                return None
            out.pop()
        elif part not in ("", "."):
            out.append(part)
    return "/".join(out) or "."


def projects(fileset: FileSet) -> list[Project]:
    """Compose projects of a file set, one a directory. A file that is no YAML mapping is left out: the parsers refuse it."""
    out: dict[str, Project] = {}
    for path, text in fileset.of("compose"):
        try:
            root = yaml_lines.load(text)
        except yaml_lines.Broken:
            continue
        if isinstance(root, Map):
            directory = str(PurePosixPath(path).parent)
            out.setdefault(directory, Project(directory)).files[path] = root
    return [out[key] for key in sorted(out)]


@dataclass(frozen=True, slots=True)
class PortMapping:
    published: int | None
    target: int
    line: int


def ports(service: Service, values: Mapping[str, str]) -> list[PortMapping] | None:
    """The TCP ports the file itself publishes for a service; None where one cannot be told."""
    raw = service.own.get("ports")
    if raw is None:
        return []
    if not isinstance(raw, Seq):
        return None
    out: list[PortMapping] = []
    for item, line in zip(raw, raw.lines, strict=True):
        if isinstance(item, Map):
            target = interpolation.resolve(str(item.get("target", "")), values)
            published = interpolation.resolve(str(item.get("published", "")), values)
            protocol = str(item.get("protocol", "tcp"))
        else:
            text = interpolation.resolve(str(item), values)
            if text is None:
                # The container's side may still be plain: "${PORT}:3000".
                target_only = re.search(r":(\d+)(?:/tcp)?$", str(item))
                if not target_only:
                    return None
                out.append(PortMapping(None, int(target_only[1]), line))
                continue
            text, _, protocol = text.partition("/")
            *front, target = text.rsplit(":", 1)
            published = front[0].rsplit(":", 1)[-1] if front else ""
        if (protocol or "tcp") != "tcp":
            continue
        if target and "-" in target:
            return None
        if not target or not target.isdigit():
            return None
        out.append(PortMapping(int(published) if published and published.isdigit() else None, int(target), line))
    return out


def command_line(value: Any) -> str:
    """A ``command``, ``entrypoint`` or health ``test`` as one line of words."""
    if isinstance(value, Seq):
        return " ".join(str(v) for v in value)
    return "" if value is None else str(value)
