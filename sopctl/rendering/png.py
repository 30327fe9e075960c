"""PNG files that are the same on every machine."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zlib import decompress

from deflate import crc32, zlib_compress

_LEVEL = 6
_BEGIN = 8  # behind the signature (PNG, ISO/IEC 15948, 5.2)


def deflated_alike(png: bytes) -> bytes:
    """A PNG file that a library wrote, its pixels deflated again by libdeflate.

    What wrote it used the zlib of its machine, which differs from others; libdeflate comes with the lock
    file.
    """
    out, pixels = [png[:_BEGIN]], []
    for kind, data in _chunks(png):
        if kind == b"IDAT":
            pixels.append(data)
            continue
        if kind == b"IEND":
            out.append(_chunk(b"IDAT", bytes(zlib_compress(decompress(b"".join(pixels)), _LEVEL))))
        out.append(_chunk(kind, data))
    return b"".join(out)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _BEGIN
    while at < len(png):
        length, kind = struct.unpack_from(">L4s", png, at)
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", crc32(kind + data))
