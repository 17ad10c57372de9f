"""Variables a schema declares: those of the environment, and no request's body."""

from __future__ import annotations

import pytest

from orchestration.edges.tree import MemoryTree
from orchestration.toolchains.node.environment import declared


def read(text: str) -> dict[str, tuple[bool, str]]:
    return {fact.value.name: (fact.value.required, fact.value.default) for fact in declared(MemoryTree({"src/env.ts": text.encode()}, "app"), ".")}


@pytest.mark.parametrize(("text", "expected"), [
    ("z.object({\n  A_KEY: z.string(),\n  B: z.string().optional(),\n  C: z.coerce.number()\n    .default(5),\n}).parse(process.env)\n", {"A_KEY": (True, ""), "B": (False, ""), "C": (False, "5")}),
    ("import { cleanEnv, str, port } from 'envalid'\ncleanEnv(process.env, {\n  HOST: str(),\n  PORT: port({ default: 3000 }),\n})\n", {"HOST": (True, ""), "PORT": (False, "3000")}),
    ("Joi.object().keys({\n  NODE: Joi.string().valid('a').required(),\n  LOG: Joi.string().default('info').description('level'),\n}).validate(process.env)\n", {"NODE": (True, ""), "LOG": (False, "info")}),
    ("const { URL_A, LEVEL = 'info', OLD: renamed } = process.env\n", {"URL_A": (True, ""), "LEVEL": (False, "info"), "OLD": (True, "")}),
])
def test_a_schema_says_what_is_needed(text: str, expected: dict[str, tuple[bool, str]]) -> None:
    assert read(text) == expected


def test_a_schema_of_something_else_is_none_of_the_environment() -> None:
    assert read("export const body = z.object({\n  NAME: z.string(),\n})\n") == {}


def test_hostile_text_is_read_in_time_and_gives_nothing() -> None:
    assert read("const {" + "A," * 50_000 + "} = process.environment\n") == {}
