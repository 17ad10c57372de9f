// What of a session replay leaves a browser: its shape does, what it shows does not.
"use strict";

const assert = require("node:assert");
const path = require("node:path");
const { test } = require("node:test");
const { inflateSync } = require("node:zlib");

const { scrubbedWithRecordings } = require(path.join(process.env.KIT, "observability", "recording.cjs"));

/** The header and the events that come out for some that go in. */
async function sent(...events) {
  const [, items] = await scrubbedWithRecordings([{}, [[{ type: "replay_event" }, { replay_id: "a".repeat(32) }], [{ type: "replay_recording", length: 1 }, `{"segment_id":3}\n${JSON.stringify(events)}`]]]);
  const [header, bytes] = items[1];
  assert.strictEqual(header.length, bytes.length);
  const end = bytes.indexOf(10) + 1;
  assert.strictEqual(Buffer.from(bytes.subarray(0, end)).toString(), '{"segment_id":3}\n');
  return JSON.parse(inflateSync(bytes.subarray(end)).toString());
}

const element = (tagName, attributes, ...childNodes) => ({ type: 2, data: { node: { type: 2, tagName, attributes, childNodes, id: 1 } }, timestamp: 1 });

test("an attribute that gives the page no shape becomes asterisks", async () => {
  const [event] = await sent(element("div", { class: "card", id: "main", "data-person": "Ada Byron", alt: "Ada", rr_width: "10px" }));
  assert.deepStrictEqual(event.data.node.attributes, { class: "card", id: "main", "data-person": "*** *****", alt: "***", rr_width: "10px" });
});

test("an address keeps its path alone", async () => {
  const [event] = await sent(element("a", { href: "https://shop.example/orders?q=Ada#byron" }), element("a", { href: "mailto:ada@example.com" }));
  assert.strictEqual(event.data.node.attributes.href, "https://shop.example/orders");
  const [meta] = await sent({ type: 4, data: { href: "https://shop.example/?q=Ada", width: 1, height: 1 }, timestamp: 1 });
  assert.strictEqual(meta.data.href, "https://shop.example/");
  const [mail] = await sent(element("a", { href: "mailto:ada@example.com" }));
  assert.ok(!JSON.stringify(mail).includes("ada"));
});

test("a hidden field, which rrweb leaves as it is, becomes asterisks", async () => {
  const [event] = await sent({ type: 3, data: { source: 5, text: "key-77", isChecked: false, id: 25 }, timestamp: 1 });
  assert.deepStrictEqual(event.data, { source: 5, text: "******", isChecked: false, id: 25 });
});

test("a style sheet stays, however long; text does not", async () => {
  const css = ".a{color:red}".repeat(3000);
  const [event] = await sent(element("style", { _cssText: css }, { type: 3, textContent: css, isStyle: true, id: 2 }, { type: 3, textContent: "Ada", id: 3 }));
  assert.strictEqual(event.data.node.attributes._cssText, css);
  assert.deepStrictEqual(event.data.node.childNodes.map((node) => node.textContent), [css, "***"]);
});

test("a page as deep as it may be comes whole", async () => {
  let node = { type: 3, textContent: "x", id: 0 };
  for (let id = 1; id < 300; id++) node = { type: 2, tagName: "div", attributes: {}, childNodes: [node], id };
  const [event] = await sent({ type: 2, data: { node }, timestamp: 1 });
  assert.ok(!JSON.stringify(event).includes("truncated"));
});

test("what the SDK adds is scrubbed as anywhere else, and an element's label goes", async () => {
  const [event, options] = await sent(
    { type: 5, timestamp: 1, data: { tag: "breadcrumb", payload: { timestamp: 1.5, category: "ui.click", message: 'main[aria-label="Ada"] > button#pay', data: { password: "hunter2", url: "/api?q=Ada" } } } },
    { type: 5, timestamp: 1, data: { tag: "options", payload: { sessionSampleRate: 0.1 } } },
  );
  assert.deepStrictEqual(event.data.payload, { timestamp: 1.5, category: "ui.click", message: "main[aria-label] > button#pay", data: { password: "[redacted]", url: "/api" } });
  assert.strictEqual(options.data.payload.sessionSampleRate, 0.1);
});

test("a recording that came packed, and cannot be read, does not leave", async () => {
  const [, items] = await scrubbedWithRecordings([{}, [[{ type: "replay_recording" }, new Uint8Array([1, 2, 3])]]]);
  assert.deepStrictEqual(items, []);
});
