"""The fonts that go into copies: which files they are, and which characters they can draw."""

from __future__ import annotations

from enum import Enum
from functools import cache
from importlib.resources import files

import uharfbuzz as hb


class FontFile(Enum):
    """A font of the program, by its file name; every one may be embedded (OFL, Bitstream Vera licence)."""

    REGULAR = "Sarabun-Regular.ttf"
    BOLD = "Sarabun-Bold.ttf"
    ITALIC = "Sarabun-Italic.ttf"
    BOLD_ITALIC = "Sarabun-BoldItalic.ttf"
    SYMBOLS = "DejaVuSans.ttf"
    MONO = "DejaVuSansMono.ttf"


# Zero-width characters and the soft hyphen shape lines, not glyphs; a copy is drawn without them.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_LAYOUT = frozenset("\n\r\t")


@cache
def font_bytes(font: FontFile) -> bytes:
    """The TrueType file of a font."""
    return (files("sopctl") / "assets" / "fonts" / font.value).read_bytes()


@cache
def drawable() -> frozenset[str]:
    """Every character that some font of the program has a glyph for."""
    return frozenset(chr(code) for font in FontFile for code in hb.Face(font_bytes(font)).unicodes)


def missing_characters(text: str) -> set[str]:
    """The characters of ``text`` that no font has, so that a copy with them would be refused.

    Line ends, tabs and invisible characters are layout, and never missing.
    """
    return set(text) - drawable() - INVISIBLE - _LAYOUT
