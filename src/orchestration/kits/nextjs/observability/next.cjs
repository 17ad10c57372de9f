// Switches on what can be had where Next.js runs: everything in a process that stays, masked logs in a function.
"use strict";

const { running, startSentry } = require("./sentry.cjs");

globalThis[Symbol.for("observability.onRequestError")] = (...failed) => running()?.captureRequestError(...failed);

// https://vercel.com/docs/environment-variables/system-environment-variables: set while building and while running.
if (process.env.VERCEL) {
  const { CAPTURE_CONSOLE } = require("./configuration.cjs");
  const { captureConsole, logCrash } = require("./logging.cjs");
  require("./index.cjs");
  // Frozen between two requests, with no port of its own and no signal before its end: what it counts nobody could read.
  startSentry();
  if (CAPTURE_CONSOLE) captureConsole();
  logCrash();
} else {
  const { waitFor } = require("./lifecycle.cjs");
  // Next.js tells by this documented name what it works on after an answer: https://nextjs.org/docs/app/api-reference/functions/after
  globalThis[Symbol.for("@next/request-context")] ??= { get: () => ({ waitUntil: waitFor }) };
  require("./start.cjs");
}
