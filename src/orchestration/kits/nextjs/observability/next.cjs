// Switches everything on inside of a Next.js server, which tells what it works on after an answer (`after()`) by a documented name.
"use strict";

const { waitFor } = require("./lifecycle.cjs");
const { running } = require("./sentry.cjs");

globalThis[Symbol.for("@next/request-context")] ??= { get: () => ({ waitUntil: waitFor }) };
globalThis[Symbol.for("observability.onRequestError")] = (...failed) => running()?.captureRequestError(...failed);

require("./start.cjs");
