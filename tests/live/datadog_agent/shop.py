"""A shop that sells as often as it is asked to, and now and then fails; its cache is nowhere."""

from __future__ import annotations

from fastapi import FastAPI, HTTPException
from observability import watch
from observability.metrics import counter

app = FastAPI()
watch(app)
created = counter("orders_created_total", "Orders created.", ["channel"])


@app.post("/orders", status_code=201)
async def create() -> str:
    created.labels("web").inc()
    return "created"


@app.get("/broken")
async def broken() -> None:
    raise HTTPException(503)
