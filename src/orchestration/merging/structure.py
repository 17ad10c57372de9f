"""Three-way merge of YAML, JSON and TOML by their structure; comments and formatting of the person's text stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, MutableMapping, MutableSequence
from io import StringIO
from typing import Any

from .lines import with_endings_of
from .outcome import MergeConflict, Merged

_ABSENT = object()
_WHOLE = frozenset({"command", "entrypoint", "cmd", "args", "test"})
"""Lists that are one command: half of one and half of another is neither."""
_IDENTITIES = ("id", "name", "uses", "package-ecosystem", "target", "path", "key", "run", "source", "image")
"""Keys that say which element of a list of mappings this is; ``uses`` without the version behind its ``@``."""


class _NotStructured(Exception):
    """The text cannot safely be merged by structure: broken, several documents, anchors, duplicate keys."""


def merge_structure(language: str, base: str, theirs: str, ours: str, by_lines: Merged) -> Merged:
    """The three texts merged by values; ``by_lines`` is used where it means the same, or where there is no structure to go by."""
    try:
        load, dump = _LANGUAGES[language]
        texts = [text.removeprefix("\ufeff").replace("\r\n", "\n") for text in (base, theirs, ours)]
        trees = [load(text) for text in texts]
    except (_NotStructured, RecursionError):
        return _lines_only(language, theirs, by_lines)
    conflicts: list[MergeConflict] = []
    result = _merge(trees[0], trees[1], trees[2], (), conflicts)
    if not by_lines.conflicts and not conflicts:
        try:
            if _plain(load(by_lines.text.removeprefix("\ufeff").replace("\r\n", "\n"))) == _plain(result):
                return by_lines
        except (_NotStructured, RecursionError):
            pass
    if dump is None:
        return _lines_only(language, theirs, by_lines)
    if _plain(result) == _plain(load(texts[1])):
        return Merged(theirs, tuple(conflicts))
    text = dump(result, texts[1])
    if _plain(load(text)) != _plain(result) or not (_comments(texts[1]) - _comments(texts[0])) <= _comments(text):
        # Written back it would say something else, or lose a comment of theirs: keep theirs rather than guess.
        return Merged(theirs, tuple(conflicts) or (MergeConflict("the whole file", theirs, ours),))
    return Merged(_as_theirs(text, theirs), tuple(conflicts))


def _lines_only(language: str, theirs: str, by_lines: Merged) -> Merged:
    """A merge by lines, refused where it broke a text that could be read before."""
    if by_lines.conflicts or not _breaks(language, theirs, by_lines.text):
        return by_lines
    return Merged(theirs, (MergeConflict("the whole file", theirs, by_lines.text),))


def _breaks(language: str, before: str, after: str) -> bool:
    return _reads(language, before) and not _reads(language, after)


def _reads(language: str, text: str) -> bool:
    text = text.removeprefix("\ufeff")
    try:
        if language == "yaml":
            from ruamel.yaml import YAML
            from ruamel.yaml.error import YAMLError

            try:
                list(YAML(typ="safe", pure=True).load_all(text))
            except (YAMLError, AttributeError, TypeError, KeyError, IndexError):
                return False
        elif language == "toml":
            import tomllib

            tomllib.loads(text)
        else:
            json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _comments(text: str) -> set[str]:
    return {line.strip() for line in text.split("\n") if line.lstrip().startswith("#")}


def _as_theirs(text: str, theirs: str) -> str:
    """Line endings, byte-order mark and last newline as the person's text has them."""
    if not theirs.endswith("\n"):
        text = text.rstrip("\n")
    elif not text.endswith("\n"):
        text += "\n"
    return with_endings_of(theirs, text)


# --- values -----------------------------------------------------------------------------------------------------------

