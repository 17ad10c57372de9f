"""Source maps from a build to Sentry: the written Dockerfile's own steps on a real Next.js app, the pipeline's own script, Sentry's own client, and what arrives at an API played on loopback."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import end_here
from tests.json_api import json_api
from tests.live.test_kit_sentry_nextjs import SDK

from orchestration.checks.reading.dockerfile import Dockerfile, parse
from orchestration.edges.tree import DirectoryTree
from orchestration.model.request import Request
from orchestration.pipeline import run_many

pytestmark = pytest.mark.live

PROJECT = Path(__file__).resolve().parents[1] / "projects" / "next-source-maps"
"""An app of a workspace, standalone, with a build directory of its own: whatever makes the paths long."""
BUILT = "apps/web/build"
TOKEN = "sntryu_" + "0" * 64
RELEASE = "web@0123abc"


@dataclass
class Api:
    """What of Sentry an upload needs (https://docs.sentry.io/api/, chunk upload and artifact bundles as its client asks for them)."""

    port: int = 0
    status: int = 0
    calls: list[str] = field(default_factory=list)
    chunks: dict[str, bytes] = field(default_factory=dict)
    bundles: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: Message, body: Any) -> tuple[int, Any]:
        place = path.split("?")[0].removeprefix("/api/0")
        self.calls.append(f"{method} {place}")
        if self.status:
            return self.status, {"detail": "no"}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"detail": "Invalid token"}
        if place == "/organizations/acme/chunk-upload/" and method == "GET":
            return 200, {"url": f"http://127.0.0.1:{self.port}/api/0/organizations/acme/chunk-upload/", "chunkSize": 8 << 20, "chunksPerRequest": 64, "maxFileSize": 2 << 30, "maxRequestSize": 32 << 20,
                         "concurrency": 2, "hashAlgorithm": "sha1", "compression": ["gzip"], "accept": ["debug_files", "release_files", "sources", "artifact_bundles", "artifact_bundles_v2"]}
        if place == "/organizations/acme/chunk-upload/":
            message = BytesParser().parsebytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body)
            for part in message.get_payload():
                data = gzip.decompress(part.get_payload(decode=True))
                self.chunks[hashlib.sha1(data).hexdigest()] = data
            return 200, {}
        if place == "/organizations/acme/artifactbundle/assemble/":
            missing = [chunk for chunk in body["chunks"] if chunk not in self.chunks]
            if missing:
                return 200, {"state": "not_found", "missingChunks": missing}
            self.bundles.append(body)
            return 200, {"state": "created", "missingChunks": []}
        return 404, {"detail": f"not played: {method} {place}"}

    def files(self) -> dict[str, tuple[dict[str, Any], bytes]]:
        """Of the one bundle: its entries by address, each with what the manifest says of it."""
        [bundle] = self.bundles
        with zipfile.ZipFile(io.BytesIO(b"".join(self.chunks[chunk] for chunk in bundle["chunks"]))) as archive:
            return {entry["url"]: (entry, archive.read(name)) for name, entry in json.loads(archive.read("manifest.json"))["files"].items()}

    def ids(self, kind: str) -> set[str]:
        return {entry["headers"]["debug-id"] for entry, _ in self.files().values() if entry["type"] == kind and "debug-id" in entry.get("headers", {})}


@contextmanager
def serving(status: int = 0) -> Iterator[Api]:
    api = Api(status=status)
    with json_api(api.answer) as api.port:
        yield api


