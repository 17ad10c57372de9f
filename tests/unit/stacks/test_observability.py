"""Which kit a Next.js project gets, where its parts go, and who switches it on."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.cli import cli
from orchestration.edges.tree import DirectoryTree
from orchestration.kits import kit as file
from orchestration.model.errors import NotDeployable
from orchestration.model.kit import Kit
from orchestration.model.request import Request
from orchestration.pipeline import look, run_many
from orchestration.platforms import PLATFORMS
from orchestration.stacks.observability import OLDEST, kit_of


def project(root: Path, version: str = "^16.4.0", pages: str = "app", typed: bool = True, **files: str) -> Path:
    root.mkdir(exist_ok=True)
    manifest = {"name": "web", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": version, "react": "^19.0.0", "react-dom": "^19.0.0"}}
    for path, text in {"package.json": json.dumps(manifest), "package-lock.json": '{"name": "web", "lockfileVersion": 3, "packages": {}}', f"{pages}/page.jsx": "export default () => null;\n",
                       **({"tsconfig.json": "{}"} if typed else {}), **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return root


def chosen(root: Path, platform: str | None = None) -> Kit:
    profile, _ = look(Request("health_checks", project=str(root)))
    found = kit_of(profile, PLATFORMS[platform] if platform else None)
    if isinstance(found, NotDeployable):
        raise found
    return found


@pytest.mark.parametrize(("pages", "typed", "entry", "directory"), [
    ("app", True, "instrumentation.ts", "observability"), ("app", False, "instrumentation.js", "observability"), ("src/app", True, "src/instrumentation.ts", "src/observability"), ("src/pages", False, "src/instrumentation.js", "src/observability"),
])
def test_the_entry_is_brought_where_nextjs_looks_for_it(tmp_path: Path, pages: str, typed: bool, entry: str, directory: str) -> None:
    kit = chosen(project(tmp_path, pages=pages, typed=typed))
    assert kit.entry == entry and kit.brings_entry and kit.directory == directory and kit.settings == f"{directory}/settings.cjs"
    assert {path for path in kit.files if path != entry} == {f"{directory}/{Path(source).name}" for path, (source, _) in kit.files.items() if path != entry}
    assert './observability/next.cjs"' in file(kit.files[entry][0]), "the line is the same wherever both stand"


def test_it_is_nodes_kit_but_for_what_nextjs_needs(tmp_path: Path) -> None:
    kit = chosen(project(tmp_path))
    assert {source for source, _ in kit.files.values() if source.startswith("nextjs/")} == {"nextjs/instrumentation.ts", *(f"nextjs/observability/{name}" for name in ("README.md", "errors.cjs", "errors.d.cts", "next.cjs", "next.d.cts", "sdk.cjs"))}
    assert sum(source.startswith("nodejs/observability/") for source, _ in kit.files.values()) >= 14


@pytest.mark.parametrize(("version", "platform", "files", "words"), [
    ("^14.2.0", None, {}, "needs Next.js 15"), ("^16.0.0", "cloudflare", {}, "there is no Node.js process"),
    ("^16.0.0", None, {"next.config.js": 'module.exports = { output: "export" };\n'}, "leaves files"),
])
def test_where_it_cannot_work_the_reason_is_told(tmp_path: Path, version: str, platform: str | None, files: dict[str, str], words: str) -> None:
    with pytest.raises(NotDeployable) as refused:
        chosen(project(tmp_path, version, **files), platform)
    assert words in refused.value.what.en and refused.value.what.fr and refused.value.todo


@pytest.mark.parametrize(("pages", "typed", "folder", "suffix"), [("app", True, "", "ts"), ("src/app", False, "src/", "js")])
def test_functions_get_logs_and_the_probes_as_routes_and_are_told_what_they_lack(tmp_path: Path, pages: str, typed: bool, folder: str, suffix: str) -> None:
    root = project(tmp_path, pages=pages, typed=typed)
    kit = chosen(root, "vercel")
    assert kit.is_for_functions and {f"{folder}app/livez/route.{suffix}", f"{folder}app/readyz/route.{suffix}", f"{folder}instrumentation.{suffix}"} <= set(kit.files)
    results = run_many([Request(task, project=str(root), platform="vercel", requirements="graceful shutdown") for task in ("health_checks", "logging")]).results
    for result in results:
        assert result.status == "success" and [v for v in result.verdicts if v.state == "failed"] == []
        assert any("None of it was run on Vercel" in n.text.en for n in result.notices)
        assert not any(a.path.startswith("monitoring/") for a in result.artefacts), "neither Kubernetes nor a collector of containers"
    assert [o.status for o in results[0].outcomes] == ["not met"]


def test_functions_without_an_app_directory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotDeployable, match="no app directory"):
        chosen(project(tmp_path, pages="pages"), "vercel")


def test_setup_says_why_there_is_no_kit(tmp_path: Path) -> None:
    root = project(tmp_path, "^14.2.0")
    done = CliRunner().invoke(cli, ["setup", str(root), "--monitoring", "--no-checks", "--platform", "none"], env={"LC_ALL": "C"})
    assert "no health endpoints and no logs were made" in done.output and "needs Next.js 15" in done.output and not (root / "observability").exists()


def test_what_was_asked_of_a_kit_that_does_not_fit_is_answered_with_the_reason(tmp_path: Path) -> None:
    root = project(tmp_path, "^14.2.0")
    done = CliRunner().invoke(cli, ["setup", str(root), "--monitoring", "--no-checks", "--json", "-r", "Sentry for errors, 99.9% uptime"], env={"LC_ALL": "C"})
    told = {o["clause"]: o["why"] for o in json.loads(done.stdout)["requirements"]}
    assert "needs Next.js 15" in told["Sentry for errors"] and "needs Next.js" not in told["99.9% uptime"]


@pytest.mark.parametrize("platform", ["aws", "azure", "gcp", "kubernetes", "none"])
def test_a_container_has_it_on_every_platform(tmp_path: Path, platform: str) -> None:
    assert chosen(project(tmp_path, "latest"), platform).brings_entry


def for_errors(root: Path, platform: str | None = None) -> Kit:
    profile, _ = look(Request("sentry", project=str(root)))
    found = kit_of(profile, PLATFORMS[platform] if platform else None, ("sentry",))
    if isinstance(found, NotDeployable):
        raise found
    return found


@pytest.mark.parametrize(("pages", "typed", "client", "page"), [
    ("app", True, "instrumentation-client.ts", "app/global-error.tsx"), ("app", False, "instrumentation-client.js", "app/global-error.jsx"),
    ("src/app", True, "src/instrumentation-client.ts", "src/app/global-error.tsx"), ("src/pages", False, "src/instrumentation-client.js", ""),
])
def test_errors_have_a_part_in_the_browser_that_the_other_tasks_leave_out(tmp_path: Path, pages: str, typed: bool, client: str, page: str) -> None:
    root = project(tmp_path, pages=pages, typed=typed)
    kit, rest = for_errors(root), chosen(root)
    assert set(kit.files) - set(rest.files) == {path for path in (client, page) if path} | {f"{kit.directory}/{name}" for name in ("browser.mjs", "browser.d.mts", "browser-settings.cjs", "recording.cjs", "page-error.mjs", "page-error.d.mts")}
    assert all("@sentry/nextjs" not in file(source) for path, (source, _) in rest.files.items() if path.endswith(".mjs")), "who installs no SDK imports none"
    assert kit.browser_settings in kit.files and kit.brings_entry and kit.also == () and kit.error_tracking == "npm install @sentry/nextjs"
    for path, (source, _) in ((path, found) for path, found in kit.files.items() if found[1] != "markdown"):
        for address in re.findall(r'(?:from|import\(|require\()\s*"(\.[^"]+)"', re.sub(r"^//.*", "", file(source), flags=re.M)):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) in kit.files, (path, address)


def test_their_own_files_are_told_the_line_they_need(tmp_path: Path) -> None:
    root = project(tmp_path, **{"instrumentation.ts": OWN, "instrumentation-client.js": "export {};\n", "app/global-error.jsx": "export default () => null;\n"})
    kit = for_errors(root)
    assert not {"instrumentation.ts", "instrumentation-client.js", "app/global-error.jsx"} & set(kit.files)
    assert kit.also == (("instrumentation.ts", 'export { onRequestError } from "./observability/errors.cjs";'), ("instrumentation-client.js", 'export { onRouterTransitionStart } from "./observability/browser.mjs";'))


def test_where_functions_run_sentry_comes_with_the_probes_routes(tmp_path: Path) -> None:
    kit = for_errors(project(tmp_path), "vercel")
    assert {"app/livez/route.ts", "instrumentation-client.ts", "app/global-error.tsx"} <= set(kit.files) and kit.is_for_functions
    with pytest.raises(NotDeployable):
        for_errors(project(tmp_path), "cloudflare")


def made(root: Path, *tasks: str, **more: Any) -> dict[str, str]:
    run = run_many([Request(task, project=str(root), platform="none", **more) for task in tasks], with_checks=False)
    assert not run.is_error, run.results
    return {a.path: a.text for a in run.artefacts if a.mode != "wiring"}


def test_the_image_asks_the_kit_for_its_health_and_gets_its_files(tmp_path: Path) -> None:
    root = project(tmp_path, **{"next.config.js": 'module.exports = { output: "standalone" };\n'})
    alone = made(root, "dockerfile")
    assert "/livez" not in alone["Dockerfile"] and "observability" not in alone[".dockerignore"]
    together = made(root, "dockerfile", "health_checks")
    assert "/livez" in together["Dockerfile"] and {"!/observability", "!/instrumentation.ts"} <= set(together[".dockerignore"].split())


def test_what_was_handed_over_is_seen_the_next_time(tmp_path: Path) -> None:
    root = project(tmp_path)
    done = CliRunner().invoke(cli, ["health-checks", str(root), "--no-checks"], env={"LC_ALL": "C"})
    assert done.exit_code == 0, done.output
    profile, _ = look(Request("dockerfile", project=str(root)))
    assert profile.trait("observability") == "wired" and profile.health_path and str(profile.health_path.evidence[0]).startswith("instrumentation.ts:")
    assert chosen(root).brings_entry, "our own file is no evidence of one of theirs"
    before = {path: (root / path).read_text() for path in DirectoryTree(root, with_generated=True).files()}
    assert CliRunner().invoke(cli, ["health-checks", str(root), "--no-checks"], env={"LC_ALL": "C"}).exit_code == 0
    assert before == {path: (root / path).read_text() for path in DirectoryTree(root, with_generated=True).files()}


OWN = """import { registerOTel } from "@vercel/otel";

