"""A value that goes through a function before it does harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..syntax import Assign, Attr, Binary, Call, Choice, Const, Default, Function, Index, Name, Node, Parameter, Return, Table, children, walk
from ..syntax import Sequence as List
from .pieces import is_built, pieces
from .repair import Repair
from .source import Edit, Source
from .where import Built, Edits, arguments_of, built_for, called, carries, settings_of, sinks_of


def wrap(finding: Finding, repair: Repair, source: Source) -> Edits:
    """The smallest part that holds the value first: what is around it is the code's own."""
    found: list[Node] = []
    sinks = sinks_of(finding, repair, source)
    arguments = [a for sink in sinks for a in arguments_of(sink)]
    # Ruby's ``text.html_safe`` does harm to what it is called on.
    arguments += [n.callee.object for n in sinks if isinstance(n, Call) and not n.args and isinstance(n.callee, Attr)]
    if repair.on is None:
        # What is returned, or written by a template, has no call around it.
        arguments += [n.value for n in source.nodes(finding.place.span) if isinstance(n, Return) and n.value is not None] if not sinks else []
        arguments += [n for n in source.nodes(finding.place.span) if not isinstance(n, (Call, Assign, Return))] if not sinks else []
    for sink in sinks:
        built = built_for(finding, sink, source)
        if isinstance(built, Built) and built.statement is not None:
            arguments.append(built.node)
    for argument in arguments:
        # What another function made of the value need be no text.
        if _is_text(argument, finding, source) and (is_built(argument, source) or _is_entry(argument, finding, source) or (not isinstance(argument, Call) and (not repair.is_for_all or source.family in TYPED or _is_direct(argument, finding, source)))):
            found.append(argument)
        for below in walk([argument]):
            if is_built(below, source):
                found += [p.part for p in pieces(below, source) or () if isinstance(p.part, Node)]
        found += [leaf for leaf in _leaves(argument, repair, source) if _is_text(leaf, finding, source)]
    found = [n for n in found if _is_alone(n, finding, repair, source) and (not repair.is_direct or _is_direct(n, finding, source))]
    places = sorted({source.range(n) for n in found if not isinstance(n, (Table, List, Function, Assign)) and carries(n, finding, source)}, key=lambda at: (at[1] - at[0], at))
    for at in places:
        yield [_wrapped(repair, *at, source)]
    inner = [at for at in places if not any(at != other and at[0] <= other[0] and other[1] <= at[1] for other in places)]
    if 1 < len(inner) <= MOST_TOGETHER:
        yield [_wrapped(repair, *at, source) for at in inner]


MOST_TOGETHER = 8
TYPED = frozenset({"java", "csharp", "go"})
"""Families in which the code states what is a text."""


def _is_alone(node: Node, finding: Finding, repair: Repair, source: Source) -> bool:
    """Whether a value was put together with no other text before it came here: of a page, or a path, the code's own part would be escaped, too."""
    first = next((p for p in finding.way if p.says == "text"), None)
    if repair.is_for_all:
        return True
    if isinstance(node, Name) and any(n.op or is_built(n.value, source) for n in settings_of((node.id,), source.function_around(node))):
        return False
    if first is None:
        return True
    if first.path != source.module.path:
        return False
    start, end = source.range(node)
    text = source.range_of(first.span)
    return text[0] <= start and end <= text[1] and (start, end) != text


def _is_entry(node: Node, finding: Finding, source: Source) -> bool:
    """Whether a call is itself where the value enters, or a look into what does: ``request.args.get("name")``."""
    if not finding.way or finding.way[0].path != source.module.path:
        return False
    (start, end), entry = source.range(node), source.range_of(finding.way[0].span)
    return (start, end) == entry or (isinstance(node, Call) and source.range(node.callee)[0] == entry[0] and entry[1] <= source.range(node.callee)[1])


def _is_direct(node: Node, finding: Finding, source: Source) -> bool:
    """Whether it is what somebody sent, and nothing was joined to it on its way here."""
    if not finding.way or finding.way[0].path != source.module.path:
        return False
    entry = source.range_of(finding.way[0].span)
    if _holds_bare(node, entry, source):
        return True
    if not isinstance(node, Name):
        return False
    for other in walk(list(source.function_around(node))):
        if isinstance(other, Assign) and node.id in [n.id for n in walk([other.target]) if isinstance(n, Name)] and not other.op and _holds_bare(other.value, entry, source):
            return True
    # A parameter that is the entry itself.
    first, last = entry
    return any(isinstance(n, Parameter) and isinstance(n.target, Name) and n.target.id == node.id and first <= source.range(n)[0] and source.range(n)[1] <= last for n in walk(source.module.body))


def _holds_bare(node: Node, entry: tuple[int, int], source: Source) -> bool:
    """Whether the entry is in it, changed at most by methods and functions of one argument."""
    start, end = source.range(node)
    if not (start <= entry[0] and entry[1] <= end):
        return False
    if (start, end) == entry or isinstance(node, (Name, Const)):
        return True
    if isinstance(node, Attr):
        return _holds_bare(node.object, entry, source) or source.range(node.object)[1] >= entry[1]
    if isinstance(node, Index):
        return _holds_bare(node.object, entry, source)
    if isinstance(node, Call):
        return _holds_bare(node.callee, entry, source) or (len(node.args) == 1 and not node.named and _holds_bare(node.args[0], entry, source))
    if isinstance(node, (Binary, Choice)) and getattr(node, "op", "or") == "or":
        return any(_holds_bare(n, entry, source) for n in children(node))
    return False


def _is_text(node: Node, finding: Finding, source: Source) -> bool:
    """Where a language states types, only what is a text for certain is handed to a function for texts."""
    if source.family not in TYPED:
        return True
    start, end = source.range(node)
    entry = source.range_of(finding.way[0].span) if finding.way and finding.way[0].path == finding.place.path else None
    if entry is not None and start <= entry[0] and entry[1] <= end and not isinstance(node, Call):
        return True
    if entry == (start, end):
        return True
    if not isinstance(node, Name):
        return False
    for other in walk(source.module.body):
        if isinstance(other, (Assign, Parameter)) and isinstance(other.target, Name) and other.target.id == node.id:
            if other.type in ("String", "string"):
                return True
            value = source.range(other.value) if isinstance(other, Assign) else None
            if value is not None and value == entry:
                return True
    return False


def _leaves(node: Node, repair: Repair, source: Source) -> Iterator[Node]:
    """The values of tables, at any depth, and the arguments of the calls that only put them together."""
    for below in walk([node]):
        if isinstance(below, Table):
            yield from (value.value if isinstance(value, Default) else value for _, value in below.entries)
        elif isinstance(below, Call) and repair.within is not None and repair.within.search(called(below, source)):
            yield from below.args


def _wrapped(repair: Repair, start: int, end: int, source: Source) -> Edit:
    text = source.text[start:end]
    shown = text
    if "({})" not in repair.value and not re.fullmatch(r"[\w$.\[\]'\"@]+(?:\([^()]*\))?", text):
        shown = f"({text})"
    return Edit(start, end, repair.value.replace("{}", shown))