def _plain(value: Any) -> Any:
    """The value without comments, quotes or key order, as something that compares."""
    if isinstance(value, MutableMapping):
        return {_scalar(key): _plain(item) for key, item in value.items()}
    if isinstance(value, MutableSequence):
        return [_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    # True == 1 == 1.0 in Python; a person who wrote one of them meant that one.
    if isinstance(value, str):
        return str(value)
    tag = getattr(getattr(value, "tag", None), "value", None)
    return (tag or ("" if value is None else type(value).__mro__[-2].__name__), str(value))


def _same(one: Any, two: Any) -> bool:
    if one is _ABSENT or two is _ABSENT:
        return one is two
    return bool(_plain(one) == _plain(two))


def _show(value: Any) -> str:
    if value is _ABSENT:
        return ""
    if isinstance(value, MutableMapping | MutableSequence):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _merge(base: Any, theirs: Any, ours: Any, where: tuple[str, ...], conflicts: list[MergeConflict]) -> Any:
    if _same(theirs, ours) or _same(ours, base):
        return theirs
    # Containers are changed in place even where only we changed them: comments a person wrote hang on their nodes.
    if isinstance(theirs, MutableMapping) and isinstance(ours, MutableMapping):
        return _merge_mapping(base if isinstance(base, MutableMapping) else {}, theirs, ours, where, conflicts)
    if all(isinstance(side, MutableSequence) for side in (base, theirs, ours)) and not (where and where[-1] in _WHOLE):
        merged = _merge_list(base, theirs, ours, where, conflicts)
        if merged is not None:
            return merged
    if _same(theirs, base):
        return ours
    conflicts.append(MergeConflict(".".join(where) or "the whole file", _show(theirs), _show(ours)))
    return theirs


def _merge_mapping(base: Any, theirs: Any, ours: Any, where: tuple[str, ...], conflicts: list[MergeConflict]) -> Any:
    for key in [*theirs, *(key for key in ours if key not in theirs), *(key for key in base if key not in theirs and key not in ours)]:
        had = key in theirs
        value = _merge(base.get(key, _ABSENT), theirs.get(key, _ABSENT), ours.get(key, _ABSENT), (*where, str(key)), conflicts)
        if value is _ABSENT:
            if had:
                del theirs[key]
        elif had:
            if value is not theirs[key]:
                theirs[key] = value
                _take_comment(key, base, theirs, ours)
        else:
            _insert(theirs, key, value, list(ours))
    return theirs


def _line_comment(mapping: Any, key: Any) -> Any:
    """The token of the comment behind a value, as ruamel keeps it; it may run on into the lines below."""
    items = getattr(getattr(mapping, "ca", None), "items", {}).get(key)
    return items[2] if items and len(items) > 2 else None


def _take_comment(key: Any, base: Any, theirs: Any, ours: Any) -> None:
    """Our comment behind a value we changed (``@sha # v4.2.1``), unless they wrote another one there."""
    was, is_, new = (_line_comment(side, key) for side in (base, theirs, ours))
    words = new.value.split("\n")[0] if new else ""
    if is_ is not None and is_.value.split("\n")[0] == (was.value.split("\n")[0] if was else ""):
        is_.value = "\n".join([words, *is_.value.split("\n")[1:]])
    elif is_ is None and was is None and words.strip().startswith("#"):
        theirs.yaml_add_eol_comment(words, key)


def _insert(mapping: Any, key: Any, value: Any, order: list[Any]) -> None:
    """A new key where it stands in ``order``: behind the nearest key before it that is there."""
    before = [other for other in order[:order.index(key)] if other in mapping] if key in order else []
    if hasattr(mapping, "insert"):
        mapping.insert(list(mapping).index(before[-1]) + 1 if before else 0 if key in order else len(mapping), key, value)
        return
    items = list(mapping.items())
    at = next((i + 1 for i, (other, _) in enumerate(items) if before and other == before[-1]), 0 if key in order else len(items))
    mapping.clear()
    mapping.update([*items[:at], (key, value), *items[at:]])


def _identity(element: Any) -> str | None:
    if isinstance(element, MutableMapping):
        for key in _IDENTITIES:
            value = element.get(key)
            if isinstance(value, str):
                return f"{key}={value.split('@')[0] if key == 'uses' else value}"
        return None
    return None if isinstance(element, MutableSequence) else json.dumps(_scalar(element))


def _merge_list(base: Any, theirs: Any, ours: Any, where: tuple[str, ...], conflicts: list[MergeConflict]) -> Any:
    """Lists whose elements can be told apart, element by element; None where they cannot."""
    named: list[dict[str, Any]] = []
    for side in (base, theirs, ours):
        elements = {_identity(element): element for element in side}
        if None in elements or len(elements) != len(side):
            return None
        named.append(elements)  # type: ignore[arg-type]
    was, is_, new = named
    kept_both = [k for k in was if k in is_ and k in new]
    if [k for k in is_ if k in kept_both] != kept_both and [k for k in new if k in kept_both] != kept_both:
        return None
    order = list(is_)
    for name in [*new, *was]:
        value = _merge(was.get(name, _ABSENT), is_.get(name, _ABSENT), new.get(name, _ABSENT), (*where, f"[{name}]"), conflicts)
        if value is _ABSENT:
            if name in order:
                del theirs[order.index(name)]
                order.remove(name)
        elif name in order:
            at = order.index(name)
            if value is not theirs[at]:
                theirs[at] = value
        else:
            before = [other for other in list(new)[:list(new).index(name)] if other in order] if name in new else order
            at = order.index(before[-1]) + 1 if before else 0
            theirs.insert(at, value)
            order.insert(at, name)
    return theirs


# --- languages --------------------------------------------------------------------------------------------------------

def _load_yaml(text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    try:
        if any(getattr(event, "anchor", None) for event in YAML(typ="safe", pure=True).parse(StringIO(text))):
            # A node under an alias stands in two places: changing one would change the other.
            raise _NotStructured
        documents = list(yaml.load_all(text))
    except (YAMLError, ValueError, AttributeError, TypeError, KeyError, IndexError):
        raise _NotStructured from None
    if len(documents) != 1 or not isinstance(documents[0], MutableMapping | MutableSequence):
        raise _NotStructured
    return documents[0]


def _dump_yaml(value: Any, like: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.util import load_yaml_guess_indent

    _, indent, offset = load_yaml_guess_indent(like)
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    mapping = re.search(r"(?m)^[^\s#-][^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]", like)
    yaml.indent(mapping=len(mapping[1]) if mapping else 2, sequence=indent or 2, offset=offset or 0)
    yaml.explicit_start = like.lstrip().startswith("---")
    out = StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def _load_json(text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise _NotStructured
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=unique)
    except ValueError:
        raise _NotStructured from None
    if not isinstance(value, dict | list):
        raise _NotStructured
    return value


def _dump_json(value: Any, like: str) -> str:
    indent = re.search(r"\n([ \t]+)\S", like)
    return json.dumps(value, indent=indent[1] if indent else None, ensure_ascii=not re.search(r"[^\x00-\x7f]", like) and "\\u" in like) + "\n"


def _load_toml(text: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError:
        raise _NotStructured from None


_LANGUAGES: dict[str, tuple[Callable[[str], Any], Callable[[Any, str], str] | None]] = {
    "yaml": (_load_yaml, _dump_yaml),
    "json": (_load_json, _dump_json),
    "toml": (_load_toml, None),
}
"""How each is read, and written back with a person's comments kept; TOML is only ever merged by lines and then read."""
