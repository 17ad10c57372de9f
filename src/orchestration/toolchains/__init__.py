"""The languages we know, by id."""

from __future__ import annotations

from ..model.provider import Toolchain
from . import node, static

TOOLCHAINS: dict[str, Toolchain] = {
    "node": node.TOOLCHAIN,
    "static": static.TOOLCHAIN,
}
