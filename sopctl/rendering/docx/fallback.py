"""Fonts that travel in a copy under another name: parts of fallback fonts, and what stands in for a font."""

from __future__ import annotations

import struct
from functools import cache
from typing import Final

import uharfbuzz as hb

from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.truetype import TrueTypeFile, write_font

_KEPT: Final = (0, 13, 14)  # the name table's copyright, licence and its address
_FAMILY, _STYLE, _UNIQUE, _FULL, _POSTSCRIPT, _ABOUT = 1, 2, 3, 4, 6, 10
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x0409
_UNITS_PER_EM: Final = 18  # where the head table says them
_STYLES: Final = {
    FontFile.REGULAR: "Regular",
    FontFile.BOLD: "Bold",
    FontFile.ITALIC: "Italic",
    FontFile.BOLD_ITALIC: "Bold Italic",
}
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
    return _scaled(smaller, scale, _renamed(smaller.tables[b"name"], family))


@cache
def stand_in(font: FontFile, family: str, scale: float) -> bytes:
    """A face of Sarabun as ``family``, which a reader may not have: drawn as small on its em as that is.

    Office and LibreOffice look for an embedded font by the name that the text asks for, so it bears that
    name, and says in its description what it is.
    """
    whole, style = TrueTypeFile(font_bytes(font)), _STYLES[font]
    about = f"Sarabun {style}, drawn at the size of {family}, which it stands in for where that is absent"
    return _scaled(whole, scale, _renamed(whole.tables[b"name"], family, style, about))


def _scaled(font: TrueTypeFile, scale: float, names: bytes) -> bytes:
    """A font on an em that is larger by ``scale``, with another name table."""
    head = bytearray(font.tables[b"head"])
    struct.pack_into(">H", head, _UNITS_PER_EM, round(font.units * scale))
    return write_font({**font.tables, b"head": bytes(head), b"name": names})


def _renamed(names: bytes, family: str, style: str = "Regular", about: str = "") -> bytes:
    """A name table with the licence's names as they were and the family's own."""
    full = family if style == "Regular" else f"{family} {style}"
    records = {kind: text for kind, text in _english(names).items() if kind in _KEPT}
    own = {_FAMILY: family, _STYLE: style, _UNIQUE: full, _FULL: full, _ABOUT: about}
    own[_POSTSCRIPT] = (family if style == "Regular" else f"{family}-{style}").replace(" ", "")
    records |= {kind: text.encode("utf-16-be") for kind, text in own.items() if text}
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
