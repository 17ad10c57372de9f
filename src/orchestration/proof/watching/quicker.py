"""The same rules in seconds instead of days: every duration is replaced, and the order of all durations is kept.

What is proven live is that rules, routes and templates work together; that the windows themselves are right is what the unit tests show,
which run with the real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_DURATION = re.compile(r"(?<=[\[:])\d+(?:ms|[smhdwy])(?=[\]:])|(?<=\boffset )-?\d+(?:ms|[smhdwy])\b")
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
SHORTEST_MS, STEP_MS = 2000, 400
"""Eight scrapes of 250 ms in the shortest window."""


def seconds(duration: str) -> float:
    """``"90s"`` → 90; Prometheus' compound form (``1h30m``) too."""
    return sum(int(n) * _UNITS[u] for n, u in re.findall(r"(\d+)(ms|[smhdwy])", duration))


def durations(expressions: Iterable[str]) -> tuple[str, ...]:
    """Every range, resolution and offset in them."""
    return tuple(dict.fromkeys(m for e in expressions for m in _DURATION.findall(e)))


def scale(found: Iterable[str]) -> Mapping[str, str]:
    """Each duration → a short one, in the same order."""
    lengths = sorted({seconds(d) for d in found})
    rank = {length: SHORTEST_MS + STEP_MS * i for i, length in enumerate(lengths)}
    return {d: f"{rank[seconds(d)]}ms" for d in found}


def quicker(expression: str, table: Mapping[str, str]) -> str:
    """The expression with each duration replaced; names of recorded series stay."""
    return _DURATION.sub(lambda m: table.get(m[0], m[0]), expression)


def rules(document: Mapping[str, Any], table: Mapping[str, str]) -> dict[str, Any]:
    """A rules file's document, evaluated every half second and without waiting."""
    groups = []
    for group in document.get("groups") or []:
        made = []
        for rule in group.get("rules") or []:
            changed = {**rule, "expr": quicker(str(rule["expr"]), table)}
            if "for" in rule:
                changed["for"] = "1s"
            changed.pop("keep_firing_for", None)
            made.append(changed)
        groups.append({**group, "interval": "500ms", "rules": made})
    return {"groups": groups}


def config(document: Mapping[str, Any], http: int, smtp: int, keys: str) -> dict[str, Any]:
    """Alertmanager's document with its receivers on loopback and its waits in seconds; routes, matchers and templates as they are.

    Args:
        http: the port of the listener for PagerDuty, Slack and webhooks.
        smtp: the port of the listener for mail.
        keys: a directory with ``pagerduty`` and ``slack``, the files Alertmanager reads keys from.
    """
    made = {**document, "global": {**{k: v for k, v in (document.get("global") or {}).items() if not k.startswith(("smtp_auth", "pagerduty", "slack"))}}}
    made["global"] |= {"smtp_smarthost": f"127.0.0.1:{smtp}", "smtp_from": "proof@localhost", "smtp_require_tls": False, "smtp_hello": "localhost", "pagerduty_url": f"http://127.0.0.1:{http}/pagerduty/v2/enqueue"}
    made["route"] = _route(document["route"], 0)
    made["receivers"] = [_receiver(r, http, keys) for r in document.get("receivers") or []]
    return made


def _route(route: Mapping[str, Any], depth: int) -> dict[str, Any]:
    wait = seconds(str(route.get("group_wait", "30s")))
    changed = {k: v for k, v in route.items() if k not in ("active_time_intervals", "mute_time_intervals")}
    # The order of the waits is kept: a lesser alert must not go out before its cause can inhibit it.
    changed |= {"group_wait": "200ms" if wait == 0 else f"{round(500 + min(wait, 300) * 8)}ms", "group_interval": "1s", "repeat_interval": "1h" if seconds(str(route.get("repeat_interval", "4h"))) > 120 else "2s"}
    if route.get("routes"):
        changed["routes"] = [_route(r, depth + 1) for r in route["routes"]]
    return changed


def _receiver(receiver: Mapping[str, Any], http: int, keys: str) -> dict[str, Any]:
    made = dict(receiver)
    for kind, changes, drop in (
        ("pagerduty_configs", {"routing_key_file": f"{keys}/pagerduty"}, ("routing_key", "service_key", "service_key_file", "url", "http_config")),
        ("slack_configs", {"api_url_file": f"{keys}/slack"}, ("api_url", "http_config")),
        ("webhook_configs", {"url": f"http://127.0.0.1:{http}/webhook/"}, ("url_file", "http_config")),
        ("email_configs", {"require_tls": False}, ("smarthost", "from", "auth_username", "auth_password", "auth_password_file", "auth_identity", "auth_secret", "tls_config", "hello")),
    ):
        if kind in receiver:
            made[kind] = [{k: v for k, v in one.items() if k not in drop} | changes for one in receiver[kind]]
    return made


def routes_of(receiver: Mapping[str, Any]) -> frozenset[str]:
    """What a receiver reaches: ``pagerduty``, ``slack``, ``email``, ``webhook``."""
    return frozenset(key.removesuffix("_configs") for key in receiver if key.endswith("_configs") and receiver[key])
