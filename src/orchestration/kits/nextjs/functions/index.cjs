// What an app may use of this where functions run; it works, and does nothing, also where next.cjs was not loaded (in a unit test).
"use strict";

function load() {
  const { log } = require("./logging.cjs");
  const { feedback, monitored, reportError } = require("./sentry.cjs");
  return { feedback, log, monitored, reportError };
}

// A bundler copies these files into each of an app's entries; the copy that was loaded first is everybody's.
const { feedback, log, monitored, reportError } = globalThis[Symbol.for("observability")] ??= load();

module.exports = { feedback, log, monitored, reportError };
