"""The parts of the FastAPI kit that need no package: settings, context, the checks of dependencies, and masking by the common corpus."""

from __future__ import annotations

import ast
import asyncio
import dataclasses
import importlib
import json
import re
import struct
import sys
import time
import types
from collections import namedtuple
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from tests.unit.kits.masking_corpus import HARMLESS, PLANTED

KIT = Path(__file__).resolve().parents[3] / "src" / "orchestration" / "kits" / "fastapi"
SOURCES = sorted([*KIT.glob("*.py"), *KIT.glob("observability/*.py")])
PACKAGE = "fastapi_kit_under_test"


@pytest.fixture(scope="module")
def part() -> Iterator[Callable[[str], Any]]:
    """A module of the kit by name, without its package's own ``__init__``, which needs Starlette."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [str(KIT / "observability")]
    sys.modules[PACKAGE] = package
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_every_file_is_python_3_10_and_says_what_it_knows(path: Path) -> None:
    tree = ast.parse(path.read_text(), feature_version=(3, 10))
    assert re.match(r"[A-Z`].+\.", ast.get_docstring(tree) or ""), "the first line is a sentence"


def test_every_setting_is_one_line_with_its_name() -> None:
    lines = (KIT / "observability" / "settings.py").read_text().split("\n")[2:-1]
    for line in lines:
        match = re.fullmatch(r"([A-Z0-9_]+)(?:: list\[str\])? = (.+)  # ([a-z0-9_]+)", line)
        assert match and ast.literal_eval(match[2]) is not None, line
        assert match[3] == {"DEPLOYMENT_ENVIRONMENT": "environment"}.get(match[1], match[1].lower())
    assert len(lines) == 23


# ---- Settings and context


def test_a_variable_is_read_as_its_settings_type(part: Callable[[str], Any]) -> None:
    parsed = part("configuration").parsed
    assert parsed("N", "3", 1) == 3 and parsed("N", "0.5", 1.0) == 0.5 and parsed("N", "true", False) is True and parsed("N", "x", "y") == "x"
    assert parsed("N", "0.1, 1", [0.5]) == [0.1, 1.0] and parsed("N", "a, b,", []) == ["a", "b"]
    for text, standard in (("soon", 1), ("-1", 1.0), ("nan", 1.0), ("inf", 1.0), ("1.5", 1), ("yes", False), ("1,x", [0.5])):
        with pytest.raises(ValueError, match=r"^N must be "):
            parsed("N", text, standard)


def test_the_environment_goes_before_the_settings(part: Callable[[str], Any]) -> None:
    configuration = part("configuration")
    before = dict(vars(configuration.settings))
    try:
        configuration.override({"SERVICE_NAME": "a", "OTEL_SERVICE_NAME": "b", "VERSION": "7", "DEBUG_SIGNAL": "", "LOG_LEVEL": "", "METRICS_PORT": "1"})
        settings = configuration.settings
        assert (settings.SERVICE_NAME, settings.SERVICE_VERSION, settings.DEBUG_SIGNAL, settings.LOG_LEVEL, settings.METRICS_PORT) == ("b", "7", "", "info", 1)
    finally:
        vars(configuration.settings).update(before)


TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(("header", "expected"), [
    (f"00-{TRACE}-{PARENT}-01", (TRACE, "01")), (f"00-{TRACE}-{PARENT}-00", (TRACE, "00")), (f"00-{TRACE}-{PARENT}-ff", (TRACE, "01")), (f"cc-{TRACE}-{PARENT}-01-more", (TRACE, "01")),
    (f"00-{TRACE}-{PARENT}-01-more", None), (f"ff-{TRACE}-{PARENT}-01", None), (f"00-{'0' * 32}-{PARENT}-01", None), (f"00-{TRACE}-{'0' * 16}-01", None), (f"00-{TRACE.upper()}-{PARENT}-01", None),
    (f"00-{TRACE[1:]}-{PARENT}-01", None), (f"00-{TRACE}-{PARENT}-01\n", None), ("", None),
])
def test_a_trace_is_continued_where_it_is_one(part: Callable[[str], Any], header: str, expected: tuple[str, str] | None) -> None:
    trace = part("context").handed_on(header)
    assert (trace and (trace.trace_id, trace.parent_id, trace.flags)) == (expected and (expected[0], PARENT, expected[1]))
    context = part("context").context_of([(b"traceparent", header.encode()), (b"x-request-id", b"r.1_2-3")])
    assert (context.trace_id == TRACE) == (expected is not None) and re.fullmatch("[0-9a-f]{16}", context.span_id) and context.span_id != PARENT and context.request_id == "r.1_2-3"


def test_a_strange_request_id_is_replaced_and_two_traces_are_none(part: Callable[[str], Any]) -> None:
    context_of = part("context").context_of
    header = (b"traceparent", f"00-{TRACE}-{PARENT}-01".encode())
    assert context_of([header, header]).trace_id != TRACE
    assert all(re.fullmatch("[0-9a-f-]{36}", context_of([(b"x-request-id", value)]).request_id) for value in (b"", b"a b", b"x" * 65, b"a\nb", b"\xff", b"a\n"))


# ---- Dependencies


async def converse(run: Callable[[int], Awaitable[object]], *exchanges: bytes) -> Any:
    """What ``run`` gives against a server that sends these answers, one to each message; an answer before the first message is sent at once."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in exchanges:
            if not answer.startswith(b"GREET:"):
                await reader.read(4096)
            writer.write(answer.removeprefix(b"GREET:"))
        await writer.drain()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        return await asyncio.wait_for(run(server.sockets[0].getsockname()[1]), 2)


