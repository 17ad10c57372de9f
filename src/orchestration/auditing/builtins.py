"""What every language's own containers and texts do with values: the names differ, the meaning does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .syntax import Binary, Node
from .values import COUNT, NO, REST, UNKNOWN, Box, Closure, Taint, Value, attribute, joined, merged, text_constant

if TYPE_CHECKING:
    from .flow import Flow
    from .syntax import Call

OURS = "\ufffc"
"""Stands in what is known of a text's beginning for a piece that is unknown, but nobody else's."""
LONGEST_TEXT = 20_000
"""Constants longer than that are not put together: a loop would grow them without end."""

_SCALARS = frozenset(["int", "Integer", "long", "Long", "short", "Short", "byte", "Byte", "double", "Double", "float", "Float", "boolean", "Boolean", "bool", "Bool", "number", "bigint", "BigInteger", "BigDecimal", "decimal", "Decimal", "uint", "uint64", "uint32", "int64", "int32", "int16", "float64", "float32", "Int32", "Int64", "Guid", "UUID", "uuid.UUID", "UUID1", "UUID3", "UUID4", "UUID5", "PositiveInt", "NegativeInt", "NonNegativeInt", "NonPositiveInt", "StrictInt", "StrictBool", "StrictFloat", "PositiveFloat", "timedelta", "PastDate", "FutureDate", "AwareDatetime", "NaiveDatetime", "datetime", "date", "datetime.date", "datetime.datetime", "LocalDate", "LocalDateTime", "Instant", "DateTime", "Date", "char", "Character", "Number", "Boolean"])


def is_scalar(type_name: str) -> bool:
    """A type whose values hold no text an attacker could write code in."""
    return type_name in _SCALARS


_TEXTUAL = frozenset(["String", "string", "str", "Any", "any", "object", "Object", "CharSequence", "bytes", "byte[]", "[]byte", "dict", "list", "tuple", "set", "Dict", "List", "Map", "Set", "Array", "array", "mixed", "unknown", "interface{}", "Sequence", "Iterable", "Mapping", "Collection", "Optional", "Union"])


def is_textual(type_name: str) -> bool:
    """A parameter's type, stated or not, by which anybody may hand in a text, or what holds texts; an object of a class is what its maker made it."""
    return not type_name or type_name.rsplit(".", 1)[-1] in _TEXTUAL or type_name.endswith(("[]", "string"))


# --- reading containers -----------------------------------------------------------------------------------------------

def _all(box: Box) -> Value:
    values = [v for k, v in box.items.items() if k is not COUNT]
    if not values:
        return UNKNOWN
    made = values[0]
    for value in values[1:]:
        made = joined(made, value)
    return Value(made.const if len(values) == 1 and not box.is_shared else NO, made.path, made.taints, made.refs, made.prefix)


def element(flow: Flow, value: Value) -> Value:
    """Any one of a container's values; of a text, a piece."""
    made: Value | None = None
    for ref in value.refs:
        if isinstance(ref, Box) and ref.kind in ("sequence", "table", "object"):
            one = _all(ref)
            made = one if made is None else joined(made, one)
    if made is None:
        return Value(path=attribute(value.path, "[]") if value.path else "", taints=value.taints)
    if value.taints:
        made = Value(NO, made.path, merged(made.taints, value.taints), made.refs)
    return Value(NO, made.path, made.taints, made.refs)


def keys(flow: Flow, value: Value) -> Value:
    return Value(taints=value.taints)


def at(flow: Flow, holder: Value, key: Value) -> Value | None:
    """``holder[key]``, where the holder's content is known."""
    if isinstance(holder.const, str) and isinstance(key.const, int) and not isinstance(key.const, bool):
        return Value(const=holder.const[key.const]) if -len(holder.const) <= key.const < len(holder.const) else UNKNOWN
    made: Value | None = None
    for ref in holder.refs:
        if not isinstance(ref, Box):
            continue
        if key.const is not NO:
            place = key.const
            count = ref.items.get(COUNT)
            if ref.kind == "sequence" and isinstance(place, int) and place < 0 and isinstance(count, int):
                place += count
            if place in ref.items and (ref.kind != "sequence" or isinstance(count, int)):
                one = ref.items[place]
                if ref.is_shared and one.const is not NO:
                    one = Value(path=one.path, taints=one.taints)
            elif ref.kind == "sequence" and isinstance(count, int) and REST not in ref.items:
                one = UNKNOWN
            else:
                one = ref.items.get(REST) if ref.kind == "table" else _all(ref)
                if one is None:
                    one = UNKNOWN if ref.items and REST not in ref.items and not holder.taints else Value(path=attribute(holder.path, str(place)) if holder.path else "", taints=holder.taints)
        else:
            one = _all(ref)
            one = Value(NO, one.path, one.taints, one.refs)
        made = one if made is None else joined(made, one)
    if made is not None and holder.taints:
        made = Value(made.const, made.path, merged(made.taints, holder.taints), made.refs, made.prefix)
    return made


