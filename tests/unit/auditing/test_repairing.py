"""How repairs are made: values that may stand beside a query and those that may not, commands as words, lines that make a name known, and what is refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from orchestration.auditing.finding import Finding
from orchestration.auditing.languages import reader
from orchestration.auditing.looking import Looking
from orchestration.auditing.repairing import proving
from orchestration.auditing.repairing.imports import NoPlace, imported
from orchestration.auditing.repairing.making import Candidate
from orchestration.auditing.repairing.pieces import pieces
from orchestration.auditing.repairing.placeholders import LIST, MIXED, NAMED, QUOTED, with_placeholders
from orchestration.auditing.repairing.proving import BREAKING, IN_TESTS, Patch, Proving, Repaired
from orchestration.auditing.repairing.repair import Repair, repairs
from orchestration.auditing.repairing.source import Edit, Source, applied
from orchestration.auditing.run import audit
from orchestration.auditing.syntax import Assign
from orchestration.edges.tree import MemoryTree
from orchestration.model.errors import BadValue
from orchestration.model.text import Text

LANGUAGES = {".py": "python", ".js": "javascript", ".ts": "typescript", ".java": "java", ".go": "go", ".php": "php", ".rb": "ruby", ".cs": "csharp"}


def source(code: str, language: str = "python") -> Source:
    return Source(code, reader(language)("code", code.encode()), language)


def query(expression: str, style: str = "?", language: str = "python") -> tuple[str, list[str]] | Text:
    given = source(f"q = {expression}", language)
    statement = given.module.body[0]
    assert isinstance(statement, Assign)
    parts = pieces(statement.value, given)
    assert parts is not None
    made = with_placeholders(parts, style)
    if isinstance(made, Text):
        return made
    return "".join(text for text, _ in made.chunks), ["".join(p if isinstance(p, str) else f"<{given.written(p)}>" for p in value) for value in made.values]


@pytest.mark.parametrize(("expression", "text", "values"), [
    ('"SELECT * FROM t WHERE a = " + x', "SELECT * FROM t WHERE a = ?", ["<x>"]),
    ('"SELECT * FROM t WHERE a = \'" + x + "\' AND b > " + y', "SELECT * FROM t WHERE a = ? AND b > ?", ["<x>", "<y>"]),
    ('f"SELECT * FROM t WHERE a LIKE \'%{x}%\'"', "SELECT * FROM t WHERE a LIKE ?", ["%<x>%"]),
    ('f"SELECT * FROM t WHERE a BETWEEN {x} AND {y}"', "SELECT * FROM t WHERE a BETWEEN ? AND ?", ["<x>", "<y>"]),
    ('"INSERT INTO t (a, b) VALUES (\'%s\', %s)" % (x, y)', "INSERT INTO t (a, b) VALUES (?, ?)", ["<x>", "<y>"]),
    ('"INSERT INTO t VALUES ({}, \'{}\')".format(x, y)', "INSERT INTO t VALUES (?, ?)", ["<x>", "<y>"]),
    ('f"UPDATE t SET a = {x} WHERE b = \'c\'"', "UPDATE t SET a = ? WHERE b = 'c'", ["<x>"]),
    ('f"SELECT * FROM t WHERE a IN (1, {x})"', "SELECT * FROM t WHERE a IN (1, ?)", ["<x>"]),
    ('f"SELECT * FROM t WHERE lower(a) = lower(\'{x}\')"', "SELECT * FROM t WHERE lower(a) = lower(?)", ["<x>"]),
])
def test_a_value_goes_beside_the_query(expression: str, text: str, values: list[str]) -> None:
    assert query(expression) == (text, values)


@pytest.mark.parametrize(("expression", "why"), [
    ('f"SELECT * FROM {table}"', NAMED), ('f"SELECT * FROM t ORDER BY {column}"', NAMED), ('f"SELECT * FROM t WHERE a = 1 {more}"', NAMED), ('f"SELECT {columns} FROM t"', NAMED),
    ('f"INSERT INTO t ({columns}) VALUES (1)"', NAMED), ('f"SELECT * FROM `{table}` WHERE a = 1"', NAMED), ('f"SELECT * FROM t WHERE a = {x}_2024"', NAMED), ('f"{start} WHERE a = 1"', NAMED), ('f"SELECT * FROM t LIMIT {n}"', NAMED),
    ('f"SELECT * FROM t WHERE a IN ({ids})"', LIST), ('"SELECT * FROM t WHERE a IN (\'" + "\',\'".join(ids) + "\')"', LIST), ('f"SELECT * FROM t WHERE a = \'{x}"', QUOTED), ('f"SELECT * FROM t WHERE a = \'it\'\'s {x}"', QUOTED),
    ('f"SELECT * FROM t WHERE a = ? AND b = {x}"', MIXED), ('f"SELECT * FROM t WHERE a = :name AND b = {x}"', MIXED),
])
def test_what_no_placeholder_can_stand_for_is_left(expression: str, why: Text) -> None:
    assert query(expression) is why


@pytest.mark.parametrize("expression", ['f"SELECT {x!r:>5}"', 'f"SELECT {x:.2f}"', '"SELECT %05d" % x', '"SELECT %(name)s" % x', '"SELECT %s, %s" % (x,)'])
def test_a_conversion_that_is_more_than_the_value_is_not_known(expression: str) -> None:
    given = source(f"q = {expression}")
    assert pieces(given.module.body[0].value, given) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(("style", "text"), [("?", "a = ? AND b = ?"), ("%s", "a = %s AND b = %s"), ("$n", "a = $1 AND b = $2"), ("{n}", "a = {0} AND b = {1}"), (":n", "a = :p1 AND b = :p2"), ("@n", "a = @p1 AND b = @p2"), ("$pn", "a = $p1 AND b = $p2")])
def test_every_driver_has_its_placeholders(style: str, text: str) -> None:
    made = query('f"SELECT * FROM t WHERE a = {x} AND b = {y}"', style)
    assert not isinstance(made, Text) and made[0] == f"SELECT * FROM t WHERE {text}"


def repaired(files: dict[str, str], **options: object) -> Repaired:
    tree = MemoryTree(files)
    languages = {path: language for path in files for ending, language in LANGUAGES.items() if path.endswith(ending)}
    return Proving(Looking(tree, languages), **options).repair(audit(tree).counting)  # type: ignore[arg-type]


def whole(made: Repaired, path: str) -> str:
    return [p for p in made.patches if p.path == path][-1].after


FLASK = "from flask import Flask, request\napp = Flask(__name__)\n\n"


@pytest.mark.parametrize(("line", "after"), [
    ('subprocess.run(f"ping -c 1 {host}", shell=True)', 'subprocess.run(["ping", "-c", "1", host])'),
    ('subprocess.run("ping -c " + str(n) + " " + host, shell=True, check=True)', 'subprocess.run(["ping", "-c", str(n), host], check=True)'),
    ('subprocess.check_output(f"convert \'{host}.png\' out.png", shell=True)', 'subprocess.check_output(["convert", f"{host}.png", "out.png"])'),
    ('os.system("ping " + host)', 'subprocess.call(["ping", host])'),
    ('os.system(f"cat {host} | sort")', 'os.system(f"cat {shlex.quote(host)} | sort")'),
])
def test_a_command_needs_no_shell_where_it_is_words(line: str, after: str) -> None:
    made = repaired({"app.py": f"import os\nimport subprocess\n{FLASK}@app.route('/')\ndef ping():\n    host, n = request.args['host'], 3\n    {line}\n    return 'ok'\n"})
    assert f"    {after}\n" in whole(made, "app.py")
    compile(whole(made, "app.py"), "app.py", "exec")


def test_a_program_that_a_client_chooses_is_left() -> None:
    made = repaired({"app.js": "const { exec } = require('child_process');\napp.get('/', (req, res) => { exec(req.query.tool + ' -v'); res.end(); });\n"})
    assert not made.patches and "the program itself" in made.left[0][1].en


def run_before_and_after(code: str, calls: Callable[[dict[str, object]], object]) -> tuple[object, object]:
    made = repaired({"app.py": code})
    results = []
    for text in (code, whole(made, "app.py")):
        space: dict[str, object] = {}
        exec(compile(text, "app.py", "exec"), space)
        results.append(calls(space))
    return results[0], results[1]


QUERY = """import sqlite3
from flask import request