def packet(payload: bytes, number: int = 0) -> bytes:
    return struct.pack("<I", len(payload) | number << 24) + payload


def mongo(ok: float, operation: int = 2013) -> bytes:
    document = struct.pack("<i", 17) + b"\x01ok\0" + struct.pack("<d", ok) + b"\0"
    return struct.pack("<iiii", 21 + len(document), 2, 1, operation) + struct.pack("<IB", 0, 0) + document


def pg_error(code: bytes) -> bytes:
    fields = b"SFATAL\0C" + code + b"\0Mno\0\0"
    return b"E" + struct.pack("!i", len(fields) + 4) + fields


HANDSHAKES = [
    ("redis://{}", [b"+PONG\r\n"], True), ("redis://:pw@{}/0", [b"-NOAUTH Authentication required.\r\n"], True), ("redis://{}", [b"-LOADING Redis is loading\r\n"], False), ("redis://{}", [b"HTTP/1.1 400 Bad\r\n"], False),
    ("postgres://u:p@{}/d", [b"N", b"R\0\0\0\x08\0\0\0\x03"], True), ("postgresql+asyncpg://{}/d", [b"N", pg_error(b"28000")], True), ("postgres://{}/d", [b"N", pg_error(b"57P03")], False), ("postgres://{}/d", [b"HTTP/1.1"], False),
    ("mysql+pymysql://u:p@{}/d", [b"GREET:" + packet(b"\x0a8.0.36\0"), packet(b"\xff\x15\x04#28000", 2)], True), ("mysql://{}", [b"GREET:" + packet(b"\x0a8.0.36\0"), packet(b"\xfemysql_native_password\0", 2), packet(b"\xff", 4)], True),
    ("mysql://{}", [b"GREET:" + packet(b"\xff\x10\x04Too many connections")], False), ("mariadb://{}", [b"GREET:SSH-2.0-OpenSSH_9.2\r\n"], False),
    ("mongodb://u:p@{}/d?authSource=admin", [mongo(1.0)], True), ("mongodb://{}", [mongo(0.0)], False), ("mongodb://{}", [mongo(1.0, 1)], False), ("mongodb://127.0.0.1:1,{}/d", [mongo(1.0)], True),
    ("amqp://u:p@{}/", [b"\x01\0\0\0\0\0\x10\0\x0a\0\x0a"], True), ("amqp://{}", [b"AMQP\0\0\x09\x01"], False),
    ("http://{}/health?x=1", [b"HTTP/1.1 204 No Content\r\n\r\n"], True), ("http://{}", [b"HTTP/1.1 404 Not Found\r\n\r\n"], True), ("http://{}", [b"HTTP/1.1 503 Service Unavailable\r\n\r\n"], False), ("http://{}", [b"SSH-2.0\r\n"], False),
]


