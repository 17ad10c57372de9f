"""Options that are set, constants that are read from the environment, statements above and below, and what an expression writes anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...model.text import Text
from ..finding import Finding
from ..syntax import Assign, Attr, Call, Const, Name, Node, Table, children, walk
from .repair import Repair
from .source import Edit, Source
from .spelling import SPELLINGS
from .where import Edits, called, callee_range, holder_of, settings_of, sinks_of


def rewrite(finding: Finding, repair: Repair, source: Source) -> Edits:
    scopes: list[tuple[int, int]] = []
    places = [finding.place, *(p for p in reversed(finding.way) if p.path == finding.place.path)]
    for place in places:
        first, last = source.range_of(place.span)
        if repair.on is None or repair.on.search(source.text[first:last]):
            scopes.append((first, last))
    for place in places:
        first, last = source.line_range(place.span[0])[0], source.line_range(place.span[2])[1]
        if repair.on is None or repair.on.search(source.text[first:last]):
            scopes.append((first, last))
    roots = {re.split(r"[.\[(\s]", p.says)[0] for p in places if p.says}
    scopes += [source.line_range(n.span[0]) for n in settings_of(roots, source.module.body) if n.span[0] == n.span[2]]
    for start, end in dict.fromkeys(scopes):
        text = source.text[start:end]
        made, indent = text, source.indent(start)
        for expression, new in repair.value:
            made = expression.sub(lambda m, new=new, indent=indent: m.expand(new).replace("\n", "\n" + indent), made)
        if made != text:
            yield [Edit(start, end, made)]


def options(finding: Finding, repair: Repair, source: Source) -> Edits:
    keyword = SPELLINGS[source.family].keyword
    for sink in sinks_of(finding, repair, source):
        if not isinstance(sink, Call):
            continue
        held: Mapping[str, Node] = sink.named
        opening, closing = source.range(sink)[1] - 1, ""
        edits: list[Edit] = [*renamed(sink, repair, source)]
        if repair.at is not None:
            found = _table(sink, repair.at, source)
            if isinstance(found, Text):
                yield found
                continue
            if found is None:
                end = source.range(sink.args[-1])[1] if sink.args else opening
                shown = ", ".join(keyword.format(name, value) for name, value in repair.value.items())
                brackets = ("[", "]") if source.family == "php" else ("{ ", " }")
                shown = ", ".join(f"'{n}' => {v}" for n, v in repair.value.items()) if source.family == "php" else shown
                yield [*edits, Edit(end, end, f"{', ' if sink.args else ''}{brackets[0]}{shown}{brackets[1]}")]
                continue
            held = {str(k.value if isinstance(k, Const) else k.id): v for k, v in found.entries if isinstance(k, (Const, Name))}
            opening, closing = source.range(found)[0] + 1, ","
        missing: list[str] = []
        for name, value in repair.value.items():
            outer, _, inner = name.partition(".")
            if inner and isinstance(held.get(outer), Table):
                nested = held[outer]
                start = source.range(nested)[0] + 1
                edits.append(Edit(start, start, f" {keyword.format(inner, value)}," if nested.entries else f" {keyword.format(inner, value)} "))  # type: ignore[attr-defined]
            elif inner and outer in held:
                yield Text("its options are made elsewhere", "ses options sont faites ailleurs")
                return
            elif inner:
                missing.append(keyword.format(outer, f"{{ {keyword.format(inner, value)} }}"))
            elif name in held:
                edits.append(Edit(*source.range(held[name]), value))
            elif repair.at is not None and source.family == "php":
                missing.append(f"'{name}' => {value}")
            else:
                missing.append(keyword.format(name, value))
        if missing:
            shown = ", ".join(missing)
            if closing:
                rest = source.text[opening:]
                more = "," if not rest.lstrip().startswith(("}", "]")) else " "
                lines = re.match(r"[ \t]*(\n[ \t]*)(?=\S)", rest)
                # Where each option has a line of its own, this one gets one, too.
                edits.append(Edit(opening, opening, f"{lines[1]}{shown}{more.strip()}" if lines else f" {shown}{more}" if source.family != "php" else f"{shown}, "))
            else:
                before = source.text[:opening].rstrip()
                comma = "" if before.endswith(("(", "{", ",")) else ","
                if "\n" in source.text[len(before):opening] and not before.endswith(("(", "{")):
                    # The closing bracket has a line of its own, and keeps it.
                    edits.append(Edit(len(before), len(before), f"{comma}\n{source.indent(len(before) - 1)}{shown}{'' if comma else ','}"))
                    yield edits
                    continue
                edits.append(Edit(len(before), opening, f"{comma} {shown}".lstrip() if before.endswith("(") else f"{comma} {shown}{' ' if source.text[opening] == '}' and source.text[opening - 1] == ' ' else ''}"))
        yield edits


def _table(sink: Call, at: int, source: Source) -> Table | Text | None:
    """The object that holds a call's options; None where there is room for one."""
    place = at if at >= 0 else len(sink.args) + at
    if at >= 0 and place == len(sink.args):
        return None
    if not 0 <= place < len(sink.args):
        return Text("the call has arguments that are not known here", "l'appel a des arguments qui ne sont pas connus ici")
    argument = sink.args[place]
    if isinstance(argument, Name):
        found = [n.value for n in settings_of((argument.id,), source.module.body) if isinstance(n.value, Table)]
        if len(found) == 1:
            return found[0]
    if isinstance(argument, Table):
        return argument
    return Text("its options are made elsewhere", "ses options sont faites ailleurs")


