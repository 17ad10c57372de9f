"""Lockfiles of Poetry, PDM, uv, Pipenv and PEP 751 beside the manifests they were made from."""

from __future__ import annotations

import pytest
from tests.unit.inventory.told import chains, left, project, rows, why

POETRY_MANIFEST = """[tool.poetry]
name = "shop"

[tool.poetry.dependencies]
python = "^3.11"
Flask = "^3.0"
redis = { version = "^5.0", optional = true }
forked = { git = "https://github.com/x/forked.git" }
winonly = { version = "^1.0", markers = "sys_platform == 'win32'" }

[tool.poetry.group.dev.dependencies]
pytest = "^8.0"
lost = "^1.0"
"""
POETRY_LOCK = """[[package]]
name = "flask"
version = "3.0.0"
optional = false
python-versions = ">=3.8"
files = []

[package.dependencies]
Werkzeug = ">=3.0.0"

[[package]]
name = "forked"
version = "1.0.0"
optional = false
python-versions = "*"

[package.dependencies]
deep = "*"

[package.source]
type = "git"
url = "https://github.com/x/forked.git"

[[package]]
name = "deep"
version = "0.1"
optional = false
python-versions = "*"

[[package]]
name = "pytest"
version = "8.0.0"
optional = false
python-versions = ">=3.8"

[[package]]
name = "redis"
version = "5.0.1"
optional = true
python-versions = ">=3.7"

[[package]]
name = "werkzeug"
version = "3.0.1"
optional = false
python-versions = ">=3.8"

[[package]]
name = "winonly"
version = "1.0"
optional = false
python-versions = "*"

[extras]
cache = ["redis"]

[metadata]
lock-version = "2.0"
python-versions = "^3.11"
content-hash = "aa"
"""


def test_poetry():
    found = project(**{"poetry.lock": POETRY_LOCK, "pyproject.toml": POETRY_MANIFEST})
    assert rows(found) == [
        "deep 0.1 production transitive :25", "flask 3.0.0 production direct [^3.0] :2", "pytest 8.0.0 development direct [^8.0] :31", "redis 5.0.1 optional direct [^5.0] :37", "werkzeug 3.0.1 production transitive :43",
        "winonly 1.0 production direct [^1.0] :49",
    ]
    assert chains(found, "werkzeug") == ["flask@3.0.0 > werkzeug@3.0.1"] and chains(found, "deep") == ["forked@1.0.0 > deep@0.1"]
    assert left(found) == ["forked | https://github.com/x/forked.git | it comes from a repository, :12", "lost | ^1.0 | the manifest asks for it, :13"]
    assert found.files == ("poetry.lock", "pyproject.toml")


def test_poetry_2_and_0_state_the_group():
    assert rows(project(**{"poetry.lock": POETRY_LOCK.replace('name = "pytest"', 'name = "pytest"\ngroups = ["dev"]')}))[2] == "pytest 8.0.0 development ? :31"
    assert rows(project(**{"poetry.lock": POETRY_LOCK.replace('name = "pytest"', 'name = "pytest"\ncategory = "main"')}))[2] == "pytest 8.0.0 production ? :31"


UV = """version = 1
requires-python = ">=3.12"

[manifest]
members = ["shop", "lib"]

[manifest.dependency-groups]
tools = [{ name = "ruff", specifier = ">=0.5" }]

[[package]]
name = "anyio"
version = "4.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "fastapi"
version = "0.110.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "starlette" },
]

[package.optional-dependencies]
standard = [
    { name = "uvicorn" },
]

[[package]]
name = "forked"
version = "1.0"
source = { git = "https://github.com/x/forked.git?rev=main#abc" }
dependencies = [{ name = "anyio" }]

[[package]]
name = "lib"
version = "0.1.0"
source = { editable = "packages/lib" }
dependencies = [{ name = "forked" }]

[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "ruff"
version = "0.5.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "fastapi", extra = ["standard"] },
    { name = "lib" },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[package.metadata]
requires-dist = [
    { name = "fastapi", extras = ["standard"], specifier = ">=0.110" },
    { name = "lib", editable = "packages/lib" },
]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = ">=8" }]

[[package]]
name = "starlette"
version = "0.36.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "anyio" }]

[[package]]
name = "uvicorn"
version = "0.29.0"
source = { registry = "https://pypi.org/simple" }
"""


