import { Hono } from "hono";
import { createClient } from "npm:redis@^4.7.0";

const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
const cache = createClient({ url: Deno.env.get("REDIS_URL") });
const key = Deno.env.get("API_SECRET_KEY")!;
console.log(Deno.env.get("LOG_LEVEL") ?? "info", cache, key.length);

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8090) }, app.fetch);
