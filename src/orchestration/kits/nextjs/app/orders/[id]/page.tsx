// One order's page, made anew for each request.
import { notFound } from "next/navigation";

import { orders } from "../../../orders";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const order = orders.get((await params).id);
  if (!order) notFound();
  return <h1>{order.item}</h1>;
}
