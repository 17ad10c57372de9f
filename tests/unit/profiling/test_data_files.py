"""Where an app keeps its SQLite file: as its code, settings and example environment say, and by which variable it is told."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.profiling import profile

NODE = '{{"name": "x", "scripts": {{"start": "node server.js"}}, "dependencies": {{{}}}}}'
DJANGO = {
    "requirements.txt": "django\ngunicorn\n{more}", "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\nfrom django.core.management import execute_from_command_line\n',
    "site1/__init__.py": "", "site1/wsgi.py": 'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\napplication = get_wsgi_application()\n',
}
HERE = "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\n"


def seen(files: dict[str, str]) -> tuple[list[str], list[tuple[str, str, str]]]:
    found = profile(MemoryTree({path: text.encode() for path, text in files.items()}, "x"))
    return [s.value.kind for s in found.services], [(f.value.path, f.value.variable, f.value.form) for f in found.data_files]


def python(code: str, packages: str = "fastapi\nuvicorn\nsqlalchemy\n") -> dict[str, str]:
    return {"requirements.txt": packages, "main.py": f"import os\nfrom fastapi import FastAPI\napp = FastAPI()\n{code}\n"}


def django(settings: str, more: str = "") -> dict[str, str]:
    return {path: text.replace("{more}", more) for path, text in DJANGO.items()} | {"site1/settings.py": HERE + settings}


@pytest.mark.parametrize(("files", "expected"), [
    pytest.param(python('URL = "sqlite:///./sql_app.db"'), ("sql_app.db", "", "{}"), id="a URL in the code"),
    pytest.param(python('URL = "sqlite+aiosqlite:////var/lib/shop/shop.db"'), ("/var/lib/shop/shop.db", "", "{}"), id="an absolute path"),
    pytest.param(python('URL = os.getenv("DATABASE_URL", "sqlite:///./test.db")'), ("test.db", "DATABASE_URL", "sqlite:///{}"), id="a variable's default"),
    pytest.param(python('basedir = os.path.abspath(os.path.dirname(__file__))\nURI = os.environ.get("DATABASE_URL", "").replace(\n    "postgres://", "postgresql://") or \\\n    "sqlite:///" + os.path.join(basedir, "app.db")'),
                 ("app.db", "DATABASE_URL", "sqlite:///{}"), id="joined to the file's own directory"),
    pytest.param(python('from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\nURL = f"sqlite+aiosqlite:///{BASE_DIR}/data/app.db"'), ("data/app.db", "", "{}"), id="in a formatted string"),
    pytest.param(python('import sqlite3\ncon = sqlite3.connect("notes.db")', "fastapi\n"), ("notes.db", "", "{}"), id="the standard library"),
    pytest.param(python('import sqlite3\ndef db(app):\n    return sqlite3.connect(os.path.join(app.instance_path, "notes.sqlite"))', "flask\n"), ("instance/notes.sqlite", "", "{}"), id="an instance folder"),
    pytest.param({"requirements.txt": "flask\nflask-sqlalchemy==3.1.1\n", "app.py": "from flask import Flask\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///shop.db'\n"}, ("instance/shop.db", "", "{}"), id="Flask-SQLAlchemy's instance folder"),
    pytest.param({"requirements.txt": "flask\nflask-sqlalchemy==2.5.1\n", "app.py": "from flask import Flask\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///shop.db'\n"}, ("shop.db", "", "{}"), id="and before it had one"),
    pytest.param(django('DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}\n'), ("db.sqlite3", "", "{}"), id="Django's own"),
    pytest.param(django('\n\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}\n', "psycopg[binary]\n"), ("db.sqlite3", "", "{}"), id="Django's own, beside a client nobody uses"),
    pytest.param(django("import dj_database_url\nDATABASES = {\"default\": dj_database_url.config(default=f\"sqlite:///{BASE_DIR / 'db.sqlite3'}\")}\n", "dj-database-url\n"), ("db.sqlite3", "DATABASE_URL", "sqlite:///{}"), id="Django by a URL"),
    pytest.param({"package.json": NODE.format('"better-sqlite3": "11.0.0"'), "server.js": 'const path = require("path");\nconst db = require("better-sqlite3")(path.join(__dirname, "data", "todo.db"));\nrequire("http").createServer().listen(3000);\n'},
                 ("data/todo.db", "", "{}"), id="joined in JavaScript"),
    pytest.param({"package.json": NODE.format('"better-sqlite3": "11.0.0"'), "server.js": 'const Database = require("better-sqlite3");\nconst db = new Database(process.env.DB_FILE || "todo.db");\nrequire("http").createServer().listen(3000);\n'},
                 ("todo.db", "DB_FILE", "{}"), id="a path's variable"),
    pytest.param({"package.json": NODE.format(""), "server.js": 'const { DatabaseSync } = require("node:sqlite");\nconst db = new DatabaseSync("notes.db");\nrequire("http").createServer().listen(3000);\n'}, ("notes.db", "", "{}"), id="Node's own"),
    pytest.param({"package.json": NODE.format('"@prisma/client": "6.1.0"'), "server.js": 'require("http").createServer().listen(3000);\n', ".env.example": 'DATABASE_URL="file:./dev.db"\n',
                  "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n  url      = env("DATABASE_URL")\n}\n'}, ("./dev.db", "DATABASE_URL", "file:{}"), id="Prisma by a variable"),
    pytest.param({"package.json": NODE.format('"@prisma/client": "6.1.0"'), "server.js": 'require("http").createServer().listen(3000);\n',
                  "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n  url      = "file:./dev.db"\n}\n'}, ("prisma/dev.db", "", "{}"), id="Prisma's schema"),
    pytest.param({"package.json": NODE.format('"@libsql/client": "0.15.10"'), "server.js": "const url = process.env.DATABASE_URL;\nrequire('http').createServer().listen(3000);\n", ".env.example": "DATABASE_URL=file:dev.db\n"}, ("dev.db", "DATABASE_URL", "file:{}"), id="libSQL"),
    pytest.param({"go.mod": "module x\n\ngo 1.23\n\nrequire gorm.io/driver/sqlite v1.5.0\n", "main.go": 'package main\n\nimport (\n\t"net/http"\n\n\t"gorm.io/driver/sqlite"\n)\n\nfunc main() {\n\topen(sqlite.Open("test.db"))\n\thttp.ListenAndServe(":8080", nil)\n}\n'},
                 ("test.db", "", "{}"), id="Go"),
    pytest.param({"Cargo.toml": '[package]\nname="rs"\nversion="0.1.0"\nedition="2021"\n[dependencies]\naxum="0.7"\nsqlx={version="0.8",features=["sqlite"]}\n',
                  "src/main.rs": 'async fn main() {\n    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite://todos.db?mode=rwc".to_string());\n    tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();\n}\n'},
                 ("todos.db", "DATABASE_URL", "sqlite://{}?mode=rwc"), id="Rust, with what follows the path"),
    pytest.param({"Gemfile": 'source "https://rubygems.org"\ngem "rails", "~> 7.0.8"\ngem "sqlite3"\ngem "puma"\n', "config.ru": "run Rails.application\n", "config/application.rb": "require 'rails/all'\nmodule X\n  class Application < Rails::Application\n  end\nend\n",
                  "config/database.yml": "default: &default\n  adapter: sqlite3\n\ndevelopment:\n  <<: *default\n  database: db/development.sqlite3\n\nproduction:\n  <<: *default\n  database: db/production.sqlite3\n"}, ("db/production.sqlite3", "", "{}"), id="Rails, of production"),
    pytest.param({"pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId><version>3.4.0</version></dependency><dependency><groupId>org.xerial</groupId><artifactId>sqlite-jdbc</artifactId><version>3.47.0.0</version></dependency></dependencies></project>",
                  "src/main/java/A.java": "@SpringBootApplication class A { public static void main(String[] a) { SpringApplication.run(A.class, a); } }", "src/main/resources/application.properties": "spring.datasource.url=jdbc:sqlite:shop.db\n"}, ("shop.db", "", "{}"), id="Spring's properties"),
    pytest.param(python('URL = os.environ["DATABASE_URL"]', "fastapi\nsqlalchemy\naiosqlite\n"), ("app.db", "DATABASE_URL", "sqlite+aiosqlite:///{}"), id="a variable that must be there"),
])
def test_where_it_lies(files: dict[str, str], expected: tuple[str, str, str]) -> None:
    services, found = seen(files)
    assert (services, found) == (["sqlite"], [expected])


@pytest.mark.parametrize(("files", "services"), [
    pytest.param(python('URL = "sqlite:///:memory:"'), [], id="in memory"),
    pytest.param(python('URL = "sqlite+aiosqlite://"'), [], id="in memory, short"),
    pytest.param(python('# URL = "sqlite:///app.db"'), [], id="in a comment"),
    pytest.param(python("") | {"tests/conftest.py": 'URL = "sqlite:///test.db"\n'}, [], id="in a test"),
    pytest.param(python('URL = os.getenv("DATABASE_URL", "sqlite:///./dev.db")', "fastapi\nsqlalchemy\npsycopg\n"), ["postgresql"], id="development's fallback"),
    pytest.param(python('URL = "sqlite:///$(touch x).db"'), [], id="no path"),
    pytest.param(python('NAME = "thumbs.db"'), [], id="a file that is no database of the app"),
    pytest.param(django('import os\nDATABASES = {"default": {"ENGINE": os.environ.get("ENGINE", "django.db.backends.sqlite3"), "NAME": BASE_DIR / "db.sqlite3"}}\n', "psycopg\n"), ["postgresql"], id="Django told from outside"),
])
def test_where_there_is_none(files: dict[str, str], services: list[str]) -> None:
    assert seen(files) == (services, [])
