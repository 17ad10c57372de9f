"""Images and the distribution's packages a Dockerfile names."""

from __future__ import annotations

import pytest
from tests.unit.inventory.told import left, project, rows, why

from orchestration.inventory.formats.dockerfile import image_parts
from orchestration.inventory.purls import distribution_of_image

FILE = """# syntax=docker/dockerfile:1
ARG NODE=20.11.1
ARG BASE
FROM --platform=$BUILDPLATFORM node:${NODE}-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends \\
      curl=7.88.1-10+deb12u5 \\
      # why git
      git make=4.* \\
    && rm -rf /var/lib/apt/lists/*
FROM build AS tested
FROM ${BASE} AS unknown
RUN apt-get install -y vim=1
FROM docker.io/library/alpine:3.20@sha256:aa AS final
COPY --from=ghcr.io/astral-sh/uv:0.5.1 /uv /bin/
COPY --from=build /app /app
RUN --mount=type=bind,from=composer:2.7,target=/c apk add --no-cache --virtual .deps openssl=3.3.1-r0 "musl>1.2" ca-certificates
RUN <<EOT
apk add busybox=1.36.1-r29
EOT
"""


def test_a_dockerfile():
    found = project(**{"Dockerfile": FILE})
    assert [f"{c.package.ecosystem} {row}" for c, row in zip(found.components, rows(found), strict=True)] == [
        "Alpine:v3.20 busybox 1.36.1-r29 production direct [busybox=1.36.1-r29] :18", "Alpine:v3.20 musl 1.2 production direct [musl>1.2] ~ :16", "Alpine:v3.20 openssl 3.3.1-r0 production direct [openssl=3.3.1-r0] :16",
        "Debian:12 curl 7.88.1-10+deb12u5 development direct [curl=7.88.1-10+deb12u5] :6", "Docker alpine 3.20 production direct [docker.io/library/alpine:3.20@sha256:aa] :13", "Docker composer 2.7 production direct [composer:2.7] :16",
        "Docker ghcr.io/astral-sh/uv 0.5.1 production direct [ghcr.io/astral-sh/uv:0.5.1] :14", "Docker node 20.11.1-bookworm development direct [node:20.11.1-bookworm] :4",
    ]
    assert left(found) == [
        "${BASE} | ${BASE} | its version is a variable :11", "ca-certificates | apk add --no-cache --virtual .deps openssl=3.3.1-r0 \"musl>1.2\" ca-certificates | no version is stated: what :16", "git | apt-get install -y --no-install-recommends curl=7.88.1-10+deb12u5 git make=4.* | no version is stated: what :8",
        "make | make=4.* | no version is stated: what :8", "vim | vim=1 | its base image does not :12",
    ]


@pytest.mark.parametrize(("reference", "parts"), [
    ("node", ("node", "", "")), ("node:20", ("node", "20", "")), ("localhost:5000/a/b:1", ("localhost:5000/a/b", "1", "")), ("localhost:5000/a", ("localhost:5000/a", "", "")), ("docker.io/library/node:20@sha256:aa", ("node", "20", "sha256:aa")), ("a@sha256:aa", ("a", "", "sha256:aa")),
])
def test_image_parts(reference: str, parts: tuple[str, str, str]):
    assert image_parts(reference) == parts


@pytest.mark.parametrize(("image", "tag", "distribution"), [
    ("python", "3.12-slim-bookworm", "Debian:12"), ("debian", "12-slim", "Debian:12"), ("debian", "trixie", "Debian:13"), ("ubuntu", "22.04", "Ubuntu:22.04:LTS"), ("ubuntu", "jammy", "Ubuntu:22.04:LTS"), ("ubuntu", "23.10", "Ubuntu:23.10"), ("alpine", "3.20.1", "Alpine:v3.20"),
    ("node", "20-alpine3.19", "Alpine:v3.19"), ("node", "20-alpine", ""), ("node", "20", ""), ("alpine", "latest", ""), ("eclipse-temurin", "21-jre-jammy", "Ubuntu:22.04:LTS"),
])
def test_the_distribution_of_an_image(image: str, tag: str, distribution: str):
    assert distribution_of_image(image, tag) == distribution


def test_moving_tags_and_what_is_none():
    assert left(project(**{"Dockerfile": "FROM node\nFROM x:latest\nFROM scratch\n"})) == ["node | node | the tag moves: no one :1", "x | x:latest | the tag moves: no one :2"]
    assert rows(project(**{"Dockerfile": "FROM x@sha256:aa\n"})) == ["x sha256:aa production direct [x@sha256:aa] :1"]
    assert list(why(project(**{"Dockerfile": "hello\n", "Dockerfile.a": "FROM a b c d\n"}))) == ["Dockerfile", "Dockerfile.a"]


@pytest.mark.parametrize(("reference", "name"), [("a:${X}", "a 1"), ("a:$X", "a 1"), ("a:${Y:-2}", "a 2"), ("a:${Y-2}", "a 2"), ("a:${X:-2}", "a 1"), ("a:3${X:+-slim}", "a 3-slim"), ("a:3${Y:+-slim}", "a 3"), ('"a:$X"', "a 1")])
def test_variables_with_their_defaults(reference: str, name: str):
    assert rows(project(**{"Dockerfile": f"ARG X=1\nARG Y\nFROM {reference}\n"}))[0].startswith(f"{name} production")
