"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from ..model.provider import Stack
from . import chi, echo, express, fiber, gin, go, java, ktor, micronaut, nodejs, quarkus, springboot

STACKS: dict[str, Stack] = {
    "chi": chi.STACK,
    "echo": echo.STACK,
    "express": express.STACK,
    "fiber": fiber.STACK,
    "gin": gin.STACK,
    "go": go.STACK,
    "java": java.STACK,
    "ktor": ktor.STACK,
    "micronaut": micronaut.STACK,
    "nodejs": nodejs.STACK,
    "quarkus": quarkus.STACK,
    "springboot": springboot.STACK,
}
ALIASES: dict[str, str] = {alias: stack.id for stack in STACKS.values() for alias in stack.aliases}
