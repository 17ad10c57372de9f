import { after } from "next/server";

import { counter, log, onShutdown } from "../../observability/index.cjs";

onShutdown(() => log.info("pool ended"));

export async function POST() {
  counter("orders_created_total", "Orders created.", ["channel"]).inc({ channel: "web" });
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    log.info("mail sent");
  });
  return new Response("accepted", { status: 202 });
}