def test_uv():
    found = project(**{"uv.lock": UV, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n', "packages/lib/pyproject.toml": '[project]\nname = "lib"\n'})
    assert rows(found) == [
        "anyio 4.0.0 production transitive :11", "fastapi 0.110.0 production direct [>=0.110] :16", "pytest 8.0.0 development direct [>=8] :41", "ruff 0.5.0 development direct [>=0.5] :46", "starlette 0.36.0 production transitive :72",
        "uvicorn 0.29.0 production transitive :78",
    ]
    assert chains(found, "anyio") == ["forked@1.0 > anyio@4.0.0", "fastapi@0.110.0 > starlette@0.36.0 > anyio@4.0.0"]
    assert chains(found, "uvicorn") == ["fastapi[standard]@0.110.0 > uvicorn@0.29.0"]
    assert left(found) == ["forked | https://github.com/x/forked.git?rev=main#abc | it comes from a repository, :29"]
    assert found.files == ("packages/lib/pyproject.toml", "pyproject.toml", "uv.lock")


PDM = """[metadata]
groups = ["default", "dev"]
strategy = ["inherit_metadata"]
lock_version = "4.5.0"
content_hash = "sha256:aa"

[[package]]
name = "httpx"
version = "0.27.0"
groups = ["default"]
dependencies = [
    "anyio",
    "idna<4; python_version >= \\"3.8\\"",
]

[[package]]
name = "httpx"
version = "0.27.0"
extras = ["http2"]
groups = ["default"]
dependencies = ["h2<5,>=3", "httpx==0.27.0"]

[[package]]
name = "anyio"
version = "4.0.0"
groups = ["default"]

[[package]]
name = "h2"
version = "4.1.0"
groups = ["default"]

[[package]]
name = "idna"
version = "3.7"
groups = ["default"]

[[package]]
name = "pytest"
version = "8.0.0"
groups = ["dev"]

[[package]]
name = "shoplib"
version = "0.1"
path = "./lib"
groups = ["default"]
"""


def test_pdm():
    found = project(**{"pdm.lock": PDM, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["httpx[http2]>=0.27", "shoplib @ file:///${PROJECT_ROOT}/lib", "lost>=1"]\n[project.optional-dependencies]\nnotlocked = ["x>=1"]\n[tool.pdm.dev-dependencies]\ndev = ["pytest>=8"]\n'})
    assert rows(found) == ["anyio 4.0.0 production transitive :24", "h2 4.1.0 production transitive :29", "httpx 0.27.0 production direct [>=0.27] :8", "idna 3.7 production transitive :34", "pytest 8.0.0 development direct [>=8] :39"]
    assert chains(found, "h2") == ["httpx@0.27.0 > h2@4.1.0"]
    assert left(found) == ["lost | >=1 | the manifest asks for it, :3", "shoplib | ./lib | it is a directory or :44"]


PYLOCK = """lock-version = "1.0"
created-by = "pip"

[[packages]]
name = "attrs"
version = "25.1.0"
dependencies = [{ name = "idna" }]

[[packages]]
name = "idna"
version = "3.7"

[[packages]]
name = "pytest"
version = "8.0.0"
marker = "'dev' in dependency_groups"

[[packages]]
name = "forked"
version = "1.0"
[packages.vcs]
type = "git"
url = "https://github.com/x/forked.git"
"""


def test_pylock():
    found = project(**{"pylock.toml": PYLOCK, "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["attrs>=25"]\n'})
    assert rows(found) == ["attrs 25.1.0 production direct [>=25] :5", "idna 3.7 production transitive :10", "pytest 8.0.0 development transitive :14"]
    assert left(found) == ["forked | 1.0 | it comes from a repository, :19"]
    assert rows(project(**{"pylock.dev.toml": PYLOCK}))[0] == "attrs 25.1.0 production ? :5"


PIPENV = """{
    "_meta": {"hash": {"sha256": "aa"}, "pipfile-spec": 6, "requires": {}, "sources": []},
    "default": {
        "flask": {"hashes": [], "index": "pypi", "version": "==3.0.0"},
        "forked": {"git": "https://github.com/x/forked.git", "ref": "abc"},
        "werkzeug": {"version": "==3.0.1"}
    },
    "develop": {
        "pytest": {"version": "==8.0.0"}
    }
}
"""


def test_pipenv():
    found = project(**{"Pipfile.lock": PIPENV, "Pipfile": '[packages]\nflask = "*"\nforked = {git = "https://github.com/x/forked.git"}\nlost = ">=1"\n[dev-packages]\npytest = ">=8"\n'})
    assert rows(found) == ["flask 3.0.0 production direct :4", "pytest 8.0.0 development direct [>=8] :9", "werkzeug 3.0.1 production transitive :6"]
    assert left(found) == ["forked | https://github.com/x/forked.git | it comes from a repository, :5", "lost | >=1 | the manifest asks for it, :4"]
    assert rows(project(**{"Pipfile": '[packages]\nflask = ">=2.0"\n'})) == ["flask 2.0 production direct [>=2.0] ~ :2"]


@pytest.mark.parametrize("name", ["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml"])
def test_what_is_none_is_said(name: str):
    assert list(why(project(**{name: "[x]\ny = 1\n"}))) == [name]
    assert "no TOML" in why(project(**{name: "not toml"}))[name]


def test_a_broken_manifest_is_said_and_the_lockfile_read_without_it():
    found = project(**{"poetry.lock": POETRY_LOCK, "pyproject.toml": "[tool.poetry\n"})
    assert "no TOML" in why(found)["pyproject.toml"] and rows(found)[1] == "flask 3.0.0 unknown ? :2"