def put(flow: Flow, holder: Value, key: Value, value: Value) -> None:
    for ref in holder.refs:
        if not isinstance(ref, Box):
            continue
        place = key.const if key.const is not NO else REST
        if ref.kind == "sequence" and isinstance(place, int) and not isinstance(ref.items.get(COUNT), int):
            place = REST
        old = ref.items.get(place)
        certain = place is not REST and len(holder.refs) == 1
        flow.write(ref.items, place, value if old is None or certain else joined(old, value))
        if ref.kind == "sequence" and isinstance(place, int) and isinstance(ref.items.get(COUNT), int):
            flow.write(ref.items, COUNT, max(ref.items[COUNT], place + 1))


# --- texts ------------------------------------------------------------------------------------------------------------

def as_text(taints: tuple[Taint, ...]) -> tuple[Taint, ...]:
    return tuple(t if t.is_text else replace(t, is_text=True) for t in taints)


def text_of(flow: Flow, parts: list[Value], node: Node) -> Value:
    """Text put together of these."""
    taints: tuple[Taint, ...] = ()
    start, open_start, is_known = "", True, True
    for part in parts:
        taints = merged(taints, flow.deep(part))
        if part.const is not NO and not part.taints:
            if open_start and len(start) < LONGEST_TEXT:
                start += text_constant(part.const)
        else:
            is_known = False
            if open_start and not part.prefix and not flow.deep(part):
                start += OURS
            else:
                if open_start:
                    start += part.prefix
                open_start = False
    if is_known and not taints and len(start) < LONGEST_TEXT:
        return Value(const=start)
    made = Value(taints=as_text(taints), prefix=start)
    return flow.stepped(made, node.span, "text") if taints else made


def combined(flow: Flow, node: Binary, left: Value, right: Value) -> Value:
    """The value of a binary operator but ``and`` and ``or``."""
    op, a, b = node.op, left.const, right.const
    if op in ("==", "!=") and (named := _of_environment(left, right) or _of_environment(right, left)):
        return Value(const=(named == "production") is (op == "=="))
    if a is not NO and b is not NO:
        known = _computed(op, a, b)
        if known is not NO:
            return Value(const=known, taints=merged(left.taints, right.taints))
    if op == "+":
        if left.box is not None and left.box.kind == "sequence" and right.box is not None:
            return _copied(flow, [left, right])
        text = isinstance(a, str) or isinstance(b, str) or bool(left.prefix)
        if text:
            return text_of(flow, [left, right], node)
        return Value(taints=merged(flow.deep(left), flow.deep(right)))
    if op == "%" and (isinstance(a, str) or left.prefix):
        head = Value(const=str(left.start).split("%")[0]) if left.start else left
        return text_of(flow, [head, *([] if left.const is not NO else [left]), right, UNKNOWN], node)
    if op in ("<<",) and left.box is not None:
        _append(flow, left.box, right)
        return left
    if op == "|" and left.path and right.path:
        return Value(taints=merged(left.taints, right.taints), path=f"{left.path}|{right.path}")
    if op in ("*", ".", "|", "??") or (op == "%" and left.taints):
        return Value(taints=merged(left.taints, right.taints), path="")
    if op == "/" and (isinstance(b, str) or right.taints or _PATHS.search(left.path)) and (left.path or left.taints) and flow.frames[-1].module.syntax.language == "python":
        # pathlib joins so; a number stays a number.
        return Value(taints=merged(left.taints, as_text(right.taints)), path=left.path, prefix=left.prefix)
    return UNKNOWN


_PATHS = re.compile(r"(?:^|\.)(?:Pure)?(?:Posix|Windows)?Path(?:\.\w+)*$")
_ENVIRONMENT = re.compile(r"(?i)(?:^|[._])(?:node_?env|env|environment|app_?env|flask_env|rails_env|django_env)$")


def _of_environment(name: Value, value: Value) -> str:
    """Where code asks for the environment it runs in: what is looked at is what runs in production."""
    if isinstance(value.const, str) and name.const is NO and _ENVIRONMENT.search(name.path):
        word = value.const.lower()
        return "production" if word in ("production", "prod") else "development" if word in ("development", "dev", "test", "testing", "local") else ""
    return ""


def _computed(op: str, a: Any, b: Any) -> Any:
    try:
        if op in ("==", "!="):
            same = a == b and (type(a) is type(b) or (isinstance(a, (int, float)) and isinstance(b, (int, float))))
            return same if op == "==" else not same
        if isinstance(a, str) and isinstance(b, str):
            if op == "+":
                return a + b if len(a) + len(b) < LONGEST_TEXT else NO
            if op in ("in", "not in"):
                return (a in b) is (op == "in")
            if op in ("<", ">", "<=", ">="):
                return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op]
        if op == "*" and isinstance(a, str) and isinstance(b, int) and 0 < b * len(a) < LONGEST_TEXT:
            return a * b
        if op == "+" and (isinstance(a, str) or isinstance(b, str)) and not isinstance(a, float) and not isinstance(b, float):
            return text_constant(a) + text_constant(b)
        if isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a) < 1e15 and abs(b) < 1e15:
            if op == "/" and b:
                whole = isinstance(a, int) and isinstance(b, int)
                return int(a / b) if whole else a / b
            if op == "%" and b and isinstance(a, int) and isinstance(b, int):
                return a - b * int(a / b)
            if op in _NUMBERS:
                return _NUMBERS[op](a, b)
    except (TypeError, ValueError, OverflowError):
        pass
    return NO


