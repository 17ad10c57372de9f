"""A variable's value has the form its code asks for, wherever one is made up: in a test job, in a proof, in a secret's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.model.profile import EnvVar
from orchestration.model.request import Request
from orchestration.pipeline import run_many
from orchestration.profiling import profile
from orchestration.proof.dummies import MARK, canary, fill

SETTINGS = """\
from typing import Annotated, Optional
from pydantic import EmailStr, Field, HttpUrl, PostgresDsn, SecretStr
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    OWNER: EmailStr
    FRONT: HttpUrl
    COUNT: int
    RATIO: Optional[float]
    FLAG: bool
    TITLE: str
    EITHER: int | str
    SIGNING_KEY: SecretStr = Field(..., min_length=48)
    LIMITED: Annotated[int, Field(gt=0)]
"""
SCHEMA = """\
import { z } from "zod";
export const env = z.object({
  OWNER: z.string().email(),
  FRONT: z.url(),
  COUNT: z.coerce.number(),
  WORKERS: z.coerce.number().int().min(4),
  FLAG: z.stringbool(),
  TITLE: z.string().min(20),
}).parse(process.env);
"""


def variables(files: dict[str, str]) -> dict[str, EnvVar]:
    found = profile(MemoryTree({name: text.encode() for name, text in files.items()}, "shop"))
    return {f.value.name: f.value for f in found.env}


PYTHON = {"requirements.txt": "fastapi\npydantic-settings\nuvicorn\n", "main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "settings.py": SETTINGS}
NODE = {"package.json": json.dumps({"name": "shop", "scripts": {"start": "node s.js", "test": "node --test"}, "dependencies": {"express": "^5", "zod": "^4"}}), "s.js": 'require("express")().listen(3000)\n', "env.ts": SCHEMA}


def test_pydantic_types_say_what_a_value_must_look_like() -> None:
    found = variables(PYTHON)
    assert {name: found[name].form for name in ("OWNER", "FRONT", "COUNT", "RATIO", "FLAG", "TITLE", "EITHER", "LIMITED")} == {
        "OWNER": "email", "FRONT": "url", "COUNT": "integer", "RATIO": "number", "FLAG": "boolean", "TITLE": "", "EITHER": "", "LIMITED": "integer"}
    assert found["SIGNING_KEY"].length == 48


def test_a_schema_in_javascript_says_so_too() -> None:
    found = variables(NODE)
    assert {name: (var.form, var.length) for name, var in found.items()} == {
        "OWNER": ("email", 0), "FRONT": ("url", 0), "COUNT": ("number", 0), "WORKERS": ("integer", 0), "FLAG": ("boolean", 0), "TITLE": ("", 20)}


def made(root: Path, files: dict[str, str]) -> dict[str, str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    run = run_many([Request(task=t, project=str(root), platform="none") for t in ("dockerfile", "docker_compose", "ci_cd")], with_checks=False)
    return {a.path: a.text for a in run.artefacts}


def test_a_test_job_gets_values_that_pass_the_schema(tmp_path: Path) -> None:
    job = made(tmp_path, NODE)[".github/workflows/ci.yml"]
    for line in ("OWNER: ci-placeholder@example.com", "FRONT: http://localhost", "COUNT: '1'", "FLAG: 'false'", "TITLE: ci-placeholder000000"):
        assert line in job


def test_what_a_committed_file_states_is_not_overruled(tmp_path: Path) -> None:
    job = made(tmp_path, {**NODE, ".env.test": "OWNER=me@example.org\nTITLE=\n"})[".github/workflows/ci.yml"]
    assert "OWNER:" not in job and "me@example.org" not in job and "TITLE:" in job


@pytest.mark.parametrize("rule", [".env.test", "/.env*", "*.test"])
def test_a_file_that_git_ignores_states_nothing(rule: str, tmp_path: Path) -> None:
    job = made(tmp_path, {**NODE, ".env.test": "OWNER=me@example.org\n", ".gitignore": rule + "\n"})[".github/workflows/ci.yml"]
    assert "OWNER: ci-placeholder@example.com" in job


def test_a_rule_taken_back_counts(tmp_path: Path) -> None:
    job = made(tmp_path, {**NODE, ".env.test": "OWNER=me@example.org\n", ".gitignore": ".env*\n!.env.test\n"})[".github/workflows/ci.yml"]
    assert "OWNER:" not in job


def test_a_mail_client_speaks_to_the_mail_catcher_without_tls(tmp_path: Path) -> None:
    files = {**PYTHON, "settings.py": SETTINGS + "    SMTP_HOST: str\n    SMTP_TLS: bool = True\n    SMTP_SSL: bool = False\n", "requirements.txt": PYTHON["requirements.txt"] + "emails\n"}
    compose = made(tmp_path, files)["docker-compose.yml"]
    assert "SMTP_TLS: 'False'" in compose and "SMTP_HOST: mail" in compose and "SMTP_SSL: " not in compose


def test_a_proof_fills_in_what_the_code_requires() -> None:
    known = {v.name: v for v in (EnvVar("OWNER", form="email"), EnvVar("NOTE", required=False), EnvVar("APP_KEY", is_secret=True, form="key", length=32), EnvVar("JWT_SECRET", is_secret=True, length=100))}
    filled = fill({"OWNER": "", "NOTE": "", "APP_KEY": "", "JWT_SECRET": "", "OTHER": ""}, {}, "0123456789ab", known)
    assert filled["OWNER"].endswith("@example.com") and "NOTE" not in filled and "OTHER" not in filled
    assert len(filled["APP_KEY"]) == 32 and len(filled["JWT_SECRET"]) == 100 and filled["APP_KEY"].startswith(MARK)
    # A secret of compose is named in small letters.
    assert len(canary("app_key", "0", known)) == 32


def test_a_compose_file_of_the_repository_that_starts_the_app_is_named(tmp_path: Path) -> None:
    files = {f"api/{name}": text for name, text in NODE.items()} | {"compose.yaml": "services:\n  web:\n    build: ./api\n"}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    result = run_many([Request(task="docker_compose", project=str(tmp_path), app="api")], with_checks=False).results[0]
    assert [str(n.evidence[0]) for n in result.notices if "compose.yaml" in n.text.en] == ["compose.yaml:2"]
