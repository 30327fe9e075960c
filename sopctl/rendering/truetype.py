"""The tables of a TrueType file: enough to measure, to take glyphs out and to write a smaller font.

Source of the formats: the OpenType specification (glyf, loca, hmtx, head, hhea, maxp, OS/2, post, name).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple

ARGUMENTS_ARE_WORDS, ARGUMENTS_ARE_OFFSETS = 0x0001, 0x0002
_HAS_SCALE, MORE_COMPONENTS, _HAS_XY_SCALE, _HAS_2X2, _HAS_INSTRUCTIONS = (
    0x0008,
    0x0020,
    0x0040,
    0x0080,
    0x0100,
)


class Part(NamedTuple):
    """One component of a composite glyph: flags, glyph index, and the bytes of its place and scale."""

    flags: int
    glyph: int
    arguments: bytes


class Glyph(NamedTuple):
    """A glyph in font units: its outline without hinting, or its header (10 bytes) with ``parts``."""

    advance: int
    bearing: int
    outline: bytes
    parts: tuple[Part, ...] = ()

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, bottom, right and top of a glyph that is not empty."""
        left, bottom, right, top = struct.unpack_from(">4h", self.outline, 2)
        return left, bottom, right, top


class TrueTypeFile:
    """One font file, read once. Lengths are in font units; ``units`` of them make an em."""

    def __init__(self, data: bytes) -> None:
        self.tables: dict[bytes, bytes] = {}
        for entry in range(struct.unpack_from(">H", data, 4)[0]):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * entry)
            self.tables[tag] = data[offset : offset + length]
        head, hhea, os2 = self.tables[b"head"], self.tables[b"hhea"], self.tables[b"OS/2"]
        self.units: int = struct.unpack_from(">H", head, 18)[0]
        self.box: tuple[int, ...] = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self.weight: int = struct.unpack_from(">H", os2, 4)[0]
        self.cap_height: int = struct.unpack_from(">h", os2, 88)[0] if len(os2) > 89 else self.ascent
        self.italic_angle: float = struct.unpack_from(">l", self.tables[b"post"], 4)[0] / 65536
        self.count: int = struct.unpack_from(">H", self.tables[b"maxp"], 4)[0]
        self.name = self._postscript_name()
        self._offsets = self._read_offsets()
        self._measured: int = struct.unpack_from(">H", hhea, 34)[0]
        self._glyphs: dict[int, Glyph] = {}

    def _postscript_name(self) -> str:
        names = self.tables[b"name"]
        count, base = struct.unpack_from(">HH", names, 2)
        for entry in range(count):
            platform, _, _, kind, length, offset = struct.unpack_from(">6H", names, 6 + 12 * entry)
            if kind == 6:
                encoding = "utf-16-be" if platform in (0, 3) else "latin-1"
                return names[base + offset : base + offset + length].decode(encoding)
        return "Font"

    def _read_offsets(self) -> tuple[int, ...]:
        loca = self.tables[b"loca"]
        if struct.unpack_from(">h", self.tables[b"head"], 50)[0]:
            return struct.unpack_from(f">{self.count + 1}L", loca)
        return tuple(2 * half for half in struct.unpack_from(f">{self.count + 1}H", loca))

    def metrics(self, index: int) -> tuple[int, int]:
        """Advance width and left side bearing of a glyph."""
        table, full = self.tables[b"hmtx"], self._measured
        if index < full:
            advance, bearing = struct.unpack_from(">Hh", table, 4 * index)
            return advance, bearing
        (advance,) = struct.unpack_from(">H", table, 4 * full - 4)
        (bearing,) = struct.unpack_from(">h", table, 4 * full + 2 * (index - full))
        return advance, bearing

    def glyph(self, index: int) -> Glyph:
        """A glyph without its hinting program."""
        found = self._glyphs.get(index)
        if found is None:
            found = self._glyphs[index] = self._read(index)
        return found

    def _read(self, index: int) -> Glyph:
        data = bytearray(self.tables[b"glyf"][self._offsets[index] : self._offsets[index + 1]])
        contours = struct.unpack_from(">h", data)[0] if data else 0
        if contours < 0:
            return Glyph(*self.metrics(index), bytes(data[:10]), _parts(data))
        if contours > 0:
            at = 10 + 2 * contours
            program = struct.unpack_from(">H", data, at)[0]
            data[at : at + 2 + program] = b"\0\0"
        return Glyph(*self.metrics(index), bytes(data))


def _parts(data: bytearray) -> tuple[Part, ...]:
    """The components of a composite glyph description."""
    parts: list[Part] = []
    at, flags = 10, MORE_COMPONENTS
    while flags & MORE_COMPONENTS:
        flags, glyph = struct.unpack_from(">HH", data, at)
        length = 4 if flags & ARGUMENTS_ARE_WORDS else 2
        length += 2 if flags & _HAS_SCALE else 4 if flags & _HAS_XY_SCALE else 8 if flags & _HAS_2X2 else 0
        parts.append(Part(flags & ~_HAS_INSTRUCTIONS, glyph, bytes(data[at + 4 : at + 4 + length])))
        at += 4 + length
    return tuple(parts)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded))) & 0xFFFFFFFF


def write_font(tables: Mapping[bytes, bytes]) -> bytes:
    """A TrueType file of the given tables, with its checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = [struct.pack(">L4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))]
    body: list[bytes] = []
    sums: list[int] = []  # of the whole file together: tables begin at whole words
    offset, head_at = 12 + 16 * count, 0
    for tag in sorted(tables):
        data = tables[tag]
        if tag == b"head":
            head_at = offset
        sums.append(_checksum(data))
        directory.append(struct.pack(">4sLLL", tag, sums[-1], offset, len(data)))
        body.append(data + b"\0" * (-len(data) % 4))
        offset += len(body[-1])
    sums.append(_checksum(b"".join(directory)))
    font = bytearray(b"".join(directory + body))
    struct.pack_into(">L", font, head_at + 8, (0xB1B0AFBA - sum(sums)) & 0xFFFFFFFF)
    return bytes(font)