_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}


# --- what is made and called ------------------------------------------------------------------------------------------

_SEQUENCES = frozenset(["ArrayList", "LinkedList", "Vector", "Stack", "List", "list", "tuple", "set", "frozenset", "HashSet", "TreeSet", "LinkedHashSet", "Set", "Array", "ArrayDeque", "PriorityQueue", "deque", "collections.deque", "SplObjectStorage", "CopyOnWriteArrayList"])
_TABLES = frozenset(["HashMap", "LinkedHashMap", "TreeMap", "Hashtable", "ConcurrentHashMap", "Map", "WeakMap", "dict", "OrderedDict", "defaultdict", "Dictionary", "ConfigParser", "RawConfigParser", "SafeConfigParser", "Properties", "URLSearchParams", "FormData", "SortedDictionary"])
_TEXTS = frozenset(["StringBuilder", "StringBuffer", "StringWriter", "StringIO", "StringJoiner"])


def _made(flow: Flow, name: str, args: list[Value], named: dict[str, Value]) -> Value | None:
    if name in _TEXTS:
        items = flow.items()
        items["text"] = args[0] if args and not isinstance(args[0].const, int) else Value(const="")
        return Value(path=name, refs=(Box("text", items),))
    if name in _SEQUENCES or name.endswith("[]"):
        if len(args) == 1 and not isinstance(args[0].const, int):
            made = _copied(flow, args[:1])
            return Value(path=name, taints=args[0].taints, refs=made.refs)
        items = flow.items()
        items[COUNT] = 0
        return Value(path=name, refs=(Box("sequence", items),))
    if name in _TABLES:
        items = flow.items()
        for value in args:
            if value.box is not None and value.box.kind == "table":
                items.update(value.box.items)
            elif flow.deep(value):
                items[REST] = Value(taints=flow.deep(value))
        items.update(named)
        return Value(path=name, refs=(Box("table", items),))
    return None


def _copied(flow: Flow, values: list[Value]) -> Value:
    items = flow.items()
    count: int | None = 0
    for value in values:
        box = value.box
        n = box.items.get(COUNT) if box is not None else None
        if isinstance(n, int) and count is not None and box is not None and REST not in box.items and not value.taints:
            for i in range(n):
                items[count + i] = box.items.get(i, UNKNOWN)
            count += n
        else:
            count = None
            one = element(flow, value)
            items[REST] = joined(items[REST], one) if REST in items else one
    items[COUNT] = count
    return Value(refs=(Box("sequence", items),))


def _append(flow: Flow, box: Box, value: Value) -> None:
    count = box.items.get(COUNT)
    if isinstance(count, int) and count < 200:
        flow.write(box.items, count, value)
        flow.write(box.items, COUNT, count + 1)
    else:
        flow.write(box.items, COUNT, None)
        flow.write(box.items, REST, joined(box.items[REST], value) if REST in box.items else value)


def _shift(flow: Flow, box: Box, at: int, by: int) -> bool:
    """Moves what stands at a place and after it; False where the length is not known."""
    count = box.items.get(COUNT)
    if not isinstance(count, int) or not 0 <= at <= count:
        return False
    kept = [box.items.get(i, UNKNOWN) for i in range(count)]
    moved = kept[:at] + ([UNKNOWN] * by if by > 0 else []) + (kept[at:] if by > 0 else kept[at - by:])
    for i, value in enumerate(moved):
        flow.write(box.items, i, value)
    for i in range(len(moved), count):
        flow.write(box.items, i, UNKNOWN)
    flow.write(box.items, COUNT, len(moved))
    return True


_APPEND = frozenset(["append", "add", "push", "addLast", "offer", "enqueue", "Add", "Push", "push_back", "addElement", "unshift", "appendleft", "addFirst"])
_EACH = frozenset(["forEach", "map", "filter", "find", "some", "every", "flatMap", "findIndex", "each", "each_with_index", "select", "reject", "collect", "reduce", "then", "done", "success", "finally", "tap", "ForEach", "Select", "Where", "anyMatch", "allMatch", "map!", "detect"])
_SAME = frozenset(["slice", "copy", "clone", "sort", "sorted", "reverse", "reversed", "concat", "stream", "iterator", "values", "toArray", "elements", "items", "entries", "entrySet", "list", "filter", "splice", "flat", "subList", "toList", "collect", "asList", "clone", "distinct", "keys", "keySet", "trim_to_size", "ToList", "ToArray", "AsEnumerable", "Distinct", "Values", "array_values", "as_list", "to_a", "limit", "skip", "unmodifiableList", "parallelStream"])


