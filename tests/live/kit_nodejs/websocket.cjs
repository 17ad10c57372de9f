// A server whose connections are taken over, and one that nobody asks anything.
require("./observability/start.cjs");

require("node:http")
  .createServer((_request, response) => response.end("ok"))
  .on("upgrade", (_request, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"))
  .listen(Number(process.env.PORT), "127.0.0.1");
