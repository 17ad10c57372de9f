"""The way to a language model's gateway: one question over HTTP, asked again where that can help, never beyond its deadline; its answer comes out well-formed or as a typed fault. Knows nothing of what is asked."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from ..model.llm import LlmFault

ADDRESS = "https://openrouter.ai/api/v1"
MAX_BYTES = 1024 * 1024
"""Of an answer; what is asked for is a thousandth of it."""
TRIES = 6
"""Of one question: four refusals in a row are common where a provider is overrun."""
BACKOFF_SECONDS, MOST_BACKOFF_SECONDS = 0.25, 8.0
RESERVE_SECONDS = 0.5
"""What is kept of the deadline for saying how it ended."""
MOST_OF_THE_TIME = 0.4
"""The part of what is left that one try may take, so that a hanging connection leaves time for another."""
_STATUS = {400: "bad-request", 401: "unauthorized", 402: "no-credit", 403: "forbidden", 404: "no-model", 408: "timeout", 413: "too-long", 422: "bad-request", 425: "unavailable", 429: "rate-limited"}
_PASSING = frozenset({"timeout", "rate-limited", "unavailable", "unreachable", "cut-off", "no-json", "empty-answer", "too-large"})
"""What may be gone at the next try."""
_TOO_LONG = re.compile(r"context[_ ](?:length|window)|maximum context|too (?:long|many tokens)|token[_ ]limit", re.I)


class Leash(Protocol):
    """Who decides whether and how long the gateway may be asked, and keeps count."""

    def allow(self, body: bytes) -> None:
        """
        Raises:
            LlmFault: this must not be sent.
        """

    def seconds_left(self) -> float: ...

    def failed(self, fault: LlmFault, will_retry: bool) -> None:
        """A try has ended without an answer."""

    def answered(self, answer: Mapping[str, Any]) -> None:
        """A body that came back, whatever it is worth; its ``usage`` has to be paid."""


def address(given: str | None) -> str:
    """Where the gateway is.

    Raises:
        LlmFault: neither HTTPS nor on this machine: a key would travel in clear.
    """
    url = (given or ADDRESS).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise LlmFault("bad-address") from None
    if not host or parts.username or (parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host))):
        raise LlmFault("bad-address")
    return url


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _proxy(url: str) -> str | None:
    """The environment's proxy for that address, as everywhere (``HTTPS_PROXY``, ``NO_PROXY``); none for this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return None if _is_here(host) or proxy_bypass(host) else getproxies().get(parts.scheme)


class Door(httpx2.AsyncBaseTransport):
    """One transport for one question's requests."""

    def __init__(self, leash: Leash, tool: str, url: str) -> None:
        """
        Args:
            tool: the one the model is to call; an answer that writes its arguments as text is taken for the call.
            url: the gateway's, see :func:`address`.
        """
        self.leash, self.tool = leash, tool
        self.inner = httpx2.AsyncHTTPTransport(retries=0, proxy=_proxy(url))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """
        Raises:
            LlmFault: there is no answer, or it may not be asked for.
        """
        body = await request.aread()
        for attempt in range(1, TRIES + 1):
            self.leash.allow(body)
            try:
                answer = await self._once(request)
            except LlmFault as fault:
                wait = getattr(fault, "wait", None)
                wait = min(MOST_BACKOFF_SECONDS, BACKOFF_SECONDS * 2 ** (attempt - 1) * random.uniform(0.8, 1.2)) if wait is None else wait
                retry = fault.code in _PASSING and attempt < TRIES and wait < self.leash.seconds_left() - 2 * RESERVE_SECONDS
                self.leash.failed(fault, retry)
                if not retry:
                    raise
                await asyncio.sleep(wait)
                continue
            return httpx2.Response(200, json=answer, request=request)
        raise AssertionError("the last try returns or raises")

    async def _once(self, request: httpx2.Request) -> dict[str, Any]:
        left = self.leash.seconds_left() - RESERVE_SECONDS
        if left <= 0:
            raise LlmFault("deadline")
        try:
            async with asyncio.timeout(max(left * MOST_OF_THE_TIME, min(left, 1.0))):
                response = await self.inner.handle_async_request(request)
                try:
                    data = await _bounded(response)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise LlmFault("timeout") from None
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError, httpx2.DecodingError):
            raise LlmFault("cut-off") from None
        except httpx2.TransportError as error:
            raise LlmFault("unreachable", type(error).__name__) from None
        return self._read(response, data)

    def _read(self, response: httpx2.Response, data: bytes) -> dict[str, Any]:
        status = response.status_code
        if 300 <= status < 400:
            raise LlmFault("redirected")
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict):
            self.leash.answered(answer)
        error = answer.get("error") if isinstance(answer, dict) else None
        if status >= 400 or error:
            raise _refusal(status, error, response.headers)
        if not isinstance(answer, dict):
            raise LlmFault("no-json")
        return _well_formed(answer, self.tool)

    async def aclose(self) -> None:
        await self.inner.aclose()