EXPRESSIONS = frozenset(["RegExp", "re.compile", "regex.compile", "java.util.regex.Pattern.compile", "Pattern.compile", "Regexp.new", "regexp.MustCompile", "regexp.Compile", "System.Text.RegularExpressions.Regex", "Regex"])


_ADDRESSES = frozenset(["URI", "java.net.URI", "URI.create", "java.net.URI.create", "URL", "java.net.URL", "Uri", "System.Uri"])


def call(flow: Flow, node: Call, path: str, receiver: Value, args: list[Value], named: dict[str, Value]) -> Value | None:
    """What a call of the language's own makes; None for what is not known here."""
    name = path.rsplit(".", 1)[-1]
    if not receiver.refs and receiver.const is NO and (made := _made(flow, name, args, named)) is not None and (getattr(node, "is_new", False) or name[:1].isupper() or "." not in path or path.startswith("collections.")):
        return made
    box = receiver.box
    if box is not None:
        made = _on_box(flow, node, name, receiver, box, args, named)
        if made is not None:
            return made
    elif receiver.refs and any(isinstance(r, Box) for r in receiver.refs) and name in ("get", "getOrDefault", "getProperty"):
        return at(flow, receiver, args[0]) if args else None
    if name in _EACH and any(isinstance(r, Closure) for a in args for r in a.refs):
        one = receiver if name in ("then", "done", "success", "tap") else element(flow, receiver)
        results = [flow.enter(r, [one] if name != "reduce" else [one, one], {}, node) for a in args for r in a.refs if isinstance(r, Closure)]
        made = results[0]
        for result in results[1:]:
            made = joined(made, result)
        if name == "reduce":
            return Value(taints=made.taints)
        if name in ("then", "done", "success"):
            return Value(made.const, path=made.path or "?", taints=made.taints, refs=made.refs)
        items = flow.items()
        items[REST] = one if name in ("filter", "find", "select", "reject", "Where", "detect", "tap") else made
        items[COUNT] = None
        return one if name in ("find", "detect") else Value(refs=(Box("sequence", items),), path=receiver.path)
    if isinstance(receiver.const, str):
        made = _on_text(flow, node, name, receiver.const, args, named, receiver)
        if made is not None:
            return made
    if receiver.taints or receiver.prefix:
        if name in ("strip", "trim", "lower", "upper", "toLowerCase", "toUpperCase", "toString", "rstrip", "decode", "encode", "toLocaleLowerCase", "String", "intern", "valueOf", "getBytes", "toCharArray"):
            return Value(path=attribute(receiver.path, name), taints=as_text(receiver.taints), prefix=receiver.prefix)
        if name == "concat" and args:
            return text_of(flow, [receiver, *args], node)
        if name == "delete" and len(args) == 1 and isinstance(args[0].const, str) and flow.frames[-1].module.syntax.language == "ruby":
            cleans = frozenset().union(*map(flow.harmless_without, args[0].const))
            return Value(path=receiver.path, taints=as_text(tuple(replace(t, cleaned=t.cleaned | cleans) for t in receiver.taints)))
        if name in ("replace", "replaceAll", "gsub", "ReplaceAll", "Replace") and len(args) > 1 and (made := _replaced(flow, name, receiver, args)) is not None:
            return made
    if name in ("format", "Format", "sprintf", "Sprintf", "formatted", "printf") and (args or named):
        first = args[0] if args and name != "formatted" else receiver
        others = args[1:] if name != "formatted" else args
        if isinstance(first.start, str) and first.start:
            head = re.split(r"[%{]", first.start, maxsplit=1)[0]
            return text_of(flow, [Value(const=head), first if first.const is NO else UNKNOWN, *others, *named.values()], node)
    if path == "str_replace" and len(args) == 3 and (made := _replaced_all(flow, args)) is not None:
        return made
    if path in ("str", "String", "unicode", "String.valueOf", "java.lang.String.valueOf", "Buffer.from", "bytes.fromhex", "bytes", "bytearray", "Object.toString", "strval") and args:
        one = args[0]
        return Value(text_constant(one.const) if one.const is not NO else NO, taints=as_text(flow.deep(one)), prefix=one.prefix)
    if path in _ADDRESSES and len(args) == 1:
        return Value(path=path, taints=as_text(flow.deep(args[0])), prefix=args[0].start)
    if path in ("re.sub", "regex.sub") and len(args) > 2 and isinstance(args[0].const, str) and isinstance(args[1].const, str) and args[2].taints:
        made = _replaced(flow, "gsub", args[2], [Value(path="RegExp", prefix=args[0].const), args[1]])
        if made is not None:
            return made
    if path in EXPRESSIONS and args and isinstance(args[0].const, str):
        return Value(path=path, prefix=args[0].const)
    if path in ("util.promisify", "promisify") and args and not args[0].refs:
        return args[0]
    if name in ("bind", "call", "apply") and any(isinstance(r, Closure) for r in receiver.refs):
        bound = [r.bound(args[0]) if args and args[0].refs and r.this is None else r for r in receiver.refs if isinstance(r, Closure)]
        if name == "bind":
            return Value(path=receiver.path, refs=tuple(bound))
        rest = args[1:] if name == "call" else [at(flow, args[1], Value(const=i)) or UNKNOWN for i in range(4)] if len(args) > 1 else []
        return flow.enter(bound[0], rest, {}, node)
    if path in ("getattr", "Reflect.get") and len(args) >= 2 and isinstance(args[1].const, str):
        return flow.attribute(args[0], args[1].const, node)
    if path in ("Object.assign", "_.assign", "_.extend", "lodash.assign", "lodash.merge", "_.merge", "extend", "util._extend") and args:
        for value in args[1:]:
            _pour(flow, args[0], value)
        return args[0]
    if path in ("Object.keys",) and args:
        return Value(taints=args[0].taints)
    if path in ("Object.values", "Object.entries", "Array.from", "list", "tuple", "sorted", "reversed", "iter", "enumerate", "Arrays.asList", "java.util.Arrays.asList", "List.of", "java.util.List.of", "Set.of", "zip", "set") and args:
        if path.endswith(("asList", ".of")):
            items = flow.items()
            items.update(enumerate(args))
            items[COUNT] = len(args)
            return Value(refs=(Box("sequence", items),))
        return Value(taints=args[0].taints, refs=_copied(flow, args[:1]).refs)
    if path in ("JSON.stringify", "json.dumps") and args:
        return Value(path=path, taints=as_text(flow.deep(args[0])))
    if name == "setState" and args and box is not None:
        if not isinstance(box.items.get("state"), Value) or box.items["state"].box is None:
            flow.write(box.items, "state", Value(refs=(Box("table", flow.items()),)))
        for value in (flow.enter(r, [], {}, node) for r in args[0].refs if isinstance(r, Closure)) if args[0].box is None else args[:1]:
            _pour(flow, box.items["state"], value)
        return UNKNOWN
    if name in _OF_STATE and (made := _state(flow, node, path, args)) is not None:
        return made
    if path in ("require", "import") and args and isinstance(args[0].const, str):
        frame = flow.frames[-1]
        found = flow.world.imported(frame.module, args[0].const)
        return found or Value(path=args[0].const.removeprefix("node:").lstrip("./@").replace("/", "."))
    return None


