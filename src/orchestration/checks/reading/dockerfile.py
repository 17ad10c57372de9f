"""A Dockerfile as stages of instructions with their lines; enough to compare, not to build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HEREDOC = re.compile(r"(?<![<\w])<<-?\s*([\"']?)([A-Za-z_]\w*)\1")


@dataclass(frozen=True, slots=True)
class Instruction:
    name: str
    """Upper case."""
    value: str
    """Continuation lines joined, comments between them dropped, heredoc bodies left out."""
    line: int


@dataclass(slots=True)
class Stage:
    index: int
    base: str
    """As written: an image, another stage's name, or with variables in it."""
    name: str
    line: int
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    path: str
    args: Mapping[str, str]
    """Defaults of the ARGs before the first FROM."""
    stages: tuple[Stage, ...]

    def stage(self, target: str) -> Stage | None:
        """A stage by its name (as Docker compares them: without case) or number."""
        for stage in self.stages:
            if (stage.name.lower() == target.lower() and target) or str(stage.index) == target:
                return stage
        return None

    @property
    def final(self) -> Stage | None:
        return self.stages[-1] if self.stages else None

    def chain(self, stage: Stage) -> tuple[Stage, ...]:
        """The stage and those it is built FROM, itself last, so that later instructions override earlier ones."""
        out, seen = [stage], {stage.index}
        while True:
            parent = next((s for s in self.stages[: out[0].index] if s.name and s.name.lower() == out[0].base.lower()), None)
            if parent is None or parent.index in seen:
                return tuple(out)
            seen.add(parent.index)
            out.insert(0, parent)

    def images(self) -> Iterator[tuple[str, int]]:
        """Every image from outside that the build resolves (FROM, COPY --from, mount from), variables replaced where known."""
        names: set[str] = set()
        for stage in self.stages:
            base = expand(stage.base, self.args)
            if base.lower() not in names and base.lower() != "scratch":
                yield base, stage.line
            for step in stage.instructions:
                for found in re.finditer(r"--from=([^\s]+)|[,=]from=([^\s,]+)", step.value):
                    source = expand(found[1] or found[2], self.args)
                    if source.lower() not in names and not source.isdigit() and source.lower() != "scratch" and step.name in ("COPY", "RUN", "ADD"):
                        yield source, step.line
            if stage.name:
                names.add(stage.name.lower())


_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^}]*))?\}|([A-Za-z_]\w*))")


def expand(text: str, values: Mapping[str, str]) -> str:
    """Variables with a known value or a default are replaced, others are left as written."""

    def one(found: re.Match[str]) -> str:
        name = found[1] or found[4]
        value = values.get(name, "")
        if value:
            return found[3] if found[2] and "+" in found[2] else value
        return found[3] if found[2] and "-" in found[2] else found[0]

    return _VARIABLE.sub(one, text)


def parse(path: str, text: str) -> Dockerfile:
    """Read a Dockerfile. What is no instruction is skipped: refusing broken files is the linters' work."""
    stages: list[Stage] = []
    args: dict[str, str] = {}
    for step in _instructions(text):
        if step.name == "FROM":
            words = [w for w in step.value.split() if not w.startswith("--")]
            if words:
                name = words[2] if len(words) >= 3 and words[1].lower() == "as" else ""
                stages.append(Stage(len(stages), words[0], name, step.line))
        elif stages:
            stages[-1].instructions.append(step)
        elif step.name == "ARG":
            name, sep, value = step.value.partition("=")
            if sep:
                args[name.strip()] = expand(value.strip().strip("\"'"), args)
    return Dockerfile(path, args, tuple(stages))


def _instructions(text: str) -> Iterator[Instruction]:
    lines = text.split("\n")
    escape = "`" if re.search(r"\A(?:\s*#[^\n]*\n)*?\s*#\s*escape\s*=\s*`", text, re.I) else "\\"
    i = 0
    while i < len(lines):
        first, stripped = i, lines[i].strip()
        i += 1
        if not stripped or stripped.startswith("#"):
            continue
        parts: list[str] = []
        current = stripped
        while True:
            if not current.endswith(escape):
                parts.append(current)
                break
            parts.append(current[:-1].rstrip())
            while i < len(lines) and (not lines[i].strip() or lines[i].strip().startswith("#")):
                i += 1
            if i >= len(lines):
                break
            current = lines[i].strip()
            i += 1
        whole = " ".join(p for p in parts if p)
        name, _, value = whole.partition(" ")
        name = name.upper()
        if name in ("RUN", "COPY", "ADD"):
            for _, mark in _HEREDOC.findall(value):
                while i < len(lines) and lines[i].strip() != mark:
                    i += 1
                i += 1
        if name.isalpha():
            yield Instruction(name, value.strip(), first + 1)


