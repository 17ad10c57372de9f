// Koa without the kit's line: it is loaded by `node --require`.
const Koa = require("koa");
const { route } = require("./observability/index.cjs");

const app = new Koa();
app.silent = true;
app.use(async (context) => {
  const [, id] = /^\/orders\/([^/]+)$/.exec(context.path) ?? [];
  if (!id) return;
  route(context.req, "/orders/:id");
  if (id === "0") throw new Error("no order 0");
  context.body = { id };
});
app.listen(Number(process.env.PORT), "127.0.0.1");