@pytest.mark.parametrize(("address", "answers", "is_up"), HANDSHAKES, ids=lambda value: value if isinstance(value, str) else None)
async def test_a_server_proves_that_it_speaks_its_protocol(part: Callable[[str], Any], address: str, answers: list[bytes], is_up: bool) -> None:
    dependencies = part("dependencies")

    async def run(port: int) -> bool:
        text = address.format(f"127.0.0.1:{port}")
        found, unknown = dependencies.find_dependencies({} if text.startswith("http") else {"DATABASE_URL": text}, [text] if text.startswith("http") else [])
        (check,) = found.values()
        assert not unknown
        try:
            await check()
        except (dependencies.WrongAnswer, asyncio.IncompleteReadError):
            return False
        return True

    assert await converse(run, *answers) is is_up


async def test_a_server_that_is_not_there_is_refused(part: Callable[[str], Any]) -> None:
    found, _ = part("dependencies").find_dependencies({"REDIS_URL": "redis://127.0.0.1:1"}, [])
    with pytest.raises(ConnectionRefusedError):
        await found["redis"]()


def test_what_the_environment_names_is_found(part: Callable[[str], Any]) -> None:
    find = part("dependencies").find_dependencies
    checks, unknown = find({"DATABASE_URL": "postgres://x/y", "REDIS_URL": "rediss://x", "MONGODB_URI": "mongodb://x", "RABBITMQ_URL": "amqps://x"}, ["payments=https://p.example/health", "http://q.example", "http://r.example"])
    assert list(checks) == ["postgresql", "redis", "mongodb", "rabbitmq", "payments", "http_2", "http_3"] and unknown == []
    assert find({"DATABASE_URL": "sqlite+aiosqlite:///x.db", "REDIS_URL": ""}, []) == ({}, [])
    assert find({"DATABASE_URL": "oracle://x", "MONGODB_URI": "mongodb+srv://x"}, ["ftp://x"])[1] == ["DATABASE_URL", "MONGODB_URI", "HTTP_DEPENDENCIES"]


def test_every_variable_that_holds_an_address_of_a_known_kind_is_found_each_server_once(part: Callable[[str], Any]) -> None:
    find = part("dependencies").find_dependencies
    environ = {
        "ANALYTICS_DSN": "mysql+pymysql://u:p@stats/x", "CELERY_BROKER_URL": "redis://cache:6379/1", "DATABASE_URL": "postgresql+asyncpg://app:p@db/shop", "HEROKU_POSTGRESQL_RED_URL": "postgres://other:q@DB:5432/shop",
        "MONGO_URL": "mongodb://one,two:27018/shop", "REDIS_URL": "redis://:p@cache/0", "REPLICA_URL": "postgres://db-2/shop", "REDIS_TLS_URL": "rediss://cache:6380",
    }
    assert list(find(environ, [])[0]) == ["postgresql", "redis", "mysql", "mongodb", "redis_tls", "postgresql_replica"]
    assert list(find({"EVENTS_URI": "amqps://mq", "OTHER_MONGO_URI": "mongodb://two:27018,one:27017/other", "MONGO_URL": "mongodb://one,two:27018"}, [])[0]) == ["rabbitmq", "mongodb"]
    assert find({"MONGO_URL": "mongodb+srv://x"}, []) == ({}, ["MONGO_URL"])


def test_what_may_be_the_apps_own_address_or_no_server_to_serve_with_is_left_out(part: Callable[[str], Any]) -> None:
    environ = {
        "PUBLIC_URL": "https://shop.example", "API_URL": "http://localhost:3000", "SENTRY_DSN": "https://key@sentry.example/1", "TEST_DATABASE_URL": "postgres://t/x", "SHADOW_DATABASE_URL": "postgres://s/x",
        "DATABASE_TEST_URL": "postgres://t/x", "database_url": "postgres://lower/x", "DATABASE": "postgres://no-ending/x", "SMTP_URL": "smtp://mail", "DB_DSN": "host=db user=app",
    }
    assert part("dependencies").find_dependencies(environ, []) == ({}, [])


