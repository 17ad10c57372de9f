"""What running each service beside an app takes: image, health, storage, credentials, and how its clients are pointed at it.

Sources: each image's own documentation (environment variables, ports, data directories, health commands).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ... import pins
from ...model.container import ImageRef
from ...model.profile import ServiceKind

DROPS_ROOT_BY_ITSELF = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID")
"""What an official entrypoint needs that starts as root, fixes its volume's owner and steps down."""


@dataclass(frozen=True, slots=True)
class ServiceRecipe:
    """One service. ``{name}`` stands for the database, ``{user}`` for the account."""

    kind: ServiceKind
    image: str
    product: str
    """Key of the release table in ``pins``; empty: versions come from the image table alone."""
    variants: tuple[str, ...]
    port: int
    health: tuple[str, ...]
    """``CMD`` or ``CMD-SHELL`` and its words; ``$$`` is one dollar for the container's shell."""
    data: str = ""
    """The directory a named volume keeps."""
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    secret_env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Variable that names a secret's file → the secret: ``POSTGRES_PASSWORD_FILE`` → ``postgres_password``."""
    command: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    tmpfs: tuple[str, ...] = ()
    run_as: str = ""
    """``uid:gid`` to start as, where a release's entrypoint begins as root and needs more capabilities to step down; empty: the image's own."""
    is_read_only: bool = False
    hostname: str = ""
    """Under which the server keeps its data, where that is part of its path; empty: the engine may choose one each time."""
    memory: str = "512m"
    cpus: str = "1.0"
    start_seconds: int = 30
    user: str = ""
    """The account clients log in with; empty: none."""
    password_secret: str = ""
    database: str = ""
    scheme: str = ""
    url: str = ""
    """Connection URL with ``{scheme} {user} {password} {host} {port} {database}``."""
    accepts: str = ""
    """The variable by which a person accepts the terms it is used under; nobody else may."""
    terms: str = ""


