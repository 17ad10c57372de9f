"""What an npm dependency implies: the service it is a client of, the Debian packages it needs.

Sources: each package's own README and install script on the registry, and the shared objects its prebuilt binaries link to.
"""

from __future__ import annotations

import re

from ...model.facts import Fact
from ...model.profile import Manifest, SystemPackage

SERVICE_CLIENTS: dict[str, str] = {
    "pg": "postgresql", "postgres": "postgresql", "pg-promise": "postgresql", "pg-native": "postgresql", "@neondatabase/serverless": "postgresql", "@prisma/adapter-pg": "postgresql",
    "@vercel/postgres": "postgresql", "slonik": "postgresql", "pg-boss": "postgresql", "graphile-worker": "postgresql", "@mikro-orm/postgresql": "postgresql", "@fastify/postgres": "postgresql", "connect-pg-simple": "postgresql",
    "mysql": "mysql", "mysql2": "mysql", "@mikro-orm/mysql": "mysql", "@fastify/mysql": "mysql", "mariadb": "mariadb", "@mikro-orm/mariadb": "mariadb", "@prisma/adapter-mariadb": "mariadb",
    "mongodb": "mongodb", "mongoose": "mongodb", "@mikro-orm/mongodb": "mongodb", "connect-mongo": "mongodb", "@typegoose/typegoose": "mongodb", "@nestjs/mongoose": "mongodb", "@fastify/mongodb": "mongodb", "agenda": "mongodb", "connect-mongodb-session": "mongodb",
    "redis": "redis", "ioredis": "redis", "@redis/client": "redis", "bull": "redis", "bullmq": "redis", "connect-redis": "redis", "bee-queue": "redis", "@fastify/redis": "redis", "@nestjs/bull": "redis", "@nestjs/bullmq": "redis", "rate-limit-redis": "redis",
    "@socket.io/redis-adapter": "redis", "iovalkey": "valkey", "@valkey/valkey-glide": "valkey", "keyv-redis": "redis", "@keyv/redis": "redis", "cache-manager-redis-yet": "redis", "cache-manager-ioredis-yet": "redis", "@keyv/valkey": "valkey",
    "amqplib": "rabbitmq", "amqp-connection-manager": "rabbitmq", "rascal": "rabbitmq", "@golevelup/nestjs-rabbitmq": "rabbitmq", "@cloudamqp/amqp-client": "rabbitmq", "rabbitmq-client": "rabbitmq",
    "kafkajs": "kafka", "node-rdkafka": "kafka", "@confluentinc/kafka-javascript": "kafka", "@platformatic/kafka": "kafka",
    "@elastic/elasticsearch": "elasticsearch", "@opensearch-project/opensearch": "elasticsearch", "@nestjs/elasticsearch": "elasticsearch",
    "@aws-sdk/client-s3": "s3", "minio": "s3", "multer-s3": "s3", "nestjs-minio-client": "s3",
    "nodemailer": "mail", "@nestjs-modules/mailer": "mail", "memcached": "memcached", "memjs": "memcached", "nats": "nats", "@nats-io/transport-node": "nats",
    "better-sqlite3": "sqlite", "sqlite3": "sqlite", "@mikro-orm/sqlite": "sqlite", "@prisma/adapter-better-sqlite3": "sqlite", "sqlite": "sqlite",
}

_COMPILER = ("python3", "make", "g++")

NATIVE: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    # name: (first major release whose own package carries binaries, or 0; build packages before that; run packages always)
    "canvas": (0, ("build-essential", "python3", "libcairo2-dev", "libpango1.0-dev", "libjpeg62-turbo-dev", "libgif-dev", "librsvg2-dev"),
               ("libcairo2", "libpango-1.0-0", "libpangocairo-1.0-0", "libjpeg62-turbo", "libgif7", "librsvg2-2")),
    "bcrypt": (6, _COMPILER, ()),
    "better-sqlite3": (0, _COMPILER, ()),
    "sqlite3": (0, _COMPILER, ()),
    "pg-native": (0, (*_COMPILER, "libpq-dev"), ("libpq5",)),
    "libpq": (0, (*_COMPILER, "libpq-dev"), ("libpq5",)),
    "node-rdkafka": (0, (*_COMPILER, "libssl-dev", "libsasl2-dev"), ("libsasl2-2",)),
    "re2": (0, _COMPILER, ()),
    "isolated-vm": (0, _COMPILER, ()),
    "@prisma/client": (7, ("openssl",), ()),
    "prisma": (7, ("openssl",), ()),
    "puppeteer": (0, (), ("chromium", "fonts-liberation")),
    "puppeteer-core": (0, (), ("chromium", "fonts-liberation")),
    "fluent-ffmpeg": (0, (), ("ffmpeg",)),
    "gm": (0, (), ("imagemagick",)),
    "imagemagick": (0, (), ("imagemagick",)),
    "pdf-poppler": (0, (), ("poppler-utils",)),
    "node-poppler": (0, (), ("poppler-utils",)),
    "sodium-native": (0, (), ()),
}
"""sharp, argon2 (since 0.40), bufferutil and esbuild bring binaries for Debian inside their own npm packages and need nothing."""


DOWNLOADS: dict[str, str] = {
    "cypress": "CYPRESS_INSTALL_BINARY=0", "puppeteer": "PUPPETEER_SKIP_DOWNLOAD=true", "chromedriver": "CHROMEDRIVER_SKIP_DOWNLOAD=true", "geckodriver": "GECKODRIVER_SKIP_DOWNLOAD=true",
    **dict.fromkeys(("playwright", "playwright-chromium", "playwright-firefox", "playwright-webkit"), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1"),
}
"""Package that fetches a browser as it is installed → what keeps it from that, as its own documentation names it."""


FILE_URLS: dict[str, str] = {**dict.fromkeys(("prisma", "@prisma/client", "@libsql/client"), "file:{}"), **dict.fromkeys(("better-sqlite3", "sqlite3"), "{}")}
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""


def system_packages(manifest: Manifest) -> tuple[Fact[SystemPackage], ...]:
    """Debian packages the production dependencies need, the locked (else the stated) major version considered."""
    found = []
    every = {**({k: v for k, v in manifest.dev_dependencies.items() if k == "prisma"}), **manifest.dependencies}
    for name, fact in sorted(every.items()):
        if name == "argon2":
            old = re.match(r"^\D*0\.(\d+)", manifest.locked.get(name, fact.value))
            found += [fact.with_value(SystemPackage(p, "build", name)) for p in _COMPILER] if old and int(old[1]) < 40 else []
            continue
        if name not in NATIVE:
            continue
        since, build, run = NATIVE[name]
        major = re.match(r"^\D*(\d+)", manifest.locked.get(name, fact.value))
        if since and major and int(major[1]) >= since:
            continue
        found += [fact.with_value(SystemPackage(p, "build", name)) for p in build]
        run = (*run, "openssl") if build == ("openssl",) else run
        found += [fact.with_value(SystemPackage(p, "run", name)) for p in run]
    return tuple(found)
