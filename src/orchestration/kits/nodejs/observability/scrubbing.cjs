// Knows which parts of an envelope for Sentry are its protocol and stay, and takes secrets and personal data out of all others, whatever kind of item holds them.
"use strict";

const { REDACTED, hides, maskText, maskedNumber } = require("./masking.cjs");

/** What the SDK would collect by itself and no error needs: who asked, what was said, what the variables held; lines of source, which may hold any of it. */
const COLLECT_NOTHING_PERSONAL = {
  userInfo: false,
  cookies: false,
  httpHeaders: { request: { allow: ["accept", "content-type", "content-length", "user-agent", "x-request-id"] }, response: { allow: ["content-type", "content-length"] } },
  httpBodies: [],
  urlQueryParams: false,
  graphQL: { document: true, variables: false },
  genAI: { inputs: false, outputs: false },
  mcp: { inputs: false, outputs: false },
  databaseQueryData: false,
  queues: false,
  stackFrameVariables: false,
  frameContextLines: 0,
};

const MAX_DEPTH = 40;

/** Ids and moments that Sentry itself reads; a digit more or less in them would lose the item. */
const PROTOCOL = new Set([
  "event_id", "trace_id", "span_id", "parent_span_id", "segment_id", "replay_id", "check_in_id", "profile_id", "profiler_id", "chunk_id", "debug_id", "code_id", "sid",
  "sent_at", "timestamp", "start_timestamp", "end_timestamp", "started",
]);
const ID_OR_MOMENT = /^[\w:.+-]{1,40}$/;
/** Names it reads in an item or in the envelope's header, and how deep; deeper, anybody may mean anything by them. */
const NAMES = { release: 2, dist: 2, public_key: 2, monitor_slug: 1, dsn: 1 };
/** Left out altogether: a person's traces that no error needs. */
const DROPPED = new Set(["cookies", "vars", "did", "geo"]);
/** And there: a body; the address of who asked; what the browser's SDK adds of the user to what they said. */
const DROPPED_IN = { request: ["data"], attrs: ["ip_address"], feedback: ["name", "contact_email"] };
/** Keys that hold a person and are no secrets; logs may keep them, a third party's service may not. */
const PERSONAL = /^(?:ip|ip_?address|remote_?addr|client[._]address|user[._](?:name|full_name|email|ip_address|geo.*)|username|user_?name|(?:first|last|full|given|family|middle|maiden|nick|sur)_?name|street|street_?address|address_?line.*|postal_?code|zip_?code|x-forwarded-for|x-real-ip|forwarded|cf-connecting-ip|true-client-ip|referer)$/i;

/** The envelope without what must not leave; items nobody can look into (attachments) are left out. */
function scrubbed([header, items]) {
  return [clean(header), items.filter(([{ type }, payload]) => type !== "attachment" && isData(payload)).map(([itemHeader, payload]) => [itemHeader, clean(payload)])];
}

function isData(payload) {
  return typeof payload === "object" && payload !== null && !ArrayBuffer.isView(payload) && !(payload instanceof ArrayBuffer);
}

/** An attribute of a span or a log is its value with a type beside it. */
function isHidden(key, value) {
  return hides(key, typeof value?.value === "number" ? value.value : value) || PERSONAL.test(key);
}

/** What follows the path of an address says what somebody looked for. A path without it is passed over whole: no text makes this slow. */
const QUERY = /(\/[^\s?#"'<>]*)(?:[?#][^\s"'<>]*)?/g;
const ASSIGNED = /(?<![\w.-])([\w.-]{2,40})=(?!\[redacted\])[^\s&;,"'<>()]{1,400}/g;

function withoutQueries(text) {
  return text.replace(QUERY, "$1");
}

function cleanText(text) {
  if (/^[{[]/.test(text) && /[}\]]$/.test(text)) {
    try {
      // Data that was made text is data still.
      return JSON.stringify(clean(JSON.parse(text)));
    } catch {
      // It only looked like it.
    }
  }
  return maskText(withoutQueries(text), isHidden).replace(ASSIGNED, (match, key) => (PERSONAL.test(key) ? `${key}=${REDACTED}` : match));
}

function isProtocol(key, value, depth) {
  if (typeof value === "object") return false;
  return Object.hasOwn(NAMES, key) ? depth <= NAMES[key] : PROTOCOL.has(key) && ID_OR_MOMENT.test(String(value));
}

/** `value` under `key`; `hidden`: somewhere above it stands a key whose value may not be told. */
function clean(value, key = "", hidden = false, depth = 0) {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (depth > MAX_DEPTH) return "[truncated]";
  if (!hidden && isProtocol(key, value, depth)) return value;
  switch (typeof value) {
    case "string":
      return hidden && value !== "" ? REDACTED : cleanText(value);
    case "number":
      return hidden ? REDACTED : maskedNumber(value);
    case "object":
      break;
    default:
      return undefined;
  }
  if (Array.isArray(value)) return cleanList(value, key, hidden, depth);
  if (typeof value.toJSON === "function") return clean(value.toJSON(), key, hidden, depth + 1);
  if (key === "user") return cleanUser(value);
  const result = {};
  for (const [name, inner] of Object.entries(value)) {
    if (DROPPED.has(name) || (Object.hasOwn(DROPPED_IN, key) && DROPPED_IN[key].includes(name))) continue;
    // An item's own "sid" is a release's session, and no person's.
    const isOwn = depth === 0 && PROTOCOL.has(name);
    const found = clean(inner, name, hidden || (!isOwn && isHidden(name, inner)), depth + 1);
    Object.defineProperty(result, cleanText(name), { value: found, enumerable: true, configurable: true, writable: true });
  }
  // An attribute whose value is gone must still be of the type it says.
  if (result.value === REDACTED && "type" in result && Object.keys(result).length <= 3) result.type = "string";
  return result;
}

/** A list of pairs ([name, value], as headers are given) has its names speak for its values. */
function cleanList(list, key, hidden, depth) {
  const isPair = list.length === 2 && list.every((item) => typeof item === "string") && /^[\w.$-]{1,64}$/.test(list[0]) && isHidden(list[0]);
  return isPair ? [list[0], REDACTED] : list.map((item) => clean(item, key, hidden, depth + 1) ?? null);
}

/** How many users meet an error is told by their id alone, and that only where it is none of their addresses. */
function cleanUser({ id }) {
  return id === undefined ? {} : { id: cleanText(String(id)) };
}

/** The SDK's `transport`, through which an envelope goes only after `scrub`; what that fails on is dropped, and `dropped` is told. */
function scrubbing(transport, scrub, dropped) {
  return {
    flush: (timeout) => transport.flush(timeout),
    send: async (envelope) => {
      let harmless;
      try {
        harmless = await scrub(envelope);
      } catch (error) {
        dropped(error);
      }
      return harmless ? transport.send(harmless) : {};
    },
  };
}

module.exports = { COLLECT_NOTHING_PERSONAL, clean, cleanText, scrubbed, scrubbing };