def test_the_parts_of_an_address(part: Callable[[str], Any]) -> None:
    dependencies = part("dependencies")

    def parts(text: str) -> Any:
        return dependencies.address_of(text, dependencies.PROTOCOLS[text.partition("://")[0]])

    server, login = dependencies.Server, dependencies.Login
    assert parts("mongodb://u%40x:p:@/w@one:1,[::1]:2,three/d%20b?tls=true") == ([server("one", 1, True), server("::1", 2, True), server("three", 27017, True)], login("u@x", "d b"))
    assert parts("postgresql://u@/d?host=/run/postgresql") == ([server("localhost", 5432, socket="/run/postgresql/.s.PGSQL.5432")], login("u", "d"))
    assert parts("rediss://x") == ([server("x", 6379, True)], login("", ""))


# ---- Masking


def test_what_is_secret_or_personal_is_masked(part: Callable[[str], Any]) -> None:
    mask = part("masking").mask
    left = [p for p in PLANTED if p.secret in json.dumps(mask(p.value), ensure_ascii=False)]
    assert len(PLANTED) >= 200 and len(left) <= len(PLANTED) * 0.01, left


def test_harmless_text_stays(part: Callable[[str], Any]) -> None:
    mask = part("masking").mask
    touched = [(value, mask(value)) for value in HARMLESS if mask(value) != value]
    assert len(HARMLESS) >= 300 and len(touched) <= len(HARMLESS) * 0.01, touched


def test_the_corpus_tells_a_masking_that_does_nothing_or_everything() -> None:
    assert all(p.secret and p.secret in json.dumps(p.value, ensure_ascii=False) for p in PLANTED if "\\" not in p.secret)
    assert not any("[redacted]" in json.dumps(value) for value in HARMLESS)


def test_any_value_becomes_plain_data(part: Callable[[str], Any]) -> None:
    mask = part("masking").mask

    @dataclasses.dataclass
    class User:
        name: str
        password: str

    class Model:
        def model_dump(self) -> dict[str, str]:
            return {"token": "x", "kind": "model"}

    class Hostile:
        def __str__(self) -> str:
            raise RuntimeError("no")

    class HostileError(Exception):
        __str__ = Hostile.__str__

    circle: list[object] = []
    circle.append(circle)
    deep: dict[str, object] = {}
    for _ in range(100):
        deep = {"a": deep}
    assert mask(User("Ada", "x")) == {"name": "Ada", "password": "[redacted]"} and mask(Model()) == {"token": "[redacted]", "kind": "model"}
    assert mask(namedtuple("Pair", "pin zone")("1234", "eu")) == {"pin": "[redacted]", "zone": "eu"} and mask(MappingProxyType({"secret": 1})) == {"secret": "[redacted]"}
    assert mask(circle) == ["[circular]"] and "[truncated]" in json.dumps(mask(deep)) and mask(Hostile()) == mask(HostileError()) == "[unreadable]"
    assert mask([circle, circle]) == [["[circular]"]] * 2
    assert mask([b"secret", datetime(2024, 6, 7, tzinfo=UTC), Decimal("1.5"), UUID(int=1), float("nan"), {3}]) == ["[6 bytes]", "2024-06-07T00:00:00+00:00", "1.5", str(UUID(int=1)), "nan", [3]]
    assert mask({"name": "password", "value": "x"}) == {"name": "password", "value": "[redacted]"} and mask({1: "a", ("ada@example.com",): "b"}) == {"1": "a", "('[redacted]',)": "b"}
    assert len(mask(list(range(100_000)))) <= 1001 and len(mask({str(i): i for i in range(100_000)})) <= 1001 and mask(10**5000) == "[16610 bits]"
    assert len(json.dumps(mask(["x" * 16_000] * 1000))) < 120_000
    try:
        raise ValueError("token=abc")
    except ValueError as error:
        found = mask({"error": error})["error"]
    assert found["type"] == "ValueError" and found["message"] == "token=[redacted]" and "token=[redacted]" in found["stacktrace"] and "abc" not in found["stacktrace"]