_STATES = frozenset(["useState", "react.useState", "React.useState", "preact.hooks.useState"])
_CELLS = frozenset(["ref", "vue.ref", "shallowRef", "vue.shallowRef"])
_DERIVED = frozenset(["computed", "vue.computed"])
_SAME_OBJECT = frozenset(["reactive", "vue.reactive", "shallowReactive", "vue.shallowReactive", "readonly", "vue.readonly", "toRefs", "vue.toRefs", "toRaw", "vue.toRaw", "toValue", "vue.toValue", "unref", "vue.unref"])
_WATCHES = frozenset(["watch", "vue.watch"])

_OF_STATE = frozenset(path.rsplit(".", 1)[-1] for path in _STATES | _CELLS | _DERIVED | _SAME_OBJECT | _WATCHES)


def _state(flow: Flow, node: Node, path: str, args: list[Value]) -> Value | None:
    """What interfaces keep between two drawings: Vue's cells, React's pair of a state and what sets it."""
    first = args[0] if args else UNKNOWN
    closure = next((r for r in first.refs if isinstance(r, Closure)), None)
    if path in _CELLS:
        items = flow.items()
        items["value"] = first
        return Value(path=path, refs=(Box("object", items, is_shared=True),))
    if path in _DERIVED and closure is not None:
        items = flow.items()
        items["value"] = flow.enter(closure, [], {}, node)
        return Value(path=path, refs=(Box("object", items, is_shared=True),))
    if path in _SAME_OBJECT and args:
        return first
    if path in _WATCHES and len(args) > 1:
        seen = flow.enter(closure, [], {}, node) if closure is not None else first.box.items.get("value", first) if first.box is not None else first
        for ref in args[1].refs:
            if isinstance(ref, Closure):
                flow.enter(ref, [seen, UNKNOWN], {}, node)
        return UNKNOWN
    if path in _STATES:
        state, setter = flow.state(node)
        begins = flow.enter(closure, [], {}, node) if closure is not None else first
        put(flow, state, UNKNOWN, Value(path=begins.path, taints=flow.deep(begins)))
        items = flow.items()
        items.update({0: state, 1: setter, COUNT: 2})
        return Value(refs=(Box("sequence", items),))
    return None


def _replaced(flow: Flow, name: str, receiver: Value, args: list[Value]) -> Value | None:
    """A text from which every occurrence of one character, or of one of several, was taken; taking out longer pieces leaves what their rest makes up."""
    piece, by = args[0].const, args[1].const
    if isinstance(piece, str) and name == "replaceAll" and flow.frames[-1].module.syntax.language == "java":
        # Java's takes an expression; a text of one character, not special in one, is the same either way.
        cleans = lacking(flow, piece)
    elif piece is NO and (args[0].path in EXPRESSIONS) and ("g" in args[0].options or args[0].path != "RegExp" or name in ("gsub", "ReplaceAll")):
        cleans = lacking(flow, args[0].prefix)
        if isinstance(by, str) and by[:1] not in ("&", "\\") and re.search(_class(args[0].prefix) or "$^", by):
            return None
    elif isinstance(piece, str) and len(piece) == 1 and isinstance(by, str) and (piece not in by or by[:1] in ("&", "\\", piece)):
        if name == "replace" and flow.frames[-1].module.syntax.language in ("javascript", "typescript"):
            return None
        cleans = flow.harmless_without(piece)
    else:
        return None
    return Value(path=receiver.path, taints=as_text(tuple(replace(t, cleaned=t.cleaned | cleans) for t in receiver.taints))) if cleans else None


