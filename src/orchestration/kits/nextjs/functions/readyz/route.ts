// Says whether every dependency answers.
import { readiness } from "../../observability/index.cjs";

export const dynamic = "force-dynamic";

export async function GET() {
  const { ok, checks } = await readiness();
  return Response.json({ status: ok ? "ok" : "unavailable", checks }, { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } });
}