HOSTILE = [
    "a", ".", "_", "-", "a@", "eyJ", "-eyJ", "password", "password=", "password='", "\\", "://", "://a:", "1 ", "4", "DE89 ", "de89", "Bearer ", "cookie: ", "authorization: ", 'authorization: ="', "a.b-c_d.", "x-", "<token>", "--token ",
    "a.a@a.a.", "%40", "0.1 ", "4111 ", "4111-1111-1111-1112 ", "token\\", "'", "=:", "session", "ab12cd34ef56", "api key ", "pwd:", "10.1.", "-----BEGIN PRIVATE KEY-----", "-----BEGIN A", " ", "\n", "token=\"\\", "<token ", "basic abcde ",
]


def test_no_text_makes_an_expression_slow(part: Callable[[str], Any]) -> None:
    mask = part("masking").mask
    texts = [(piece * 16_000)[:16_000] for piece in HOSTILE] + ["token=\"" + "\\" * 16_000, "bearer" + " " * 16_000, "-----BEGIN " + "A" * 16_000, "x" * 10_000_000]
    slow = {}
    for text in texts:
        begun = time.thread_time()
        mask(text)
        if time.thread_time() - begun > 0.5:
            slow[text[:20]] = time.thread_time() - begun
    assert not slow


# ---- What leaves for Sentry


@pytest.mark.parametrize(("given", "expected"), [
    ({"event_id": TRACE, "timestamp": 1.5, "release": "web@1.0.rc"}, {"event_id": TRACE, "timestamp": 1.5, "release": "web@1.0.rc"}),
    ({"extra": {"dsn": "postgres://shop:hunter2@db.example/shop", "started": "jo@mail.example"}}, {"extra": {"dsn": "postgres://shop:[redacted]@db.example/shop", "started": "[redacted]"}}),
    ({"user": {"id": 7, "email": "jo@mail.example", "username": "jo"}}, {"user": {"id": "7"}}),
    ({"attributes": {"card": {"value": 4111111111111111, "type": "integer"}, "first_name": {"value": "Jo", "type": "string"}}}, {"attributes": {"card": {"value": "[redacted]", "type": "string"}, "first_name": {"value": "[redacted]", "type": "string"}}}),
    ({"message": "[['accesstoken', 'hunter2'], 3]"}, {"message": '[["accesstoken", "[redacted]"], 3]'}),
    ({"request": {"data": {"a": 1}, "cookies": {"sid": "x"}, "method": "GET"}}, {"request": {"method": "GET"}}),
    ({"message": 'GET /search?q=insulin failed, see "https://shop.example/orders/7#note" and redis://cache/0?db=1'}, {"message": 'GET /search failed, see "https://shop.example/orders/7" and redis://cache/0'}),
    ({"message": "and/or? no, 1/2 of #7: what? a?b"}, {"message": "and/or no, 1/2 of #7: what? a?b"}),
])
def test_protocol_stays_and_persons_go(part: Callable[[str], Any], given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert json.loads(part("scrubbing").scrubbed("event", json.dumps(given).encode())) == expected


def test_no_text_makes_scrubbing_slow(part: Callable[[str], Any]) -> None:
    payload = json.dumps({"message": "/" * 1_000_000, "extra": {"a": "https://h/" * 100_000, "b": "/a?" * 300_000}}).encode()
    begun = time.thread_time()
    part("scrubbing").scrubbed("event", payload)
    assert time.thread_time() - begun < 2


def test_what_nobody_can_look_into_is_left_out(part: Callable[[str], Any]) -> None:
    assert part("scrubbing").scrubbed("attachment", b"{}") is None and part("scrubbing").scrubbed("profile", b"\x00\x01") is None
