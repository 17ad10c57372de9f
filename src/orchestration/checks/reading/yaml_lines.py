"""YAML as plain values that remember their lines, so that a rule can say where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...edges.tree import DEEP_YAML


class Broken(ValueError):
    """The text is no YAML; ``line`` counts from 1, 0 where the parser names none."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Map(dict[str, Any]):
    """A mapping; ``lines[key]`` is the line of that key."""

    line: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


class Seq(list[Any]):
    """A sequence; ``lines[i]`` is the line of its i-th item; ``tag`` an own tag such as GitLab's ``!reference``."""

    line: int = 0
    tag: str = ""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


class Str(str):
    """A string that knows the line its text begins on."""

    line: int = 0
    tag: str = ""

    def line_at(self, index: int) -> int:
        """The line of the character at that index; exact for plain and literal scalars, the first line for folded ones."""
        return self.line + self.count("\n", 0, index)


def line_of(value: Any, default: int = 0) -> int:
    return getattr(value, "line", 0) or default


def load(text: str) -> Any:
    """The first document of a YAML text; ``documents`` gives all.

    Raises:
        Broken: it is no YAML.
    """
    return next(iter(documents(text)), None)


def documents(text: str, unique_keys: bool = False) -> list[Any]:
    """Every document of a YAML text.

    Args:
        unique_keys: refuse a mapping that gives a key twice (YAML forbids it; without, the last one counts).

    Raises:
        Broken: it is no YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if DEEP_YAML.search(text):
        raise Broken("nested too deeply", 0)
    yaml = YAML(typ="safe", pure=True)
    try:
        nodes = list(yaml.compose_all(text))
        return [_Builder(unique_keys).build(node) for node in nodes if node is not None]
    except Broken:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken(str(error.problem or error.context or "not YAML"), mark.line + 1 if mark else 0) from None
    except RecursionError:
        raise Broken("nested too deeply", 0) from None
    except (YAMLError, ValueError, AttributeError, TypeError, KeyError) as error:
        raise Broken(str(error).split("\n")[0] or "not YAML", 0) from None


_INT = re.compile(r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|[0-9][0-9_]*)\Z")


class _Builder:
    """Nodes to values. An anchored node is built once and shared, so nested aliases cost nothing; a cycle reads as None."""

    def __init__(self, unique_keys: bool) -> None:
        self._unique_keys = unique_keys
        self._done: dict[int, Any] = {}
        self._open: set[int] = set()

    def build(self, node: Any) -> Any:
        key = id(node)
        if key in self._done:
            return self._done[key]
        if key in self._open:
            return None
        self._open.add(key)
        kind = type(node).__name__
        value = self._map(node) if kind == "MappingNode" else self._seq(node) if kind == "SequenceNode" else self._scalar(node)
        self._open.discard(key)
        self._done[key] = value
        return value

    def _map(self, node: Any) -> Map:
        out = Map()
        out.line = node.start_mark.line + 1
        merged: list[Map] = []
        for key_node, value_node in node.value:
            if type(key_node).__name__ != "ScalarNode":
                continue
            if str(key_node.tag).endswith(":merge") or (key_node.value == "<<" and not key_node.style):
                source = self.build(value_node)
                merged += [m for m in (source if isinstance(source, Seq) else [source]) if isinstance(m, Map)]
                continue
            if self._unique_keys and key_node.value in out:
                raise Broken(f"the key {key_node.value} is given twice", key_node.start_mark.line + 1)
            out[key_node.value] = self.build(value_node)
            out.lines[key_node.value] = key_node.start_mark.line + 1
        for source in merged:
            for name, value in source.items():
                if name not in out:
                    out[name] = value
                    out.lines[name] = source.line_of(name)
        return out

    def _seq(self, node: Any) -> Seq:
        out = Seq()
        out.line = node.start_mark.line + 1
        tag = str(node.tag or "")
        out.tag = tag if tag.startswith("!") else ""
        for item in node.value:
            out.append(self.build(item))
            out.lines.append(item.start_mark.line + 1)
        return out

    def _scalar(self, node: Any) -> Any:
        tag, text = str(node.tag or ""), node.value
        if not node.style and not tag.startswith("!"):
            if tag.endswith(":null"):
                return None
            if tag.endswith(":bool"):
                return text.lower() in ("true", "yes", "on")
            if tag.endswith(":int") and _INT.match(text) and not (text.lstrip("+-").startswith("0") and len(text.lstrip("+-")) > 1):
                return int(text.replace("_", ""))
            if tag.endswith(":float"):
                try:
                    return float(text)
                except ValueError:
                    pass
        out = Str(text)
        out.line = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
        out.tag = tag if tag.startswith("!") else ""
        return out


def locate(root: Any, steps: list[str | int]) -> int:
    """The line of the value at that path, or of the nearest thing on the way to it."""
    line, here = line_of(root, 1), root
    for step in steps:
        if isinstance(here, Map) and str(step) in here:
            line, here = here.line_of(str(step)), here[str(step)]
        elif isinstance(here, Seq) and isinstance(step, int) and step < len(here):
            line, here = here.lines[step], here[step]
        else:
            break
    return line


def strings(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Str]]:
    """Every string value below, with its path; a shared (anchored) value is given once per place it stands in."""
    stack: list[tuple[tuple[str | int, ...], Any]] = [(path, value)]
    budget = 200_000
    while stack and budget:
        budget -= 1
        at, here = stack.pop()
        if isinstance(here, Str):
            yield at, here
        elif isinstance(here, Map):
            stack += [((*at, k), v) for k, v in reversed(here.items())]
        elif isinstance(here, Seq):
            stack += [((*at, i), v) for i, v in reversed(list(enumerate(here)))]
