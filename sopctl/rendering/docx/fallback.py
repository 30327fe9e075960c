"""The part of a fallback font that one copy uses, under a name of its own."""

from __future__ import annotations

import struct
from functools import cache
from typing import Final

import uharfbuzz as hb

from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.truetype import TrueTypeFile, write_font

_KEPT: Final = (0, 13, 14)  # the name table's copyright, licence and its address
_FAMILY, _STYLE, _UNIQUE, _FULL, _POSTSCRIPT = 1, 2, 3, 4, 6
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x0409
_UNITS_PER_EM: Final = 18  # where the head table says them
_ASCII: Final = frozenset(map(chr, range(0x20, 0x7F)))


@cache
def fallback_font(font: FontFile, family: str, characters: frozenset[str], scale: float) -> bytes:
    """The part of ``font`` with these characters, named ``family``; a fixed-width one has all of ASCII too.

    ``scale``: how much larger than Sarabun's the sizes of the copy's font are; its em grows by as much, so
    that its signs keep to the text.

    It must not keep its own name: LibreOffice would take it for the whole font and draw the rest of what
    falls back to that name as nothing. The fonts' licence asks for another name too once they are changed.
    """
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(
        {ord(char) for char in characters | (_ASCII if font is FontFile.MONO else frozenset())}
    )
    smaller = TrueTypeFile(hb.subset(hb.Face(font_bytes(font)), wanted).blob.data)
    head = bytearray(smaller.tables[b"head"])
    struct.pack_into(">H", head, _UNITS_PER_EM, round(smaller.units * scale))
    names = _renamed(smaller.tables[b"name"], family)
    return write_font({**smaller.tables, b"head": bytes(head), b"name": names})


def _renamed(names: bytes, family: str) -> bytes:
    """A name table with the licence's names as they were and the family's own."""
    records = {kind: text for kind, text in _english(names).items() if kind in _KEPT}
    for kind in (_FAMILY, _UNIQUE, _FULL):
        records[kind] = family.encode("utf-16-be")
    records[_STYLE] = "Regular".encode("utf-16-be")
    records[_POSTSCRIPT] = family.replace(" ", "").encode("utf-16-be")
    table = struct.pack(">3H", 0, len(records), 6 + 12 * len(records))
    offset = 0
    for kind in sorted(records):
        table += struct.pack(">6H", _WINDOWS, _UNICODE, _ENGLISH, kind, len(records[kind]), offset)
        offset += len(records[kind])
    return table + b"".join(records[kind] for kind in sorted(records))


def _english(names: bytes) -> dict[int, bytes]:
    """The name table's Windows records in English, by kind (OpenType, ``name``)."""
    count, base = struct.unpack_from(">HH", names, 2)
    found = {}
    for place in range(count):
        platform, encoding, language, kind, length, offset = struct.unpack_from(">6H", names, 6 + 12 * place)
        if (platform, encoding, language) == (_WINDOWS, _UNICODE, _ENGLISH):
            found[kind] = names[base + offset : base + offset + length]
    return found
