// An Express app with every way a request can go. EXPRESS names the package: express (5) or express4.
require("./observability/start.cjs");

const express = require(process.env.EXPRESS ?? "express");

const app = express();
const customers = express.Router({ mergeParams: true });
const orders = express.Router();

app.use(express.json());
app.get("/", (_request, response) => response.send("hello"));
app.get("/orders/:id", (request, response) => response.json({ id: request.params.id }));
app.all("/anything", (_request, response) => response.send("ok"));
app.get("/throw", () => {
  throw new Error("thrown with password=hunter2");
});
app.get("/next", (_request, _response, next) => next(new Error("handed on")));
app.get("/reject", async (_request, response, next) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  // Express 4 does not see a rejection.
  if (process.env.EXPRESS === "express4") next(new Error("rejected"));
  else throw new Error("rejected");
});
app.get("/handled", (_request, _response, next) => next(Object.assign(new Error("not like that"), { status: 422 })));
app.get("/stream", async (_request, response) => {
  for (let i = 0; i < 5; i++) {
    response.write(`part ${i}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  response.end();
});
app.get("/stream/broken", async (_request, response, next) => {
  response.write("part");
  await new Promise((resolve) => setTimeout(resolve, 20));
  next(new Error("broken off"));
});
app.get("/slow/:ms", (request, response) => setTimeout(() => response.send("done"), Number(request.params.ms)));

app.use("/customers/:customer", customers);
customers.get("/", (request, response) => response.json(request.params));
customers.get("/fail", () => {
  throw new Error("in a router");
});
customers.use("/orders/:order", orders);
orders.get("/items/:item", (request, response) => response.json(request.params));

app.use((error, _request, response, next) => {
  if (error.status === 422) response.status(422).json({ error: error.message });
  else next(error);
});

app.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening", { password: "hunter2" }));