async def _bounded(response: httpx2.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise LlmFault("too-large")
    return b"".join(parts)


class _Wait(LlmFault):
    """A fault with the seconds the gateway asks to wait."""

    wait: float | None = None


def _refusal(status: int, error: Any, headers: Mapping[str, str]) -> LlmFault:
    """The fault an error names: in the status, or inside a 200 as the gateway writes what happened while a model was at work."""
    said = error if isinstance(error, dict) else {}
    code = said.get("code") if status < 400 else status
    code = int(code) if isinstance(code, int) or (isinstance(code, str) and code.isdigit()) else 0
    message = json.dumps(error)[:2000] if error else ""
    name = _STATUS.get(code) or ("bad-request" if 400 <= code < 500 else "unavailable")
    if name in ("bad-request", "too-long") and _TOO_LONG.search(message):
        name = "too-long"
    if name == "bad-request" and re.search(r"not a valid model|model.{0,40}(?:not found|not exist)", message, re.I):
        name = "no-model"
    fault = _Wait(name)
    fault.wait = _seconds(headers.get("retry-after") or _said_inside(said))
    return fault


def _said_inside(error: Mapping[str, Any]) -> Any:
    """``Retry-After`` where the gateway passes on the headers of whoever refused."""
    metadata = error.get("metadata")
    headers = metadata.get("headers") if isinstance(metadata, dict) else None
    return next((v for k, v in headers.items() if str(k).lower() == "retry-after"), None) if isinstance(headers, dict) else None


def _seconds(value: Any) -> float | None:
    """``Retry-After`` as seconds: a number, or a date; None where it says nothing."""
    if not isinstance(value, str | int | float):
        return None
    try:
        return max(0.0, min(float(value), 86_400.0))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(str(value)) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _well_formed(answer: dict[str, Any], tool: str) -> dict[str, Any]:
    """With what every completion has, whatever a gateway leaves out.

    Raises:
        LlmFault: there is no message in it, or one that says it will not answer.
    """
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    if choice.get("error"):
        raise _refusal(200, choice["error"], {})
    message = choice.get("message")
    if not isinstance(message, dict):
        raise LlmFault("empty-answer")
    reason = choice.get("finish_reason")
    if reason == "content_filter" or message.get("refusal"):
        raise LlmFault("refused")
    content, calls = message.get("content"), message.get("tool_calls")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    content = content if isinstance(content, str) else ""
    kept = [_call(call) for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    kept = [call for call in kept if call]
    if not kept and (arguments := _arguments(content)):
        kept, content = [_call({"function": {"name": tool, "arguments": arguments}})], ""
    if not kept and not content.strip():
        raise LlmFault("empty-answer")
    usage = answer.get("usage") if isinstance(answer.get("usage"), dict) else {}
    count_in, count_out = tokens(usage, "prompt_tokens"), tokens(usage, "completion_tokens")
    plain = {"role": "assistant", "content": content or None} | ({"tool_calls": kept} if kept else {})
    return {"id": str(answer.get("id") or "answer"), "object": "chat.completion", "created": 0, "model": str(answer.get("model") or "model"), "provider": str(answer.get("provider") or "gateway"),
            "choices": [{"index": 0, "message": plain, "finish_reason": reason if reason in ("stop", "length", "tool_calls") else "tool_calls" if kept else "stop"}],
            "usage": {"prompt_tokens": count_in, "completion_tokens": count_out, "total_tokens": count_in + count_out}}


def tokens(usage: Mapping[str, Any], name: str) -> int:
    """A count as a gateway states it; 0 where it states none."""
    value = usage.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9 else 0


def _call(call: Mapping[str, Any]) -> dict[str, Any] | None:
    function = call.get("function")
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        return None
    arguments = function.get("arguments")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments if arguments is not None else {})
    return {"id": str(call.get("id") or "call"), "type": "function", "function": {"name": function["name"], "arguments": text}}


def _arguments(content: str) -> str:
    """The tool's arguments where a model wrote them as text, in a fence or not; empty where it did not."""
    found = re.search(r"\{.*\}", content, re.S)
    if not found:
        return ""
    try:
        return found[0] if isinstance(json.loads(found[0]), dict) else ""
    except (ValueError, RecursionError):
        return ""
