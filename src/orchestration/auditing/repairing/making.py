"""What a repair would change for one finding; several ways where the text does not tell which is right, the smallest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ...model.text import Text
from ..finding import Finding
from ..syntax import Assign, Attr, Call, Const, Default, Function, Name, Node, Parameter, Return, Table, children, walk
from ..syntax import Sequence as List
from .commands import words
from .imports import NoPlace, defined, imported
from .pieces import Piece, is_built, pieces
from .placeholders import with_placeholders
from .repair import Repair
from .source import Edit, Source
from .spelling import SPELLINGS, literal, text_of

_LAST = re.compile(r"[\w$]+[!?]?\s*$")
_STATEMENT_ENDS = tuple(";{}:")


@dataclass(frozen=True, slots=True)
class Candidate:
    repair: Repair
    edits: tuple[Edit, ...]


Made = Iterator[Candidate | Text]
"""Or why there is none."""


def candidates(finding: Finding, repair: Repair, source: Source) -> Made:
    """Every way in which this repair fits the finding."""
    for made in _FORMS[repair.form](finding, repair, source):
        if isinstance(made, Text):
            yield made
            continue
        edits = [e for e in made if source.text[e.start:e.end] != e.text]
        if not edits:
            continue
        if repair.imports and _is_used(repair, edits, source):
            line = imported(repair.imports, source, repair.callee.removeprefix("."), _name_called(finding, source))
            if isinstance(line, NoPlace):
                yield line.why
                continue
            edits += line
        if repair.define:
            edits += defined(repair.define, source)
        yield Candidate(repair, tuple(edits))


def _is_used(repair: Repair, edits: list[Edit], source: Source) -> bool:
    """A name that is a member of what is imported already needs no line of its own."""
    name = repair.callee.removeprefix(".")
    return not repair.callee.startswith(".") or any(e.text == name and source.text[e.start - 1:e.start] != "." for e in edits)


def _name_called(finding: Finding, source: Source) -> str:
    return next((n.callee.id for n in source.nodes(finding.place.span) if isinstance(n, Call) and isinstance(n.callee, Name)), "")


# --- where ------------------------------------------------------------------------------------------------------------

def _called(node: Node, source: Source) -> str:
    """What a call calls, as it is written."""
    if isinstance(node, Call):
        start, end = _callee_range(node, source)
        return source.text[start:end]
    return source.written(node.target) if isinstance(node, Assign) else source.written(node)


def _callee_range(call: Call, source: Source) -> tuple[int, int]:
    """Of what stands before the arguments: some readers say a call's own span for it."""
    start, end = source.range(call.callee)
    last = source.range(call)[1]
    if end < last:
        return start, end
    arguments = [source.range(a)[0] for a in [*call.args, *call.named.values()]]
    text = source.text[start:min(arguments, default=last)]
    return start, start + len(re.sub(r"\(\s*(?:\w+\s*[:=]\s*)?\)?\s*$|\s+(?:\w+:\s*)?$", "", text))


def _sinks(finding: Finding, repair: Repair, source: Source) -> list[Node]:
    found = [n for n in source.nodes(finding.place.span) if isinstance(n, (Call, Assign))]
    return [n for n in found if repair.on is None or repair.on.search(_called(n, source))]


def _arguments(sink: Node) -> list[Node]:
    return [*sink.args, *sink.named.values()] if isinstance(sink, Call) else [sink.value] if isinstance(sink, Assign) else []


def _on_the_way(finding: Finding, source: Source) -> tuple[list[tuple[int, int]], set[str]]:
    """Where the value passes in this file, and the names it has there."""
    spans = [source.range_of(p.span) for p in finding.way[:-1] if p.path == source.module.path]
    return spans, {re.split(r"[.\[(\s]", p.says)[0] for p in finding.way[:-1] if p.says and p.says != "text"}


def _carries(node: Node, finding: Finding, source: Source) -> bool:
    """Whether the value that does harm is in it."""
    start, end = source.range(node)
    spans, names = _on_the_way(finding, source)
    if any(start <= a and b <= end for a, b in spans):
        return True
    text = source.text[start:end]
    return any(re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text) for name in names if name)


