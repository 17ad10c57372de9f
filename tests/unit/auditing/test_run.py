"""A whole project: the same answer however it is asked for, what is remembered, what hostile files cost, and that nothing is left out in silence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orchestration.auditing import run
from orchestration.auditing.reports import rows
from orchestration.auditing.run import audit, narrowed
from orchestration.edges import audit_memory
from orchestration.edges.tree import DirectoryTree, MemoryTree
from orchestration.model.errors import BadValue

from .apps import FLASK, FLASK_LINE, STORE, VIEW


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "memory"))
    return tmp_path / "memory"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Enough files to be looked at by several processes."""
    root = tmp_path / "project"
    (root / "pages").mkdir(parents=True)
    (root / "store.py").write_text(STORE)
    (root / "view.py").write_text(VIEW)
    for i in range(60):
        (root / "pages" / f"page{i:02}.py").write_text(FLASK)
    return root


def shown(done: run.Audit) -> str:
    return str(rows.document(done, "en"))


def test_a_flow_through_two_files_is_one_finding_with_its_way() -> None:
    done = audit(MemoryTree({"store.py": STORE, "view.py": VIEW}))
    finding, = done.findings
    assert (finding.rule, finding.place.path, finding.place.line, finding.severity, finding.confidence) == ("command-injection", "store.py", 5, "critical", "high")
    assert (finding.way[0].path, finding.way[0].line, finding.way[0].says) == ("view.py", 9, "request.form")
    assert finding.way[-1] == finding.place and finding.place.source == 'os.system("rm " + name)' and "view.py" in finding.message.en and "`os.system`" in finding.message.fr


def test_text_that_two_files_build_for_one_place_is_a_flaw_in_each() -> None:
    store = "const { Pool } = require('pg'), pool = new Pool();\nexports.run = text => pool.query(text);\n"
    page = "const { run } = require('./store');\napp.get('/', (req, res) => { run('select ' + req.query.a); res.end() });\n"
    done = audit(MemoryTree({"store.js": store, "a.js": page, "b.js": page}))
    assert [(f.rule, f.place.path, f.place.line, f.way[0].path) for f in done.findings if f.is_flow] == [("sql-injection", "store.js", 2, "a.js"), ("sql-injection", "store.js", 2, "b.js")]
    assert len({f.fingerprint for f in done.findings}) == len(done.findings)


def test_columns_count_characters() -> None:
    done = audit(MemoryTree({"app.py": FLASK.replace('    return str(', '    return "é😀" + str(')}))
    place = done.findings[0].place
    line = FLASK.replace('    return str(', '    return "é😀" + str(').split("\n")[FLASK_LINE - 1]
    assert line[place.span[1]:place.span[3]].startswith("sqlite3.connect") and line[place.span[1]:place.span[3]].endswith("(statement)")


def test_test_code_is_graded_apart() -> None:
    done = audit(MemoryTree({"tests/app.py": FLASK}))
    assert (done.findings[0].is_test, done.findings[0].severity, done.findings[0].confidence) == (True, "high", "high")
    pattern = "import hashlib\ntoken = (hashlib.md5(open('x', 'rb').read()))\n"
    graded = [audit(MemoryTree({path: pattern})).findings[0] for path in ("app.py", "tests/app.py")]
    assert [(f.severity, f.confidence) for f in graded] == [("medium", graded[0].confidence), ("low", "low")] and graded[0].confidence != "low"


def test_however_it_is_asked_for_the_answer_is_the_same(project: Path) -> None:
    """Side by side, alone, from memory, with one file changed and changed back."""
    first = audit(DirectoryTree(project), jobs=2)
    assert len(first.findings) == 61 and first.coverage.is_complete and first.coverage.count == 62
    told: list[tuple[int, int]] = []
    again = audit(DirectoryTree(project), jobs=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(62, 62)]
    alone = audit(DirectoryTree(project), jobs=1, with_memory=False)
    in_memory = audit(MemoryTree({str(p.relative_to(project)): p.read_text() for p in sorted(project.rglob("*.py"))}))
    assert len({shown(d) for d in (first, again, alone, in_memory)}) == 1


