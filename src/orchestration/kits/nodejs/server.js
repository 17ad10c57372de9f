// A small shop's orders on Express. Without its first line of code it is the bare project.
require("./observability/start.cjs");

const express = require("express");

const orders = new Map([["1", { id: "1", item: "tea", cents: 450 }]]);
const app = express();
app.use(express.json());

app.get("/", (_request, response) => {
  response.json({ service: "orders" });
});

app.get("/orders", (_request, response) => {
  response.json([...orders.values()]);
});

app.get("/orders/:id", (request, response) => {
  const order = orders.get(request.params.id);
  if (!order) {
    response.status(404).json({ error: "no such order" });
    return;
  }
  response.json(order);
});

app.post("/orders", (request, response) => {
  const { item, cents } = request.body ?? {};
  if (typeof item !== "string" || !Number.isInteger(cents) || cents < 0) {
    response.status(400).json({ error: "item and cents are required" });
    return;
  }
  const order = { id: String(orders.size + 1), item, cents };
  orders.set(order.id, order);
  response.status(201).json(order);
});

const port = Number(process.env.PORT ?? 3000);
app.listen(port, process.env.HOST ?? "0.0.0.0", () => console.log(`listening on ${port}`));