def connect():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE users (name TEXT, age INTEGER)")
    db.executemany("INSERT INTO users VALUES (?, ?)", [("ann", 30), ("bob", 40), ("o'neil", 50)])
    return db

def find():
    name, age = request.args["name"], request.args["age"]
    sql = f"SELECT name FROM users WHERE name LIKE '%{name}%' AND age > {age} ORDER BY name"
    return connect().execute(sql).fetchall()
"""


class Request:
    def __init__(self, **args: str) -> None:
        self.args = args


def asked(name: str, age: str) -> Callable[[dict[str, object]], object]:
    def go(space: dict[str, object]) -> object:
        space["request"] = Request(name=name, age=age)
        try:
            return space["find"]()  # type: ignore[operator]
        except sqlite3.Error as error:
            return type(error)

    return go


def test_the_repaired_query_says_the_same_to_those_who_ask_and_nothing_to_those_who_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run for real by SQLite, before and after; only the request is played."""
    flask = ModuleType("flask")
    flask.request = Request()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "flask", flask)
    before, after = run_before_and_after(QUERY, asked("b", "20"))
    assert before == after == [("bob",)]
    before, after = run_before_and_after(QUERY, asked("' OR 1=1 --", "0"))
    assert before == [("ann",), ("bob",), ("o'neil",)] and after == []
    before, after = run_before_and_after(QUERY, asked("o'n", "20"))
    assert before is sqlite3.OperationalError and after == [("o'neil",)]


