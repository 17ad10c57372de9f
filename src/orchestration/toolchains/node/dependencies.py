"""What an npm dependency implies: the service it is a client of, the Debian packages it needs.

Sources: each package's own README on the registry, and the shared objects its prebuilt binaries link to.
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "pg": "postgresql", "postgres": "postgresql", "pg-promise": "postgresql", "pg-native": "postgresql", "@neondatabase/serverless": "postgresql", "@prisma/adapter-pg": "postgresql",
    "@vercel/postgres": "postgresql", "slonik": "postgresql", "pg-boss": "postgresql", "@mikro-orm/postgresql": "postgresql",
    "mysql": "mysql", "mysql2": "mysql", "@mikro-orm/mysql": "mysql", "mariadb": "mariadb", "@mikro-orm/mariadb": "mariadb",
    "mongodb": "mongodb", "mongoose": "mongodb", "@mikro-orm/mongodb": "mongodb", "connect-mongo": "mongodb", "@typegoose/typegoose": "mongodb",
    "redis": "redis", "ioredis": "redis", "@redis/client": "redis", "bull": "redis", "bullmq": "redis", "connect-redis": "redis", "bee-queue": "redis", "iovalkey": "valkey", "@valkey/valkey-glide": "valkey",
    "amqplib": "rabbitmq", "amqp-connection-manager": "rabbitmq", "rascal": "rabbitmq",
    "kafkajs": "kafka", "node-rdkafka": "kafka", "@confluentinc/kafka-javascript": "kafka",
    "@elastic/elasticsearch": "elasticsearch", "@opensearch-project/opensearch": "elasticsearch",
    "@aws-sdk/client-s3": "s3", "minio": "s3", "multer-s3": "s3",
    "nodemailer": "mail", "memcached": "memcached", "memjs": "memcached", "nats": "nats",
    "better-sqlite3": "sqlite", "sqlite3": "sqlite", "@mikro-orm/sqlite": "sqlite",
}

SYSTEM_PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "canvas": (("build-essential", "libcairo2-dev", "libpango1.0-dev", "libjpeg62-turbo-dev", "libgif-dev", "librsvg2-dev", "python3"),
               ("libcairo2", "libpango-1.0-0", "libpangocairo-1.0-0", "libjpeg62-turbo", "libgif7", "librsvg2-2")),
    "bcrypt": (("python3", "make", "g++"), ()),
    "argon2": (("python3", "make", "g++"), ()),
    "pg-native": (("python3", "make", "g++", "libpq-dev"), ("libpq5",)),
    "@prisma/client": (("openssl",), ("openssl",)),
    "prisma": (("openssl",), ("openssl",)),
    "puppeteer": ((), ("chromium", "fonts-liberation")),
    "puppeteer-core": ((), ("chromium", "fonts-liberation")),
    "fluent-ffmpeg": ((), ("ffmpeg",)),
    "gm": ((), ("imagemagick",)),
    "imagemagick": ((), ("imagemagick",)),
}