@dataclass(frozen=True, slots=True)
class _Built:
    """A text that is put together, and the argument it reaches the place as."""

    node: Node
    argument: Node
    statement: Assign | None
    """Where it has a name first."""


def _built(finding: Finding, sink: Node, source: Source) -> _Built | Text | None:
    """The text this finding is about; why it cannot be changed; or None, where it is put together elsewhere."""
    for argument in _arguments(sink):
        if is_built(argument, source) and _carries(argument, finding, source):
            return _Built(argument, argument, None)
    for argument in _arguments(sink):
        if not isinstance(argument, Name):
            continue
        around = source.function_around(sink)
        settings = [n for n in walk(list(around)) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id == argument.id]
        uses = [n for n in walk(list(around)) if isinstance(n, Name) and n.id == argument.id and n not in [s.target for s in settings]]
        if len(settings) == 1 and not settings[0].op and is_built(settings[0].value, source):
            if len(uses) != 1:
                return Text(f"{argument.id} is used in {len(uses)} places, and each would have to change", f"{argument.id} est utilisé à {len(uses)} endroits, et chacun devrait changer")
            return _Built(settings[0].value, argument, settings[0])
        if len(settings) > 1:
            return Text(f"{argument.id} is put together in {len(settings)} steps", f"{argument.id} est composé en {len(settings)} étapes")
    return None


def _moved(built: _Built, parts: list[Piece], finding: Finding, source: Source) -> Text | None:
    """Why the values may not be read later than where the text was put together."""
    if built.statement is None:
        return None
    after, until = source.range(built.node)[1], source.range(built.argument)[0]
    spans, _ = _on_the_way(finding, source)
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


# --- forms ------------------------------------------------------------------------------------------------------------

Edits = Iterator[list[Edit] | Text]


def _wrap(finding: Finding, repair: Repair, source: Source) -> Edits:
    """The smallest part that holds the value first: what is around it is the code's own."""
    found: list[Node] = []
    sinks = _sinks(finding, repair, source)
    arguments = [a for sink in sinks for a in _arguments(sink)]
    # Ruby's ``text.html_safe`` does harm to what it is called on.
    arguments += [n.callee.object for n in sinks if isinstance(n, Call) and not n.args and isinstance(n.callee, Attr)]
    if repair.on is None:
        # What is returned, or written by a template, has no call around it.
        arguments += [n.value for n in source.nodes(finding.place.span) if isinstance(n, Return) and n.value is not None] if not sinks else []
        arguments += [n for n in source.nodes(finding.place.span) if not isinstance(n, (Call, Assign, Return))] if not sinks else []
    for sink in sinks:
        built = _built(finding, sink, source)
        if isinstance(built, _Built) and built.statement is not None:
            arguments.append(built.node)
    for argument in arguments:
        if _is_text(argument, finding, source):
            found.append(argument)
        for below in walk([argument]):
            if is_built(below, source):
                found += [p.part for p in pieces(below, source) or () if isinstance(p.part, Node)]
        found += [leaf for leaf in _leaves(argument, repair, source) if _is_text(leaf, finding, source)]
    found = [n for n in found if _is_alone(n, finding, repair, source)]
    places = sorted({source.range(n) for n in found if not isinstance(n, (Table, List, Function, Assign)) and _carries(n, finding, source)}, key=lambda at: (at[1] - at[0], at))
    for at in places:
        yield [_wrapped(repair, *at, source)]
    inner = [at for at in places if not any(at != other and at[0] <= other[0] and other[1] <= at[1] for other in places)]
    if 1 < len(inner) <= MOST_TOGETHER:
        yield [_wrapped(repair, *at, source) for at in inner]


def _is_alone(node: Node, finding: Finding, repair: Repair, source: Source) -> bool:
    """Whether a value was put together with no other text before it came here: of a page, or a path, the code's own part would be escaped, too."""
    first = next((p for p in finding.way if p.says == "text"), None)
    if repair.is_for_all:
        return True
    if isinstance(node, Name) and any(n.op or is_built(n.value, source) for n in walk(list(source.function_around(node))) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id == node.id):
        return False
    if first is None:
        return True
    if first.path != source.module.path:
        return False
    start, end = source.range(node)
    text = source.range_of(first.span)
    return text[0] <= start and end <= text[1] and (start, end) != text


