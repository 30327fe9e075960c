"""Faces in which one glyph is one Thai orthographic cluster.

A cluster (base, vowels and tone mark, SARA AM included) is shaped once by HarfBuzz and kept as a TrueType
composite of the font's own glyphs, at the positions that HarfBuzz gave. Text is held as *codes*, one
character for each glyph: a character that owns a glyph stands for itself; a cluster, or a glyph that another
character owns, is a private-use character that never leaves the process.

The code of a cluster means its base character; an empty glyph of 1/1000 em after it means the marks. One
code for the whole misleads viewers that take a glyph whose text holds a mark for one without width, and with
no width at all others drop the marks.
"""

from __future__ import annotations

import re
import struct
import threading
from typing import NamedTuple

import uharfbuzz as hb

from sopctl.rendering.fonts import INVISIBLE
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
_CLUSTER = (
    "[\u0e24\u0e26]\u0e45"
    "|[\u0e01-\u0e2e\u25cc\u00a0 ]?[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+\u0e33?"
    "|[\u0e01-\u0e2e]\u0e33"
)
_SIGNS = "\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e"
# Up to three letters with the signs after them: few enough to be known soon, and no cluster goes over an end.
_PARTS = re.compile(f"[^{_SIGNS}]{{1,3}}[{_SIGNS}]*|[{_SIGNS}]+")
_FIRST_CLUSTER, FIRST_MARKS = 0xF0000, 0x100000
_CACHED_WORDS = 100_000

MARKS = re.compile("[\U00100000-\U0010fffd]")
"""The codes that carry the marks of the cluster before them."""


class Coded(NamedTuple):
    """The glyph behind a code, and the text that it stands for, also as UTF-16 in hexadecimal."""

    glyph: Glyph
    source: str
    utf16: str


class Measured(NamedTuple):
    """A word as codes. Widths in 1/1000 em; ``trailing`` is the width of the spaces at its end."""

    codes: str
    length: int
    width: float
    trailing: float


class Face:
    """One font file, loaded once per process and shared by all copies and threads.

    ``words`` measures a word once: text to ``Measured``. ``widths`` gives a code's width in 1/1000 em.
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
        others = "".join(map(re.escape, sorted(self.characters - set(map(chr, self._own)))))
        self._shaped = re.compile(f"({_CLUSTER}{f'|[{others}]' if others else ''})")
        self._drawn = re.compile(f"[{_ranges(self.characters - INVISIBLE)}]*")
        self._lock = threading.RLock()
        self._clusters: dict[int, Coded] = {}
        self._next_cluster, self._next_marks = _FIRST_CLUSTER, FIRST_MARKS
        self._marks: dict[str, str] = {}
        self._codes = _Codes(self)
        self.widths = _Widths(self)
        self.words = _Words(self)

    @property
    def name(self) -> str:
        """The PostScript name."""
        return self.file.name

    def draws(self, text: str) -> bool:
        """Whether the face has every character of a text, none of them invisible or a line end."""
        return self._drawn.fullmatch(text) is not None

    def encode(self, text: str) -> str:
        """Source text as codes: clusters replaced, every other character standing for itself."""
        parts = self._shaped.split(text)
        if len(parts) == 1:
            return text
        parts[1::2] = map(self._codes.__getitem__, parts[1::2])
        return "".join(parts)

    def measure(self, text: str) -> Measured:
        """A text that will hardly come again as measured codes, by parts that will."""
        parts, _, widths, _ = zip(*map(self.words.__getitem__, _PARTS.findall(text)), strict=True)
        codes = "".join(parts)
        return Measured(codes, len(codes), sum(widths), self.trailing(text))

    def trailing(self, text: str) -> float:
        """The width of the spaces at a text's end."""
        return (len(text) - len(text.rstrip(" "))) * self.widths[" "] if text.endswith(" ") else 0.0

    def source(self, codes: str) -> str:
        """The text that codes stand for."""
        return "".join(
            self._clusters[ord(code)].source if ord(code) >= _FIRST_CLUSTER else code for code in codes
        )

    def coded(self, code: int) -> Coded:
        """The glyph of a code."""
        found = self._clusters.get(code)
        if found is None:
            found = self._clusters[code] = _coded(self.file.glyph(self._own[code]), chr(code))
        return found

    def code(self, token: str) -> str:
        """The codes of one token, made on first sight."""
        if len(token) == 1 and ord(token) in self._own:
            return token
        glyph = self._shape(token)
        marked = len(token) > 1 and token[0] not in _MARKS and not _MARKS.isdisjoint(token)
        with self._lock:
            code = self._next_cluster
            self._next_cluster += 1
            if not marked:
                self._clusters[code] = _coded(glyph, token)
                return chr(code)
            self._clusters[code] = _coded(glyph._replace(advance=glyph.advance - self._mark_width), token[0])
            return chr(code) + self._code_of_marks(token[1:])

    @property
    def _mark_width(self) -> int:
        return max(1, round(self.file.units / 1000))

    def _code_of_marks(self, marks: str) -> str:
        code = self._marks.get(marks)
        if code is None:
            code = self._marks[marks] = chr(self._next_marks)
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


def _ranges(characters: frozenset[str]) -> str:
    """A regular expression's class of characters, without its brackets."""
    codes = sorted(code for code in map(ord, characters) if code >= ord(" "))
    out, start = [], 0
    for k in range(1, len(codes) + 1):
        if k == len(codes) or codes[k] != codes[k - 1] + 1:
            out.append(f"{re.escape(chr(codes[start]))}-{re.escape(chr(codes[k - 1]))}")
            start = k
    return "".join(out)


class _Codes(dict[str, str]):
    """Token to codes."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, token: str) -> str:
        return self.setdefault(token, self._face.code(token))


class _Widths(dict[str, float]):
    """Code to its width in 1/1000 em."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, code: str) -> float:
        face = self._face
        width = self[code] = face.coded(ord(code)).glyph.advance * 1000 / face.file.units
        return width


class _Words(dict[str, Measured]):
    """Word to its measured codes; forgotten all at once when it grows too large."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, text: str) -> Measured:
        if len(self) > _CACHED_WORDS:
            self.clear()
        face = self._face
        codes = face.encode(text)
        width = sum(map(face.widths.__getitem__, codes))
        measured = self[text] = Measured(codes, len(codes), width, face.trailing(text))
        return measured
