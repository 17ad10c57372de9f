"""What a PyPI dependency implies: the service it is a client of, the Debian packages it needs to be built and to run.

Sources: each project's own installation page, and whether PyPI holds manylinux wheels for it (then nothing is needed).
"""

from __future__ import annotations

SERVICE_CLIENTS: dict[str, str] = {
    "psycopg": "postgresql", "psycopg2": "postgresql", "psycopg2-binary": "postgresql", "psycopg-binary": "postgresql", "psycopg-c": "postgresql", "psycopg2cffi": "postgresql",
    "asyncpg": "postgresql", "aiopg": "postgresql", "pg8000": "postgresql", "django-postgres-extra": "postgresql", "pgvector": "postgresql", "procrastinate": "postgresql",
    "psycopg-pool": "postgresql", "django-pgtrigger": "postgresql", "django-pghistory": "postgresql",
    "mysqlclient": "mysql", "pymysql": "mysql", "mysql-connector-python": "mysql", "aiomysql": "mysql", "asyncmy": "mysql", "mysql-connector": "mysql", "flask-mysqldb": "mysql", "flask-mysql": "mysql",
    "mariadb": "mariadb",
    "pymongo": "mongodb", "motor": "mongodb", "mongoengine": "mongodb", "beanie": "mongodb", "odmantic": "mongodb", "flask-pymongo": "mongodb", "flask-mongoengine": "mongodb", "djongo": "mongodb",
    "umongo": "mongodb", "django-mongodb-backend": "mongodb",
    "redis": "redis", "aioredis": "redis", "django-redis": "redis", "channels-redis": "redis", "rq": "redis", "django-rq": "redis", "arq": "redis", "flask-redis": "redis", "redis-om": "redis",
    "django-redis-cache": "redis", "hiredis": "redis", "fastapi-limiter": "redis", "celery-redbeat": "redis", "taskiq-redis": "redis", "coredis": "redis",
    "valkey": "valkey", "valkey-glide": "valkey",
    "pika": "rabbitmq", "aio-pika": "rabbitmq", "aioamqp": "rabbitmq", "aiormq": "rabbitmq", "taskiq-aio-pika": "rabbitmq", "librabbitmq": "rabbitmq",
    "kafka-python": "kafka", "kafka-python-ng": "kafka", "confluent-kafka": "kafka", "aiokafka": "kafka", "faust": "kafka", "faust-streaming": "kafka",
    "elasticsearch": "elasticsearch", "elasticsearch-dsl": "elasticsearch", "django-elasticsearch-dsl": "elasticsearch", "opensearch-py": "elasticsearch", "opensearch-dsl": "elasticsearch",
    "elastic-transport": "elasticsearch", "elasticsearch7": "elasticsearch", "elasticsearch8": "elasticsearch",
    "minio": "s3", "s3fs": "s3", "django-s3-storage": "s3", "miniopy-async": "s3",
    "fastapi-mail": "mail", "flask-mail": "mail", "flask-mailman": "mail", "aiosmtplib": "mail", "emails": "mail", "redmail": "mail", "yagmail": "mail",
    "pymemcache": "memcached", "pylibmc": "memcached", "python-memcached": "memcached", "aiomcache": "memcached",
    "nats-py": "nats", "asyncio-nats-client": "nats",
    "aiosqlite": "sqlite",
}

EXTRA_SERVICES: dict[tuple[str, str], str] = {
    ("celery", "redis"): "redis", ("celery", "librabbitmq"): "rabbitmq", ("dramatiq", "redis"): "redis", ("dramatiq", "rabbitmq"): "rabbitmq", ("kombu", "redis"): "redis",
    ("django-storages", "s3"): "s3", ("django-storages", "boto3"): "s3", ("sqlalchemy", "postgresql"): "postgresql", ("sqlalchemy", "postgresql-asyncpg"): "postgresql", ("sqlalchemy", "postgresql-psycopg"): "postgresql",
    ("sqlalchemy", "mysql"): "mysql", ("sqlalchemy", "pymysql"): "mysql", ("sqlalchemy", "aiosqlite"): "sqlite", ("tortoise-orm", "asyncpg"): "postgresql", ("tortoise-orm", "asyncmy"): "mysql",
    ("tortoise-orm", "aiomysql"): "mysql", ("databases", "postgresql"): "postgresql", ("databases", "asyncpg"): "postgresql", ("databases", "aiosqlite"): "sqlite", ("databases", "mysql"): "mysql",
    ("databases", "aiomysql"): "mysql", ("peewee", "postgres"): "postgresql", ("flask-limiter", "redis"): "redis", ("slowapi", "redis"): "redis", ("fastapi-cache2", "redis"): "redis",
    ("huey", "redis"): "redis", ("apscheduler", "redis"): "redis", ("taskiq", "redis"): "redis", ("aiocache", "redis"): "redis", ("limits", "redis"): "redis",
    ("fastapi-users-db-sqlalchemy", "asyncpg"): "postgresql", ("django", "postgres"): "postgresql",
}
"""(Dependency, its extra) → service."""

_GDAL = (("build-essential", "libgdal-dev"), ("gdal-bin", "libgdal-dev", "libgeos-c1t64", "libproj25"))
_OPENCV = ((), ("libgl1", "libglib2.0-0t64"))
_PANGO = ((), ("libpango-1.0-0", "libpangoft2-1.0-0", "fonts-dejavu-core"))
_CHROMIUM = ((), ("chromium", "fonts-liberation"))

