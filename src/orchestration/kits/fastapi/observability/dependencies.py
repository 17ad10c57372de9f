"""Knows how the servers an app depends on are found (environment variables) and how each proves, without a driver, that it answers its protocol."""

from __future__ import annotations

import asyncio
import re
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

USUAL = ("DATABASE_URL", "REDIS_URL", "MONGODB_URI", "AMQP_URL", "RABBITMQ_URL")
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    secure: bool = False
    socket: str = ""
    """The path of a Unix socket, which goes before host and port."""


@dataclass(frozen=True)
class Login:
    user: str
    database: str


class WrongAnswer(Exception):
    """Something answers, but not the protocol."""


def _expect(condition: bool, what: str) -> None:
    if not condition:
        raise WrongAnswer(what)


def _tls() -> ssl.SSLContext:
    # Neither a password nor data is sent, and the driver's own certificate authority is not known here: only the answer counts.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # devops-squad: ignore[tls-verification] nothing is sent, only the answer counts
    context.verify_mode = ssl.CERT_NONE  # devops-squad: ignore[tls-verification] nothing is sent, only the answer counts
    return context


class Connection:
    """A short conversation with a server: bytes out, an exact number of bytes in."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def __aenter__(self) -> Connection:
        if self.server.socket:
            self.reader, self.writer = await asyncio.open_unix_connection(self.server.socket)
        else:
            self.reader, self.writer = await asyncio.open_connection(self.server.host, self.server.port, ssl=_tls() if self.server.secure else None)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    def write(self, data: bytes) -> None:
        self.writer.write(data)

    async def read(self, size: int) -> bytes:
        _expect(0 <= size <= MAX_BYTES, "this is another protocol")
        return await self.reader.readexactly(size)

    async def secure(self) -> None:
        """Goes on over TLS, as a server that has said it is ready for that expects."""
        loop = asyncio.get_running_loop()
        protocol = self.writer.transport.get_protocol()
        # StreamWriter.start_tls is there only from Python 3.11 on. A writer nobody holds any more would close its transport.
        self.plain = self.writer
        transport = await loop.start_tls(self.writer.transport, protocol, _tls(), server_hostname=self.server.host)
        assert transport is not None and isinstance(protocol, asyncio.StreamReaderProtocol)
        self.writer = asyncio.StreamWriter(transport, protocol, self.reader, loop)


async def postgresql(connection: Connection, login: Login) -> None:
    """As ``pg_isready`` does, encrypted where the server can: a login is begun and left at the question for the password, which no server logs."""
    connection.write(struct.pack("!ii", 8, 80877103))
    answer = await connection.read(1)
    _expect(answer in (b"S", b"N"), "no PostgreSQL server")
    if answer == b"S":
        await connection.secure()
    user = login.user or "postgres"
    words = f"user\0{user}\0database\0{login.database or user}\0\0".encode()
    connection.write(struct.pack("!ii", len(words) + 8, 196608) + words)
    kind = await connection.read(1)
    _expect(kind in (b"R", b"E"), "no PostgreSQL server")
    if kind == b"E":
        (size,) = struct.unpack("!i", await connection.read(4))
        codes = [word[1:] for word in (await connection.read(size - 4)).split(b"\0") if word[:1] == b"C"]
        # Shutting down, crashed, starting up, no connection left. Any other refusal (of this user, of this database) is an answer.
        _expect(not {b"57P01", b"57P02", b"57P03", b"53300"} & set(codes), "the server takes no connection")


async def mysql(connection: Connection, _login: Login) -> None:
    """The login is carried to its refusal, as ``mysqladmin ping`` does: a server blocks hosts that leave in the middle of it too often."""

    async def packet() -> bytes:
        return await connection.read(int.from_bytes((await connection.read(4))[:3], "little"))

    _expect((await packet())[:1] == b"\x0a", "no MySQL server, or one that takes no connection")
    # LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH; utf8. A user that does not exist: failed logins of a real one may lock the account.
    login = struct.pack("<IIB23x", 0x00088201, 1024 * 1024, 33) + b"readiness-probe\0\0mysql_native_password\0"
    connection.write(struct.pack("<I", len(login) | 1 << 24) + login)
    if (await packet())[:1] == b"\xfe":
        connection.write(struct.pack("<I", 3 << 24))
        await packet()


async def mongodb(connection: Connection, _login: Login) -> None:
    document = b"\x1e\0\0\0\x10ping\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0"  # {ping: 1, $db: "admin"}
    message = struct.pack("<IB", 0, 0) + document
    connection.write(struct.pack("<iiii", 16 + len(message), 1, 0, 2013) + message)
    size, _, _, operation = struct.unpack("<iiii", await connection.read(16))
    _expect(operation == 2013, "no MongoDB server")
    body = await connection.read(size - 16)
    at = body.find(b"\x01ok\0")
    _expect(at >= 0 and body[at + 4 : at + 12] == struct.pack("<d", 1), "the ping was refused")


async def redis(connection: Connection, _login: Login) -> None:
    connection.write(b"*1\r\n$4\r\nPING\r\n")
    # Without a password the door is shut, but somebody is there; "-LOADING" and "-MASTERDOWN" are no readiness.
    _expect(await connection.read(5) in (b"+PONG", b"-NOAU", b"-NOPE"), "no PONG")


async def amqp(connection: Connection, _login: Login) -> None:
    connection.write(b"AMQP\0\0\x09\x01")
    _expect((await connection.read(8))[0] == 1, "no AMQP 0-9-1 server")  # a method frame: connection.start


@dataclass(frozen=True)
class Protocol:
    name: str
    port: int
    ask: Callable[[Connection, Login], Awaitable[None]]
    secure: bool = False
    tls_by_option: bool = False
    """Whether ``tls=true`` in the address means TLS from the first byte."""


PROTOCOLS = {
    "postgres": Protocol("postgresql", 5432, postgresql),
    "postgresql": Protocol("postgresql", 5432, postgresql),
    "mysql": Protocol("mysql", 3306, mysql),
    "mariadb": Protocol("mysql", 3306, mysql),
    "mongodb": Protocol("mongodb", 27017, mongodb, tls_by_option=True),
    "redis": Protocol("redis", 6379, redis),
    "rediss": Protocol("redis", 6379, redis, secure=True),
    "amqp": Protocol("rabbitmq", 5672, amqp),
    "amqps": Protocol("rabbitmq", 5671, amqp, secure=True),
}


def address_of(text: str, protocol: Protocol) -> tuple[list[Server], Login]:
    """The parts of an address such as ``mongodb://user:pass@one:27017,two/db?tls=true``, which ``urlsplit`` does not read: there may be several hosts."""
    place, _, query = text.partition("://")[2].partition("?")
    credentials, _, rest = place.rpartition("@")
    hosts, _, database = rest.partition("/")
    options = {name: values[-1] for name, values in parse_qs(query).items()}
    secure = protocol.secure or (protocol.tls_by_option and "true" in (options.get("tls"), options.get("ssl")))
    folder = options.get("host", "")
    servers = []
    for place in hosts.split(","):
        match = re.fullmatch(r"(?:\[(.*)\]|([^:]*))(?::(\d{1,5}))?", place)
        host, port = ((match[1] or match[2]), match[3]) if match else ("", None)
        found = Server(unquote(host or "") or "localhost", int(port or protocol.port), secure)
        if folder.startswith("/") and protocol.name == "postgresql":
            found = Server(found.host, found.port, socket=f"{folder}/.s.PGSQL.{found.port}")
        servers.append(found)
    return servers, Login(unquote(credentials.partition(":")[0]), unquote(database))


