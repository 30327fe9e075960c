"""Colours, and the sRGB profile that says what they mean."""

from __future__ import annotations

import struct
from functools import cache

# ICC.1:2010 (v4); matrix and curve of sRGB (IEC 61966-2.1), adapted to D50, as s15Fixed16 numbers.
_WHITE = (0xF6D6, 0x10000, 0xD32D)
_ADAPTATION = (0x10C42, 0x5DE, -0xCDB, 0x793, 0xFD90, -0x45F, -0x25E, 0x3DC, 0xC06E)
_RED, _GREEN, _BLUE = (0x6FA0, 0x38F5, 0x390), (0x6297, 0xB787, 0x18D9), (0x249F, 0xF84, 0xB6C3)
_CURVE = (0x26666, 0xF2A7, 0xD59, 0x13D0, 0xA5B)
_MADE = (2026, 1, 1, 0, 0, 0)


def _words(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">LL2s2sLL", 1, 12, b"en", b"US", len(data), 28) + data


def _numbers(kind: bytes, values: tuple[int, ...]) -> bytes:
    return kind + b"\0\0\0\0" + struct.pack(f">{len(values)}l", *values)


@cache
def srgb_profile() -> bytes:
    """The sRGB colour space as an ICC profile."""
    curve = b"para\0\0\0\0" + struct.pack(">HH5l", 3, 0, *_CURVE)
    tags = {
        b"desc": _words("sRGB IEC61966-2.1"),
        b"cprt": _words("No copyright, use freely"),
        b"wtpt": _numbers(b"XYZ ", _WHITE),
        b"chad": _numbers(b"sf32", _ADAPTATION),
        b"rXYZ": _numbers(b"XYZ ", _RED),
        b"gXYZ": _numbers(b"XYZ ", _GREEN),
        b"bXYZ": _numbers(b"XYZ ", _BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    directory, body = [struct.pack(">L", len(tags))], b""
    start = 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        directory.append(tag + struct.pack(">LL", start + len(body), len(data)))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(
        ">L4sL4s4s4s6H4s4s24x3l48x",
        start + len(body),
        b"none",
        0x04200000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *_MADE,
        b"acsp",
        b"\0\0\0\0",
        *_WHITE,
    )
    return head + b"".join(directory) + body


def fill(colour: str) -> str:
    """The operator that fills with ``#RRGGBB``."""
    return f"{_components(colour)} rg"


def stroke(colour: str) -> str:
    """The operator that draws lines with ``#RRGGBB``."""
    return f"{_components(colour)} RG"


def _components(colour: str) -> str:
    return " ".join(f"{int(colour[k : k + 2], 16) / 255:.3g}" for k in (1, 3, 5))