def _replaced_all(flow: Flow, args: list[Value]) -> Value | None:
    """PHP's ``str_replace``: a text from which each of several characters was taken."""
    items = [args[0]] if args[0].const is not NO else [v for box in args[0].refs if isinstance(box, Box) for k, v in box.items.items() if isinstance(k, int)]
    by = args[1].const
    pieces = [v.const for v in items]
    if not pieces or not isinstance(by, str) or not all(isinstance(p, str) and len(p) == 1 and p not in by for p in pieces):
        return None
    cleans = frozenset().union(*(flow.harmless_without(p) for p in pieces))
    return Value(path=args[2].path, taints=as_text(tuple(replace(t, cleaned=t.cleaned | cleans) for t in flow.deep(args[2])))) if cleans else None


_NAMED_CLASS = re.compile(r"(?<!\[)\\p\{(?:Cntrl|Cc|IsControl)\}(?!\])")
_ONE_OF = re.compile(r"\[(?:[^\]\\]|\\[\s\S])+\]|\\[^bBdDwWsS\d]|[^\\\[\](){}*+?|^$.]")
_ALIVE = "'\"`;&|<>$(){}[]\\/*?!#=%:@,\n\r\t"
"""Characters without which a text is a word in every language."""


def _class(expression: str) -> str | None:
    """The expression, where it matches single characters, or runs of them, and nothing else."""
    expression = _NAMED_CLASS.sub(r"[\\x00-\\x1f\\x7f]", expression)
    pieces = _ONE_OF.findall(expression)
    bare = "|".join(pieces)
    try:
        return bare if pieces and re.sub(r"[+*]$|^\((?:\?:)?|\)$", "", expression).strip("()") == bare and re.compile(bare) else None
    except re.error:
        return None


def lacking(flow: Flow, expression: str) -> frozenset[str]:
    """The rules for which a text does no harm in which nothing matches this."""
    one_of = _class(expression)
    if one_of is None:
        return frozenset()
    rules = flow.rules()
    if not re.sub(one_of, "", _ALIVE):
        return frozenset(rule.id for rule in rules if not rule.harmless_prefix)
    return frozenset(rule.id for rule in rules if any(re.search(one_of, piece) for piece in rule.harmless_without))


def _last(value: Value) -> str:
    """The name of a setting: a constant's last part, be it a URL or a path."""
    return re.split(r"[/.]", value.const if isinstance(value.const, str) else value.path)[-1]


def _pour(flow: Flow, into: Value, value: Value) -> None:
    box, other = into.box, value.box
    if box is None:
        return
    if other is not None:
        for key, item in list(other.items.items()):
            if key is not COUNT:
                old = box.items.get(key)
                flow.write(box.items, key, item if key is not REST or old is None else joined(old, item))
    elif value.taints or value.path:
        flow.write(box.items, REST, joined(box.items[REST], value) if REST in box.items else value)


