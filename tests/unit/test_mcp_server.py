"""The MCP server's tools, answers and bounds, over the SDK's own client in this process; ``tests/live/test_mcp_clients.py`` starts it as clients do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.shared.exceptions import MCPError
from tests import gateway as g

from orchestration.agents.devops_squad import InfrastructureEngineerAgent, MonitoringEngineerAgent, SecurityEngineerAgent
from orchestration.cli.asking import Asking
from orchestration.cli.mcp import _minds
from orchestration.edges.writer import Written
from orchestration.mcp_server import answers, places, tools
from orchestration.mcp_server.answers import Shelf, answer
from orchestration.mcp_server.server import AT_ONCE, Service, make
from orchestration.model.artefact import Artefact
from orchestration.model.decision import Decision, Outcome
from orchestration.model.errors import BadPath, BadValue
from orchestration.model.facts import Evidence, Notice
from orchestration.model.request import Request
from orchestration.model.result import Result
from orchestration.model.text import same
from orchestration.model.verdict import Finding, failed, passed
from orchestration.pipeline import AGENTS, engines

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "audits"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "express-shop", tmp_path / "code" / "shop")
    return tmp_path / "code"


def connected(root: Path, **options: Any) -> Client:
    return Client(make(Service((root.resolve(),), **options), "1.2.3"))


def found(result: Any) -> dict[str, Any]:
    """The structured part, which is also the text part."""
    assert json.loads(result.content[0].text) == result.structured_content
    assert result.is_error == (result.structured_content["status"] == "error")
    return result.structured_content


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- what is offered --------------------------------------------------------------------------------------------------

def test_there_is_a_tool_for_each_task_of_the_contract_and_the_profile() -> None:
    assert tools.names() == ("profile", *(task for tasks in AGENTS.values() for task in tasks))
    assert set(tools.TOOLS) == set(tools.names())


@pytest.mark.parametrize("kind", [InfrastructureEngineerAgent, SecurityEngineerAgent, MonitoringEngineerAgent])
async def test_a_tool_takes_what_the_agents_method_takes(kind: type) -> None:
    class Heard(kind):  # type: ignore[misc, valid-type]
        async def execute(self, task: Any) -> dict[str, Any]:
            return dict(task)

    agent = Heard()
    methods = [getattr(agent, name) for name in vars(kind) if not name.startswith("_") and asyncio.iscoroutinefunction(getattr(agent, name))]
    called = [await method() for method in methods]
    assert {c["task_type"] for c in called} == set(agent.tasks)
    for given in called:
        assert set(given) - {"task_type"} <= set(tools.takes(given["task_type"], may_write=False))


@pytest.mark.parametrize("may_write", [False, True])
async def test_tools_state_what_they_take_and_do(root: Path, may_write: bool) -> None:
    async with connected(root, may_write=may_write) as client:
        listed = (await client.list_tools()).tools
    assert [t.name for t in listed] == list(tools.names())
    for tool in listed:
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema or {})
        assert tool.title and tool.description
        assert tool.input_schema["additionalProperties"] is False
        assert all(p["description"] for p in tool.input_schema["properties"].values())
        can_write = may_write and tool.name in engines() and tool.name != "audit"
        assert ("write" in tool.input_schema["properties"]) == can_write
        assert tool.annotations and tool.annotations.read_only_hint is not can_write and tool.annotations.destructive_hint is can_write
        assert tool.annotations.open_world_hint is (tool.name in ("dockerfile", "docker_compose", "dependencies"))
        assert ("No engine" in tool.description) == (tool.name != "profile" and tool.name not in engines())


@pytest.mark.parametrize("name", tools.names())
def test_a_schema_says_of_each_value_what_it_is(name: str) -> None:
    """A value of no stated kind, or a list of them, is refused by models' tool calling and by strict clients."""
    def walk(schema: dict[str, Any]) -> None:
        assert schema.get("type") in ("object", "array", "string", "boolean", "integer"), schema
        if schema["type"] == "array":
            walk(schema["items"])
        for inner in schema.get("properties", {}).values():
            walk(inner)

    walk(tools.output_schema(name))
    walk(tools.input_schema(name, "en", may_write=True))


