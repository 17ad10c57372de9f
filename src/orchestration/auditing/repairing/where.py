"""Where in a file a finding is: what is called there, what reaches it, and the text it is about."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from ...model.text import Text
from ..finding import Finding
from ..syntax import Assign, Call, Name, Node, walk
from .pieces import Piece, is_built
from .repair import Repair
from .source import Edit, Source


def called(node: Node, source: Source) -> str:
    """What a call calls, as it is written."""
    if isinstance(node, Call):
        start, end = callee_range(node, source)
        return source.text[start:end]
    return source.written(node.target) if isinstance(node, Assign) else source.written(node)


def callee_range(call: Call, source: Source) -> tuple[int, int]:
    """Of what stands before the arguments: some readers say a call's own span for it."""
    start, end = source.range(call.callee)
    last = source.range(call)[1]
    if end < last:
        return start, end
    arguments = [source.range(a)[0] for a in [*call.args, *call.named.values()]]
    text = source.text[start:min(arguments, default=last)]
    return start, start + len(re.sub(r"\(\s*(?:\w+\s*[:=]\s*)?\)?\s*$|\s+(?:\w+:\s*)?$", "", text))


def sinks_of(finding: Finding, repair: Repair, source: Source) -> list[Node]:
    found = [n for n in source.nodes(finding.place.span) if isinstance(n, (Call, Assign))]
    return [n for n in found if repair.on is None or repair.on.search(called(n, source))]


def arguments_of(sink: Node) -> list[Node]:
    return [*sink.args, *sink.named.values()] if isinstance(sink, Call) else [sink.value] if isinstance(sink, Assign) else []


def on_the_way(finding: Finding, source: Source) -> tuple[list[tuple[int, int]], set[str]]:
    """Where the value passes in this file, and the names it has there."""
    spans = [source.range_of(p.span) for p in finding.way[:-1] if p.path == source.module.path]
    return spans, {re.split(r"[.\[(\s]", p.says)[0] for p in finding.way[:-1] if p.says and p.says != "text"}


def carries(node: Node, finding: Finding, source: Source) -> bool:
    """Whether the value that does harm is in it."""
    start, end = source.range(node)
    spans, names = on_the_way(finding, source)
    if any(start <= a and b <= end for a, b in spans):
        return True
    text = source.text[start:end]
    return any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text) for name in names if name)


def settings_of(names: Container[str], statements: Sequence[Node]) -> list[Assign]:
    """What gives one of these names a value, at any depth."""
    return [n for n in walk(list(statements)) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id in names]


def holder_of(call: Node, source: Source) -> Name | None:
    """The name that a call's result gets at once."""
    return next((n.target for n in walk(source.module.body) if isinstance(n, Assign) and n.value is call and isinstance(n.target, Name)), None)


@dataclass(frozen=True, slots=True)
class Built:
    """A text that is put together, and the argument it reaches the place as."""

    node: Node
    argument: Node
    statement: Assign | None
    """Where it has a name first."""


def built_for(finding: Finding, sink: Node, source: Source) -> Built | Text | None:
    """The text this finding is about; why it cannot be changed; or None, where it is put together elsewhere."""
    for argument in arguments_of(sink):
        if is_built(argument, source) and carries(argument, finding, source):
            return Built(argument, argument, None)
    for argument in arguments_of(sink):
        if not isinstance(argument, Name):
            continue
        around = source.function_around(sink)
        settings = settings_of((argument.id,), around)
        uses = [n for n in walk(list(around)) if isinstance(n, Name) and n.id == argument.id and n not in [s.target for s in settings]]
        if len(settings) == 1 and not settings[0].op and is_built(settings[0].value, source):
            if len(uses) != 1:
                return Text(f"{argument.id} is used in {len(uses)} places, and each would have to change", f"{argument.id} est utilisé à {len(uses)} endroits, et chacun devrait changer")
            return Built(settings[0].value, argument, settings[0])
        if len(settings) > 1:
            return Text(f"{argument.id} is put together in {len(settings)} steps", f"{argument.id} est composé en {len(settings)} étapes")
    return None


def why_not_later(built: Built, parts: list[Piece], finding: Finding, source: Source) -> Text | None:
    """Why the values may not be read later than where the text was put together."""
    if built.statement is None:
        return None
    after, until = source.range(built.node)[1], source.range(built.argument)[0]
    spans, _ = on_the_way(finding, source)
    for piece in parts:
        if isinstance(piece.part, str):
            continue
        below = list(walk([piece.part]))
        if any(isinstance(n, Assign) for n in below) or (any(isinstance(n, Call) for n in below) and not any(piece.start <= a and b <= piece.end for a, b in spans)):
            return Text("a value is computed where the text is put together, and would be computed later", "une valeur est calculée là où le texte est composé, et le serait plus tard")
        names = {n.id for n in below if isinstance(n, Name)}
        for node in walk(list(source.function_around(built.node))):
            if isinstance(node, Assign) and isinstance(node.target, Name) and node.target.id in names and after <= source.range(node)[0] < until:
                return Text(f"{node.target.id} changes between the text and its use", f"{node.target.id} change entre le texte et son usage")
    return None


Edits = Iterator[list[Edit] | Text]
