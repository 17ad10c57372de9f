// Knows what is measured and under which names: requests by route template, dependencies, the runtime, and what the business counts.
"use strict";

const client = require("prom-client");

const { SERVICE_NAME, SERVICE_VERSION, DEPLOYMENT_ENVIRONMENT, LATENCY_BUCKETS_SECONDS, MAX_ROUTES } = require("./configuration.cjs");
const { readings } = require("./health.cjs");
const { log } = require("./logging.cjs");

// A registry of our own: an app that already uses prom-client has its default metrics in the common one, and two of a name are an error.
const registry = new client.Registry();
client.collectDefaultMetrics({ register: registry });

const duration = new client.Histogram({
  name: "http_server_request_duration_seconds",
  help: "Duration of HTTP server requests.",
  labelNames: ["http_request_method", "http_route", "http_response_status_code"],
  buckets: LATENCY_BUCKETS_SECONDS,
  registers: [registry],
});

const active = new client.Gauge({
  name: "http_server_active_requests",
  help: "Number of HTTP server requests being answered.",
  labelNames: ["http_request_method"],
  registers: [registry],
});

new client.Gauge({
  name: "target_info",
  help: "The service this process belongs to.",
  labelNames: ["service_name", "service_version", "deployment_environment_name"],
  registers: [registry],
}).set({ service_name: SERVICE_NAME, service_version: SERVICE_VERSION, deployment_environment_name: DEPLOYMENT_ENVIRONMENT }, 1);

// Both read the same cached round of checks: a scrape never asks a dependency more often than a probe does.
new client.Gauge({
  name: "dependency_up",
  help: "Whether a dependency answered its last check (1) or not (0).",
  labelNames: ["dependency"],
  registers: [registry],
  async collect() {
    for (const [dependency, { status }] of Object.entries(await readings())) this.set({ dependency }, status === "ok" ? 1 : 0);
  },
});

new client.Gauge({
  name: "dependency_check_duration_seconds",
  help: "Duration of the last check of a dependency.",
  labelNames: ["dependency"],
  registers: [registry],
  async collect() {
    for (const [dependency, { ms }] of Object.entries(await readings())) this.set({ dependency }, ms / 1000);
  },
});

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]);

/** The method as a label: a client may write any word there. */
function methodLabel(method) {
  return METHODS.has(method) ? method : "_OTHER";
}

const routes = new Set([""]);

/** The route as a label. Past the limit it is none: a URL that got in for a template would otherwise make a time series each time. */
function routeLabel(route) {
  if (routes.has(route)) return route;
  if (routes.size > MAX_ROUTES) return "";
  if (routes.add(route).size > MAX_ROUTES) log.warn(`more than ${MAX_ROUTES} routes: further ones are counted without their name (MAX_ROUTES)`);
  return route;
}

/**
 * A counter of the business: `const created = counter("orders_created_total", "Orders created.", ["channel"]); created.inc({ channel: "web" })`.
 * Each combination of label values is a time series kept for ever: a label holds one of a few words, never an id, a name or an address.
 */
function counter(name, help, labels = []) {
  return registry.getSingleMetric(name) ?? new client.Counter({ name, help, labelNames: labels, registers: [registry] });
}

/** Everything as Prometheus reads it, with what the app itself has put into prom-client's common registry. */
async function exposition() {
  const theirs = client.register.getMetricsAsArray().filter(({ name }) => !registry.getSingleMetric(name));
  const texts = [registry.metrics(), ...theirs.map(({ name }) => client.register.getSingleMetricAsString(name))];
  return `${(await Promise.all(texts)).map((text) => text.trimEnd()).join("\n\n")}\n`;
}

module.exports = { duration, active, methodLabel, routeLabel, counter, exposition, contentType: registry.contentType };
