"""The languages we know, by id."""

from __future__ import annotations

from ..model.provider import Toolchain
from . import node, ruby, static

TOOLCHAINS: dict[str, Toolchain] = {
    "node": node.TOOLCHAIN,
    "ruby": ruby.TOOLCHAIN,
    "static": static.TOOLCHAIN,
}
