"""OSV's API and exports, played on loopback: pages, limits, errors, silence, texts cut off, answers of another form."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.json_api import json_api

from orchestration.advisories.matching import affects
from orchestration.edges.advisory_database import AdvisoryDatabase
from orchestration.edges.fetching import Fetcher
from orchestration.edges.osv_service import Downloads, Endpoints, OsvApi
from orchestration.model.dependency import Package
from orchestration.model.errors import AdvisoriesRefused, FetchFailed

from ..advisories.conftest import TODAY, advisory, zipped

HELD = {a["id"]: a for a in (
    advisory("GHSA-1", "npm", "p", {"introduced": "0"}, {"fixed": "2.0.0"}, aliases=["CVE-2026-0001", "PYSEC-7"]), advisory("GHSA-2", "npm", "p", {"introduced": "0"}, {"fixed": "1.5.0"}),
    advisory("GHSA-3", "npm", "p", {"introduced": "2.0.0"}, {"fixed": "2.1.0"}), advisory("GHSA-gone", "npm", "p", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), advisory("GHSA-q", "npm", "q", {"introduced": "0"}))}


class Osv:
    """Answers as the API documents it, a page of one advisory at a time; ``trouble`` answers first while there is any."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.queries: list[int] = []
        self.trouble: list[tuple[int, Any]] = []

    def __call__(self, method: str, path: str, headers: Any, body: Any) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        if self.trouble:
            return self.trouble.pop(0)
        if path.startswith("/v1/vulns/"):
            found = HELD.get(path.rsplit("/", 1)[1])
            return (200, found) if found else (404, {"code": 5, "message": "Bug not found."})
        self.queries.append(len(body["queries"]))
        return 200, {"results": [self._result(q) for q in body["queries"]]}

    @staticmethod
    def _result(query: dict[str, Any]) -> dict[str, Any]:
        from orchestration.advisories import osv

        named = [a for a in HELD.values() if any(e["package"] == query["package"] for e in a["affected"]) and any(affects(e, query["version"]) == "affected" for e in osv.of(a).affected)]
        at = int(query.get("page_token") or 0)
        if not named:
            return {}
        return {"vulns": [{"id": named[at]["id"], "modified": "2026-01-01T00:00:00Z"}]} | ({"next_page_token": str(at + 1)} if at + 1 < len(named) else {})


@contextmanager
def api(osv: Osv, **settings: Any) -> Iterator[OsvApi]:
    with json_api(osv) as port:
        yield OsvApi(Endpoints(api=f"http://127.0.0.1:{port}"), Fetcher(tries=3, sleep=lambda _: None, **settings))


P = Package("npm", "p", "1.0.0")


def test_every_page_is_read_and_the_withdrawn_left_out() -> None:
    osv = Osv()
    with api(osv) as asked:
        found = asked.entries([P, Package("npm", "clean", "1.0.0"), Package("npm", "q", "1.0.0")])
    assert [name for name, _ in found[P]] == ["GHSA-1", "GHSA-2"] and found[Package("npm", "clean", "1.0.0")] == ()
    # Only the questions that have more pages are asked again.
    assert osv.queries == [3, 1, 1]


def test_a_thousand_questions_at_once_and_no_more() -> None:
    osv = Osv()
    with api(osv) as asked:
        found = asked.entries([Package("npm", f"n{i}", "1.0.0") for i in range(2001)])
    assert osv.queries == [1000, 1000, 1] and len(found) == 2001


def test_relatives_are_fetched_where_there_are_any_and_nothing_twice() -> None:
    osv = Osv()
    with api(osv) as asked:
        asked.entries([P])
        described = asked.described(["GHSA-1"])
    assert list(described) == ["GHSA-1"]
    assert osv.asked.count("GET /v1/vulns/GHSA-1") == 1 and "GET /v1/vulns/PYSEC-7" in osv.asked and not any("CVE" in line for line in osv.asked)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_waited_for(status: int) -> None:
    osv = Osv()
    osv.trouble = [(status, {}), (status, {})]
    with api(osv) as asked:
        assert [name for name, _ in asked.entries([P])[P]] == ["GHSA-1", "GHSA-2"]


