"""The languages we know, by id."""

from __future__ import annotations

from ..model.provider import Toolchain
from . import node, python

TOOLCHAINS: dict[str, Toolchain] = {
    "node": node.TOOLCHAIN,
    "python": python.TOOLCHAIN,
}
