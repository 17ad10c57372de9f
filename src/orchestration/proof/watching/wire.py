"""Protocol Buffers as bytes: the few kinds of fields that Prometheus' messages have."""

from __future__ import annotations

import struct


def varint(value: int) -> bytes:
    """A number that is not negative."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def signed(field: int, value: int) -> bytes:
    """``sint32``, ``sint64``: small whatever the sign."""
    return number(field, value * 2 if value >= 0 else -value * 2 - 1)


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | 1) + struct.pack("<d", value)


def block(field: int, value: bytes | str) -> bytes:
    """A text or a message."""
    inside = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(inside)) + inside


def span(field: int, offset: int, length: int) -> bytes:
    """``BucketSpan``: so many consecutive buckets of a native histogram."""
    return block(field, signed(1, offset) + number(2, length))
