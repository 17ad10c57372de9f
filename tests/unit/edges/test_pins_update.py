"""``pins update`` against doubles of every service, and against every fault: all or nothing."""

from __future__ import annotations

import copy
import json
import lzma
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from loopback import Answer, Request, Service, archive, as_json, endoflife, github, registry, sha_of, times

from orchestration.edges.fetching import Fetcher
from orchestration.edges.pins_update import dumped, update
from orchestration.edges.registries import Endpoints, Registries
from orchestration.model.errors import BadValue, FetchFailed, PinsRefused, SquadError
from orchestration.pins import tables

TODAY = date(2026, 11, 24)


class World:
    """All services, telling what the vendored tables hold, a little newer."""

    def __init__(self) -> None:
        self.held = {name: tables.vendored(name) for name in tables.TABLES}
        # A few of each are enough, and keep a run short.
        actions = self.held["actions"]["actions"]
        self.held["actions"]["actions"] = {
            k: actions[k] for k in ("actions/checkout", "actions/cache", "github/codeql-action", "dtolnay/rust-toolchain")}
        images = self.held["images"]
        images["images"] = {k: [t for t in images["images"][k] if not t.endswith(("3.23", "3.24"))] for k in ("node", "nats", "elixir")}
        images["publishers"] = {"source": "x", "oven/bun": {"product": "bun"}, "gcr.io/distroless/": {}}
        debian = self.held["debian"]
        keep = {"tini", "openssl", "libssl3", "libssl3t64", "tzdata", "curl"}
        debian["releases"] = {os: {n: v for n, v in p.items() if n in keep} for os, p in debian["releases"].items() if os in ("trixie", "noble")}
        debian["renamed"] = {"libssl3": {"trixie": "libssl3t64", "noble": "libssl3t64"}}
        products = self.held["runtimes"]["products"]
        self.held["runtimes"]["products"] = {k: products[k] for k in ("nodejs", "bun", "dotnet")}
        self.now = copy.deepcopy(self.held)
        self.now["runtimes"]["products"]["nodejs"][2]["latest"] = "24.99.0"
        self.now["debian"]["releases"]["trixie"]["tini"] = "0.19.1-1"
        self.now["images"]["images"]["node"].append("24.99.0-trixie-slim")
        self.repositories: dict[str, dict[str, Any]] = {
            "actions/checkout": {"release": ("v7.1.0", "2026-11-02"), "tags": {"v7.1.0": sha_of("checkout"), "v7": sha_of("checkout")}},
            "actions/cache": {"release": ("v4.9.9", "2026-11-03"), "tags": {"v4.9.9": sha_of("old"), "v5.1.0": sha_of("cache"), "v5": sha_of("cache"),
                                                                           "weekly-1": sha_of("x")}, "day": "2026-11-04"},
            "github/codeql-action": {"release": ("codeql-bundle-v9.9.9", "2026-11-05"),
                                     "tags": {"codeql-bundle-v9.9.9": sha_of("b"), "v9.0.0": sha_of("codeql")}, "day": "2026-11-06"},
            "dtolnay/rust-toolchain": {"release": None, "tags": {}, "head": sha_of("rust"), "day": "2026-11-07"},
        }
        bun = ["1.4.0", "1.4.0-slim", "1.3.9", "1.3.9-slim", "canary", "1.3.8", *[f"1.0.{n}" for n in range(60)]]
        self.service = Service()
        self.service.routes = [
            github(self.repositories, self.now["images"]["images"]),
            registry({**{f"library/{n}": t for n, t in self.now["images"]["images"].items()}, "oven/bun": bun}),
            endoflife(self.now["runtimes"]["products"]), archive(self.now["debian"]["releases"]),
        ]

    def doors(self, **fetcher: Any) -> Registries:
        url = self.service.url
        return Registries(Endpoints(url, url, url, url, url, url), Fetcher(**{"timeout_seconds": 5.0, "backoff_seconds": 0.01, **fetcher}))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    made = World()
    for name, data in made.held.items():
        (tmp_path / f"{name}.json").write_bytes(dumped(data))
    from orchestration.edges import pins_update

    monkeypatch.setattr(pins_update, "document", lambda name: made.held[name])
    yield made
    made.service.close()


def files_of(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in root.iterdir()}


