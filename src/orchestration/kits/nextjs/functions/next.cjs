// Switches Sentry on where functions run instead of a process: no port is opened, no signal awaited, no server watched.
"use strict";

const { running, startSentry } = require("./sentry.cjs");

globalThis[Symbol.for("observability.onRequestError")] = (...failed) => running()?.captureRequestError(...failed);

require("./index.cjs");
startSentry();