def test_only_what_changed_and_what_imports_it_is_looked_at_again(project: Path) -> None:
    before = audit(DirectoryTree(project), jobs=2)
    (project / "store.py").write_text(STORE.replace('os.system("rm " + name)', "os.remove('/tmp/x')"))
    told: list[tuple[int, int]] = []
    after = audit(DirectoryTree(project), jobs=2, progress=lambda done, of: told.append((done, of)))
    assert 0 < told[0][0] < 62 and told[-1] == (62, 62)
    assert {f.place.path for f in before.findings} - {f.place.path for f in after.findings} == {"store.py"}
    assert shown(after) == shown(audit(DirectoryTree(project), with_memory=False))


def test_a_new_file_that_an_import_now_means_is_not_overlooked(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "view.py").write_text(VIEW)
    assert not audit(DirectoryTree(root)).findings
    (root / "store.py").write_text(STORE)
    assert [f.place.path for f in audit(DirectoryTree(root)).findings] == ["store.py"]


HASHES = """\
import java.security.MessageDigest;
import java.util.Properties;
public class Hashes {
    public byte[] of(byte[] data) throws Exception {
        Properties properties = new Properties();
        properties.load(Hashes.class.getClassLoader().getResourceAsStream("app.properties"));
        return MessageDigest.getInstance(properties.getProperty("hash", "SHA-256")).digest(data);
    }
}
"""


def test_what_a_file_of_settings_says_counts_and_is_looked_at_again(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "src/main/resources").mkdir(parents=True)
    (root / "src/main/Hashes.java").write_text(HASHES)
    settings = root / "src/main/resources/app.properties"
    for value, rules in (("SHA-256", []), ("MD5", ["weak-hash"]), ("SHA-512", [])):
        settings.write_text(f"hash={value}\n")
        assert [f.rule for f in audit(DirectoryTree(root)).findings] == rules


def test_a_new_file_that_imports_one_is_not_overlooked_where_that_one_is_judged(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "find.js").write_text("exports.find = (req, res) => db.collection('a').findOne({ a: req.body.a });\n")
    assert [f.rule for f in audit(DirectoryTree(root)).findings] == ["nosql-injection"]
    (root / "routes.js").write_text("const { celebrate } = require('celebrate'), { find } = require('./find');\napp.post('/a', celebrate(SCHEMA), find);\n")
    after = audit(DirectoryTree(root))
    assert shown(after) == shown(audit(DirectoryTree(root), with_memory=False)) and "nosql-injection" not in {f.rule for f in after.findings}


def test_a_changed_template_is_looked_at_again(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "templates").mkdir(parents=True)
    (root / "app.py").write_text("from flask import Flask, render_template, request\napp = Flask(__name__)\n@app.route('/')\ndef index():\n    return render_template('index.html', name=request.args.get('name'))\n")
    for text, count in (("<p>{{ name }}</p>\n", 0), ("<p>{{ name|safe }}</p>\n", 1), ("<p>{{ name }}</p>\n", 0)):
        (root / "templates/index.html").write_text(text)
        assert len(audit(DirectoryTree(root)).findings) == count


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08\x00broken"])
def test_a_broken_memory_is_none(project: Path, memory: Path, damage: bytes) -> None:
    first = audit(DirectoryTree(project))
    file, = memory.glob("*.json.gz")
    file.write_bytes(damage)
    assert shown(audit(DirectoryTree(project))) == shown(first)


def test_what_another_engine_found_is_not_believed(project: Path) -> None:
    first = audit(DirectoryTree(project))
    kept = audit_memory.recall(project, run.engine())
    assert kept and not audit_memory.recall(project, "another")
    # A memory that says nothing was found, under this engine's name but of files that are not these.
    audit_memory.remember(project, run.engine(), {name: {**answer, "findings": [], "loaded": dict.fromkeys(answer["loaded"], "0" * 24)} for name, answer in kept.items() if name != "texts"})
    assert shown(audit(DirectoryTree(project))) == shown(first)


def test_without_memory_nothing_is_written(project: Path, memory: Path) -> None:
    audit(DirectoryTree(project), with_memory=False)
    assert not memory.exists()