async def test_the_server_says_who_it_is_and_what_to_do_first(root: Path) -> None:
    async with connected(root) as client:
        assert client.server_info and (client.server_info.name, client.server_info.version) == ("devops-squad", "1.2.3")
        assert client.instructions and "`profile`" in client.instructions and "only reads" in client.instructions
    async with connected(root, language="fr", may_write=True) as client:
        assert client.instructions and "Appelez `profile`" in client.instructions and "`write: true`" in client.instructions


# --- what is answered -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "arguments"), [
    ("profile", {"project": "shop"}), ("dockerfile", {"project": "shop", "requirements": "Node 22, une licorne", "language": "fr"}), ("audit", {"code": "eval(req.query.x)", "stack": "nodejs"}),
    ("logging", {"stack": "express"}), ("terraform", {"project": "shop"}), ("dockerfile", {"project": "nowhere"}), ("profile", {"project": ".."}), ("dockerfile", {"nope": 1}),
])
async def test_an_answer_is_what_its_schema_states(root: Path, name: str, arguments: dict[str, Any]) -> None:
    async with connected(root) as client:
        made = found(await client.call_tool(name, arguments))
    Draft202012Validator(tools.output_schema(name)).validate(made)
    assert set(made) <= set(tools.output_schema(name)["properties"])


async def test_a_task_answers_with_files_checks_and_what_became_of_the_requirements(root: Path) -> None:
    before = files_below(root)
    heard: list[tuple[float, str | None]] = []

    async def progress(count: float, _total: float | None, message: str | None) -> None:
        heard.append((count, message))

    async with connected(root) as client:
        result = await client.call_tool("dockerfile", {"project": "shop", "requirements": "Node 22, a unicorn"}, progress_callback=progress)
        made = found(result)
        for file in made["files"]:
            read = (await client.read_resource(file["uri"])).contents[0]
            assert hashlib.sha256(read.text.encode()).hexdigest() == file["sha256"] and len(read.text.encode()) == file["size"]
            assert file.get("content", read.text) == read.text
        report = (await client.read_resource(made["report"])).contents[0]
        whole = json.loads((await client.read_resource(made["result"])).contents[0].text)
    assert {f["path"] for f in made["files"]} == {"Dockerfile", ".dockerignore", "docker/entrypoint.sh"}
    assert "FROM node:22" in next(f["content"] for f in made["files"] if f["path"] == "Dockerfile")
    assert {r["clause"]: r["status"] for r in made["requirements"]} == {"Node 22": "met", "a unicorn": "not met"}
    assert any(c["check"] == "coherence" and c["status"] == "passed" for c in made["checks"])
    assert report.mime_type == "text/markdown" and report.text.startswith("# dockerfile")
    assert whole["output"] == report.text and whole["files"] == whole["config_files"]
    assert [m for _, m in heard] == ["profile", "dockerfile", "checks"]
    assert [c for c, _ in heard] == sorted({c for c, _ in heard})
    assert files_below(root) == before


async def test_with_nothing_given_the_root_is_looked_at_and_its_apps_are_named(root: Path) -> None:
    async with connected(root / "shop") as client:
        made = found(await client.call_tool("profile"))
        assert {f["name"]: f["source"] for f in made["facts"]}["port"] == "src/server.js:4"
        assert {"name": "DATABASE_URL", "secret": True} in [{k: v[k] for k in ("name", "secret")} for v in made["variables"]]
    shutil.copytree(EXAMPLES / "fastapi-notes", root / "notes")
    async with connected(root) as client:
        made = found(await client.call_tool("dockerfile"))
        assert made["error"]["code"] == "choose-app" and made["error"]["apps"] == ["notes", "shop"] and "argument app" in made["error"]["todo"]
        assert found(await client.call_tool("dockerfile", {"app": "notes"}))["status"] == "success"


async def test_a_project_is_asked_as_the_command_line_asks_it(root: Path) -> None:
    (root / "shop" / "wrangler.toml").write_text('name = "x"\n')
    async with connected(root) as client:
        made = found(await client.call_tool("ci_cd", {"project": "shop"}))
        whole = json.loads((await client.read_resource(made["result"])).contents[0].text)
    assert whole["metadata"]["platform"] == "cloudflare"


async def test_a_task_without_an_engine_says_which_have_one(root: Path) -> None:
    async with connected(root) as client:
        made = found(await client.call_tool("terraform", {"project": "shop"}))
    assert made["error"]["code"] == "no-engine" and "dockerfile" in made["error"]["todo"]


