from __future__ import annotations

import pytest

from orchestration.proof.build_log import cache_use, failure, is_unreachable_frontend, unreachable_image

CACHED = """\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#4 [1/3] FROM docker.io/library/node:24
#4 DONE 0.0s
#6 [build 2/3] WORKDIR /app
#6 CACHED
#7 [build 3/3] COPY server.js ./
#7 CACHED
#8 exporting to image
"""
BROKEN = """\
#7 [build 4/7] RUN npm ci
#7 1.250 npm error code EUSAGE
#7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
------
 > [build 4/7] RUN npm ci:
1.250 npm error code EUSAGE
1.251 npm error `npm ci` can only install with an existing package-lock.json
------
Dockerfile:12
--------------------
  12 | >>> RUN npm ci
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
"""
NO_FRONTEND = """\
#1 [internal] load build definition from Dockerfile
#2 resolve image config for docker-image://docker.io/docker/dockerfile:1
#2 ERROR: failed to do request: Head "https://example.test/v2/": dial tcp: lookup example.test: no such host
------
 > resolve image config for docker-image://docker.io/docker/dockerfile:1:
------
ERROR: failed to build
"""


def test_counts_what_the_cache_answered():
    assert (cache_use(CACHED).cached, cache_use(CACHED).executed) == (1, 0), "a WORKDIR is not counted"
    again = cache_use(CACHED.replace("#7 CACHED", "#7 DONE 1.0s"))
    assert (again.cached, again.executed) == (0, 1)
    buildah = "STEP 1/3: FROM x\nSTEP 2/3: COPY a b\n--> Using cache abc\nSTEP 3/3: RUN c\n"
    assert (cache_use(buildah).cached, cache_use(buildah).executed) == (1, 1)


def test_a_failure_is_told_in_the_builds_own_words_and_at_its_line():
    found = failure(BROKEN, "apps/web/Dockerfile")
    assert (found.path, found.line) == ("apps/web/Dockerfile", 12)
    assert "can only install with an existing package-lock.json" in found.message
    assert found.message.splitlines()[0] == "[build 4/7] RUN npm ci"
    assert failure("", "Dockerfile").message


def test_only_an_unreachable_frontend_counts_as_one():
    assert is_unreachable_frontend(NO_FRONTEND, "docker/dockerfile:1")
    assert not is_unreachable_frontend(NO_FRONTEND, "")
    assert not is_unreachable_frontend(BROKEN, "docker/dockerfile:1")
    # A base image that cannot be fetched is a fault of another kind.
    assert not is_unreachable_frontend(
        NO_FRONTEND.replace("resolve image config for docker-image://", "[internal] load metadata for "), "docker/dockerfile:1"
    )


@pytest.mark.parametrize(("log", "is_it"), [
    ('Error response from daemon: Get "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.1:53: no such host', True),
    ("#3 ERROR: failed to do request: Head \"https://registry.example/v2/library/node/manifests/24\": dial tcp 192.0.2.1:443: i/o timeout", True),
    ("#9 ERROR: process \"/bin/sh -c npm ci\" did not complete successfully: dial tcp: lookup npm.example: no such host", False),
    ("Error response from daemon: manifest for node:99 not found: manifest unknown", False),
    ("#3 ERROR: node:99: failed to resolve source metadata for registry.example/library/node:99: not found", False),
])
def test_only_a_registry_that_does_not_answer_is_no_fault_of_the_file(log: str, is_it: bool) -> None:
    assert bool(unreachable_image(log)) is is_it


def test_a_trace_does_not_hide_what_it_is_the_trace_of():
    trace = "\n".join(f"    at step{n} (/app/node_modules/x.js:{n}:1)" for n in range(30))
    log = "#9 [build 5/5] RUN npm run build\n#9 1.000 vite building\n#9 2.000 Error: Could not resolve ./missing.vue\n" + "\n".join(f"#9 2.1 {t}" for t in trace.splitlines()) + \
        "\n#9 ERROR: process did not complete successfully: exit code: 1\n------\n > [build 5/5] RUN npm run build:\n" + "\n".join(f"2.1 {t}" for t in trace.splitlines()[-10:]) + "\n------\nDockerfile:30\n"
    message = failure(log, "Dockerfile").message.splitlines()
    assert message[:3] == ["[build 5/5] RUN npm run build", "Error: Could not resolve ./missing.vue", "…"] and len(message) <= 26
