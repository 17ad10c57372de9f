"""What a Deno dependency implies; npm's packages mean what they mean to Node, jsr's and deno.land's are named here.

Sources: each package's own page on jsr.io and deno.land/x.
"""

from __future__ import annotations

from ..node.dependencies import SERVICE_CLIENTS as NPM

SERVICE_CLIENTS: dict[str, str] = {
    **NPM,
    "@db/postgres": "postgresql", "@bartlomieju/postgres": "postgresql", "x/postgres": "postgresql", "x/postgresjs": "postgresql", "x/mysql": "mysql", "@db/mongo": "mongodb", "x/mongo": "mongodb",
    "@db/redis": "redis", "@iuioiua/redis": "redis", "x/redis": "redis", "x/amqp": "rabbitmq", "@db/sqlite": "sqlite", "x/sqlite": "sqlite", "x/sqlite3": "sqlite", "x/s3_lite_client": "s3", "@bradenmacdonald/s3-lite-client": "s3",
    "x/denomailer": "mail", "x/smtp": "mail", "@nats-io/transport-deno": "nats",
}
"""Name as the manifest gives it: npm's and jsr's own, ``x/name`` for deno.land/x."""
