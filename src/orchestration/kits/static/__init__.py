"""The web server in front of files: one nginx configuration for every site whose build leaves nothing to run.

It knows files, paths and caches, and no framework: a :class:`StaticSite` is all it is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ... import pins
from ...documents.nginx import Directive, Literal, d, nginx
from ...model.command import Command
from ...model.container import ContainerFacts, Copy, ImageRef
from ...model.errors import BadValue
from ...model.profile import StaticSite
from ...model.text import Text

PORT = 8080
"""Above 1024, so that no capability is needed to bind it."""
HEALTH_PATH = "/healthz"
CONFIG = "docker/nginx.conf"
DOCUMENT_ROOT = "/usr/share/nginx/html"

HEADERS: Mapping[str, str] = MappingProxyType({
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "frame-ancestors 'self'",
})
"""What holds for any site whatever it loads; a stricter policy needs to know the site."""

ASSETS = (
    "avif", "bmp", "css", "csv", "eot", "gif", "gz", "ico", "jpeg", "jpg", "js", "json", "map", "mjs", "mp3", "mp4", "ogg", "otf", "pdf", "png", "svg", "ttf",
    "txt", "wasm", "wav", "webm", "webmanifest", "webp", "woff", "woff2", "xml", "zip",
)
"""File types a page loads: where one is missing, the answer is 404, never a page in its place (a browser would run HTML as a script)."""

# Two rules for names that carry a hash of their content. Anywhere: eight or more hexadecimal digits, letters and digits
# both (so no date). In directories the build fills itself: eight or more of base64url, but no plain word.
_HEX = r"[.-](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,}\.(?:[a-z]+\.)?[a-z0-9]+$"
_FOUND = "~^(?:200|206|304)"
_HASHED = r"[.-](?![A-Za-z]?[a-z]+\.)[A-Za-z0-9_-]{8,}\.(?:[a-z]+\.)?[a-z0-9]+$"


@dataclass(frozen=True, slots=True)
class StaticServer:
    """A server for one site: the image, what it runs, and the file it reads."""

    image: ImageRef
    command: Command
    probe: Command
    port: int
    config: str
    """The text of ``nginx.conf``."""
    document_root: str
    """Where the site's output is copied to, ending in a slash; the base path is part of it."""
    stop_signal: str = "SIGQUIT"
    """nginx finishes open requests on this one and drops them on SIGTERM."""


def base_path(site: StaticSite) -> str:
    """``"docs"`` → ``"/docs/"``.

    Raises:
        BadValue: it is no plain path.
    """
    parts = [part for part in site.base_path.split("/") if part]
    if any(part in (".", "..") or not re.fullmatch(r"[\w.~-]+", part, re.A) for part in parts):
        raise BadValue(Text(f"not a base path: {site.base_path!r}", f"chemin de base invalide : {site.base_path!r}"),
                       Text("letters, digits and -._~ between slashes", "lettres, chiffres et -._~ entre des barres obliques"))
    return "/" + "".join(part + "/" for part in parts)


def static_server(site: StaticSite, port: int = PORT, headers: Mapping[str, str] = HEADERS) -> StaticServer:
    """The server for a site.

    Raises:
        BadValue: the base path, the page for 404 or a header cannot be expressed in an nginx configuration.
    """
    image = pins.image("nginx", "1.30", ("alpine-slim",))
    base = base_path(site)
    return StaticServer(image, Command("nginx", "-g", "daemon off;"), probe(port), port, nginx(configuration(site, port, headers)), DOCUMENT_ROOT + base)


