"""Microseconds a log line takes, with the standard library's plain formatter and with the kit's; the lines go to stdout, the figures to stderr."""

import json
import logging
import sys
import time
from collections.abc import Callable

LINES = 5000


def cost(write: Callable[[], None]) -> float:
    begun = time.perf_counter()
    for _ in range(LINES):
        write()
    return (time.perf_counter() - begun) / LINES * 1e6


log = logging.getLogger("overhead")
access = {"http.request.method": "GET", "url.path": "/orders/42", "http.route": "/orders/{order_id}", "http.response.status_code": 200, "duration_ms": 1.25}
kinds = {
    "message": lambda: log.info("order %s paid", 42),
    "access": lambda: log.info("GET /orders/{order_id} 200", extra=access),
    "nested": lambda: log.info("order", extra={"order": {"id": 1, "user": {"email": "ada@example.com", "token": "x"}, "lines": [{"sku": "a", "cents": 450}] * 5}}),
}
logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
plain = {name: cost(write) for name, write in kinds.items()}

from observability import logs  # noqa: E402

logs.configure()
kit = {name: cost(write) for name, write in kinds.items()}
json.dump({name: {"plain": plain[name], "kit": kit[name]} for name in kinds}, sys.stderr)
