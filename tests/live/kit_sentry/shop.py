"""A shop that puts what it is sent into everything an SDK can send."""

import json
from typing import Any

import sentry_sdk
from fastapi import FastAPI, Request
from observability import feedback, monitored, report_error, watch

app = FastAPI()
watch(app)


@app.get("/orders/{order_id}")
async def order(order_id: int) -> dict[str, bool]:
    return {"ok": True}


@app.post("/orders/{order_id}/fail")
async def fail(order_id: int, request: Request) -> None:
    body = await request.body()
    raise RuntimeError(f"order {order_id} failed: {body.decode()}")


@monitored("nightly-invoices", "0 3 * * *", timezone="Europe/Paris", max_runtime=30)
async def nightly() -> str:
    return "done"


@app.get("/job")
async def job() -> str:
    return await nightly()


@app.post("/plant")
async def plant(request: Request) -> None:
    planted: dict[str, Any] = await request.json()
    for count, value in enumerate(planted["values"]):
        put(value, planted["person"])
        # The SDK drops what comes faster than it can be sent.
        if count % 10 == 0:
            sentry_sdk.flush()


def put(value: Any, person: dict[str, str]) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    with sentry_sdk.isolation_scope() as scope:
        scope.set_user({"id": 7, **person})
        scope.set_tag("note", text[:190])
        scope.set_context("order", {"value": value, "person": person})
        sentry_sdk.add_breadcrumb(message=text, data={"value": value, "person": person})
        scope.add_attachment(text.encode(), "note.txt")
        try:
            raise ValueError(text)
        except ValueError as error:
            report_error(error, {"value": value, "person": person})
        with sentry_sdk.start_span(name=text, op="test") as span:
            span.set_data("note", text)
            span.set_data("order", {"value": value, "person": person})
        sentry_sdk.logger.info("{note}", note=text, attributes={"note": text, **person})
        sentry_sdk.metrics.count("orders", 1, attributes={"note": text, **person})
        sentry_sdk.crons.capture_checkin(monitor_slug="nightly", status="ok")
        feedback(text)