async def test_the_same_call_has_the_same_address(root: Path) -> None:
    async with connected(root) as client:
        first, second = [found(await client.call_tool("dockerfile", {"project": "shop"})) for _ in range(2)]
    assert first["result"] == second["result"]


@dataclass(frozen=True)
class Spec:
    many: tuple[Decision[str], ...]


def _many(count: int) -> Result:
    path = "src/" + "x" * 180
    return Result(
        Request("audit"), "success", spec=Spec(tuple(Decision("v" * 3_000, "default", same("w" * 3_000)) for _ in range(count))),
        outcomes=tuple(Outcome("c" * 3_000, "not met", same("w" * 3_000), (Evidence(path, 1),) * 50) for _ in range(count)), notices=tuple(Notice("warning", "x", same("t" * 3_000), (Evidence(path, 1),)) for _ in range(count)),
        artefacts=tuple(Artefact(f"{path}{i}.yml", "y" * 5_000, "yaml", same("z" * 2_000)) for i in range(count)),
        verdicts=(*(passed("hadolint", (path,), "hadolint", "1") for _ in range(count)), *(failed("zizmor", (path,), "zizmor", "1", tuple(Finding(path, i, "rule", "m" * 3_000) for i in range(50))) for _ in range(count))),
        next_steps=tuple(same("s" * 3_000) for _ in range(count)),
        vulnerabilities=(*({"name": "n" * 3_000, "severity": "high", "description": "d" * 9_000, "path": path, "line": i, "id": f"{i:032}", "cwe": "CWE-89", "fix": "f" * 3_000, "patch": {"diff": "p" * 3_000}} for i in range(count)),
                         {"name": "not everything could be looked at", "severity": "low", "description": "", "id": "not-looked-at", "path": "", "line": 0}),
    )


def test_an_answer_is_small_whatever_was_found_and_says_what_it_leaves_out() -> None:
    made = answer(_many(400), (), Shelf())
    assert 40_000 < len(json.dumps(made, ensure_ascii=False)) <= answers.MAX_CHARACTERS
    Draft202012Validator(tools.output_schema("audit")).validate(made)
    totals = {"files": 400, "checks": 800, "vulnerabilities": 401, "next_steps": 400, "decisions": 400, "requirements": 400, "notices": 400}
    assert {k: len(made[k]) + made["left_out"][k] for k in totals} == totals
    assert set(made["left_out"]) == set(totals)
    assert made["vulnerabilities"][0]["id"] == "not-looked-at"
    assert {c["status"] for c in made["checks"]} == {"failed"}
    assert made["checks"][0]["findings"][-1] == "… +47"


def test_nothing_is_left_out_of_a_small_answer() -> None:
    made = answer(_many(2), (), Shelf())
    assert made["left_out"] == {} and len(made["vulnerabilities"]) == 3
    assert [len(f["content"]) for f in made["files"]] == [5_000, 5_000]


def test_what_was_written_is_told_by_action_and_shown_where_it_was_not() -> None:
    result = Result(Request("dockerfile"), "success", artefacts=(Artefact("a", "ours\n", "text", same("a")), Artefact("b", "ours\n", "text", same("b"))))
    made = answer(result, (Written("a", "created", "+ours"), Written("b", "foreign", "-theirs\n+ours\n", (), same("it is theirs"))), Shelf())
    assert [(f["action"], f.get("diff"), f.get("reason"), "content" in f) for f in made["files"]] == [("created", None, None, False), ("foreign", "-theirs\n+ours\n", "it is theirs", False)]


def test_the_shelf_holds_the_latest() -> None:
    shelf = Shelf(max_answers=2, max_characters=1_000)
    first, second, third = (shelf.put({"n": n}) for n in range(3))
    assert shelf.get(first) is None and shelf.get(second) and shelf.get(third)
    large = shelf.put({"n": "x" * 5_000})
    assert shelf.get(large) and shelf.get(third) is None


# --- where it may look ------------------------------------------------------------------------------------------------

