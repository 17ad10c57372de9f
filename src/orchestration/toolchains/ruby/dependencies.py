"""What a gem implies: the service it is a client of, the Debian packages it is built with and runs with.

Sources: each gem's own README and extconf; the packages Rails' own generated Dockerfile installs.
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "pg": "postgresql", "mysql2": "mysql", "trilogy": "mysql", "mongoid": "mongodb", "mongo": "mongodb",
    "redis": "redis", "redis-client": "redis", "sidekiq": "redis", "resque": "redis", "kredis": "redis", "redis-rails": "redis", "redis-store": "redis", "hiredis-client": "redis",
    "bunny": "rabbitmq", "sneakers": "rabbitmq", "kicks": "rabbitmq", "hutch": "rabbitmq",
    "ruby-kafka": "kafka", "karafka": "kafka", "rdkafka": "kafka", "racecar": "kafka", "waterdrop": "kafka",
    "elasticsearch": "elasticsearch", "elasticsearch-model": "elasticsearch", "elasticsearch-rails": "elasticsearch", "chewy": "elasticsearch", "opensearch-ruby": "elasticsearch",
    "aws-sdk-s3": "s3", "fog-aws": "s3", "dalli": "memcached", "nats-pure": "nats", "pony": "mail",
}

NATIVE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pg": (("libpq-dev",), ("libpq5",)),
    "mysql2": (("default-libmysqlclient-dev",), ("libmariadb3",)),
    "trilogy": (("libssl-dev", "zlib1g-dev"), ("libssl3",)),
    "sqlite3": (("libsqlite3-dev",), ("libsqlite3-0",)),
    "nokogiri": (("patch", "zlib1g-dev"), ()),
    "ffi": (("libffi-dev",), ("libffi8",)),
    "psych": (("libyaml-dev",), ("libyaml-0-2",)),
    "rmagick": (("libmagickwand-dev",), ("libmagickwand-6.q16-6",)),
    "charlock_holmes": (("libicu-dev", "zlib1g-dev"), ("libicu72",)),
    "idn-ruby": (("libidn-dev",), ("libidn12",)),
    "curb": (("libcurl4-openssl-dev",), ("libcurl4",)),
    "rugged": (("cmake", "libssl-dev"), ("libssl3",)),
    "tiny_tds": (("freetds-dev",), ("libsybdb5",)),
    "libxml-ruby": (("libxml2-dev",), ("libxml2",)),
    "eventmachine": (("libssl-dev",), ("libssl3",)),
    "snappy": (("cmake", "libsnappy-dev"), ("libsnappy1v5",)),
    "rbczmq": (("libzmq3-dev",), ("libzmq5",)),
}
"""Gems with extensions: (built with, linked to); nothing of it is needed where the lockfile holds their Linux binary."""

PROGRAMS: dict[str, tuple[str, ...]] = {
    "ruby-vips": ("libvips42",), "mini_magick": ("imagemagick",), "ffi-rzmq": ("libzmq5",), "rbnacl": ("libsodium23",), "ethon": ("libcurl4",), "ferrum": ("chromium",),
    "streamio-ffmpeg": ("ffmpeg",), "rtesseract": ("tesseract-ocr",), "ruby-graphviz": ("graphviz",), "ruby-filemagic": ("libmagic1",), "pandoc-ruby": ("pandoc",),
}
"""Gems that load a library or start a program at run time, whatever the lockfile holds."""

TOOLS = frozenset({"fastlane", "cocoapods", "xcodeproj", "danger", "rake", "rubocop", "bundler", "xcpretty", "activesupport", "concurrent-ruby", "logger", "mutex_m", "bigdecimal", "benchmark",
                   "nkf", "base64", "abbrev", "ostruct", "dotenv", "cocoapods-core", "ffi", "json", "licensed", "asciidoctor", "asciidoctor-pdf", "html-proofer", "overcommit", "mdl", "scss_lint"})
"""Gems a project of another language uses as tools; a Gemfile of these alone makes no Ruby application."""

FILE_URLS: dict[str, str] = {"activerecord": "sqlite3:{}", "sinatra-activerecord": "sqlite3:{}", "sequel": "sqlite://{}"}
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""