def environment(finding: Finding, repair: Repair, source: Source) -> Edits:
    found: dict[tuple[int, int], str] = {}
    nodes = source.nodes(finding.place.span)
    for name, constant in [*(c for node in nodes for c in _constants(node, source)), *(() if nodes else _around(finding, source))]:
        text = source.written(constant)
        # A piece of a longer text, or a bare word, is no literal of its own.
        if isinstance(constant.value, str) and len(text) > 2 and text[0] in "\"'`" and text[-1] == text[0]:
            found.setdefault(source.range(constant), name)
    for at, name in found.items():
        variable = _upper(name)
        variable = repair.name if not variable or (variable in _VAGUE and repair.name not in _VAGUE) else variable
        if variable:
            yield [Edit(*at, repair.value.replace("{}", variable))]


def _around(finding: Finding, source: Source) -> Iterator[tuple[str, Const]]:
    """The constant that a secret stands in, where the finding points at the secret alone."""
    start, end = source.range_of(finding.place.span)
    for name, constant in (c for node in source.module.body for c in _constants(node, source)):
        first, last = source.range(constant)
        if first <= start and end <= last:
            yield name, constant


_VAGUE = frozenset({"KEY", "SECRET", "SECRETS", "TOKEN", "VALUE", "PASSWORD", "PASS", "S", "K"})
"""Names that say nothing outside their own place."""


def _constants(node: Node, source: Source) -> Iterator[tuple[str, Const]]:
    """Those below a node, and those its names stand for, each with the name that says what it is."""
    for below, name in _with_names(node, ""):
        if isinstance(below, Const):
            yield name, below
        elif isinstance(below, Name):
            yield from ((below.id, n.value) for n in walk(source.module.body) if isinstance(n, Assign) and _name_of(n.target) == below.id and isinstance(n.value, Const))


def _with_names(node: Node, name: str) -> Iterator[tuple[Node, str]]:
    yield node, name
    if isinstance(node, Assign):
        yield from _with_names(node.value, _name_of(node.target))
    elif isinstance(node, Table):
        for key, value in node.entries:
            yield from _with_names(value, _name_of(key) if key is not None else "")
    elif isinstance(node, Call):
        for argument in node.args:
            yield from _with_names(argument, "" if isinstance(argument, Const) else name)
        for key, value in node.named.items():
            yield from _with_names(value, key)
        yield from _with_names(node.callee, "")
    else:
        for below in children(node):
            yield from _with_names(below, name)


def _name_of(node: Node) -> str:
    return node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else str(node.value) if isinstance(node, Const) else ""


