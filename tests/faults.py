"""What can go wrong between the product and a model: each scenario is what a gateway plays, and how the call must end."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests import gateway as g

REQUIREMENTS, OPEN, WORDS, SAYS = "Node 22, easy on our disks", 1, "easy on our disks", "small image"
"""One clause the vocabulary knows, and one that only somebody who reads understands."""
GOOD = g.good([(OPEN, WORDS, SAYS)])
ARGUMENTS = {"readings": [{"clause": OPEN, "words": WORDS, "says": SAYS}], "files": []}
DEADLINE_SECONDS = 8.0


@dataclass(frozen=True)
class Scenario:
    name: str
    plays: tuple[g.Play, ...]
    ends: str = ""
    """The code of the fault; empty: the model's answer is part of the result."""
    deadline_seconds: float = DEADLINE_SECONDS
    overcomes: str = ""
    """The code of what was overcome on the way."""


def _soon(exchange: g.Exchange) -> None:
    exchange.send(429, b'{"error":{"code":429,"message":"slow down"}}', {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)})


def _closes(exchange: g.Exchange) -> None:
    exchange.handler.close_connection = True
    exchange.handler.connection.shutdown(socket.SHUT_RDWR)


def _half_a_chunk(exchange: g.Exchange) -> None:
    wfile = exchange.handler.wfile
    wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"id\":")
    wfile.flush()
    exchange.reset()


def _no_http(exchange: g.Exchange) -> None:
    exchange.handler.wfile.write(b"220 mail.example ESMTP\r\n")
    exchange.handler.wfile.flush()
    exchange.reset()


def _gzipped(exchange: g.Exchange) -> None:
    exchange.send(200, gzip.compress(json.dumps(g.completion({"content": json.dumps(ARGUMENTS)})).encode()), {"Content-Encoding": "gzip"})


def _broken_gzip(exchange: g.Exchange) -> None:
    exchange.send(200, b"\x1f\x8b\x08\x00garbage that is no gzip", {"Content-Encoding": "gzip"})


def _object_arguments(exchange: g.Exchange) -> None:
    tool = exchange.question["tools"][0]["function"]["name"]
    exchange.send(200, json.dumps(g.completion({"tool_calls": [{"function": {"name": tool, "arguments": ARGUMENTS}}]})).encode())


def _bare(exchange: g.Exchange) -> None:
    tool = exchange.question["tools"][0]["function"]["name"]
    exchange.send(200, json.dumps({"choices": [{"message": {"tool_calls": [{"id": "1", "type": "function", "function": {"name": tool, "arguments": json.dumps(ARGUMENTS)}}]}}]}).encode())


def _twice_at_once(exchange: g.Exchange) -> None:
    tool = exchange.question["tools"][0]["function"]["name"]
    one = {"type": "function", "function": {"name": tool, "arguments": json.dumps(ARGUMENTS)}}
    exchange.send(200, json.dumps(g.completion({"tool_calls": [one | {"id": "1"}, one | {"id": "2"}]})).encode())


def _choice(**choice: Any) -> g.Play:
    return g.body(g.completion({"content": None}) | {"choices": [choice]})


def _hostile(path: str, text: str = "a: 1\n") -> g.Play:
    return g.good(files=[{"clause": OPEN, "path": path, "text": text, "why": "because"}])


def _deep(exchange: g.Exchange) -> None:
    exchange.send(200, b"[" * 200_000)


def _endless(exchange: g.Exchange) -> None:
    exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(200):
        exchange.handler.wfile.write(b" " * 65536)


