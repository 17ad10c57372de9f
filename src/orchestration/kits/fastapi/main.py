"""A small shop's orders on FastAPI. Without the two lines of its observability it is the bare project."""

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter, FastAPI, HTTPException, Path
from observability import watch
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
orders: dict[int, "Order"] = {}


class Order(BaseModel):
    item: str = Field(min_length=1, max_length=100)
    cents: int = Field(ge=0)


app = FastAPI(title="orders")
watch(app)
reports = APIRouter(prefix="/reports")


@app.get("/")
async def root() -> dict[str, str]:
    return {"service": "orders"}


@app.get("/orders/{order_id}")
async def read_order(order_id: int) -> Order:
    if order_id not in orders:
        raise HTTPException(404, "no such order")
    return orders[order_id]


@app.post("/orders", status_code=201)
async def create_order(order: Order) -> dict[str, int]:
    order_id = len(orders) + 1
    orders[order_id] = order
    log.info("order created", extra={"order_id": order_id, "cents": order.cents})
    return {"id": order_id}


@reports.get("/average")
async def average() -> float:
    return sum(order.cents for order in orders.values()) / len(orders)


@reports.get("/slow/{milliseconds}")
async def slow(milliseconds: Annotated[int, Path(ge=0, le=10_000)]) -> str:
    await asyncio.sleep(milliseconds / 1000)
    return "done"


app.include_router(reports)
