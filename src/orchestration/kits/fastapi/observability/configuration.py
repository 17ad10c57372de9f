"""Knows what holds in this process: the settings, each overridden by the environment variable of its name."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from . import settings

__all__ = ["override", "parsed", "settings"]


def parsed(name: str, text: str, standard: Any) -> Any:
    """``text`` as the type of ``standard``. A value that cannot be meant ends the start: it would be found out in an incident instead."""
    if isinstance(standard, list):
        words = [word.strip() for word in text.split(",") if word.strip()]
        return [_number(name, word) for word in words] if standard and not isinstance(standard[0], str) else words
    if isinstance(standard, bool):
        if text.lower() not in ("true", "false", "1", "0"):
            raise ValueError(f"{name} must be true or false, not {text!r}")
        return text.lower() in ("true", "1")
    if isinstance(standard, int):
        number = _number(name, text)
        if not number.is_integer():
            raise ValueError(f"{name} must be a whole number, not {text!r}")
        return int(number)
    if isinstance(standard, float):
        return _number(name, text)
    return text


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{name} must be a number of at least 0, not {text!r}")
    return number


def override(environ: Mapping[str, str]) -> None:
    """Puts what the environment says in the settings' place. OpenTelemetry's name of the service goes before ours: other tools read it, too."""
    for name in [name for name in vars(settings) if name.isupper()]:
        text = environ.get(name)
        # A debug signal is switched off by the empty word; anywhere else an empty variable is one that was left unset.
        if text is not None and (text or name == "DEBUG_SIGNAL"):
            setattr(settings, name, parsed(name, text, getattr(settings, name)))
    settings.SERVICE_NAME = environ.get("OTEL_SERVICE_NAME") or settings.SERVICE_NAME
    settings.SERVICE_VERSION = environ.get("SERVICE_VERSION") or environ.get("VERSION") or settings.SERVICE_VERSION


override(os.environ)
