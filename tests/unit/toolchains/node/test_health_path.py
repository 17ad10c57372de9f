"""Health routes on routers that are mounted at a health path."""

from __future__ import annotations

from orchestration.edges.tree import MemoryTree
from orchestration.toolchains.node.source import health_path

APP = b"import { router } from './health'\nconst app = express()\napp.use('/health-check', router)\n"


def test_a_router_mounted_there_that_answers_its_root() -> None:
    tree = MemoryTree({"src/app.ts": APP, "src/health.ts": b"export const router = express.Router()\nrouter.get('/', ok)\n"}, "app")
    found = health_path(tree, ".")
    assert found and found.value == "/health-check" and (found.evidence[0].path, found.evidence[0].line) == ("src/app.ts", 3)


def test_a_router_that_does_not_answer_its_root_is_no_health_route() -> None:
    tree = MemoryTree({"src/app.ts": APP, "src/health.ts": b"export const router = express.Router()\nrouter.get('/deep', ok)\n"}, "app")
    assert health_path(tree, ".") is None
