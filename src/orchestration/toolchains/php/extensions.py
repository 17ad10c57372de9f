"""PHP's extensions in the official images: which are there, how the others get in, and the Debian packages they need.

Sources: docker-library/php (Dockerfile-linux.template: what the images are configured with), the extensions' own
config.m4, and mlocati/docker-php-extension-installer (packages to build and to run each on Debian).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...model.command import Command
from ...pins import ranges
from ...pins.tables import numbers, table

BUILT_IN = frozenset({
    "core", "ctype", "curl", "date", "dom", "fileinfo", "filter", "hash", "iconv", "json", "libxml", "mbstring", "mysqlnd", "openssl", "pcre", "pdo", "pdo_sqlite", "phar", "posix", "random",
    "readline", "reflection", "session", "simplexml", "sodium", "spl", "sqlite3", "standard", "tokenizer", "xml", "xmlreader", "xmlwriter", "zlib", "opcache", "uri", "lexbor",
})
"""In every official image (OPcache: enabled since 8.2's images; see :func:`missing`)."""
DEVELOPMENT = frozenset({"xdebug", "pcov", "xhprof", "blackfire", "ast"})
"""For developers and CI; never in production."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one extension gets into the image."""

    is_pecl: bool = False
    build: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    configure: tuple[str, ...] = ()


def _core(build: str = "", run: str = "", *configure: str) -> Recipe:
    return Recipe(False, tuple(build.split()), tuple(run.split()), configure)


def _pecl(build: str = "", run: str = "") -> Recipe:
    return Recipe(True, tuple(build.split()), tuple(run.split()))


_MULTIARCH = '--with-libdir="lib/$(dpkg-architecture --query DEB_BUILD_MULTIARCH)"'
"""Their configure scripts look in /usr/lib alone, where Debian keeps no architecture's libraries."""

RECIPES: dict[str, Recipe] = {
    **{name: _core() for name in ("bcmath", "calendar", "dba", "exif", "ftp", "gettext", "mysqli", "pcntl", "pdo_mysql", "shmop", "sockets", "sysvmsg", "sysvsem", "sysvshm")},
    "bz2": _core("libbz2-dev"), "enchant": _core("libenchant-2-dev", "libenchant-2-2"), "ffi": _core("libffi-dev", "libffi8"),
    "gd": _core("libfreetype-dev libjpeg62-turbo-dev libpng-dev libwebp-dev", "libfreetype6 libjpeg62-turbo libpng16-16 libwebp7", "--with-freetype", "--with-jpeg", "--with-webp"),
    "gmp": _core("libgmp-dev", "libgmp10"), "intl": _core("libicu-dev", "libicu72"), "ldap": _core("libldap-dev", "libldap-2.5-0", _MULTIARCH),
    "pdo_dblib": _core("freetds-dev", "libsybdb5", _MULTIARCH), "pdo_firebird": _core("firebird-dev", "libfbclient2"), "pdo_odbc": _core("unixodbc-dev", "libodbc1", "--with-pdo-odbc=unixODBC,/usr"),
    "pdo_pgsql": _core("libpq-dev", "libpq5"), "pgsql": _core("libpq-dev", "libpq5"), "soap": _core("libxml2-dev"), "tidy": _core("libtidy-dev", "libtidy5deb1"),
    "xsl": _core("libxslt1-dev", "libxslt1.1"), "zip": _core("libzip-dev zlib1g-dev", "libzip4"),
    **{name: _pecl() for name in ("apcu", "ds", "ev", "excimer", "igbinary", "inotify", "mailparse", "msgpack", "oauth", "opentelemetry", "protobuf", "redis", "timezonedb")},
    "amqp": _pecl("librabbitmq-dev", "librabbitmq4"), "grpc": _pecl("zlib1g-dev"), "imagick": _pecl("libmagickwand-dev", "libmagickwand-6.q16-6"),
    "maxminddb": _pecl("libmaxminddb-dev", "libmaxminddb0"), "memcached": _pecl("libmemcached-dev libssl-dev zlib1g-dev", "libmemcached11 libmemcachedutil2"),
    "mongodb": _pecl("libssl-dev zlib1g-dev"), "openswoole": _pecl("libcurl4-openssl-dev libssl-dev"), "rdkafka": _pecl("librdkafka-dev", "librdkafka1"), "ssh2": _pecl("libssh2-1-dev", "libssh2-1"),
    "swoole": _pecl("libcurl4-openssl-dev libssl-dev"), "uuid": _pecl("uuid-dev", "libuuid1"), "yaml": _pecl("libyaml-dev", "libyaml-0-2"), "zstd": _pecl(),
}


def plain_name(text: str) -> str:
    """Composer's name of an extension as PHP's tools spell it: ``"ext-Zend-OPcache"`` → ``"opcache"``; empty: none."""
    name = text.lower().removeprefix("ext-").replace("-", "_").removeprefix("zend_")
    return name if re.fullmatch(r"[a-z0-9_]{1,40}", name) else ""


def missing(names: Iterable[str], php: str) -> tuple[str, ...]:
    """Those of these that the official image does not hold, sorted."""
    wanted = {n for n in names if n and n not in BUILT_IN and n not in DEVELOPMENT}
    if numbers(php, 2) < (8, 2):
        # Older images were built before OPcache was enabled in them.
        wanted.add("opcache")
    return tuple(sorted(wanted))


def known(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(n for n in names if n in RECIPES or n == "opcache")


def unknown(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(n for n in names if n not in RECIPES and n != "opcache")


def packages(names: Iterable[str], phase: str, php: str = "8.4") -> tuple[str, ...]:
    found = {p for n in names if n in RECIPES for p in (RECIPES[n].build if phase == "build" else RECIPES[n].run)}
    if "gd" in names and numbers(php, 2) >= (8, 1):
        found.add("libavif-dev" if phase == "build" else "libavif15")
    return tuple(sorted(found))


def pecl_release(name: str, php: str, wanted: str = "*") -> str:
    """The newest pinned release of a PECL extension that runs on that PHP and that the project admits; empty where the table holds none."""
    for version, requires in table("tools").get("pecl", {}).get(name, ()):
        if admits(requires, php) and admits(wanted, version):
            return str(version)
    return ""


def admits(text: str, version: str) -> bool:
    """Whether a constraint as Composer writes it admits a release; what is no constraint admits all."""
    major, minor, patch = (*numbers(version), 0, 0, 0)[:3]
    try:
        return ranges.admits("composer", text, (major, minor, patch))
    except ranges.NoRange:
        return True


def commands(names: Iterable[str], php: str, wanted: Mapping[str, str]) -> tuple[Command, ...]:
    """What puts them into an official image, its packages being there; ``wanted``: extension → the releases the project admits."""
    chosen = [n for n in names if n in RECIPES or n == "opcache"]
    core = [n for n in chosen if n == "opcache" or not RECIPES[n].is_pecl]
    pecl = [n for n in chosen if n not in core]
    out: list[Command] = []
    for name in core:
        options = RECIPES[name].configure if name in RECIPES else ()
        if name == "gd":
            options = options + (("--with-avif",) if numbers(php, 2) >= (8, 1) else ()) if numbers(php, 2) >= (7, 4) else ("--with-freetype-dir", "--with-jpeg-dir", "--with-webp-dir")
        if options:
            out.append(Command.shell(" ".join(("docker-php-ext-configure", name, *options))))
    if core:
        out.append(Command.shell('docker-php-ext-install -j "$(nproc)" ' + " ".join(core)))
    for name in pecl:
        # One at a time: pecl claims success even where one of several fails.
        version = pecl_release(name, php, wanted.get(name, "*"))
        out.append(Command("pecl", "install", f"{name}-{version}" if version else name))
    if pecl:
        out += [Command("docker-php-ext-enable", *pecl), Command("rm", "-rf", "/tmp/pear")]
    return tuple(out)


def unpinned(names: Iterable[str], php: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """PECL extensions whose release no table pins."""
    return tuple(n for n in names if n in RECIPES and RECIPES[n].is_pecl and not pecl_release(n, php, wanted.get(n, "*")))
