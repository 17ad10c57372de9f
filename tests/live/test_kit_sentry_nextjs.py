"""Sentry in the Next.js kit, in server and browser: a real build, a real Chromium, and what arrives at an ingestion played on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here
from tests.live.envelopes import Received, sentry
from tests.live.running_app import TRACE, running, until
from tests.live.test_kit_sentry import ENVIRONMENT, PERSON, Shop
from tests.unit.kits.masking_corpus import PLANTED

from orchestration.kits.rendering import rendered

pytestmark = [pytest.mark.live, pytest.mark.extended]

HERE = Path(__file__).resolve().parent / "kit_sentry_nextjs"
KITS = Path(__file__).resolve().parents[2] / "src" / "orchestration" / "kits"
SDK = "@sentry/nextjs@>=11 <11.6"
"""Newer ones of 11 depend on a package that is not in every registry yet."""
INJECT = ("node_modules/.bin/sentry-cli", "sourcemaps", "inject")
UNSCRUBBED = (r"try\{(\w+)=await (\w+)\((\w+)\)\}catch\((\w+)\)", r"try{\1=\3}catch(\4)")
"""The line of scrubbing.cjs that scrubs, as the bundler leaves it, and without it."""
VALUES = [planted for planted in PLANTED if isinstance(planted.value, str)][:100]
NAMES = [*PERSON.values(), "zplanted77", "Zoeplanted", "hunter77planted", "zoe.planted"]


def _run(command: list[str], cwd: Path, **env: str) -> str:
    known = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root"), "NEXT_TELEMETRY_DISABLED": "1"}
    done = subprocess.run(command, cwd=cwd, env={**known, **env}, capture_output=True, text=True, timeout=600)
    if done.returncode:
        end_here(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-1500:]}")
    return done.stdout + done.stderr


@dataclass
class Site:
    folder: Path
    received: Received
    seen: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def shop(self, tmp_path: Path, *command: str, **more: str) -> Iterator[Shop]:
        env = {"PATH": os.environ["PATH"], "HOSTNAME": "127.0.0.1", "SENTRY_DSN": self.received.dsn, "NEXT_MANUAL_SIG_HANDLE": "true", **ENVIRONMENT, **more}
        with running(["node", *(command or ("node_modules/next/dist/bin/next", "start"))], self.folder, tmp_path, env, kind=Shop, ready=(200,)) as shop:
            yield shop

    def visit(self, shop: Shop, kind: str) -> dict[str, Any]:
        """What a browser saw; what it sent is in ``received``."""
        said = _run(["node", "visit.mjs", f"http://127.0.0.1:{shop.port}", kind], self.folder, CHROMIUM=shutil.which("chromium") or "")
        return json.loads(said.splitlines()[-1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [name for name in ("node", "npm", "chromium") if not shutil.which(name)]
    if missing:
        end_here(f"not installed: {', '.join(missing)} (Node.js 20.9 or newer; Debian's chromium)")
    app = tmp_path_factory.mktemp("nextsentry")
    for source in (KITS / "nodejs" / "observability", KITS / "nextjs" / "observability"):
        shutil.copytree(source, app / "observability", dirs_exist_ok=True)
    for source in (KITS / "nextjs", HERE):
        shutil.copytree(source, app, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", ".next*", "functions"))
    settings = rendered("nodejs/observability/settings.cjs", {"sentry_traces_sample_ratio": 1})
    (app / "observability/settings.cjs").write_text(settings)
    (app / "planted.json").write_text(json.dumps({"person": PERSON, "values": [planted.value for planted in VALUES]}))
    _run(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", SDK, "@sentry/cli@^3", "playwright-core@^1.50"], app)
    return app


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three visits and a few requests; no session is sampled for a replay, every error is."""
    tmp_path = tmp_path_factory.mktemp("site")
    with sentry() as received:
        # What is decided in the browser, Sentry's address included, is part of what is built.
        (folder / "observability/browser-settings.cjs").write_text(rendered("nextjs/observability/browser-settings.cjs", {"sentry_replay_session_ratio": 0}))
        _run(["npx", "--no-install", "next", "build"], folder, NEXT_PUBLIC_SENTRY_DSN=received.dsn, NEXT_PUBLIC_SENTRY_RELEASE="orders@1.2.3", NEXT_PUBLIC_SENTRY_ENVIRONMENT="staging")
        site = Site(folder, received)
        site.seen["injected"] = _run([*INJECT, ".next/static", ".next/server"], folder)
        # It holds no maps, from which the ids come: injected by itself, it would get others.
        shutil.copytree(folder / ".next/server", folder / ".next/standalone/.next/server", dirs_exist_ok=True)
        site.seen["maps"] = sorted(path.relative_to(folder).as_posix() for path in (folder / ".next").rglob("*.map"))
        for path in site.seen["maps"]:
            (folder / path).unlink()
        with site.shop(tmp_path) as shop:
            site.seen["calm"] = site.visit(shop, "calm")
            site.seen["before"] = len(received.bodies)
            for kind in ("failing", "broken"):
                site.seen[kind] = site.visit(shop, kind)
            site.seen["fail"] = shop.status(f"/api/orders/7/fail?q=Zoeplanted&email={PERSON['email']}", PERSON, x_request_id="abc-1", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01", Cookie="sid=hunter77planted")
            site.seen["job"] = shop.status("/api/job")
            site.seen["plant"] = shop.status("/api/plant", {"values": [planted.value for planted in PLANTED[::10]], "person": PERSON}, Authorization="Bearer hunter77planted", X_Forwarded_For="203.0.113.77")
            site.seen["end"] = shop.end()
            site.seen["lines"] = shop.lines()
        yield site


def _events(site: Site, text: str) -> list[dict[str, Any]]:
    return [event for event in site.received.of("event") if text in event["exception"]["values"][-1]["value"]]


def _names(received: Received) -> set[str]:
    return {span["name"] for batch in received.of("span") for span in batch["items"] if span.get("is_segment")}


def _recordings(received: Received) -> list[bytes]:
    """A line of JSON, and a list of events packed by zlib."""
    return [zlib.decompress(payload.partition(b"\n")[2]) for payload in received.of("replay_recording")]


def _everything(received: Received) -> str:
    return b"\n".join([*received.bodies, *_recordings(received)]).decode(errors="replace")


def _found(received: Received) -> set[str]:
    text = _everything(received)
    return {secret for secret in [*NAMES, *(planted.secret for planted in PLANTED)] if secret in text}


def test_errors_of_handlers_components_and_actions_arrive_once(site: Site) -> None:
    assert site.seen["fail"] == 500
    [event] = _events(site, "order 7 failed")
    assert (event["release"], event["environment"], event["transaction"]) == ("orders@1.2.3", "staging", "POST /api/orders/[id]/fail")
    assert event["contexts"]["trace"]["trace_id"] == TRACE and event["tags"]["request_id"] == "abc-1"
    assert [line for line in site.seen["lines"] if line.get("request_id") == "abc-1" and line["trace_id"] == TRACE]
    [component] = _events(site, "cannot be shown")
    [action] = _events(site, "the action of")
    assert (component["transaction"], action["transaction"]) == ("GET /orders/[id]/fail", "POST /act")
    assert site.seen["end"] == 0


def test_requests_are_traced_by_route(site: Site) -> None:
    names = _names(site.received)
    assert {"GET /orders/[id]", "POST /api/orders/[id]/fail", "GET /api/job"} <= names
    assert not [name for name in names if "livez" in name or "/orders/1" in name or "_next/static" in name]


def test_a_job_reports_that_it_ran(site: Site) -> None:
    assert sorted(check["status"] for check in site.received.of("check_in")) == ["in_progress", "ok"]


def test_the_browser_reports_errors_loads_navigations_sessions_and_feedback(site: Site) -> None:
    [thrown] = _events(site, "order of")
    assert (thrown["platform"], thrown["release"], thrown["environment"]) == ("javascript", "orders@1.2.3", "staging")
    [drawn] = _events(site, "drawn by")
    assert drawn["platform"] == "javascript" and site.seen["broken"]["heading"] == site.seen["broken"]["failed"] == "Something went wrong"
    operations = {span["attributes"]["sentry.op"]["value"] for batch in site.received.of("span") for span in batch["items"] if "sentry.op" in span["attributes"]}
    assert {"pageload", "navigation"} <= operations
    assert all(re.fullmatch(r"[0-9a-f]{32}", session["sid"]) for session in site.received.of("session")) and site.received.of("session")
    asked = [f["contexts"]["feedback"] for f in site.received.of("feedback") if "It failed when" in f["contexts"]["feedback"]["message"]]
    assert len(asked) == 1 and site.seen["failing"]["asked"] == 0 and not {"name", "contact_email"} & {key for key, value in asked[0].items() if value}


def test_a_replay_comes_with_an_error_and_not_without(site: Site) -> None:
    early = Received(bodies=site.received.bodies[: site.seen["before"]])
    assert "span" in early.kinds() and not early.kinds() & {"replay_event", "replay_recording"}
    replays = site.received.of("replay_event")
    [thrown] = _events(site, "order of")
    ids = {thrown["tags"]["replayId"]}
    assert ids <= {replay["replay_id"] for replay in replays} and all(replay["replay_type"] == "buffer" for replay in replays)
    page = [event for recording in _recordings(site.received) for event in json.loads(recording)]
    assert {2, 3, 4, 5} <= {event["type"] for event in page}, "the page, what changed, where, and what the SDK adds"
    assert '"tagName":"textarea"' in _everything(site.received), "it is the page that was shown"


def test_not_one_planted_byte_leaves(site: Site) -> None:
    assert site.seen["plant"] == 200
    kinds = site.received.kinds()
    assert kinds >= {"event", "span", "replay_event", "replay_recording", "feedback", "session", "check_in", "log", "trace_metric"}, kinds
    assert "attachment" not in kinds
    assert _found(site.received) == set()


def _debug_ids(folder: Path) -> set[str]:
    return {match[1] for path in folder.rglob("*.js") if (match := re.search(r"//# debugId=(\S+)", path.read_text()))}


def test_events_name_the_debug_ids_of_the_chunks_that_were_served(site: Site) -> None:
    """By them Sentry finds the uploaded maps; nothing else has to agree."""
    injected = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", site.seen["injected"]))
    static, server = (_debug_ids(site.folder / ".next" / place) for place in ("static", "server"))
    assert static and server and static | server <= injected
    for text, known in (("order of", static), ("drawn by", static), ("order 7 failed", server)):
        [event] = _events(site, text)
        assert {image["debug_id"] for image in event["debug_meta"]["images"]} & known, text
    assert {Path(path).parts[1] for path in site.seen["maps"]} >= {"static", "server"}, "there were maps to upload"


def test_the_standalone_server_names_the_same_ids(site: Site, tmp_path: Path) -> None:
    with site.shop(tmp_path, ".next/standalone/server.js") as shop:
        assert shop.status("/api/orders/8/fail", {}) == 500
        until(lambda: bool(_events(site, "order 8 failed")), 15)
        shop.end()
    [event] = _events(site, "order 8 failed")
    assert {image["debug_id"] for image in event["debug_meta"]["images"]} & _debug_ids(site.folder / ".next/server")


def test_with_scrubbing_switched_off_it_is_found(site: Site, tmp_path: Path) -> None:
    """Or the test above could not fail. Every session is sampled here: a replay comes without an error, too."""
    _replaced(site.folder / ".next/static/chunks", UNSCRUBBED)
    _replaced(site.folder / ".next/server", UNSCRUBBED)
    _replaced(site.folder / ".next/static/chunks", (r"SENTRY_REPLAY_SESSION_RATIO:0", "SENTRY_REPLAY_SESSION_RATIO:1"))
    sent = len(site.received.bodies)
    with site.shop(tmp_path) as shop:
        site.visit(shop, "calm")
        assert shop.status("/api/orders/7/fail", PERSON) == 500
        shop.end()
    bad = Received(bodies=site.received.bodies[sent:])
    assert bad.of("replay_event") and {replay["replay_type"] for replay in bad.of("replay_event")} == {"session"}
    text = b"\n".join(bad.bodies).decode(errors="replace")
    assert {PERSON["email"], "Zoeplanted", "zplanted77"} <= {name for name in NAMES if name in text}


def _replaced(folder: Path, change: tuple[str, str]) -> None:
    """In every file that was built from it."""
    count = 0
    for path in folder.rglob("*.js"):
        text, found = re.subn(*change, path.read_text())
        if found:
            path.write_text(text)
            count += found
    assert count, f"{change[0]} is in no file below {folder}"
