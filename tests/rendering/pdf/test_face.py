"""Faces: how wide clusters are, and that common text can be measured without them."""

from __future__ import annotations

from itertools import product

import pytest

from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.pdf.face import Face
from sopctl.rendering.pdf.tokens import source_of, tokens_of

TEXT_FACES = (FontFile.REGULAR, FontFile.BOLD, FontFile.ITALIC, FontFile.BOLD_ITALIC)
LETTERS = [chr(code) for code in range(0x0E01, 0x0E2F)]
VOWELS = ["", *map(chr, (0x0E31, *range(0x0E34, 0x0E3B), 0x0E47, 0x0E4D))]
TONES = ["", *map(chr, (*range(0x0E48, 0x0E4D), 0x0E4E))]
CLUSTERS = [*map("".join, product(LETTERS, VOWELS, TONES, ("", "ำ"))), "\u00a0่", " ้", "ฤๅ", "ก็"]


@pytest.mark.parametrize("font", TEXT_FACES)
def test_a_cluster_is_as_wide_as_its_characters(font: FontFile) -> None:
    face = Face(font_bytes(font))
    for cluster in CLUSTERS:
        data = face.ruler.read(cluster)
        if data is not None:
            width = sum(face.widths[token] for token in tokens_of(cluster))
            assert face.ruler.width(data) == width, cluster


def test_what_is_not_common_is_not_measured_by_bytes() -> None:
    ruler = Face(font_bytes(FontFile.REGULAR)).ruler
    assert ruler.read("ฤๅษี") is None  # a ligature, wider than its letters
    for text in ("\0", "ก\n", "\u200b", "☑", "漢", "\ufffe", "\U000f0000"):
        assert ruler.read(text) is None, text
    assert ruler.read("ก้ำ 5 mg “อ้าง” ≥ 95 %") is not None


def test_tokens_stand_for_the_text_that_they_were_made_of() -> None:
    for text in ("", "น้ำใจ ก๋วยเตี๋ยว", "ฤๅษี ฦๅชา", "่า", "ๅ", "ก่่ำำ", "abc", "๑๒ ฯลฯ ๆ", "a้b"):
        assert "".join(map(source_of, tokens_of(text))) == text
    assert len(tokens_of("ก๋วยเตี๋ยว")) == len("กวยเตยว")
