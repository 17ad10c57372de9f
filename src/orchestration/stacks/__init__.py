"""The frameworks we know, by id; each toolchain's plain stack among them."""

from __future__ import annotations

from ..model.provider import Stack
from . import aiohttp, django, express, fastapi, flask, gradio, litestar, mkdocs, nodejs, python, sanic, sphinx, starlette, streamlit, tornado

STACKS: dict[str, Stack] = {
    "aiohttp": aiohttp.STACK,
    "django": django.STACK,
    "express": express.STACK,
    "fastapi": fastapi.STACK,
    "flask": flask.STACK,
    "gradio": gradio.STACK,
    "litestar": litestar.STACK,
    "mkdocs": mkdocs.STACK,
    "nodejs": nodejs.STACK,
    "python": python.STACK,
    "sanic": sanic.STACK,
    "sphinx": sphinx.STACK,
    "starlette": starlette.STACK,
    "streamlit": streamlit.STACK,
    "tornado": tornado.STACK,
}
ALIASES: dict[str, str] = {alias: stack.id for stack in STACKS.values() for alias in stack.aliases}
