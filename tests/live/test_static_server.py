"""The configuration every site is served with, in a real nginx on loopback, asked what browsers ask."""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from orchestration.kits.static import DOCUMENT_ROOT, HEADERS, static_server
from orchestration.model.profile import StaticSite

pytestmark = pytest.mark.live

FOR_EVER = "public, max-age=31536000, immutable"
FILES = {
    "index.html": "home", "404.html": "not here", "about.html": "about", "blog/index.html": "blog", "caf\u00e9 1/index.html": "coffee", "photos/cat-20240101.jpg": "cat",
    "app.js": "let a", "module.mjs": "export {}", "site.webmanifest": "{}", "main.0a1b2c3d4e.js": "hashed", "assets/index-BxK3j_a9.js": "vite", "assets/bootstrap-carousel.js": "word",
    ".env": "SECRET=1", ".git/config": "x", ".well-known/security.txt": "Contact", "big.css": "a{}" * 2000, "packed.js": "plain", "packed.js.gz": b"\x1f\x8bgz",
}


@contextmanager
def running(nginx, tmp_path, site):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = static_server(site, port)
    root = tmp_path / "html"
    for name, text in FILES.items():
        path = root.joinpath(*server.document_root.removeprefix(DOCUMENT_ROOT).strip("/").split("/"), name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for folder, _, _ in os.walk(tmp_path):
        os.chmod(folder, 0o777)
    config = tmp_path / "nginx.conf"
    text = server.config.replace(DOCUMENT_ROOT, str(root))
    config.write_text(re.sub(r" /tmp/(?=nginx\.pid|client_body|proxy|fastcgi|uwsgi|scgi)", f" {tmp_path}/", text))
    for parent in tmp_path.parents:
        if str(parent).startswith("/tmp/"):
            os.chmod(parent, 0o755)
    run = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    log = open(tmp_path / "out.log", "wb")  # noqa: SIM115
    if run:
        os.fchown(log.fileno(), 65534, 65534)
    process = subprocess.Popen([nginx, "-c", str(config), "-g", "daemon off;"], stdout=log, stderr=subprocess.STDOUT, **run)
    try:
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (tmp_path / "out.log").read_text()
            time.sleep(0.05)

        def get(path, **headers):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request(headers.pop("method", "GET"), path, headers=headers)
            answer = connection.getresponse()
            return SimpleNamespace(status=answer.status, text=answer.read().decode("latin-1"), headers=answer.headers)

        yield get, server, process, tmp_path / "out.log"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)
        log.close()


@pytest.fixture
def nginx(require_tool):
    return require_tool("nginx", "apt-get install nginx-light")


@pytest.mark.parametrize("base", ["/", "/docs/", "/a/b"])
def test_pages(nginx, tmp_path, base):
    prefix = "/" + base.strip("/") + "/" if base.strip("/") else "/"
    with running(nginx, tmp_path, StaticSite(".", False, "404.html", True, base, ("assets",))) as (get, _, process, log):
        home = get(prefix)
        assert (home.status, home.text) == (200, "home")
        assert home.headers["Cache-Control"] == "no-cache" and home.headers["Content-Type"] == "text/html; charset=utf-8" and home.headers["Server"] == "nginx"
        assert get(prefix + "about").text == "about" and get(prefix + "blog/").text == "blog"
        for path, target in ((f"{prefix}blog", f"{prefix}blog/"), (f"{prefix}caf%C3%A9%201", f"{prefix}caf%C3%A9%201/"), (f"{prefix}blog?a=1", f"{prefix}blog/?a=1")):
            answer = get(path)
            assert (answer.status, answer.headers["Location"]) == (301, target)
        for path in ("nope", "nope/", "photos/", "photos", "nope.js", "main.ffffffff00.js", "404.html", ".env", ".git/config", "blog/.env", "blog%0d%0aX: y"):
            answer = get(prefix + path.replace(" ", "%20"))
            assert (answer.status, answer.text) == (404, "not here"), path
            assert answer.headers["Cache-Control"] == "no-cache", "a missing file must not stay missing in caches"
            assert all(answer.headers[name] == value for name, value in HEADERS.items())
        assert get(prefix + ".well-known/security.txt").status == 200
        if prefix != "/":
            assert get("/").headers["Location"] == prefix and get(prefix[:-1]).headers["Location"] == prefix
            assert get("/elsewhere").status == 404 and get("/" + prefix.strip("/") + "x").status == 404
        assert get(prefix, method="POST").status == 405
        process.send_signal(signal.SIGQUIT)
        assert process.wait(10) == 0
        assert "healthz" not in log.read_text() and "a=1" not in log.read_text() and '"path":"' + prefix + 'blog"' in log.read_text()


def test_single_page_app(nginx, tmp_path):
    with running(nginx, tmp_path, StaticSite("dist", True, "", False, "/", ("assets",))) as (get, *_):
        for path in ("/", "/users/42", "/users/john.doe", "/deep/er/", "/assets", "/photos/", "/about", "/v1.2"):
            answer = get(path)
            assert (answer.status, answer.text, answer.headers["Cache-Control"]) == (200, "home", "no-cache"), path
        for path in ("/nope.js", "/assets/index-AAAA1111.js", "/img/x.PNG", "/.env", "/nope.map"):
            answer = get(path)
            assert answer.status == 404 and "home" not in answer.text and answer.headers["Cache-Control"] == "no-cache", path
        assert get("/blog").status == 301


def test_caches_types_and_compression(nginx, tmp_path):
    with running(nginx, tmp_path, StaticSite(".", False, "404.html", False, "/", ("assets",))) as (get, *_):
        cached = {path: get(path).headers["Cache-Control"] for path in ("/main.0a1b2c3d4e.js", "/assets/index-BxK3j_a9.js", "/app.js", "/assets/bootstrap-carousel.js", "/photos/cat-20240101.jpg")}
        assert cached == {"/main.0a1b2c3d4e.js": FOR_EVER, "/assets/index-BxK3j_a9.js": FOR_EVER, "/app.js": "no-cache", "/assets/bootstrap-carousel.js": "no-cache",
                          "/photos/cat-20240101.jpg": "no-cache"}
        again = get("/main.0a1b2c3d4e.js", **{"If-None-Match": get("/main.0a1b2c3d4e.js").headers["ETag"]})
        assert (again.status, again.headers["Cache-Control"]) == (304, FOR_EVER)
        assert get("/module.mjs").headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert get("/site.webmanifest").headers["Content-Type"].startswith("application/manifest+json")
        assert get("/about").status == 404, "clean URLs are off"
        assert get("/big.css", **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
        assert get("/packed.js", **{"Accept-Encoding": "gzip"}).text == "\x1f\x8bgz"
        assert get("/packed.js").text == "plain"


def test_health_and_probe(nginx, tmp_path):
    with running(nginx, tmp_path, StaticSite(".", False)) as (get, server, process, _):
        health = get("/healthz")
        assert (health.status, health.text) == (200, "ok")
        without_wget = tmp_path / "bin"
        without_wget.mkdir()
        (without_wget / "bash").symlink_to("/bin/bash")
        environments = ({"PATH": str(without_wget)}, {"PATH": "/usr/bin:/bin"})
        for env in environments:
            assert subprocess.run(server.probe.argv, env=env, timeout=10).returncode == 0
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
        for env in environments:
            assert subprocess.run(server.probe.argv, env=env, capture_output=True, timeout=10).returncode != 0
