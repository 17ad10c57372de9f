// What an app may use of all this; it works, and does nothing, also where start.cjs was not loaded (in a unit test).
"use strict";

function load() {
  const { traceparent } = require("./context.cjs");
  const { check, readiness, started } = require("./health.cjs");
  const { onShutdown } = require("./lifecycle.cjs");
  const { log } = require("./logging.cjs");
  const { counter } = require("./metrics.cjs");
  const { route } = require("./routes.cjs");
  const { feedback, monitored, reportError } = require("./sentry.cjs");
  return { check, counter, feedback, log, monitored, onShutdown, readiness, reportError, route, started, traceparent };
}

// A bundler copies these files into each of an app's entries; the copy that was loaded first, as the process began, is everybody's.
const { check, counter, feedback, log, monitored, onShutdown, readiness, reportError, route, started, traceparent } = globalThis[Symbol.for("observability")] ??= load();

module.exports = { check, counter, feedback, log, monitored, onShutdown, readiness, reportError, route, started, traceparent };
