import { log, traceparent } from "../../observability/index.cjs";

export const dynamic = "force-dynamic";

export async function GET() {
  console.log("paid by", { email: "ada@example.com", apiKey: "k-123" }, "token=abc123");
  log.info({ user: { password: "hunter2" } }, "order by %s", "ada@example.com");
  return new Response(traceparent());
}
