// All orders, and a new one.
import { orders } from "../../../orders";

export async function GET() {
  return Response.json([...orders.values()]);
}

export async function POST(request: Request) {
  const { item, cents } = await request.json().catch(() => ({}));
  if (typeof item !== "string" || !Number.isInteger(cents) || cents < 0) {
    return Response.json({ error: "item and cents are required" }, { status: 400 });
  }
  const order = { id: String(orders.size + 1), item, cents };
  orders.set(order.id, order);
  return Response.json(order, { status: 201 });
}