def check_of(servers: list[Server], login: Login, protocol: Protocol) -> Callable[[], Awaitable[None]]:
    """A check of the servers of an address: one of them answers."""

    async def ask(server: Server) -> None:
        async with Connection(server) as connection:
            await protocol.ask(connection, login)

    async def run() -> None:
        tries = [asyncio.ensure_future(ask(server)) for server in servers]
        try:
            failures = []
            for done in asyncio.as_completed(tries):
                try:
                    return await done
                except Exception as error:
                    failures.append(error)
            raise failures[0]
        finally:
            for attempt in tries:
                attempt.cancel()

    return run


def http_check(url: str) -> Callable[[], Awaitable[None]]:
    """A check that a server answers a GET of ``url`` with less than 500."""

    async def run() -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        name = f"[{host}]" if ":" in host else host
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = f"GET {target} HTTP/1.1\r\nHost: {name}:{port}\r\nUser-Agent: readiness-probe\r\nConnection: close\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection(host, port, ssl=ssl.create_default_context() if secure else None)
        try:
            writer.write(request)
            status = re.match(rb"HTTP/1\.[01] (\d{3})\b", await reader.readline())
            _expect(status is not None and int(status[1]) < 500, "no answer below 500")
        finally:
            writer.close()

    return run


def _variables(environ: Mapping[str, str]) -> list[str]:
    """Those that may hold an address, the usual ones first. A database for tests is nothing the app needs to serve."""
    others = [name for name in environ if re.fullmatch(r"[A-Z][A-Z0-9_]*_(?:URL|URI|DSN)", name) and not re.search(r"(?:^|_)(?:TESTS?|SHADOW)_", name) and name not in USUAL]
    return [*USUAL, *sorted(others)]


def _name(protocol: Protocol, variable: str, taken: Iterable[str]) -> str:
    """A second server of a kind is called after its variable: ``postgresql_replica``. The first keeps the plain name."""
    if protocol.name not in taken:
        return protocol.name
    word = variable.rpartition("_")[0].lower()
    return word if word.startswith(f"{protocol.name}_") else f"{protocol.name}_{word}"


def find_dependencies(environ: Mapping[str, str], urls: Iterable[str]) -> tuple[dict[str, Callable[[], Awaitable[None]]], list[str]]:
    """The checks of what the environment and the settings name, each server once, and the variables whose kind of server no check is known for."""
    checks: dict[str, Callable[[], Awaitable[None]]] = {}
    unknown = []
    seen = set()
    for variable in _variables(environ):
        text = environ.get(variable, "")
        scheme = text.partition("://")[0].lower()
        # SQLAlchemy writes its driver behind a plus; MongoDB's "+srv" is no driver: its hosts are in the DNS, which needs a library.
        protocol = PROTOCOLS.get(scheme if scheme.endswith("+srv") else scheme.partition("+")[0])
        if protocol:
            servers, login = address_of(text, protocol)
            place = (protocol.name, *sorted(server.socket or f"{server.host}:{server.port}".lower() for server in servers))
            if place not in seen:
                checks[_name(protocol, variable, checks)] = check_of(servers, login, protocol)
            seen.add(place)
        # A database that is a file has no server; of other variables only their scheme tells that they are meant.
        elif text and (scheme == "mongodb+srv" or variable in USUAL) and not re.match(r"(?:file|sqlite3?)\b", text, re.IGNORECASE):
            unknown.append(variable)
    for number, entry in enumerate(urls, 1):
        # The name is shown to anybody who asks for readiness, so it is never taken from the address.
        match = re.fullmatch(r"(?:([\w.-]+)=)?(https?://\S+)", entry)
        if match:
            checks[match[1] or ("http" if number == 1 else f"http_{number}")] = http_check(match[2])
        else:
            unknown.append("HTTP_DEPENDENCIES")
    return checks, unknown
