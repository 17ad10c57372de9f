"""A FastAPI app with everything that makes routes and answers awkward: prefixes with parameters, mounts, streams, background work, middlewares, its own lifespan."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import PlainTextResponse, StreamingResponse
from observability import check, counter, started, traceparent, watch
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Mount, Route

log = logging.getLogger("shop")
created = counter("orders_created_total", "Orders created.", ["channel"])


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    log.info("own lifespan began")
    if "START_SECONDS" in os.environ:
        started(asyncio.sleep(float(os.environ["START_SECONDS"])))
    if "START_FAILS" in os.environ:
        started(asyncio.to_thread(lambda: 1 / 0))
    if "OWN_HANDLER" in os.environ:
        before = signal.getsignal(signal.SIGTERM)

        def own(number: int, frame: object) -> None:
            log.info("own handler")
            before(number, frame)

        signal.signal(signal.SIGTERM, own)
    yield
    log.info("own lifespan ended")


app = FastAPI(lifespan=lifespan)
watch(app)

if "CHECKS" in os.environ:
    working = True

    def queue() -> bool:
        if not working:
            raise RuntimeError("amqp://guest:guest@10.0.0.9 is gone")
        return True

    async def slow() -> None:
        await asyncio.sleep(60 if os.environ["CHECKS"] == "hang" else 0)

    check("queue", queue)
    check("slow", slow, timeout=0.3)


@app.get("/toggle")
def toggle() -> None:
    global working
    working = not working


async def unhappy() -> None:
    raise ValueError("password=hunter2")


@app.api_route("/orders/{order_id}", methods=["GET", "HEAD", "OPTIONS"])
def order(order_id: str) -> str:
    return order_id


@app.post("/orders")
async def create() -> None:
    created.labels("web").inc()


@app.get("/sleep/{ms}")
async def sleep(ms: int) -> PlainTextResponse:
    await asyncio.sleep(ms / 1000)
    return PlainTextResponse("done")


@app.get("/throw")
async def throw() -> None:
    raise ValueError("for ada@example.com, secret=abc123")


@app.get("/dependency", dependencies=[Depends(unhappy)])
async def dependency() -> None: ...


@app.get("/teapot")
async def teapot() -> None:
    raise HTTPException(418)


@app.get("/background")
async def background(tasks: BackgroundTasks) -> str:
    async def later() -> None:
        await asyncio.sleep(0.3)
        log.info("background done")

    tasks.add_task(later)
    return "queued"


@app.get("/background/fails")
async def background_fails(tasks: BackgroundTasks) -> str:
    tasks.add_task(unhappy)
    return "queued"


@app.get("/stream/{kind}")
async def stream(kind: str) -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3 if kind != "long" else 1000):
            yield b"x" * 10
            await asyncio.sleep(0.02)
        if kind == "broken":
            raise RuntimeError("cut")

    return StreamingResponse(pieces())


@app.post("/echo")
async def echo(request: Request) -> PlainTextResponse:
    body = await request.body()
    log.info("body read", extra={"size": len(body)})
    return PlainTextResponse(traceparent() or "")


@app.post("/unread")
async def unread() -> str:
    return "unread"


@app.get("/thread")
def thread() -> PlainTextResponse:
    log.info("in a thread")
    return PlainTextResponse(traceparent() or "")


@app.get("/log")
async def logged() -> PlainTextResponse:
    structlog.get_logger("shop").info("order by ada@example.com", user={"email": "ada@example.com", "apiKey": "abc"}, note="paid with 4111 1111 1111 1111")
    log.debug("a detail")
    try:
        raise RuntimeError("secret=abc123") from ValueError("bob@example.com")
    except RuntimeError:
        log.exception("no stock", extra={"session": "abc", "step": 2})
    logging.getLogger("library").warning("connect to postgres://app:%s@db failed", "Zq123")
    return PlainTextResponse(traceparent() or "")


@app.get("/block/{ms}")
async def block(ms: int) -> None:
    time.sleep(ms / 1000)


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


inner = APIRouter(prefix="/customers/{customer}")


@inner.get("/orders/{order_id}")
async def of_customer(customer: str, order_id: float) -> str:
    return customer


@inner.get("/files/{path:path}")
async def files(customer: str, path: str) -> str:
    return path


api = APIRouter(prefix="/v{version}")
api.include_router(inner)
app.include_router(api, prefix="/api")

tenant = FastAPI()


@tenant.get("/things/{thing}")
async def thing(thing: int) -> int:
    return thing


tenant.include_router(inner, prefix="/deep")
app.mount("/tenants/{tenant}", tenant)


async def plain(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("plain")


async def anything(scope: dict, receive: object, send: object) -> None:
    await PlainTextResponse("file")(scope, receive, send)


async def late(scope: dict, receive: object, send: object) -> None:
    """Begins its response before it reads the request, and sends back what it read."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message.get("more_body", False)
        await send({"type": "http.response.body", "body": message["body"], "more_body": more})


app.router.routes += [Mount("/late", late), Mount("/group/{group}", routes=[Route("/plain/{word}", plain)]), Mount("/static", anything), Route("/leak", plain)]


class Passing(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: object) -> object:
        return await call_next(request)


if "MIDDLEWARE" in os.environ:
    app.add_middleware(Passing)
