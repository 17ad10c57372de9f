"""What the compose file says of a service holds for every release a project may state, not for the newest alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from orchestration.model.request import Request
from orchestration.pipeline import run_many


def service(tmp_path: Path, wish: str, kind: str) -> dict[str, Any]:
    """The service as written for a plain app whose owner asks for it."""
    (tmp_path / "package.json").write_text('{"name": "shop", "scripts": {"start": "node server.js"}}')
    (tmp_path / "server.js").write_text("require('http').createServer((q, r) => r.end()).listen(3000)\n")
    run = run_many([Request(task="docker_compose", project=str(tmp_path), platform="none", requirements=wish)], with_checks=False)
    return YAML(typ="safe").load(next(a.text for a in run.artefacts if a.path == "docker-compose.yml"))["services"][kind]


@pytest.mark.parametrize("wish", ["Elasticsearch", "Elasticsearch 7.17.9"])
def test_a_search_server_starts_as_the_account_its_entrypoint_would_step_down_to(wish: str, tmp_path: Path) -> None:
    written = service(tmp_path, wish, "elasticsearch")
    assert written["user"] == "1000:0" and written["cap_drop"] == ["ALL"] and "cap_add" not in written


def test_the_client_that_asks_an_object_store_for_its_health_can_write_its_configuration(tmp_path: Path) -> None:
    written = service(tmp_path, "S3", "s3")
    assert written["read_only"] and written["healthcheck"]["test"][1] == "mc"
    assert any(written["environment"]["MC_CONFIG_DIR"].startswith(f"{at}/") for at in written["tmpfs"])


def files_of(root: Path, *tasks: str, **more: Any) -> dict[str, str]:
    run = run_many([Request(task=t, project=str(root), platform="none", **more) for t in tasks or ("dockerfile", "docker_compose")], with_checks=False)
    return {a.path: a.text for a in run.artefacts}


def loaded(text: str) -> dict[str, Any]:
    return YAML(typ="safe").load(text)


def lay(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Its database file is beside the code, its migration tool a development dependency."""
    return lay(tmp_path, package_dot_json='{"name": "notes", "scripts": {"start": "node server.js", "migrate": "knex migrate:latest"}, "dependencies": {"better-sqlite3": "11.0.0"}, "devDependencies": {"knex": "3.1.0"}}',
               server_dot_js="const Database = require('better-sqlite3');\nconst db = new Database('notes.db');\nrequire('http').createServer((q, r) => r.end()).listen(3000)\n")


def test_a_data_file_beside_the_code_lies_on_a_volume_and_a_link_leads_there(notes: Path) -> None:
    files = files_of(notes)
    compose, final = loaded(files["docker-compose.yml"]), files["Dockerfile"].rpartition("\nFROM ")[2]
    assert compose["services"]["notes"]["volumes"] == ["app-data:/app/data"] and compose["volumes"] == {"app-data": {}}
    assert "/app/data" not in " ".join(compose["services"]["notes"]["tmpfs"])
    made = final.index("ln -sfn /app/data/notes.db /app/notes.db")
    # After what brings the sources, or a file of theirs would take the link's place and their directories' owner.
    assert final.rindex("COPY") < made < final.index("USER 65532:65532") and "chown -R 65532:65532 /app/data" in final
    assert "notes.db*" in files[".dockerignore"].split("\n")


def test_a_migration_by_a_development_dependency_has_a_stage_and_the_apps_own_user(notes: Path) -> None:
    files = files_of(notes)
    migrate = loaded(files["docker-compose.yml"])["services"]["migrate"]
    assert migrate["build"]["target"] == "migrate" and migrate["user"] == "65532:65532" and migrate["volumes"] == ["app-data:/app/data"]
    assert "\nFROM installed AS migrate\n" in files["Dockerfile"]


def test_development_has_a_volume_of_its_own(notes: Path) -> None:
    text = (notes / "package.json").read_text().replace('"start"', '"dev": "node --watch server.js", "start"')
    (notes / "package.json").write_text(text)
    development = loaded(files_of(notes)["docker-compose.dev.yml"])
    assert development["services"]["notes"]["volumes"] == development["services"]["migrate"]["volumes"] == ["app-data-dev:/app/data"]
    assert development["volumes"] == {"app-data-dev": {}} and development["services"]["notes"]["cap_add"] == ["CHOWN", "DAC_OVERRIDE"]


