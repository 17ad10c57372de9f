// An ES module on Fastify, logging with the kit's logger.
import "./observability/start.cjs";
import Fastify from "fastify";
import { log } from "./observability/index.cjs";

const app = Fastify({ loggerInstance: log, disableRequestLogging: true });
app.get("/orders/:id", async (request) => {
  request.log.info("asked");
  return { id: request.params.id };
});
app.register(async (scope) => scope.get("/fail", async () => {
  throw new Error("failed");
}), { prefix: "/v1/:tenant" });
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
