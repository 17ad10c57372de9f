"""What is said of a request must hold for that request: notices, next steps and names follow what was asked."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from orchestration.edges.tree import DirectoryTree, MemoryTree
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many
from orchestration.profiling import profile

TODAY = date(2026, 11, 1)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "package.json").write_text(json.dumps({"name": "shop", "version": "1.0.0", "engines": {"node": "18"}, "scripts": {"start": "node server.js", "test": "node --test"}, "dependencies": {"express": "^5.1.0"}}))
    (root / "package-lock.json").write_text(json.dumps({"name": "shop", "lockfileVersion": 3, "packages": {}}))
    (root / "server.js").write_text("require('express')().listen(3000);\n")
    return root


def made(root: Path, requirements: str, platform: str = "none", language: str = "en") -> Run:
    return run_many([Request(task=t, project=str(root), requirements=requirements, platform=platform, language=language, today=TODAY) for t in ("dockerfile", "ci_cd")], with_checks=False)


def ends_of_life(run: Run) -> set[str]:
    return {n.text.en for r in run.results for n in r.notices if n.about == "end-of-life"}


def test_the_end_of_life_is_that_of_the_release_that_is_used(project: Path) -> None:
    assert any("nodejs 18" in text for text in ends_of_life(made(project, "")))
    assert ends_of_life(made(project, "Node 24")) == set()
    assert all("nodejs 16" in text for text in ends_of_life(made(project, "Node 16"))) and ends_of_life(made(project, "Node 16"))


@pytest.mark.parametrize(("text", "is_named"), [("preview deployments", True), ("no preview", False), ("sans preview", False)])
def test_what_only_previews_need_is_a_step_with_previews_only(project: Path, text: str, is_named: bool) -> None:
    steps = [s.en for r in made(project, text, "kubernetes").results for s in r.next_steps]
    assert any("PREVIEW_DOMAIN" in step for step in steps) is is_named and any("KUBE_SERVER" in step for step in steps)


def test_steps_of_a_pipeline_are_named_in_the_readers_language(project: Path) -> None:
    text = {language: next(a.text for a in made(project, "", "aws", language).artefacts if a.path.endswith("deploy.yml")) + next(
        a.text for a in made(project, "", "aws", language).artefacts if a.path.endswith("ci.yml")) for language in ("en", "fr")}
    assert "Set up Node.js" in text["en"] and "Sign in to AWS" in text["en"]
    assert "Set up" not in text["fr"] and "Sign in" not in text["fr"] and "Connexion à AWS" in text["fr"]


@pytest.mark.parametrize(("ini", "command"), [("[alembic]\nscript_location = alembic\n", "python -m alembic upgrade head"), ("[alembic]\nprepend_sys_path = .\n", "alembic upgrade head"),
                                              ("[alembic]\n# prepend_sys_path = .\n", "python -m alembic upgrade head")])
def test_alembic_finds_the_app_it_imports(ini: str, command: str) -> None:
    """The program itself has its own directory on the import path, not the app's (Alembic's tutorial, ``prepend_sys_path``)."""
    tree = MemoryTree({"alembic.ini": ini.encode(), "requirements.txt": b"fastapi\nalembic\n", "main.py": b"from fastapi import FastAPI\napp = FastAPI()\n"}, "x")
    assert profile(tree).command("migrate").line == command  # type: ignore[union-attr]


@pytest.mark.parametrize("server", ['HTTPServer(("0.0.0.0", 8123), H)', 'class Own(ThreadingMixIn, HTTPServer):\n    pass\n\nOwn(("", int(os.environ.get("PORT", "8123"))), H)',
                                    "PORT = 8123\nwith socketserver.TCPServer((\"\", PORT), H) as httpd:\n    httpd.serve_forever()"])
def test_the_standard_librarys_servers_say_their_port(server: str) -> None:
    code = f"import os, socketserver\nfrom http.server import HTTPServer\n{server}\n"
    assert profile(MemoryTree({"requirements.txt": b"requests\n", "server.py": code.encode()}, "x")).port.value == 8123  # type: ignore[union-attr]


def test_an_app_that_only_works_is_what_its_worker_runs() -> None:
    found = profile(MemoryTree({"requirements.txt": b"requests\n", "Procfile": b"worker: python worker.py\nclock: python clock.py\n", "worker.py": b"", "clock.py": b""}, "x"))
    assert found.command("start").line == "python worker.py" and [f.value.name for f in found.processes] == ["clock"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("path", "route"), [("", "/api/health"), ("/", "/api/health/")])
def test_a_routers_own_prefix_may_be_the_health_path(path: str, route: str) -> None:
    files = {"requirements.txt": "fastapi\nuvicorn\n", "app/__init__.py": "", "app/main.py": "from fastapi import FastAPI\nfrom app import health, items\napp = FastAPI()\napp.include_router(items.router, prefix='/items')\napp.include_router(health.router, prefix='/api')\n",
             "app/health.py": f"from fastapi import APIRouter\nrouter = APIRouter(prefix='/health')\n@router.get('{path}')\ndef alive(): return {{}}\n", "app/items.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/')\ndef items(): return []\n"}
    assert profile(MemoryTree({name: text.encode() for name, text in files.items()}, "x")).health_path.value == route  # type: ignore[union-attr]


def test_what_migrates_or_seeds_by_the_factory_is_not_what_serves() -> None:
    files = {"requirements.txt": "flask\ngunicorn\n", "shop/__init__.py": "", "shop/app.py": "from flask import Flask\ndef create_app(settings=None):\n    app = Flask(__name__)\n    return app\n",
             "db/__init__.py": "", "db/env.py": "from alembic import context\nfrom shop.app import create_app\napp = create_app()\n", "db/seeds.py": "from shop.app import create_app\napp = create_app()\n"}
    found = profile(MemoryTree({name: text.encode() for name, text in files.items()}, "x"))
    assert found.command("start").argv[-1] == "shop.app:create_app()"  # type: ignore[union-attr]


@pytest.mark.parametrize(("dependency", "packages"), [("psycopg==3.2.3", ["libpq5"]), ("psycopg[binary]==3.2.3", []), ("psycopg[c,pool]", ["gcc", "libc6-dev", "libpq-dev", "libpq5"]), ("psycopg\npsycopg-binary", [])])
def test_psycopg_needs_the_systems_libpq_unless_it_brings_its_own(dependency: str, packages: list[str]) -> None:
    found = profile(MemoryTree({"requirements.txt": f"fastapi\n{dependency}\n".encode(), "main.py": b"from fastapi import FastAPI\napp = FastAPI()\n"}, "x"))
    assert sorted(f.value.name for f in found.system_packages) == packages


def test_browsers_for_tests_are_not_fetched_into_an_image(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"name": "shop", "scripts": {"start": "node server.js", "build": "tsc"}, "devDependencies": {"cypress": "13.17.0", "typescript": "5.9.2"}}))
    (tmp_path / "server.js").write_text("require('http').createServer().listen(3000);\n")
    run = run_many([Request(task="dockerfile", project=str(tmp_path))], with_checks=False)
    base = next(a.text for a in run.artefacts if a.path == "Dockerfile").split("\nFROM ")[1]
    assert "ENV CYPRESS_INSTALL_BINARY=0" in base and "PUPPETEER" not in base


@pytest.mark.parametrize(("variable", "directive", "ignored"), [
    ("VITE_FIREBASE_API_KEY", "# check=skip=SecretsUsedInArgOrEnv;error=true", True), ("VITE_AUTH_DOMAIN", "# check=skip=SecretsUsedInArgOrEnv;error=true", False),
    ("VITE_MAPBOX_TOKEN", "# check=skip=SecretsUsedInArgOrEnv;error=true", True), ("VITE_PUBLIC_KEY", "# check=error=true", False), ("VITE_API_URL", "# check=error=true", False),
])
def test_what_browsers_are_given_is_no_secret_to_the_builder_either(variable: str, directive: str, ignored: bool, tmp_path: Path) -> None:
    """The builder's own checks end the build, and they judge by names."""
    (tmp_path / "package.json").write_text(json.dumps({"name": "shop", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7.0.0"}}))
    (tmp_path / "index.html").write_text("<script type=module src=/main.js></script>\n")
    (tmp_path / "main.js").write_text(f"console.log(import.meta.env.{variable});\n")
    run = run_many([Request(task="dockerfile", project=str(tmp_path))])
    text = next(a.text for a in run.artefacts if a.path == "Dockerfile")
    assert text.split("\n")[0] == directive and (f"# hadolint ignore=DL3064\nARG {variable}\n" in text) is ignored
    assert [v.state for v in run.verdicts if v.check == "hadolint"] == ["passed"]


@pytest.mark.parametrize(("stated", "image"), [("11.5-alpine", "postgres:11.5"), ("15-alpine", r"postgres:15\.\d+-trixie")])
def test_a_database_older_than_the_table_has_no_variant_that_came_later(project: Path, stated: str, image: str) -> None:
    """PostgreSQL 11.5 was never built on Debian 12: the tests' job would not start."""
    (project / "docker-compose.yml").write_text(f"services:\n  db:\n    image: postgres:{stated}\n")
    manifest = json.loads((project / "package.json").read_text())
    (project / "package.json").write_text(json.dumps({**manifest, "dependencies": {**manifest["dependencies"], "pg": "^8.0.0"}}))
    (project / "server.js").write_text("const { Pool } = require('pg');\nnew Pool({ connectionString: process.env.DATABASE_URL });\nrequire('express')().listen(3000);\n")
    ci = next(a.text for a in made(project, "").artefacts if a.path == ".github/workflows/ci.yml")
    assert re.search(rf"^\s+image: {image}(?:@\S+)?(?: |$)", ci, re.M), ci


@pytest.mark.parametrize(("name", "service"), [("@acme/source", "acme"), ("@acme/web", "web"), ("source", "source")])
def test_a_service_is_not_called_after_a_placeholder(project: Path, name: str, service: str) -> None:
    (project / "package.json").write_text((project / "package.json").read_text().replace('"name": "shop"', f'"name": "{name}"'))
    assert profile(DirectoryTree(project)).name.value == service