def test_the_repaired_page_shows_markup_as_text() -> None:
    """Run for real by Node: the function that the repair adds, on the worst text."""
    made = repaired({"app.js": "const app = require('express')();\napp.get('/', (req, res) => { res.send('<p>' + req.query.name + '</p>'); });\n"})
    text = whole(made, "app.js")
    program = "const require = () => () => ({ get: (path, f) => f({ query: { name: '<b title=\"x\" id=\\'y\\'>&' } }, { send: (text) => console.log(text) }) });\n" + text
    shown = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=60)
    assert shown.stdout == "<p>&#60;b title=&#34;x&#34; id=&#39;y&#39;&#62;&#38;</p>\n", shown.stderr


def test_the_values_go_where_the_text_of_several_lines_was() -> None:
    made = repaired({"app.js": """const mysql = require('mysql2');
const db = mysql.createPool({});
app.get('/', (req, res) => {
  const sql = 'SELECT * FROM users ' +
    'WHERE name = "' + req.query.name + '" ' +
    'ORDER BY name';
  db.query(sql, (error, rows) => res.json(rows));
});
"""})
    assert """  const sql = 'SELECT * FROM users ' +
    'WHERE name = ? ' +
    'ORDER BY name';
  db.query(sql, [req.query.name], (error, rows) => res.json(rows));
""" in whole(made, "app.js")


@pytest.mark.parametrize(("code", "why"), [
    ("  const sql = `SELECT * FROM t WHERE a = ${req.query.a}`;\n  console.log(sql.length);\n  db.query(sql);", "used in 2 places"),
    ("  let sql = 'SELECT * FROM t WHERE a = ' + req.query.a;\n  sql = sql + ' AND b = ' + req.query.b;\n  db.query(sql);", "2 steps"),
    ("  let a = req.query.a;\n  const sql = 'SELECT * FROM t WHERE a = ' + a;\n  a = '';\n  db.query(sql);", "changes between"),
    ("  const sql = 'SELECT * FROM t WHERE a = ' + req.query.a + ' AND b = ' + next();\n  db.query(sql);", "computed later"),
    ("  const a = db.escape(req.query.a);\n  db.query('SELECT * FROM t WHERE a = ' + req.query.b + ' AND b = ' + a);", "escaped by hand"),
    ("  db.query('SELECT * FROM t WHERE a = ' + req.query.a, options);", "further arguments"),
])
def test_a_query_that_cannot_be_changed_in_one_place_is_left_with_the_reason(code: str, why: str) -> None:
    made = repaired({"app.js": f"const mysql = require('mysql2');\nconst db = mysql.createPool({{}});\napp.get('/', (req, res) => {{\n{code}\n  res.end();\n}});\n"})
    assert [said.en for finding, said in made.left if finding.rule == "sql-injection" and why in said.en], [w.en for _, w in made.left]