def _on_box(flow: Flow, node: Call, name: str, receiver: Value, box: Box, args: list[Value], named: dict[str, Value]) -> Value | None:
    items = box.items
    if box.kind == "text":
        if name in ("append", "write", "add", "concat", "WriteString", "Append", "AppendLine", "appendCodePoint", "AppendFormat"):
            flow.write(items, "text", text_of(flow, [items["text"], *args], node))
            return receiver
        if name in ("toString", "getvalue", "String", "ToString", "substring", "getBuffer", "read"):
            return items["text"]
        if name in ("insert", "replace", "setCharAt"):
            old = items["text"]
            flow.write(items, "text", text_of(flow, [Value(taints=old.taints), *args], node))
            return receiver
        if name in ("reverse", "deleteCharAt", "delete"):
            old = items["text"]
            flow.write(items, "text", Value(taints=old.taints))
            return receiver
        return None
    if box.kind == "object":
        return _accessed(flow, box, name, args) if box.type is not None and name not in items else None
    if box.kind == "settings":
        if name.startswith(("set", "enable", "disable", "add", "allow", "with", "configure")) and args:
            key = f"{name} {_last(args[0])}" if len(args) > 1 else name
            flow.write(items, key, args[-1])
            return receiver if name.startswith(("with", "add")) else UNKNOWN
        # What it makes is set up as it is.
        taints: tuple[Taint, ...] = ()
        for value in args:
            taints = merged(taints, flow.deep(value))
        return Value(path=attribute(receiver.path, name), taints=taints, refs=receiver.refs)
    if box.kind == "sequence":
        if name in _APPEND and args:
            if len(args) == 2 and name == "add":
                name = "insert"
            elif name in ("unshift", "appendleft", "addFirst"):
                if _shift(flow, box, 0, 1):
                    flow.write(items, 0, args[0])
                else:
                    _append(flow, box, args[0])
                return UNKNOWN
            else:
                for value in args:
                    _append(flow, box, value)
                return receiver if name in ("append", "push") and flow.frames[-1].module.syntax.language in ("ruby", "go") else UNKNOWN
        if name in ("insert", "Insert") and len(args) == 2:
            place = args[0].const
            if isinstance(place, int) and _shift(flow, box, place, 1):
                flow.write(items, place, args[1])
            else:
                flow.write(items, REST, joined(items[REST], args[1]) if REST in items else args[1])
                flow.write(items, COUNT, None)
            return UNKNOWN
        if name in ("pop", "shift", "remove", "removeFirst", "removeLast", "poll", "popleft", "pollFirst", "RemoveAt"):
            count = items.get(COUNT)
            if isinstance(count, int) and count:
                place = args[0].const if args and isinstance(args[0].const, int) else None if args else 0 if name in ("shift", "removeFirst", "poll", "popleft", "remove", "pollFirst") else count - 1
                if isinstance(place, int) and -count <= place < count:
                    place %= count
                    taken = items.get(place, UNKNOWN)
                    _shift(flow, box, place, -1)
                    return taken
                if args and args[0].const is not NO and (found := next((i for i in range(count) if items.get(i, UNKNOWN).const == args[0].const), None)) is not None:
                    _shift(flow, box, found, -1)
                    return UNKNOWN
            return element(flow, receiver)
        if name in ("extend", "addAll", "AddRange"):
            for value in args[-1:]:
                other = value.box
                count = other.items.get(COUNT) if other is not None else None
                if other is not None and isinstance(count, int):
                    for i in range(count):
                        _append(flow, box, other.items.get(i, UNKNOWN))
                else:
                    flow.write(items, COUNT, None)
                    one = element(flow, value)
                    flow.write(items, REST, joined(items[REST], one) if REST in items else one)
            return UNKNOWN
        if name in ("get", "at", "elementAt", "getItem", "ElementAt", "nth") and args:
            return at(flow, receiver, args[0])
        if name in ("first", "peek", "getFirst", "firstElement", "element", "First", "FirstOrDefault", "last", "getLast", "Last", "next"):
            count = items.get(COUNT)
            place = 0 if name.lower().startswith(("first", "getfirst", "element", "next")) else -1
            return at(flow, receiver, Value(const=place)) if isinstance(count, int) and name not in ("next",) else element(flow, receiver)
        if name in ("join", "Join") and not any(isinstance(r, Closure) for a in args for r in a.refs):
            return text_of(flow, [*(v for k, v in items.items() if k is not COUNT), UNKNOWN], node)
        if name in ("size", "length", "count", "len", "__len__", "Count"):
            count = items.get(COUNT)
            return Value(const=count) if isinstance(count, int) else UNKNOWN
        if name in ("contains", "includes", "indexOf", "isEmpty", "Contains", "include?", "__contains__", "index", "lastIndexOf", "has"):
            return UNKNOWN
        if name in ("clear", "removeAll", "Clear"):
            for key in list(items):
                if key is not COUNT:
                    flow.write(items, key, UNKNOWN)
            flow.write(items, COUNT, 0)
            return UNKNOWN
        if name in ("set", "Set") and len(args) == 2:
            put(flow, receiver, args[0], args[1])
            return UNKNOWN
        if name in _SAME and not any(isinstance(r, Closure) for a in args for r in a.refs):
            return Value(path=receiver.path, taints=receiver.taints, refs=_copied(flow, [receiver, *(a for a in args if a.box is not None or (name == "concat" and flow.deep(a)))]).refs)
        return None
    if name in ("set", "get") and len(args) == (3 if name == "set" else 2) and all(a.const is not NO for a in args[:2]) and receiver.path.endswith("ConfigParser"):
        section = Value(const=f"{args[0].const}\n{args[1].const}")
        if name == "get":
            return at(flow, receiver, section)
        put(flow, receiver, section, args[2])
        return UNKNOWN
    if name in ("put", "set", "setProperty", "__setitem__", "Add", "putIfAbsent", "setdefault", "append", "setAttribute", "addAttribute", "store", "Set") and len(args) >= 2:
        put(flow, receiver, args[0], args[1])
        return at(flow, receiver, args[0]) if name == "setdefault" else receiver if name == "set" else UNKNOWN
    if name in ("get", "getOrDefault", "getProperty", "pop", "remove", "getAttribute", "fetch", "__getitem__", "dig", "TryGetValue", "delete") and args and name not in items:
        if name == "getProperty" and args[0].const not in items and isinstance(args[0].const, str) and (known := flow.world.setting(args[0].const)):
            return Value(const=known[0]) if len(known) == 1 else Value(options=known)
        found = at(flow, receiver, args[0])
        if len(args) > 1 and found is not None and (args[0].const is NO or args[0].const not in items):
            found = joined(found, args[1])
        return found
    if name in ("update", "putAll", "merge", "assign") and (args or named):
        for value in args:
            _pour(flow, receiver, value)
        for key, value in named.items():
            flow.write(items, key, value)
        return receiver
    if name in ("keys", "keySet", "Keys") and name not in items:
        return Value(taints=receiver.taints)
    if name in ("containsKey", "has", "hasOwnProperty", "isEmpty", "size", "containsValue", "ContainsKey", "key?", "has_key?") and name not in items:
        return UNKNOWN
    if name in ("values", "entrySet", "items", "entries", "Values", "copy", "clone") and name not in items:
        made = flow.items()
        if name in ("copy", "clone"):
            made.update(items)
            return Value(path=receiver.path, taints=receiver.taints, refs=(Box("table", made),))
        one = element(flow, receiver)
        if name in ("items", "entries", "entrySet"):
            pair = flow.items()
            pair.update({0: UNKNOWN, 1: one, "value": one, COUNT: 2})
            one = Value(taints=one.taints, refs=(Box("sequence", pair),))
        made[REST] = one
        made[COUNT] = None
        return Value(refs=(Box("sequence", made),))
    return None


