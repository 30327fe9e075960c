"""A face as one copy uses it: tokens to PDF strings, and the smaller font that is embedded."""

from __future__ import annotations

import struct
from itertools import accumulate
from typing import NamedTuple

from sopctl.rendering.pdf.face import Face
from sopctl.rendering.pdf.tokens import tokens_of
from sopctl.rendering.truetype import Glyph, write_font

_UNSAFE = frozenset(b"\r()\\")
_SAFE = bytes(byte for byte in range(256) if byte not in _UNSAFE)
_METRICS, _HEAD = struct.Struct(">Hh"), struct.Struct(">HH")
_CMAP_HEAD = (
    "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)"
    "/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def "
    "1 begincodespacerange<0000><FFFF>endcodespacerange"
)
_CMAP_TAIL = "endcmap CMapName currentdict/CMap defineresource pop end end"


# The glyph index, and PDF code, of each glyph in order: no byte of one needs escaping in a PDF string.
_SLOTS = [high << 8 | low for high in _SAFE[:64] for low in _SAFE]

# No PDF string holds these: its characters are bytes.
AFTER_MARKS, GAP = "\ue000", "\ue001"


class Subset(NamedTuple):
    """What a PDF needs of a font: the TrueType file, the /W array and the ToUnicode map."""

    font: bytes
    widths: str
    to_unicode: bytes


class FontUse(dict[int, str]):
    """Token to its PDF string, without brackets; collects the subset.

    ``name`` is the font's name among the page resources.
    """

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._slots: dict[int, str] = {}
        self._used: list[tuple[int, int]] = []
        self._count = 1  # glyph 0 is .notdef
        self.parted = _Parted(self)

    def __missing__(self, token: int) -> str:
        text = self[token] = "".join(map(self._slot, self.face.codes[chr(token)]))
        return text

    def _slot(self, code: int) -> str:
        text = self._slots.get(code)
        if text is None:
            slot = _SLOTS[self._count]
            self._count += 1
            self._used.append((slot, code))
            text = self._slots[code] = chr(slot >> 8) + chr(slot & 255)
        return text

    def shown(self, text: str) -> str:
        """The PDF string of a text, without brackets."""
        return tokens_of(text).translate(self)

    def build(self) -> Subset:
        """The subset of the codes used so far."""
        face, scale = self.face, 1000 / self.face.file.units
        glyphs = {0: face.file.glyph(0)}
        widths: list[str] = []
        rows: list[str] = []
        last = -2
        for slot, code in self._used:
            glyph, _, utf16 = face.coded(code)
            glyphs[slot] = glyph
            widths.append(f"{'' if slot == last + 1 else f']{slot}['}{round(glyph.advance * scale, 3):g} ")
            rows.append(f"<{slot:04X}><{utf16}>")
            last = slot
        array = f"[{''.join(widths)[1:]}]]" if widths else "[]"
        return Subset(self._font(glyphs), array, _cmap(rows))

    def _font(self, glyphs: dict[int, Glyph]) -> bytes:
        places = self._place_components(glyphs)
        count = max(glyphs) + 1
        metrics = bytearray(4 * count)
        outlines = [b""] * count
        for slot, glyph in glyphs.items():
            _METRICS.pack_into(metrics, 4 * slot, glyph.advance, glyph.bearing)
            outlines[slot] = _serialise(glyph, places)
        offsets = list(accumulate(map(len, outlines), initial=0))
        long = offsets[-1] >= 0x20000
        loca = struct.pack(f">{count + 1}{'L' if long else 'H'}", *(o if long else o >> 1 for o in offsets))
        tables = self.face.file.tables
        head, hhea, maxp = (bytearray(tables[tag]) for tag in (b"head", b"hhea", b"maxp"))
        struct.pack_into(">l", head, 8, 0)
        struct.pack_into(">h", head, 50, int(long))
        struct.pack_into(">H", hhea, 34, count)
        struct.pack_into(">H", maxp, 4, count)
        struct.pack_into(">HH", maxp, 28, max(8, *struct.unpack_from(">H", maxp, 28)), 3)
        return write_font(
            {
                b"glyf": b"".join(outlines),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": bytes(metrics),
                b"loca": loca,
                b"maxp": bytes(maxp),
            }
        )

    def _place_components(self, glyphs: dict[int, Glyph]) -> dict[int, int]:
        """Give every component a slot of its own: glyph index in the face to slot."""
        places: dict[int, int] = {}
        count, todo = self._count, [part.glyph for glyph in glyphs.values() for part in glyph.parts]
        for index in todo:
            if index not in places:
                slot = places[index] = _SLOTS[count]
                count += 1
                glyph = glyphs[slot] = self.face.file.glyph(index)
                todo.extend(part.glyph for part in glyph.parts)
        return places


class _Parted(dict[int, str]):
    """The same with ``AFTER_MARKS`` behind marks, and spaces as ``GAP``."""

    def __init__(self, use: FontUse) -> None:
        self._use = use
        self[ord(" ")] = GAP

    def __missing__(self, token: int) -> str:
        text = self._use[token]
        if len(text) > 2:  # two codes of two bytes: the second is that of the marks
            text += AFTER_MARKS
        self[token] = text
        return text


def _serialise(glyph: Glyph, places: dict[int, int]) -> bytes:
    """A glyph description for the ``glyf`` table, of even length."""
    data, parts = glyph.outline, glyph.parts
    if parts:
        data += b"".join([_HEAD.pack(flags, places[index]) + rest for flags, index, rest in parts])
    return data + b"\0" if len(data) & 1 else data


def _cmap(rows: list[str]) -> bytes:
    out = [_CMAP_HEAD]
    for start in range(0, len(rows), 100):  # at most 100 entries in a block (PDF 32000-1, 9.10.3)
        part = rows[start : start + 100]
        out += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    out.append(_CMAP_TAIL)
    return "\n".join(out).encode("ascii")