def test_which_placeholder_is_the_drivers_matter_and_a_guess_is_only_proposed() -> None:
    code = "app.get('/user/:id', async (req, res) => {\n  const user = await db.query(`SELECT * FROM users WHERE id = ${req.params.id}`);\n  res.json(user);\n});\n"
    unknown = repaired({"app.js": code})
    assert not [p for p in unknown.patches if p.finding.rule == "sql-injection"]
    assert [p.after.split("\n")[1] for p in unknown.proposed if p.finding.rule == "sql-injection"] == ["  const user = await db.query('SELECT * FROM users WHERE id = $1', [req.params.id]);"]
    assert unknown.proposed[0].guess is not None
    known = repaired({"app.js": code}, packages=("mysql2",))
    assert "db.query('SELECT * FROM users WHERE id = ?', [req.params.id])" in whole(known, "app.js")
    both = repaired({"app.js": code}, packages=("mysql2", "pg"))
    assert not [p for p in both.patches if p.finding.rule == "sql-injection"]


def test_a_page_built_of_several_parts_is_not_escaped_whole() -> None:
    made = repaired({"app.py": FLASK + "@app.route('/')\ndef show():\n    page = '<ul>'\n    page += '<li>' + request.args['a'] + '</li>'\n    return page + '</ul>'\n"})
    assert all("escape(str(page))" not in p.after for p in made.patches)


def test_a_repair_that_changes_what_others_rely_on_is_made_on_request_alone() -> None:
    code = {"app.py": "import pickle\nfrom flask import request\ndef read():\n    return {'a': pickle.loads(request.data)}\n"}
    left = repaired(code)
    assert not left.patches and left.left[0][1] is BREAKING
    assert "json.loads(request.data)" in whole(repaired(code, with_breaking=True), "app.py")


def test_another_hash_is_only_proposed() -> None:
    """A protocol or a store may demand the old one, and half of a pair that is changed is worse than none."""
    made = repaired({"app.py": "import hashlib\ndef tag(data):\n    return hashlib.md5(data).hexdigest()\n"}, with_breaking=True)
    assert not made.patches and "hashlib.sha256(data)" in made.proposed[0].after


def test_test_code_is_left_as_it_is() -> None:
    made = repaired({"tests/test_app.py": "import requests\ndef test_it():\n    requests.get('https://example.org', verify=False)\n", "app.py": "x = 1\n"})
    assert all(why is IN_TESTS for _, why in made.left) and not made.patches


@pytest.mark.parametrize(("call", "after"), [
    ('response.set_cookie("sid", make())', 'response.set_cookie("sid", make(), httponly=True, samesite="Lax", secure=True)'),
    ('response.set_cookie(\n    "sid",\n    make()\n)', 'response.set_cookie(\n    "sid",\n    make(),\n    httponly=True,\n    samesite="Lax",\n    secure=True\n)'),
    ('response.set_cookie(\n    "sid",\n    make(),\n)', 'response.set_cookie(\n    "sid",\n    make(),\n    httponly=True,\n    samesite="Lax",\n    secure=True,\n)'),
])
def test_an_option_stands_where_its_like_do(call: str, after: str) -> None:
    assert whole(repaired({"app.py": f"{call}\n"}), "app.py") == f"{after}\n"


def test_two_flaws_of_a_line_are_both_repaired() -> None:
    made = repaired({"app.js": "app.get('/', (req, res) => { res.cookie('sid', make(), { secure: true, httpOnly: false }); res.cookie('id', make(), { secure: true }); res.end(); });\n"})
    assert whole(made, "app.js").count("httpOnly: true") == 2


