// One order.
import { orders } from "../../../../orders";

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const order = orders.get((await params).id);
  return order ? Response.json(order) : Response.json({ error: "no such order" }, { status: 404 });
}
