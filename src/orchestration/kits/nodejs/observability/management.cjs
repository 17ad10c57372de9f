// Knows the port that only the operator's network reaches, where Prometheus reads.
"use strict";

const http = require("node:http");

const { METRICS_HOST, METRICS_PORT } = require("./configuration.cjs");
const { log } = require("./logging.cjs");
const { exposition, contentType } = require("./metrics.cjs");
const { leaveUnwatched } = require("./requests.cjs");

async function answer(request, response) {
  if (request.url.split("?", 1)[0] !== "/metrics") {
    response.writeHead(404).end();
  } else if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
  } else {
    try {
      const text = await exposition();
      response.writeHead(200, { "Content-Type": contentType }).end(text);
    } catch (error) {
      log.error(error, "the metrics could not be read");
      response.writeHead(500).end();
    }
  }
}

/** Opens the port. It does not keep the process alive, and without it the app still serves: Prometheus reports the target as down. */
function openManagementPort() {
  const server = leaveUnwatched(http.createServer({ requestTimeout: 10_000 }, answer));
  server.on("error", (error) => log.error(error, "no metrics: the management port could not be opened"));
  server.on("listening", () => log.debug({ port: server.address().port }, "metrics at /metrics"));
  server.listen(METRICS_PORT, METRICS_HOST).unref();
}

module.exports = { openManagementPort };
