const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");

const password = fs.readFileSync(process.env.DATABASE_PASSWORD_FILE, "utf8");
if (!password || !process.env.GREETING) throw new Error("the app was started without what it needs");

// Shows that the database is really there: PostgreSQL answers an SSL request with one byte.
const reach = () => new Promise((resolve, reject) => {
  const socket = net.connect(5432, "db", () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
  socket.setTimeout(2000, () => reject(new Error("the database does not answer")));
  socket.once("data", () => (socket.destroy(), resolve()));
  socket.once("error", reject);
});

fs.writeFileSync("/app/cache/started", "1");
const server = http.createServer((request, response) => {
  if (request.url !== "/health") return response.writeHead(404).end();
  reach().then(() => response.end("ok\n"), (error) => response.writeHead(503).end(error.message));
});
reach().then(() => server.listen(3000, "0.0.0.0"));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