RECIPES: Mapping[str, ServiceRecipe] = MappingProxyType({r.kind: r for r in (
    ServiceRecipe(
        "postgresql", "postgres", "postgresql", ("trixie", "bookworm"), 5432, ("CMD-SHELL", "pg_isready --username=app --dbname=app"), "/var/lib/postgresql/data",
        {"POSTGRES_USER": "app", "POSTGRES_DB": "app"}, {"POSTGRES_PASSWORD_FILE": "postgres_password"}, capabilities=DROPS_ROOT_BY_ITSELF, tmpfs=("/tmp", "/run/postgresql"), is_read_only=True,
        user="app", password_secret="postgres_password", database="app", scheme="postgresql", url="{scheme}://{user}:{password}@{host}:{port}/{database}"),
    ServiceRecipe(
        "mysql", "mysql", "mysql", ("oraclelinux9", ""), 3306, ("CMD-SHELL", 'mysqladmin ping --host=127.0.0.1 --user=app --password="$$(cat /run/secrets/mysql_password)" --silent'), "/var/lib/mysql",
        {"MYSQL_USER": "app", "MYSQL_DATABASE": "app"}, {"MYSQL_PASSWORD_FILE": "mysql_password", "MYSQL_ROOT_PASSWORD_FILE": "mysql_root_password"}, capabilities=DROPS_ROOT_BY_ITSELF,
        tmpfs=("/tmp", "/var/run/mysqld"), is_read_only=True, memory="1g", start_seconds=60, user="app", password_secret="mysql_password", database="app", scheme="mysql", url="{scheme}://{user}:{password}@{host}:{port}/{database}"),
    ServiceRecipe(
        "mariadb", "mariadb", "mariadb", ("noble", "ubi9", ""), 3306, ("CMD", "healthcheck.sh", "--connect", "--innodb_initialized"), "/var/lib/mysql",
        {"MARIADB_USER": "app", "MARIADB_DATABASE": "app"}, {"MARIADB_PASSWORD_FILE": "mariadb_password", "MARIADB_ROOT_PASSWORD_FILE": "mariadb_root_password"}, capabilities=DROPS_ROOT_BY_ITSELF,
        tmpfs=("/tmp", "/run/mysqld"), is_read_only=True, start_seconds=60, user="app", password_secret="mariadb_password", database="app", scheme="mysql", url="{scheme}://{user}:{password}@{host}:{port}/{database}"),
    # Its entrypoint reads no password file, and the server refuses a password of fewer than three kinds of characters: what stands in front brings them.
    ServiceRecipe(
        "sqlserver", "mcr.microsoft.com/mssql/server", "", ("",), 1433,
        ("CMD-SHELL", '"$$(ls /opt/mssql-tools*/bin/sqlcmd | tail -n 1)" -C -S localhost -U sa -P "Aa1-$$(cat /run/secrets/sqlserver_password)" -Q "SELECT 1" -b -o /dev/null'), "/var/opt/mssql",
        {"ACCEPT_EULA": "${ACCEPT_EULA:-N}"}, {"": "sqlserver_password"}, command=("sh", "-c", 'MSSQL_SA_PASSWORD="Aa1-$$(cat /run/secrets/sqlserver_password)" exec /opt/mssql/bin/sqlservr'),
        # The program's file carries this capability (microsoft/mssql-docker); where it may not have it the kernel does not start it.
        capabilities=("NET_BIND_SERVICE",), memory="2g", start_seconds=90, user="sa", password_secret="sqlserver_password", database="app", scheme="mssql",
        url="{scheme}://{user}:Aa1-{password}@{host}:{port}/{database}", accepts="ACCEPT_EULA", terms="https://go.microsoft.com/fwlink/?linkid=857698"),
    ServiceRecipe(
        "mongodb", "mongo", "mongodb", ("noble", "jammy", ""), 27017, ("CMD-SHELL", "$$(command -v mongosh || command -v mongo) --quiet --eval 'quit(db.adminCommand({ ping: 1 }).ok ? 0 : 1)'"), "/data/db",
        {"MONGO_INITDB_ROOT_USERNAME": "app", "MONGO_INITDB_DATABASE": "app"}, {"MONGO_INITDB_ROOT_PASSWORD_FILE": "mongo_password"}, capabilities=DROPS_ROOT_BY_ITSELF,
        tmpfs=("/tmp", "/data/configdb"), is_read_only=True, memory="1g", user="app", password_secret="mongo_password", database="app", scheme="mongodb", url="{scheme}://{user}:{password}@{host}:{port}/{database}?authSource=admin"),
    ServiceRecipe(
        "redis", "redis", "redis", ("trixie", "bookworm", "alpine"), 6379, ("CMD-SHELL", 'REDISCLI_AUTH="$$(cat /run/secrets/redis_password)" redis-cli ping | grep -q PONG'), "/data",
        command=("sh", "-c", 'exec docker-entrypoint.sh redis-server --appendonly yes --requirepass "$$(cat /run/secrets/redis_password)"'), capabilities=("SETGID", "SETUID", "CHOWN", "DAC_OVERRIDE"), is_read_only=True, memory="256m", cpus="0.5",
        secret_env={"": "redis_password"}, password_secret="redis_password", database="0", scheme="redis", url="{scheme}://:{password}@{host}:{port}/{database}", start_seconds=10),
    ServiceRecipe(
        "valkey", "valkey/valkey", "valkey", ("trixie", "bookworm"), 6379, ("CMD-SHELL", 'REDISCLI_AUTH="$$(cat /run/secrets/valkey_password)" valkey-cli ping | grep -q PONG'), "/data",
        command=("sh", "-c", 'exec docker-entrypoint.sh valkey-server --appendonly yes --requirepass "$$(cat /run/secrets/valkey_password)"'), capabilities=("SETGID", "SETUID", "CHOWN", "DAC_OVERRIDE"), is_read_only=True, memory="256m", cpus="0.5",
        secret_env={"": "valkey_password"}, password_secret="valkey_password", database="0", scheme="redis", url="{scheme}://:{password}@{host}:{port}/{database}", start_seconds=10),
    # Its data lies below the node's name, which holds the host's (RabbitMQ image documentation, "Running the daemon").
    ServiceRecipe(
        "rabbitmq", "rabbitmq", "rabbitmq", ("",), 5672, ("CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"), "/var/lib/rabbitmq",
        {"RABBITMQ_DEFAULT_USER": "app"}, {"": "rabbitmq_password"}, command=("sh", "-c", 'RABBITMQ_DEFAULT_PASS="$$(cat /run/secrets/rabbitmq_password)" exec docker-entrypoint.sh rabbitmq-server'),
        capabilities=DROPS_ROOT_BY_ITSELF, hostname="rabbitmq", start_seconds=60, user="app", password_secret="rabbitmq_password", database="%2F", scheme="amqp", url="{scheme}://{user}:{password}@{host}:{port}/{database}"),
    ServiceRecipe(
        "kafka", "apache/kafka", "", ("",), 9092, ("CMD", "/opt/kafka/bin/kafka-broker-api-versions.sh", "--bootstrap-server", "localhost:9092"), "/var/lib/kafka/data",
        {"KAFKA_NODE_ID": "1", "KAFKA_PROCESS_ROLES": "broker,controller", "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:9092",
         "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT", "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@kafka:9093",
         "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1", "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1", "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1", "KAFKA_LOG_DIRS": "/var/lib/kafka/data"},
        memory="1g", start_seconds=60, url="{host}:{port}"),
    # Releases before 8 start as root and step down by chroot(2), which no capability here allows; the account is the one their entrypoint steps down to.
    ServiceRecipe(
        "elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch", "", ("",), 9200, ("CMD-SHELL", "curl -fsS 'http://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=5s'"), "/usr/share/elasticsearch/data",
        {"discovery.type": "single-node", "xpack.security.enabled": "false", "ES_JAVA_OPTS": "-Xms512m -Xmx512m"}, run_as="1000:0", memory="1g", start_seconds=90, scheme="http", url="{scheme}://{host}:{port}"),
    # The client that asks writes its configuration; not every release of the image points it away from the root file system, which is read-only here.
    ServiceRecipe(
        "s3", "quay.io/minio/minio", "", ("",), 9000, ("CMD", "mc", "ready", "local"), "/data", {"MINIO_ROOT_USER": "app", "MINIO_ROOT_PASSWORD_FILE": "/run/secrets/s3_password", "MC_CONFIG_DIR": "/tmp/.mc"}, {"": "s3_password"},
        command=("server", "/data"), is_read_only=True, tmpfs=("/tmp",), user="app", password_secret="s3_password", database="app", scheme="http", url="{scheme}://{host}:{port}"),
    ServiceRecipe(
        "mail", "axllent/mailpit", "", ("",), 1025, ("CMD", "/mailpit", "readyz"), memory="128m", cpus="0.25", is_read_only=True, tmpfs=("/tmp",), scheme="smtp", url="{scheme}://{host}:{port}", start_seconds=10),
    ServiceRecipe(
        "memcached", "memcached", "", ("trixie", ""), 11211, ("CMD-SHELL", "bash -c 'exec 3<>/dev/tcp/127.0.0.1/11211 && printf \"version\\r\\nquit\\r\\n\" >&3 && grep -q VERSION <&3'"), memory="128m", cpus="0.5",
        command=("memcached", "-m", "64"), is_read_only=True, scheme="memcached", url="{host}:{port}", start_seconds=10),
    ServiceRecipe(
        "nats", "nats", "", ("alpine", ""), 4222, ("CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8222/healthz"), "/data", command=("--jetstream", "--store_dir", "/data", "--http_port", "8222"),
        memory="128m", cpus="0.5", is_read_only=True, tmpfs=("/tmp",), scheme="nats", url="{scheme}://{host}:{port}", start_seconds=10),
)})


