"""HTTP against public services: bounded in time, size and tries, and every failure says what to do. A POST is only a question here, so it may be repeated."""

from __future__ import annotations

import http.client
import json
import random
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, Literal

from ..model.errors import FetchFailed
from ..model.text import Text

MAX_BYTES = 64 * 1024 * 1024
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    url: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            FetchFailed: it is none (a proxy's HTML page, a text cut off).
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "no content type")
            raise FetchFailed(Text(f"{self.url} answered no JSON ({kind})", f"{self.url} n'a pas répondu en JSON ({kind})"), _TRY_LATER) from None


_TRY_LATER = Text("check the network or a proxy in between, and run again later",
                  "vérifiez le réseau ou un proxy intermédiaire, puis relancez plus tard")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects as urllib does, but never from HTTPS to HTTP, and never carries a credential to another host."""

    max_redirections = 5

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme != "https"):
            raise urllib.error.URLError(f"refused a redirect to {newurl[:200]}")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            request.remove_header("Authorization")
        return request


@dataclass(slots=True)
class Fetcher:
    """One way to ask; proxies and certificates come from the environment, as everywhere (``HTTPS_PROXY``, ``SSL_CERT_FILE``)."""

    timeout_seconds: float = 20.0
    """For a connection and for each wait for data."""
    total_seconds: float = 120.0
    """For one answer, all its data included; a service that drips is given up."""
    tries: int = 4
    backoff_seconds: float = 0.5
    max_wait_seconds: float = 30.0
    """A longer ``Retry-After`` is not waited for but reported."""
    sleep: Callable[[float], None] = time.sleep
    _opener: Any = field(default=None, repr=False)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, method: Literal["GET", "HEAD", "POST"] = "GET", question: Any = None,
            max_bytes: int = MAX_BYTES, accept_status: frozenset[int] = frozenset(), into: BinaryIO | None = None) -> Reply:
        """Asks until there is an answer: a success, or a status in ``accept_status``.

        Args:
            question: sent as JSON.
            into: where a body goes that is too large to be held; the Reply's is empty then.

        Raises:
            FetchFailed: no answer in time, an answer cut off or too large, another status, or a limit that lasts longer
                than ``max_wait_seconds``.
        """
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise FetchFailed(Text(f"{url} is no HTTP address", f"{url} n'est pas une adresse HTTP"))
        for attempt in range(1, self.tries + 1):
            last = attempt == self.tries
            try:
                reply = self._once(url, method, headers or {}, max_bytes, question, into)
            except (OSError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", error)
                if last or isinstance(reason, ssl.SSLCertVerificationError):
                    why = _words(error)
                    raise FetchFailed(Text(f"{url} could not be reached: {why}", f"{url} est injoignable : {why}"), _TRY_LATER) from error
                self.sleep(self._backoff(attempt))
                continue
            if reply.status < 300 or reply.status in accept_status:
                return reply
            wait = _limit_wait_seconds(reply)
            if wait is not None and wait > self.max_wait_seconds:
                raise _limited(reply, wait)
            if last or (reply.status not in _TRANSIENT and wait is None):
                raise _limited(reply, wait) if wait is not None else _refused(reply)
            self.sleep(wait if wait is not None else self._backoff(attempt))
        raise AssertionError("every try returns or raises")

    def _backoff(self, attempt: int) -> float:
        return min(self.max_wait_seconds, self.backoff_seconds * 2 ** (attempt - 1) * random.uniform(0.8, 1.2))

    def _once(self, url: str, method: str, headers: Mapping[str, str], max_bytes: int, question: Any = None, into: BinaryIO | None = None) -> Reply:
        if self._opener is None:
            self._opener = urllib.request.build_opener(_Redirects())
        data = None if question is None else json.dumps(question).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(url, data, method=method, headers={"User-Agent": "devops-squad", "Accept-Encoding": "identity", **kind, **headers})
        if into is not None:
            into.seek(0)
            into.truncate()
        deadline = time.monotonic() + self.total_seconds
        try:
            answer = self._opener.open(request, timeout=self.timeout_seconds)
        except urllib.error.HTTPError as error:
            # A status that is no success; its body may say why, but is not needed.
            with error:
                body = error.read(64 * 1024)
                return Reply(url, error.code, _lower(error.headers), body)
        with answer:
            parts, size = [], 0
            while chunk := answer.read1(256 * 1024):
                size += len(chunk)
                if size > max_bytes:
                    raise FetchFailed(Text(f"{url} answered more than {max_bytes} bytes", f"{url} a répondu plus de {max_bytes} octets"))
                if time.monotonic() > deadline:
                    raise TimeoutError(f"still sending after {self.total_seconds:g} s")
                if into is None:
                    parts.append(chunk)
                else:
                    into.write(chunk)
            declared = answer.headers.get("Content-Length")
            if method != "HEAD" and declared is not None and declared.isdigit() and size != int(declared):
                raise http.client.IncompleteRead(b"", int(declared) - size)
            return Reply(url, answer.status, _lower(answer.headers), b"".join(parts))


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _words(error: BaseException) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return str(reason) if str(reason) not in ("", "timed out") else "it did not answer in time"
    if isinstance(reason, http.client.IncompleteRead):
        return "the answer was cut off"
    return str(getattr(reason, "strerror", None) or reason) or type(reason).__name__


def _limit_wait_seconds(reply: Reply) -> float | None:
    """How long a rate limit lasts: ``Retry-After`` (seconds or a date), or GitHub's ``X-RateLimit-Reset``; None: this is no limit."""
    after = reply.headers.get("retry-after", "").strip()
    if after and reply.status in (403, 429, 503):
        if after.isdigit():
            return float(after)
        try:
            moment = parsedate_to_datetime(after)
        except (TypeError, ValueError):
            return None
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - time.time())
    reset = reply.headers.get("x-ratelimit-reset", "").strip()
    if reply.status in (403, 429) and reply.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(0.0, float(reset) - time.time())
    return None


def _limited(reply: Reply, wait: float) -> FetchFailed:
    # The largest moment a calendar knows is far below what a header may say.
    moment = datetime.fromtimestamp(min(time.time() + wait, 253_402_300_000), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return FetchFailed(Text(f"{reply.url} allows no more requests until {moment}", f"{reply.url} n'accepte plus de requêtes avant le {moment}"),
                       Text("run again then; for GitHub, a token in GITHUB_TOKEN raises the limit",
                            "relancez à ce moment-là ; pour GitHub, un jeton dans GITHUB_TOKEN relève la limite"))


def _refused(reply: Reply) -> FetchFailed:
    todo = {
        401: Text("check the token in the environment", "vérifiez le jeton dans l'environnement"),
        403: Text("check the token in the environment, or run again later", "vérifiez le jeton dans l'environnement, ou relancez plus tard"),
        404: Text("check the address; the name may have changed", "vérifiez l'adresse ; le nom a peut-être changé"),
    }.get(reply.status, _TRY_LATER)
    return FetchFailed(Text(f"{reply.url} answered {reply.status}", f"{reply.url} a répondu {reply.status}"), todo)
