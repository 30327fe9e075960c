"""Faces in which one glyph is one Thai orthographic cluster.

A cluster is shaped once by HarfBuzz and kept as a TrueType composite of the font's own glyphs, at the
positions that HarfBuzz gave. A token of text (see ``tokens``) is drawn by one or two *codes*, one for each
glyph: a character that owns a glyph is its own code; a cluster, or a glyph that another character owns, has
one beyond the characters.

The code of a cluster means its base character; an empty glyph of 1/1000 em after it means the marks. One
code for the whole misleads viewers that take a glyph whose text holds a mark for one without width, and with
no width at all others drop the marks.
"""

from __future__ import annotations

import struct
import threading
from typing import NamedTuple

import uharfbuzz as hb

from sopctl.rendering.fonts import INVISIBLE
from sopctl.rendering.pdf.ruler import Ruler
from sopctl.rendering.pdf.tokens import source_of
from sopctl.rendering.truetype import (
    ARGUMENTS_ARE_OFFSETS,
    ARGUMENTS_ARE_WORDS,
    MORE_COMPONENTS,
    Glyph,
    Part,
    TrueTypeFile,
)

_MARKS = frozenset(
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
_FIRST_CLUSTER, _FIRST_MARKS = 0x110000, 0x1000000


class Coded(NamedTuple):
    """The glyph behind a code, and the text that it stands for, also as UTF-16 in hexadecimal."""

    glyph: Glyph
    source: str
    utf16: str


class Face:
    """One font file, loaded once per process and shared by all copies and threads.

    ``codes`` gives the codes of a token, ``widths`` its width in 1/1000 em, ``ruler`` the width of
    common text.
    """

    def __init__(self, data: bytes) -> None:
        self.file = TrueTypeFile(data)
        face = hb.Face(data)
        self._font = hb.Font(face)
        self._own: dict[int, int] = {}
        owner: dict[int, int] = {}
        for character, glyph in _nominal(self._font, face):
            if owner.setdefault(glyph, character) == character:
                self._own[character] = glyph
        self.characters = frozenset(map(chr, face.unicodes))
        self._lock = threading.RLock()
        self._clusters: dict[int, Coded] = {}
        self._next_cluster, self._next_marks = _FIRST_CLUSTER, _FIRST_MARKS
        self._marks: dict[str, int] = {}
        self.codes = _Codes(self)
        self.widths = _Widths(self)
        self.ruler = Ruler(self.characters - INVISIBLE, self.widths.__getitem__)

    @property
    def name(self) -> str:
        """The PostScript name."""
        return self.file.name

    def coded(self, code: int) -> Coded:
        """The glyph of a code."""
        found = self._clusters.get(code)
        if found is None:
            found = self._clusters[code] = _coded(self.file.glyph(self._own[code]), chr(code))
        return found

    def code(self, token: str) -> tuple[int, ...]:
        """The codes of one token, made on first sight: a second one is that of its marks."""
        text = source_of(token)
        if len(text) == 1 and ord(text) in self._own:
            return (ord(text),)
        glyph = self._shape(text)
        marked = len(text) > 1 and text[0] not in _MARKS and not _MARKS.isdisjoint(text)
        with self._lock:
            code = self._next_cluster
            self._next_cluster += 1
            if not marked:
                self._clusters[code] = _coded(glyph, text)
                return (code,)
            self._clusters[code] = _coded(glyph._replace(advance=glyph.advance - self._mark_width), text[0])
            return code, self._code_of_marks(text[1:])

    @property
    def _mark_width(self) -> int:
        return max(1, round(self.file.units / 1000))

    def _code_of_marks(self, marks: str) -> int:
        code = self._marks.get(marks)
        if code is None:
            code = self._marks[marks] = self._next_marks
            self._clusters[self._next_marks] = _coded(Glyph(self._mark_width, 0, b""), marks)
            self._next_marks += 1
        return code

    def _shape(self, token: str) -> Glyph:
        """One glyph that draws a token as HarfBuzz sets it."""
        buffer = hb.Buffer()
        buffer.add_str(token)
        buffer.guess_segment_properties()
        buffer.direction, buffer.language = "ltr", "th"  # otherwise the language follows the process's locale
        hb.shape(self._font, buffer, {"kern": True, "liga": True})
        placed: list[tuple[int, int, int]] = []
        x = 0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if self.file.glyph(info.codepoint).outline:
                placed.append((info.codepoint, x + position.x_offset, position.y_offset))
            x += position.x_advance
        if not placed:
            return Glyph(x, 0, b"")
        if len(placed) == 1 and placed[0][1:] == (0, 0):
            return self.file.glyph(placed[0][0])._replace(advance=x)
        return self._composite(placed, x)

    def _composite(self, placed: list[tuple[int, int, int]], advance: int) -> Glyph:
        boxes = [(self.file.glyph(glyph).box, dx, dy) for glyph, dx, dy in placed]
        left = min(box[0] + dx for box, dx, _ in boxes)
        bottom = min(box[1] + dy for box, _, dy in boxes)
        right = max(box[2] + dx for box, dx, _ in boxes)
        top = max(box[3] + dy for box, _, dy in boxes)
        flags = ARGUMENTS_ARE_WORDS | ARGUMENTS_ARE_OFFSETS
        last = len(placed) - 1
        parts = tuple(
            Part(flags | (MORE_COMPONENTS if k < last else 0), glyph, struct.pack(">hh", dx, dy))
            for k, (glyph, dx, dy) in enumerate(placed)
        )
        return Glyph(advance, left, struct.pack(">h4h", -1, left, bottom, right, top), parts)


def _coded(glyph: Glyph, source: str) -> Coded:
    return Coded(glyph, source, source.encode("utf-16-be").hex())


def _nominal(font: hb.Font, face: hb.Face) -> list[tuple[int, int]]:
    """Each character of a font with its glyph, in the order of the characters."""
    found = [(character, font.get_nominal_glyph(character)) for character in sorted(face.unicodes)]
    return [(character, glyph) for character, glyph in found if glyph]


class _Codes(dict[str, tuple[int, ...]]):
    """Token to codes."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, token: str) -> tuple[int, ...]:
        return self.setdefault(token, self._face.code(token))


class _Widths(dict[str, float]):
    """Token to its width in 1/1000 em."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, token: str) -> float:
        face = self._face
        advance = sum([face.coded(code).glyph.advance for code in face.codes[token]])
        width = self[token] = advance * 1000 / face.file.units
        return width