export async function register() {
  registerOTel("web");
}
"""


def test_an_entry_of_their_own_is_left_alone_and_the_line_told(tmp_path: Path) -> None:
    root = project(tmp_path, **{"instrumentation.ts": OWN})
    kit = chosen(root)
    assert kit.entry == "instrumentation.ts" and not kit.brings_entry and "instrumentation.ts" not in made(root, "health_checks")
    done = CliRunner().invoke(cli, ["health-checks", str(root), "--no-checks"], env={"LC_ALL": "C"})
    assert 'await import("./observability/next.cjs")' in done.output and (root / "instrumentation.ts").read_text() == OWN


def test_wire_puts_the_line_into_their_register(tmp_path: Path) -> None:
    root = project(tmp_path, **{"instrumentation.ts": OWN})
    for _ in range(2):
        done = CliRunner().invoke(cli, ["setup", str(root), "--monitoring", "--wire", "--no-checks", "--platform", "none"], env={"LC_ALL": "C"})
        assert "switch the kit on" not in done.output
        assert (root / "instrumentation.ts").read_text() == OWN.replace("register() {\n", f"register() {{\n  {chosen(root).wiring}\n")
        assert "/livez" in (root / "Dockerfile").read_text()


@pytest.mark.parametrize("text", ['export function register() {\n  start();\n}\n', "export async function register() { start(); }\n", 'export { register } from "./telemetry";\n'])
def test_a_register_that_cannot_be_told_is_not_touched(tmp_path: Path, text: str) -> None:
    root = project(tmp_path, **{"instrumentation.ts": text})
    done = CliRunner().invoke(cli, ["setup", str(root), "--monitoring", "--wire", "--no-checks", "--platform", "none"], env={"LC_ALL": "C"})
    assert (root / "instrumentation.ts").read_text() == text and "switch the kit on in instrumentation.ts, first thing in an async register()" in done.output


@pytest.mark.parametrize(("files", "version", "fits"), [
    ({"requirements.txt": "fastapi==0.79.1\nuvicorn==0.18.2\n", "app.py": "from fastapi import FastAPI\napp = FastAPI()\n", ".python-version": "{}\n"}, "3.9.18", False),
    ({"requirements.txt": "fastapi==0.79.1\nuvicorn==0.18.2\n", "app.py": "from fastapi import FastAPI\napp = FastAPI()\n", ".python-version": "{}\n"}, "3.10.13", True),
    ({"package.json": '{{"name": "a", "scripts": {{"start": "node server.js"}}, "dependencies": {{"express": "^4.0.0"}}, "engines": {{"node": "{}"}}}}', "server.js": "require('express')().listen(3000);\n"}, "16.20.2", False),
    ({"package.json": '{{"name": "a", "scripts": {{"start": "node server.js"}}, "dependencies": {{"express": "^4.0.0"}}, "engines": {{"node": "{}"}}}}', "server.js": "require('express')().listen(3000);\n"}, "20.19.0", True),
])
def test_what_is_older_than_the_kit_is_told_so(tmp_path: Path, files: dict[str, str], version: str, fits: bool) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text.format(version) if "{" in text else text)
    if fits:
        assert chosen(tmp_path).files
        return
    with pytest.raises(NotDeployable, match=f"or newer; this is {version}"):
        chosen(tmp_path)


def test_the_oldest_runtime_is_the_one_that_the_readme_names() -> None:
    for folder, product, word in (("nodejs", "nodejs", "Node.js"), ("fastapi", "python", "Python")):
        assert f"needs {word} {OLDEST[product]} or newer" in file(f"{folder}/observability/README.md")
