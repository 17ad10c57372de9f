"""What a Hex package implies: the server it is the client of, the native code it compiles or links.

Sources: each package's own page on hex.pm.
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "postgrex": "postgresql", "myxql": "mysql", "mariaex": "mysql", "tds": "sqlserver", "ecto_sqlite3": "sqlite", "exqlite": "sqlite", "sqlite_ecto2": "sqlite", "mongodb_driver": "mongodb", "mongodb": "mongodb",
    "redix": "redis", "exq": "redis", "verk": "redis", "phoenix_pubsub_redis": "redis", "nebulex_redis_adapter": "redis", "hammer_backend_redis": "redis", "eredis": "redis", "redix_pubsub": "redis", "kvx": "redis",
    "amqp": "rabbitmq", "broadway_rabbitmq": "rabbitmq", "broadway_kafka": "kafka", "brod": "kafka", "kafka_ex": "kafka", "elsa": "kafka", "elasticsearch": "elasticsearch", "elastix": "elasticsearch", "snap": "elasticsearch",
    "ex_aws_s3": "s3", "gen_smtp": "mail", "bamboo_smtp": "mail", "memcachex": "memcached", "memcachir": "memcached", "gnat": "nats", "jetstream": "nats",
}

SERVERS = ("phoenix", "plug_cowboy", "bandit", "cowboy", "ace", "elli", "thousand_island", "mochiweb", "raxx")
"""What answers HTTP where an application starts it."""

NATIVE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tds": ((), ()), "mogrify": ((), ("imagemagick",)), "thumbnex": ((), ("ffmpeg", "imagemagick")), "ffmpex": ((), ("ffmpeg",)), "pdf_generator": ((), ("wkhtmltopdf",)),
    "snappyer": (("g++",), ("libstdc++6",)), "crc32cer": (("g++",), ()), "rocksdb": (("cmake", "g++"), ("libstdc++6",)), "evision": ((), ("libstdc++6",)),
}
"""Package → (Debian packages its native code is built with, what it needs to run); those that build-essential does not cover."""

COMPILES_C = frozenset({
    "bcrypt_elixir", "argon2_elixir", "pbkdf2_elixir", "comeonin", "exqlite", "ex_keccak", "exsync", "jiffy", "fast_yaml", "p1_utils", "picosat_elixir", "appsignal", "cld", "nimble_zta", "msgpax", "erlexec", "porcelain", "muontrap",
    "circuits_uart", "nerves_uart", "fast_html", "fast_tls", "stringprep", "snappyer", "brotli", "ezstd", "hnswlib", "exla", "torchx", "evision", "rocksdb", "esqlite", "enacl", "libsecp256k1", "sorted_set_nif", "cmark", "markdown_nif",
})
"""Packages with a Makefile or C sources of their own: elixir_make's users and Erlang's port drivers."""

RUST = frozenset({"rustler"})
"""Compiles Rust while the project itself is compiled, unless its own crates come precompiled."""