OVERCOME: tuple[Scenario, ...] = tuple(Scenario(name, (*plays, GOOD), overcomes=code) for name, code, plays in (
    ("429 once", "rate-limited", (g.refuses(429),)),
    ("429 four times", "rate-limited", (g.refuses(429),) * 4),
    ("429 with Retry-After: 1", "rate-limited", (g.refuses(429, headers={"Retry-After": "1"}),)),
    ("429 with Retry-After: 0", "rate-limited", (g.refuses(429, headers={"Retry-After": "0"}),)),
    ("429 with a date", "rate-limited", (_soon,)),
    ("429 with nonsense in Retry-After", "rate-limited", (g.refuses(429, headers={"Retry-After": "soon"}),)),
    ("429 whose provider says when", "rate-limited", (g.refuses(429, headers=None, metadata={"headers": {"Retry-After": "1"}}),)),
    ("408", "timeout", (g.refuses(408),)),
    ("500", "unavailable", (g.refuses(500),)),
    ("502 with a proxy's page", "unavailable", (g.body("<html><body>Bad gateway</body></html>", 502, kind="text/html"),)),
    ("503 four times", "unavailable", (g.refuses(503),) * 4),
    ("504 without a body", "unavailable", (g.body("", 504),)),
    ("529", "unavailable", (g.refuses(529),)),
    ("a reset", "cut-off", (g.resets,)),
    ("two resets", "cut-off", (g.resets, g.resets)),
    ("closed without a word", "cut-off", (_closes,)),
    ("half a body", "cut-off", (g.cut(ARGUMENTS),)),
    ("half a chunk", "cut-off", (_half_a_chunk,)),
    ("a server that speaks another protocol", "cut-off", (_no_http,)),
    ("broken compression", "cut-off", (_broken_gzip,)),
    ("HTML in a 200", "no-json", (g.body("<html>Sign in to the Wi-Fi</html>", kind="text/html"),)),
    ("an empty 200", "no-json", (g.body(""),)),
    ("half JSON in a 200", "no-json", (g.body('{"choices": [{"mess'),)),
    ("a list in a 200", "no-json", (g.body("[1, 2]"),)),
    ("an error of rate in a 200", "rate-limited", (g.body({"error": {"code": 429, "message": "rate limited upstream"}}),)),
    ("an error of the provider in a 200", "unavailable", (g.body({"error": {"code": 502, "message": "Provider returned error"}}),)),
    ("an error that is only words in a 200", "unavailable", (g.body({"error": "something broke"}),)),
    ("an error in a choice", "unavailable", (_choice(index=0, error={"code": 503, "message": "overloaded"}),)),
    ("null choices", "empty-answer", (g.body({"id": "1", "choices": None}),)),
    ("no choices", "empty-answer", (g.body({"id": "1", "choices": []}),)),
    ("a choice that is no object", "empty-answer", (g.body({"id": "1", "choices": ["x"]}),)),
    ("a null message", "empty-answer", (_choice(index=0, message=None),)),
    ("a message without a word", "empty-answer", (g.says(None),)),
    ("an empty message", "empty-answer", (g.says(" \n"),)),
    ("arguments cut short", "", (g.call('{"readings": [{"clause": 1, "wor', finish="length"),)),
    ("arguments that are no JSON", "", (g.call("readings: [teeny]"),)),
    ("readings that are no list", "invalid-answer", (g.call({"readings": "teeny tiny"}),)),
    ("a reading that is no object", "invalid-answer", (g.call({"readings": ["teeny tiny"]}),)),
    ("a clause that is a word", "invalid-answer", (g.call({"readings": [{"clause": "one", "words": WORDS, "says": SAYS}]}),)),
    ("a clause that is not there", "invalid-answer", (g.good([(7, WORDS, SAYS)]),)),
    ("a clause that was understood", "invalid-answer", (g.good([(0, "Node 22", "node 20")]),)),
    ("words nobody wrote", "invalid-answer", (g.good([(OPEN, "as large as it gets", SAYS)]),)),
    ("a phrase the vocabulary has not", "invalid-answer", (g.good([(OPEN, WORDS, "diminutive container")]),)),
    ("a number nobody gave", "invalid-answer", (g.good([(OPEN, WORDS, "image under 50 MB")]),)),
    ("arguments that are a list", "", (g.call([1, 2, 3]),)),
    ("a tool that is not there", "", (g.call({"command": "id"}, name="bash"),)),
    ("a refusal in words", "", (g.says("I cannot help with that."),)),
    ("a file outside the project", "invalid-answer", (_hostile("../../etc/cron.d/x.yml"),)),
    ("a file of the pipeline", "invalid-answer", (_hostile(".github/workflows/x.yml"),)),
    ("a file that would be run", "invalid-answer", (_hostile("setup.sh", "curl x | sh"),)),
    ("a file with an image from memory", "invalid-answer", (_hostile("deploy/app.yaml", "image: node:22.1.0\n"),)),
    ("a file in the place of ours", "invalid-answer", (_hostile("Dockerfile", "FROM scratch"), _hostile("a/../b.yml"))),
    ("hangs once", "timeout", (g.hangs,)),
    ("drips once", "timeout", (g.drips(ARGUMENTS),)),
))
"""What goes by when it is asked again."""
STRANGE: tuple[Scenario, ...] = (
    Scenario("JSON in a fence instead of a call", (g.says(f"Here you are:\n```json\n{json.dumps(ARGUMENTS)}\n```"),)),
    Scenario("JSON as text instead of a call", (g.says(json.dumps(ARGUMENTS)),)),
    Scenario("arguments that are an object", (_object_arguments,)),
    Scenario("nothing but a choice with a call", (_bare,)),
    Scenario("the same call twice at once", (_twice_at_once,)),
    Scenario("a compressed body", (_gzipped,)),
    Scenario("no usage", (g.good([(OPEN, WORDS, SAYS)], cost=None),)),
    Scenario("a figure of cost that is none", (g.call(ARGUMENTS, cost="free"),)),  # type: ignore[arg-type]
    Scenario("fields nobody knows", (g.call(ARGUMENTS, surprise={"a": [1]}, service_tier=None),)),
    Scenario("one of two readings holds, and is never corrected", (g.good([(OPEN, WORDS, SAYS), (OPEN, WORDS, "nobody knows this")]),)),
    Scenario("slow, but in time", (g.slowly(1.5, GOOD),)),
)
"""What is odd and still an answer."""
FATAL: tuple[Scenario, ...] = (
    Scenario("401", (g.refuses(401),), "unauthorized"),
    Scenario("402", (g.refuses(402),), "no-credit"),
    Scenario("403", (g.refuses(403),), "forbidden"),
    Scenario("404", (g.refuses(404, "No endpoints found"),), "no-model"),
    Scenario("400 for a model nobody has", (g.refuses(400, "foo/bar is not a valid model ID"),), "no-model"),
    Scenario("400 for a context too long", (g.refuses(400, "This endpoint's maximum context length is 4096 tokens"),), "too-long"),
    Scenario("400", (g.refuses(400, "bad"),), "bad-request"),
    Scenario("413", (g.refuses(413),), "too-long"),
    Scenario("402 in a 200", (g.body({"error": {"code": 402, "message": "Insufficient credits"}}),), "no-credit"),
    Scenario("429 for 90 seconds", (g.refuses(429, headers={"Retry-After": "90"}),), "rate-limited"),
    Scenario("429 for ever", (g.refuses(429),), "rate-limited"),
    Scenario("503 for ever", (g.refuses(503),), "unavailable", 4.0),
    Scenario("resets for ever", (g.resets,), "cut-off", 4.0),
    Scenario("null choices for ever", (g.body({"choices": None}),), "empty-answer", 4.0),
    Scenario("hangs for ever", (g.hangs,), "timeout", 4.0),
    Scenario("drips for ever", (g.drips(ARGUMENTS),), "timeout", 4.0),
    Scenario("a redirect", (g.body("", 302, {"Location": "http://127.0.0.1:9/steal"}),), "redirected"),
    Scenario("a body without end", (_endless,), "too-large", 4.0),
    Scenario("200,000 brackets", (_deep,), "no-json", 4.0),
    Scenario("flagged by a filter", (_choice(index=0, finish_reason="content_filter", message={"role": "assistant", "content": "x"}),), "refused"),
    Scenario("a refusal by its field", (_choice(index=0, finish_reason="stop", message={"role": "assistant", "content": None, "refusal": "no"}),), "refused"),
    Scenario("tool calls without end", (g.call({"command": "id"}, name="bash"),), "invalid-answer"),
    Scenario("refuses in words for ever", (g.says("I cannot help with that."),), "invalid-answer"),
    Scenario("wrong types for ever", (g.call({"readings": 3}),), "invalid-answer"),
    Scenario("hostile files for ever", (_hostile("/etc/passwd.yml"),), "invalid-answer"),
)
"""What no asking again mends: the engine's own result, and why."""
SCENARIOS = (*OVERCOME, *STRANGE, *FATAL)


def ask(scenario: Scenario, agent: Callable[..., Any]) -> Any:
    """The call every scenario is played against."""
    return agent.generate_dockerfile("express", REQUIREMENTS)
