// Each protocol's check against a server that answers rightly and against those that do not. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const net = require("node:net");
const { findDependencies, addressOf, PROTOCOLS } = require(`${process.env.KIT}/observability/dependencies.cjs`);

/** A server that greets and answers every chunk with the next of `answers`. Its `close` comes to an end only when no connection is left open. */
async function serverThat({ greeting, answers = [], hangUp = false }) {
  const seen = [];
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    const left = [...answers];
    if (greeting) socket.write(greeting);
    socket.on("data", (chunk) => {
      seen.push(chunk);
      if (left.length) socket.write(left.shift());
      else if (hangUp) socket.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, seen, close: () => new Promise((resolve) => server.close(resolve)) };
}

async function outcome(environment, urls) {
  const { checks } = findDependencies(environment, urls);
  assert.equal(checks.size, 1);
  const [[name, run]] = checks;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 300);
  try {
    await run(abort.signal);
    return [name, "ok"];
  } catch (error) {
    return [name, error.code ?? error.message];
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

const bytes = (text) => Buffer.from(text, "latin1");
const mysqlError = (code) => Buffer.concat([bytes("\x09\0\0\x02\xff"), Buffer.from([code & 255, code >> 8]), bytes("#28000")]);
const mysqlGreeting = bytes("\x0a\0\0\0\x0a8.0.36\0ab");
const postgresError = (code) => {
  const fields = bytes(`SFATAL\0C${code}\0Mno\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([bytes("E"), length, fields]);
};
const mongoReply = (ok) => {
  const body = Buffer.concat([bytes("\0\0\0\0\0\x11\0\0\0\x01ok\0"), Buffer.alloc(8), bytes("\0")]);
  body.writeDoubleLE(ok, body.length - 9);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, body]);
};
const redisUrl = (port) => ({ REDIS_URL: `redis://:pw@127.0.0.1:${port}/0` });
const databaseUrl = (scheme) => (port) => ({ DATABASE_URL: `${scheme}://app:p%40ss@127.0.0.1:${port}/shop?sslmode=disable` });

const CASES = [
  ["redis", redisUrl, { answers: ["+PONG\r\n"] }, "ok"],
  ["redis", redisUrl, { answers: ["-NOAUTH Authentication required.\r\n"] }, "ok"],
  ["redis", redisUrl, { answers: ["-LOADING Redis is loading\r\n"] }, "no PONG"],
  ["redis", redisUrl, { answers: ["HTTP/1.1 400 Bad Request\r\n"] }, "no PONG"],
  ["redis", redisUrl, { answers: ["+P"], hangUp: true }, "the server closed the connection"],
  ["postgresql", databaseUrl("postgres"), { answers: ["N", bytes("R\0\0\0\x08\0\0\0\x05")] }, "ok"],
  ["postgresql", databaseUrl("postgresql"), { answers: ["N", postgresError("28P01")] }, "ok"],
  ["postgresql", databaseUrl("postgresql"), { answers: ["N", postgresError("57P03")] }, "SQLSTATE 57P03"],
  ["postgresql", databaseUrl("postgres"), { answers: ["N", postgresError("53300")] }, "SQLSTATE 53300"],
  ["postgresql", databaseUrl("postgres"), { answers: ["H"] }, "no PostgreSQL server"],
  ["mysql", databaseUrl("mysql"), { greeting: mysqlGreeting, answers: [mysqlError(1045)] }, "ok"],
  ["mysql", databaseUrl("mariadb"), { greeting: mysqlGreeting, answers: [bytes("\x01\0\0\x02\xfe"), mysqlError(1045)] }, "ok"],
  ["mysql", databaseUrl("mysql"), { greeting: mysqlError(1040) }, "no MySQL server, or one that takes no connection"],
  ["mysql", databaseUrl("mysql"), { greeting: bytes("SSH-2.0-OpenSSH_9.2\r\n") }, "this is another protocol"],
  ["mongodb", (port) => ({ MONGODB_URI: `mongodb://u:p@127.0.0.1:${port}/x?replicaSet=r` }), { answers: [mongoReply(1)] }, "ok"],
  ["mongodb", (port) => ({ MONGODB_URI: `mongodb://127.0.0.1:1,127.0.0.1:${port}` }), { answers: [mongoReply(1)] }, "ok"],
  ["mongodb", databaseUrl("mongodb"), { answers: [mongoReply(0)] }, "the ping was refused"],
  ["mongodb", databaseUrl("mongodb"), { answers: ["HTTP/1.1 400 Bad Request\r\n\r\n"] }, "no MongoDB server"],
  ["rabbitmq", (port) => ({ AMQP_URL: `amqp://guest:guest@127.0.0.1:${port}/%2f` }), { answers: [bytes("\x01\0\0\0\0\x01\xee\0\x0a")] }, "ok"],
  ["rabbitmq", (port) => ({ RABBITMQ_URL: `amqp://127.0.0.1:${port}` }), { answers: [bytes("AMQP\0\x01\0\0")] }, "no AMQP 0-9-1 server"],
];

for (const [name, url, server, expected] of CASES) {
  test(`${name}: ${expected}`, async () => {
    const { port, close } = await serverThat(server);
    assert.deepEqual(await outcome(url(port)), [name, expected]);
    await close();
  });
}

test("nobody listens", async () => {
  const { port, close } = await serverThat({});
  await close();
  for (const url of [redisUrl, databaseUrl("postgres"), databaseUrl("mysql"), databaseUrl("mongodb")]) assert.equal((await outcome(url(port)))[1], "ECONNREFUSED");
});

test("a server that accepts and never answers holds nothing after the timeout", async () => {
  const { port, close } = await serverThat({});
  for (const url of [redisUrl, databaseUrl("postgres"), databaseUrl("mysql"), databaseUrl("mongodb")]) assert.notEqual((await outcome(url(port)))[1], "ok");
  await close();
});

test("no password is ever sent", async () => {
  for (const [, url, server] of CASES) {
    const { port, seen, close } = await serverThat(server);
    await outcome(url(port));
    assert.doesNotMatch(Buffer.concat(seen).toString("latin1"), /p@ss|p%40ss|pw|guest/);
    await close();
  }
});

test("HTTP: an answer below 500 is one", async () => {
  const http = require("node:http");
  let status = 404;
  const server = http.createServer((_request, response) => response.writeHead(status).end("x".repeat(100_000)));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/health`;
  assert.deepEqual(await outcome({}, [`payments=${url}`]), ["payments", "ok"]);
  assert.deepEqual(await outcome({}, [url]), ["http", "ok"]);
  status = 503;
  assert.deepEqual(await outcome({}, [`payments=${url}`]), ["payments", "HTTP 503"]);
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(await outcome({}, [`payments=${url}`]), ["payments", "ECONNREFUSED"]);
});

test("addresses that URL does not read", () => {
  const postgres = PROTOCOLS["postgres:"];
  assert.deepEqual(addressOf("postgres://u:p/@ss@[::1]:5433/my%20db?x=1", postgres), { servers: [{ host: "::1", port: 5433, secure: false }], user: "u", database: "my db" });
  assert.deepEqual(addressOf("postgres://u@localhost/db?host=/var/run/postgresql", postgres).servers, [{ path: "/var/run/postgresql/.s.PGSQL.5432" }]);
  assert.deepEqual(addressOf("mongodb://a:1,b/x?tls=true", PROTOCOLS["mongodb:"]).servers, [{ host: "a", port: 1, secure: true }, { host: "b", port: 27017, secure: true }]);
  assert.deepEqual(addressOf("postgres://u%zz:p@h:x/%zz", postgres), { servers: [{ host: "h:x", port: 5432, secure: false }], user: "u%zz", database: "%zz" });
  assert.deepEqual(addressOf("redis://", PROTOCOLS["redis:"]).servers, [{ host: "localhost", port: 6379, secure: false }]);
  assert.deepEqual(addressOf("rediss://h", PROTOCOLS["rediss:"]).servers, [{ host: "h", port: 6379, secure: true }]);
});

test("what no check is known for is said, a file is no server", () => {
  const { checks, unknown } = findDependencies({ DATABASE_URL: "sqlserver://h;database=x", REDIS_URL: "unix:///run/redis.sock", MONGODB_URI: "", AMQP_URL: "nonsense" }, ["nonsense"]);
  assert.equal(checks.size, 0);
  assert.deepEqual(unknown, ["DATABASE_URL", "REDIS_URL", "AMQP_URL", "HTTP_DEPENDENCIES"]);
  assert.deepEqual(findDependencies({ DATABASE_URL: "file:./dev.db" }, []).unknown, []);
});

test("every variable that holds an address of a known kind is found, each server once", () => {
  const found = (environment) => [...findDependencies(environment, []).checks.keys()];
  const environment = {
    ANALYTICS_DSN: "mysql://u:p@stats/x", CELERY_BROKER_URL: "redis://cache:6379/1", DATABASE_URL: "postgresql://app:p@db/shop", HEROKU_POSTGRESQL_RED_URL: "postgres://other:q@DB:5432/shop", MONGO_URL: "mongodb://one,two:27018/shop",
    REDIS_URL: "redis://:p@cache/0", REPLICA_URL: "postgres://db-2/shop", REDIS_TLS_URL: "rediss://cache:6380",
  };
  assert.deepEqual(found(environment), ["postgresql", "redis", "mysql", "mongodb", "redis_tls", "postgresql_replica"]);
  assert.deepEqual(found({ EVENTS_URI: "amqps://mq", OTHER_MONGO_URI: "mongodb://two:27018,one:27017/other", MONGO_URL: "mongodb://one,two:27018" }), ["rabbitmq", "mongodb"]);
});

test("what may be the app's own address, what is no server to serve with and what is no address are left out", () => {
  const environment = {
    PUBLIC_URL: "https://shop.example", API_URL: "http://localhost:3000", SENTRY_DSN: "https://key@sentry.example/1", TEST_DATABASE_URL: "postgres://t/x", SHADOW_DATABASE_URL: "postgres://s/x", DATABASE_TEST_URL: "postgres://t/x",
    database_url: "postgres://lower/x", DATABASE: "postgres://no-ending/x", SMTP_URL: "smtp://mail", DB_DSN: "host=db user=app",
  };
  const { checks, unknown } = findDependencies(environment, []);
  assert.deepEqual([[...checks.keys()], unknown], [[], []]);
});
