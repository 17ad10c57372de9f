// A small shop's orders on Node's own http server. Without its first line of code it is the bare project.
require("./observability/start.cjs");

const http = require("node:http");

const orders = new Map([["1", { id: "1", item: "tea", cents: 450 }]]);

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [, id] = /^\/orders\/([^/]+)$/.exec(pathname) ?? [];
  if (request.method !== "GET" && request.method !== "HEAD") {
    answer(response, 405, { error: "only GET" });
  } else if (pathname === "/orders") {
    answer(response, 200, [...orders.values()]);
  } else if (orders.has(id)) {
    answer(response, 200, orders.get(id));
  } else {
    answer(response, 404, { error: "no such order" });
  }
});

const port = Number(process.env.PORT ?? 3000);
server.listen(port, process.env.HOST ?? "0.0.0.0", () => console.log(`listening on ${port}`));
