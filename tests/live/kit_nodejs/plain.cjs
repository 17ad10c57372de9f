// A plain http app on two ports that uses all the kit exports, and whose handlers fail in every way.
require("./observability/start.cjs");

const http = require("node:http");
const { counter, check, log, onShutdown, route, started, traceparent } = require("./observability/index.cjs");

const created = counter("orders_created_total", "Orders created.", ["channel"]);
let healthy = true;
check("queue", async () => {
  if (!healthy) throw new Error("connection to amqp://guest:guest@10.0.0.9 lost");
});
check("slow", async (signal) => {
  if (process.env.HANG) await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
}, { timeout: 300 });
if (process.env.START_MS) started(new Promise((resolve) => setTimeout(resolve, Number(process.env.START_MS))));
if (process.env.START_FAILS) started(Promise.reject(new Error("migration failed")));
onShutdown(async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  log.info("pool ended");
});
if (process.env.SURVIVE) {
  process.on("uncaughtException", () => {});
  process.on("unhandledRejection", () => {});
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const HANDLERS = {
  async "/trace"(_request, response) {
    await wait(5);
    log.info({ user: { email: "ada@example.com", apiKey: "k-123" }, note: "paid with 4111 1111 1111 1111" }, "order by %s", "ada@example.com");
    response.end(traceparent());
  },
  "/body"(request, response) {
    request.resume().on("end", () => {
      log.info("body read");
      response.end(traceparent());
    });
  },
  "/created"(_request, response) {
    created.inc({ channel: "web" });
    response.writeHead(201, { "Content-Type": "text/plain" }).end("created");
  },
  "/throw"() {
    throw new Error("thrown");
  },
  async "/reject"() {
    await wait(5);
    throw new TypeError("rejected with token=abc123");
  },
  async "/answered"(_request, response) {
    response.end("answered");
    throw new Error("after the answer");
  },
  "/never"() {},
  "/late"(_request, response) {
    setTimeout(() => response.end("late"), 300);
  },
  "/big"(_request, response) {
    response.end(Buffer.alloc(50_000_000));
  },
  "/toggle"(_request, response) {
    healthy = !healthy;
    response.end(String(healthy));
  },
  "/child"(_request, response) {
    log.child({ component: "cart", session: "s-1" }).child({ step: 2 }).error(new Error("no stock", { cause: new Error("secret=x1y2") }));
    response.end();
  },
  "/debug"(_request, response) {
    log.debug("a detail");
    response.end();
  },
};

function handle(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  const [, id] = /^\/orders\/([^/]+)$/.exec(pathname) ?? [];
  if (id) {
    route(request, "/orders/:id");
    response.end(id);
    return undefined;
  }
  if (pathname === "/leak") route(request, request.url);
  else if (HANDLERS[pathname]) route(request, pathname);
  if (!HANDLERS[pathname]) {
    response.writeHead(404).end();
    return undefined;
  }
  return HANDLERS[pathname](request, response);
}

const server = http.createServer(handle).listen(Number(process.env.PORT), "127.0.0.1");
server.on("checkContinue", (request, response) => {
  response.writeContinue();
  server.emit("request", request, response);
});
if (process.env.SECOND_PORT) http.createServer(handle).listen(Number(process.env.SECOND_PORT), "127.0.0.1");
