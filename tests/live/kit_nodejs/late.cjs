// An app whose server listens before the kit is loaded, as a framework's own program starts it; its handler of the signal was there first, too.
const http = require("node:http");

const server = http.createServer((_request, response) => response.end("ok"));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(Number(process.env.PORT), "127.0.0.1", () => {
  require("./observability/start.cjs");
  console.log("loaded");
});
