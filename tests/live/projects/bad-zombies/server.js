const http = require("node:http");
const port = Number(process.env.PORT || 3000);
const server = http.createServer((_, response) => response.end("ok\n"));
server.listen(port, process.env.HOST || "0.0.0.0", () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