def pairs(value: str) -> list[tuple[str, str]]:
    """``ENV``'s or ``LABEL``'s value as pairs: ``A=1 B="x y"``, or the old ``A one two``."""
    if not re.match(r"[^\s=]+=", value):
        key, _, rest = value.partition(" ")
        return [(key, rest.strip())] if key else []
    return [(k, a or b or c) for k, a, b, c in re.findall(r"""([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))""", value)]


def argv_of(value: str) -> list[str] | None:
    """The exec form's words, or None for the shell form."""
    try:
        words = json.loads(value)
    except ValueError:
        return None
    return [str(w) for w in words] if isinstance(words, list) else None


@dataclass(frozen=True, slots=True)
class Image:
    """What a built stage says of itself, everything it inherits within the file included."""

    env: Mapping[str, tuple[str, int]]
    exposed: Mapping[int, int]
    """Port → line of its EXPOSE."""
    has_unknown_expose: bool
    healthcheck: tuple[str, int] | None
    """The probe's command line; None: none, or NONE."""
    command: tuple[str, int] | None
    """ENTRYPOINT and CMD as one line of words, and the line of the later one."""
    secrets: Mapping[str, tuple[bool, int]]
    """Build secret's id → (required, line), of every stage that takes part."""


def image_of(file: Dockerfile, stage: Stage) -> Image:
    env: dict[str, tuple[str, int]] = {}
    exposed: dict[int, int] = {}
    unknown = False
    health = command = entry = None
    known: dict[str, str] = dict(file.args)
    for part in file.chain(stage):
        for step in part.instructions:
            if step.name == "ARG":
                name, sep, value = step.value.partition("=")
                if sep:
                    known[name.strip()] = expand(value.strip().strip("\"'"), known)
                elif name.strip() in file.args:
                    known[name.strip()] = file.args[name.strip()]
            elif step.name == "ENV":
                for key, value in pairs(step.value):
                    known[key] = expand(value, known)
                    env[key] = (known[key], step.line)
            elif step.name == "EXPOSE":
                for word in step.value.split():
                    port, _, protocol = expand(word.strip("\"'"), known).partition("/")
                    if port.isdigit():
                        if protocol.lower() in ("", "tcp"):
                            exposed[int(port)] = step.line
                    else:
                        unknown = True
            elif step.name == "HEALTHCHECK":
                probe = re.sub(r"^(?:--[\w-]+=\S+\s+)*", "", step.value)
                health = None if probe.upper() == "NONE" else (expand(re.sub(r"^CMD\s+", "", probe, flags=re.I), known), step.line)
            elif step.name == "ENTRYPOINT":
                entry, command = (_line(step.value, known), step.line), None
            elif step.name == "CMD":
                command = (_line(step.value, known), step.line)
    both = [part for part in (entry, command) if part]
    line = (" ".join(text for text, _ in both), both[-1][1]) if both else None
    return Image(env, exposed, unknown, health, line, _secrets(file, stage))


def _line(value: str, known: Mapping[str, str]) -> str:
    words = argv_of(value)
    return expand(" ".join(words) if words is not None else value, known)


def _secrets(file: Dockerfile, stage: Stage) -> dict[str, tuple[bool, int]]:
    """Secrets of the stage, its bases, and the stages it copies from."""
    out: dict[str, tuple[bool, int]] = {}
    todo, seen = [stage], set()
    while todo:
        here = todo.pop()
        if here.index in seen:
            continue
        seen.add(here.index)
        todo += [s for s in file.chain(here) if s.index not in seen]
        for step in here.instructions:
            for source in re.findall(r"--from=(\S+)|[,=]from=([^\s,]+)", step.value):
                found = file.stage(source[0] or source[1])
                if found:
                    todo.append(found)
            for mount in re.findall(r"--mount=(\S*type=secret\S*)", step.value):
                options = dict(part.partition("=")[::2] for part in mount.split(","))
                name = options.get("id") or (options.get("target") or options.get("dst") or "").rsplit("/", 1)[-1]
                if name:
                    required = "required" in options and options["required"].lower() in ("", "true", "1")
                    out[name] = (required or out.get(name, (False, 0))[0], step.line)
    return out
