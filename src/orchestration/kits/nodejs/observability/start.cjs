// Switches everything on, as the first line of the app: `require("./observability/start.cjs")` or `node --import`. One process each: not for node:cluster.
"use strict";

const { isMainThread } = require("node:worker_threads");

require("./index.cjs");
const { shutDownBySignal } = require("./lifecycle.cjs");
const { captureConsole, logCrash, toggleDebugBySignal } = require("./logging.cjs");
const { CAPTURE_CONSOLE } = require("./configuration.cjs");
const { openManagementPort } = require("./management.cjs");
const { watchServers } = require("./requests.cjs");
const { watchFastify } = require("./routes.cjs");
const { startSentry } = require("./sentry.cjs");

startSentry();
if (CAPTURE_CONSOLE) captureConsole();
logCrash();
toggleDebugBySignal();
watchServers();
watchFastify();
// A worker thread loads what the process was told to `--import`, too; signals and the port are the process's.
if (isMainThread) {
  shutDownBySignal();
  openManagementPort();
}
