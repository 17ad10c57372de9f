// Puts what it is sent into everything the SDK can send from a server.
import * as Sentry from "@sentry/nextjs";

import { feedback, reportError } from "../../../observability/index.cjs";

export async function POST(request: Request) {
  const { values, person } = await request.json();
  for (const value of values) plant(value, person);
  await Sentry.flush();
  return Response.json({});
}

function plant(value: unknown, person: Record<string, string>) {
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
    feedback(text);
  });
}
