"""What a NuGet package implies: a test project, a background service, the server it is a client of (each package's own README)."""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "npgsql": "postgresql", "npgsql.entityframeworkcore.postgresql": "postgresql", "npgsql.dependencyinjection": "postgresql", "aspire.npgsql": "postgresql", "aspire.npgsql.entityframeworkcore.postgresql": "postgresql",
    "aspnetcore.healthchecks.npgsql": "postgresql", "hangfire.postgresql": "postgresql", "marten": "postgresql", "dbup-postgresql": "postgresql", "fluentmigrator.runner.postgres": "postgresql",
    "mysqlconnector": "mysql", "mysql.data": "mysql", "mysql.entityframeworkcore": "mysql", "pomelo.entityframeworkcore.mysql": "mysql", "microting.entityframeworkcore.mysql": "mysql",
    "mongodb.driver": "mongodb", "mongodb.entityframeworkcore": "mongodb", "aspire.mongodb.driver": "mongodb",
    "stackexchange.redis": "redis", "microsoft.extensions.caching.stackexchangeredis": "redis", "stackexchange.redis.extensions.core": "redis", "aspire.stackexchange.redis": "redis", "aspire.stackexchange.redis.outputcaching": "redis",
    "aspire.stackexchange.redis.distributedcaching": "redis", "microsoft.aspnetcore.signalr.stackexchangeredis": "redis", "microsoft.aspnetcore.dataprotection.stackexchangeredis": "redis", "hangfire.redis.stackexchange": "redis",
    "csredis": "redis", "csrediscore": "redis", "freeredis": "redis", "servicestack.redis": "redis",
    "rabbitmq.client": "rabbitmq", "aspire.rabbitmq.client": "rabbitmq", "masstransit.rabbitmq": "rabbitmq", "easynetq": "rabbitmq", "rebus.rabbitmq": "rabbitmq", "nservicebus.rabbitmq": "rabbitmq", "wolverinefx.rabbitmq": "rabbitmq", "dotnetcore.cap.rabbitmq": "rabbitmq",
    "confluent.kafka": "kafka", "aspire.confluent.kafka": "kafka", "masstransit.kafka": "kafka", "kafkaflow": "kafka", "dotnetcore.cap.kafka": "kafka", "wolverinefx.kafka": "kafka",
    "elastic.clients.elasticsearch": "elasticsearch", "nest": "elasticsearch", "elasticsearch.net": "elasticsearch", "opensearch.client": "elasticsearch", "serilog.sinks.elasticsearch": "elasticsearch", "elastic.serilog.sinks": "elasticsearch",
    "awssdk.s3": "s3", "minio": "s3", "mailkit": "mail", "fluentemail.smtp": "mail", "fluentemail.mailkit": "mail",
    "enyimmemcachedcore": "memcached", "nats.client": "nats", "nats.net": "nats", "nats.client.core": "nats",
    "microsoft.data.sqlclient": "sqlserver", "system.data.sqlclient": "sqlserver", "microsoft.entityframeworkcore.sqlserver": "sqlserver", "microsoft.entityframeworkcore.sqlserver.nettopologysuite": "sqlserver",
    "aspire.microsoft.entityframeworkcore.sqlserver": "sqlserver", "aspire.microsoft.data.sqlclient": "sqlserver", "hangfire.sqlserver": "sqlserver", "dbup-sqlserver": "sqlserver", "aspnetcore.healthchecks.sqlserver": "sqlserver",
    "microsoft.extensions.caching.sqlserver": "sqlserver",
    "microsoft.entityframeworkcore.sqlite": "sqlite", "microsoft.data.sqlite": "sqlite", "system.data.sqlite": "sqlite", "system.data.sqlite.core": "sqlite", "sqlite-net-pcl": "sqlite", "litedb": "sqlite",
}
"""NuGet package, in lower case → service. LiteDB, like SQLite, is a file."""

TESTS = frozenset({"microsoft.net.test.sdk", "xunit", "xunit.v3", "nunit", "mstest", "mstest.testframework", "tunit", "expecto", "benchmarkdotnet", "microsoft.playwright", "nbomber", "machine.specifications"})
"""A project that refers to one of these is run by a test runner, not deployed."""
HOSTED = ("microsoft.extensions.hosting", "hangfire.core", "quartz.extensions.hosting", "topshelf", "masstransit", "microsoft.extensions.hosting.systemd", "microsoft.extensions.hosting.windowsservices", "discord.net", "telegram.bot", "dsharpplus", "netcord", "microsoft.orleans.server", "akka.hosting")
"""A console program with one of these keeps running: it waits for work."""
