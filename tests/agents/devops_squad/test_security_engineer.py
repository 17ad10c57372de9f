"""The contract of the security engineer; what has no engine yet says so."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.agents.devops_squad import SecurityEngineerAgent
from orchestration.edges.advisory_database import AdvisoryDatabase
from orchestration.workflows import DevOpsWorkflow

from .contract import assert_contract, assert_no_engine

CALLS = {
    "audit": lambda agent: agent.audit_code("app.get('/', handler)", stack="nodejs"),
    "secrets": lambda agent: agent.configure_secrets_management("nodejs"),
    "rate_limit": lambda agent: agent.setup_rate_limiting("nodejs", "Protection API publique + login endpoint"),
    "headers": lambda agent: agent.configure_security_headers("nodejs"),
    "dependencies": lambda agent: agent.scan_dependencies('{"dependencies": {}}', "nodejs"),
    "auth": lambda agent: agent.implement_authentication("nodejs"),
}


@pytest.mark.parametrize("task", sorted(set(CALLS) - {"audit", "dependencies"}))
async def test_every_method_answers_in_the_contracts_form(task: str) -> None:
    assert_no_engine(await CALLS[task](SecurityEngineerAgent("your-api-key")), task)


async def test_the_tasks_are_the_contracts() -> None:
    assert set(SecurityEngineerAgent().tasks) == set(CALLS)


async def test_another_agents_task_is_refused_with_the_valid_ones() -> None:
    result = await SecurityEngineerAgent().execute({"task_type": "dockerfile"})
    assert result["status"] == "error" and "rate_limit" in result["output"]


PACKAGE = '{\n "name": "shop",\n "dependencies": {\n  "lodash": "4.17.11",\n  "left-pad": "^1.3.0"\n }\n}\n'


def _flaw(ident: str, name: str, fixed: str, word: str | None) -> dict[str, Any]:
    return {"id": ident, "modified": "2026-01-01T00:00:00Z", "aliases": ["CVE-2026-0001"], "summary": f"Something is wrong with {name}", "details": "Longer.", "database_specific": {"severity": word} if word else {},
            "affected": [{"package": {"ecosystem": "npm", "name": name}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]}


class TestDependencies:
    """``scan_dependencies``: a file's text, a path, a project; and nothing that reads as an all-clear where nobody could look."""

    @pytest.fixture(autouse=True)
    def alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DEVOPS_SQUAD_ADVISORIES", str(tmp_path / "advisories.sqlite3"))
        monkeypatch.setenv("DEVOPS_SQUAD_OFFLINE", "1")

    @staticmethod
    def hold(tmp_path: Path, *flaws: dict[str, Any]) -> None:
        place = tmp_path / "all.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for flaw in flaws:
                archive.writestr(f"{flaw['id']}.json", json.dumps(flaw))
        today = datetime.now(UTC).date()
        AdvisoryDatabase(tmp_path / "advisories.sqlite3").import_export("npm", place, today, today)

    async def test_a_files_text(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", "HIGH"))
        result = await SecurityEngineerAgent("your-api-key").scan_dependencies(package_file=PACKAGE, stack="nodejs")
        assert_contract(result, "dependencies")
        (found,) = result["vulnerabilities"]
        assert (result["status"], result["severity"], result["metadata"]["total_issues"]) == ("success", "high", 1)
        assert {k: found[k] for k in ("name", "severity", "id", "aliases", "package", "version", "fixed_versions", "path", "line")} == {
            "name": "Something is wrong with lodash", "severity": "high", "id": "CVE-2026-0001", "aliases": ["GHSA-1"], "package": "lodash", "version": "4.17.11", "fixed_versions": ["4.17.21"], "path": "package.json", "line": 4}
        assert "CVE-2026-0001" in result["output"] and "4.17.21" in result["output"]
        assert [f["path"] for f in result["files"]] == ["sbom.cdx.json"] and json.loads(result["files"][0]["content"])["bomFormat"] == "CycloneDX"

    async def test_by_execute_a_path_and_a_project_too(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", "HIGH"))
        project = tmp_path / "monorepo"
        for name in ("a", "b"):
            (project / name).mkdir(parents=True)
            (project / name / "package.json").write_text(PACKAGE)
            (project / name / "index.js").write_text("require('lodash')\n")
        given = ({"package_file": str(project / "a" / "package.json")}, {"package_file": str(project)}, {"project": str(project)}, {"project": str(project), "package_file": PACKAGE})
        for more in given:
            result = await SecurityEngineerAgent().execute({"task_type": "dependencies", **more})
            assert_contract(result, "dependencies")
            assert result["status"] == "success" and [v["package"] for v in result["vulnerabilities"]] == ["lodash"], more
            assert result["vulnerabilities"][0]["reach"]["state"] == "imported"
        assert sorted(result["vulnerabilities"][0]["places"]) == ["package.json:4"]

    async def test_a_severity_nobody_states_is_shown_and_counts_as_high(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", None))
        result = await SecurityEngineerAgent().scan_dependencies(PACKAGE)
        assert_contract(result, "dependencies")
        assert result["vulnerabilities"][0]["severity"] == "unknown" and result["severity"] == "high"

    async def test_clean_is_said_with_source_and_date(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "other", "1.0.0", "HIGH"))
        result = await SecurityEngineerAgent(language="fr").scan_dependencies('{"dependencies": {"lodash": "4.17.21"}}')
        assert_contract(result, "dependencies")
        assert result["severity"] == "none" and f"aucune vulnérabilité connue dans 1 paquets (npm : 1 avis du {datetime.now(UTC).date()})" in result["output"]

    async def test_nothing_stated_is_no_error(self) -> None:
        result = await SecurityEngineerAgent().scan_dependencies('{"dependencies": {}}', "nodejs")
        assert_contract(result, "dependencies")
        assert (result["status"], result["severity"]) == ("success", "none") and "no dependencies are stated" in result["output"]

    async def test_part_of_it_not_looked_up_is_never_none(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "other", "1.0.0", "HIGH"))
        result = await SecurityEngineerAgent().scan_dependencies('{"dependencies": {"lodash": "4.17.21", "mine": "git+https://example.org/mine.git"}}')
        assert_contract(result, "dependencies")
        (row,) = result["vulnerabilities"]
        assert result["severity"] == row["severity"] == "low" and row["id"] == "not-looked-up" and row["not_looked_up"][0]["package"] == "mine"
        assert "no known vulnerabilities" not in result["output"]

    @pytest.mark.parametrize(("given", "code"), [(PACKAGE, "not-looked-up"), ("no-such-file.json", "bad-path"), ("", "bad-path"), ("just\n{ words", "bad-value"), ("[" * 100_000, "bad-value"), ("a" * 5_000, "bad-value"), ("\0", "bad-value")])
    async def test_where_nothing_can_be_said_it_is_an_error(self, given: str, code: str) -> None:
        result = await SecurityEngineerAgent().scan_dependencies(given)
        assert_contract(result, "dependencies")
        assert result["status"] == "error" and result["metadata"]["error"]["code"] == code and not result["files"]

    async def test_a_project_that_states_nothing_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = await SecurityEngineerAgent().scan_dependencies(project=str(tmp_path / "empty"))
        assert_contract(result, "dependencies")
        assert result["status"] == "error" and "no manifest or lockfile was found" in result["output"]

    async def test_an_api_nobody_answers_is_an_error_that_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DEVOPS_SQUAD_OFFLINE")
        monkeypatch.setenv("DEVOPS_SQUAD_OSV_API_URL", "http://127.0.0.1:9")
        result = await SecurityEngineerAgent().scan_dependencies(PACKAGE)
        assert_contract(result, "dependencies")
        assert result["status"] == "error" and "was not reached" in result["output"]

    @pytest.mark.parametrize(("word", "level", "blocked"), [("LOW", "medium", False), ("HIGH", "medium", True), (None, "low", True)])
    async def test_the_workflow_lets_nothing_pass_that_nobody_called_harmless(self, tmp_path: Path, word: str | None, level: str, blocked: bool) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", word))
        result = await DevOpsWorkflow().execute({"task": "security_audit", "security_level": level, "package_file": PACKAGE})
        assert result["phases"]["security"]["results"]["dependencies"]["status"] == "success" and result["blocked"] is blocked

    async def test_what_was_handed_over_is_no_evidence_the_next_time(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", "HIGH"))
        project = tmp_path / "shop"
        project.mkdir()
        (project / "package.json").write_text(PACKAGE)
        first = await SecurityEngineerAgent().scan_dependencies(project=str(project))
        for file in first["files"]:
            (project / file["path"]).write_text(file["content"])
        (project / "package.json").write_text(PACKAGE.replace("4.17.11", "4.17.21"))
        again = await SecurityEngineerAgent().scan_dependencies(project=str(project))
        assert len(first["vulnerabilities"]) == 1 and again["vulnerabilities"] == [] and again["severity"] == "none"
        # Another's bill of materials is read.
        sbom = project / "sbom.cdx.json"
        sbom.write_text(sbom.read_text().replace('"devops-squad"', '"syft"'))
        assert [v["path"] for v in (await SecurityEngineerAgent().scan_dependencies(project=str(project)))["vulnerabilities"]] == ["sbom.cdx.json"]

    async def test_five_runs_are_one(self, tmp_path: Path) -> None:
        self.hold(tmp_path, _flaw("GHSA-1", "lodash", "4.17.21", "HIGH"), _flaw("GHSA-2", "left-pad", "1.3.1", None))
        made = []
        for _ in range(5):
            result = await SecurityEngineerAgent().scan_dependencies(PACKAGE)
            del result["metadata"]["timestamp"]
            made.append(json.dumps(result))
        assert len(set(made)) == 1


INJECTION = "app.get('/user', (req, res) => {\n  const q = `SELECT * FROM users WHERE id = ${req.query.id}`;\n  db.query(q, (error, rows) => res.json(rows));\n});\n"


class TestAudit:
    """``audit_code``: a piece of code in any language, a project; and nothing that reads as an all-clear where nothing was looked at."""

    @pytest.fixture(autouse=True)
    def alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DEVOPS_SQUAD_AUDITS", str(tmp_path / "audits"))

    async def test_a_piece_of_code_comes_with_its_repair(self) -> None:
        """A change that is proven where the code says which driver it is; one that is only proposed where nothing does."""
        code = "import { Pool } from 'pg';\nconst db = new Pool();\nrouter.get('/user/:id', async (req, res) => {\n  res.json(await db.query(`SELECT * FROM users WHERE id = ${req.params.id}`));\n});\n"
        result = await SecurityEngineerAgent("your-api-key").audit_code(code=code, stack="nodejs")
        assert_contract(result, "audit")
        patch = result["vulnerabilities"][0]["patch"]
        assert patch["state"] == "proven" and "+  res.json(await db.query('SELECT * FROM users WHERE id = $1', [req.params.id]));" in patch["diff"] and patch["diff"] in result["output"]
        result = await SecurityEngineerAgent("your-api-key", language="fr").audit_code(code=code.split("\n", 2)[2], stack="nodejs")
        patch = result["vulnerabilities"][0]["patch"]
        assert patch["state"] == "proposed" and "mysql2" in patch["note"] and "Réparations" in result["output"]

    async def test_a_piece_of_code(self) -> None:
        result = await SecurityEngineerAgent("your-api-key").audit_code(code=INJECTION, stack="nodejs")
        assert_contract(result, "audit")
        found, = result["vulnerabilities"]
        assert (result["status"], result["severity"], result["metadata"]["total_issues"]) == ("success", "critical", 1)
        assert {k: found[k] for k in ("name", "severity", "rule", "cwe", "owasp", "owasp_2021", "line", "column", "confidence")} == {
            "name": "SQL injection", "severity": "critical", "rule": "sql-injection", "cwe": "CWE-89", "owasp": "A05:2025 Injection", "owasp_2021": "A03:2021 Injection", "line": 3, "column": 3, "confidence": "high"}
        assert next(step["line"] for step in found["flow"]) == 2 and "req.query" in found["description"] and found["fix"]
        assert "CWE-89" in result["output"] and "db.query" in result["output"] and not result["files"]

    @pytest.mark.parametrize(("code", "stack", "rule"), [
        ("import os\nfrom flask import request\n\ndef run():\n    os.system('ping ' + request.args['host'])\n", "nodejs", "command-injection"),
        ("def run(host):\n    import os\n    os.system('ping ' + host)\n", "python", "command-injection"),
        ("    @app.route('/x')\n    def x():\n        return eval(request.args.get('q'))\n", "flask", "code-injection"),
        ("\tdef f(host):\n\t    import os\n            os.system(host)\n", "django", "command-injection"),
        ("eval(req.query.x)", "express", "code-injection"),
        ("@GetMapping(\"/x\")\npublic String x(@RequestParam String id) {\n  return jdbcTemplate.queryForObject(\"select n from t where id=\" + id, String.class);\n}", "springboot", "sql-injection"),
    ])
    async def test_whatever_it_is_cut_from(self, code: str, stack: str, rule: str) -> None:
        result = await SecurityEngineerAgent().audit_code(code, stack)
        assert_contract(result, "audit")
        assert [v["rule"] for v in result["vulnerabilities"]] == [rule]

    async def test_whoever_calls_a_lone_function_is_not_known(self) -> None:
        result = await SecurityEngineerAgent().audit_code("def run(host):\n    import os\n    os.system('ping ' + host)\n", "python")
        assert result["vulnerabilities"][0]["confidence"] == "medium" and result["vulnerabilities"][0]["kind"] == "parameter"

    @pytest.mark.parametrize(("code", "word"), [("", "no code"), (" \n\t", "no code"), ("This is a text about our product. It says what it does.", "no code"), ("a\0b", "zero byte"), ("x = 1\n" * 200_000, "characters")])
    async def test_where_nothing_can_be_said_it_is_an_error(self, code: str, word: str) -> None:
        result = await SecurityEngineerAgent().audit_code(code, "python")
        assert_contract(result, "audit")
        assert result["status"] == "error" and word in result["output"]

    async def test_comments_alone_are_no_code_that_was_found_good(self) -> None:
        result = await SecurityEngineerAgent(language="fr").audit_code("# rien\n# du tout\n", "python")
        assert_contract(result, "audit")
        assert result["severity"] == "none" and "que des commentaires" in result["output"]

    async def test_nothing_found_says_what_was_looked_at(self) -> None:
        result = await SecurityEngineerAgent().audit_code("const x = 1;\n", "nodejs")
        assert_contract(result, "audit")
        assert result["severity"] == "none" and "found nothing in 1 file" in result["output"] and "Not looked for" in result["output"]

    async def test_a_project_with_its_files_of_configuration(self, tmp_path: Path) -> None:
        project = tmp_path / "shop"
        (project / "routes").mkdir(parents=True)
        (project / "package.json").write_text('{"name": "shop", "dependencies": {"express": "^5", "pg": "^8"}, "scripts": {"start": "node server.js"}}')
        (project / "server.js").write_text("const express = require('express');\nconst app = express();\nrequire('./routes/users')(app);\napp.listen(3000);\n")
        (project / "routes/users.js").write_text("const { Pool } = require('pg');\nconst db = new Pool();\nmodule.exports = app => {\n" + INJECTION + "};\n")
        (project / "Dockerfile").write_text("FROM node:latest\nCMD [\"node\", \"server.js\"]\n")
        result = await SecurityEngineerAgent().audit_code(project=str(project))
        assert_contract(result, "audit")
        assert ("sql-injection", "routes/users.js") in {(v["rule"], v["path"]) for v in result["vulnerabilities"]} and result["severity"] == "critical"
        assert "hadolint" in result["output"]

    async def test_a_project_without_source_is_an_error(self, tmp_path: Path) -> None:
        for project in (tmp_path, tmp_path / "none"):
            result = await SecurityEngineerAgent().audit_code(project=str(project))
            assert_contract(result, "audit")
            assert result["status"] == "error"

    async def test_five_runs_are_one(self) -> None:
        made = []
        for _ in range(5):
            result = await SecurityEngineerAgent().audit_code(INJECTION)
            del result["metadata"]["timestamp"]
            made.append(json.dumps(result))
        assert len(set(made)) == 1


async def test_where_only_a_stack_is_named_the_workflow_audits_what_it_made() -> None:
    result = await DevOpsWorkflow().execute({"task": "deploy_new_feature", "stack": "nextjs", "platform": "vercel", "security_level": "high", "monitoring": "full"})
    audit = result["phases"]["security"]["results"]["audit"]
    assert result["status"] == "success" and not result["blocked"]
    assert "Files of configuration, by" in audit["output"]


async def test_what_was_made_is_refused_where_it_is_weak() -> None:
    workflow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.head_commit.message }}\n"
    audit = await SecurityEngineerAgent().execute({"task_type": "audit", "files": [{"path": ".github/workflows/ci.yml", "content": workflow}]})
    assert_contract(audit, "audit")
    assert any(v["path"] == ".github/workflows/ci.yml" and v["severity"] in ("high", "medium") for v in audit["vulnerabilities"])