_ACCESSOR = re.compile(r"(get|is|set)([A-Z]\w*)")


def _accessed(flow: Flow, box: Box, name: str, args: list[Value]) -> Value | None:
    """A property's accessor that nobody wrote: annotations have it made."""
    match = _ACCESSOR.fullmatch(name)
    if match is None or len(args) != (match[1] == "set"):
        return None
    field = match[2][:1].lower() + match[2][1:]
    if field not in box.items:
        return None
    if match[1] == "set":
        flow.write(box.items, field, args[0])
        return UNKNOWN
    found: Value = box.items[field]
    return Value(path=found.path, taints=found.taints, refs=found.refs) if box.is_shared else found


def _on_text(flow: Flow, node: Call, name: str, text: str, args: list[Value], named: dict[str, Value], receiver: Value) -> Value | None:
    """A method of a constant."""
    consts = [a.const for a in args]
    if name == "join" and args:
        box = args[0].box
        if box is not None:
            return text_of(flow, [*(v for k, v in box.items.items() if k is not COUNT), UNKNOWN], node)
        return Value(taints=as_text(flow.deep(args[0])))
    if name in ("format", "formatted") and (args or named):
        return text_of(flow, [Value(const=re.split(r"[{%]", text, maxsplit=1)[0]), *args, *named.values(), UNKNOWN], node)
    if any(c is NO for c in consts):
        if name in ("replace", "replaceAll", "concat", "format_map", "replacen") and args:
            return text_of(flow, [receiver if name == "concat" else Value(prefix=""), *args], node)
        return None
    try:
        if name in ("charAt", "at") and isinstance(consts[0], int):
            return Value(const=text[consts[0]] if 0 <= consts[0] < len(text) else "")
        if name in ("substring", "slice", "Substring") and consts and all(isinstance(c, int) and c >= 0 for c in consts):
            return Value(const=text[consts[0]:consts[1]] if len(consts) > 1 else text[consts[0]:])
        if name in ("length", "len", "size", "__len__"):
            return Value(const=len(text))
        if name in ("lower", "toLowerCase", "downcase", "ToLower"):
            return Value(const=text.lower())
        if name in ("upper", "toUpperCase", "upcase", "ToUpper"):
            return Value(const=text.upper())
        if name in ("strip", "trim", "Trim") and not consts:
            return Value(const=text.strip())
        if name in ("equals", "Equals") and consts:
            return Value(const=text == consts[0])
        if name in ("equalsIgnoreCase",) and isinstance(consts[0], str):
            return Value(const=text.lower() == consts[0].lower())
        if name in ("startswith", "startsWith") and isinstance(consts[0], str):
            return Value(const=text.startswith(consts[0]))
        if name in ("endswith", "endsWith") and isinstance(consts[0], str):
            return Value(const=text.endswith(consts[0]))
        if name in ("contains", "includes") and isinstance(consts[0], str):
            return Value(const=consts[0] in text)
        if name in ("replace", "replaceAll") and len(consts) >= 2 and all(isinstance(c, str) for c in consts[:2]) and len(text) < 2000:
            return Value(const=text.replace(consts[0], consts[1]))
        if name == "concat" and all(isinstance(c, str) for c in consts):
            return Value(const=text + "".join(consts))
        if name in ("toString", "intern", "encode", "decode", "String", "getBytes", "ToString", "valueOf", "toCharArray"):
            return Value(const=text)
        if name == "split" and (not consts or isinstance(consts[0], str)):
            pieces = text.split(consts[0] or None) if consts else text.split()
            items = flow.items()
            items.update({i: Value(const=p) for i, p in enumerate(pieces[:100])})
            items[COUNT] = len(pieces[:100])
            return Value(refs=(Box("sequence", items),))
    except (IndexError, ValueError, TypeError):
        return UNKNOWN
    return None