def probe(port: int) -> Command:
    """BusyBox's wget on Alpine; bash's own sockets where a Debian-based image was put in its place."""
    request = f"exec 3<>/dev/tcp/127.0.0.1/{port} && printf \"GET {HEALTH_PATH} HTTP/1.0\\r\\n\\r\\n\" >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"
    line = f"if command -v wget >/dev/null; then exec wget -q -O /dev/null http://127.0.0.1:{port}{HEALTH_PATH}; fi; exec bash -c {_single(request)}"
    return Command("/bin/sh", "-c", line)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def served(facts: ContainerFacts, site: StaticSite, output: str, port: int = PORT) -> ContainerFacts:
    """A recipe whose build leaves files, ended by this server.

    Args:
        facts: how the files are built; what it says of running is replaced.
        output: absolute directory of the build stage that holds them; empty: nothing is built, they come from the context.
    """
    server = static_server(site, port)
    config = Copy((CONFIG,), "/etc/nginx/nginx.conf")
    source = output or (site.output if site.output == "." else site.output.strip("/"))
    files = Copy((source.rstrip("/") + "/",), server.document_root)
    return replace(
        facts, runtime_image=server.image, command=server.command, probe=server.probe, stop_signal=server.stop_signal, needs_init=False, has_shell=True,
        workdir=facts.workdir, install_production=(), production=(), run_packages=(), writable=("/tmp",), files=(*facts.files, (CONFIG, server.config)),
        outputs=(files,) if output else (), final_sources=(config,) if output else (config, files),
        # The image's own start script would announce each file it cannot edit on a read-only file system.
        run_env={"NGINX_ENTRYPOINT_QUIET_LOGS": "1"},
    )


# --- the configuration ------------------------------------------------------------------------------------------------

def configuration(site: StaticSite, port: int = PORT, headers: Mapping[str, str] = HEADERS) -> tuple[Directive, ...]:
    """The whole file."""
    return (
        d("worker_processes", "2", comment="'auto' would count the host's processors, not the container's share of them."),
        d("worker_shutdown_timeout", "20s", comment="On SIGQUIT open requests may finish, for this long at most."),
        d("pid", "/tmp/nginx.pid", comment="Everything it writes is below /tmp: any user, read-only root file system."),
        d("error_log", "stderr", "notice"),
        d("events", block=(d("worker_connections", "1024"),), gap=True),
        d("http", block=(*_http(), _cache_map(site), d("server", block=_server(site, port, headers), gap=True)), gap=True),
    )


