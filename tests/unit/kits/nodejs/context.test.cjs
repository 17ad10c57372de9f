// Trace context and request ids. KIT is the kit's folder.
const { test } = require("node:test");
const assert = require("node:assert");
const { contextOf, handedOn, storage, traceparent } = require(`${process.env.KIT}/observability/context.cjs`);

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const request = (headers) => ({ headers });

test("a trace is continued with a span of our own", () => {
  const context = contextOf(request({ traceparent: `00-${TRACE}-${SPAN}-00` }));
  assert.equal(context.traceId, TRACE);
  assert.match(context.spanId, /^[0-9a-f]{16}$/);
  assert.notEqual(context.spanId, SPAN);
  assert.equal(storage.run(context, traceparent), `00-${TRACE}-${context.spanId}-00`);
});

test("a later version is read as far as it is known", () => {
  assert.deepEqual(handedOn(`cc-${TRACE}-${SPAN}-ff-more`), { traceId: TRACE, parentId: SPAN, flags: "01" });
});

test("what is malformed begins a new trace", () => {
  const wrong = [undefined, "", "x", `ff-${TRACE}-${SPAN}-01`, `00-${"0".repeat(32)}-${SPAN}-01`, `00-${TRACE}-${"0".repeat(16)}-01`, `00-${TRACE}-${SPAN}-01-more`, `00-${TRACE.toUpperCase()}-${SPAN}-01`, `00-${TRACE}-${SPAN}`, `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`];
  for (const header of wrong) {
    assert.equal(handedOn(header), undefined, header);
    const { traceId, flags } = contextOf(request({ traceparent: header }));
    assert.match(traceId, /^[0-9a-f]{32}$/);
    assert.notEqual(traceId, TRACE);
    assert.equal(flags, "01");
  }
});

test("a request id is taken over or made", () => {
  assert.equal(contextOf(request({ "x-request-id": "A-1_b.2" })).requestId, "A-1_b.2");
  for (const id of ["", "a b", "x".repeat(65), 'a"b', "a\nb", "é"]) assert.match(contextOf(request({ "x-request-id": id })).requestId, /^[0-9a-f-]{36}$/);
});

test("outside of a request there is no traceparent", () => {
  assert.equal(traceparent(), undefined);
});
