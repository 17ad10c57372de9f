"""Knows which parts of an envelope for Sentry are its protocol and stay, and takes secrets and personal data out of all others, whatever kind of item holds them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .masking import MAX_TEXT, REDACTED, hides, mask_number, mask_text

MAX_DEPTH = 40

# Ids and moments that Sentry itself reads; a digit more or less in them would lose the item.
PROTOCOL = frozenset((
    "event_id", "trace_id", "span_id", "parent_span_id", "segment_id", "replay_id", "check_in_id", "profile_id", "profiler_id", "chunk_id", "debug_id", "code_id", "sid",
    "sent_at", "timestamp", "start_timestamp", "end_timestamp", "started",
))  # fmt: skip
_ID_OR_MOMENT = re.compile(r"[\w:.+-]{1,40}", re.ASCII)
# Names it reads in an item or in the envelope's header, and how deep; deeper, anybody may mean anything by them.
NAMES = {"release": 2, "dist": 2, "public_key": 2, "monitor_slug": 1, "dsn": 1}
# Left out altogether: a person's traces that no error needs.
DROPPED = frozenset(("cookies", "vars", "did", "geo"))
DROPPED_IN = {"request": ("data",), "attrs": ("ip_address",), "feedback": ("name", "contact_email")}
# Keys that hold a person and are no secrets; logs may keep them, a third party's service may not.
PERSONAL = re.compile(
    r"(?:ip|ip_?address|remote_?addr|client[._]address|user[._](?:name|full_name|email|ip_address|geo.*)|username|user_?name|(?:first|last|full|given|family|middle|maiden|nick|sur)_?name"
    r"|street|street_?address|address_?line.*|postal_?code|zip_?code|x-forwarded-for|x-real-ip|forwarded|cf-connecting-ip|true-client-ip|referer)",
    re.IGNORECASE,
)


def scrubbed(kind: str, payload: bytes) -> bytes | None:
    """An item's payload without what must not leave; None: nobody can look into it (an attachment), and it is left out."""
    if kind == "attachment":
        return None
    try:
        data = json.loads(payload)
    except ValueError:
        return None
    return json.dumps(clean(data), separators=(",", ":")).encode() if isinstance(data, (dict, list)) else None


def _is_hidden(key: str, value: Any) -> bool:
    # An attribute of a span or a log is its value with a type beside it.
    number = value.get("value") if isinstance(value, Mapping) else value
    return hides(key, number) or PERSONAL.fullmatch(key) is not None


# What follows the path of an address says what somebody looked for. A path without it is passed over whole: no text makes this slow.
_QUERY = re.compile(r"""(/[^\s?#"'<>]*)(?:[?#][^\s"'<>]*)?""")
_ASSIGNED = re.compile(r"""(?<![\w.-])([\w.-]{2,40})=(?!\[redacted\])[^\s&;,"'<>()]{1,400}""")


def _clean_text(text: str) -> str:
    if text and text[0] in "{[(" and text[-1] in "}])" and len(text) <= MAX_TEXT:
        # Data that was made text is data still: JSON, or what the SDK makes of data too deep for it.
        for read in (json.loads, ast.literal_eval):
            with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
                return json.dumps(clean(json.loads(json.dumps(read(text), default=str))), ensure_ascii=False)
    return _ASSIGNED.sub(lambda match: f"{match[1]}={REDACTED}" if PERSONAL.fullmatch(match[1]) else match[0], mask_text(_QUERY.sub(r"\1", text), _is_hidden))


def clean(value: Any, key: str = "", hidden: bool = False, depth: int = 0) -> Any:
    """``value`` under ``key``; ``hidden``: somewhere above it stands a key whose value may not be told."""
    if value is None or isinstance(value, bool):
        return value
    if depth > MAX_DEPTH:
        return "[truncated]"
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(item, str) for item in value) and re.fullmatch(r"'?[\w.$-]{1,64}'?", value[0]) and _is_hidden(value[0].strip("'"), value[1]):
            # A pair, as headers are given: its name speaks for its value. Too deep for the SDK, both are in quotes of Python's.
            return [value[0], REDACTED]
        return [clean(item, key, hidden, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return _entries(value, key, hidden, depth)
    if not hidden and _is_protocol(key, value, depth):
        return value
    if isinstance(value, str):
        return REDACTED if hidden and value else _clean_text(value)
    return REDACTED if hidden else mask_number(value)


def _is_protocol(key: str, value: Any, depth: int) -> bool:
    return depth <= NAMES[key] if key in NAMES else key in PROTOCOL and _ID_OR_MOMENT.fullmatch(str(value)) is not None


def _entries(value: Mapping[str, Any], key: str, hidden: bool, depth: int) -> dict[str, Any]:
    if key == "user":
        # How many users meet an error is told by their id alone, and that only where it is none of their addresses.
        return {"id": _clean_text(str(value["id"]))} if value.get("id") is not None else {}
    found = {}
    for name, inner in value.items():
        if name not in DROPPED and name not in DROPPED_IN.get(key, ()):
            # An item's own "sid" is a release's session, and no person's.
            is_protocol = depth == 0 and name in PROTOCOL
            found[_clean_text(name)] = clean(inner, name, hidden or (not is_protocol and _is_hidden(name, inner)), depth + 1)
    if found.get("value") == REDACTED and "type" in found and len(found) <= 3:
        # An attribute whose value is gone must still be of the type it says.
        found["type"] = "string"
    return found
