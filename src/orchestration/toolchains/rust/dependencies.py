"""What a crate implies: the framework, the service it is a client of, the Debian packages it is built with and linked to.

Sources: each ``-sys`` crate's README and build script (which features bundle the C library), each client's own README.
"""

from __future__ import annotations

FRAMEWORKS: dict[str, str] = {"axum": "axum", "actix-web": "actix-web", "rocket": "rocket", "warp": "warp", "poem": "poem", "salvo": "salvo"}
"""Crate → stack."""
SERVERS = frozenset({*FRAMEWORKS, "hyper", "tide", "tonic", "ntex", "actix", "gotham", "thruster", "viz", "loco-rs", "tiny_http", "rouille", "async-graphql-axum", "jsonrpsee", "pingora", "dropshot"})
"""Crates a program that waits for connections uses."""

SERVICE_CLIENTS: dict[str, str] = {
    "tokio-postgres": "postgresql", "postgres": "postgresql", "deadpool-postgres": "postgresql", "bb8-postgres": "postgresql", "sqlx-postgres": "postgresql", "diesel-async-postgres": "postgresql",
    "mysql": "mysql", "mysql_async": "mysql", "mongodb": "mongodb", "redis": "redis", "fred": "redis", "deadpool-redis": "redis", "bb8-redis": "redis", "rustis": "redis", "apalis-redis": "redis",
    "actix-session-redis": "redis", "lapin": "rabbitmq", "amqprs": "rabbitmq", "deadpool-lapin": "rabbitmq", "rdkafka": "kafka", "rskafka": "kafka", "kafka": "kafka",
    "elasticsearch": "elasticsearch", "opensearch": "elasticsearch", "aws-sdk-s3": "s3", "rust-s3": "s3", "rusoto_s3": "s3", "minio": "s3", "lettre": "mail", "mail-send": "mail",
    "memcache": "memcached", "async-memcached": "memcached", "async-nats": "nats", "nats": "nats", "rusqlite": "sqlite", "tokio-rusqlite": "sqlite",
}
FEATURES: dict[str, dict[str, str]] = {
    "sqlx": {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite"},
    "diesel": {"postgres": "postgresql", "postgres_backend": "postgresql", "mysql": "mysql", "mysql_backend": "mysql", "sqlite": "sqlite"},
    "diesel-async": {"postgres": "postgresql", "mysql": "mysql", "sqlite": "sqlite"},
    "sea-orm": {"sqlx-postgres": "postgresql", "sqlx-mysql": "mysql", "sqlx-sqlite": "sqlite"},
    "rocket_db_pools": {"sqlx_postgres": "postgresql", "sqlx_mysql": "mysql", "sqlx_sqlite": "sqlite", "deadpool_postgres": "postgresql", "deadpool_redis": "redis", "mongodb": "mongodb", "diesel_postgres": "postgresql", "diesel_mysql": "mysql"},
    "rocket_sync_db_pools": {"diesel_postgres_pool": "postgresql", "diesel_mysql_pool": "mysql", "diesel_sqlite_pool": "sqlite", "postgres_pool": "postgresql", "sqlite_pool": "sqlite", "memcache_pool": "memcached"},
    "refinery": {"postgres": "postgresql", "tokio-postgres": "postgresql", "mysql": "mysql", "mysql_async": "mysql", "rusqlite": "sqlite"},
    "actix-session": {"redis-session": "redis", "redis-rs-session": "redis", "redis-actor-session": "redis"},
    "object_store": {"aws": "s3"},
    "opendal": {"services-s3": "s3", "services-redis": "redis"},
}
"""Crates that talk to several servers: by feature."""

NATIVE: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "openssl-sys": (("libssl-dev", "pkg-config"), ("libssl3",), ("openssl-src",), ("perl", "make")),
    "pq-sys": (("libpq-dev",), ("libpq5",), ("pq-src",), ("perl", "make")),
    "mysqlclient-sys": (("default-libmysqlclient-dev", "pkg-config"), ("libmariadb3",), ("mysqlclient-src",), ("cmake", "g++", "make")),
    "libsqlite3-sys": (("libsqlite3-dev", "pkg-config"), ("libsqlite3-0",), ("cc",), ()),
    "rdkafka-sys": (("make", "g++", "zlib1g-dev"), ("zlib1g",), ("cmake",), ("cmake", "make", "g++")),
    "curl-sys": (("libcurl4-openssl-dev", "pkg-config"), ("libcurl4",), (), ()),
    "libgit2-sys": (("libssl-dev", "pkg-config"), ("libssl3",), (), ()),
    "librocksdb-sys": (("g++", "make", "libclang-dev", "clang"), ("libstdc++6",), (), ()),
    "tikv-jemalloc-sys": (("make",), (), (), ()),
    "jemalloc-sys": (("make",), (), (), ()),
    "libsodium-sys": (("libsodium-dev", "pkg-config"), ("libsodium23",), (), ()),
    "alsa-sys": (("libasound2-dev", "pkg-config"), ("libasound2",), (), ()),
    "zmq-sys": (("libzmq3-dev", "pkg-config"), ("libzmq5",), (), ()),
    "libldap-sys": (("libldap2-dev", "pkg-config"), ("libldap-2.5-0",), (), ()),
    "bindgen": (("libclang-dev", "clang"), (), (), ()),
    "prost-build": (("protobuf-compiler",), (), ("protoc-bin-vendored", "protobuf-src"), ()),
    "protobuf-codegen": (("protobuf-compiler",), (), ("protoc-bin-vendored",), ()),
    "cmake": (("cmake", "make", "g++"), (), (), ()),
    "link-cplusplus": (("g++",), ("libstdc++6",), (), ()),
}
"""Crate → (built with, linked to, crates that mean the library is built along with it, what that build needs instead)."""

WASM = {"yew": "Yew", "leptos": "Leptos", "dioxus": "Dioxus", "sycamore": "Sycamore", "seed": "Seed", "percy-dom": "Percy"}
"""Frameworks whose browser half is compiled to WebAssembly by a tool of its own."""

FILE_URLS: dict[str, str] = {**dict.fromkeys(("sqlx", "sea-orm"), "sqlite://{}?mode=rwc"), **dict.fromkeys(("diesel", "rusqlite"), "{}")}
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""