def test_a_process_that_ends_costs_its_file_alone(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A worker that is killed by one file is a stand-in of the real one, which no file is known to kill."""
    (tmp_path / "ending_worker.py").write_text(
        "import os, sys\nfrom orchestration.auditing import looking, worker\nreal = looking.Looking.look\n"
        "def look(self, paths):\n    if 'pages/page07.py' in paths:\n        os._exit(9)\n    return real(self, paths)\nlooking.Looking.look = look\nworker.main()\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(run, "_WORKER", "ending_worker")
    done = audit(DirectoryTree(project), jobs=2)
    assert [(s.path, s.cause) for s in done.coverage.skipped] == [("pages/page07.py", "died")]
    assert not done.coverage.is_complete and len(done.findings) == 60 and done.coverage.count == 61
    assert any(v["id"] == "not-looked-at" and "page07" in v["description"] for v in rows.vulnerabilities(done, "en"))
    monkeypatch.undo()
    monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "memory"))
    assert len(audit(DirectoryTree(project), jobs=2).findings) == 61


def _nested(open_: str, close: str, inside: str, count: int) -> str:
    return open_ * count + inside + close * count


@pytest.mark.parametrize(("path", "text"), [
    ("a.js", "x = " + _nested("[", "]", "1", 20_000)), ("a.js", "x = " + _nested("(", ")", "1", 50_000)), ("a.js", _nested("{", "}", "f()", 20_000)), ("a.js", "x = " + "a(" * 20_000), ("a.js", "x = " + "!" * 50_000 + "y"), ("a.js", "x = a" + ".b" * 50_000),
    ("a.py", "x = " + _nested("[", "]", "1", 20_000)), ("a.py", "x = " + "-" * 50_000 + "1"), ("a.py", "x = " + " + ".join(["a"] * 20_000)), ("a.py", "x = " + "lambda: " * 5_000 + "1"), ("a.py", "\n".join("  " * i + "if x:" for i in range(200))), ("a.py", "x = '" + "a" * 15_000 + "'\n" + "f'{x}'" * 2_000),
    ("A.java", "class a " * 50_000), ("A.java", "class A { B b; void f() { b.g(); } } interface B { void g(); } " + "class a extends b, " * 20_000), ("A.java", "class A { Object x = " + _nested("(", ")", "1", 20_000) + "; }"), ("A.java", "class A { int x = " + " + ".join(["1"] * 20_000) + "; }"), ("a.py", "\n".join(f"def f{i}(x): return f{i - 1}(x) + f{i - 2}(x)" for i in range(2, 400))), ("a.js", "\n".join(f"function f{i}(x) {{ return f{i + 1}(f{i + 1}(x)) }}" for i in range(300))),
], ids=lambda value: value[:14])
def test_hostile_source_is_bounded_and_said_or_read(path: str, text: str) -> None:
    started = time.process_time()
    done = audit(MemoryTree({path: text}))
    assert time.process_time() - started < 60
    c = done.coverage
    assert c.count == 1 or c.failed or c.skipped


@pytest.mark.parametrize(("path", "text", "cause"), [("big.min.js", "var a=1;" * 6_500_000, "minified"), ("big.js", "var a=1;" * 1_000_000, "too-big")])
def test_a_huge_file_is_named_and_left_alone(tmp_path: Path, path: str, text: str, cause: str) -> None:
    (tmp_path / path).write_text(text)
    started = time.process_time()
    done = audit(DirectoryTree(tmp_path), with_memory=False)
    assert [(s.path, s.cause) for s in done.coverage.skipped] == [(path, cause)] and time.process_time() - started < 5


def test_what_cannot_be_parsed_is_said_with_its_line_and_the_rest_is_looked_at() -> None:
    done = audit(MemoryTree({"app.py": FLASK + "\n\ndef broken(:\n    pass\n"}))
    assert [path for path, _ in done.coverage.broken] == ["app.py"] and not done.coverage.is_complete
    assert [f.rule for f in done.findings] == ["sql-injection"]


def test_findings_are_narrowed_and_the_rest_counted() -> None:
    done = audit(MemoryTree({"app.py": FLASK, "tests/h.py": "import hashlib, sys\nprint(hashlib.md5(sys.argv[1]))\n"}))
    assert {f.rule for f in done.findings} == {"sql-injection", "weak-hash"}
    assert [f.rule for f in narrowed(done, ("weak-hash",)).findings] == ["weak-hash"]
    with pytest.raises(BadValue, match="no such rule"):
        narrowed(done, ("weak-hash", "weak-hat"))
    known = frozenset(f.fingerprint for f in done.findings if f.rule == "weak-hash")
    assert [f.rule for f in narrowed(done, known=known).counting] == ["sql-injection"]
    assert narrowed(done, changed={"app.py": ((FLASK_LINE, FLASK_LINE),)}).counting[0].rule == "sql-injection"
    assert not narrowed(done, changed={"app.py": ((1, 3),)}).counting
