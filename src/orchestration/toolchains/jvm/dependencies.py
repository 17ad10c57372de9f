"""What a Maven coordinate implies: the service it is a client of. Sources: each library's own documentation."""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "org.postgresql:postgresql": "postgresql", "org.postgresql:r2dbc-postgresql": "postgresql", "io.r2dbc:r2dbc-postgresql": "postgresql", "io.vertx:vertx-pg-client": "postgresql",
    "io.quarkus:quarkus-jdbc-postgresql": "postgresql", "io.quarkus:quarkus-reactive-pg-client": "postgresql", "com.impossibl.pgjdbc-ng:pgjdbc-ng": "postgresql",
    "com.mysql:mysql-connector-j": "mysql", "mysql:mysql-connector-java": "mysql", "io.asyncer:r2dbc-mysql": "mysql", "io.quarkus:quarkus-jdbc-mysql": "mysql", "io.quarkus:quarkus-reactive-mysql-client": "mysql",
    "org.mariadb.jdbc:mariadb-java-client": "mariadb", "org.mariadb:r2dbc-mariadb": "mariadb", "io.quarkus:quarkus-jdbc-mariadb": "mariadb",
    "org.springframework.boot:spring-boot-starter-data-mongodb": "mongodb", "org.springframework.boot:spring-boot-starter-data-mongodb-reactive": "mongodb", "org.mongodb:mongodb-driver-sync": "mongodb",
    "org.mongodb:mongodb-driver-reactivestreams": "mongodb", "org.mongodb:mongodb-driver-kotlin-coroutine": "mongodb", "org.litote.kmongo:kmongo": "mongodb",
    "io.quarkus:quarkus-mongodb-client": "mongodb", "io.quarkus:quarkus-mongodb-panache": "mongodb", "io.quarkus:quarkus-mongodb-panache-kotlin": "mongodb", "io.micronaut.mongodb:micronaut-mongo-reactive": "mongodb",
    "io.micronaut.mongodb:micronaut-mongo-sync": "mongodb",
    "org.springframework.boot:spring-boot-starter-data-redis": "redis", "org.springframework.boot:spring-boot-starter-data-redis-reactive": "redis", "redis.clients:jedis": "redis", "io.lettuce:lettuce-core": "redis",
    "org.redisson:redisson": "redis", "org.redisson:redisson-spring-boot-starter": "redis", "org.springframework.session:spring-session-data-redis": "redis", "io.quarkus:quarkus-redis-client": "redis",
    "io.micronaut.redis:micronaut-redis-lettuce": "redis", "io.valkey:valkey-java": "valkey", "io.valkey:valkey-glide": "valkey",
    "org.springframework.boot:spring-boot-starter-amqp": "rabbitmq", "com.rabbitmq:amqp-client": "rabbitmq", "org.springframework.cloud:spring-cloud-starter-bus-amqp": "rabbitmq", "org.springframework.cloud:spring-cloud-starter-bus-kafka": "kafka",
    "org.springframework.cloud:spring-cloud-stream-binder-rabbit": "rabbitmq",
    "org.springframework.cloud:spring-cloud-starter-stream-rabbit": "rabbitmq", "io.quarkus:quarkus-messaging-rabbitmq": "rabbitmq", "io.quarkus:quarkus-smallrye-reactive-messaging-rabbitmq": "rabbitmq",
    "io.micronaut.rabbitmq:micronaut-rabbitmq": "rabbitmq",
    "org.springframework.kafka:spring-kafka": "kafka", "org.springframework.boot:spring-boot-starter-kafka": "kafka", "org.apache.kafka:kafka-clients": "kafka", "org.apache.kafka:kafka-streams": "kafka",
    "org.springframework.cloud:spring-cloud-stream-binder-kafka": "kafka", "org.springframework.cloud:spring-cloud-starter-stream-kafka": "kafka", "io.quarkus:quarkus-kafka-client": "kafka",
    "io.quarkus:quarkus-messaging-kafka": "kafka", "io.quarkus:quarkus-smallrye-reactive-messaging-kafka": "kafka", "io.micronaut.kafka:micronaut-kafka": "kafka",
    "org.springframework.boot:spring-boot-starter-data-elasticsearch": "elasticsearch", "co.elastic.clients:elasticsearch-java": "elasticsearch", "org.elasticsearch.client:elasticsearch-rest-high-level-client": "elasticsearch",
    "org.opensearch.client:opensearch-java": "elasticsearch", "io.quarkus:quarkus-elasticsearch-java-client": "elasticsearch", "io.quarkus:quarkus-hibernate-search-orm-elasticsearch": "elasticsearch",
    "software.amazon.awssdk:s3": "s3", "com.amazonaws:aws-java-sdk-s3": "s3", "io.minio:minio": "s3", "io.awspring.cloud:spring-cloud-aws-starter-s3": "s3", "io.quarkiverse.amazonservices:quarkus-amazon-s3": "s3",
    "org.springframework.boot:spring-boot-starter-mail": "mail", "com.sun.mail:jakarta.mail": "mail", "org.eclipse.angus:angus-mail": "mail", "io.quarkus:quarkus-mailer": "mail", "org.simplejavamail:simple-java-mail": "mail",
    "net.spy:spymemcached": "memcached", "com.googlecode.xmemcached:xmemcached": "memcached", "io.nats:jnats": "nats", "org.xerial:sqlite-jdbc": "sqlite",
}

SYSTEM_PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "net.sf.jasperreports:jasperreports": ((), ("fontconfig", "fonts-dejavu-core")),
    "org.apache.poi:poi-ooxml": ((), ("fontconfig",)),
    "net.sourceforge.tess4j:tess4j": ((), ("tesseract-ocr",)),
}
"""The headless JRE draws text only with fontconfig and a font."""

WEB: tuple[str, ...] = (
    "org.springframework.boot:spring-boot-starter-web", "org.springframework.boot:spring-boot-starter-webmvc", "org.springframework.boot:spring-boot-starter-webflux", "org.springframework.boot:spring-boot-starter-jersey",
    "org.springframework.boot:spring-boot-starter-data-rest", "org.springframework.boot:spring-boot-starter-graphql", "org.springframework.boot:spring-boot-starter-tomcat", "org.springframework.boot:spring-boot-starter-jetty",
    "org.springframework.boot:spring-boot-starter-undertow", "org.springframework.boot:spring-boot-starter-hateoas", "org.springframework.boot:spring-boot-starter-web-services",
    "org.springframework.boot:spring-boot-starter-reactor-netty", "org.springframework.cloud:spring-cloud-starter-gateway", "org.springframework.cloud:spring-cloud-starter-gateway-server-webflux",
    "org.springframework.cloud:spring-cloud-starter-gateway-server-webmvc", "org.springframework.cloud:spring-cloud-config-server", "org.springframework.cloud:spring-cloud-starter-netflix-eureka-server",
    "de.codecentric:spring-boot-admin-starter-server", "com.vaadin:vaadin-spring-boot-starter", "org.springdoc:springdoc-openapi-starter-webmvc-ui", "com.netflix.graphql.dgs:graphql-dgs-spring-boot-starter",
)
"""Dependencies that make a Spring Boot app listen."""

FILE_URLS: dict[str, str] = {"org.xerial:sqlite-jdbc": "jdbc:sqlite:{}"}
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""
