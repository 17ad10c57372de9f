// Knows the shape of a log line (OpenTelemetry's names, one JSON object a line on stdout) and lets nothing out unmasked.
"use strict";

const { format } = require("node:util");
const pino = require("pino");

const { SERVICE_NAME, SERVICE_VERSION, DEPLOYMENT_ENVIRONMENT, LOG_LEVEL, DEBUG_SIGNAL } = require("./configuration.cjs");
const { storage } = require("./context.cjs");
const { mask, maskText } = require("./masking.cjs");

const SEVERITY_NUMBERS = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };
const BINDINGS = Symbol("bindings");

const level = LOG_LEVEL.toLowerCase();
const known = Object.hasOwn(SEVERITY_NUMBERS, level) || level === "silent";

const log = pino({
  // The variable may be meant for another logger as well ("verbose", "http"): no reason not to start.
  level: known ? level : "info",
  base: { "service.name": SERVICE_NAME, "service.version": SERVICE_VERSION, "deployment.environment.name": DEPLOYMENT_ENVIRONMENT },
  messageKey: "body",
  timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ severity_text: label.toUpperCase(), severity_number: SEVERITY_NUMBERS[label] ?? SEVERITY_NUMBERS.info }) },
  hooks: { logMethod: write },
  // Synchronous, as console.log is on a pipe: otherwise the last lines of a process that exits are lost or out of order.
}, pino.destination({ fd: 1, sync: true }));

// pino writes a child's bindings out at once, past every hook. Kept here instead, they are masked with the rest of the line.
const { child } = log;
log.child = function (bindings, options) {
  const instance = child.call(this, {}, options);
  instance[BINDINGS] = { ...this[BINDINGS], ...bindings };
  return instance;
};
log.bindings = function () {
  return { ...this[BINDINGS] };
};
log.setBindings = function (bindings) {
  this[BINDINGS] = { ...this[BINDINGS], ...bindings };
};

/** pino's hook: the arguments of a call such as `log.info({ order }, "paid by %s", method)`, made into one line. */
function write(args, method) {
  const [first, ...rest] = args;
  let fields = this[BINDINGS];
  let body;
  if (first instanceof Error) {
    fields = { ...fields, err: first };
    body = rest.length ? text(rest) : first.message;
  } else if (typeof first === "object" && first !== null) {
    fields = { ...fields, ...first };
    body = rest.length ? text(rest) : undefined;
  } else {
    body = text(args);
  }
  const line = {};
  const context = storage.getStore();
  if (context) {
    line.trace_id = context.traceId;
    line.span_id = context.spanId;
    line.request_id = context.requestId;
  }
  if (fields) line.attributes = attributes(fields, this[pino.symbols.serializersSym]);
  method.call(this, line, maskText(body ?? line.attributes?.["exception.message"] ?? ""));
}

/** What `util.format` makes of the arguments; objects are masked before, while their keys can still be told. */
function text(args) {
  return format(...args.map((arg) => (arg instanceof Error ? arg.stack : typeof arg === "object" ? mask(arg) : arg)));
}

/** The fields, masked; an error among them under the names of OpenTelemetry's exceptions. */
function attributes(fields, serializers) {
  const plain = {};
  let exception;
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Error && !exception) exception = value;
    // Serializers are for whole objects of a framework (Fastify's request); errors have their form already.
    else plain[key] = Object.hasOwn(serializers, key) && !(value instanceof Error) ? serializers[key](value) : value;
  }
  const found = mask(plain);
  if (exception) for (const [key, value] of Object.entries(mask(exception))) found[`exception.${key}`] = value;
  return found;
}

const CONSOLE_LEVELS = { debug: "debug", trace: "debug", log: "info", info: "info", warn: "warn", error: "error" };

/** What the app and its libraries print with `console` becomes log lines: an unmasked line of text among JSON is what shippers lose and secrets leave by. */
function captureConsole() {
  for (const [name, as] of Object.entries(CONSOLE_LEVELS)) {
    console[name] = (...args) => {
      const error = args.find((arg) => arg instanceof Error);
      if (error) log[as](error, text(args.map((arg) => (arg instanceof Error ? arg.message : arg))));
      else log[as](text(args));
    };
  }
}

/**
 * A signal turns debug on and off. An HTTP door would have to be guarded on a port that Prometheus must reach; a signal is guarded by
 * the system. At a terminal it stays what it is: nodemon restarts an app with this very signal.
 */
function toggleDebugBySignal() {
  if (!DEBUG_SIGNAL || process.stdout.isTTY) return;
  const usual = log.level;
  process.on(DEBUG_SIGNAL, () => {
    log.level = log.level === "debug" ? usual : "debug";
    log.info(`log level is ${log.level}`);
  });
}

/** The last word of a process that ends by an exception nobody caught. The monitor sees it and changes nothing: Node still prints it to stderr. */
function logCrash() {
  process.on("uncaughtExceptionMonitor", (error, origin) => {
    log.fatal(error instanceof Error ? error : { thrown: error }, origin);
  });
}

if (!known) log.warn(`LOG_LEVEL ${JSON.stringify(LOG_LEVEL)} is none of ${Object.keys(SEVERITY_NUMBERS).join(", ")}, silent: info is used`);

module.exports = { log, captureConsole, toggleDebugBySignal, logCrash };
