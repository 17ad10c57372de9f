"""Doubles of the public services on loopback, each answering as its own documentation says; and the faults a network has."""

from __future__ import annotations

import hashlib
import json
import lzma
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MANIFEST_TYPE = "application/vnd.oci.image.index.v1+json"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    """``cut``: fewer bytes than promised. ``hang``: nothing at all. ``drip``: a byte now and then."""


def as_json(value: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


Route = Callable[["Request"], Answer | None]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base: str


class Service:
    """A server on loopback; its routes are tried in order, the first that answers wins."""

    def __init__(self, *routes: Route) -> None:
        self.routes = list(routes)
        self.seen: list[Request] = []
        self.released = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                request = Request(self.command, unquote(parts.path), {k: v[0] for k, v in parse_qs(parts.query).items()},
                                  {k.lower(): v for k, v in self.headers.items()}, service.url)
                service.seen.append(request)
                answer = next((a for route in service.routes if (a := route(request)) is not None), Answer(404, b'{"message": "Not Found"}'))
                if answer.fault == "hang":
                    service.released.wait(20)
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                if answer.fault == "cut":
                    self.wfile.write(answer.body[:len(answer.body) // 2])
                    self.close_connection = True
                elif answer.fault == "drip":
                    for byte in answer.body:
                        if service.released.wait(0.05):
                            break
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                    self.close_connection = True
                else:
                    self.wfile.write(answer.body)

            do_HEAD = do_GET

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


def times(counter: Counter[str], request: Request) -> int:
    counter[request.path] += 1
    return counter[request.path]


# --- GitHub -------------------------------------------------------------------------------------------------------------

def sha_of(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def github(repositories: Mapping[str, dict[str, Any]], library: Mapping[str, list[str]]) -> Route:
    """Repositories: ``release`` (tag, day) or None, ``tags`` name → commit; every tag starting with ``v`` is an annotated one."""

    def answer(request: Request) -> Answer | None:
        if request.path.startswith("/repos/docker-library/official-images/contents/library/"):
            tags = library.get(request.path.rpartition("/")[2])
            if tags is None:
                return None
            assert request.headers["accept"] == "application/vnd.github.raw+json"
            half = len(tags) // 2
            text = (f"Maintainers: someone\nGitRepo: x\n\nTags: {', '.join(tags[:half])}\nSharedTags: {', '.join(tags[half:])}\n"
                    f"GitCommit: {'a' * 40}\n")
            return Answer(200, text.encode(), {"Content-Type": "application/vnd.github.raw+json"})
        parts = request.path.split("/")
        if len(parts) < 5 or parts[1] != "repos" or "/".join(parts[2:4]) not in repositories:
            return None
        repository = repositories["/".join(parts[2:4])]
        rest = "/".join(parts[4:])
        tags = repository["tags"]
        if rest == "releases/latest":
            if repository["release"] is None:
                return as_json({"message": "Not Found"}, 404)
            return as_json({"tag_name": repository["release"][0], "published_at": repository["release"][1] + "T10:00:00Z", "draft": False})
        if rest == "tags":
            page, size = int(request.query.get("page", "1")), 2
            rows = [{"name": name, "commit": {"sha": sha}} for name, sha in tags.items()]
            headers = {}
            if page * size < len(rows):
                here = f"{request.base}{request.path}?per_page=100&page="
                headers["Link"] = f'<{here}1>; rel="prev", <{here}{page + 1}>; rel="next"'
            return as_json(rows[(page - 1) * size:page * size], **headers)
        if rest.startswith("git/ref/tags/") and (tag := rest[13:]) in tags:
            kind, sha = ("tag", sha_of(f"object {tag}")) if tag.startswith("v") else ("commit", tags[tag])
            return as_json({"ref": f"refs/tags/{tag}", "object": {"type": kind, "sha": sha}})
        if rest.startswith("git/tags/"):
            tag = next((t for t in tags if sha_of(f"object {t}") == rest[9:]), None)
            return as_json({"tag": tag, "object": {"type": "commit", "sha": tags[tag]}}) if tag else None
        if rest.startswith("commits/"):
            sha = repository.get("head", "") if rest == "commits/HEAD" else rest[8:]
            return as_json({"sha": sha, "commit": {"committer": {"date": repository.get("day", "2026-11-01") + "T09:00:00Z"}}})
        return None

    return answer


# --- container registries -----------------------------------------------------------------------------------------------

def registry(images: Mapping[str, list[str]], page_size: int = 50) -> Route:
    """A registry that wants an anonymous token and pages its lists."""

    def answer(request: Request) -> Answer | None:
        if request.path == "/token":
            assert request.query["service"] == "double"
            return as_json({"token": sha_of(request.query["scope"]), "expires_in": 300})
        if not request.path.startswith("/v2/"):
            return None
        name, _, rest = request.path[4:].partition("/tags/") if "/tags/" in request.path else request.path[4:].partition("/manifests/")
        if name not in images:
            return None
        scope = f"repository:{name}:pull"
        if request.headers.get("authorization") != f"Bearer {sha_of(scope)}":
            challenge = f'Bearer realm="{request.base}/token",service="double",scope="{scope}"'
            return as_json({"errors": [{"code": "UNAUTHORIZED"}]}, 401, **{"WWW-Authenticate": challenge})
        if "/tags/" in request.path:
            tags = sorted(images[name])
            start = tags.index(request.query["last"]) + 1 if "last" in request.query else 0
            page = tags[start:start + page_size]
            headers = {"Link": f'</v2/{name}/tags/list?n=1000&last={page[-1]}>; rel="next"'} if start + page_size < len(tags) else {}
            return as_json({"name": name, "tags": page}, **headers)
        if rest not in images[name]:
            return as_json({"errors": [{"code": "MANIFEST_UNKNOWN"}]}, 404)
        assert MANIFEST_TYPE in request.headers["accept"]
        body = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST_TYPE, "manifests": [rest]}).encode()
        return Answer(200, body, {"Content-Type": MANIFEST_TYPE, "Docker-Content-Digest": "sha256:" + hashlib.sha256(body).hexdigest()})

    return answer


# --- endoflife.date -----------------------------------------------------------------------------------------------------

def endoflife(products: Mapping[str, list[dict[str, Any]]]) -> Route:
    """Products as ``pins/runtimes.json`` has them, told in API v1's words."""

    def release(line: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {"name": line["releaseCycle"], "codename": None, "label": line["releaseCycle"], "releaseDate": line["releaseDate"],
                                "isMaintained": True, "latest": {"name": line["latest"], "date": "2026-11-01", "link": None}}
        for ours in ("lts", "eoas", "eol", "eoes"):
            if ours in line or ours in ("lts", "eol"):
                value = line.get(ours, False)
                told[f"is{ours.capitalize()}"] = value if isinstance(value, bool) else True
                told[f"{ours}From"] = None if isinstance(value, bool) else value
        return told

    def answer(request: Request) -> Answer | None:
        product = request.path.removeprefix("/products/")
        if product not in products:
            return None
        return as_json({"schema_version": "1.1.0", "generated_at": "2026-11-20T00:00:00Z", "last_modified": "2026-11-20T00:00:00Z",
                        "result": {"name": product, "releases": [release(line) for line in products[product]]}})

    return answer


# --- Debian and Ubuntu --------------------------------------------------------------------------------------------------

def archive(releases: Mapping[str, Mapping[str, str]]) -> Route:
    """Package indexes, the whole of a release in its first suite and component."""
    packed: dict[str, bytes] = {}

    def answer(request: Request) -> Answer | None:
        parts = request.path.split("/")
        if parts[2:3] != ["dists"] or not request.path.endswith("/binary-amd64/Packages.xz"):
            return None
        suite, component = parts[3], parts[4]
        if request.path not in packed:
            packages = releases.get(suite, {}) if component == "main" else {}
            text = "".join(f"Package: {n}\nSource: x\nVersion: {v}\nDescription: x\n Version: 9\n\n" for n, v in packages.items())
            packed[request.path] = lzma.compress(text.encode(), preset=0)
        return Answer(200, packed[request.path], {"Content-Type": "application/x-xz"})

    return answer


