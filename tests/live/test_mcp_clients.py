"""The MCP server as clients start it: over standard streams and on a port, by the official TypeScript client, by Python's, and by one that keeps to no rule."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from tests.conftest import end_here

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "examples"
COMMAND, *ARGUMENTS = sys.executable, "-c", "from orchestration.cli import main; main()", "mcp"
# Whoever runs the tests pays for no model.
ENVIRONMENT = {"PYTHONPATH": str(HERE.parents[1] / "src"), "LC_ALL": "C.UTF-8", "OPENROUTER_API_KEY": ""}
MAX_HANDSHAKE_SECONDS = 1.5


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "express-shop", tmp_path / "code" / "shop")
    return tmp_path / "code"


# --- a client that is not Python's ------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's directory, with the official SDK from npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        end_here("node or npm is not installed: install Node.js 18 or newer (https://nodejs.org)")
    folder = Path(shutil.copytree(HERE / "mcp_client", tmp_path_factory.mktemp("mcp") / "client"))
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        end_here(f"npm install failed: {done.stderr[-400:]}")
    return folder


@pytest.fixture
def ask(typescript: Path, root: Path) -> Callable[..., dict[str, Any]]:
    """``ask({"tool": …}, …, more=("--allow-write",))`` → what the client saw."""

    def asked(*steps: dict[str, Any], more: tuple[str, ...] = ()) -> dict[str, Any]:
        given = {"command": COMMAND, "args": [*ARGUMENTS, "--root", str(root), *more], "env": ENVIRONMENT, "steps": steps}
        done = subprocess.run(["node", "client.mjs", json.dumps(given)], cwd=typescript, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        # A message that crosses the word that a call is given up, or comes in one piece with the answer after which the client forgets the call, is no fault of anybody's; a second one would be.
        crossed = [e for e in seen["errors"] if "progress notification for an unknown token" in e]
        assert (len(crossed) <= sum(step.get("times", 1) for step in steps), [e for e in seen["errors"] if e not in crossed], seen["alive"]) == (True, [], False)
        assert "Traceback" not in done.stderr
        return seen

    return asked


def test_the_typescript_client_lists_calls_and_reads(ask: Callable[..., dict[str, Any]], root: Path) -> None:
    before = sorted(root.rglob("*"))
    # Having listed the tools, it holds every answer against the tool's output schema by itself, and throws where it does not fit.
    seen = ask({"list": True}, {"tool": "dockerfile", "arguments": {"project": "shop", "requirements": "Node 22"}}, {"read": "report"}, {"tool": "profile", "arguments": {"project": "shop"}}, {"resources": True}, {"read": "devops-squad://profile/shop"},
               {"tool": "logging", "arguments": {"project": "shop"}}, {"tool": "audit", "arguments": {"code": "eval(req.query.x)", "stack": "nodejs"}})
    listed, made, report, profile, resources, read, logs, audit = (r["value"] for r in seen["results"])
    assert seen["server"]["name"] == "devops-squad" and "profile" in seen["instructions"]
    assert len(listed["tools"]) == 18
    schemas = {t["name"]: t["outputSchema"] for t in listed["tools"]}
    for name, value in (("dockerfile", made), ("profile", profile), ("logging", logs), ("audit", audit)):
        assert not value["isError"]
        Draft202012Validator(schemas[name]).validate(value["structuredContent"])
        assert json.loads(value["content"][0]["text"]) == value["structuredContent"]
    assert seen["results"][1]["progress"] == ["profile", "dockerfile", "checks"]
    assert report["contents"][0]["text"].startswith("# dockerfile")
    assert {r["clause"]: r["status"] for r in made["structuredContent"]["requirements"]} == {"Node 22": "met"}
    assert json.loads(read["contents"][0]["text"])["port"]["value"] == 3000
    assert len(resources["resources"]) == 1
    linked = [c["uri"] for c in logs["content"] if c["type"] == "resource_link"]
    assert {f["uri"] for f in logs["structuredContent"]["files"] if "content" not in f} < set(linked)
    assert audit["structuredContent"]["vulnerabilities"][0]["severity"] == "critical"
    assert sorted(root.rglob("*")) == before


def test_the_typescript_client_is_refused_what_it_may_not(ask: Callable[..., dict[str, Any]], root: Path) -> None:
    seen = ask({"list": True}, {"tool": "dockerfile", "arguments": {"project": ".."}}, {"tool": "dockerfile", "arguments": {"project": "/etc"}}, {"tool": "dockerfile", "arguments": {"project": "shop", "write": True}}, {"tool": "terraform", "arguments": {"project": "shop"}},
               {"tool": "dockerfile", "arguments": {"project": 7}}, {"read": "devops-squad://file/0/../etc/passwd"}, {"tool": "no_such_tool", "arguments": {}}, {"tool": "profile", "arguments": {"project": "shop"}})
    assert [r["value"]["structuredContent"]["error"]["code"] for r in seen["results"][1:6]] == ["bad-path", "bad-path", "bad-value", "no-engine", "bad-value"]
    assert all(r["value"]["isError"] for r in seen["results"][1:6])
    assert [r["code"] for r in seen["results"][6:8]] == [-32602, -32602]
    assert seen["results"][8]["value"]["structuredContent"]["status"] == "success"
    assert not (root / "shop" / "Dockerfile").exists()


def test_the_typescript_client_writes_where_the_server_may(ask: Callable[..., dict[str, Any]], root: Path) -> None:
    (root / "shop" / ".dockerignore").write_text("mine\n")
    seen = ask({"list": True}, {"tool": "dockerfile", "arguments": {"project": "shop", "write": True}}, {"tool": "dockerfile", "arguments": {"project": "..", "write": True}}, more=("--allow-write",))
    made = seen["results"][1]["value"]["structuredContent"]
    assert {f["path"]: f["action"] for f in made["files"]} == {"Dockerfile": "created", "docker/entrypoint.sh": "created", ".dockerignore": "foreign"}
    assert made["written"] and (root / "shop" / "Dockerfile").is_file() and (root / "shop" / ".dockerignore").read_text() == "mine\n"
    assert seen["results"][2]["value"]["structuredContent"]["error"]["code"] == "bad-path"


def test_the_typescript_client_gives_up_and_asks_side_by_side(ask: Callable[..., dict[str, Any]]) -> None:
    seen = ask(*({"tool": "slo_sla", "arguments": {"project": "shop"}, "cancel_ms": ms} for ms in (1, 10, 20, 40, 80, 160, 300)), {"tool": "dockerfile", "arguments": {"project": "shop"}, "times": 6})
    *given_up, together = seen["results"]
    assert all("timeout" in r["error"].lower() or "abort" in r["error"].lower() for r in given_up)
    assert len(together["value"]) == 6 and len({json.dumps(v["structuredContent"], sort_keys=True) for v in together["value"]}) == 1
    assert all(not v["isError"] for v in together["value"])


# --- Python's ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("mode", "version"), [("legacy", "2025-11-25"), ("auto", "2026-07-28")])
async def test_both_forms_of_the_protocol_are_spoken(root: Path, mode: Any, version: str) -> None:
    async with Client(stdio_client(StdioServerParameters(command=COMMAND, args=[*ARGUMENTS, "--root", str(root)], env=ENVIRONMENT)), mode=mode) as client:
        assert client.protocol_version == version
        assert len((await client.list_tools()).tools) == 18
        made = await client.call_tool("dockerfile", {"project": "shop"})
        assert made.structured_content["status"] == "success"
        assert (await client.read_resource(made.structured_content["report"])).contents[0].text.startswith("# dockerfile")


GUIDE = (HERE.parents[1] / "docs" / "mcp.md").read_text()
CONFIGURATIONS = [next(iter(document[key].values())) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.S) for document in (json.loads(block),) for key in document]


@pytest.mark.parametrize("given", CONFIGURATIONS, ids=["claude-code", "cursor", "vscode"])
async def test_what_the_guide_configures_serves_the_open_folder(root: Path, given: dict[str, Any]) -> None:
    """As the client does it: its own variables filled in, started in the folder that is open."""
    assert given["command"] == "devops-squad" and given["args"][0] == ARGUMENTS[-1]
    words = [str(root / "shop") if word == "${workspaceFolder}" else word for word in given["args"][1:]]
    async with Client(stdio_client(StdioServerParameters(command=COMMAND, args=[*ARGUMENTS, *words], env=ENVIRONMENT, cwd=root / "shop"))) as client:
        assert (await client.call_tool("profile")).structured_content["name"] == "express-shop"


# --- over HTTP --------------------------------------------------------------------------------------------------------

class Web:
    """The server on a port of its own."""

    def __init__(self, root: Path, **more: str) -> None:
        self.process = subprocess.Popen([COMMAND, *ARGUMENTS, "--root", str(root), "--http", "0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **ENVIRONMENT, **more})
        assert self.process.stderr
        self.url = self.process.stderr.readline().strip()
        self.authorization = self.process.stderr.readline().strip().removeprefix("Authorization: ")

    def status(self, **headers: str) -> int:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}})
        request = urllib.request.Request(self.url, body.encode(), {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **{k.replace("_", "-"): v for k, v in headers.items()}})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def web(root: Path) -> Iterator[Web]:
    served = Web(root)
    yield served
    served.process.terminate()
    out, err = served.process.communicate(timeout=10)
    assert served.process.returncode == 128 + 15 and out == "" and "Traceback" not in err


async def test_over_http_the_tools_are_the_same(web: Web) -> None:
    async with httpx2.AsyncClient(headers={"Authorization": web.authorization}, timeout=60) as http:
        for mode in ("legacy", "auto"):
            async with Client(streamable_http_client(web.url, http_client=http), mode=mode) as client:
                heard: list[str | None] = []

                async def progress(_count: float, _total: float | None, message: str | None, heard: list[str | None] = heard) -> None:
                    heard.append(message)

                assert len((await client.list_tools()).tools) == 18
                made = await client.call_tool("dockerfile", {"project": "shop"}, progress_callback=progress)
                assert made.structured_content["status"] == "success" and heard == ["profile", "dockerfile", "checks"]
                assert (await client.read_resource(made.structured_content["report"])).contents[0].text.startswith("# dockerfile")


def test_over_http_only_who_has_the_token_is_answered(web: Web) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/mcp", web.url) and len(web.authorization) > 40
    assert web.status() == web.status(Authorization="Bearer x") == web.status(Authorization=web.authorization + "x") == 401
    assert web.status(Authorization=web.authorization) == 200
    # A page in the person's browser, and a name that an attacker made point here.
    assert web.status(Authorization=web.authorization, Origin="https://evil.example") == 403
    assert web.status(Authorization=web.authorization, Host="evil.example") == 421


def test_over_http_a_token_of_the_persons_own_is_not_printed(root: Path) -> None:
    served = Web(root, DEVOPS_SQUAD_MCP_TOKEN="of-my-own-choice")
    try:
        assert "of-my-own-choice" not in served.authorization
        assert (served.status(), served.status(Authorization="Bearer of-my-own-choice")) == (401, 200)
        port = served.url.removesuffix("/mcp").rpartition(":")[2]
        taken = subprocess.run([COMMAND, *ARGUMENTS, "--http", port], env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert taken.returncode == 2 and f"port {port}" in taken.stderr and "Traceback" not in taken.stderr
    finally:
        served.process.terminate()
        served.process.communicate(timeout=10)


# --- bytes ------------------------------------------------------------------------------------------------------------

class Wire:
    """A client that sends what it likes."""

    def __init__(self, root: Path, *more: str) -> None:
        self.scratch = root.parent / "scratch"
        self.scratch.mkdir(exist_ok=True)
        self.started = time.perf_counter()
        self.process = subprocess.Popen([COMMAND, *ARGUMENTS, "--root", str(root), *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **ENVIRONMENT, "TMPDIR": str(self.scratch)})
        self.count = 0

    def send(self, line: bytes | dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        self.send({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params})
        answer = self.receive()
        assert answer["id"] == self.count
        return answer

    def shake_hands(self) -> None:
        answer = self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bytes", "version": "1"}})
        assert answer["result"]["protocolVersion"] == "2025-06-18"
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})


@pytest.fixture
def wire(root: Path) -> Iterator[Wire]:
    connected = Wire(root)
    yield connected
    connected.process.kill()
    connected.process.wait()
    for pipe in (connected.process.stdin, connected.process.stdout, connected.process.stderr):
        assert pipe
        pipe.close()


def test_the_handshake_is_quick(root: Path) -> None:
    seconds = []
    for _ in range(3):
        wire = Wire(root)
        wire.shake_hands()
        assert len(wire.ask("tools/list", {})["result"]["tools"]) == 18
        seconds.append(time.perf_counter() - wire.started)
        wire.process.communicate(timeout=10)
    # The least busy moment counts: others may be at work on this machine.
    assert min(seconds) < MAX_HANDSHAKE_SECONDS


def test_what_is_no_message_is_answered_and_ends_nothing(wire: Wire) -> None:
    wire.shake_hands()
    for line, code in ((b"garbage", -32700), (b"[" * 100_000, -32700), (b'{"a":' * 100_000, -32700), (b"[]", -32600), (b'{"jsonrpc":"2.0"}', -32600), (b'"x"', -32600), (b"\xff\xfe", -32700), (b'{"jsonrpc":"2.0","id":9,"method":"tools/call","params":[1]}', -32600)):
        wire.send(line)
        answer = wire.receive()
        assert (answer["id"], answer["error"]["code"]) == (None, code), line[:40]
    assert "error" in wire.ask("no/such", {})
    assert "error" in wire.ask("tools/call", {"name": 5})
    assert "error" in wire.ask("tools/call", {"name": "profile", "arguments": ["shop"]})
    assert not wire.ask("tools/call", {"name": "profile", "arguments": {"project": "shop"}})["result"]["isError"]


def test_what_is_too_much_or_of_the_wrong_kind_is_refused_at_once(wire: Wire) -> None:
    wire.shake_hands()
    deep: Any = "x"
    for _ in range(150):
        deep = [deep]
    for name, arguments in (("audit", {"code": "x" * 10_000_000}), ("dockerfile", {"project": "shop", "requirements": "y" * 1_000_000}), ("dockerfile", {"project": deep}), ("dockerfile", {"project": "a\0b"}), ("dockerfile", {"project": "x" * 5_000}),
                            ("dockerfile", {"x" * 10_000: 1}), ("dockerfile", {"project": "shop", "app": "../../etc"}), ("dockerfile", {"stack": "../../etc"}), ("sentry", {"project": "shop", "service_name": "$(id)\n`x`"})):
        before = time.perf_counter()
        result = wire.ask("tools/call", {"name": name, "arguments": arguments})["result"]
        assert result["isError"] and result["structuredContent"]["error"]["what"]
        assert len(json.dumps(result)) < 10_000 and time.perf_counter() - before < 5
    assert not wire.ask("tools/call", {"name": "profile", "arguments": {"project": "shop"}})["result"]["isError"]


@pytest.mark.parametrize("at_work", [False, True])
def test_a_client_that_leaves_ends_the_server(wire: Wire, at_work: bool) -> None:
    wire.shake_hands()
    if at_work:
        wire.send({"jsonrpc": "2.0", "id": 50, "method": "tools/call", "params": {"name": "slo_sla", "arguments": {"project": "shop"}, "_meta": {"progressToken": 1}}})
        while wire.receive().get("params", {}).get("message") != "checks":
            pass
    assert wire.process.stdin
    wire.process.stdin.close()
    before = time.perf_counter()
    assert wire.process.wait(timeout=20) == 0
    assert time.perf_counter() - before < 3
    # The programs that checked are ended, and their directories gone.
    assert list(wire.scratch.iterdir()) == []
    assert wire.process.stderr and b"Traceback" not in wire.process.stderr.read()


def test_a_signal_ends_the_server(wire: Wire) -> None:
    wire.shake_hands()
    wire.process.terminate()
    assert wire.process.wait(timeout=10) == 128 + 15


def test_without_the_sdk_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "mcp_types.py").write_text("raise ImportError('No module named mcp_types')\n")
    done = subprocess.run([COMMAND, *ARGUMENTS], env={**os.environ, **ENVIRONMENT, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ENVIRONMENT['PYTHONPATH']}"}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and done.stdout == ""
    assert "pip install 'devops-squad[mcp]'" in done.stderr and "Traceback" not in done.stderr


def test_a_root_that_is_not_there_is_wrong_usage() -> None:
    done = subprocess.run([COMMAND, *ARGUMENTS, "--root", "/no/such/directory"], env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and "/no/such/directory" in done.stderr and "Traceback" not in done.stderr
