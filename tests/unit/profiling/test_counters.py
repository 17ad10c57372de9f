"""Counters that code declares, found where their names are written out."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling.counters import read_counters
from orchestration.toolchains import TOOLCHAINS

NODE = {
    "metrics.js": """const client = require("prom-client");
const orders = new client.Counter({
  name: "orders_created_total",
  help: "Orders created.",
  labelNames: ["channel"],
});
// new Counter({ name: "commented_out_total", help: "x" });
const map = new Counter({ name: "of_another_library" });
""",
    "typed.ts": 'import { Counter } from "prom-client";\nexport const paid = new Counter<"method">({ help: `Paid.`, name: `paid_total` });\n',
    "shop.mjs": 'import { counter } from "./observability/index.cjs";\nexport const signups = counter("signups_total", "Sign-ups.");\nmeter.counter("of_a_meter");\n',
    "other.js": 'counter("without_the_kit");\n',
    "test/metrics.test.js": 'new Counter({ name: "in_a_test_total", help: "x" });\n',
}
PYTHON = {
    "metrics.py": """import prometheus_client
from prometheus_client import Counter
created = Counter("orders_created", "Orders (all of them).", ["channel"])
paid = prometheus_client.Counter(
    name="paid_total",
    documentation="Paid.",
    namespace="shop",
    subsystem="till",
)
mine = MyCounter("not_this", "x")
""",
    "words.py": "from collections import Counter\nCounter('abracadabra')\n",
    "shop.py": 'from observability import counter\nsignups = counter("signups_total", "Sign-ups.")\n',
}


@pytest.mark.parametrize(("toolchain", "files", "expected"), [
    ("node", NODE, {"orders_created_total": "metrics.js:2", "paid_total": "typed.ts:2", "signups_total": "shop.mjs:2"}),
    # prometheus_client puts _total behind each name that lacks it.
    ("python", PYTHON, {"orders_created_total": "metrics.py:3", "shop_till_paid_total": "metrics.py:4", "signups_total": "shop.py:2"}),
])
def test_what_the_code_counts_is_found_by_its_exported_name(toolchain: str, files: dict[str, str], expected: dict[str, str]) -> None:
    tree = MemoryTree({path: text.encode() for path, text in files.items()}, "shop")
    assert {f.value: f.source for f in read_counters(tree, (".",), TOOLCHAINS[toolchain])} == expected
