"""What is code in a component of Vue or Svelte, and what a component's options make of it: an object with state, whose methods run before its page shows."""

from __future__ import annotations

import re

from ..syntax import Assign, Attr, Call, Class, Const, Function, Name, Node, Return, Sequence, Table, children

_PART = re.compile(rb"<(script|style)\b([^>]*)>", re.I)
_SHOWN = re.compile(rb"""(?:\s(v-html|(?::|v-bind:)(?:href|src|srcdoc|action|formaction))\s*=\s*(?:"([^"]*)"|'([^']*)'))"""
                    rb"""|\{@html\s([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\s(href|src|srcdoc|action|formaction)=\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}""", re.I)


def scripts(source: bytes) -> tuple[bytes, dict[int, str], str]:
    """The component with all but its code blanked out, where raw HTML and addresses are put (offset → property), and the ending its script would have."""
    out = bytearray(re.sub(rb"[^\r\n]", b" ", source))
    places: dict[int, str] = {}
    ending, at = "js", 0
    while True:
        part = _PART.search(source, at)
        _mark_shown(source, at, part.start() if part else len(source), out, places)
        if part is None:
            return bytes(out), places, ending
        at = source.find(b"</" + part[1], part.end())
        at = len(source) if at < 0 else at
        if part[1].lower() == b"script":
            out[part.end() - 1:at] = b";" + source[part.end():at]
            if lang := re.search(rb"""lang\s*=\s*["']?(tsx?|jsx)""", part[2], re.I):
                ending = lang[1].decode().lower()


def _mark_shown(source: bytes, start: int, end: int, out: bytearray, places: dict[int, str]) -> None:
    for found in _SHOWN.finditer(source, start, end):
        group = next((g for g in (2, 3, 4, 6) if found[g] is not None), 0)
        if not group or not found[group].strip():
            continue
        word = (found[1] or found[5] or b"v-html").decode().lower().removeprefix("v-bind:").removeprefix(":")
        first, last = found.span(group)
        # ``;(x)`` where ``="x"`` was: no line and no column moves.
        out[first - 2:last + 1] = b";(" + source[first:last] + b")"
        places[first - 1] = {"v-html": "innerHTML", "srcdoc": "srcDoc", "formaction": "formAction"}.get(word, word)


# --- options ----------------------------------------------------------------------------------------------------------

_GROUPS = ("methods", "computed", "watch")
# What Vue lets a template see besides its component: https://vuejs.org/guide/essentials/template-syntax#restricted-globals-access
_GLOBALS = frozenset(["Infinity", "undefined", "NaN", "isFinite", "isNaN", "parseFloat", "parseInt", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "Math", "Number", "Date", "Array", "Object", "Boolean", "String", "RegExp", "Map", "Set", "JSON", "Intl", "BigInt", "console", "Error", "Symbol"])
_MADE_BY = ("defineComponent", "extend", "component")


def options(value: Node) -> Table | None:
    """The table of options a component is exported as."""
    if isinstance(value, Call) and value.args:
        name = value.callee.id if isinstance(value.callee, Name) else value.callee.name if isinstance(value.callee, Attr) else ""
        value = value.args[-1] if name in _MADE_BY else value
    return value if isinstance(value, Table) else None


def component(name: str, table: Table, shown: list[Node]) -> Class:
    """
    Args:
        shown: assignments of what the template shows; a name in them is the component's own.
    """
    span = table.span
    methods: list[Function] = []
    state: list[Node] = []
    for key, value in table.entries:
        word = key.value if isinstance(key, Const) else ""
        if word == "data":
            state += _state(value)
        elif word == "props":
            names = [k for k, _ in value.entries] if isinstance(value, Table) else value.items if isinstance(value, Sequence) else []
            state += [Assign(k.span, Attr(k.span, Name(k.span, "this"), str(k.value)), Call(k.span, Name(k.span, "defineProps"), [])) for k in names if isinstance(k, Const)]
        elif word == "setup" and isinstance(value, Function):
            methods.append(_method("setup", value, True))
            # What it gives is the component's own.
            state.append(Call(span, Attr(span, Name(span, "Object"), "assign"), [Name(span, "this"), Attr(span, Name(span, "this"), "setup")]))
        elif word in _GROUPS and isinstance(value, Table):
            methods += [_method(f"watch {k.value}" if word == "watch" else str(k.value), v, word == "computed") for k, v in value.entries if isinstance(k, Const) and isinstance(v, Function)]
        elif isinstance(value, Function) and word:
            methods.append(_method(str(word), value, False))
    runs: list[Node] = [Call(m.span, Attr(m.span, Name(m.span, "this"), m.name), []) for m in methods if not any(isinstance(k, Name) and k.id == "property" for k in m.marks)]
    for put in shown:
        _own(put)
    return Class(span, name, [], [Function(span, "constructor", [], [*state, *runs, *shown], is_statement=True), *methods])


def setup(script: list[Node], shown: list[Node]) -> list[Node]:
    """A script that is itself a component: what its functions do, whoever calls them, comes before what is shown."""
    names = [s.name if isinstance(s, Function) else s.target.id for s in script
             if (isinstance(s, Function) and s.name) or (isinstance(s, Assign) and isinstance(s.target, Name) and isinstance(s.value, Function))]  # type: ignore[attr-defined]
    calls: list[Node] = [Call(shown[0].span, Name(shown[0].span, name), []) for name in names] if shown else []
    return [*script, *calls, *shown]


def _method(name: str, value: Function, is_computed: bool) -> Function:
    marks: list[Node] = [Name(value.span, "property")] if is_computed else []
    return Function(value.span, name, value.parameters, value.body, [*value.marks, *marks], value.returns, is_statement=True)


def _state(data: Node) -> list[Node]:
    """What ``data`` returns becomes fields."""
    body = data.body if isinstance(data, Function) else [Return(data.span, data)]
    made: list[Node] = []
    for statement in body:
        if isinstance(statement, Return) and isinstance(statement.value, Table):
            made += [Assign(v.span, Attr(v.span, Name(v.span, "this"), str(k.value)), v) for k, v in statement.value.entries if isinstance(k, Const)]
        elif not isinstance(statement, Return):
            made.append(statement)
    return made


def _own(node: Node) -> None:
    """Names of a template are its component's: ``x`` is ``this.x`` there."""
    for field in node.__slots__:
        value = getattr(node, field)
        if isinstance(value, Name):
            setattr(node, field, _mine(value))
        elif isinstance(value, list):
            value[:] = [_mine(v) if isinstance(v, Name) else v for v in value]
    for child in children(node):
        if not (isinstance(child, Attr) and isinstance(child.object, Name) and child.object.id in ("this", "element")):
            _own(child)


def _mine(name: Name) -> Node:
    return name if name.id in ("this", "element") or name.id in _GLOBALS else Attr(name.span, Name(name.span, "this"), name.id)
