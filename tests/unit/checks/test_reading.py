"""Readers that keep lines: YAML, Dockerfiles, interpolation, env files; hostile input ends in a value, not a crash."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.checks.coherence.ports import command_port, url_port
from orchestration.checks.docker_build import without_frontend
from orchestration.checks.reading import compose, dockerfile, env_file, interpolation, yaml_lines
from orchestration.model.artefact import FileSet


def test_yaml_values_keep_their_lines() -> None:
    root = yaml_lines.load(
        "on: push\na: &x {k: 1, z: '08'}\nb:\n  <<: *x\n  k: 2\ns: |\n  one\n  two $X\nr: !reference [.a, script]\nl:\n  - p\n  - [q]\n"
    )
    assert root["on"] == "push" and root["b"] == {"k": 2, "z": "08"}
    assert (root.line_of("s"), root["s"].line_at(root["s"].index("$")), root["b"].line_of("k"), root["b"].line_of("z")) == (6, 8, 5, 2)
    assert root["r"].tag == "!reference"
    assert root["l"].lines == [11, 12]
    assert yaml_lines.locate(root, ["l", 1, 0]) == 12
    assert yaml_lines.locate(root, ["l", 7]) == 10


@pytest.mark.parametrize(("text", "line"), [("a: [", 1), ("a: b: c", 1), ("- a\nb: c", 2), ("a: *nope", 1), ("[" * 5000, 0)])
def test_broken_yaml_has_a_line(text: str, line: int) -> None:
    with pytest.raises(yaml_lines.Broken) as error:
        yaml_lines.load(text)
    assert error.value.line == line


def test_yaml_bombs_and_cycles_end() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    root = yaml_lines.load(bomb)
    assert sum(1 for _ in yaml_lines.strings(root)) < 300_000
    assert yaml_lines.load("a: &a [*a]") == {"a": [None]}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_reads_or_is_broken(text: str) -> None:
    try:
        yaml_lines.documents(text)
    except yaml_lines.Broken as error:
        assert str(error)
    file = dockerfile.parse("Dockerfile", text)
    for stage in file.stages:
        dockerfile.image_of(file, stage)
    list(file.images())
    interpolation.uses(text)
    env_file.values(text)
    compose.projects(FileSet({"compose.yaml": ("compose", text)}))


DOCKERFILE = """# escape comment
ARG NODE=24.19.0
FROM --platform=$BUILDPLATFORM node:${NODE}-slim AS base
ENV PORT=3000 \\
    # between
    HOST="0.0.0.0"
FROM base AS build
RUN --mount=type=secret,id=npm,required=true \\
    --mount=type=cache,target=/x <<EOF
FROM not-an-instruction
EOF
from base as final
COPY --from=build /app /app
COPY --from=busybox:1.37 /bin/sh /bin/sh
ARG EXTRA=9000
EXPOSE $PORT ${EXTRA}/tcp 53/udp
HEALTHCHECK --interval=5s --timeout=2s CMD ["curl", "http://localhost:${PORT}/up"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "server.js", "--port", "3000"]
"""


def test_a_dockerfile_in_stages() -> None:
    file = dockerfile.parse("Dockerfile", DOCKERFILE)
    assert [(s.name, s.base, s.line) for s in file.stages] == [("base", "node:${NODE}-slim", 3), ("build", "base", 7), ("final", "base", 12)]
    assert list(file.images()) == [("node:24.19.0-slim", 3), ("busybox:1.37", 14)]
    assert file.stage("FINAL") is file.final and file.stage("0") is file.stages[0] and file.stage("nope") is None
    assert file.final
    image = dockerfile.image_of(file, file.final)
    assert dict(image.env) == {"PORT": ("3000", 4), "HOST": ("0.0.0.0", 4)}
    assert dict(image.exposed) == {3000: 16, 9000: 16}
    assert image.healthcheck and url_port(image.healthcheck[0], {}) == (3000, "/up")
    assert image.command == ("tini -- node server.js --port 3000", 19)
    assert dict(image.secrets) == {"npm": (True, 8)}


@pytest.mark.parametrize(
    ("line", "port"),
    [
        ("uvicorn app:app --host 0.0.0.0 --port 8000", 8000),
        ("gunicorn -b 0.0.0.0:8001 app", 8001),
        ("gunicorn --bind=:8002 app", 8002),
        ("python manage.py runserver 0.0.0.0:8003", 8003),
        ("next start -p 3004", 3004),
        ("java -Dx -jar app.jar --server.port=8005", 8005),
        ("node server.js", None),
        ("serve --port $PORT", None),
        ("a --port 1000 && b --port 2000", None),
        ("mkdir -p 755", None),
    ],
)
def test_the_port_a_command_names(line: str, port: int | None) -> None:
    assert command_port(line) == port


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("curl -f http://localhost:3000/health || exit 1", (3000, "/health")),
        ("curl http://127.0.0.1/", (80, "/")),
        ("wget http://0.0.0.0:$PORT/x?y", (99, "/x")),
        ("curl http://localhost:${PORT:-80}", (99, "/")),
        ("curl http://localhost:$$PORT/h", (99, "/h")),
        ("fetch('http://127.0.0.1:'+(process.env.PORT||8000)+'/')", None),
        ("`http://127.0.0.1:${process.env.PORT||80}/`", None),
        ("f'http://127.0.0.1:{port}/'", None),
        ("curl https://example.com:8443/", None),
    ],
)
def test_the_port_a_probe_asks(text: str, known: tuple[int, str] | None) -> None:
    assert url_port(text, {"PORT": "99"}) == known


def test_interpolation() -> None:
    assert [(u.name, u.operator) for u in interpolation.uses("$A ${B} ${C:-${D}} ${E:?no} $$F ${G-}")] == [
        ("A", ""), ("B", ""), ("C", ":-"), ("D", ""), ("E", ":?"), ("G", "-"),
    ]  # fmt: skip
    assert interpolation.resolve("x${A:-${B}}y", {"B": "1"}) == "x1y"
    assert interpolation.resolve("${A:+set}", {"A": "1"}) == "set"
    assert interpolation.resolve("$$A", {}) == "$A"
    assert interpolation.resolve("${A}", {}) is None


def test_env_files() -> None:
    text = "# about A\nexport A=1\n# B=2\nC='x y'\nD= # empty\nnot a line\n# in prose a=b\n"
    assert env_file.names(text) == {"A": 2, "B": 3, "C": 4, "D": 5}
    assert env_file.active_names(text) == {"A": 2, "C": 4, "D": 5}
    assert env_file.values(text)["C"] == "x y"


def test_the_frontend_line_is_blanked_and_lines_stay() -> None:
    text = "# syntax=docker/dockerfile:1\nFROM scratch\n"
    assert without_frontend(text) == "#\nFROM scratch\n"
    assert without_frontend("# check=error=true\n# syntax = x\nFROM scratch\n") == "# check=error=true\n#\nFROM scratch\n"
    late = "FROM scratch\n# syntax=docker/dockerfile:1\n"
    assert without_frontend(late) == late
