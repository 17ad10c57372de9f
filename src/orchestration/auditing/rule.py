"""What the audit looks for: a rule a file, and what libraries do with values; both are data that name no project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from ..model.errors import BadValue
from ..model.text import Text, same
from .repairing.repair import Repair, repairs
from .structure import Structure

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
CONFIDENCES = ("high", "medium", "low")
ATTACKERS = frozenset({"remote", "stored", "local", "parameter"})
"""Kinds of values somebody else chose. What a page in a browser finds in its own address is ``page``: it harms who follows a link, not the server."""
PREDICTABLE = "predictable"
"""A random number one can compute: still one after it was made an integer, where an attacker's text would be gone."""
FRAGILE = frozenset({"password", "secret", "error"})
"""Kinds that a value is by what it says: what a function nobody knows makes of it is something else."""

RULES = Path(__file__).with_name("rules")
LIBRARIES = Path(__file__).with_name("libraries")

_MARKED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one argument for a use to count."""

    place: int | str
    """Its position or name; ``receiver``; ``count`` is how many there are."""
    test: str
    """``is`` a constant, ``not`` it, ``except``: anything but it, also what is not known, ``text`` (a constant text that matches), ``matches`` (also a path), ``unlike`` (a start or path that does not), ``lacks``, ``may_start`` (a text of which it is not known that it starts otherwise), ``below``, ``absent``, ``present``, ``constant``, ``variable``, or
    ``catastrophic``, ``polynomial``: an expression that takes exponential time, or time that grows as a power; ``looked``: a file that this function asked about before; or ``always``: a function that says yes to everything."""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Use:
    """One way in which code uses a library: a call, a reading, an assignment, a mark."""

    role: str
    """``sink``, ``misuse``, ``render`` (a template's name, and what it is handed), ``source``, ``clean``, ``guard``, ``handler``, ``type``, ``fill`` (writes into its arguments), ``save`` (writes to a file: which, and what), ``open`` (gives what is in a file), ``look`` (asks about a file), ``parse`` (raises unless its argument is harmless, or, with the type ``true``, unless it is true), or ``settled``: after it the rule's sinks do no harm in this function."""
    form: str
    """``call``, ``read``, ``assign``, ``mark``, ``returned``; ``extends``: a class that states this base; ``bind``: a name a value is given, be it a variable's, a field's, a key's or an argument's;
    ``function``: the name under which a file offers one."""
    pattern: str
    rule: str = ""
    places: tuple[int | str, ...] = ()
    """Of a sink: where the value does harm; ``*`` is every argument, ``file 0`` what is in the file that is named there."""
    when: tuple[Condition, ...] = ()
    kind: str = ""
    """Of a source: who chose it. Of a sink: kinds of values that do harm here, besides the rule's (``answer|property``). Of a guard: ``whole``, where what it looks at speaks for all that came from the same place."""
    types: tuple[str, ...] = ()
    """Of a handler: its parameters' types. ``@remote``: the attacker's own text."""
    tag: str = ""
    """Of a handler: what becomes of the value it returns. Of a sink: only what is of this kind, too, does harm."""
    cleans: frozenset[str] = frozenset()
    """Rules; empty: all."""
    severity: Severity | None = None
    doubts: int = 0
    is_shallow: bool = False
    """Only the value itself does harm, not what lies in it."""
    says: Text | None = None
    is_configured: bool = False
    """Of a type: what is set on the object is remembered."""
    fixed_without: str = ""
    """Of a handler's mark: without this in its first argument, the path is the code's own."""
    unless: str = ""
    """Of a source: not in a handler with this tag."""
    imports: tuple[str, ...] = ()
    """Only in files that import one of these."""
    beside: str = ""
    """Only in files that assign this name, too."""


@dataclass(frozen=True, slots=True)
class TextUse:
    """A line of a file that no parser of ours reads."""

    files: re.Pattern[str]
    """Their paths."""
    expression: re.Pattern[str]
    near: str
    """Stands in every such file."""
    use: Use


@dataclass(frozen=True, slots=True)
class Example:
    language: str
    """Or a file's path, for what is found in texts."""
    code: str
    is_bad: bool
    lines: tuple[int, ...] = ()
    """Where the bad ones' findings are, if it says so."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: Text
    cwe: int
    severity: Severity
    why: Text
    fix: Text
    references: tuple[str, ...] = ()
    harmless_prefix: str = ""
    """Text in front of the value after which it does no harm: a whole host before a path."""
    harmless_names: str = ""
    """Sources that do it no harm, whoever chose them: a redirect to the page's own path."""
    harmless_kinds: frozenset[str] = frozenset()
    harmless_without: tuple[str, ...] = ()
    """A text that was seen to lack one of these does no harm."""
    kinds: frozenset[str] = ATTACKERS
    """Whose values do harm: an attacker's, or what the rule's own sources make."""
    passes: bool = False
    """What reaches the place goes on from there: a text that was searched is still the attacker's. (A query's result is not.)"""
    harmless_keys: frozenset[str] = frozenset()
    """What lies under these is a value, whatever it is: MongoDB's ``$eq``."""
    harmless_near: re.Pattern[str] | None = None
    """Of misuses: names in the statement, of the function and of the class that say what it is for, and that this is harmless."""
    harmful_near: re.Pattern[str] | None = None
    """Where one of these stands there, too, it is not; where a rule names some and none stands there, it is less sure."""
    harmless_within: re.Pattern[str] | None = None
    """The same, anywhere in the function."""
    harmless_tags: frozenset[str] = frozenset()
    """In a handler with one of these, the framework has seen to it: what it takes was checked against a schema."""
    is_built: bool = False
    """The flaw is where the text is put together, be the place that uses it shared by many."""
    needs_text: bool = False
    """Only text that was put together does harm."""
    is_harmless_in_tests: bool = False
    """A test's password, key or cookie guards nothing."""
    needs_object: bool = False
    """Text does no harm; what a parser of requests makes of ``a[$ne]=`` does."""
    examples: tuple[Example, ...] = ()
    uses: tuple[tuple[str, Use], ...] = field(default=(), repr=False)
    """(family of languages, use)."""
    structures: tuple[tuple[str, Structure, Use], ...] = field(default=(), repr=False)
    """(family of languages, what of the tree, how it is graded)."""
    texts: tuple[TextUse, ...] = field(default=(), repr=False)
    repairs: tuple[tuple[str, Repair], ...] = field(default=(), repr=False)
    """(family of languages, one way to repair what the rule finds), in the order in which they are tried."""


class Library:
    """Every use of one family of languages, found by the name that stands last in a path."""

    def __init__(self, uses: Iterable[Use], rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self._by_name: dict[tuple[str, str], list[tuple[str, Use]]] = {}
        self._wild: dict[str, list[tuple[str, Use]]] = {}
        self._known: dict[tuple[str, str], tuple[Use, ...]] = {}
        self.parameters: list[Use] = []
        self._binds: list[tuple[re.Pattern[str], Use]] = []
        self._bound: dict[str, tuple[Use, ...]] = {}
        for use in uses:
            if use.form == "parameters":
                self.parameters.append(use)
                continue
            if use.form == "bind":
                self._binds.append((re.compile(use.pattern), use))
                continue
            for pattern in spread(use.pattern):
                expression, last = _expression(pattern), pattern.rsplit(".", 1)[-1]
                if "*" in last:
                    self._wild.setdefault(use.form, []).append((expression, use))
                else:
                    self._by_name.setdefault((use.form, last), []).append((expression, use))

    def names(self, form: str) -> set[str]:
        return {name for (f, name) in self._by_name if f == form}

    def bound(self, name: str) -> tuple[Use, ...]:
        found = self._bound.get(name)
        if found is None:
            found = self._bound[name] = tuple(use for expression, use in self._binds if expression.search(name))
        return found

    def of(self, form: str, path: str) -> tuple[Use, ...]:
        key = (form, path)
        found = self._known.get(key)
        if found is None:
            last = path.rsplit(".", 1)[-1]
            found = self._known[key] = tuple(dict.fromkeys(use for expression, use in [*self._by_name.get((form, last), ()), *self._wild.get(form, ())] if _asked(expression).fullmatch(path)))
        return found


@cache
def _asked(expression: str) -> re.Pattern[str]:
    """One project asks for a few of thousands."""
    return re.compile(expression)


def spread(pattern: str) -> list[str]:
    """``a.{b,c}`` → ``a.b``, ``a.c``."""
    match = _MARKED.search(pattern)
    if not match:
        return [pattern]
    return [made for option in match[1].split(",") for made in spread(pattern[:match.start()] + option.strip() + pattern[match.end():])]


def _expression(pattern: str) -> str:
    """``*`` alone in front is any way to get there, none included; inside it is any name or part of one."""
    words = pattern.split(".")
    start = ""
    if words[0] == "*" and len(words) > 1:
        start, words = r"(?:[^.]+\.)*", words[1:]
    elif words[0] == "+" and len(words) > 1:
        start, words = r"(?:[^.]+\.)+", words[1:]
    made = []
    for word in words:
        made.append(r"[^.]+(?:\.[^.]+)*" if word == "**" else re.escape(word).replace(r"\*", r"[^.]*"))
    return start + r"\.".join(made)


# --- reading ----------------------------------------------------------------------------------------------------------

@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule, by id.

    Raises:
        BadValue: a rule's file says something that no rule can say.
    """
    return {path.stem: _rule(path) for path in sorted(RULES.glob("*.yaml"))}


@lru_cache(maxsize=8)
def library(family: str) -> Library:
    """
    Args:
        family: as in ``languages.FAMILY``.
    """
    known = rules()
    uses = [use for rule in known.values() for of, use in rule.uses if of == family]
    for path in sorted((LIBRARIES / family).glob("*.yaml")):
        uses += _library_uses(path, _read(path))
    return Library(uses, known)


def _read(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe").load(path.read_text())
    except YAMLError as error:
        raise BadValue(same(f"{path.name}: {error}")) from error
    if not isinstance(found, dict):
        raise BadValue(same(f"{path.name}: not a mapping"))
    return found


_OF_A_RULE = {"title", "cwe", "severity", "why", "fix", "references", "harmless_prefix", "harmless_kinds", "harmless_names", "harmless_without", "needs_object", "harmless_in_tests", "passes", "kinds", "sources", "renders", "sinks", "cleaners", "guards", "misuses", "examples", "structures", "texts", "needs_text", "harmless_keys", "harmless_tags", "built", "settled", "repairs", "harmless_near", "harmful_near", "harmless_within"}


def _rule(path: Path) -> Rule:
    data = _read(path)
    if unknown := set(data) - _OF_A_RULE:
        raise BadValue(same(f"{path.name}: unknown: {', '.join(sorted(unknown))}"), same("known: " + ", ".join(sorted(_OF_A_RULE))))
    id, uses = path.stem, []
    kinds = data.get("kinds", sorted(ATTACKERS))
    for key, role in (("sources", "source"), ("renders", "render"), ("sinks", "sink"), ("cleaners", "clean"), ("guards", "guard"), ("misuses", "misuse"), ("settled", "settled")):
        for family, entries in data.get(key, {}).items():
            for entry in entries:
                use = _use(path, role, entry, id, kind=kinds[0] if role == "source" else "")
                uses.append((family, use))
    structures = tuple((family, _structure(path, entry), _grade(path, entry, id)) for family, entries in data.get("structures", {}).items() for entry in entries)
    texts = tuple(_text_use(path, entry, id) for entry in data.get("texts", ()))
    examples = tuple(Example(e["language"], e["bad" if "bad" in e else "good"], "bad" in e, tuple(e.get("lines", ()))) for e in data.get("examples", ()))
    return Rule(
        id, _text(data["title"]), data["cwe"], data["severity"], _text(data["why"]), _text(data["fix"]), tuple(data.get("references", ())), harmless_prefix=data.get("harmless_prefix", ""),
        harmless_names=data.get("harmless_names", ""), harmless_kinds=frozenset(data.get("harmless_kinds", ())), harmless_without=tuple(data.get("harmless_without", ())),
        harmless_keys=frozenset(data.get("harmless_keys", ())), harmless_tags=frozenset(data.get("harmless_tags", ())), kinds=frozenset(kinds), passes=bool(data.get("passes", "kinds" in data)),
        harmless_near=_pattern(path, data.get("harmless_near")), harmful_near=_pattern(path, data.get("harmful_near")), harmless_within=_pattern(path, data.get("harmless_within")),
        is_built=bool(data.get("built")), is_harmless_in_tests=bool(data.get("harmless_in_tests")), needs_text=bool(data.get("needs_text")), needs_object=bool(data.get("needs_object")), examples=examples, uses=tuple(uses), structures=structures, texts=texts, repairs=repairs(path.name, data.get("repairs", {})))



_OF_A_STRUCTURE = {"path", "unless_path", "lacks", "shared", "anywhere", "has"}
_FORMS_OF_STRUCTURE = ("route", "query", "app", "marked", "swallows", "asserts", "empty")


def _structure(path: Path, entry: dict[str, Any]) -> Structure:
    form = next((f for f in _FORMS_OF_STRUCTURE if f in entry), "")
    if not form or set(entry) - _OF_A_STRUCTURE - {form, "severity", "doubts", "says", "imports"}:
        raise BadValue(same(f"{path.name}: a structure is one of {', '.join(_FORMS_OF_STRUCTURE)} with {', '.join(sorted(_OF_A_STRUCTURE))}: {entry}"))
    return Structure(form, re.compile(entry[form]), **{key: re.compile(entry[key]) for key in _OF_A_STRUCTURE if key in entry})


def _text_use(path: Path, entry: dict[str, Any], rule: str) -> TextUse:
    if unknown := set(entry) - {"files", "line", "near", "severity", "doubts", "says"}:
        raise BadValue(same(f"{path.name}: unknown: {', '.join(sorted(unknown))}"), same("known: files, line, near, severity, doubts, says"))
    return TextUse(re.compile(entry["files"]), re.compile(entry["line"]), entry.get("near", ""), _grade(path, entry, rule))


def _grade(path: Path, entry: dict[str, Any], rule: str) -> Use:
    return _use(path, "misuse", {"call": "", **{key: entry[key] for key in ("severity", "doubts", "says", "imports") if key in entry}}, rule)


def _pattern(path: Path, expression: str | None) -> re.Pattern[str] | None:
    if expression is None:
        return None
    _compiled(path, expression)
    return re.compile(expression)


def _text(value: Any) -> Text:
    return Text(value["en"], value["fr"]) if isinstance(value, dict) else same(str(value))


_ROLES = {"sources": "source", "handlers": "handler", "cleans": "clean", "types": "type", "parameters": "handler", "guards": "guard", "stores": "store", "fills": "fill", "saves": "save", "opens": "open", "parses": "parse", "looks": "look"}


def _library_uses(path: Path, data: dict[str, Any]) -> list[Use]:
    imports = tuple(data.get("imports", ()))
    if unknown := set(data) - {*_ROLES, "imports"}:
        raise BadValue(same(f"{path.name}: unknown: {', '.join(sorted(unknown))}"), same("known: " + ", ".join([*_ROLES, "imports"])))
    return [_use(path, _ROLES[key], entry, imports=imports) for key in _ROLES for entry in data.get(key, ())]


_OF_A_USE = {"call", "read", "assign", "mark", "extends", "returned", "named", "at", "when", "kind", "types", "tag", "cleans", "severity", "doubts", "shallow", "says", "imports", "type", "configured", "fixed_without", "unless", "bind", "beside", "function"}


def _use(path: Path, role: str, entry: Any, rule: str = "", imports: tuple[str, ...] = (), kind: str = "") -> Use:
    if isinstance(entry, str):
        entry = {"call": entry}
    if unknown := set(entry) - _OF_A_USE:
        raise BadValue(same(f"{path.name}: unknown: {', '.join(sorted(unknown))}"), same("known: " + ", ".join(sorted(_OF_A_USE))))
    form = next((f for f in ("call", "read", "assign", "mark", "extends", "returned", "named", "bind", "function") if f in entry), "")
    if not form:
        raise BadValue(same(f"{path.name}: a use without call, read, assign, mark, extends, returned, named, bind or function: {entry}"))
    at = entry.get("at", 0 if role in ("sink", "parse") and form == "call" else ())
    places = tuple(at) if isinstance(at, (list, tuple)) else (at,)
    types = entry.get("types", ())
    cleans = entry.get("cleans", (rule,) if rule and role in ("clean", "guard") else ())
    pattern = entry[form]
    if form == "named":
        form, pattern = "parameters", ",".join(entry["named"])
    return Use(role, form, pattern, rule, places, tuple(_condition(path, k, v) for k, v in entry.get("when", {}).items()), entry.get("kind", kind or ("remote" if role == "source" else "")),
               tuple(types) if isinstance(types, (list, tuple)) else (types,), entry.get("tag", "") or entry.get("type", ""), frozenset([cleans] if isinstance(cleans, str) else cleans),
               entry.get("severity"), int(entry.get("doubts", 0)), bool(entry.get("shallow")), _text(entry["says"]) if "says" in entry else None, bool(entry.get("configured")),
               entry.get("fixed_without", ""), entry.get("unless", ""), tuple(entry.get("imports", imports)), entry.get("beside", ""))


def _compiled(path: Path, expression: str) -> None:
    try:
        re.compile(expression)
    except re.error as error:
        raise BadValue(same(f"{path.name}: {expression}: {error}")) from error


def _condition(path: Path, place: Any, test: Any) -> Condition:
    place = int(place) if isinstance(place, int) or str(place).isdigit() else str(place)
    if isinstance(test, dict):
        if len(test) != 1 or next(iter(test)) not in ("is", "not", "text", "matches", "unlike", "lacks", "below", "may_start", "except"):
            raise BadValue(same(f"{path.name}: a condition is one of is, not, text, matches, unlike, lacks, below, may_start, except: {test}"))
        kind, value = next(iter(test.items()))
        if kind in ("matches", "lacks", "unlike", "may_start"):
            _compiled(path, value)
        return Condition(place, kind, tuple(value) if isinstance(value, list) else value)
    if test in ("absent", "present", "constant", "variable", "catastrophic", "polynomial", "looked", "always"):
        return Condition(place, test)
    return Condition(place, "is", tuple(test) if isinstance(test, list) else test)
