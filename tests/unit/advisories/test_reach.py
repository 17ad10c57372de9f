"""Whether a project's source uses a package; "not imported" only where that is known."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.advisories.reach import reach, uses
from orchestration.edges.tree import MemoryTree
from orchestration.model.advisory import Affected


def told(files: dict[str, str], ecosystem: str, name: str, *entries: Affected, is_brought: bool | None = False) -> tuple[str, str]:
    found = reach(uses(MemoryTree(files)), ecosystem, name, entries, is_brought)
    return found.state, found.why.en


@pytest.mark.parametrize(("line", "name"), [
    ("import yaml", "pyyaml"), ("from PIL import Image", "pillow"), ("import os, requests as r", "requests"), ("    import jwt", "pyjwt"), ("from rest_framework.views import APIView", "djangorestframework"), ("import some_thing", "some-thing"),
    ("from google.protobuf import message", "protobuf"),
])
def test_python_imports(line: str, name: str) -> None:
    assert told({"app/main.py": f"# first\n{line}\n"}, "PyPI", name) == ("imported", "imported at app/main.py:2")


def test_python_says_not_imported_only_where_every_name_is_known() -> None:
    plain = {"app.py": "import os\n"}
    assert told(plain, "PyPI", "requests")[0] == "not imported"
    assert told(plain, "PyPI", "some-thing") == ("not known", "by which name it is imported is not known")
    assert told(plain, "PyPI", "requests", is_brought=True)[0] == "not known"
    assert told(plain, "PyPI", "requests", is_brought=None) == ("not known", "not imported by the project's own code; whether another package uses it is not told")
    assert told({"README.md": "x"}, "PyPI", "requests")[0] == "not known"


@pytest.mark.parametrize("more", [{"settings.py": "INSTALLED_APPS = [\n    'corsheaders',\n]\n"}, {"Procfile": "web: run corsheaders\n"}, {"deploy/run.sh": "exec corsheaders --port 80\n"}])
def test_what_is_named_without_an_import_is_not_known(more: dict[str, str]) -> None:
    state, why = told({"app.py": "import os\n", **more}, "PyPI", "django-cors-headers")
    assert state == "not known" and "names it" in why


def test_a_list_of_dependencies_names_no_use() -> None:
    files = {"app.py": "import os\n", "requirements.txt": "requests==2.0\n", "pyproject.toml": "requests\n", "uv.lock": "requests\n"}
    assert told(files, "PyPI", "requests")[0] == "not imported"
    assert told({"a.js": "1\n", "package.json": '{\n "dependencies": {\n  "lodash": "^4.0.0"\n }\n}\n'}, "npm", "lodash")[0] == "not imported"


@pytest.mark.parametrize("line", ["import x from 'lodash'", "import 'lodash'", 'const _ = require("lodash")', "const get = require('lodash/get')", "await import('lodash')", "export * from 'lodash'", "} from 'lodash';", "require.resolve('lodash')"])
def test_script_imports(line: str) -> None:
    assert told({"src/a.ts": line}, "npm", "lodash") == ("imported", "imported at src/a.ts:1")


def test_script_names_are_whole_and_scoped() -> None:
    assert told({"a.js": "require('lodash-es'); require('./lodash'); require('node:fs')"}, "npm", "lodash")[0] == "not imported"
    assert told({"a.js": "import x from '@nestjs/common/y'"}, "npm", "@nestjs/common")[0] == "imported"


def test_a_plugin_in_configuration_is_not_known() -> None:
    assert told({"a.js": "1", "webpack.config.js": "loader: 'css-loader'"}, "npm", "css-loader") == ("not known", "no import is found, but webpack.config.js:1 names it")
    assert told({"a.js": "1", "package.json": '{"scripts": {"start": "nodemon a.js"}}'}, "npm", "nodemon")[0] == "not known"


def test_a_programs_own_line_is_shown_before_a_tests() -> None:
    assert told({"a/test_x.py": "import yaml\n", "z.py": "import yaml\n"}, "PyPI", "pyyaml")[1] == "imported at z.py:1"
    assert told({"tests/x.py": "import yaml\n"}, "PyPI", "pyyaml")[1] == "imported at tests/x.py:1, in tests"


MODULE = Affected("Go", "example.org/m", imports=(("example.org/m/p", ("Parse", "Reader.Read")),))


@pytest.mark.parametrize(("code", "state", "why"), [
    ('import "example.org/m/p"\nfunc f() { p.Parse(x) }', "symbol used", "example.org/m/p.Parse is used at main.go:2"),
    ('import (\n\tq "example.org/m/p" // why\n)\nvar f = q.Parse', "symbol used", "example.org/m/p.Parse is used at main.go:4"),
    ('import . "example.org/m/p"\nfunc f() { Parse(x) }', "symbol used", "example.org/m/p.Parse is used at main.go:2"),
    ('import "example.org/m/p"\nfunc f() { r.Read(x) }', "imported", "example.org/m/p is imported at main.go:1; a method named as Reader.Read is called at main.go:2"),
    ('import "example.org/m/p"\nfunc f() { p.Read(x); p.Parser() }', "imported", "example.org/m/p is imported at main.go:1; no vulnerable symbol is named where it is"),
    ('import "example.org/m/other"\nfunc f() { other.Parse(x) }', "not known", "example.org/m/p: imported in none of the project's 1 Go files; whether another module does is not told"),
])
def test_gos_symbols(code: str, state: str, why: str) -> None:
    assert told({"main.go": code}, "Go", "example.org/m", MODULE) == (state, why)


def test_go_without_symbols_and_through_others() -> None:
    bare = Affected("Go", "example.org/m")
    assert told({"main.go": 'import "example.org/m/any"'}, "Go", "example.org/m", bare) == ("imported", "example.org/m/any is imported at main.go:1")
    assert told({"main.go": "package main"}, "Go", "example.org/m", bare)[0] == "not known"


@pytest.mark.parametrize("files", [{"a.py": "import " + "a." * 200_000}, {"a.js": "require('" * 100_000}, {"a.py": "\n" * 500_000}, {"a.js": "x" * 2_000_000}, {"a.go": '"' * 900_000}, {"a.py": '"""' + "'" * 900_000}])
def test_hostile_source_is_read_in_bounded_time(files: dict[str, Any]) -> None:
    assert told(files, "PyPI", "requests")[0] in ("not imported", "not known")