def image_of(recipe: ServiceRecipe, version: str) -> ImageRef:
    """The image of the asked version, else of the recommended release line.

    Raises:
        PinMissing: no table knows the image.
    """
    if not version and recipe.product:
        version = pins.recommended(recipe.product)["releaseCycle"]
    if recipe.image in pins.table("images")["images"]:
        found = pins.image(recipe.image, version or pins.newest_line(recipe.image), recipe.variants)
        # A release older than the table stood on another Debian; its plain tag is the one that is sure to be there.
        return found if found.origin != "convention" else ImageRef(recipe.image, version, origin="convention")
    if recipe.product:
        release = pins.resolve(recipe.product, version)
        return ImageRef(recipe.image, release.version, origin="convention")
    # A version the project or the caller states is theirs to know; without one, a tag that was seen in use.
    return ImageRef(recipe.image, version or pins.table("witnessed")["images"][recipe.image], origin="convention")


def data_directory(recipe: ServiceRecipe, image: ImageRef) -> str:
    """Where the volume goes. PostgreSQL 18's image keeps each major's data in a directory of its own below this one (image documentation)."""
    if recipe.kind == "postgresql" and int(image.tag.split(".")[0].split("-")[0] or 0) >= 18:
        return "/var/lib/postgresql"
    return recipe.data