@pytest.fixture
def outside(tmp_path: Path, root: Path) -> Iterator[Path]:
    """A project beside the root, and ways to it."""
    secret = tmp_path / "secret"
    shutil.copytree(EXAMPLES / "express-shop", secret)
    (root / "link").symlink_to(secret)
    (root / "shop" / "up").symlink_to("../../secret")
    (root / "loop").symlink_to(root / "loop")
    yield secret


@pytest.mark.parametrize("given", ["..", "../secret", "shop/../../secret", "link", "link/src", "shop/up", "/", "/etc", "~", "../there-is-no-such"])
def test_what_leads_out_is_refused(root: Path, outside: Path, given: str) -> None:
    with pytest.raises(BadPath, match="outside"):
        places.place(given, (root.resolve(),))


@pytest.mark.parametrize("given", ["loop", "~there-is-no-such-user", "a\0b"])
def test_what_cannot_be_followed_is_refused(root: Path, outside: Path, given: str) -> None:
    with pytest.raises(BadPath):
        places.place(given, (root.resolve(),))


def test_what_lies_inside_is_found_under_any_root(root: Path, outside: Path) -> None:
    allowed = places.roots((str(outside), str(root)))
    assert places.place("shop/../shop", allowed) == root.resolve() / "shop"
    assert places.place(str(outside / "src"), allowed) == outside.resolve() / "src"
    assert places.place("link", allowed) == outside.resolve()
    assert places.place("src", allowed) == outside.resolve() / "src"
    with pytest.raises(BadPath):
        places.roots(("no-such-directory",))


async def test_no_tool_and_no_resource_reads_outside(root: Path, outside: Path) -> None:
    async with connected(root) as client:
        for name, arguments in (("profile", {"project": "link"}), ("audit", {"project": "../secret"}), ("dockerfile", {"project": str(outside)}), ("dependencies", {"package_file": "../secret/package-lock.json"}), ("dependencies", {"package_file": "link/package.json"}), ("dependencies", {"package_file": "~/package.json"})):
            assert found(await client.call_tool(name, arguments))["error"]["code"] == "bad-path"
        # A link inside a project is no application of it, and what it leads to is not looked at.
        assert found(await client.call_tool("dockerfile", {"project": "shop", "app": "up"}))["status"] == "error"
        (outside / "src" / "bad.js").write_text("require('express')().get('/', (req, res) => res.send(eval(req.query.x)))\n")
        assert found(await client.call_tool("audit", {"project": "shop"}))["vulnerabilities"] == []
        for address in ("devops-squad://profile/..", "devops-squad://profile/%2e%2e/secret", "devops-squad://profile/link", "devops-squad://file/0/../../secret", "devops-squad://report/0", "devops-squad://file/x/", "file:///etc/passwd", "devops-squad://"):
            with pytest.raises(MCPError) as refused:
                await client.read_resource(address)
            assert refused.value.error.code == -32602
        listed = (await client.list_resources()).resources
        assert [json.loads((await client.read_resource(r.uri)).contents[0].text)["name"]["value"] for r in listed] == ["express-shop"]


