"""Messages to Slack and PagerDuty: posted until they are taken or refused for good; the address or key they go by never appears in what is said of it."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from ..model.text import Text

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
"""Events API v2 (PagerDuty's developer documentation, "Send an alert event"); accounts in the EU have another host."""
TRIES, PAUSE_SECONDS, MOST_WAIT_SECONDS, TIMEOUT_SECONDS = 4, 0.5, 15.0, 10.0
_BUSY = frozenset({0, 408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message."""

    to: str
    state: Literal["sent", "failed", "not configured"]
    why: Text


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def post(url: str, body: Mapping[str, Any], sleep: Callable[[float], None] = time.sleep) -> tuple[int, str]:
    """(status, what was answered); 0 where nothing was. Again where the service says that it is busy or broken, never where it says that the request is wrong."""
    status, text = 0, ""
    for attempt in range(TRIES):
        status, text, wait = _once(url, body)
        if status not in _BUSY or attempt + 1 == TRIES:
            break
        pause = PAUSE_SECONDS * 2 ** attempt if wait is None else wait
        if pause > MOST_WAIT_SECONDS:
            break
        sleep(pause)
    return status, text


def _once(url: str, body: Mapping[str, Any]) -> tuple[int, str, float | None]:
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST", headers={"Content-Type": "application/json", "User-Agent": "devops-squad"})
    try:
        with urllib.request.build_opener(_NoRedirects()).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.read(4096).decode("utf-8", "replace"), None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _read(error), _seconds(error.headers.get("Retry-After"))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, type(getattr(error, "reason", error)).__name__, None


def _read(error: urllib.error.HTTPError) -> str:
    try:
        return error.read(4096).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""


def _seconds(value: str | None) -> float | None:
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def to_slack(webhook: str, message: Mapping[str, Any]) -> Sent:
    """
    Args:
        webhook: an incoming webhook's address; whoever has it may post.
    """
    if not _is_safe(webhook):
        return Sent("slack", "failed", Text("SLACK_WEBHOOK_URL is no https address", "SLACK_WEBHOOK_URL n'est pas une adresse https"))
    return _sent("slack", webhook, *post(webhook, message))


def to_pagerduty(routing_key: str, event: Mapping[str, Any], url: str = PAGERDUTY) -> Sent:
    """
    Args:
        routing_key: an integration key of Events API v2.
        event: without it.
    """
    if not _is_safe(url):
        return Sent("pagerduty", "failed", Text("PagerDuty's address is no https address", "l'adresse de PagerDuty n'est pas une adresse https"))
    return _sent("pagerduty", routing_key, *post(url, {"routing_key": routing_key, **event}))


def _is_safe(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def _sent(to: str, secret: str, status: int, text: str) -> Sent:
    if 200 <= status < 300:
        return Sent(to, "sent", Text(f"answered {status}", f"réponse {status}"))
    said = " ".join(text.replace(secret, "***").split())[:200]
    return Sent(to, "failed", Text(f"answered {status or 'nothing'}: {said}", f"réponse {status or 'aucune'} : {said}"))