def test_a_variable_that_says_where_the_file_is_needs_no_link_and_is_nobodys_secret(tmp_path: Path) -> None:
    lay(tmp_path, requirements_dot_txt="fastapi\nuvicorn\nsqlalchemy\n", main_dot_py='import os\nfrom fastapi import FastAPI\nurl = os.getenv("DATABASE_URL", "sqlite:///./notes.db")\napp = FastAPI()\n')
    files = files_of(tmp_path)
    (app,) = loaded(files["docker-compose.yml"])["services"].values()
    assert app["environment"] == {"DATABASE_URL": "sqlite:////app/data/notes.db"} and "secrets" not in app
    assert "DATABASE_URL=sqlite:////app/data/notes.db" in files["Dockerfile"] and "ln -sfn" not in files["Dockerfile"]
    assert "# DATABASE_URL=" in files[".env.example"]


def test_a_server_that_is_asked_for_takes_the_files_place(tmp_path: Path) -> None:
    lay(tmp_path, requirements_dot_txt="fastapi\nuvicorn\nsqlalchemy\n", main_dot_py='import os\nfrom fastapi import FastAPI\nurl = os.getenv("DATABASE_URL", "sqlite:///./notes.db")\napp = FastAPI()\n')
    app = next(v for k, v in loaded(files_of(tmp_path, requirements="PostgreSQL 16")["docker-compose.yml"])["services"].items() if k != "postgresql")
    assert app["environment"]["DATABASE_URL"].startswith("postgresql")


def test_of_a_persons_own_image_nobody_knows_where_the_file_is(notes: Path) -> None:
    lay(notes, Dockerfile="FROM node:24\nWORKDIR /srv\nCOPY . .\nCMD [\"node\", \"server.js\"]\n")
    run = run_many([Request(task="docker_compose", project=str(notes), platform="none")], with_checks=False)
    compose = loaded(next(a.text for a in run.artefacts if a.path == "docker-compose.yml"))
    assert "volumes" not in compose and any("notes.db" in n.text.en and "mount a volume" in n.text.en for r in run.results for n in r.notices)


def test_uploads_outlive_the_container_too(tmp_path: Path) -> None:
    lay(tmp_path, requirements_dot_txt="django\ngunicorn\npsycopg\n", manage_dot_py='import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nfrom django.core.management import execute_from_command_line\n',
        shop__settings_dot_py='from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nMEDIA_ROOT = BASE_DIR / "media"\nDATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}\n',
        shop__wsgi_dot_py='import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n')
    compose = loaded(files_of(tmp_path)["docker-compose.yml"])
    assert "app-media" in compose["volumes"] and not any("media" in t for s in compose["services"].values() for t in s.get("tmpfs", ()))


def test_workers_have_the_image_without_the_servers_health_check(notes: Path) -> None:
    """``docker compose up --wait`` gives up on a service whose check is switched off."""
    lay(notes, Procfile="web: node server.js\nworker: node worker.js\n", worker_dot_js="setInterval(() => {}, 1000)\n")
    files = files_of(notes)
    worker = loaded(files["docker-compose.yml"])["services"]["worker"]
    assert worker["build"]["target"] == "worker" and worker["image"] == "notes-worker:${VERSION:-local}" and "healthcheck" not in worker
    before, final = files["Dockerfile"].split("\nFROM worker AS final\n")
    assert "HEALTHCHECK" in final and "HEALTHCHECK" not in before and "USER 65532:65532" in before.rpartition("\nFROM ")[2]


def test_what_answers_no_requests_has_no_health_check_to_be_waited_for(tmp_path: Path) -> None:
    lay(tmp_path, requirements_dot_txt="requests\n", Procfile="worker: python worker.py\n", worker_dot_py="import time\nwhile True:\n    time.sleep(9)\n")
    written = files_of(tmp_path, "dockerfile")["Dockerfile"]
    assert "HEALTHCHECK" not in written and "# checkov:skip=CKV_DOCKER_2:it answers no requests" in written


PSYCOPG = {"requirements_dot_txt": "django\ngunicorn\npsycopg[binary]\n", "manage_dot_py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nfrom django.core.management import execute_from_command_line\n',
           "shop__wsgi_dot_py": 'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n'}


