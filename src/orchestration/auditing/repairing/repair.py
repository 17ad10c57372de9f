"""How a rule's findings are repaired: data of the rule's own file, each form one way to change a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model.errors import BadValue
from ...model.text import Text, same

FORMS = ("parameters", "prepared", "context", "words", "wrap", "rewrite", "options", "environment", "before", "after")
_FIELDS = frozenset({*FORMS, "on", "as", "callee", "without", "import", "needs", "outside", "changes", "name", "at", "define", "whole", "within", "direct", "near", "then", "breaking", "guess"})
STYLES = ("?", "%s", "$n", "$pn", "{n}", ":n", "@n")


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to change the text; whether it helps is for the audit to say."""

    form: str
    """``parameters``: a query's values beside it; ``prepared``: the same where a statement is made first and run later; ``context``: a template's values beside it; ``words``: a command as a list of words; ``wrap``: what came
    from outside goes through a function; ``rewrite``: what an expression matches at the finding's own place, or on its line, is written anew; ``options``: named arguments or options are set (``cookie.secure``: inside another);
    ``environment``: a constant is read from the environment; ``before``, ``after``: a statement goes above or below the one with the finding."""
    value: Any
    on: re.Pattern[str] | None = None
    """Only where this is found in the name of what is called or set, as the code writes it; ``before`` and ``after`` may use its named groups."""
    near: re.Pattern[str] | None = None
    """Only in files whose text holds it."""
    passed: str = ""
    """Of ``parameters``, ``context`` and ``words``: how the values are written, ``{}`` for all of them: ``[{}]``, ``, {}``; ``{named}``: each with its placeholder's name."""
    then: str = ""
    """Of ``parameters``: the values go into a statement of their own below, not into the call: ``{}`` for all, or once for each with ``{name}`` and ``{value}``."""
    callee: str = ""
    """What is called instead: a whole name, or its last part where it begins with a dot."""
    without: tuple[str, ...] = ()
    """Named arguments and options that are left out."""
    imports: str = ""
    """The line that makes what the repair writes known; it is added where no line says the same."""
    define: str = ""
    """The same for a function of a line, which goes below the imports."""
    needs: tuple[str, ...] = ()
    """Packages of which the file imports one, or the project's manifests name one."""
    outside: tuple[str, ...] = ()
    """Packages of which none is."""
    at: int | None = None
    """Of ``options``: the argument that holds them; None: they are named arguments."""
    name: str = ""
    """Of ``environment``: the variable's, where the code gives it none."""
    is_for_all: bool = False
    """Of ``wrap``: also a text that was put together of several parts: no line's end has a place in any of them."""
    within: re.Pattern[str] | None = None
    """Of ``wrap``: the arguments of calls of these names, too: they put together what goes on."""
    is_direct: bool = False
    """Of ``wrap``: only where nothing was joined to the value before it came here."""
    changes: Text | None = None
    """What a person must know before the repair goes live."""
    is_breaking: bool = False
    """What others rely on changes: a stored hash, a format, a variable that must be set. Only on request."""
    guess: Text | None = None
    """What the repair supposes and nothing shows: it is proposed, never made."""


def repairs(path: str, data: Mapping[str, Any]) -> tuple[tuple[str, Repair], ...]:
    """(family, repair) of a rule's file.

    Raises:
        BadValue: it says what no repair can say.
    """
    return tuple((family, _repair(path, entry)) for family, entries in data.items() for entry in entries)


def _repair(path: str, entry: Mapping[str, Any]) -> Repair:
    form = next((f for f in FORMS if f in entry), "")
    if not form or set(entry) - _FIELDS or sum(f in entry for f in FORMS) > 1:
        raise BadValue(same(f"{path}: a repair is one of {', '.join(FORMS)} with {', '.join(sorted(_FIELDS - set(FORMS)))}: {dict(entry)}"))
    value = entry[form]
    if form == "parameters" and value not in STYLES:
        raise BadValue(same(f"{path}: parameters are one of {', '.join(STYLES)}, not {value!r}"))
    if form == "rewrite":
        value = tuple((_compiled(path, a), b) for a, b in (value if isinstance(value[0], (list, tuple)) else [value]))
    return Repair(
        form, value, _compiled(path, entry["on"]) if "on" in entry else None, _compiled(path, entry["near"]) if "near" in entry else None, entry.get("as", ""), entry.get("then", ""), entry.get("callee", ""), tuple(entry.get("without", ())),
        entry.get("import", ""), entry.get("define", ""), tuple(entry.get("needs", ())), tuple(entry.get("outside", ())), entry.get("at"), entry.get("name", ""), bool(entry.get("whole")), _compiled(path, entry["within"]) if "within" in entry else None, bool(entry.get("direct")), _said(entry.get("changes")), bool(entry.get("breaking")), _said(entry.get("guess")))


def _said(entry: Mapping[str, str] | None) -> Text | None:
    return Text(entry["en"], entry["fr"]) if entry else None


def _compiled(path: str, expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as error:
        raise BadValue(same(f"{path}: {expression}: {error}")) from error
