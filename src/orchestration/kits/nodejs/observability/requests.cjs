// Knows every request the app's servers answer: probes are answered here, everything else is measured, logged and given its context.
"use strict";

const http = require("node:http");
const https = require("node:https");

const { ACCESS_LOG_SAMPLE_RATIO } = require("./configuration.cjs");
const { storage, contextOf } = require("./context.cjs");
const { answerProbe } = require("./health.cjs");
const { serverOpened, socketUpgraded, requestBegun, requestEnded, closeLater } = require("./lifecycle.cjs");
const { log } = require("./logging.cjs");
const metrics = require("./metrics.cjs");
const { isAsset, routeOf, watchExpress } = require("./routes.cjs");
const { sentryIds, nameRequest, nameRoute } = require("./sentry.cjs");

/** The servers that are none of the app's. */
const unwatched = new WeakSet();
const served = new WeakSet();

function leaveUnwatched(server) {
  unwatched.add(server);
  return server;
}

/** Watches every http and https server of this process, whoever makes it and whenever, at the one place all its events pass. HTTP/2 servers are no such. */
function watchServers() {
  for (const prototype of [http.Server.prototype, https.Server.prototype]) {
    const { emit, close } = prototype;
    prototype.emit = function (event, ...args) {
      if (unwatched.has(this)) return emit.call(this, event, ...args);
      // A server that listened before this file was loaded shows itself by its first request.
      if (event === "listening" || event === "request") serverOpened(this, close);
      // A listener of "checkContinue" hands the request on as a second event.
      if ((event === "request" || event === "checkContinue") && !served.has(args[0])) return serve(this, event, ...args);
      if (event === "upgrade") socketUpgraded(args[1]);
      return emit.call(this, event, ...args);
    };
    prototype.close = function (callback) {
      return !unwatched.has(this) && closeLater(this, close, callback) ? this : close.call(this, callback);
    };
  }
}

function serve(server, event, request, response) {
  served.add(request);
  if (answerProbe(request, response)) return true;
  const context = { ...contextOf(request), ...sentryIds() };
  nameRequest(context.requestId);
  response.setHeader("X-Request-Id", context.requestId);
  keepContext(request, context);
  keepContext(response, context);
  watchExpress(request);
  observe(request, response);
  return storage.run(context, () => callListeners(server, event, request, response));
}

/** Events of a message come from its socket, which knows nothing of the request it carries just now. */
function keepContext(emitter, context) {
  const { emit } = emitter;
  emitter.emit = (...args) => storage.run(context, () => emit.apply(emitter, args));
}

/** What `emit` does, with an eye on how each handler ends. An exception goes on its way: whether the process survives it is the app's to say. */
function callListeners(server, event, request, response) {
  const listeners = server.rawListeners(event);
  for (const listener of listeners) {
    const failed = (error) => {
      answerFailure(response, error);
      throw error;
    };
    try {
      const result = listener.call(server, request, response);
      if (typeof result?.then === "function") result.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }
  return listeners.length > 0;
}

function answerFailure(response, error) {
  log.error(error, "a request handler failed");
  if (response.writableEnded) return;
  if (response.headersSent) response.destroy(error instanceof Error ? error : undefined);
  else response.writeHead(500, { "Content-Type": "text/plain" }).end("Internal Server Error");
}

function observe(request, response) {
  const begun = performance.now();
  const path = request.url.split("?", 1)[0];
  const labels = { http_request_method: metrics.methodLabel(request.method) };
  let answered = false;
  metrics.active.inc(labels);
  requestBegun(response);
  // "finish" also comes when the connection breaks under what is still to be sent.
  response.once("finish", () => (answered = !request.socket.errored));
  response.once("close", () => {
    const seconds = (performance.now() - begun) / 1000;
    const status = answered ? response.statusCode : statusOfCut(request, response);
    const route = metrics.routeLabel(routeOf(request));
    nameRoute(labels.http_request_method, route);
    metrics.active.dec(labels);
    if (status >= 400 || !isAsset(request, path)) {
      metrics.duration.observe({ ...labels, http_route: route, http_response_status_code: status }, seconds);
      logAccess({ method: request.method, path, route, status, seconds });
    }
    requestEnded(response);
  });
}

/** The status of a response that did not reach its end: 499 where the client left, 500 where we cut it. */
function statusOfCut(request, response) {
  const { socket } = request;
  return socket.readableEnded || (socket.errored && !response.errored) ? 499 : 500;
}

function logAccess({ method, path, route, status, seconds }) {
  if (status < 400 && Math.random() >= ACCESS_LOG_SAMPLE_RATIO) return;
  const fields = {
    "http.request.method": method,
    "url.path": path,
    "http.route": route,
    "http.response.status_code": status,
    duration_ms: Math.round(seconds * 1e6) / 1e3,
  };
  log[status >= 500 ? "error" : "info"](fields, `${method} ${route || path} ${status}`);
}

module.exports = { watchServers, leaveUnwatched };
