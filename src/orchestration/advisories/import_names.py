"""By which names Python code imports a package, where that is known: the top-level modules in each project's own wheel.

Read from the wheels' own lists of files on PyPI in November 2026, or from the project's documentation where it has no wheel. A package that is
not here may be imported by any name: nothing is then said of it but what is found.
"""

from __future__ import annotations

from collections.abc import Mapping

_SAME = """
aiohttp alembic anyio arrow asgiref asyncpg bleach boto3 botocore celery certifi chardet click cryptography django ecdsa fastapi flask
gevent gradio gunicorn h11 h2 httplib2 httpx idna jinja2 joblib keras kombu langchain lxml mako markdown matplotlib mistune mlflow nltk
numpy oauthlib pandas paramiko passlib peewee pip plotly psutil psycopg2 pydantic pyftpdlib pygments pymysql pyramid redis reportlab
requests rsa sanic scipy scrapy simplejson sqlalchemy sqlparse starlette streamlit tensorflow torch tornado tqdm twisted ujson urllib3
uvicorn virtualenv waitress werkzeug wheel wtforms zipp
"""
IMPORT_NAMES: Mapping[str, tuple[str, ...]] = {name: (name,) for name in _SAME.split()} | {
    "attrs": ("attr", "attrs"), "beautifulsoup4": ("bs4",), "django-allauth": ("allauth",), "django-cors-headers": ("corsheaders",), "django-filter": ("django_filters",),
    "djangorestframework": ("rest_framework",), "djangorestframework-simplejwt": ("rest_framework_simplejwt",), "flask-cors": ("flask_cors",), "flask-login": ("flask_login",),
    "flask-sqlalchemy": ("flask_sqlalchemy",), "flask-wtf": ("flask_wtf",), "gitpython": ("git",), "graphql-core": ("graphql",), "grpcio": ("grpc",), "mysql-connector-python": ("mysql",),
    "mysqlclient": ("MySQLdb",), "opencv-python": ("cv2",), "opencv-python-headless": ("cv2",), "pillow": ("PIL",), "protobuf": ("google.protobuf",), "psycopg2-binary": ("psycopg2",),
    "pycrypto": ("Crypto",), "pycryptodome": ("Crypto",), "pycryptodomex": ("Cryptodome",), "pyjwt": ("jwt",), "pymongo": ("pymongo", "bson", "gridfs"), "pyopenssl": ("OpenSSL",),
    "python-dateutil": ("dateutil",), "python-dotenv": ("dotenv",), "python-jose": ("jose",), "python-ldap": ("ldap", "ldapurl", "ldif"), "python-multipart": ("multipart", "python_multipart"),
    "python-socketio": ("socketio",), "pyyaml": ("yaml",), "pyzmq": ("zmq",), "ruamel-yaml": ("ruamel.yaml",), "scikit-learn": ("sklearn",), "sentry-sdk": ("sentry_sdk",),
    "setuptools": ("setuptools", "pkg_resources"), "yt-dlp": ("yt_dlp",), "tensorflow-cpu": ("tensorflow",), "tensorflow-gpu": ("tensorflow",),
}
"""PEP 503 name → the modules its wheel installs."""