SYSTEM_PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "psycopg2": (("gcc", "libc6-dev", "libpq-dev"), ("libpq5",)),
    "psycopg-c": (("gcc", "libc6-dev", "libpq-dev"), ("libpq5",)),
    "mysqlclient": (("default-libmysqlclient-dev", "gcc", "libc6-dev", "pkg-config"), ("libmariadb3",)),
    "flask-mysqldb": (("default-libmysqlclient-dev", "gcc", "libc6-dev", "pkg-config"), ("libmariadb3",)),
    "mariadb": (("gcc", "libc6-dev", "libmariadb-dev"), ("libmariadb3",)),
    "python-ldap": (("gcc", "libc6-dev", "libldap2-dev", "libsasl2-dev"), ("libldap2", "libsasl2-2")),
    "django-auth-ldap": (("gcc", "libc6-dev", "libldap2-dev", "libsasl2-dev"), ("libldap2", "libsasl2-2")),
    "pyodbc": ((), ("unixodbc",)),
    "mssql-django": ((), ("unixodbc",)),
    "weasyprint": _PANGO,
    "django-weasyprint": _PANGO,
    "opencv-python": _OPENCV,
    "opencv-contrib-python": _OPENCV,
    "python-magic": ((), ("libmagic1t64",)),
    "pycairo": (("gcc", "libc6-dev", "libcairo2-dev", "pkg-config"), ("libcairo2",)),
    "cairosvg": ((), ("libcairo2",)),
    "cairocffi": ((), ("libcairo2",)),
    "xhtml2pdf": (("gcc", "libc6-dev", "libcairo2-dev", "pkg-config"), ("libcairo2",)),
    "rlpycairo": (("gcc", "libc6-dev", "libcairo2-dev", "pkg-config"), ("libcairo2",)),
    "uwsgi": (("gcc", "libc6-dev"), ()),
    "xmlsec": (("gcc", "libc6-dev", "libxml2-dev", "libxmlsec1-dev", "pkg-config"), ("libxmlsec1t64", "libxmlsec1t64-openssl")),
    "python3-saml": (("gcc", "libc6-dev", "libxml2-dev", "libxmlsec1-dev", "pkg-config"), ("libxmlsec1t64", "libxmlsec1t64-openssl")),
    "djangosaml2": ((), ("xmlsec1",)),
    "pysaml2": ((), ("xmlsec1",)),
    "pdf2image": ((), ("poppler-utils",)),
    "pytesseract": ((), ("tesseract-ocr",)),
    "pydub": ((), ("ffmpeg",)),
    "ffmpeg-python": ((), ("ffmpeg",)),
    "moviepy": ((), ("ffmpeg",)),
    "openai-whisper": ((), ("ffmpeg",)),
    "pyzbar": ((), ("libzbar0t64",)),
    "pylibmc": (("gcc", "libc6-dev", "libmemcached-dev", "zlib1g-dev"), ("libmemcached11t64",)),
    "gdal": _GDAL,
    "wand": ((), ("libmagickwand-7.q16-10",)),
    "pyaudio": (("gcc", "libc6-dev", "portaudio19-dev"), ("libportaudio2",)),
    "pygraphviz": (("gcc", "libc6-dev", "libgraphviz-dev", "pkg-config"), ("graphviz",)),
    "graphviz": ((), ("graphviz",)),
    "pydot": ((), ("graphviz",)),
    "textract": ((), ("antiword", "poppler-utils", "tesseract-ocr")),
    "camelot-py": ((), ("ghostscript", "libgl1")),
    "pykerberos": (("gcc", "libc6-dev", "libkrb5-dev"), ("libgssapi-krb5-2",)),
    "gssapi": (("gcc", "libc6-dev", "libkrb5-dev"), ("libgssapi-krb5-2",)),
    "gitpython": ((), ("git",)),
    "pycurl": (("gcc", "libc6-dev", "libcurl4-openssl-dev", "libssl-dev"), ("libcurl4t64",)),
    "m2crypto": (("gcc", "libc6-dev", "libssl-dev", "swig"), ("libssl3t64",)),
    "netifaces": (("gcc", "libc6-dev"), ()),
    "pyicu": (("g++", "libicu-dev", "pkg-config"), ("libicu76",)),
    "dbus-python": (("gcc", "libc6-dev", "libdbus-1-dev", "libglib2.0-dev", "pkg-config"), ("libdbus-1-3", "libglib2.0-0t64")),
    "bluepy": (("gcc", "libc6-dev", "libglib2.0-dev"), ("libglib2.0-0t64",)),
    "pyheif": (("gcc", "libc6-dev", "libheif-dev"), ("libheif1",)),
    "playwright": _CHROMIUM,
}

GEODJANGO = ("gdal-bin", "libgeos-c1t64", "libproj25")
"""What ``django.contrib.gis`` loads at run time."""

FILE_URLS: dict[str, str] = {"tortoise-orm": "sqlite://{}", "aiosqlite": "sqlite+aiosqlite:///{}", **dict.fromkeys(("sqlalchemy", "sqlmodel", "flask-sqlalchemy", "databases", "dj-database-url", "django-environ"), "sqlite:///{}")}
"""Toolkit → what it takes for the address of a SQLite file, ``{}`` for the absolute path; as its own documentation spells it."""
