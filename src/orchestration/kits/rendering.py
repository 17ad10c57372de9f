"""A kit's settings with other values: one line a setting, everything else stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from . import kit

_LINE = re.compile(r"^(?P<head>(?:const )?(?P<name>[A-Z][A-Z0-9_]*)(?:: [\w\[\]]+)? = )(?P<value>.*?)(?P<tail>;?\s+(?://|#) (?P<key>[a-z0-9_]+))$", re.M)
"""``const METRICS_PORT = 9464; // metrics_port``, ``METRICS_PORT = 9464  # metrics_port``."""


def settings_of(path: str) -> dict[str, str]:
    """Setting → its default, as written."""
    return {m["key"]: m["value"] for m in _LINE.finditer(kit(path))}


def rendered(path: str, values: Mapping[str, Any]) -> str:
    """The settings file with these values; with its own defaults it comes back byte for byte.

    Raises:
        KeyError: there is no such setting.
    """
    text = kit(path)
    known = settings_of(path)
    if unknown := sorted(set(values) - set(known)):
        raise KeyError(f"{path} has no setting {', '.join(unknown)}; it has {', '.join(known)}")
    write = _python if path.endswith(".py") else _javascript
    return _LINE.sub(lambda m: m["head"] + write(values[m["key"]]) + m["tail"] if m["key"] in values else m[0], text)


def below(folder: str) -> tuple[str, ...]:
    """The kit's files in a folder, sorted; what Python leaves behind is none."""
    root = files(__package__).joinpath(*folder.split("/"))
    return tuple(sorted(p.name for p in root.iterdir() if p.is_file() and not p.name.endswith(".pyc")))


def _javascript(value: Any) -> str:
    # Line separators end a line in older JavaScript, though not in JSON.
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(r"(?<=\d), ", ", ", text).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _python(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_python(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
