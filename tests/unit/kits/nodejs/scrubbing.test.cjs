// What leaves for Sentry: protocol stays, persons go, at every depth and in every shape. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const { scrubbed } = require(`${process.env.KIT}/observability/scrubbing.cjs`);

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const scrub = (payload, type = "event") => scrubbed([{ event_id: ID, dsn: "https://key@o1.example/1" }, [[{ type }, payload]]]);
const payloadOf = (payload, type) => scrub(payload, type)[1][0][1];

test("what Sentry reads stays as it is", () => {
  const event = { event_id: ID, timestamp: 1795716531.539, release: "web@1.0.rc", environment: "production", contexts: { trace: { trace_id: ID, span_id: "00f067aa0ba902b7" } } };
  assert.deepEqual(payloadOf(event), event);
  assert.equal(scrub(event)[0].dsn, "https://key@o1.example/1");
  assert.deepEqual(payloadOf({ sid: ID, started: "2026-11-26T18:08:00.000Z", attrs: { release: "web@1.0.rc" } }, "session"), { sid: ID, started: "2026-11-26T18:08:00.000Z", attrs: { release: "web@1.0.rc" } });
});

test("the same names elsewhere are an app's own", () => {
  const { extra, tags } = payloadOf({ extra: { dsn: "postgres://shop:hunter2@db.example/shop", started: "by jo@mail.example", a: { release: "jo@mail.example" } }, tags: { dsn: "mysql://root:hunter2@db" } });
  assert.equal(JSON.stringify([extra, tags]).match(/hunter2|jo@/), null);
});

test("of a user only the id stays", () => {
  assert.deepEqual(payloadOf({ user: { id: 7, email: "jo@mail.example", username: "jo", geo: { city: "X" } } }).user, { id: "7" });
  assert.deepEqual(payloadOf({ user: { id: "jo@mail.example" } }).user, { id: "[redacted]" });
});

test("an attribute without its value is of the type it says", () => {
  const { items } = payloadOf({ items: [{ attributes: { card: { value: 4111111111111111, type: "integer" }, first_name: { value: "Jo", type: "string" }, "gen_ai.usage.total_tokens": { value: 12, type: "integer" } } }] }, "log");
  assert.deepEqual(items[0].attributes, { card: { value: "[redacted]", type: "string" }, first_name: { value: "[redacted]", type: "string" }, "gen_ai.usage.total_tokens": { value: 12, type: "integer" } });
});

test("text that is data is read as data", () => {
  const { message } = payloadOf({ message: '{"headers":[["Cookie","sid=hunter2"]],"first_name":"Jo"}' });
  assert.equal(message, '{"headers":[["Cookie","[redacted]"]],"first_name":"[redacted]"}');
  assert.equal(payloadOf({ message: 'order {"first_name": "Jo", "pin":1234} failed' }).message.match(/Jo|1234/), null);
});

test("an address keeps its path and loses what somebody looked for", () => {
  const { message } = payloadOf({ message: 'GET /search?q=insulin failed, see "https://shop.example/orders/7#note" and redis://cache/0?db=1' });
  assert.equal(message, 'GET /search failed, see "https://shop.example/orders/7" and redis://cache/0');
});

test("attachments and bytes are left out", () => {
  assert.deepEqual(scrub({ note: "x" }, "attachment")[1], []);
  assert.deepEqual(scrub(new Uint8Array([1]), "profile")[1], []);
});

test("what is hostile ends", () => {
  let deep = "x";
  for (let i = 0; i < 200; i++) deep = { deep };
  assert.match(JSON.stringify(payloadOf(deep)), /truncated/);
  const begun = process.cpuUsage().user;
  payloadOf({ message: "/".repeat(1e6), extra: { a: "https://h/".repeat(1e5), b: "/a?".repeat(3e5) } });
  assert.ok(process.cpuUsage().user - begun < 2e6, "no text makes it slow");
  assert.ok(Object.hasOwn(payloadOf(JSON.parse('{"__proto__": {"password": "hunter2"}}')), "__proto__"));
});
