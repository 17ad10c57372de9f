"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from ..model.provider import Stack
from . import chi, echo, express, fiber, gin, go, hugo, nodejs, static

STACKS: dict[str, Stack] = {
    "chi": chi.STACK,
    "echo": echo.STACK,
    "express": express.STACK,
    "fiber": fiber.STACK,
    "gin": gin.STACK,
    "go": go.STACK,
    "hugo": hugo.STACK,
    "nodejs": nodejs.STACK,
    "static": static.STACK,
}
ALIASES: dict[str, str] = {alias: stack.id for stack in STACKS.values() for alias in stack.aliases}
