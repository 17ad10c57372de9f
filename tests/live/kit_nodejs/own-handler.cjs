// An app that answers the signal itself, at once, as many do.
require("./observability/start.cjs");

const http = require("node:http");
const { setTimeout: wait } = require("node:timers/promises");
const { onShutdown } = require("./observability/index.cjs");

onShutdown(async () => {
  await wait(200);
  console.log("pool ended");
});

const server = http.createServer((_request, response) => response.end("ok")).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  console.log("own handler");
  server.close(() => {
    console.log("own handler done");
    setTimeout(() => process.exit(0), 50);
  });
});
