// What an app may use of all this; it works, and does nothing, also where start.cjs was not loaded (in a unit test).
"use strict";

const { traceparent } = require("./context.cjs");
const { check, started } = require("./health.cjs");
const { onShutdown } = require("./lifecycle.cjs");
const { log } = require("./logging.cjs");
const { counter } = require("./metrics.cjs");
const { route } = require("./routes.cjs");
const { feedback, monitored, reportError } = require("./sentry.cjs");

module.exports = { check, counter, feedback, log, monitored, onShutdown, reportError, route, started, traceparent };
