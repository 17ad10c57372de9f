"""What a Go module implies: the service it is a client of, the C libraries it links with.

Keys are module paths without their major-version suffix (``/v5``). Sources: each module's own README.
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "github.com/lib/pq": "postgresql", "github.com/jackc/pgx": "postgresql", "gorm.io/driver/postgres": "postgresql", "github.com/go-pg/pg": "postgresql",
    "github.com/uptrace/bun/driver/pgdriver": "postgresql", "github.com/jinzhu/gorm/dialects/postgres": "postgresql", "github.com/jackc/pgx-gofrs-uuid": "postgresql",
    "github.com/go-sql-driver/mysql": "mysql", "gorm.io/driver/mysql": "mysql", "github.com/jinzhu/gorm/dialects/mysql": "mysql",
    "go.mongodb.org/mongo-driver": "mongodb", "gopkg.in/mgo.v2": "mongodb", "github.com/globalsign/mgo": "mongodb", "github.com/kamva/mgm": "mongodb", "github.com/qiniu/qmgo": "mongodb",
    "github.com/redis/go-redis": "redis", "github.com/go-redis/redis": "redis", "github.com/gomodule/redigo": "redis", "github.com/garyburd/redigo": "redis", "github.com/hibiken/asynq": "redis",
    "github.com/redis/rueidis": "redis", "github.com/valkey-io/valkey-go": "valkey", "github.com/valkey-io/valkey-glide/go": "valkey",
    "github.com/rabbitmq/amqp091-go": "rabbitmq", "github.com/streadway/amqp": "rabbitmq", "github.com/wagslane/go-rabbitmq": "rabbitmq",
    "github.com/segmentio/kafka-go": "kafka", "github.com/ibm/sarama": "kafka", "github.com/shopify/sarama": "kafka", "github.com/confluentinc/confluent-kafka-go": "kafka", "github.com/twmb/franz-go": "kafka",
    "github.com/elastic/go-elasticsearch": "elasticsearch", "github.com/olivere/elastic": "elasticsearch", "github.com/opensearch-project/opensearch-go": "elasticsearch",
    "github.com/minio/minio-go": "s3", "github.com/aws/aws-sdk-go-v2/service/s3": "s3",
    "gopkg.in/gomail.v2": "mail", "github.com/wneessen/go-mail": "mail", "github.com/jordan-wright/email": "mail", "github.com/xhit/go-simple-mail": "mail",
    "github.com/bradfitz/gomemcache": "memcached", "github.com/nats-io/nats.go": "nats",
    "github.com/mattn/go-sqlite3": "sqlite", "modernc.org/sqlite": "sqlite", "gorm.io/driver/sqlite": "sqlite", "github.com/glebarez/sqlite": "sqlite", "github.com/ncruces/go-sqlite3": "sqlite",
    "github.com/jinzhu/gorm/dialects/sqlite": "sqlite", "zombiezen.com/go/sqlite": "sqlite",
}
STDLIB_CLIENTS: dict[str, str] = {"net/smtp": "mail"}

CGO: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "github.com/mattn/go-sqlite3": ((), ()), "gorm.io/driver/sqlite": ((), ()), "github.com/jinzhu/gorm/dialects/sqlite": ((), ()),
    "github.com/confluentinc/confluent-kafka-go": ((), ()),
    "github.com/marcboeker/go-duckdb": ((), ("libstdc++6",)), "github.com/duckdb/duckdb-go": ((), ("libstdc++6",)),
    "github.com/h2non/bimg": (("libvips-dev",), ("libvips42t64",)), "github.com/davidbyttow/govips": (("libvips-dev",), ("libvips42t64",)),
    "gopkg.in/gographics/imagick.v3": (("libmagickwand-dev",), ("libmagickwand-7.q16-10",)),
    "github.com/pebbe/zmq4": (("libzmq3-dev",), ("libzmq5",)),
    "github.com/google/gopacket/pcap": (("libpcap-dev",), ("libpcap0.8t64",)), "github.com/gopacket/gopacket/pcap": (("libpcap-dev",), ("libpcap0.8t64",)),
    "github.com/chai2010/webp": ((), ()), "github.com/kolesa-team/go-webp": (("libwebp-dev",), ("libwebp7",)),
    "github.com/bytecodealliance/wasmtime-go": ((), ("libgcc-s1",)),
}
"""Modules that need cgo → (Debian packages to build, to run). Those with none bundle their C code."""

FRAMEWORKS: dict[str, str] = {
    "gin": "github.com/gin-gonic/gin", "echo": "github.com/labstack/echo", "fiber": "github.com/gofiber/fiber", "chi": "github.com/go-chi/chi",
}

FILE_URLS: dict[str, str] = dict.fromkeys(("gorm.io/driver/sqlite", "github.com/mattn/go-sqlite3", "modernc.org/sqlite", "github.com/glebarez/sqlite"), "{}")
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""
