"""One marked test through each route of an Alertmanager configuration, to the real services: what only a delivery shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..edges.notifying import PAGERDUTY, post
from ..model.text import Text
from .watching.quicker import routes_of

KEYS: Mapping[str, str] = {"pagerduty": "PAGERDUTY_API_KEY", "slack": "SLACK_WEBHOOK_URL"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one test."""

    receiver: str
    route: str
    state: Literal["delivered", "refused", "not run"]
    why: Text


def deliver(config: Mapping[str, Any], service: str, keys: Mapping[str, str], pagerduty_url: str = PAGERDUTY) -> tuple[Delivery, ...]:
    """Sends a test by each route of each receiver that has a key; each is marked as a test, and taken back where that can be done.

    Args:
        keys: ``PAGERDUTY_API_KEY`` (an integration key of Events API v2) and ``SLACK_WEBHOOK_URL``, where they are set.
    """
    found = []
    for receiver in config.get("receivers") or []:
        for route in sorted(routes_of(receiver)):
            key = keys.get(KEYS.get(route, ""), "").strip()
            name = str(receiver["name"])
            if route not in KEYS:
                found.append(Delivery(name, route, "not run", Text("only Alertmanager itself can try this route", "seul Alertmanager peut essayer cette route")))
            elif not key:
                found.append(Delivery(name, route, "not run", Text(f"{KEYS[route]} is not set", f"{KEYS[route]} n'est pas définie")))
            elif route == "slack" and not key.startswith(("https://", "http://127.0.0.1:")):
                found.append(Delivery(name, route, "not run", Text("SLACK_WEBHOOK_URL is no https address", "SLACK_WEBHOOK_URL n'est pas une adresse https")))
            else:
                found.append(_one(name, route, service, key, pagerduty_url))
    return tuple(found)


def _one(receiver: str, route: str, service: str, key: str, pagerduty_url: str) -> Delivery:
    words = f"[TEST] {service}: a test of the route {receiver}, sent by devops-squad alert-test; nothing is wrong"
    if route == "slack":
        status, text = post(key, {"text": words})
    else:
        event = {"routing_key": key, "dedup_key": f"devops-squad-alert-test-{service}-{receiver}"}
        status, text = post(pagerduty_url, event | {"event_action": "trigger", "payload": {"summary": words, "source": service, "severity": "info"}})
        if 200 <= status < 300:
            status, text = post(pagerduty_url, event | {"event_action": "resolve"})
    if 200 <= status < 300:
        return Delivery(receiver, route, "delivered", Text(f"answered {status}", f"réponse {status}"))
    said = " ".join(text.replace(key, "***").split())[:200]
    return Delivery(receiver, route, "refused", Text(f"answered {status or 'nothing'}: {said}", f"réponse {status or 'aucune'} : {said}"))
