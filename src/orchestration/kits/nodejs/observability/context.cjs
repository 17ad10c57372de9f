// Knows which request the running code serves: its trace by W3C Trace Context and its request id, through every await.
"use strict";

const { AsyncLocalStorage } = require("node:async_hooks");
const { randomFillSync, randomUUID } = require("node:crypto");

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

const storage = new AsyncLocalStorage();

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes in hexadecimal; drawn many at once, as each draw is a call of the system's. */
function randomHex(bytes) {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString("hex", used, (used += bytes));
}

/** The trace id, parent's span id and flags that a `traceparent` header hands on, or undefined where it is none. */
function handedOn(header) {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(header ?? "") ?? [];
  const valid = version !== undefined && version !== "ff" && !(version === "00" && more) && !/^0+$/.test(traceId) && !/^0+$/.test(parentId);
  // Of the flags only "sampled" is defined; the specification wants every other bit sent on as zero.
  return valid ? { traceId, parentId, flags: parseInt(flags, 16) & 1 ? "01" : "00" } : undefined;
}

/** What log lines and outgoing calls need to know of a request: the caller's trace, continued with a span id of our own. */
function contextOf(request) {
  // A trace begun here is marked as sampled: "00" would tell every service behind to drop it.
  const { traceId, flags } = handedOn(request.headers.traceparent) ?? { traceId: randomHex(16), flags: "01" };
  const requestId = request.headers["x-request-id"];
  return {
    traceId,
    flags,
    spanId: randomHex(8),
    requestId: REQUEST_ID.test(requestId ?? "") ? requestId : randomUUID(),
  };
}

/** The `traceparent` header for a call made while serving a request; undefined outside of one. */
function traceparent() {
  const context = storage.getStore();
  return context && `00-${context.traceId}-${context.spanId}-${context.flags}`;
}

module.exports = { storage, contextOf, handedOn, traceparent };
