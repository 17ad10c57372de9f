"""Ports that files beside the code say: found where they are the app's, left alone where they are another server's or no port."""

from __future__ import annotations

import re

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.toolchains.listening import configured_port, documented_port

NAMES = re.compile(r"^config\.(?:ya?ml|toml|json)$")
KEYS = (("port",), ("server", "port"), ("server", "addr"))
LINE = re.compile(r"^\s*(?:\w+_)?(?:PORT|ADDR)\s*=\s*\"?(?:[\w.]*:)?\d{2,5}\"?\s*$")


@pytest.mark.parametrize(("path", "text", "port", "line"), [
    ("config.yaml", "name: x\nserver:\n  port: 9001\n", 9001, 3),
    ("app/config.toml", 'port = 9002\n', 9002, 1),
    ("config.json", '{"server": {"addr": "0.0.0.0:9003"}}', 9003, 1),
    ("config.json", '{"server": {"addr": ":9004"}, "port": 9005}', 9005, 1),
    ("config.yaml", "port: true\n", None, 0),
    ("config.yaml", "port: 99999\n", None, 0),
    ("config.yaml", "- port: 9006\n", None, 0),
    ("config.yaml", "port: [9006\n", None, 0),
    ("a/b/config.yaml", "port: 9007\n", None, 0),
    ("tests/config.yaml", "port: 9008\n", None, 0),
])
def test_configured(path: str, text: str, port: int | None, line: int) -> None:
    found = configured_port(MemoryTree({path: text}), (".",), NAMES, KEYS, ("tests/",))
    assert (found and (found.value, found.evidence[0].path, found.evidence[0].line)) == ((port, path, line) if port else None)


@pytest.mark.parametrize(("text", "port"), [
    ("A=1\nPORT=9001\n", 9001), ('HTTP_ADDR="0.0.0.0:9002"\n', 9002), ("DB_PORT=5432\n", None), ("PORT=\n", None), ("PORT=99999\n", None), ("# PORT=9003\n", None),
])
def test_documented(text: str, port: int | None) -> None:
    found = documented_port(MemoryTree({"api/.env.example": text}), ("web", "api"), (".env.example",), LINE, re.compile("DB"))
    assert (found.value if found else None) == port
    assert found is None or found.evidence[0].quote in ("PORT", "HTTP_ADDR"), "never the value"