def test_every_table_is_refreshed(world: World, tmp_path: Path) -> None:
    done = update(TODAY, doors=world.doors(), into=tmp_path)
    assert done.written_to == tmp_path
    new = {name: json.loads((tmp_path / f"{name}.json").read_bytes()) for name in tables.TABLES}
    assert all(tables.problems_of(name, data) == () and "2026-11-24" in data["source"] for name, data in new.items())
    actions = new["actions"]["actions"]
    assert actions["actions/checkout"] == {"released": "2026-11-02", "sha": sha_of("checkout"), "version": "v7.1.0"}, "an annotated tag is followed"
    assert actions["actions/cache"] == {"released": "2026-11-04", "sha": sha_of("cache"), "version": "v5.1.0"}, "a fix of an older line is no update"
    assert actions["github/codeql-action"]["version"] == "v9.0.0", "a release of something else in the same repository is passed over"
    assert actions["dtolnay/rust-toolchain"] == {"released": "2026-11-07", "sha": sha_of("rust"), "version": ""}
    assert "24.99.0-trixie-slim" in new["images"]["images"]["node"] and "24.99.0-trixie-slim" not in world.held["images"]["images"]["node"]
    assert new["images"]["images"]["oven/bun"] == ["1.0.59", "1.3.9", "1.3.9-slim", "1.4.0", "1.4.0-slim"], "the list has two pages"
    assert new["images"]["digests"]["node:24.99.0-trixie-slim"].startswith("sha256:")
    assert new["runtimes"]["products"]["nodejs"][2]["latest"] == "24.99.0" and new["runtimes"]["codenames"] == world.held["runtimes"]["codenames"]
    assert [line["lts"] for line in new["runtimes"]["products"]["dotnet"][:1]] == [True]
    assert new["debian"]["releases"]["trixie"]["tini"] == "0.19.1-1" and new["debian"]["moves"] == world.held["debian"]["moves"]
    told = {(d.table, d.entry): (d.before, d.after) for d in done.differences}
    assert told["debian", "trixie tini"] == ("0.19.0-3", "0.19.1-1") and told["runtimes", "nodejs 24"][1].startswith("24.99.0")
    assert ("debian", "trixie curl") not in told


def test_what_is_fetched_twice_is_the_same_bytes(world: World, tmp_path: Path) -> None:
    update(TODAY, doors=world.doors(), into=tmp_path)
    before = files_of(tmp_path)
    update(TODAY, doors=world.doors(), into=tmp_path)
    assert files_of(tmp_path) == before and sorted(before) == sorted(f"{name}.json" for name in tables.TABLES)


def test_a_dry_run_shows_and_writes_nothing(world: World, tmp_path: Path) -> None:
    before = files_of(tmp_path)
    done = update(TODAY, doors=world.doors(), into=tmp_path, dry_run=True)
    assert done.written_to is None and done.differences and files_of(tmp_path) == before


def test_one_table_alone(world: World, tmp_path: Path) -> None:
    before = files_of(tmp_path)
    update(TODAY, tables=("actions",), doors=world.doors(), into=tmp_path)
    assert {name for name, data in files_of(tmp_path).items() if data != before[name]} == {"actions.json"}
    with pytest.raises(BadValue):
        update(TODAY, tables=("../x",), doors=world.doors(), into=tmp_path)


def test_a_missing_directory_is_made(world: World, tmp_path: Path) -> None:
    update(TODAY, tables=("actions",), doors=world.doors(), into=tmp_path / "a/b")
    assert sorted(files_of(tmp_path / "a/b")) == ["actions.json"]


def test_the_token_goes_to_github_only(world: World, tmp_path: Path) -> None:
    doors = world.doors()
    doors.github_token = "s3cret"
    update(TODAY, doors=doors, into=tmp_path)
    told = {r.path.split("/")[1] for r in world.service.seen if r.headers.get("authorization") == "Bearer s3cret"}
    assert told == {"repos"} and "s3cret" not in repr(doors)


# --- faults: whatever goes wrong, the tables stay, and the error says what, where and what to do ------------------------------

def html(request: Request) -> Answer:
    return Answer(200, b"<html>Please log in to this network</html>", {"Content-Type": "text/html"})


def limited(request: Request) -> Answer:
    return as_json({"message": "API rate limit exceeded"}, 403, **{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3000)})


