// Knows how the servers an app depends on are found (environment variables) and how each proves, without a driver, that it answers its protocol.
"use strict";

const dns = require("node:dns/promises");
const http = require("node:http");
const https = require("node:https");
const net = require("node:net");
const tls = require("node:tls");

const { HTTP_DEPENDENCIES } = require("./configuration.cjs");

/** A short conversation with a server: bytes out, an exact number of bytes in. */
class Connection {
  constructor({ host, port, path, secure }, signal) {
    this.host = host;
    this.signal = signal;
    this.#attach(secure ? tls.connect({ host, port, ...this.#tlsOptions() }) : net.connect(path ? { path } : { host, port }));
  }

  #received = Buffer.alloc(0);
  #failure;
  #wake = () => {};

  #attach(socket) {
    this.socket = socket;
    const failed = (error) => {
      this.#failure ??= error ?? new Error("the server closed the connection");
      this.#wake();
    };
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on("error", failed).on("end", () => failed()).on("close", () => failed());
    this.signal.addEventListener("abort", () => socket.destroy(), { once: true });
  }

  #tlsOptions() {
    // Neither a password nor data is sent, and the driver's own certificate authority is not known here: only the answer counts.
    // devops-squad: ignore[tls-verification] nothing is sent, only the answer counts
    return { rejectUnauthorized: false, servername: net.isIP(this.host) ? "" : this.host };
  }

  /** Goes on over TLS, as a server that has said it is ready for that expects. */
  secure() {
    this.socket.removeAllListeners("data").removeAllListeners("end").removeAllListeners("close");
    this.#attach(tls.connect({ socket: this.socket, ...this.#tlsOptions() }));
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  async read(size) {
    if (size > 1024 * 1024) throw new Error("this is another protocol");
    while (this.#received.length < size) {
      if (this.#failure) throw this.#failure;
      await new Promise((resolve) => (this.#wake = resolve));
    }
    const bytes = this.#received.subarray(0, size);
    this.#received = this.#received.subarray(size);
    return bytes;
  }

  /** Takes leave, so that no server logs a connection reset; one that does not answer to that is left. */
  close() {
    this.socket.setTimeout(1000, () => this.socket.destroy()).unref();
    this.socket.end();
  }
}

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

function int32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}

/** As `pg_isready` does, encrypted where the server can: a login is begun and left at the question for the password, which no server logs. */
async function postgresql(connection, { user, database }) {
  connection.write(Buffer.concat([int32(8), int32(80877103)]));
  const [answer] = await connection.read(1);
  expect(answer === 0x53 || answer === 0x4e, "no PostgreSQL server");
  if (answer === 0x53) connection.secure();
  const login = Buffer.from(`user\0${user || "postgres"}\0database\0${database || user || "postgres"}\0\0`);
  connection.write(Buffer.concat([int32(login.length + 8), int32(196608), login]));
  const kind = String.fromCharCode(...(await connection.read(1)));
  expect(kind === "R" || kind === "E", "no PostgreSQL server");
  if (kind === "E") {
    const fields = (await connection.read((await connection.read(4)).readInt32BE() - 4)).toString("latin1").split("\0");
    const code = fields.find((field) => field.startsWith("C"))?.slice(1) ?? "";
    // Starting up, shutting down, no connection left. Any other refusal (of this user, of this database) is an answer.
    expect(!["57P01", "57P02", "57P03", "53300"].includes(code), `SQLSTATE ${code}`);
  }
}

/** The login is carried to its refusal, as `mysqladmin ping` does: a server blocks hosts that leave in the middle of it too often. */
async function mysql(connection) {
  const packet = async () => connection.read((await connection.read(4)).readUIntLE(0, 3));
  const greeting = await packet();
  expect(greeting[0] === 10, "no MySQL server, or one that takes no connection");
  const flags = Buffer.alloc(32);
  flags.writeUInt32LE(0x00088201); // LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH
  flags.writeUInt32LE(1024 * 1024, 4);
  flags[8] = 33; // utf8
  // A user that does not exist: failed logins of a real one may lock the account.
  const login = Buffer.concat([flags, Buffer.from("readiness-probe\0\0mysql_native_password\0")]);
  connection.write(Buffer.concat([Buffer.from([login.length, 0, 0, 1]), login]));
  if ((await packet())[0] === 0xfe) {
    connection.write(Buffer.from([0, 0, 0, 3]));
    await packet();
  }
}

const MONGODB_PING = (() => {
  const body = Buffer.from("\0\0\0\0\0\x1e\0\0\0\x10ping\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0", "latin1"); // flags, section 0, {ping: 1, $db: "admin"}
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length);
  header.writeInt32LE(1, 4);
  header.writeInt32LE(2013, 12); // OP_MSG
  return Buffer.concat([header, body]);
})();

async function mongodb(connection) {
  connection.write(MONGODB_PING);
  const header = await connection.read(16);
  expect(header.readInt32LE(12) === 2013, "no MongoDB server");
  const body = await connection.read(header.readInt32LE() - 16);
  const ok = body.indexOf("\x01ok\0");
  expect(ok >= 0 && body.readDoubleLE(ok + 4) === 1, "the ping was refused");
}

async function redis(connection) {
  connection.write("*1\r\n$4\r\nPING\r\n");
  const answer = (await connection.read(5)).toString("latin1");
  // Without a password the door is shut, but somebody is there; "-LOADING" and "-MASTERDOWN" are no readiness.
  expect(["+PONG", "-NOAU", "-NOPE"].includes(answer), "no PONG");
}

async function amqp(connection) {
  connection.write(Buffer.from("AMQP\0\0\x09\x01", "latin1"));
  const [frame] = await connection.read(8);
  expect(frame === 1, "no AMQP 0-9-1 server"); // a method frame: connection.start
}

const PROTOCOLS = {
  "postgres:": { name: "postgresql", port: 5432, ask: postgresql, socketFile: (folder, port) => `${folder}/.s.PGSQL.${port}` },
  "mysql:": { name: "mysql", port: 3306, ask: mysql },
  "mongodb:": { name: "mongodb", port: 27017, ask: mongodb },
  "mongodb+srv:": { name: "mongodb", port: 27017, ask: mongodb, srv: "_mongodb._tcp.", secure: true },
  "redis:": { name: "redis", port: 6379, ask: redis },
  "rediss:": { name: "redis", port: 6379, ask: redis, secure: true },
  "amqp:": { name: "rabbitmq", port: 5672, ask: amqp },
  "amqps:": { name: "rabbitmq", port: 5671, ask: amqp, secure: true },
};
PROTOCOLS["postgresql:"] = PROTOCOLS["postgres:"];
PROTOCOLS["mariadb:"] = PROTOCOLS["mysql:"];

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parts of an address such as `mongodb://user:pass@one:27017,two/db?tls=true`, which `URL` does not read: there may be several hosts. */
function addressOf(text, protocol) {
  const [place, query = ""] = text.slice(text.indexOf("://") + 3).split(/\?(.*)/s);
  const at = place.lastIndexOf("@");
  const [hosts, database = ""] = place.slice(at + 1).split(/\/(.*)/s);
  const options = new URLSearchParams(query);
  const secure = protocol.secure || options.get("tls") === "true" || options.get("ssl") === "true";
  const folder = options.get("host");
  const servers = hosts.split(",").map((server) => {
    const [, ipv6, name, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(server) ?? ["", "", server];
    const found = { host: ipv6 || name || "localhost", port: Number(port ?? protocol.port), secure: protocol.ask !== postgresql && protocol.ask !== mysql && secure };
    return folder?.startsWith("/") && protocol.socketFile ? { path: protocol.socketFile(folder, found.port) } : found;
  });
  return { servers, user: decoded(place.slice(0, Math.max(at, 0)).split(":")[0]), database: decoded(database) };
}

/** A check of the servers of an address: one of them answers. */
function checkOf({ servers, ...login }, protocol) {
  return async (signal) => {
    const known = protocol.srv ? (await dns.resolveSrv(protocol.srv + servers[0].host)).map(({ name, port }) => ({ host: name, port, secure: true })) : servers;
    const tries = known.map(async (server) => {
      const connection = new Connection(server, signal);
      try {
        await protocol.ask(connection, login);
      } finally {
        connection.close();
      }
    });
    try {
      await Promise.any(tries);
    } catch (failure) {
      throw failure.errors[0];
    }
  };
}

/** A check that a server answers a GET of `url` with less than 500. */
function httpCheck(url) {
  const { get } = url.startsWith("https:") ? https : http;
  return (signal) =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent: false, signal }, (response) => {
        response.destroy();
        if (response.statusCode < 500) resolve();
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
      request.on("error", reject);
    });
}

