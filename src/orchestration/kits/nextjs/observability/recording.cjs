// Knows what a session replay records (rrweb's events) and takes out what its own masking leaves in: addresses, attributes, what the app said on the console.
"use strict";

const { REDACTED } = require("./masking.cjs");
const { clean, cleanText, scrubbed } = require("./scrubbing.cjs");

/** rrweb's EventType.Custom: breadcrumbs, network calls and web vitals, put in by the SDK. */
const CUSTOM = 5;
/** Attributes by which a page keeps its shape. What stands in any other may be somebody's. */
const SHAPE = /^(?:class|id|style|_cssText|rr_(?:width|height|scroll\w*|mediaState)|type|rel|media|width|height|role|dir|lang|colspan|rowspan|for|tabindex|disabled|checked|selected|hidden|open|multiple|readonly|size|rows|cols|scope|charset)$/;
const ADDRESS = /^(?:href|src|rr_src|xlink:href|action)$/;
/** An attribute in an element's path, as breadcrumbs and web vitals name it: `main[aria-label="Ada"]`. */
const SELECTED = /\[(aria-label|title|alt)="[^"\]]*"\]/g;

/** What an envelope of the browser's may hold: no text of an element, and of a recording what is left after a second look. */
async function scrubbedWithRecordings(envelope) {
  const [header, items] = withoutLabels(scrubbed(envelope));
  const recordings = envelope[1].filter(([{ type }, payload]) => type === "replay_recording" && typeof payload === "string");
  return [header, [...items, ...(await Promise.all(recordings.map(packed)))]];
}

function withoutLabels(data) {
  return JSON.parse(JSON.stringify(data), (_key, value) => (typeof value === "string" ? value.replace(SELECTED, "[$1]") : value));
}

/** A recording is a line of its own header and a list of events, packed by zlib as the SDK's own worker would. */
async function packed([header, payload]) {
  const end = payload.indexOf("\n") + 1;
  const head = new TextEncoder().encode(payload.slice(0, end));
  const events = JSON.stringify(JSON.parse(payload.slice(end)).map(cleanEvent));
  const body = typeof CompressionStream === "undefined" ? new TextEncoder().encode(events) : await new Response(new Blob([events]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  const bytes = new Uint8Array(head.length + body.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(body), head.length);
  return [{ ...header, length: bytes.length }, bytes];
}

function cleanEvent(event) {
  if (event.type !== CUSTOM) return cleanPart(event);
  // How the recorder was set up; "sessionSampleRate" only sounds like a secret.
  return event.data.tag === "options" ? event : withoutLabels(clean(event));
}

/** Any part of an event about the page: nodes hold attributes and text, and other nodes, as deep as the page is. */
function cleanPart(value) {
  if (typeof value === "string") return cleanAddress(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cleanPart);
  const result = {};
  for (const [name, inner] of Object.entries(value)) {
    if (name === "attributes" && !Array.isArray(inner)) result[name] = cleanAttributes(inner);
    // A style sheet is the app's, and longer than any text. Of what was typed, rrweb leaves hidden fields as they are.
    else if (name === "textContent" || name === "text") result[name] = value.isStyle ? inner : stars(inner);
    else result[name] = cleanPart(inner);
  }
  return result;
}

function cleanAttributes(attributes) {
  return Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [name, cleanAttribute(name, value)]));
}

function cleanAttribute(name, value) {
  if (typeof value !== "string") return cleanPart(value);
  if (name === "_cssText") return value;
  if (SHAPE.test(name)) return cleanText(value);
  return ADDRESS.test(name) ? cleanAddress(value) : stars(value);
}

function stars(text) {
  return typeof text === "string" ? text.replace(/\S/g, "*") : text;
}

function cleanAddress(value) {
  return /^(?:mailto|tel|sms|data|javascript):/i.test(value) ? REDACTED : cleanText(value);
}

module.exports = { scrubbedWithRecordings };
