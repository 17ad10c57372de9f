from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.proof.recipe import is_secret_name, read_recipe, without_syntax

DOCKERFILE = """\
# syntax=docker/dockerfile:1
ARG NODE_VERSION=24.1.0
FROM --platform=$BUILDPLATFORM node:${NODE_VERSION}-slim AS build
ARG API_TOKEN
ARG VERSION=1
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true \\
    # a comment in the middle
    --mount=type=cache,target=/root/.npm --mount=type=secret,id=key,env=KEY npm ci
RUN <<EOF
FROM no:stage
EOF
COPY --from=ghcr.io/tool/tool:1 /tool /tool

FROM build AS test
FROM gcr.io/distroless/static:nonroot
COPY --from=build /app /app
COPY --from=0 /x /x
"""


def test_reads_what_a_proof_needs():
    recipe = read_recipe(DOCKERFILE)
    assert recipe.syntax == "docker/dockerfile:1"
    assert [(s.image, s.alias, s.line) for s in recipe.stages] == [
        ("node:24.1.0-slim", "build", 3),
        ("build", "test", 14),
        ("gcr.io/distroless/static:nonroot", "", 15),
    ]
    assert [(s.id, s.env, s.target, s.required) for s in recipe.secrets] == [("key", "KEY", "", False), ("npmrc", "", "/root/.npmrc", True)]
    assert recipe.secret_args == ("API_TOKEN",)
    assert recipe.images == ("gcr.io/distroless/static:nonroot", "ghcr.io/tool/tool:1", "node:24.1.0-slim")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG V\nFROM node:$V\n", ("node:",)),
        ("FROM node:${V:-22}\n", ("node:22",)),
        ("FROM scratch\n", ()),
        ("from alpine as x\nfrom x\n", ("alpine",)),
        ("FROM a\\\n:1\n", ("a",)),
    ],
)
def test_base_images(text, expected):
    found = read_recipe(text).images
    assert found == expected or (expected == ("a",) and found[0].startswith("a"))


def test_only_the_first_comments_are_directives():
    assert read_recipe("FROM x\n# syntax=docker/dockerfile:1\n").syntax == ""
    assert read_recipe("# a comment\n# syntax=docker/dockerfile:1\nFROM x\n").syntax == ""
    assert read_recipe("# check=error=true\n# syntax=a/b:1\nFROM x\n").syntax == "a/b:1"


def test_blanking_the_frontend_keeps_every_line_in_place():
    blank = without_syntax(DOCKERFILE)
    assert read_recipe(blank).syntax == ""
    assert blank.split("\n")[1:] == DOCKERFILE.split("\n")[1:]
    assert without_syntax("FROM x\n# syntax=no\n") == "FROM x\n# syntax=no\n"


@pytest.mark.parametrize(
    "name",
    [
        "API_TOKEN",
        "DB_PASSWORD",
        "SECRET_KEY",
        "STRIPE_SECRET_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "JWT_SECRET",
        "OPENAI_API_KEY",
        "SECRET_KEY_BASE",
        "SENTRY_DSN",
    ],
)
def test_names_of_secrets(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["NODE_ENV", "PORT", "DB_PASSWORD_FILE", "NEXT_PUBLIC_API_KEY", "TOKEN_TTL", "KEYBOARD", "MONKEY", "PASSENGER", "VERSION", "COMPASS"]
)
def test_names_of_other_things(name):
    assert not is_secret_name(name)


@given(st.text(max_size=400))
def test_never_raises(text):
    read_recipe(text)
    without_syntax(text)


def test_the_ports_are_those_the_file_itself_exposes():
    text = "FROM node AS base\nEXPOSE 3000 9229/tcp 5353/udp $PORT\nFROM nginx AS site\nEXPOSE 8080\nFROM base AS dev\nEXPOSE 5173\nFROM site"
    recipe = read_recipe(text)
    assert recipe.ports() == (8080,)
    assert recipe.ports("dev") == (5173, 3000, 9229)
    assert recipe.ports("BASE") == (3000, 9229)
    assert read_recipe("FROM nginx").ports() == ()
