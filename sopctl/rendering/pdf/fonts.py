"""The fonts of a copy as PDF objects."""

from __future__ import annotations

import hashlib

from sopctl.rendering.pdf.objects import PdfFile
from sopctl.rendering.pdf.subset import FontUse

_SYMBOLIC, _ITALIC, _FORCE_BOLD = 4, 64, 0x40000


def write_font_use(file: PdfFile, use: FontUse) -> int:
    """Write a face's subset as a composite font; its object number.

    PDF 32000-1, 9.7: Type0 with Identity-H, CIDFontType2, ToUnicode.
    """
    face, subset = use.face.file, use.build()
    scale = 1000 / face.units
    digest = hashlib.sha256(subset.font).digest()
    name = f"/{''.join(chr(65 + byte % 26) for byte in digest[:6])}+{face.name}"
    slope, weight = _ITALIC if face.italic_angle else 0, _FORCE_BOLD if face.weight >= 600 else 0
    flags = _SYMBOLIC | slope | weight
    box, angle = " ".join(str(round(value * scale)) for value in face.box), face.italic_angle
    program = file.stream(subset.font, f"/Length1 {len(subset.font)}")
    descriptor = file.put(
        f"<</Type/FontDescriptor/FontName{name}/Flags {flags}/FontBBox[{box}]/ItalicAngle {angle:g}"
        f"/Ascent {face.ascent * scale:.0f}/Descent {face.descent * scale:.0f}"
        f"/CapHeight {face.cap_height * scale:.0f}/StemV {50 + int((face.weight / 65) ** 2)}"
        f"/FontFile2 {program} 0 R>>"
    )
    descendant = file.put(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 0/W{subset.widths}"
        "/CIDToGIDMap/Identity>>"
    )
    return file.put(
        f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {file.stream(subset.to_unicode)} 0 R>>"
    )