async def test_one_manifest_inside_is_scanned(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVOPS_SQUAD_OFFLINE", "1")
    monkeypatch.setenv("DEVOPS_SQUAD_ADVISORIES", str(root.parent / "none.sqlite"))
    async with connected(root) as client:
        by_path = found(await client.call_tool("dependencies", {"package_file": "shop/package-lock.json"}))
        by_text = found(await client.call_tool("dependencies", {"package_file": "express==1\n"}))
    assert by_path["error"]["code"] == by_text["error"]["code"] == "not-looked-up"


# --- writing ----------------------------------------------------------------------------------------------------------

async def test_a_server_that_only_reads_refuses_to_write(root: Path) -> None:
    before = files_below(root)
    async with connected(root) as client:
        for value in (True, "yes", 1):
            made = found(await client.call_tool("dockerfile", {"project": "shop", "write": value}))
            assert "read-only" in made["error"]["what"] and "--allow-write" in made["error"]["todo"]
        assert found(await client.call_tool("dockerfile", {"project": "shop", "write": False}))["written"] is False
    assert files_below(root) == before


async def test_what_is_allowed_to_write_writes_when_asked_and_leaves_a_persons_files(root: Path) -> None:
    (root / "shop" / "Dockerfile").write_text("FROM scratch\n# mine\n")
    before = files_below(root)
    async with connected(root, may_write=True) as client:
        assert found(await client.call_tool("dockerfile", {"project": "shop"}))["written"] is False
        assert files_below(root) == before
        made = found(await client.call_tool("dockerfile", {"project": "shop", "write": True}))
        actions = {f["path"]: f["action"] for f in made["files"]}
        assert made["written"] is False and actions == {"Dockerfile": "foreign", ".dockerignore": "skipped", "docker/entrypoint.sh": "skipped"}
        assert "-# mine" in next(f["diff"] for f in made["files"] if f["path"] == "Dockerfile")
        assert (root / "shop" / "Dockerfile").read_text() == "FROM scratch\n# mine\n"
        (root / "shop" / "Dockerfile").unlink()
        made = found(await client.call_tool("dockerfile", {"project": "shop", "write": True}))
        assert made["written"] is True and {f["action"] for f in made["files"]} == {"created"}
        assert "FROM node:" in (root / "shop" / "Dockerfile").read_text()
        again = found(await client.call_tool("dockerfile", {"project": "shop", "write": True}))
        assert again["written"] is False and {f["action"] for f in again["files"]} == {"unchanged"}
        assert found(await client.call_tool("dockerfile", {"stack": "express", "write": True}))["error"]["code"] == "bad-value"
        assert "nothing to write" in found(await client.call_tool("audit", {"project": "shop", "write": True}))["error"]["what"]


# --- with a language model --------------------------------------------------------------------------------------------

async def test_a_model_is_asked_where_there_is_a_key_out_of_one_purse(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The options' own way, over real HTTP; the budget is the server's, not the call's."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rota = {"clause": 1, "path": "ops/on-duty.yaml", "text": "steps:\n  - ask who is on call\n", "why": "The rota."}
    with g.gateway(g.good(files=[rota], cost=0.02)) as gateway:
        monkeypatch.setenv("OPENROUTER_BASE_URL", gateway.url)
        minds = _minds(Asking(), 0.02, "en")
        async with connected(root, minds=minds) as client:
            assert {t.name for t in (await client.list_tools()).tools if t.annotations and t.annotations.open_world_hint} == set(engines())
            made = found(await client.call_tool("dockerfile", {"project": "shop", "requirements": "Node 22, a rota for whoever is on duty"}))
            later = found(await client.call_tool("dockerfile", {"project": "shop", "requirements": "Node 22, a list of who has left"}))
    assert {f["path"]: f["origin"] for f in made["files"]} == {"Dockerfile": "engine", "docker/entrypoint.sh": "engine", ".dockerignore": "engine", "ops/on-duty.yaml": "llm"}
    assert made["llm"]["used"] is True and made["llm"]["cost_usd"] == 0.02 and {r["clause"]: r["status"] for r in made["requirements"]}["a rota for whoever is on duty"] == "partly met"
    assert later["status"] == "success" and later["llm"]["error_code"] == "budget" and gateway.calls == 1


def test_without_a_key_or_offline_no_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    assert _minds(Asking(), None, "en") is None
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef")
    assert _minds(Asking(offline=True), None, "en") is None and _minds(Asking(), None, "en") is not None


# --- side by side, given up, gone wrong -------------------------------------------------------------------------------

async def test_calls_side_by_side_answer_as_one_after_the_other(root: Path) -> None:
    asked = [("dockerfile", {"project": "shop"}), ("dashboards", {"project": "shop"}), ("profile", {"project": "shop"}), ("audit", {"code": "eval(req.query.x)", "stack": "nodejs"}), ("dockerfile", {"stack": "fastapi"}), ("dockerfile", {"project": ".."})]
    async with connected(root) as client:
        together = [found(r) for r in await asyncio.gather(*(client.call_tool(*a) for a in asked))]
        single = [found(await client.call_tool(*a)) for a in asked]
    assert together == single


async def test_a_call_that_is_given_up_ends_and_the_server_goes_on(root: Path) -> None:
    service = Service((root.resolve(),), may_write=True)
    started = asyncio.Event()

    async def progress(_count: float, _total: float | None, _message: str | None) -> None:
        started.set()

    async with Client(make(service, "0")) as client:
        call = asyncio.create_task(client.call_tool("slo_sla", {"project": "shop", "write": True}, progress_callback=progress))
        await started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert found(await client.call_tool("profile", {"project": "shop"}))["status"] == "success"
        for _ in range(1_000):
            if not service.at_work:
                break
            await asyncio.sleep(0.05)
    assert not service.at_work
    assert not (root / "shop" / "monitoring").exists()


async def test_a_long_step_is_heard_of(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a client that gives up after a silence does not."""
    monkeypatch.setattr("orchestration.mcp_server.server.HEARTBEAT_SECONDS", 0.02)
    heard: list[tuple[float, str]] = []

    async def progress(count: float, _total: float | None, message: str | None) -> None:
        heard.append((count, str(message)))

    async with connected(root) as client:
        await client.call_tool("ci_cd", {"project": "shop"}, progress_callback=progress)
    assert [m for _, m in heard if "(" not in m] == ["profile", "ci_cd", "checks"]
    assert any(m.startswith("checks (") for _, m in heard)
    counts = [c for c, _ in heard]
    assert counts == sorted(set(counts))


async def test_calls_that_are_given_up_are_not_all_at_work(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is held back until all were given up, as a slow program would."""
    go_on, at_once, most = Event(), 0, 0
    count = Lock()
    real = Service._worked

    def slow(self: Service, *given: Any) -> Any:
        nonlocal at_once, most
        with count:
            at_once += 1
            most = max(most, at_once)
        try:
            go_on.wait(20)
            return real(self, *given)
        finally:
            with count:
                at_once -= 1

    monkeypatch.setattr(Service, "_worked", slow)
    service = Service((root.resolve(),))
    async with Client(make(service, "0")) as client:
        calls = [asyncio.create_task(client.call_tool("dockerfile", {"project": "shop"})) for _ in range(3 * AT_ONCE)]
        while len(service.at_work) < len(calls):
            await asyncio.sleep(0.01)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        go_on.set()
        while service.at_work:
            await asyncio.sleep(0.01)
        assert most == AT_ONCE
        assert found(await client.call_tool("dockerfile", {"project": "shop"}))["status"] == "success"


async def test_an_error_of_ours_tells_the_client_nothing_of_where(root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("at /home/someone/secret.py")

    monkeypatch.setattr(Service, "looked", broken)
    monkeypatch.setattr(Service, "_worked", broken)
    async with connected(root) as client:
        for name in ("profile", "dockerfile"):
            made = found(await client.call_tool(name, {"project": "shop"}))
            assert made["error"]["code"] == "error" and "someone" not in json.dumps(made)
            Draft202012Validator(tools.output_schema(name)).validate(made)
        with pytest.raises(MCPError) as refused:
            await client.read_resource("devops-squad://profile/shop")
        assert "someone" not in str(refused.value)
    assert "secret.py" in caplog.text


async def test_an_unknown_tool_is_an_error_of_the_protocol(root: Path) -> None:
    async with connected(root) as client:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("no_such_tool", {})
    assert refused.value.error.code == -32602


@pytest.mark.parametrize("given", [{"project": 5}, {"project": ["x"]}, {"app": {"a": {}}}, {"language": "de"}, {"platform": "moon"}, {"requirements": "x" * (tools.MAX_REQUIREMENTS + 1)}, {"project": "a\0b"}, {"stack": True}, {"code": "x"}, {"write": True}, {"": ""}])
def test_what_does_not_fit_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        tools.checked("dockerfile", given, may_write=False)


def test_null_counts_as_left_out() -> None:
    assert tools.checked("dockerfile", {"project": None, "app": "web"}, may_write=False) == {"app": "web"}


async def test_a_name_that_is_no_utf8_is_answered(root: Path) -> None:
    (root / "shop" / "src" / b"caf\xe9.js".decode("utf-8", "surrogateescape")).write_text("require('express')().get('/', (req, res) => res.send(eval(req.query.x)))\n")
    async with connected(root) as client:
        made = found(await client.call_tool("audit", {"project": "shop"}))
        assert (await client.read_resource(made["result"])).contents
    assert any("caf" in v["where"] for v in made["vulnerabilities"])


def test_what_is_bounded_is_bounded_by_the_module() -> None:
    assert set(answers.MAX_ROWS) >= {name for name, shape in tools.output_schema("audit")["properties"].items() if shape.get("type") == "array"} | {name for name, shape in tools.output_schema("profile")["properties"].items() if shape.get("type") == "array"}
