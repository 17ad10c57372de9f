// Knows how this process ends without dropping a request: not ready at once, serving until balancers have noticed, then closed, then gone.
"use strict";

const { DRAIN_SECONDS, SHUTDOWN_SECONDS } = require("./configuration.cjs");
const { log } = require("./logging.cjs");

const servers = new Map();
const inFlight = new Set();
const upgraded = new Set();
const pending = new Set();
const atTheEnd = [];
const onceClosed = [];
let draining = false;
let closing = false;
let lastAnswered = () => {};

function isDraining() {
  return draining;
}

/** Remembers a server of the app's, with the `close` it had before ours. */
function serverOpened(server, close) {
  if (servers.has(server)) return;
  servers.set(server, close);
  server.once("close", () => servers.delete(server));
}

/** A WebSocket ends with the server: nobody else would, and it would hold the process until the hard limit. */
function socketUpgraded(socket) {
  upgraded.add(socket);
  socket.once("close", () => upgraded.delete(socket));
}

function requestBegun(response) {
  inFlight.add(response);
  if (draining) sayGoodbye(response);
}

function requestEnded(response) {
  inFlight.delete(response);
  if (closing && inFlight.size === 0) lastAnswered();
}

/** Has the client open its next connection elsewhere; cutting an idle one could cross with a request on its way. */
function sayGoodbye(response) {
  if (!response.headersSent) response.setHeader("Connection", "close");
}

/**
 * `server.close` as the app calls it. While draining it waits for the drain's end: an app's own signal handler often closes at once. Its
 * callback waits for ours: there it often exits.
 */
function closeLater(server, close, callback) {
  if (!draining || closing || !server.listening) return false;
  serverOpened(server, close);
  if (callback) onceClosed.push(callback);
  return true;
}

/** Work that outlives its request: the process does not end before `promise` has. */
function waitFor(promise) {
  const ended = () => pending.delete(promise);
  pending.add(promise);
  promise.then(ended, ended);
}

/** Runs `callback` once the last request is answered and before the process exits: the place to end a pool or flush a queue. */
function onShutdown(callback) {
  atTheEnd.push(callback);
}

async function closeServers() {
  closing = true;
  const closed = [...servers].map(([server, close]) => new Promise((resolve) => {
    close.call(server, resolve);
    server.closeIdleConnections();
  }));
  if (inFlight.size > 0) await new Promise((resolve) => (lastAnswered = resolve));
  // What is left are connections that never asked, and WebSockets; a moment for the last bytes of the others.
  const cut = setTimeout(() => {
    for (const server of servers.keys()) server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }, 100);
  await Promise.all(closed);
  clearTimeout(cut);
}

async function shutDown(signal) {
  const atATerminal = signal === "SIGINT" && process.stdin.isTTY;
  if (draining) {
    // A second Ctrl-C is a person who does not want to wait. A second SIGTERM is none: npm hands on what an init sent to both.
    if (atATerminal) process.exit(130);
    return;
  }
  draining = true;
  // The app's own handlers come next, at once: one that closes a server shows it to us, if nobody has asked it yet.
  await null;
  const drainSeconds = servers.size === 0 || atATerminal ? 0 : DRAIN_SECONDS;
  log.info({ signal, drain_seconds: drainSeconds }, "shutting down");
  for (const response of inFlight) sayGoodbye(response);
  setTimeout(() => {
    log.error({ requests: inFlight.size }, "not finished in time");
    process.exit(1);
  }, SHUTDOWN_SECONDS * 1000).unref();

  await new Promise((resolve) => setTimeout(resolve, drainSeconds * 1000));
  await closeServers();
  while (pending.size > 0) await Promise.allSettled(pending);
  const ends = await Promise.allSettled(atTheEnd.map(async (callback) => callback()));
  for (const { reason } of ends) if (reason) log.error(reason, "a shutdown callback failed");
  for (const callback of onceClosed) callback();
  // An app that listens to the signal itself ends itself, when its own work is done; the hard limit holds for it, too.
  if (process.listenerCount(signal) > 1) return;
  log.info("shut down");
  process.exit();
}

/** Before any handler of the app's own, so that it finds the drain begun. */
function shutDownBySignal() {
  for (const signal of ["SIGTERM", "SIGINT"]) process.prependListener(signal, shutDown);
}

module.exports = { isDraining, serverOpened, socketUpgraded, requestBegun, requestEnded, closeLater, waitFor, onShutdown, shutDownBySignal };