def _upper(name: str) -> str:
    made = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.lstrip("$@")).upper()
    return made if re.fullmatch(r"[A-Z][A-Z0-9_]{1,60}", made) else ""


def before(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in sinks_of(finding, repair, source):
        first = source.line_range(sink.span[0])[0]
        if not starts_a_statement(first, source):
            yield Text("there is no place for a statement above it", "il n'y a pas de place pour une instruction au-dessus")
            continue
        if (shown := _filled(repair, sink, source)) is not None:
            indent = source.indent(source.range(sink)[0])
            yield [Edit(first, first, "".join(f"{indent}{line}\n" for line in shown.split("\n")))]


def after(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in sinks_of(finding, repair, source):
        if (shown := _filled(repair, sink, source)) is not None and (below := below_it(sink, source, shown)) is not None:
            yield [below]


def starts_a_statement(first: int, source: Source) -> bool:
    """Whether a statement may stand above the line that begins there."""
    above = source.text[:first].rstrip()
    return not above or above.endswith(_STATEMENT_ENDS) or source.family in ("python", "ruby") or above.split("\n")[-1].lstrip().startswith(("//", "*", "#", "/*", "import ", "package "))


def _filled(repair: Repair, sink: Node, source: Source) -> str | None:
    """The statement with what the code calls its parts."""
    values: dict[str, str] = {}
    if isinstance(sink, Call):
        values = {str(i): source.written(a) for i, a in enumerate(sink.args)}
        if isinstance(sink.callee, Attr):
            values["receiver"] = source.written(sink.callee.object)
        if (holder := holder_of(sink, source)) is not None:
            values["target"] = source.written(holder)
    elif isinstance(sink, Assign):
        values = {"target": source.written(sink.target)}
    if repair.on is not None and (match := repair.on.search(called(sink, source))):
        values.update({k: v for k, v in match.groupdict().items() if v})
    wanted = set(re.findall(r"\{(\w+)\}", repair.value))
    if not wanted <= set(values) or any("\n" in values[w] or not re.fullmatch(r"[\w$.]+", values[w]) for w in wanted):
        return None
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], repair.value.strip())


def below_it(node: Node, source: Source, statements: str | None) -> Edit | None:
    """Statements after the one that ends with this node, where that ends its line, too."""
    end = source.range(node)[1]
    last = source.line_range(node.span[2])[1]
    if statements is None or source.text[end:last].strip() not in (";", "") or not starts_a_statement(source.line_range(node.span[0])[0], source):
        return None
    indent = source.indent(source.range(node)[0])
    return Edit(last, last, "".join(f"\n{indent}{line}" for line in statements.strip().split("\n")))


def renamed(sink: Node, repair: Repair, source: Source) -> list[Edit]:
    if not isinstance(sink, Call):
        return []
    made: list[Edit] = []
    if repair.callee:
        start, end = callee_range(sink, source)
        if repair.callee.startswith("."):
            last = _LAST.search(source.text[start:end])
            first = start + last.start() if last else start
            made.append(Edit(first, end, repair.callee[1:]))
        else:
            made.append(Edit(start, end, repair.callee))
    for name in repair.without:
        made += _left_out(sink, name, source)
    return made


def _left_out(call: Call, name: str, source: Source) -> list[Edit]:
    value = call.named.get(name)
    if value is not None:
        start, end = source.range(value)
        before = re.search(rf",\s*{re.escape(name)}\s*[=:]\s*$", source.text[:start])
        return [Edit(before.start(), end, "")] if before else []
    for argument in call.args:
        for key, held in argument.entries if isinstance(argument, Table) else ():
            if isinstance(key, (Const, Name)) and (key.value if isinstance(key, Const) else key.id) == name:
                start, end = source.range(key)[0], source.range(held)[1]
                after = re.match(r"\s*,\s*", source.text[end:])
                return [Edit(start, end + (after.end() if after else 0), "")]
    return []


_LAST = re.compile(r"[\w$]+[!?]?\s*$")


_STATEMENT_ENDS = tuple(";{}:")