def _run(command: list[str], cwd: Path) -> tuple[int, str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME", "NPM_CONFIG_CACHE") if name in os.environ}
    done = subprocess.run(command, cwd=cwd, env={**known, "NEXT_TELEMETRY_DISABLED": "1"}, capture_output=True, text=True, timeout=600)
    return done.returncode, (done.stdout + done.stderr)[-1500:]


def _step(line: str, cwd: Path, kept: Path) -> None:
    """A RUN of the Dockerfile, in a directory that is no image's root."""
    code, said = _run(["sh", "-c", re.sub(r"--mount=\S+", "", line).replace("/source-maps", str(kept))], cwd)
    assert code == 0, said


@dataclass
class Built:
    folder: Path
    dockerfile: Dockerfile
    kept: Path
    """What the stage of the source maps holds."""
    shipped: Path
    """What the final stage copies from the build."""
    before: set[str]
    """The maps that the build left, before they were taken away."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    if missing:
        end_here(f"not installed: {', '.join(missing)} (Node.js 20.9 or newer)")
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("facts.json"))
    requests = [Request(task=task, platform="none", service_name="web", requirements="Sentry, source maps") for task in ("dockerfile", "ci_cd", "sentry")]
    run = run_many(requests, tree=DirectoryTree(folder), with_checks=False)
    assert [o.status for o in run.outcomes if "source maps" in o.clause] == ["met"]
    for artefact in run.artefacts:
        target = folder / artefact.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if artefact.mode == "new":
            target.write_text(artefact.text)
    # What is locked here was made up; what the kit asks for is the newest there is.
    (folder / "package-lock.json").unlink()
    code, said = _run(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--workspace=apps/web", SDK, "pino", "prom-client"], folder)
    if code:
        end_here(f"npm install failed: {said}")
    dockerfile = parse("Dockerfile", (folder / "apps/web/Dockerfile").read_text())
    kept, shipped = folder / "kept", folder / "shipped"
    build, final = dockerfile.stage("build"), dockerfile.final
    assert build and final
    *making, marking = [step.value for step in build.instructions if step.name == "RUN"]
    for line in making:
        _step(line, folder, kept)
    before = {path.relative_to(folder).as_posix() for path in (folder / BUILT).rglob("*.map")}
    _step(marking, folder, kept)
    for step in final.instructions:
        if step.name == "COPY" and "--from=build" in step.value:
            source, target = step.value.split()[1:]
            shutil.copytree(folder / source.removeprefix("/app/"), shipped / target, dirs_exist_ok=True, symlinks=True)
    return Built(folder, dockerfile, kept, shipped, before)


def _ids(folder: Path) -> dict[str, str]:
    """Debug id → the JavaScript that names it."""
    return {match[1]: path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.js")) if (match := re.search(r"//# debugId=(\S+)", path.read_text()))}


def upload(built: Built, folder: Path, api: Api, **more: str) -> subprocess.CompletedProcess[str]:
    """By the script and the variables of the pipeline that was written."""
    workflow = next((built.folder / ".github/workflows").glob("deploy*.yml")).read_text()
    version = re.search(r"SENTRY_CLI_VERSION: '([\d.]+)'", workflow)
    assert version and "bash ci/sentry-source-maps.sh" in workflow
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "NPM_CONFIG_CACHE": os.environ.get("NPM_CONFIG_CACHE") or str(Path.home() / ".npm"), "SENTRY_URL": f"http://127.0.0.1:{api.port}", "SENTRY_AUTH_TOKEN": TOKEN,
           "SENTRY_ORG": "acme", "SENTRY_PROJECT": "web", "SENTRY_RELEASE": RELEASE, "SENTRY_CLI_VERSION": version[1], "SOURCE_MAPS": str(built.kept), **more}
    return subprocess.run(["bash", str(built.folder / "ci/sentry-source-maps.sh")], cwd=folder, env=env, capture_output=True, text=True, timeout=240)


def test_no_map_ships_and_there_were_some(built: Built) -> None:
    assert {path.removeprefix(f"{BUILT}/").split("/")[0] for path in built.before} >= {"static", "server"}
    assert list((built.folder / BUILT).rglob("*.map")) == [] and list(built.shipped.rglob("*.map")) == []
    assert {path.relative_to(built.kept).parts[0] for path in built.kept.rglob("*.map")} == {"static", "server"}
    stage = built.dockerfile.stage("source-maps")
    assert stage and stage.base == "scratch" and [step.value for step in stage.instructions] == ["--from=build /source-maps/ /"]


def test_the_ids_that_ship_are_the_ids_that_were_uploaded(built: Built, tmp_path: Path) -> None:
    with serving() as api:
        done = upload(built, tmp_path, api)
    assert done.returncode == 0 and api.bundles, done.stdout + done.stderr
    assert TOKEN not in done.stdout + done.stderr
    [bundle] = api.bundles
    assert (bundle["version"], bundle["projects"]) == (RELEASE, ["web"])
    shipped = _ids(built.shipped / BUILT)
    assert {name.split("/")[0] for name in shipped.values()} == {"static", "server"}, "the browser's files and the server's"
    assert shipped.keys() <= api.ids("minified_source")
    # What holds the app's own words is found by its id, with the lines that a person wrote.
    maps = {entry["headers"]["debug-id"]: json.loads(data) for entry, data in api.files().values() if entry["type"] == "source_map" and "debug-id" in entry.get("headers", {})}
    told = {name.split("/")[0] for found, name in shipped.items() if any("export function Counter" in (text or "") for text in _sources(maps.get(found, {})))}
    assert told == {"static", "server"}


def _sources(source_map: dict[str, Any]) -> list[str | None]:
    """The texts that a map holds; one of the bundler's is made of several maps."""
    return [*source_map.get("sourcesContent", ()), *(text for part in source_map.get("sections", ()) for text in _sources(part["map"]))]


def test_the_server_that_ships_names_them_too(built: Built) -> None:
    """standalone holds copies from before the ids; they are copied anew."""
    kept, shipped = _ids(built.kept / "server"), _ids(built.shipped / BUILT / "server")
    assert shipped and kept.keys() == shipped.keys()


def test_the_same_sources_get_the_same_ids_again(built: Built, tmp_path: Path) -> None:
    """So one upload serves the images of all architectures."""
    again = tmp_path / "again"
    shutil.copytree(built.folder, again, symlinks=True, ignore=shutil.ignore_patterns("kept", "shipped"))
    shutil.rmtree(again / BUILT)
    build = built.dockerfile.stage("build")
    assert build
    for step in build.instructions:
        if step.name == "RUN":
            _step(step.value, again, again / "kept")
    mapped = [{i for i, name in _ids(kept).items() if (kept / f"{name}.map").is_file()} for kept in (built.kept, again / "kept")]
    assert mapped[0] and mapped[0] == mapped[1]


@pytest.mark.parametrize("missing", ["SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_PROJECT"])
def test_without_an_account_nothing_is_sent_and_nothing_fails(built: Built, tmp_path: Path, missing: str) -> None:
    with serving() as api:
        done = upload(built, tmp_path, api, **{missing: ""})
    assert done.returncode == 0 and "no source map was sent" in done.stdout and api.calls == []


def test_a_sentry_that_refuses_does_not_hold_up_the_deployment(built: Built, tmp_path: Path) -> None:
    with serving(403) as api:
        done = upload(built, tmp_path, api)
    assert done.returncode == 0 and "could not be sent" in done.stdout and api.calls and not api.bundles
