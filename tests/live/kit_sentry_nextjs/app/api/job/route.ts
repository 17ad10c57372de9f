// A job that tells that it ran.
import { log, monitored } from "../../../observability/index.cjs";

export async function GET() {
  await monitored("nightly-invoices", { schedule: "0 3 * * *", timezone: "Europe/Paris", maxRuntime: 30 }, async () => log.info("invoices sent"));
  return Response.json({});
}
