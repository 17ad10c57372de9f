"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from ..model.provider import Stack
from . import express, hugo, jekyll, nodejs, rack, rails, ruby, sinatra, static

STACKS: dict[str, Stack] = {
    "express": express.STACK,
    "hugo": hugo.STACK,
    "jekyll": jekyll.STACK,
    "nodejs": nodejs.STACK,
    "rack": rack.STACK,
    "rails": rails.STACK,
    "ruby": ruby.STACK,
    "sinatra": sinatra.STACK,
    "static": static.STACK,
}
ALIASES: dict[str, str] = {alias: stack.id for stack in STACKS.values() for alias in stack.aliases}
