"""A Starlette app whose server is started by a call, with a signal handler of its own before it."""

import logging
import os
import signal

import uvicorn
from observability import watch
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route


async def order(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.path_params["order_id"])


app = Starlette(routes=[Route("/orders/{order_id}", order), Mount("/shops/{shop}", routes=[Route("/orders/{order_id}", order)])])
watch(app)

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: logging.getLogger("shop").info("own handler, at the end"))
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
