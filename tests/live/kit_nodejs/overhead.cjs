// What a log line costs with the kit and with plain pino, in microseconds; plain pino writes to the file that is the first argument.
const { openSync } = require("node:fs");
const pino = require("pino");
const { storage } = require("./observability/context.cjs");

// Both synchronous; the kit's lines go to stdout.
const plain = pino({ base: { "service.name": "app" } }, pino.destination({ fd: openSync(process.argv[2], "w"), sync: true }));
const { log } = require("./observability/logging.cjs");

const LINES = {
  message: (logger) => logger.info("order accepted"),
  access: (logger) => logger.info({ "http.request.method": "GET", "url.path": "/orders/42", "http.route": "/orders/:id", "http.response.status_code": 200, duration_ms: 1.234 }, "GET /orders/:id 200"),
  nested: (logger) => logger.info({ order: { id: "a3bb189e-8bf9-3888-9912-ace4e6543002", items: [{ sku: "tea", cents: 450 }, { sku: "cup", cents: 900 }], customer: { name: "Ada", city: "London" } } }, "order %s paid", 42),
};
const COUNT = 20_000;

function microseconds(write, logger) {
  for (let i = 0; i < 2000; i++) write(logger);
  const begun = performance.now();
  for (let i = 0; i < COUNT; i++) write(logger);
  return (performance.now() - begun) * 1000 / COUNT;
}

const context = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", requestId: "a3bb189e-8bf9-3888-9912-ace4e6543002" };
const result = {};
for (const [name, write] of Object.entries(LINES)) {
  result[name] = { plain: microseconds(write, plain), kit: storage.run(context, () => microseconds(write, log)) };
}
process.stderr.write(JSON.stringify(result));