def _http() -> tuple[Directive, ...]:
    return (
        *(d(f"{kind}_temp_path", f"/tmp/{kind}") for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        d("include", "/etc/nginx/mime.types", gap=True),
        d("types", block=(d("text/javascript", "mjs"), d("application/manifest+json", "webmanifest")), comment="Types the included file lacks."),
        d("default_type", "application/octet-stream"),
        d("charset", "utf-8"),
        d("charset_types", "text/css", "text/plain", "text/xml", "text/javascript", "application/javascript", "application/json", "application/manifest+json",
          "application/xml", "application/rss+xml", "application/atom+xml", "image/svg+xml"),
        d("map", "$request_uri", "$path_only", block=(d("~^(?<path>[^?]*)", "$path"),), comment="Query strings can hold tokens; they stay out of the log.", gap=True),
        _log_format(),
        d("access_log", "/dev/stdout", "json"),
        d("sendfile", "on", gap=True),
        d("tcp_nopush", "on"),
        d("server_tokens", "off"),
        d("absolute_redirect", "off", comment="Behind a proxy, scheme, host and port here are not the visitor's."),
        d("client_max_body_size", "16k"),
        d("client_header_timeout", "10s"),
        d("client_body_timeout", "10s"),
        d("send_timeout", "30s"),
        d("reset_timedout_connection", "on"),
        d("gzip", "on", gap=True),
        d("gzip_static", "on", comment="A file's own .gz beside it is sent instead, where the build made one."),
        d("gzip_vary", "on"),
        d("gzip_proxied", "any"),
        d("gzip_min_length", "1024"),
        d("gzip_types", "text/css", "text/plain", "text/xml", "text/javascript", "application/javascript", "application/json", "application/manifest+json",
          "application/xml", "application/rss+xml", "application/atom+xml", "application/wasm", "application/vnd.ms-fontobject", "font/ttf", "font/otf", "image/svg+xml"),
    )


def _log_format() -> Directive:
    fields = {"time": "$time_iso8601", "remote_addr": "$remote_addr", "forwarded_for": "$http_x_forwarded_for", "method": "$request_method", "path": "$path_only",
              "status": "$status", "bytes": "$body_bytes_sent", "seconds": "$request_time", "user_agent": "$http_user_agent",
              "request_id": "$request_id"}
    return d("log_format", "json", "escape=json", "{" + ",".join(f'"{name}":"{value}"' for name, value in fields.items()) + "}")


def _server(site: StaticSite, port: int, headers: Mapping[str, str]) -> tuple[Directive, ...]:
    base = base_path(site)
    missing = site.not_found_page.strip("/")
    if missing and (".." in missing.split("/") or not re.fullmatch(r"[\w./-]+", missing, re.A)):
        raise BadValue(Text(f"not a page's path: {site.not_found_page!r}", f"chemin de page invalide : {site.not_found_page!r}"))
    out = [
        d("listen", str(port)),
        d("server_name", "_"),
        d("root", DOCUMENT_ROOT),
        *(d("add_header", name, Literal(value), "always", gap=i == 0,
            comment="All headers are set here and nowhere below: a location with one of its own would inherit none of these." if i == 0 else "")
          for i, (name, value) in enumerate(headers.items())),
        d("add_header", "Cache-Control", "$cache_control", "always"),
    ]
    if missing:
        out += [d("error_page", "404", base + missing, gap=True), d("location", "=", base + missing, block=(d("internal"),))]
    out += [
        d("location", "=", HEALTH_PATH, block=(d("access_log", "off"), d("default_type", "text/plain"), d("return", "200", "ok")), gap=True),
        d("location", "~", r"/\.(?!well-known/)", block=(d("return", "404"),), gap=True, comment="Hidden files are nobody's business."),
    ]
    if site.spa_fallback:
        out.append(d("location", "~*", rf"\.(?:{'|'.join(ASSETS)})$", block=(d("try_files", "$uri", "=404"),), gap=True,
                     comment="A missing script or image is a 404, not the page."))
    last = base + "index.html" if site.spa_fallback else "=404"
    slash = d("if", "(-f", "$document_root$uri/index.html)", block=(d("rewrite", "^(.*)$", "$1/", "permanent"),),
              comment="A directory's page has its slash, or its relative links would lead astray.")
    out += [
        d("location", "~", "[^/]$" if base == "/" else f"^{re.escape(base)}.*[^/]$", gap=True,
          block=(slash, d("try_files", "$uri", *(("$uri.html",) if site.clean_urls else ()), last,
                          comment="Paths that are no file are the page's own router's." if site.spa_fallback else ""))),
        d("location", base, block=(d("try_files", "${uri}index.html", last),)),
    ]
    if base != "/":
        out += [d("location", "=", "/", block=(d("return", "302", base),), gap=True), d("location", "=", base.rstrip("/"), block=(d("return", "301", base),)),
                d("location", "/", block=(d("return", "404"),))]
    return tuple(out)


def _cache_map(site: StaticSite) -> Directive:
    """Files named after their content are kept for a year; all else is asked for again, and answered 304 where it did not change."""
    for_ever = "public, max-age=31536000, immutable"
    rules = [d("default", "no-cache"), d(_FOUND + ".*" + _HEX, for_ever)]
    rules += [d(_FOUND + re.escape(f"{base_path(site)}{folder.strip('/')}/".replace("//", "/")) + ".*" + _HASHED, for_ever) for folder in site.hashed]
    return d("map", "$status$uri", "$cache_control", block=rules, gap=True,
             comment="A name that carries its content's hash is kept for a year; all else is asked for again, and answered 304 while unchanged.")
