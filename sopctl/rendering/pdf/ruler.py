"""The widths of common text, without looking at its clusters.

In Sarabun a cluster is as wide as its characters by themselves, the marks having no width; the ligatures of
ฤๅ and ฦๅ alone are not (``tests/rendering/pdf/test_face.py`` holds all clusters to it). So text of common
characters is measured as bytes, by tables: what a copy holds is measured in a tenth of the time that looking
up each cluster takes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

_COMMON = (
    *map(chr, range(0x20, 0x7F)),
    *map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E45), *range(0x0E46, 0x0E5C))),
    *"\u00a0“”‘’–—…•°×÷±½¼¾²³µ≥≤≠≈√∞ΩΔ→←↑↓₂−€©®™«»·§éèêëáàâäíïóôöúüçñÉÈÄÖÜ",
)
_NONE = "\ufffe"  # what the codec takes as no character


class Ruler:
    """Measures text of common characters, one byte for each, in 1/1000 em."""

    def __init__(self, characters: frozenset[str], width: Callable[[str], float]) -> None:
        known = [character for character in _COMMON if character in characters]
        # The codec wants U+0000 for its first byte; no text holds it.
        table = ["\0", *known, *[_NONE] * (255 - len(known))]
        self._encoding = codecs.charmap_build("".join(table))
        self.widths = [0, *(round(width(character)) for character in known), *[0] * (255 - len(known))]
        self._high = bytes(width >> 8 for width in self.widths)
        self._low = bytes(width & 255 for width in self.widths)

    def read(self, text: str) -> bytes | None:
        """The text as bytes that index ``widths``; nothing where one of its characters is not common."""
        try:
            data, _ = codecs.charmap_encode(text, "strict", self._encoding)
        except UnicodeEncodeError:
            return None
        return None if b"\0" in data else data

    def width(self, data: bytes) -> int:
        """The width of a text."""
        return (sum(data.translate(self._high)) << 8) + sum(data.translate(self._low))
