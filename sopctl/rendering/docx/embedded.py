"""The fonts inside a copy, so that it looks the same where they are not installed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Final

from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.package import Package

from sopctl.rendering.docx.fallback import fallback_font, stand_in
from sopctl.rendering.docx.ooxml import Element, el
from sopctl.rendering.docx.typeset import SARABUN, Typeset
from sopctl.rendering.fonts import FontFile, font_bytes

_OBFUSCATED: Final = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FONT_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_FACES: Final = {
    "w:embedRegular": FontFile.REGULAR,
    "w:embedBold": FontFile.BOLD,
    "w:embedItalic": FontFile.ITALIC,
    "w:embedBoldItalic": FontFile.BOLD_ITALIC,
}


def obfuscated(data: bytes) -> tuple[str, bytes]:
    """A font as Office embeds it: its key, and the file with the first 32 bytes XORed by that key.

    The key, a GUID that Office draws at random, is made from the font, so that the same copy has the same
    bytes (ECMA-376 part 4, 2.8.1: the GUID's bytes from last to first, twice).
    """
    guid = uuid.UUID(bytes=hashlib.sha256(data).digest()[:16], version=4)
    key = guid.bytes[::-1] * 2
    return f"{{{str(guid).upper()}}}", bytes(a ^ b for a, b in zip(data[:32], key, strict=True)) + data[32:]


@cache
def _whole(font: FontFile) -> tuple[str, bytes]:
    return obfuscated(font_bytes(font))


def fill_font_table(part: XmlPart, package: Package, set_: Typeset, used: Mapping[str, set[str]]) -> None:
    """Describe the copy's fonts in their table, and embed those that may be.

    ``used``: the fonts beside the text's, with the characters drawn in each.
    """
    root, family = part.element, set_.font
    if family == SARABUN:
        faces = {tag: _whole(font) for tag, font in _FACES.items()}
        root.append(_font(part, package, SARABUN, "TH Sarabun New", faces))
    else:
        faces = {tag: obfuscated(stand_in(font, family, set_.scale)) for tag, font in _FACES.items()}
        root.append(_font(part, package, family, "TH SarabunPSK", faces))
    for name in sorted(used):
        font = FontFile.MONO if name == set_.mono else FontFile.SYMBOLS
        subset = obfuscated(fallback_font(font, name, frozenset(used[name]), set_.scale))
        root.append(_font(part, package, name, None, {"w:embedRegular": subset}, fixed=font is FontFile.MONO))


def _font(
    part: XmlPart,
    package: Package,
    name: str,
    alias: str | None,
    faces: dict[str, tuple[str, bytes]],
    *,
    fixed: bool = False,
) -> Element:
    return el(
        "w:font",
        el("w:altName", val=alias) if alias else None,
        el("w:charset", val="DE" if alias else "00"),
        el("w:family", val="auto"),
        el("w:pitch", val="fixed" if fixed else "variable"),
        *(_face(part, package, tag, key, data) for tag, (key, data) in faces.items()),
        name=name,
    )


def _face(part: XmlPart, package: Package, tag: str, key: str, data: bytes) -> Element:
    name = package.next_partname("/word/fonts/font%d.odttf")
    relation = part.relate_to(Part(PackURI(name), _OBFUSCATED, data, package), _FONT_RELATION)
    return el(tag, r_id=relation, fontKey=key)