MOST_TOGETHER = 8


def _is_text(node: Node, finding: Finding, source: Source) -> bool:
    """Where a language states types, only what is a text for certain is handed to a function for texts."""
    if source.family not in ("java", "csharp", "go"):
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
        elif isinstance(below, Call) and repair.within is not None and repair.within.search(_called(below, source)):
            yield from below.args


def _wrapped(repair: Repair, start: int, end: int, source: Source) -> Edit:
    text = source.text[start:end]
    shown = text
    if "({})" not in repair.value and not re.fullmatch(r"[\w$.\[\]'\"@]+(?:\([^()]*\))?", text):
        shown = f"({text})"
    return Edit(start, end, repair.value.replace("{}", shown))


def _rewrite(finding: Finding, repair: Repair, source: Source) -> Edits:
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
    scopes += [source.line_range(n.span[0]) for n in walk(source.module.body) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id in roots and n.span[0] == n.span[2]]
    for start, end in dict.fromkeys(scopes):
        text = source.text[start:end]
        made, indent = text, source.indent(start)
        for expression, new in repair.value:
            made = expression.sub(lambda m, new=new, indent=indent: m.expand(new).replace("\n", "\n" + indent), made)
        if made != text:
            yield [Edit(start, end, made)]


def _parameters(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in _sinks(finding, repair, source):
        if not isinstance(sink, Call):
            continue
        built = _built(finding, sink, source)
        if not isinstance(built, _Built):
            if built is not None:
                yield built
            continue
        parts = pieces(built.node, source)
        if parts is None:
            continue
        made = with_placeholders(parts, repair.value)
        if isinstance(made, Text):
            yield made
            continue
        if late := _moved(built, parts, finding, source):
            yield late
            continue
        if _is_escaped(parts, sink, source):
            yield Text("a value is escaped by hand already, and would be twice", "une valeur est déjà échappée à la main, et le serait deux fois")
            continue
        written = {id(p.part): source.text[p.start:p.end] for p in parts if isinstance(p.part, Node)}
        values = [text_of(value, source.family, written, _quote_of(parts, source)) for value in made.values]
        text = _laid_out(made.chunks, _quote_of(parts, source), source)
        if repair.then:
            below = _below(sink, source, _then(repair, sink, values, source))
            if below is None:
                yield Text("its result is used at once: there is no place for a statement between", "son résultat est utilisé aussitôt : il n'y a pas de place pour une instruction entre les deux")
            else:
                yield [Edit(*source.range(built.node), text), below, *_renamed(sink, repair, source)]
            continue
        yield from _with_values(built, sink, text, values, repair, source)


_ESCAPED = re.compile(r"escape|addslashes|quote", re.I)


def _is_escaped(parts: list[Piece], sink: Node, source: Source) -> bool:
    """Whether a value went through what a placeholder makes needless."""
    values = [p.part for p in parts if isinstance(p.part, Node)]
    names = {n.id for n in walk(values) if isinstance(n, Name)}
    made = [n.value for n in walk(list(source.function_around(sink))) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id in names]
    return any(isinstance(n, Call) and _ESCAPED.search(_called(n, source)) for n in walk([*values, *made]))


def _with_values(built: _Built, sink: Call, text: str, values: list[str], repair: Repair, source: Source) -> Edits:
    passed = _passed(sink, built.argument, values, repair, source)
    if isinstance(passed, Text):
        yield passed
    else:
        yield [Edit(*source.range(built.node), text), passed, *_renamed(sink, repair, source)]


def _then(repair: Repair, sink: Call, values: list[str], source: Source) -> str | None:
    """The statements below, with the name the call's result has."""
    target = next((n.target for n in walk(source.module.body) if isinstance(n, Assign) and n.value is sink and isinstance(n.target, Name)), None)
    if target is None:
        return None
    line = repair.then.replace("{target}", source.written(target))
    if "{value}" not in line:
        return line.replace("{}", ", ".join(values))
    return "\n".join(line.replace("{name}", f"p{n}").replace("{n}", str(n)).replace("{value}", value) for n, value in enumerate(values, 1))


def _below(node: Node, source: Source, statements: str | None) -> Edit | None:
    """Statements after the one that ends with this node, where that ends its line, too."""
    end = source.range(node)[1]
    last = source.line_range(node.span[2])[1]
    if statements is None or source.text[end:last].strip() not in (";", "") or not _starts_a_statement(source.line_range(node.span[0])[0], source):
        return None
    indent = source.indent(source.range(node)[0])
    return Edit(last, last, "".join(f"\n{indent}{line}" for line in statements.strip().split("\n")))


def _context(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in _sinks(finding, repair, source):
        built = _built(finding, sink, source)
        if not isinstance(built, _Built) or not isinstance(sink, Call):
            if isinstance(built, Text):
                yield built
            continue
        parts = pieces(built.node, source)
        if parts is None or _moved(built, parts, finding, source):
            continue
        names: dict[str, str] = {}
        for n, part in enumerate((p for p in parts if isinstance(p.part, Node)), 1):
            names[source.text[part.start:part.end]] = part.part.id if isinstance(part.part, Name) and re.fullmatch(r"[a-z]\w*", part.part.id) else f"p{n}"
        text = literal("".join(p.part if isinstance(p.part, str) else repair.value.replace("{}", names[source.text[p.start:p.end]]) for p in parts), source.family, _quote_of(parts, source))
        values = [SPELLINGS[source.family].keyword.format(name, value) for value, name in names.items()]
        yield from _with_values(built, sink, text, values, repair, source)


def _prepared(finding: Finding, repair: Repair, source: Source) -> Edits:
    """``s = c.createStatement(); s.executeQuery("…" + x)`` → the query where the statement is made, each value set before it is run."""
    names: Mapping[str, str] = repair.value
    for sink in _sinks(finding, repair, source):
        built = _built(finding, sink, source)
        if not isinstance(built, _Built) or not isinstance(sink, Call) or not isinstance(sink.callee, Attr) or not isinstance(sink.callee.object, Name) or len(sink.args) != 1:
            if isinstance(built, Text):
                yield built
            continue
        parts = pieces(built.node, source)
        made = with_placeholders(parts, "?") if parts is not None else None
        if made is None or isinstance(made, Text):
            if made is not None:
                yield made
            continue
        if late := _moved(built, parts or [], finding, source):
            yield late
            continue
        receiver = sink.callee.object.id
        around = list(walk(list(source.function_around(sink))))
        declared = [n for n in around if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id == receiver]
        runs = [n for n in around if isinstance(n, Call) and isinstance(n.callee, Attr) and isinstance(n.callee.object, Name) and n.callee.object.id == receiver and n.callee.name != "close"]
        if len(declared) != 1 or len(runs) != 1 or not isinstance(declared[0].value, Call) or not isinstance(declared[0].value.callee, Attr) or declared[0].value.callee.name not in names:
            yield Text(f"{receiver} is made elsewhere, or runs more than this query", f"{receiver} est créé ailleurs, ou exécute plus que cette requête")
            continue
        if not _starts_a_statement(source.line_range(sink.span[0])[0], source):
            continue
        making = declared[0].value
        end = _callee_range(making, source)[1]
        written = {id(p.part): source.text[p.start:p.end] for p in parts or () if isinstance(p.part, Node)}
        values = [text_of(value, source.family, written, '"') for value in made.values]
        text = _laid_out(made.chunks, '"', source)
        edits = [Edit(end - len(making.callee.name), source.range(making)[1], f"{names[making.callee.name]}({text})")]
        first = source.line_range(declared[0].span[0])[0]
        kind = re.search(rf"\b({'|'.join(map(re.escape, names))})(?=\s+$)", source.text[first:source.range(declared[0].target)[0]])
        if kind:
            edits.append(Edit(first + kind.start(), first + kind.end(), names[kind[1]]))
        indent = source.indent(source.range(sink)[0])
        above = source.line_range(sink.span[0])[0]
        lines = "".join(f"{indent}{repair.then.replace('{receiver}', receiver).replace('{n}', str(n)).replace('{value}', value)}\n" for n, value in enumerate(values, 1))
        edits += [Edit(above, above, lines), Edit(*source.range(sink.args[0]), "")]
        if built.statement is not None:
            gone = _whole_line(built.statement, source)
            if gone is None:
                continue
            edits.append(gone)
        yield edits


def _quote_of(parts: list[Piece], source: Source) -> str:
    """The quotes its constant parts stand in, else those the file has more of."""
    quotes = SPELLINGS[source.family].quotes
    own = next((p.quote for p in parts if p.quote and p.quote in quotes), "")
    return own or max(quotes, key=source.text.count)


def _passed(sink: Call, argument: Node, values: list[str], repair: Repair, source: Source) -> Edit | Text:
    """Where the values go: after the text, or, where it takes them at its end, there."""
    written = ", ".join(values)
    named = ", ".join(f'"p{n}": {value}' if source.family == "python" else f"p{n}: {value}" for n, value in enumerate(values, 1))
    keyed = ", ".join(SPELLINGS[source.family].keyword.format(f"p{n}", value) for n, value in enumerate(values, 1))
    shown = repair.passed.replace("{,}", written + ("," if len(values) == 1 else "")).replace("{named}", named).replace("{keyed}", keyed).replace("{}", written)
    end = source.range(argument)[1]
    if shown.startswith(", "):
        after = max([source.range(a)[1] for a in [*sink.args, *sink.named.values()]], default=end)
        return Edit(after, after, shown)
    place = next((i for i, a in enumerate(sink.args) if a is argument), -1)
    following = sink.args[place + 1] if 0 <= place < len(sink.args) - 1 else None
    if following is not None:
        text = source.written(following)
        if text and text.strip("[](){} \n") == "":
            return Edit(*source.range(following), shown)
        if not (text.startswith(("(", "function", "async")) or "=>" in text or (isinstance(following, Name) and re.fullmatch(r"(?:cb|callback|done|next|handler)", following.id))):
            return Text("the call takes further arguments that may be values already", "l'appel prend d'autres arguments, qui sont peut-être déjà des valeurs")
    return Edit(end, end, f", {shown}")


def _laid_out(chunks: tuple[tuple[str, Piece], ...], quote: str, source: Source) -> str:
    """The constant texts together, over as many lines as they were."""
    plus = SPELLINGS[source.family].plus
    made: list[tuple[str, str]] = []
    for n, (text, piece) in enumerate(chunks):
        between = source.text[chunks[n - 1][1].end:piece.start] if n else ""
        if made and text and "\n" in between:
            made.append((text, between[between.rindex("\n"):]))
        elif made:
            made[-1] = made[-1][0] + text, made[-1][1]
        else:
            made.append((text, ""))
    shown = literal(made[0][0], source.family, quote)
    for text, glue in made[1:]:
        indent = "\n" + glue[1:len(glue) - len(glue[1:].lstrip())]
        shown += f"{indent}{plus} {literal(text, source.family, quote)}" if glue.strip().startswith(plus) else f" {plus}{indent}{literal(text, source.family, quote)}"
    return shown


def _words(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in _sinks(finding, repair, source):
        built = _built(finding, sink, source)
        if not isinstance(built, _Built) or not isinstance(sink, Call):
            if isinstance(built, Text):
                yield built
            continue
        parts = pieces(built.node, source)
        if parts is None:
            continue
        found = words(parts)
        if isinstance(found, Text):
            yield found
            continue
        written = {id(p.part): source.text[p.start:p.end] for p in parts if isinstance(p.part, Node)}
        loose = {id(p.part) for p in parts if isinstance(p.part, Node) and not p.is_joined and not _carries(p.part, finding, source)}
        as_text = SPELLINGS[source.family].as_text
        shown = [as_text.format(written[id(word[0])]) if len(word) == 1 and id(word[0]) in loose else text_of(word, source.family, written, _quote_of(parts, source)) for word in found]
        text = repair.passed.replace("{}", ", ".join(shown)).replace("{0}", shown[0]).replace("{1}", ", ".join(shown[1:]))
        if repair.at is not None:
            shell = sink.args[repair.at] if repair.at < len(sink.args) else None
            if built.statement is None and isinstance(shell, Const) and str(shell.value).rsplit("/", 1)[-1] in ("sh", "bash"):
                yield [Edit(source.range(shell)[0], source.range(built.argument)[1], text), *_renamed(sink, repair, source)]
            continue
        at = built.node if built.statement is None or "{}" in repair.passed else built.argument
        if at is built.argument and built.statement is not None:
            if late := _moved(built, parts, finding, source):
                yield late
                continue
            gone = _whole_line(built.statement, source)
            if gone is None:
                continue
            yield [Edit(*source.range(at), text), gone, *_renamed(sink, repair, source)]
            continue
        yield [Edit(*source.range(at), text), *_renamed(sink, repair, source)]


def _whole_line(statement: Assign, source: Source) -> Edit | None:
    """Taking out a statement that stands on lines of its own."""
    start, end = source.range(statement)
    first, last = source.line_range(statement.span[0])[0], source.line_range(statement.span[2])[1]
    if re.fullmatch(r"\s*(?:const |let |var |final |[A-Z][\w<>]* )?\s*", source.text[first:start]) and source.text[end:last].strip() in ("", ";"):
        return Edit(first, min(last + 1, len(source.text)), "")
    return None


def _renamed(sink: Node, repair: Repair, source: Source) -> list[Edit]:
    if not isinstance(sink, Call):
        return []
    made: list[Edit] = []
    if repair.callee:
        start, end = _callee_range(sink, source)
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


def _options(finding: Finding, repair: Repair, source: Source) -> Edits:
    keyword = SPELLINGS[source.family].keyword
    for sink in _sinks(finding, repair, source):
        if not isinstance(sink, Call):
            continue
        held: Mapping[str, Node] = sink.named
        opening, closing = source.range(sink)[1] - 1, ""
        edits: list[Edit] = [*_renamed(sink, repair, source)]
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
        found = [n for n in walk(source.module.body) if isinstance(n, Assign) and isinstance(n.target, Name) and n.target.id == argument.id and isinstance(n.value, Table)]
        if len(found) == 1:
            return found[0].value  # type: ignore[return-value]
    if isinstance(argument, Table):
        return argument
    return Text("its options are made elsewhere", "ses options sont faites ailleurs")


def _environment(finding: Finding, repair: Repair, source: Source) -> Edits:
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


_VAGUE = frozenset({"KEY", "SECRET", "SECRETS", "TOKEN", "VALUE", "PASSWORD", "PASS", "S", "K"})
"""Names that say nothing outside their own place."""


def _name_of(node: Node) -> str:
    return node.id if isinstance(node, Name) else node.name if isinstance(node, Attr) else str(node.value) if isinstance(node, Const) else ""


def _upper(name: str) -> str:
    made = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.lstrip("$@")).upper()
    return made if re.fullmatch(r"[A-Z][A-Z0-9_]{1,60}", made) else ""


def _before(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in _sinks(finding, repair, source):
        first = source.line_range(sink.span[0])[0]
        if not _starts_a_statement(first, source):
            yield Text("there is no place for a statement above it", "il n'y a pas de place pour une instruction au-dessus")
            continue
        if (shown := _filled(repair, sink, source)) is not None:
            indent = source.indent(source.range(sink)[0])
            yield [Edit(first, first, "".join(f"{indent}{line}\n" for line in shown.split("\n")))]


def _after(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in _sinks(finding, repair, source):
        if (shown := _filled(repair, sink, source)) is not None and (below := _below(sink, source, shown)) is not None:
            yield [below]


def _starts_a_statement(first: int, source: Source) -> bool:
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
        holding = next((n for n in walk(source.module.body) if isinstance(n, Assign) and n.value is sink and isinstance(n.target, Name)), None)
        if holding is not None:
            values["target"] = source.written(holding.target)
    elif isinstance(sink, Assign):
        values = {"target": source.written(sink.target)}
    if repair.on is not None and (match := repair.on.search(_called(sink, source))):
        values.update({k: v for k, v in match.groupdict().items() if v})
    wanted = set(re.findall(r"\{(\w+)\}", repair.value))
    if not wanted <= set(values) or any("\n" in values[w] or not re.fullmatch(r"[\w$.]+", values[w]) for w in wanted):
        return None
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], repair.value.strip())


_FORMS: dict[str, Callable[[Finding, Repair, Source], Edits]] = {
    "wrap": _wrap, "rewrite": _rewrite, "parameters": _parameters, "prepared": _prepared, "context": _context, "words": _words, "options": _options, "environment": _environment, "before": _before, "after": _after,
}
