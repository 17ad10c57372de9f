"""pyproject.toml and setup.cfg without a lockfile."""

from __future__ import annotations

import pytest
from tests.unit.inventory.told import left, project, rows, why

from orchestration.inventory.formats.pep508 import holds, wish_of
from orchestration.model.facts import Evidence

STANDARD = """[project]
name = "shop"
dependencies = [
    "Flask>=3,<4",
    "requests[socks] ~= 2.31",
    "pinned==1.0.0",
    "anything",
    "win; sys_platform == 'win32'",
    "near @ file:///x",
]

[project.optional-dependencies]
cache = ["redis>=5", "shop[all]"]

[dependency-groups]
dev = ["pytest>=8", { include-group = "lint" }]
lint = ["ruff==0.5.0"]

[tool.uv]
dev-dependencies = ["mypy>=1.8"]

[tool.uv.sources]
requests = { git = "https://github.com/psf/requests" }
"""


def test_the_standard_tables():
    found = project(**{"pyproject.toml": STANDARD})
    assert rows(found) == [
        "flask 3 production direct [>=3,<4] ~ :4", "mypy 1.8 development direct [>=1.8] ~ :20", "pinned 1.0.0 production direct [==1.0.0] :6", "pytest 8 development direct [>=8] ~ :16", "redis 5 optional direct [>=5] ~ :13",
        "ruff 0.5.0 development direct [==0.5.0] :17",
    ]
    assert left(found) == ["anything |  | it names no version, and :7", "near | file:///x | it is a directory or :9", "requests | ~=2.31 | it comes from a repository, :5", "win |  | its marker is false on :8"]


def test_poetry():
    found = project(**{"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3.0"\nmany = [{version = "^1.0", python = "<3.9"}, {version = "^2.0", python = ">=3.9"}]\nhere = {path = "lib", develop = true}\n[tool.poetry.dev-dependencies]\npytest = "*"\n'})
    assert rows(found) == ["flask 3.0 production direct [^3.0] ~ :3", "many 1.0 production direct [^1.0] ~ :4"]
    assert left(found) == ["here | lib | it is a directory or :5", "pytest |  | it names no version, and :7"]


def test_setup_cfg():
    found = project(**{"setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n    flask>=2\n    six==1.16.0\n    file: other.txt\n[options.extras_require]\ntest =\n    pytest>=7\n"})
    assert rows(found) == ["flask 2 production direct [>=2] ~ :5", "pytest 7 optional direct [>=7] ~ :10", "six 1.16.0 production direct [==1.16.0] :6"]
    assert left(found) == ["file: other.txt | file: other.txt | it is a directory or :7"]
    assert "no INI file" in why(project(**{"setup.cfg": "no section\n"}))["setup.cfg"]


@pytest.mark.parametrize(("marker", "expected"), [
    ("", True), ("sys_platform == 'win32'", False), ("sys_platform != 'win32'", True), ("python_version < '3'", False), ("python_version >= '3.14'", True), ("platform_machine == 'aarch64'", True), ("os_name == 'nt' or sys_platform == 'darwin'", False),
    ("extra == 'dev'", False), ("not a marker", True), ("implementation_name == 'pypy'", False), ("(" * 500 + "x", True),
])
def test_markers_are_answered_for_linux_whatever_reads_them(marker: str, expected: bool):
    assert holds(marker) is expected


@pytest.mark.parametrize(("text", "name", "stated", "reason"), [
    ("https://example.com/a.zip#egg=a", "a", "https://example.com/a.zip#egg=a", "it comes from an address,"), ("https://example.com/b.zip", "b.zip", "https://example.com/b.zip", "it comes from an address,"),
    ("git+ssh://git@example.com/x/c.git", "c", "git+ssh://git@example.com/x/c.git", "it comes from a repository,"), ("d @ git+https://example.com/x/d", "d", "d @ git+https://example.com/x/d", "it comes from a repository,"), ("e @ file:///x/e", "e", "file:///x/e", "it is a directory or"),
])
def test_what_is_no_registry_package(text: str, name: str, stated: str, reason: str):
    wish = wish_of(text, "production", Evidence("x"))
    assert wish and (wish.name, wish.stated) == (name, stated) and wish.reason and wish.reason.en.startswith(reason)


@pytest.mark.parametrize("text", ["", "a b c", "a==", "a>=1;;", "==1", "a" * 5_000, "a >= $(id)"])
def test_what_is_no_requirement(text: str):
    wish = wish_of(text, "production", Evidence("x"))
    assert wish is None or wish.name == "a"


SCRIPT = """from setuptools import setup
import os

BASE = ["flask>=2", "six==1.16.0"]

if __name__ == "__main__":
    setup(
        name="shop",
        install_requires=BASE,
        extras_require={"cache": ["redis>=5"], "more": read("more.txt")},
        tests_require="pytest>=7\\nmock==5.0",
        **os.environ,
    )
"""


def test_setup_py_is_read_and_not_run():
    found = project(**{"setup.py": SCRIPT})
    assert rows(found) == ["flask 2 production direct [>=2] ~ :4", "mock 5.0 development direct [==5.0] :11", "pytest 7 development direct [>=7] ~ :11", "redis 5 optional direct [>=5] ~ :10", "six 1.16.0 production direct [==1.16.0] :4"]
    assert left(found) == ["extras_require |  | a program computes it, and :10", "setup(**…) |  | a program computes it, and :12"]
    assert why(project(**{"setup.py": "def (:\n"})) == {"setup.py": "line 1: it is no Python that can be parsed: SyntaxError"}
    assert list(why(project(**{"setup.py": "x = " + "(" * 5_000}))) == ["setup.py"] and list(why(project(**{"setup.py": "#" * 400_000}))) == ["setup.py"]


def test_what_a_build_computes_is_said():
    assert left(project(**{"pyproject.toml": '[project]\nname = "x"\ndynamic = ["version", "dependencies"]\n'})) == ["dependencies | dynamic | a program computes it, and :3"]
    assert left(project(**{"pyproject.toml": '[project]\nname = "x"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n', "requirements.txt": "a==1\n"})) == []
