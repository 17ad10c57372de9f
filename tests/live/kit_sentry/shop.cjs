// A shop that puts what it is sent into everything an SDK can send.
require("./observability/start.cjs");

const Sentry = require("@sentry/node");
const express = require("express");
const { feedback, monitored, reportError } = require("./observability/index.cjs");

const app = express();
app.use(express.json({ limit: "10mb" }));

app.get("/orders/:id", (_request, response) => response.json({ ok: true }));
app.post("/orders/:id/fail", (request) => {
  throw new Error(`order ${request.params.id} failed: ${JSON.stringify(request.body)}`);
});
app.get("/rejected", () => void Promise.reject(new Error("nobody waits for this")));
app.get("/job", async (_request, response) => {
  await monitored("nightly-invoices", { schedule: "0 3 * * *", timezone: "Europe/Paris", maxRuntime: 30 }, async () => "done");
  response.json({});
});
app.post("/plant", async (request, response) => {
  for (const [count, value] of request.body.values.entries()) {
    plant(value, request.body.person);
    // The SDK holds back what comes faster than it can be sent.
    if (count % 10 === 0) await Sentry.flush();
  }
  response.json({});
});

function plant(value, person) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  Sentry.withIsolationScope((scope) => {
    scope.setUser({ id: 7, ...person });
    scope.setTag("note", text.slice(0, 190));
    scope.setContext("order", { value, person });
    scope.addBreadcrumb({ message: text, data: { value, person } });
    scope.addAttachment({ filename: "note.txt", data: text });
    reportError(new Error(text), { value, person });
    Sentry.startSpan({ name: text, attributes: { note: text, ...person } }, () => undefined);
    Sentry.logger.info(text, { note: text, ...person });
    Sentry.metrics.count("orders", 1, { attributes: { note: text, ...person } });
    Sentry.captureCheckIn({ monitorSlug: "nightly", status: "ok", contexts: { order: { value, person } } });
    feedback(text);
    Sentry.captureFeedback({ message: text, ...person });
  });
}

app.listen(Number(process.env.PORT), "127.0.0.1");