const USUAL = ["DATABASE_URL", "REDIS_URL", "MONGODB_URI", "AMQP_URL", "RABBITMQ_URL"];

/** The variables that may hold an address, the usual ones first. A database for tests, or Prisma's for comparing, is nothing the app needs to serve. */
function variablesOf(environment) {
  const others = Object.keys(environment).filter((name) => /^[A-Z][A-Z0-9_]*_(?:URL|URI|DSN)$/.test(name) && !/(?:^|_)(?:TESTS?|SHADOW)_/.test(name) && !USUAL.includes(name));
  return [...USUAL, ...others.sort()];
}

/** A second server of a kind is called after its variable: `postgresql_replica`. The first keeps the plain name. */
function nameOf(protocol, variable, taken) {
  if (!taken.has(protocol.name)) return protocol.name;
  const word = variable.replace(/_[A-Z]+$/, "").toLowerCase();
  return word.startsWith(`${protocol.name}_`) ? word : `${protocol.name}_${word}`;
}

/** The dependencies that `environment` and the settings name: `checks` by name, each server once, and `unknown`, the variables whose scheme no check is known for. */
function findDependencies(environment, urls = HTTP_DEPENDENCIES) {
  const checks = new Map();
  const unknown = [];
  const seen = new Set();
  for (const variable of variablesOf(environment)) {
    const text = environment[variable];
    const [scheme] = /^[a-z][a-z0-9+.-]*:(?=\/\/)/i.exec(text ?? "") ?? [];
    const protocol = PROTOCOLS[scheme?.toLowerCase()];
    if (protocol) {
      const address = addressOf(text, protocol);
      const place = JSON.stringify([protocol.name, address.servers.map(({ host, port, path }) => path ?? `${host}:${port}`.toLowerCase()).sort()]);
      if (!seen.has(place)) checks.set(nameOf(protocol, variable, checks), checkOf(address, protocol));
      seen.add(place);
    }
    // A database that is a file has no server; of other variables only their scheme tells that they are meant.
    else if (text && USUAL.includes(variable) && !/^(?:file|sqlite3?):/i.test(text)) unknown.push(variable);
  }
  for (const [index, entry] of urls.entries()) {
    // The name is shown to anybody who asks for readiness, so it is never taken from the address.
    const [, name = index ? `http_${index + 1}` : "http", url] = /^(?:([\w.-]+)=)?(https?:.*)$/.exec(entry) ?? [];
    if (url) checks.set(name, httpCheck(url));
    else unknown.push("HTTP_DEPENDENCIES");
  }
  return { checks, unknown };
}

module.exports = { findDependencies, addressOf, PROTOCOLS };
