import { createServer } from "node:http";

const port = process.env.PORT || 3000;

createServer((_request, response) => response.end("ok")).listen(port);
