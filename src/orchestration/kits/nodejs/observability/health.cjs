// Knows whether this process lives, has started and can serve, and answers the probes that ask.
"use strict";

const { LIVENESS_PATH, READINESS_PATH, STARTUP_PATH, READINESS_CACHE_SECONDS, DEPENDENCY_TIMEOUT_SECONDS } = require("./configuration.cjs");
const { findDependencies } = require("./dependencies.cjs");
const { isDraining } = require("./lifecycle.cjs");
const { log } = require("./logging.cjs");

const registered = new Map();
let found;

/**
 * A check of a dependency: `run(signal)` is fulfilled when it answers. A name found in the environment is replaced: a pool's own
 * `SELECT 1` sees more than a handshake. `timeout` in milliseconds.
 */
function check(name, run, { timeout = DEPENDENCY_TIMEOUT_SECONDS * 1000 } = {}) {
  registered.set(name, { run, timeout });
}

/** Every check there is. The environment is read late: `dotenv` may fill it after this file is loaded. */
function checks() {
  if (!found) {
    const { checks, unknown } = findDependencies(process.env);
    found = new Map([...checks].map(([name, run]) => [name, { run, timeout: DEPENDENCY_TIMEOUT_SECONDS * 1000 }]));
    for (const variable of unknown) log.warn(`${variable}: readiness cannot check this kind of server by itself; register one with check(name, fn)`);
  }
  return new Map([...found, ...registered]);
}

/** One check's reading. Of an error only its kind is told: a message may hold a host, a user or a password. */
async function reading({ run, timeout }) {
  const begun = performance.now();
  const abort = new AbortController();
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
      abort.abort();
    }, timeout);
  });
  let status = "ok";
  try {
    if ((await Promise.race([(async () => run(abort.signal))(), late])) === false) status = "error";
  } catch (error) {
    status = { ETIMEDOUT: "timeout", ECONNREFUSED: "refused" }[error?.code ?? error?.errors?.[0]?.code] ?? "error";
    log.debug(error, "a dependency's check failed");
  } finally {
    clearTimeout(timer);
  }
  return { status, ms: Math.round(performance.now() - begun) };
}

let last = { at: -Infinity, readings: {} };
let round;

/** Every check's reading, at most READINESS_CACHE_SECONDS old. All run side by side, and however many ask, once. */
function readings() {
  if (performance.now() - last.at < READINESS_CACHE_SECONDS * 1000) return last.readings;
  round ??= (async () => {
    const all = await Promise.all([...checks()].map(async ([name, found]) => [name, await reading(found)]));
    last = { at: performance.now(), readings: Object.fromEntries(all) };
    return last.readings;
  })().finally(() => (round = undefined));
  return round;
}

let pending = 0;
let hasStarted = false;

/** The process has not started before `promise` is fulfilled (migrations, a warm cache). If it fails, it never has, and its orchestrator acts. */
function started(promise) {
  pending++;
  Promise.resolve(promise).then(
    () => pending--,
    (error) => log.error(error, "the app did not start"),
  );
  return promise;
}

function isStarted() {
  hasStarted ||= pending === 0;
  return hasStarted;
}

/** What the readiness probe says, for an app that answers it by itself. */
async function readiness() {
  const checks = isDraining() ? {} : await readings();
  return { ok: isStarted() && !isDraining() && Object.values(checks).every(({ status }) => status === "ok"), checks };
}

const PROBES = new Map([
  // No dependency: a restart of this process mends none of them.
  [LIVENESS_PATH, () => ({ ok: true })],
  [STARTUP_PATH, () => ({ ok: isStarted() })],
  [READINESS_PATH, readiness],
]);

/** Answers a probe's request; false where it is none. */
function answerProbe(request, response) {
  const probe = PROBES.get(request.url.split("?", 1)[0]);
  if (!probe) return false;
  answer(probe, request, response).catch((error) => {
    log.error(error, "a probe could not be answered");
    response.writeHead(503).end();
  });
  return true;
}

async function answer(probe, request, response) {
  response.setHeader("Cache-Control", "no-store");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  const { ok, checks } = await probe();
  const body = JSON.stringify({ status: ok ? "ok" : "unavailable", checks });
  response.writeHead(ok ? 200 : 503, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }).end(body);
}

module.exports = { check, started, readings, readiness, answerProbe };
