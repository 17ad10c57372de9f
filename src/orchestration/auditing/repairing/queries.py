"""Texts that become constant, with the values beside them: queries, templates, commands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...model.text import Text
from ..finding import Finding
from ..syntax import Assign, Attr, Call, Const, Name, Node, walk
from .commands import words
from .pieces import Piece, pieces
from .placeholders import with_placeholders
from .repair import Repair
from .source import Edit, Source
from .spelling import SPELLINGS, literal, text_of
from .statements import below_it, renamed, starts_a_statement
from .where import Built, Edits, built_for, called, callee_range, carries, holder_of, settings_of, sinks_of, why_not_later


def parameters(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in sinks_of(finding, repair, source):
        if not isinstance(sink, Call):
            continue
        built = built_for(finding, sink, source)
        if not isinstance(built, Built):
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
        if late := why_not_later(built, parts, finding, source):
            yield late
            continue
        if _is_escaped(parts, sink, source):
            yield Text("a value is escaped by hand already, and would be twice", "une valeur est déjà échappée à la main, et le serait deux fois")
            continue
        written = {id(p.part): source.text[p.start:p.end] for p in parts if isinstance(p.part, Node)}
        values = [text_of(value, source.family, written, _quote_of(parts, source)) for value in made.values]
        text = _laid_out(made.chunks, _quote_of(parts, source), source)
        if repair.then:
            below = below_it(sink, source, _then(repair, sink, values, source))
            if below is None:
                yield Text("its result is used at once: there is no place for a statement between", "son résultat est utilisé aussitôt : il n'y a pas de place pour une instruction entre les deux")
            else:
                yield [Edit(*source.range(built.node), text), below, *renamed(sink, repair, source)]
            continue
        yield from _with_values(built, sink, text, values, repair, source)


_ESCAPED = re.compile(r"escape|addslashes|quote", re.I)


def _is_escaped(parts: list[Piece], sink: Node, source: Source) -> bool:
    """Whether a value went through what a placeholder makes needless."""
    values = [p.part for p in parts if isinstance(p.part, Node)]
    names = {n.id for n in walk(values) if isinstance(n, Name)}
    made = [n.value for n in settings_of(names, source.function_around(sink))]
    return any(isinstance(n, Call) and _ESCAPED.search(called(n, source)) for n in walk([*values, *made]))


def _with_values(built: Built, sink: Call, text: str, values: list[str], repair: Repair, source: Source) -> Edits:
    passed = _passed(sink, built.argument, values, repair, source)
    if isinstance(passed, Text):
        yield passed
    else:
        yield [Edit(*source.range(built.node), text), passed, *renamed(sink, repair, source)]


def _then(repair: Repair, sink: Call, values: list[str], source: Source) -> str | None:
    """The statements below, with the name the call's result has."""
    target = holder_of(sink, source)
    if target is None:
        return None
    line = repair.then.replace("{target}", source.written(target))
    if "{value}" not in line:
        return line.replace("{}", ", ".join(values))
    return "\n".join(line.replace("{name}", f"p{n}").replace("{n}", str(n)).replace("{value}", value) for n, value in enumerate(values, 1))


