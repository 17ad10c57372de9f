"""What every generated pipeline keeps to, on whatever project and platform; read back as YAML, not matched as text."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML
from tests.unit.tasks.ci_cd import ci_profiles as made_of

from orchestration.model.decision import Wish
from orchestration.model.errors import BadValue
from orchestration.platforms import PLATFORMS, platform
from orchestration.requirements.outcomes import outcomes
from orchestration.requirements.parse import clauses

ALL = [(case, where) for case in made_of.CASES for where in (*PLATFORMS, None)]
ID = "{0[0]}-{0[1]}".format


def load(text: str):
    return YAML(typ="safe", pure=True).load(text)


def workflows(plan):
    return {a.path: load(a.text) for a in plan.artefacts if a.kind == "github-workflow"}


def steps(data):
    return [(name, step) for name, job in data["jobs"].items() for step in job.get("steps", ())]


@pytest.mark.parametrize("combination", ALL, ids=ID)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_github_grants_pins_and_bounds(combination, language):
    _, plan = made_of.made(*combination, language=language, ci="github", notify=True)
    for path, data in workflows(plan).items():
        text = made_of.text(plan, path)
        assert data["permissions"] == {}, path
        assert "on" in data and "pull_request_target" not in data["on"] and "workflow_run" not in data["on"]
        assert data["concurrency"]["group"]
        for name, job in data["jobs"].items():
            if "uses" in job:
                assert job["uses"].startswith("./.github/workflows/") and job["permissions"] == {"contents": "read"}
                continue
            assert 0 < job["timeout-minutes"] <= 30, (path, name)
            assert job["permissions"].get("contents") == "read" and set(job["permissions"].values()) <= {"read", "write"}
            assert job["runs-on"] == "ubuntu-24.04"
        for name, step in steps(data):
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
                assert re.search(rf"uses: {re.escape(step['uses'])} # v?\d", text), f"{step['uses']} without its version"
                if step["uses"].startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False
            else:
                assert "${{" not in step["run"], (path, name, step["run"])
                assert "|| true" not in step["run"]
        if "deploy" in path:
            assert data["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize("combination", ALL, ids=ID)
def test_the_same_input_gives_the_same_bytes(combination):
    for ci in ("github", "gitlab"):
        assert made_of.made(*combination, ci=ci)[1] == made_of.made(*combination, ci=ci)[1]


@pytest.mark.parametrize("where", [p for p in PLATFORMS if PLATFORMS[p].deploys])
def test_one_artefact_goes_through_all_environments_in_order(where):
    case = "static" if where == "cloudflare" else "node-pnpm"
    spec, plan = made_of.made(case, where, environments=("dev", "qa", "live"))
    jobs = load(made_of.text(plan, ".github/workflows/deploy.yml"))["jobs"]
    assert spec.environments.value == ("dev", "qa", "live")
    order = [name for name in jobs if name.startswith("deploy-")]
    assert order == ["deploy-dev", "deploy-qa", "deploy-live"]
    needs = [jobs[name]["needs"] for name in order]
    assert needs == ["build", ["build", "deploy-dev"], ["build", "deploy-qa"]]
    assert sum("docker/build-push-action" in str(job) or "ci/build.sh" in str(job) for job in jobs.values()) == 1, "built once"
    for name in order:
        job = jobs[name]
        assert job["environment"]["name"] == name.removeprefix("deploy-") and job["concurrency"]["cancel-in-progress"] is False
        said = [s.get("run", "") for s in job["steps"]]
        verify, deploy, smoke, back = (next(i for i, r in enumerate(said) if word in r) for word in
                                       ("gh attestation verify", "bash ci/deploy.sh", "bash ci/smoke-test.sh", "bash ci/rollback.sh"))
        assert verify < deploy < smoke < back
        assert "steps.deploy.outputs.previous" in job["steps"][back]["if"] and "failure()" in job["steps"][back]["if"] and "cancelled()" in job["steps"][back]["if"]
        artefacts = {s["env"].get("IMAGE") or s["env"].get("BUNDLE") for s in job["steps"] if "ci/deploy.sh" in s.get("run", "")}
        assert artefacts == ({"${{ needs.build.outputs.image }}@${{ needs.build.outputs.digest }}"} if PLATFORMS[where].ships == "image" else {"bundle.tgz"})


@pytest.mark.parametrize("where", sorted(PLATFORMS))
def test_secrets_only_where_no_oidc_is_accepted(where):
    _, plan = made_of.made("static", where)
    text = "".join(a.text for a in plan.artefacts if a.kind == "github-workflow")
    stored = set(re.findall(r"secrets\.(\w+)", text))
    if PLATFORMS[where].no_oidc:
        assert stored and "id-token: write # signs in by OIDC" not in text
    else:
        assert not stored


@pytest.mark.parametrize("combination", ALL, ids=ID)
def test_gitlab_bounds_and_order(combination):
    _, plan = made_of.made(*combination, ci="gitlab", notify=True)
    if not any(a.path == ".gitlab-ci.yml" for a in plan.artefacts):
        pytest.fail("no pipeline")
    data = load(made_of.text(plan, ".gitlab-ci.yml"))
    jobs = {k: v for k, v in data.items() if isinstance(v, dict) and ("script" in v) and not k.startswith(".")}
    names = list(jobs)
    assert data["default"]["timeout"] and data["default"]["interruptible"] is True
    assert [r["if"] for r in data["workflow"]["rules"]] == ['$CI_PIPELINE_SOURCE == "merge_request_event"', '$CI_COMMIT_BRANCH == "main"']
    for name, job in jobs.items():
        assert job["stage"] in data["stages"], name
        for need in job.get("needs", ()):
            needed = need["job"] if isinstance(need, dict) else need
            assert needed in names and data["stages"].index(jobs[needed]["stage"]) <= data["stages"].index(job["stage"]), (name, needed)
        for entry in (job.get("artifacts"),):
            assert entry is None or "expire_in" in entry
        if name.startswith(("deploy:", "rollback:")):
            assert job["resource_group"] and data[".platform"]["interruptible"] is False and data[".platform"]["retry"] == 0
    deploys = [n for n in names if n.startswith("deploy:")]
    if deploys:
        assert jobs[deploys[-1]]["rules"][0]["when"] == "manual"
        assert all("when" not in jobs[n]["rules"][0] for n in deploys[:-1])
        for name in deploys:
            back = jobs[name.replace("deploy", "rollback")]
            assert back["rules"][0]["when"] == "on_failure" and back["needs"] == [{"job": name, "artifacts": True}]
            assert jobs[name]["artifacts"]["when"] == "always"


def test_every_script_a_pipeline_calls_is_there_and_no_other():
    for case, where in ALL:
        for ci in ("github", "gitlab"):
            _, plan = made_of.made(case, where, ci=ci, notify=True)
            pipeline = "\n".join(a.text for a in plan.artefacts if a.kind in ("github-workflow", "gitlab-ci"))
            scripts = {a.path: a.text for a in plan.artefacts if a.path.startswith("ci/")}
            called = set(re.findall(r"(?:bash|sh) (ci/[\w-]+\.sh)", pipeline))
            inner = {f"ci/{name}" for text in scripts.values() for name in re.findall(r"/([\w-]+\.sh)\"", text)}
            assert called <= set(scripts), (case, where, ci)
            assert set(scripts) == called | (inner & set(scripts)), (case, where, ci)


def test_a_project_s_words_are_never_evaluated():
    _, plan = made_of.made("hostile", "none")
    data = load(made_of.text(plan, ".github/workflows/ci.yml"))
    by_name = {name: [s for n, s in steps(data) if n == name] for name in data["jobs"]}
    test = next(s for s in by_name["test"] if "npm run" in s.get("run", ""))
    assert test["run"] == """npm run '$''{{ secrets.X }}$(id)`id`'"""
    lint = next(s for s in by_name["lint"] if "bash -c" in s.get("run", ""))
    assert lint["env"] == {"PROJECT_COMMAND_1": "echo '${{ '${{' }} github.token }}' && true"}
    assert all("${{" not in name for job in data["jobs"].values() for name in job.get("env", {}))
    assert all(s.get("working-directory", "a b'; touch pwned #") == "a b'; touch pwned #" for _, s in steps(data))
    _, plan = made_of.made("hostile", "none", ci="gitlab")
    assert """cd 'a b'"'"'; touch pwned #'""" in load(made_of.text(plan, ".gitlab-ci.yml"))["lint"]["script"]


@pytest.mark.parametrize("options", [{"branch": "a b"}, {"branch": "$(id)"}, {"branch": "../x"}, {"environments": ("a b",)}, {"environments": ()}, {"environments": ("preview",)},
                                     {"ci": "jenkins"}, {"environments": ("${{ x }}",)}])
def test_what_cannot_stand_in_a_pipeline_is_refused(options):
    with pytest.raises(BadValue):
        made_of.made("node-pnpm", "aws", **options)


def test_a_platform_that_does_not_exist_is_refused_by_name():
    with pytest.raises(BadValue, match="heroku"):
        platform("heroku")


def test_a_job_without_a_command_is_left_out_and_said():
    _, plan = made_of.made("bare", "none")
    jobs = load(made_of.text(plan, ".github/workflows/ci.yml"))["jobs"]
    assert list(jobs) == ["install"]
    about = {n.about for n in plan.notices}
    assert {"no-test", "no-lint", "no-lockfile"} <= about
    assert all(n.text.en != n.text.fr for n in plan.notices)


def test_services_of_the_profile_stand_beside_the_tests_with_the_variables_that_name_them():
    _, plan = made_of.made("node-pnpm", "none")
    job = load(made_of.text(plan, ".github/workflows/ci.yml"))["jobs"]["test"]
    assert set(job["services"]) == {"postgresql", "redis"} and job["services"]["postgresql"]["image"].startswith("postgres:16")
    assert job["services"]["postgresql"]["ports"] == ["127.0.0.1:5432:5432"] and "--health-cmd" in job["services"]["postgresql"]["options"]
    assert job["env"]["DATABASE_URL"] == "postgresql://ci:ci-only@127.0.0.1:5432/ci" and job["env"]["REDIS_URL"] == "redis://127.0.0.1:6379/0"
    assert "NEXT_PUBLIC_API" not in job["env"]
    assert "services" not in load(made_of.text(plan, ".github/workflows/ci.yml"))["jobs"]["lint"]


def test_an_app_of_a_monorepo_has_files_of_its_own_and_ignores_the_others():
    _, plan = made_of.made("monorepo", "none")
    data = load(made_of.text(plan, ".github/workflows/ci-web.yml"))
    assert data["on"]["pull_request"] == {"paths-ignore": ["apps/api/**"]}
    lint = data["jobs"]["lint"]["steps"]
    assert lint[-1]["working-directory"] == "apps/web" and "working-directory" not in lint[-2]


def test_a_platform_that_cannot_run_the_app_gets_tests_but_no_deployment():
    _spec, plan = made_of.made("node-pnpm", "cloudflare", wishes=(Wish("deploy"),))
    assert ".github/workflows/deploy.yml" not in {a.path for a in plan.artefacts}
    assert "push" in load(made_of.text(plan, ".github/workflows/ci.yml"))["on"]
    assert any(n.about == "not-shippable" for n in plan.notices)
    assert any(r.topic == "deploy" for r in plan.refusals)
    _, plan = made_of.made("static", "cloudflare")
    assert '"directory": "./dist"' in made_of.text(plan, "wrangler.jsonc") and "single-page-application" in made_of.text(plan, "wrangler.jsonc")


# --- requirements -----------------------------------------------------------------------------------------------------

def answered(text: str, case: str, where: str, ci: str):
    understood = clauses(text)
    wishes = tuple(w for c in understood for w in c.wishes)
    _, plan = made_of.made(case, where, wishes=wishes, ci=ci)
    return {o.clause: o for o in outcomes(understood, plan)}


@pytest.mark.parametrize("ci", ["github", "gitlab"])
@pytest.mark.parametrize(("text", "case", "where", "expected"), [
    ("Tests E2E avec Playwright + déploiement preview", "node-pnpm", "vercel", ["met", "met"]),
    ("E2E tests with Playwright + preview deployments", "node-pnpm", "gcp", ["met", "met"]),
    ("Tests E2E avec Playwright + déploiement preview", "static", "vercel", ["not met", "met"]),
    ("Tests E2E avec Playwright + déploiement preview", "node-pnpm", "aws", ["met", "not met"]),
    ("Deploy vers dev/staging/prod avec auto-rollback", "node-pnpm", "vercel", ["met"]),
    ("Deploy to dev, staging and production; automatic rollback; smoke tests", "node-pnpm", "kubernetes", ["met", "met", "met"]),
    ("lint, tests, cache, SBOM, provenance, slack", "python-uv", "aws", ["met"] * 6),
    ("OIDC", "static", "vercel", ["not met"]), ("OIDC", "static", "azure", ["met"]),
    ("canary", "static", "gcp", ["not met"]),
])
def test_each_clause_ends_with_its_status_and_place(text, case, where, expected, ci):
    found = answered(text, case, where, ci)
    assert [o.status for o in found.values()] == expected, [(o.clause, o.status, o.why.en) for o in found.values()]
    for outcome in found.values():
        assert (outcome.status == "not met") != bool(outcome.where)


def test_without_playwright_the_way_to_add_it_is_named():
    outcome = answered("E2E with Playwright", "static", "vercel", "github")["E2E with Playwright"]
    assert "npm init playwright@latest" in outcome.why.en and "npm init playwright@latest" in outcome.why.fr


def test_a_negated_wish_takes_the_thing_away():
    understood = clauses("no preview deployments, without rollback")
    wishes = tuple(w for c in understood for w in c.wishes)
    spec, plan = made_of.made("node-pnpm", "gcp", wishes=wishes)
    assert not spec.preview.value and not spec.rollback.value
    assert ".github/workflows/preview.yml" not in {a.path for a in plan.artefacts} and "ci/rollback.sh" not in {a.path for a in plan.artefacts}
    assert [o.status for o in outcomes(understood, plan)] == ["met", "met"]


def test_reviewers_are_a_setting_and_said_so():
    _, plan = made_of.made("node-pnpm", "aws", wishes=(Wish("approval"),))
    assert any(r.topic == "approval" and r.partly for r in plan.refusals)
    assert any("reviewers" in s.en and "relecteurs" in s.fr for s in plan.next_steps)


def beside(existing: dict[str, str]):
    """The plan of an Express app that already has these workflows."""
    from orchestration.edges.tree import MemoryTree
    from orchestration.model.request import Request
    from orchestration.pipeline import run_many

    app = {"package.json": '{"name":"x","scripts":{"start":"node s.js","test":"node --test"},"dependencies":{"express":"^5"}}', "s.js": 'require("express")().listen(3000)\n'}
    return run_many([Request("ci_cd", project=".", platform="aws")], tree=MemoryTree(app | existing), with_checks=False).results[0]


def test_a_deployment_never_calls_a_workflow_that_a_person_wrote():
    own = "on: [push]\njobs: {}\n"
    result = beside({".github/workflows/ci.yml": own})
    called = {str(job["uses"]).removeprefix("./") for a in result.artefacts if a.kind == "github-workflow" for job in load(a.text)["jobs"].values() if "uses" in job}
    made = {a.path: load(a.text) for a in result.artefacts if a.kind == "github-workflow"}
    assert called == {".github/workflows/gates.yml"} and called <= set(made) and ".github/workflows/ci.yml" not in made
    assert "workflow_call" in made[".github/workflows/gates.yml"]["on"]
    assert [n.evidence[0].path for n in result.notices if n.about == "own-workflow"] == [".github/workflows/ci.yml"]
    both = {a.path for a in beside({".github/workflows/ci.yml": own, ".github/workflows/gates.yml": own}).artefacts}
    assert ".github/workflows/devops-squad.yml" in both and not both & {".github/workflows/ci.yml", ".github/workflows/gates.yml"}
    plain = beside({})
    assert ".github/workflows/ci.yml" in {a.path for a in plain.artefacts} and not [n for n in plain.notices if n.about == "own-workflow"]


@pytest.mark.parametrize(("push", "branch", "origin"), [
    ('{branches: ["master"]}', "master", "profile"),
    ("{branches: master}", "master", "profile"),
    ("{branches: [develop, trunk]}", "trunk", "profile"),
    ('{branches: ["release/**"]}', "main", "default"),
    ("{branches: [main, master]}", "main", "default"),
    ("{tags: [v1]}", "main", "default"),
    ("{branches: ['${{ x }}']}", "main", "default"),
])
def test_the_branch_that_is_deployed_is_the_one_the_repository_tests(push, branch, origin):
    result = beside({".github/workflows/test.yml": f"on:\n  push: {push}\njobs: {{}}\n"})
    assert (result.spec.branch.value, result.spec.branch.origin) == (branch, origin)
    deploy = load(next(a.text for a in result.artefacts if a.path.endswith("/deploy.yml")))
    assert deploy["on"]["push"]["branches"] == [branch]
