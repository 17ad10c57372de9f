"""What of a Next.js project lets source maps reach Sentry from its image's build, and what is said where something is missing."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.unit.stacks.test_observability import project

from orchestration.checks.reading.dockerfile import parse
from orchestration.edges.tree import DirectoryTree
from orchestration.model.request import Request
from orchestration.pipeline import Run, run_many

MAPS = "productionBrowserSourceMaps: true, experimental: { serverSourceMaps: true }"


def shop(root: Path, config: str = f'output: "standalone", {MAPS}', tracker: bool = True, **files: str) -> Path:
    project(root, **{"next.config.js": f"module.exports = {{ {config} }};\n", **files})
    for manifest in ([root / name for name in files if name.endswith("package.json")] or [root / "package.json"]) if tracker else ():
        data = json.loads(manifest.read_text())
        data["dependencies"]["@sentry/nextjs"] = "^11.5.0"
        manifest.write_text(json.dumps(data))
    return root


def made(root: Path, platform: str = "aws", tasks: tuple[str, ...] = ("dockerfile", "docker_compose", "ci_cd", "sentry"), words: str = "source maps", **more: Any) -> Run:
    return run_many([Request(task, platform=platform, requirements=words, service_name="web", **more) for task in tasks], tree=DirectoryTree(root), with_checks=False)


def texts(run: Run) -> dict[str, str]:
    return {a.path: a.text for a in run.artefacts}


def marking(run: Run) -> list[str]:
    """The commands that keep the maps apart, in the build stage of the Dockerfile; none where it has no such step."""
    [text] = [text for path, text in texts(run).items() if posixpath.basename(path) == "Dockerfile"]
    stage = parse("Dockerfile", text).stage("build")
    assert stage
    found = next((step.value.split("&& ") for step in stage.instructions if step.name == "RUN" and "sourcemaps inject" in step.value), [])
    commands = [re.sub(r"^(?:--mount=\S+\s+)*", "", command).strip() for command in found]
    # What it follows may share its step.
    return commands[next((i for i, command in enumerate(commands) if "sourcemaps inject" in command), 0):]


def answer(run: Run) -> tuple[str, str]:
    [outcome] = run.outcomes
    return outcome.status, outcome.why.en


def test_standalone_is_copied_anew_after_the_maps_are_gone(tmp_path: Path) -> None:
    run = made(shop(tmp_path))
    client, *rest = marking(run)
    assert re.fullmatch(r"npx --yes @sentry/cli@\d+\.\d+\.\d+ sourcemaps inject \.next/static \.next/server", client)
    assert rest == ["mkdir /source-maps", "cp -R .next/static .next/server /source-maps/", "find .next -name '*.map' -delete", "cp -R .next/server .next/standalone/.next/"]
    assert answer(run)[0] == "met"


def test_next_start_needs_no_copy(tmp_path: Path) -> None:
    run = made(shop(tmp_path, f'distDir: "out dir", {MAPS}'))
    assert marking(run)[1:] == ["mkdir /source-maps", "cp -R 'out dir/static' 'out dir/server' /source-maps/", "find 'out dir' -name '*.map' -delete"]
    assert answer(run)[0] == "met"


def test_what_a_pnpm_deployment_took_along_goes_too(tmp_path: Path) -> None:
    """It copies the app before the maps are deleted; what was built is copied by itself."""
    manifest = json.dumps({"name": "web", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "^16.4.0", "react": "^19.0.0", "react-dom": "^19.0.0"}})
    root = shop(tmp_path, **{"apps/web/package.json": manifest, "apps/web/app/page.jsx": "export default () => null;\n", "apps/web/next.config.js": f"module.exports = {{ {MAPS} }};\n",
                             "pnpm-workspace.yaml": "packages: ['apps/*']\n", "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"})
    (root / "package.json").write_text('{"name": "root", "private": true, "packageManager": "pnpm@10.19.0"}')
    for name in ("package-lock.json", "next.config.js", "app/page.jsx", "tsconfig.json"):
        (root / name).unlink()
    (root / "app").rmdir()
    run = made(root)
    assert marking(run)[1:] == ["mkdir /source-maps", "cp -R apps/web/.next/static apps/web/.next/server /source-maps/", "find apps/web/.next -name '*.map' -delete", "rm -rf /prod/.next"]


@pytest.mark.parametrize(("config", "tracker", "status", "words"), [
    ('output: "standalone"', True, "partly met", "set productionBrowserSourceMaps: true and experimental.serverSourceMaps: true in next.config"),
    ("productionBrowserSourceMaps: false", True, "partly met", "set productionBrowserSourceMaps: true"),
    (MAPS, False, "partly met", "@sentry/nextjs is not among the dependencies yet"),
    ("productionBrowserSourceMaps: true", True, "partly met", "for the server's set experimental.serverSourceMaps: true"),
])
def test_what_is_missing_is_named(tmp_path: Path, config: str, tracker: bool, status: str, words: str) -> None:
    run = made(shop(tmp_path, config, tracker))
    assert answer(run)[0] == status and words in answer(run)[1]
    are_sent = "for the server's" in words
    assert bool(marking(run)) == are_sent == ("ci/sentry-source-maps.sh" in texts(run)) == ("sentry-source-maps" in texts(run)[".github/workflows/deploy.yml"])


def test_a_dockerfile_of_a_person_s_own_is_not_counted_on(tmp_path: Path) -> None:
    run = made(shop(tmp_path, Dockerfile="FROM node:24-slim\nCMD node server.js\n"))
    assert answer(run)[0] == "partly met" and "Dockerfile is yours" in answer(run)[1] and "target: source-maps" not in texts(run)[".github/workflows/deploy.yml"]


def test_where_no_image_is_run_the_readme_says_how(tmp_path: Path) -> None:
    run = made(shop(tmp_path), "vercel", ("ci_cd", "sentry"))
    assert answer(run)[0] == "partly met" and "Vercel runs no image" in answer(run)[1]


def test_alone_the_task_names_who_does_the_rest(tmp_path: Path) -> None:
    run = made(shop(tmp_path), tasks=("sentry",))
    assert answer(run)[0] == "partly met" and "the pipeline of setup" in answer(run)[1]


def test_without_the_kit_nothing_of_it_is_in_the_image(tmp_path: Path) -> None:
    run = made(shop(tmp_path), tasks=("dockerfile", "ci_cd"))
    assert marking(run) == [] and "SENTRY" not in texts(run)["Dockerfile"]


def test_who_says_no_gets_no_upload(tmp_path: Path) -> None:
    run = made(shop(tmp_path), words="no source maps")
    assert "ci/sentry-source-maps.sh" not in texts(run) and answer(run)[0] == "met"


@pytest.mark.parametrize("platform", ["aws", "none"])
def test_github_sends_them_between_the_build_and_the_first_deployment(tmp_path: Path, platform: str) -> None:
    jobs = YAML(typ="safe").load(texts(made(shop(tmp_path), platform))[".github/workflows/deploy.yml"])["jobs"]
    push, maps = [s["with"] for s in jobs["build"]["steps"] if s.get("uses", "").startswith("docker/build-push-action@")]
    assert maps["target"] == "source-maps" and maps["outputs"] == "type=local,dest=source-maps" and "push" not in maps and "tags" not in maps
    assert {key: maps[key] for key in ("context", "file", "build-args", "cache-from")} == {key: push[key] for key in ("context", "file", "build-args", "cache-from")}
    assert "NEXT_PUBLIC_SENTRY_RELEASE=web@${{ github.sha }}\n" in push["build-args"]
    sends = jobs["source-maps"]
    assert sends["permissions"] == {"contents": "read"} and sends["needs"] == "build" and sends["steps"][-1]["env"]["SENTRY_RELEASE"] == "web@${{ github.sha }}"
    first = [name for name in jobs if name.startswith("deploy-")][:1]
    assert [set(jobs[name]["needs"]) for name in first] == [{"build", "source-maps"}] * (platform == "aws")


def test_of_several_architectures_one_hands_them_on(tmp_path: Path) -> None:
    jobs = YAML(typ="safe").load(texts(made(shop(tmp_path), arch=("linux/amd64", "linux/arm64")))[".github/workflows/deploy.yml"])["jobs"]
    only = [s.get("if", "") for s in jobs["image"]["steps"] if s.get("with", {}).get("target") == "source-maps" or s.get("with", {}).get("name") == "source-maps"]
    assert only == ["${{ matrix.platform == 'linux/amd64' }}"] * 2
    assert not any(s.get("with", {}).get("target") for s in jobs["build"]["steps"])


def test_a_preview_sends_none(tmp_path: Path) -> None:
    files = texts(made(shop(tmp_path), "gcp"))
    assert "target: source-maps" in files[".github/workflows/deploy.yml"] and "target:" not in files[".github/workflows/preview.yml"]
    assert "NEXT_PUBLIC_SENTRY_RELEASE=" in files[".github/workflows/preview.yml"]


def test_gitlab_hands_them_on_and_nothing_waits_in_vain(tmp_path: Path) -> None:
    pipeline = YAML(typ="safe").load(texts(made(shop(tmp_path), options={"ci": "gitlab"}))[".gitlab-ci.yml"])
    package, sends = pipeline["package"], pipeline["source-maps"]
    assert package["variables"]["BUILD_ARGS"] == "NEXT_PUBLIC_SENTRY_DSN NEXT_PUBLIC_SENTRY_RELEASE" and package["variables"]["NEXT_PUBLIC_SENTRY_RELEASE"] == sends["variables"]["SENTRY_RELEASE"] == "web@$CI_COMMIT_SHA"
    assert 'export SOURCE_MAPS="${CI_COMMIT_BRANCH:+source-maps}"' in package["script"] and package["artifacts"]["paths"] == ["source-maps/"]
    assert sends["needs"] == ["package"] and sends["allow_failure"] is True and sends["script"] == ["bash ci/sentry-source-maps.sh"]
    first = next(name for name in pipeline if name.startswith("deploy:"))
    assert "source-maps" in pipeline[first]["needs"]