@pytest.mark.parametrize(("path", "code", "line", "expected"), [
    ("a.py", '"""Doc."""\nfrom __future__ import annotations\nimport os\n', "import shlex", '"""Doc."""\nfrom __future__ import annotations\nimport shlex\nimport os\n'),
    ("a.py", '"""Doc."""\nx = 1\n', "import shlex", '"""Doc."""\nimport shlex\n\nx = 1\n'),
    ("a.py", "#!/usr/bin/env python\nx = 1\n", "import shlex", "#!/usr/bin/env python\nimport shlex\n\nx = 1\n"),
    ("a.py", "import shlex\nx = 1\n", "import shlex", "import shlex\nx = 1\n"),
    ("a.js", "'use strict';\nconst fs = require('fs');\n", "const path = require('path');", "'use strict';\nconst path = require('path');\nconst fs = require('fs');\n"),
    ("a.js", "import fs from 'fs';\n", "const path = require('path');", "import * as path from 'path';\nimport fs from 'fs';\n"),
    ("a.js", "const path = require('node:path');\n", "const path = require('path');", "const path = require('node:path');\n"),
    ("a.go", "package a\n\nimport (\n\t\"fmt\"\n)\n", 'import "html"', "package a\n\nimport (\n\t\"html\"\n\t\"fmt\"\n)\n"),
    ("a.go", "package a\n\nimport \"fmt\"\n", 'import "html"', "package a\n\nimport \"html\"\nimport \"fmt\"\n"),
    ("a.rb", "# frozen_string_literal: true\nx = 1\n", "require 'shellwords'", "# frozen_string_literal: true\nrequire 'shellwords'\n\nx = 1\n"),
    ("a.cs", "using System.IO;\nclass A { }\n", "using System;", "using System;\nusing System.IO;\nclass A { }\n"),
])
def test_a_name_becomes_known_where_its_like_are(path: str, code: str, line: str, expected: str) -> None:
    language = LANGUAGES[path[path.index("."):]]
    given = Source(code, reader(language)(path, code.encode()), language)
    made = imported(line, given)
    assert not isinstance(made, NoPlace) and applied(code, made) == expected


def test_a_name_that_means_something_else_is_not_taken() -> None:
    given = source("path = '/srv'\n", "python")
    assert isinstance(imported("import path", given), NoPlace)


def test_changes_that_touch_the_same_text_are_none() -> None:
    assert applied("abcdef", [Edit(0, 3, "x"), Edit(2, 4, "y")]) is None
    assert applied("abcdef", [Edit(0, 2, "x"), Edit(4, 6, "y")]) == "xcdy"


@pytest.mark.parametrize("entry", [{"wrap": "f({})", "rewrite": ["a", "b"]}, {"wrap": "f({})", "wraps": 1}, {"parameters": "%d"}, {"rewrite": ["(", "b"]}, {"on": "x"}])
def test_a_repair_that_says_nothing_known_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        repairs("rule.yaml", {"python": [entry]})


@pytest.mark.parametrize(("value", "why"), [
    (("yaml\\.load\\(([^()]+)\\)", "yaml.safe_load(\\1"), "it no longer parses"),
    (("yaml\\.load\\(([^()]+)\\)", "yaml.unsafe_load(\\1)"), "the flaw is still there"),
    (("yaml\\.load\\(([^()]+)\\)", "eval(\\1)"), "another flaw is there instead"),
])
def test_a_change_that_only_looks_like_a_repair_is_not_proven(value: tuple[str, str], why: str) -> None:
    code = "import yaml\nfrom flask import request\ndef read():\n    return {'a': yaml.load(request.data)}\n"
    tree = MemoryTree({"app.py": code})
    finding = next(f for f in audit(tree).counting if f.rule == "unsafe-deserialization")
    (_, bad), = repairs("x", {"python": [{"rewrite": list(value)}]})
    (_, good), = repairs("x", {"python": [{"rewrite": ["yaml\\.load\\(", "yaml.safe_load("]}]})
    assert Proving(Looking(tree, {"app.py": "python"})).by(bad, finding) is None, why
    assert isinstance(Proving(Looking(tree, {"app.py": "python"})).by(good, finding), Patch)


def test_a_defect_of_a_repair_costs_one_finding_and_leaves_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    real = proving.candidates

    def failing(finding: Finding, repair: Repair, given: Source) -> Iterator[Candidate | Text]:
        if finding.rule == "tls-verification":
            raise IndexError("a defect")
        yield from real(finding, repair, given)

    monkeypatch.setattr(proving, "candidates", failing)
    made = repaired({"app.py": "import requests\nrequests.get('https://example.org', verify=False)\nresponse.set_cookie('a', make())\n"})
    assert "IndexError" in next(why.en for f, why in made.left if f.rule == "tls-verification")
    assert "verify=False" in whole(made, "app.py") and "secure=True" in whole(made, "app.py")
