"""Our tree as short text, so that a test shows at a glance what was read."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.auditing import syntax as s


def shape(node: s.Node | Iterable[s.Node] | None) -> str:
    """One line; statements are parted by ``; ``, a body stands in braces."""
    if node is None:
        return ""
    if not isinstance(node, s.Node):
        return "; ".join(shape(n) for n in node)
    return _SHAPES[type(node)](node)


def _list(nodes: Iterable[s.Node]) -> str:
    return ", ".join(shape(n) for n in nodes)


def _marks(nodes: Iterable[s.Node]) -> str:
    return "".join(f"@{shape(n)} " for n in nodes)


def _typed(type: str) -> str:
    return f": {type}" if type else ""


def _call(n: s.Call) -> str:
    given = [*(shape(a) for a in n.args), *(f"{k}={shape(v)}" for k, v in n.named.items())]
    return f"{'new ' if n.is_new else ''}{shape(n.callee)}({', '.join(given)})"


def _table(n: s.Table) -> str:
    return "{" + ", ".join(f"...{shape(v)}" if k is None else f"{shape(k)}: {shape(v)}" for k, v in n.entries) + "}"


def _parameter(n: s.Parameter) -> str:
    return f"{_marks(n.marks)}{n.kind}{shape(n.target)}{_typed(n.type)}{f' = {shape(n.default)}' if n.default else ''}"


def _function(n: s.Function) -> str:
    words = f"{'def ' if n.is_statement else 'fn '}{'static ' if n.is_static else ''}{'abstract ' if n.is_abstract else ''}"
    return f"{_marks(n.marks)}{words}{n.name}({_list(n.parameters)}){_typed(n.returns)} {{{shape(n.body)}}}"


def _while(n: s.While) -> str:
    step = f" step {{{shape(n.step)}}}" if n.step else ""
    return f"do {{{shape(n.body)}}} while {shape(n.test)}" if n.is_tested_last else f"while {shape(n.test)} {{{shape(n.body)}}}{step}"


def _try(n: s.Try) -> str:
    handlers = "".join(f" catch {'|'.join(h.types)} {h.name} {{{shape(h.body)}}}" for h in n.handlers)
    other, final = (f" {word} {{{shape(body)}}}" if body else "" for word, body in (("else", n.other), ("finally", n.final)))
    return f"try {{{shape(n.body)}}}{handlers}{other}{final}"


def _switch(n: s.Switch) -> str:
    cases = (f"{_list(c.tests) or 'else'}: {shape(c.body)}{' falls' if c.falls else ''}" for c in n.cases)
    return f"switch {shape(n.subject)} {{{' | '.join(cases)}}}"


def _comprehension(n: s.Comprehension) -> str:
    clauses = "".join(f" for {shape(t)} in {shape(i)}{''.join(f' if {shape(x)}' for x in tests)}" for t, i, tests in n.clauses)
    return f"[{shape(n.key) + ': ' if n.key else ''}{shape(n.element)}{clauses}]"


_SHAPES = {
    s.Const: lambda n: repr(n.value),
    s.Pattern: lambda n: f"/{n.text}/{n.flags}",
    s.Name: lambda n: n.id,
    s.Attr: lambda n: f"{shape(n.object)}.{n.name}",
    s.Index: lambda n: f"{shape(n.object)}[{shape(n.key)}]",
    s.Call: _call,
    s.Spread: lambda n: f"*{shape(n.value)}",
    s.Binary: lambda n: f"({shape(n.left)} {n.op} {shape(n.right)})",
    s.Unary: lambda n: f"({n.op} {shape(n.value)})",
    s.Choice: lambda n: f"({shape(n.test)} ? {shape(n.then)} : {shape(n.other)})",
    s.Join: lambda n: f"join({_list(n.parts)})",
    s.Sequence: lambda n: f"[{_list(n.items)}]",
    s.Table: _table,
    s.Default: lambda n: f"{shape(n.target)} or-else {shape(n.value)}",
    s.Cast: lambda n: f"cast<{n.type}>({shape(n.value)})",
    s.Assign: lambda n: f"{_marks(n.marks)}{'let ' if n.is_declaration else ''}{shape(n.target)}{_typed(n.type)} {n.op}= {shape(n.value)}",
    s.Comprehension: _comprehension,
    s.Some: lambda n: f"some({_list(n.parts)})",
    s.Parameter: _parameter,
    s.Function: _function,
    s.If: lambda n: f"if {shape(n.test)} {{{shape(n.then)}}}{f' else {{{shape(n.other)}}}' if n.other else ''}",
    s.While: _while,
    s.Each: lambda n: f"for {shape(n.target)}{_typed(n.type)} {'keys' if n.keys else 'in'} {shape(n.iterable)} {{{shape(n.body)}}}",
    s.Switch: _switch,
    s.Try: _try,
    s.With: lambda n: f"with {', '.join((f'{shape(t)} = ' if t else '') + shape(v) for t, v in n.items)} {{{shape(n.body)}}}",
    s.Return: lambda n: f"{'yield' if n.is_yield else 'return'} {shape(n.value)}".strip(),
    s.Raise: lambda n: f"raise {shape(n.value)}".strip(),
    s.Stop: lambda n: "break" if n.is_break else "continue",
    s.Block: lambda n: f"{{{shape(n.body)}}}",
    s.Import: lambda n: "import " + ", ".join(f"{here}={there}" for here, there in n.names),
    s.Class: lambda n: f"{_marks(n.marks)}class {n.name}({', '.join(n.bases)}) {{{shape(n.body)}}}",
    s.Export: lambda n: f"export {n.name}={shape(n.value)}",
}