def releases(**fields: Any) -> Answer:
    """One release line of ``bun`` as API v1 tells it, with some fields otherwise."""
    line = {"name": "1", "releaseDate": "2023-09-07", "isLts": False, "ltsFrom": None, "isEol": False, "eolFrom": None, "latest": {"name": "1.4.1"}}
    return as_json({"result": {"releases": [{**line, **fields}]}})


FAULTS: dict[str, tuple[str, Any, str]] = {
    "html in a 200 from GitHub": ("/repos/actions/checkout/releases", html, "no JSON"),
    "html in a 200 from endoflife.date": ("/products/nodejs", html, "no JSON"),
    "html for an index": ("/debian/dists", html, "index"),
    "html for a library file": ("/repos/docker-library", html, "Tags"),
    "always 500": ("/products/bun", lambda r: Answer(500), "answered 500"),
    "404 for a product": ("/products/bun", lambda r: Answer(404), "answered 404"),
    "rate limit": ("/repos/actions", limited, "allows no more requests until 20"),
    "a long Retry-After": ("/products", lambda r: Answer(429, headers={"Retry-After": "3600"}), "allows no more requests until"),
    "Retry-After with a date": ("/products", lambda r: Answer(429, headers={"Retry-After": "Fri, 31 Dec 2049 23:59:59 GMT"}), "until 2049-12-31"),
    "a body cut off": ("/products/nodejs", lambda r: Answer(200, b'{"result": {}}' * 50, fault="cut"), "cut off"),
    "a hang": ("/products/nodejs", lambda r: Answer(fault="hang"), "did not answer in time"),
    "a drip": ("/products/nodejs", lambda r: Answer(200, b"x" * 1000, fault="drip"), "still sending"),
    "a list for an object": ("/products/nodejs", lambda r: as_json([1]), "not as documented"),
    "null for a list": ("/products/nodejs", lambda r: as_json({"result": {"releases": None}}), "not as documented"),
    "a number for a name": ("/products/nodejs", lambda r: releases(name=24), "name"),
    "a date that is none": ("/products/bun", lambda r: releases(releaseDate="2026-02-30"), "bun"),
    "a version that is shell": ("/products/bun", lambda r: releases(latest={"name": "1.4.1; rm -rf /"}), "bun"),
    "an older version": ("/products/bun", lambda r: releases(latest={"name": "1.3.0"}), "go back from 1.4.0 to 1.3.0"),
    "a shrunken list": ("/products/nodejs", lambda r: releases(name="26", releaseDate="2026-05-05", latest={"name": "26.9.0"}), "where there were"),
    "a SHA that is none": ("/repos/actions/checkout/git/tags", lambda r: as_json({"object": {"type": "commit", "sha": "abc"}}), "sha"),
    "a tag of a tree": ("/repos/actions/checkout/git/ref", lambda r: as_json({"object": {"type": "tree", "sha": "a" * 40}}), "no commit"),
    "a digest that is none": ("/v2/library/node/manifests", lambda r: Answer(200, b"{}", {"Docker-Content-Digest": "sha256:12"}),
                              "Docker-Content-Digest"),
    "a tag gone from the registry": ("/v2/library/nats/manifests",
                                      lambda r: as_json({}, 404) if "authorization" in r.headers else None, "answered 404"),
    "a registry that always says 401": ("/v2/oven", lambda r: Answer(401, headers={
        "WWW-Authenticate": f'Bearer realm="{r.base}/token",service="double"'}),
                                        "anonymous"),
    "a challenge without a realm": ("/v2/oven", lambda r: Answer(401, headers={"WWW-Authenticate": "Basic"}), "WWW-Authenticate"),
    "a token that is none": ("/token", lambda r: as_json({"token": 5}), "token"),
    "tags that are numbers": ("/v2/oven/bun/tags", lambda r: as_json({"tags": [1, 2]}), "tags"),
    "the next page on another host": ("/v2/oven/bun/tags", lambda r: as_json({"tags": ["1.0.0"]}, Link='<http://127.0.0.2/x>; rel="next"'),
                                      "another host"),
    "a redirect to a file": ("/products/nodejs", lambda r: Answer(302, headers={"Location": "file:///etc/passwd"}), "answered 302"),
    "a redirect in a circle": ("/products/nodejs", lambda r: Answer(302, headers={"Location": r.path}), "302"),
    "an index cut off": ("/debian/dists/trixie/", lambda r: Answer(200, lzma.compress(b"Package: x\n" * 1000)[:-20]), "cut off"),
    "an index of another shape": ("/debian/dists/trixie/", lambda r: Answer(200, lzma.compress(b"nothing\n")), "trixie"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_every_table_as_it_was(world: World, tmp_path: Path, fault: str) -> None:
    prefix, route, words = FAULTS[fault]
    world.service.routes.insert(0, lambda request: route(request) if request.path.startswith(prefix) else None)
    before = files_of(tmp_path)
    started = time.monotonic()
    with pytest.raises(SquadError) as raised:
        update(TODAY, doors=world.doors(tries=2, timeout_seconds=0.3, total_seconds=1.0, max_wait_seconds=1.0), into=tmp_path)
    assert isinstance(raised.value, FetchFailed | PinsRefused)
    assert words in raised.value.what.en, raised.value.what.en
    assert raised.value.todo is not None and raised.value.what.fr != raised.value.what.en
    assert files_of(tmp_path) == before
    assert time.monotonic() - started < 8


def test_a_moved_tag_is_an_alarm(world: World, tmp_path: Path) -> None:
    pin = world.held["actions"]["actions"]["actions/checkout"]
    world.repositories["actions/checkout"] = {"release": (pin["version"], pin["released"]), "tags": {pin["version"]: sha_of("evil")}}
    before = files_of(tmp_path)
    with pytest.raises(PinsRefused, match="moved"):
        update(TODAY, doors=world.doors(), into=tmp_path)
    assert files_of(tmp_path) == before


def test_a_passing_fault_is_survived(world: World, tmp_path: Path) -> None:
    counter: Counter[str] = Counter()

    def flaky(request: Request) -> Answer | None:
        if request.path == "/products/nodejs" and times(counter, request) <= 2:
            return Answer(503) if counter[request.path] == 1 else Answer(200, b"{" * 100, fault="cut")
        if request.path == "/products/bun" and times(counter, request) == 1:
            return Answer(429, headers={"Retry-After": "7"})
        return None

    world.service.routes.insert(0, flaky)
    waited: list[float] = []
    update(TODAY, doors=world.doors(sleep=waited.append), into=tmp_path)
    assert 7.0 in waited and len(waited) == 3, "what a service asks for is waited, no less"


def test_a_token_that_ran_out_is_renewed(world: World, tmp_path: Path) -> None:
    doors = world.doors()
    update(TODAY, doors=doors, into=tmp_path)
    doors._tokens = {scope: "expired" for scope in doors._tokens}
    update(TODAY, doors=doors, into=tmp_path)


def test_a_digest_without_its_header_is_computed(world: World) -> None:
    world.service.routes.insert(0, lambda r: Answer(200, b"" if r.method == "HEAD" else b"{}") if "/manifests/" in r.path else None)
    import hashlib

    assert world.doors().image_digest("node", "24") == "sha256:" + hashlib.sha256(b"{}").hexdigest()


def test_nothing_larger_than_allowed_is_read(world: World) -> None:
    world.service.routes.insert(0, lambda r: Answer(200, b"x" * 100_000))
    with pytest.raises(FetchFailed, match="more than"):
        world.doors().fetcher.get(world.service.url, max_bytes=1000)


def test_a_credential_does_not_follow_a_redirect_to_another_host(world: World) -> None:
    other = Service(lambda r: as_json({"auth": r.headers.get("authorization")}))
    try:
        world.service.routes.insert(0, lambda r: Answer(302, headers={"Location": other.url + "/x"}) if r.path == "/go" else None)
        reply = world.doors().fetcher.get(world.service.url + "/go", headers={"Authorization": "Bearer s3cret"})
        assert reply.json() == {"auth": None}
    finally:
        other.close()


def test_nobody_there(world: World, tmp_path: Path) -> None:
    url = "http://127.0.0.1:9"
    with pytest.raises(FetchFailed, match="could not be reached"):
        update(TODAY, doors=Registries(Endpoints(url, url, url, url, url, url), Fetcher(tries=2, backoff_seconds=0.01)), into=tmp_path)


def test_addresses_come_from_the_environment() -> None:
    assert Endpoints.from_environment({"DEVOPS_SQUAD_GITHUB_URL": "http://localhost:1/", "DEVOPS_SQUAD_DOCKER_URL": ""}) == Endpoints(github="http://localhost:1")
