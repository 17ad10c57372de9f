// Knows how errors, traces and check-ins reach Sentry, and that nothing secret or personal goes along. Without SENTRY_DSN it does nothing.
"use strict";

const { subscribe } = require("node:diagnostics_channel");

const configuration = require("./configuration.cjs");
const { handedOn } = require("./context.cjs");
const { onShutdown } = require("./lifecycle.cjs");
const { log } = require("./logging.cjs");
const { COLLECT_NOTHING_PERSONAL, scrubbed, scrubbing } = require("./scrubbing.cjs");
const { name, load, http } = require("./sdk.cjs");

const FLUSH_MILLISECONDS = 2000;

let sdk;

/** The SDK, or undefined where it is off: no DSN, or no package. Errors must not be lost in silence, so that is said. */
function loaded(environment) {
  if (!environment.SENTRY_DSN) return undefined;
  const found = load();
  if (!found) log.error(`SENTRY_DSN is set, but ${name} is not installed: no error is reported`);
  return found;
}

function startSentry(environment = process.env) {
  sdk = loaded(environment);
  if (!sdk) return;
  // Before the SDK listens there itself.
  subscribe("http.server.request.start", ({ request }) => continueTrace(request));
  const { SERVICE_NAME, SERVICE_VERSION, DEPLOYMENT_ENVIRONMENT, SENTRY_TRACES_SAMPLE_RATIO, SENTRY_LOGS, SENTRY_SOURCE_LINES } = configuration;
  const client = sdk.init({
    dsn: environment.SENTRY_DSN,
    release: environment.SENTRY_RELEASE || (SERVICE_VERSION && `${SERVICE_NAME}@${SERVICE_VERSION}`.replace(/[\s/\\]+/g, "-")) || undefined,
    environment: environment.SENTRY_ENVIRONMENT || DEPLOYMENT_ENVIRONMENT,
    tracesSampler: ({ inheritOrSampleWith }) => inheritOrSampleWith(SENTRY_TRACES_SAMPLE_RATIO),
    enableLogs: SENTRY_LOGS,
    dataCollection: { ...COLLECT_NOTHING_PERSONAL, frameContextLines: SENTRY_SOURCE_LINES },
    // Everything that leaves passes here, whatever its kind: a hook for each kind would miss the next one.
    transport: (options) => scrubbing(sdk.makeNodeTransport(options), scrubbed, dropped),
    integrations: [
      sdk.httpIntegration({ ignoreIncomingRequests: (path, request) => isOperational(path, request), ...http }),
      sdk.onUnhandledRejectionIntegration({ mode: "none" }),
    ],
  });
  if (!client?.getDsn()) {
    log.error("SENTRY_DSN is no DSN of Sentry's (https://KEY@HOST/PROJECT): no error is reported");
    sdk = undefined;
    return;
  }
  onShutdown(() => sdk.close(FLUSH_MILLISECONDS));
  endAsWithoutIt();
}

/** The SDK listens to rejections, which keeps Node from ending the process; and an app that ends it by itself, in a listener of its own, does so before anything is sent. */
function endAsWithoutIt() {
  let crashed = false;
  const isAlone = process.listenerCount("unhandledRejection") === 1;
  process.on("uncaughtExceptionMonitor", () => (crashed = true));
  process.on("unhandledRejection", (reason) => {
    crashed = true;
    // Two are the SDK's and this one: nobody else wants it, so it becomes what Node makes of it.
    if (isAlone && process.listenerCount("unhandledRejection") === 2) throw reason;
  });
  const { exit } = process;
  process.exit = (code = process.exitCode) => {
    if (!crashed) return exit.call(process, code);
    crashed = false;
    sdk.flush(FLUSH_MILLISECONDS).finally(() => exit.call(process, code));
  };
}

/** Not sent is better than sent as it was. */
function dropped(error) {
  log.error(error, "what was meant for Sentry could not be scrubbed, and was dropped");
}

/** The SDK, where it is on. */
function running() {
  return sdk;
}

/** Probes and scrapes come every few seconds and say nothing of the users. */
function isOperational(path, request) {
  const { LIVENESS_PATH, READINESS_PATH, STARTUP_PATH, METRICS_PORT } = configuration;
  return [LIVENESS_PATH, READINESS_PATH, STARTUP_PATH].includes(path.split("?", 1)[0]) || request.socket?.localPort === METRICS_PORT;
}

/** Has the SDK continue a W3C trace. Whether it is sampled is left to the ratio: a caller from outside could otherwise order every trace. */
function continueTrace(request) {
  const trace = request.headers["sentry-trace"] ? undefined : handedOn(request.headers.traceparent);
  if (trace) request.headers["sentry-trace"] = `${trace.traceId}-${trace.parentId}`;
}

/** The ids under which Sentry shows this request, so that its log lines carry the same. */
function sentryIds() {
  const span = sdk?.getActiveSpan()?.spanContext();
  const traceId = span?.traceId ?? sdk?.getCurrentScope().getPropagationContext().traceId;
  return { ...(traceId && { traceId }), ...(span && { spanId: span.spanId }) };
}

/** Names the request in everything Sentry gets of it. */
function nameRequest(requestId) {
  sdk?.getIsolationScope().setTag("request_id", requestId);
}

/** The route is known at the end only; a span is grouped by its template, never by its URL. */
function nameRoute(method, route) {
  const span = sdk?.getActiveSpan();
  if (!span || !route) return;
  const root = sdk.getRootSpan(span);
  sdk.updateSpanName(root, `${method} ${route}`);
  root.setAttributes({ "http.route": route, "sentry.source": "route" });
}

/** Reports an error that the app has handled itself; what it answers is Sentry's id of it, or undefined where Sentry is off. */
function reportError(error, fields = {}) {
  log.error(error instanceof Error ? error : { thrown: error });
  return sdk?.captureException(error, { extra: fields });
}

/**
 * Runs a job and tells Sentry that it began and how it ended: `monitored("nightly-invoices", { schedule: "0 3 * * *", timezone: "Europe/Paris", maxRuntime: 30 }, run)`.
 * Sentry makes the monitor by this; a run that is missed, late or too long becomes an issue. Minutes.
 */
function monitored(slug, { schedule, timezone = "UTC", checkinMargin = 5, maxRuntime = 60 }, job) {
  if (!sdk) return job();
  return sdk.withMonitor(slug, job, { schedule: { type: "crontab", value: schedule }, timezone, checkinMargin, maxRuntime });
}

/** What a user says of an error they met. Their name and address are not handed on. */
function feedback(message, eventId) {
  return sdk?.captureFeedback({ message, associatedEventId: eventId });
}

module.exports = { startSentry, running, sentryIds, nameRequest, nameRoute, reportError, monitored, feedback };