def context(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in sinks_of(finding, repair, source):
        built = built_for(finding, sink, source)
        if not isinstance(built, Built) or not isinstance(sink, Call):
            if isinstance(built, Text):
                yield built
            continue
        parts = pieces(built.node, source)
        if parts is None or why_not_later(built, parts, finding, source):
            continue
        names: dict[str, str] = {}
        for n, part in enumerate((p for p in parts if isinstance(p.part, Node)), 1):
            names[source.text[part.start:part.end]] = part.part.id if isinstance(part.part, Name) and re.fullmatch(r"[a-z]\w*", part.part.id) else f"p{n}"
        text = literal("".join(p.part if isinstance(p.part, str) else repair.value.replace("{}", names[source.text[p.start:p.end]]) for p in parts), source.family, _quote_of(parts, source))
        values = [SPELLINGS[source.family].keyword.format(name, value) for value, name in names.items()]
        yield from _with_values(built, sink, text, values, repair, source)


def prepared(finding: Finding, repair: Repair, source: Source) -> Edits:
    """``s = c.createStatement(); s.executeQuery("…" + x)`` → the query where the statement is made, each value set before it is run."""
    names: Mapping[str, str] = repair.value
    for sink in sinks_of(finding, repair, source):
        built = built_for(finding, sink, source)
        if not isinstance(built, Built) or not isinstance(sink, Call) or not isinstance(sink.callee, Attr) or not isinstance(sink.callee.object, Name) or len(sink.args) != 1:
            if isinstance(built, Text):
                yield built
            continue
        parts = pieces(built.node, source)
        made = with_placeholders(parts, "?") if parts is not None else None
        if made is None or isinstance(made, Text):
            if made is not None:
                yield made
            continue
        if late := why_not_later(built, parts or [], finding, source):
            yield late
            continue
        receiver = sink.callee.object.id
        around = list(walk(list(source.function_around(sink))))
        declared = settings_of((receiver,), source.function_around(sink))
        runs = [n for n in around if isinstance(n, Call) and isinstance(n.callee, Attr) and isinstance(n.callee.object, Name) and n.callee.object.id == receiver and n.callee.name != "close"]
        if len(declared) != 1 or len(runs) != 1 or not isinstance(declared[0].value, Call) or not isinstance(declared[0].value.callee, Attr) or declared[0].value.callee.name not in names:
            yield Text(f"{receiver} is made elsewhere, or runs more than this query", f"{receiver} est créé ailleurs, ou exécute plus que cette requête")
            continue
        if not starts_a_statement(source.line_range(sink.span[0])[0], source):
            continue
        making = declared[0].value
        end = callee_range(making, source)[1]
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


def words_of(finding: Finding, repair: Repair, source: Source) -> Edits:
    for sink in sinks_of(finding, repair, source):
        built = built_for(finding, sink, source)
        if not isinstance(built, Built) or not isinstance(sink, Call):
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
        loose = {id(p.part) for p in parts if isinstance(p.part, Node) and not p.is_joined and not carries(p.part, finding, source)}
        as_text = SPELLINGS[source.family].as_text
        shown = [as_text.format(written[id(word[0])]) if len(word) == 1 and id(word[0]) in loose else text_of(word, source.family, written, _quote_of(parts, source)) for word in found]
        text = repair.passed.replace("{}", ", ".join(shown)).replace("{0}", shown[0]).replace("{1}", ", ".join(shown[1:]))
        if repair.at is not None:
            shell = sink.args[repair.at] if repair.at < len(sink.args) else None
            if built.statement is None and isinstance(shell, Const) and str(shell.value).rsplit("/", 1)[-1] in ("sh", "bash"):
                yield [Edit(source.range(shell)[0], source.range(built.argument)[1], text), *renamed(sink, repair, source)]
            continue
        at = built.node if built.statement is None or "{}" in repair.passed else built.argument
        if at is built.argument and built.statement is not None:
            if late := why_not_later(built, parts, finding, source):
                yield late
                continue
            gone = _whole_line(built.statement, source)
            if gone is None:
                continue
            yield [Edit(*source.range(at), text), gone, *renamed(sink, repair, source)]
            continue
        yield [Edit(*source.range(at), text), *renamed(sink, repair, source)]


def _whole_line(statement: Assign, source: Source) -> Edit | None:
    """Taking out a statement that stands on lines of its own."""
    start, end = source.range(statement)
    first, last = source.line_range(statement.span[0])[0], source.line_range(statement.span[2])[1]
    if re.fullmatch(r"\s*(?:const |let |var |final |[A-Z][\w<>]* )?\s*", source.text[first:start]) and source.text[end:last].strip() in ("", ";"):
        return Edit(first, min(last + 1, len(source.text)), "")
    return None