@pytest.mark.parametrize(("trouble", "why"), [
    ([(503, {})] * 3, "answered 503"), ([(400, {"code": 3})], "answered 400"), ([(200, [])], "results"), ([(200, {"results": []})], "results"), ([(200, {"results": [{"vulns": [{"id": "../../x"}]}]})], "vulns"),
    ([(200, {"results": [{"vulns": "x"}]})], "vulns"), ([(200, {"results": [{"vulns": [{"id": "GHSA-1"}]}]}), (200, {"id": "GHSA-2"})], "id"), ([(200, {"results": [{"vulns": [{"id": "GHSA-1"}]}]}), (404, {})], "404"),
    ([(200, {"results": [{"vulns": [{"id": "GHSA-1"}]}]}), (200, {"affected": []})], "no id"), ([(200, {"results": [{"next_page_token": "x"}]})] * 300, "pages"),
])
def test_what_does_not_answer_as_documented_is_said(trouble: list[tuple[int, Any]], why: str) -> None:
    osv = Osv()
    osv.trouble = list(trouble)
    with api(osv) as asked, pytest.raises(FetchFailed, match=why):
        asked.entries([P])


@contextmanager
def raw(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server that says what no well-behaved one does."""
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer(self)

        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _sends(body: bytes, declared: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) if declared is None else declared))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(("answer", "why"), [
    (_sends(b'{"results": [{"vulns": [', 5000), "cut off"), (_sends(b'{"results": [{"vulns": ['), "no JSON"), (_sends(b"<html>a proxy's page</html>"), "no JSON"), (lambda handler: time.sleep(1.5), "in time"),
])
def test_silence_and_texts_cut_off(answer: Callable[[BaseHTTPRequestHandler], None], why: str) -> None:
    with raw(answer) as url, pytest.raises(FetchFailed, match=why):
        OsvApi(Endpoints(api=url), Fetcher(timeout_seconds=0.3, tries=2, sleep=lambda _: None)).entries([P])


def test_nobody_there() -> None:
    with pytest.raises(FetchFailed, match="could not be reached"):
        OsvApi(Endpoints(api="http://127.0.0.1:9"), Fetcher(tries=2, sleep=lambda _: None)).entries([P])


def test_an_export_is_fetched_into_the_database(tmp_path: Path) -> None:
    place = zipped(tmp_path / "all.zip", {f"{i}.json": a for i, a in HELD.items()})
    paths: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        paths.append(handler.path)
        _sends(place.read_bytes())(handler)

    held = AdvisoryDatabase(tmp_path / "db.sqlite3")
    with raw(answer) as url:
        done = Downloads(Endpoints(exports=url)).export(held, "npm", TODAY)
    assert (done.export.entries, done.export.withdrawn, done.export.taken_on) == (4, 1, TODAY) and paths == ["/npm/all.zip"]


@pytest.mark.parametrize(("body", "declared", "error"), [(b"PK\x03\x04", 90000, FetchFailed), (b"PK\x03\x04", None, AdvisoriesRefused)])
def test_an_export_that_is_cut_off_leaves_what_is_held(tmp_path: Path, body: bytes, declared: int | None, error: type[Exception]) -> None:
    held = AdvisoryDatabase(tmp_path / "db.sqlite3")
    held.import_export("npm", zipped(tmp_path / "all.zip", {"GHSA-1.json": HELD["GHSA-1"]}), TODAY)
    with raw(_sends(body, declared)) as url, pytest.raises(error):
        Downloads(Endpoints(exports=url), Fetcher(tries=2, sleep=lambda _: None)).export(held, "npm", TODAY)
    assert held.exports()["npm"].entries == 1


def test_mirrors_are_named_in_the_environment() -> None:
    found = Endpoints.from_environment({"DEVOPS_SQUAD_OSV_API_URL": "http://mirror/", "DEVOPS_SQUAD_KEV_URL": "http://mirror/kev"})
    assert (found.api, found.kev) == ("http://mirror", "http://mirror/kev") and found.exports == Endpoints().exports


def test_json_is_what_is_sent() -> None:
    seen: list[Any] = []

    def answer(method: str, path: str, headers: Any, body: Any) -> tuple[int, Any]:
        seen.append((headers["Content-Type"], json.dumps(body)))
        return 200, {"results": [{}]}

    with json_api(answer) as port:
        OsvApi(Endpoints(api=f"http://127.0.0.1:{port}")).entries([P])
        OsvApi(Endpoints(api=f"http://127.0.0.1:{port}")).entries([Package("Go", "example.org/m", "v1.0.0")])
    assert '"version": "1.0.0"' in seen.pop()[1]
    assert seen == [("application/json", '{"queries": [{"version": "1.0.0", "package": {"name": "p", "ecosystem": "npm"}}]}')]