@pytest.mark.parametrize(("settings", "expected"), [
    ('DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}}\nif os.getenv("DB") == "postgres":\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.getenv("DB_HOST", "")}}\n',
     {"DB": "postgres", "DB_HOST": "postgresql"}),
    ('DATABASES = {"default": {"ENGINE": os.environ.get("SQL_ENGINE", "django.db.backends.sqlite3"), "HOST": os.environ.get("SQL_HOST", "localhost")}}\n', {"SQL_ENGINE": "django.db.backends.postgresql", "SQL_HOST": "postgresql"}),
    ('SHOP_DB_ENGINE = os.getenv("SHOP_DB_ENGINE", "sqlite")\nif SHOP_DB_ENGINE == "postgresql":\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.getenv("SHOP_DB_HOST"), "PASSWORD": os.getenv("SHOP_DB_PASSWORD"), "USER": os.getenv("SHOP_DB_USER")}}\n',
     {"SHOP_DB_ENGINE": "postgresql", "SHOP_DB_HOST": "postgresql", "SHOP_DB_USER": "app", "SHOP_DB_PASSWORD_FILE": "/run/secrets/postgres_password"}),
    ('DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": envsecret("DB_HOST"), "NAME": get_env("DB_NAME", "x")}}\n', {"DB_HOST": "postgresql", "DB_NAME": "app"}),
])
def test_an_app_that_can_speak_several_databases_is_told_which(settings: str, expected: dict[str, str], tmp_path: Path) -> None:
    lay(tmp_path, **PSYCOPG, shop__settings_dot_py="import os\n" + settings)
    environment = next(v for k, v in loaded(files_of(tmp_path)["docker-compose.yml"])["services"].items() if k not in ("postgresql", "migrate"))["environment"]
    assert {k: environment.get(k) for k in expected} == expected


def test_another_databases_variables_are_left_alone(tmp_path: Path) -> None:
    lay(tmp_path, **PSYCOPG, shop__settings_dot_py='import os\nDATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.getenv("DB_HOST")}, "old": {"ENGINE": "django.db.backends.postgresql", "HOST": os.getenv("LEGACY_DB_HOST"), "PASSWORD": os.getenv("LEGACY_DB_PASSWORD")}}\n')
    environment = next(v for k, v in loaded(files_of(tmp_path)["docker-compose.yml"])["services"].items() if k not in ("postgresql", "migrate"))["environment"]
    assert environment["DB_HOST"] == "postgresql" and "LEGACY_DB_HOST" not in environment


def test_a_driver_that_defaults_to_the_server_is_left_alone(tmp_path: Path) -> None:
    lay(tmp_path, package_dot_json='{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"typeorm": "0.3.0", "pg": "8.0.0"}}',
        server_dot_js="const type = process.env.DB_TYPE || 'postgres';\nconst other = process.env.CACHE_TYPE || 'sqlite';\nrequire('http').createServer().listen(3000);\n")
    environment = loaded(files_of(tmp_path)["docker-compose.yml"])["services"]["shop"].get("environment", {})
    assert not {"DB_TYPE", "CACHE_TYPE"} & set(environment)


def test_a_driver_may_be_called_by_its_package(tmp_path: Path) -> None:
    lay(tmp_path, package_dot_json='{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"knex": "3.1.0", "pg": "8.0.0"}}',
        server_dot_js="const big = process.env.DB_CLIENT === 'pg';\nconst host = process.env.DB_HOST;\nrequire('http').createServer().listen(3000);\n")
    assert loaded(files_of(tmp_path)["docker-compose.yml"])["services"]["shop"]["environment"]["DB_CLIENT"] == "pg"


@pytest.mark.parametrize(("database", "status"), [('{"ENGINE": "django.db.backends.sqlite3", "NAME": "x.sqlite3"}', "partly met"), ('{"ENGINE": os.environ.get("ENGINE", "django.db.backends.sqlite3"), "NAME": "x.sqlite3"}', "met")])
def test_a_server_that_fixed_settings_never_open_is_not_simply_met(database: str, status: str, tmp_path: Path) -> None:
    lay(tmp_path, **PSYCOPG, shop__settings_dot_py=f'import os\n\nDATABASES = {{"default": {database}}}\n')
    run = run_many([Request(task="docker_compose", project=str(tmp_path), platform="none", requirements="PostgreSQL 16")], with_checks=False)
    assert [o.status for o in run.outcomes] == [status]
