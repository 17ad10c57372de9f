"""A requirement raised in a manifest's own text: that one value, and nothing else."""

from __future__ import annotations

import pytest

from orchestration.advisories.edits import is_editable, raised
from orchestration.model.advisory import Upgrade
from orchestration.model.text import Text


def step(name: str = "lodash", after: str = "4.17.21", ecosystem: str = "npm") -> Upgrade:
    return Upgrade("x", 1, ecosystem, name, "1.0", after, (), "direct")


PACKAGE = '''{
  "name": "lodash",
    "dependencies": {"left": "1.0.0",   "lodash": "%s"},
  "scripts": {"lodash": "^4.17.11"},
  "devDependencies": { "lodash-es": "^4.17.11" }
}
'''


@pytest.mark.parametrize(("before", "after"), [("^4.17.11", "^4.17.21"), ("~4.17.11", "~4.17.21"), ("4.17.11", "4.17.21"), (">=4.0", ">=4.17.21"), ("4", "4.17.21"), ("^4.0.0-rc.1", "^4.17.21")])
def test_package_json_keeps_everything_else(before: str, after: str) -> None:
    assert raised("web/package.json", PACKAGE % before, step()) == PACKAGE % after


def test_package_json_in_two_sections_and_with_windows_lines() -> None:
    text = '\ufeff{\r\n "dependencies": {"lodash": "^4.0.0"},\r\n "peerDependencies": {"lodash": "^4.0.0"}\r\n}'
    assert raised("package.json", text, step()) == text.replace("4.0.0", "4.17.21")


@pytest.mark.parametrize("range_", ["*", "latest", "1.x || 2.x", ">=1 <5", "workspace:*", "git+https://e.org/x.git", "npm:other@1.0.0", "file:../x"])
def test_package_json_what_is_no_plain_version_is_left(range_: str) -> None:
    said = raised("package.json", PACKAGE % range_, step())
    assert isinstance(said, Text) and "not a plain version" in said.en


@pytest.mark.parametrize("text", ["{", "[]", '{"dependencies": []}', '{"dependencies": {"other": "1"}}', '{"dependencies": {"lodash": 4}}', '{"dependencies": {"lod\\u0061sh": "1.0.0"}}'])
def test_package_json_where_it_is_not(text: str) -> None:
    assert isinstance(raised("package.json", text, step()), Text)


DJANGO = step("django", "2.2.28", "PyPI")


@pytest.mark.parametrize(("before", "after"), [
    ("Django==2.2.0", "Django==2.2.28"), ("django == 2.2.0  # web", "django == 2.2.28  # web"), ("Django[argon2]>=2.0,<3", "Django[argon2]>=2.2.28,<3"), ("django~=2.2.1 ; python_version > '3'", "django~=2.2.28 ; python_version > '3'"),
    ("Django>=2.0", "Django>=2.2.28"), ("django>=2.0,!=2.2.1", "django>=2.2.28,!=2.2.1"),
])
def test_requirements(before: str, after: str) -> None:
    text = f"# pins\n-r base.txt\ndjango-filter==2.2.0\n{before}\n\nrequests==1.0\r\n"
    assert raised("requirements.txt", text, DJANGO) == text.replace(before, after)


@pytest.mark.parametrize(("line", "why"), [
    ("Django==2.2.0 \\\n    --hash=sha256:aa", "hashes"), ("Django>=1.0,<2", "does not admit 2.2.28"), ("Django", "not a plain"), ("Django==2.*", "not a plain"), ("django @ https://e.org/x.whl", "not a plain"), ("Django===2.2.0", "not a plain"), ("flask==1.0", "not found"), ("Django<2", "not a plain"),
])
def test_requirements_that_are_left(line: str, why: str) -> None:
    said = raised("requirements.txt", line + "\n", DJANGO)
    assert isinstance(said, Text) and why in said.en


PYPROJECT = """# about
[project]
name = "django"   # a name, no requirement
dependencies = [
    "Django>=2.0,<3",  # web
    'requests==2.0',
]
[project.optional-dependencies]
x = ["django[argon2]==2.1", "django-filter==2.0"]
[tool.poetry.dependencies]
django = "^2.0"  # keep
Django-Filter = "^2.0"
[tool.poetry.group.dev.dependencies]
django = { version = "~2.1", extras = ["argon2"] }
[tool.other]
django = "^2.0"
"""


def test_pyproject_keeps_comments_order_and_tables_of_others() -> None:
    done = raised("pyproject.toml", PYPROJECT, DJANGO)
    assert done == (PYPROJECT.replace('"Django>=2.0,<3"', '"Django>=2.2.28,<3"').replace("[argon2]==2.1", "[argon2]==2.2.28").replace('[tool.poetry.dependencies]\ndjango = "^2.0"', '[tool.poetry.dependencies]\ndjango = "^2.2.28"').replace('"~2.1"', '"~2.2.28"'))


@pytest.mark.parametrize("text", ["[", "[project]\nname = 'x'\n", '[project]\ndependencies = ["django>=1,<2"]\n', '[tool.poetry.dependencies]\ndjango = ">=1,<3"\n', '[project]\ndependencies = ["django"]\n'])
def test_pyproject_that_is_left(text: str) -> None:
    assert isinstance(raised("pyproject.toml", text, DJANGO), Text)


@pytest.mark.parametrize(("path", "text"), [("requirements.txt", "django" + " " * 900_000 + "==1"), ("requirements.txt", "django==1 \\\n" * 50_000), ("pyproject.toml", "[a" + " " * 900_000 + "\n"), ("package.json", '{"dependencies": {"django": "' + " " * 900_000 + '"}}'), ("package.json", '{"dependencies": {"x": "' * 20_000)])
def test_hostile_manifests_are_left_in_bounded_time(path: str, text: str) -> None:
    assert isinstance(raised(path, text, DJANGO), str | Text)


def test_which_manifests_are_edited() -> None:
    assert is_editable("a/requirements/base.txt") and is_editable("package.json") and not is_editable("go.mod") and not is_editable("package-lock.json")
    assert isinstance(raised("go.mod", "", step()), Text)
