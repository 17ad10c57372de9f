"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from ..model.provider import Stack
from . import express, nodejs

STACKS: dict[str, Stack] = {
    "express": express.STACK,
    "nodejs": nodejs.STACK,
}
ALIASES: dict[str, str] = {alias: stack.id for stack in STACKS.values() for alias in stack.aliases}
