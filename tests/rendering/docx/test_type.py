"""Thai is set from the complex-script half of a property; none may miss it."""

from __future__ import annotations

import pytest
from lxml.etree import _Element as Element

from sopctl.application.ports.copies import Mark
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.docx.embedded import obfuscated
from sopctl.rendering.fonts import FontFile, font_bytes
from sopctl.rendering.truetype import TrueTypeFile
from tests.rendering.docx.ooxml import R, W, parts, value, xml, xml_parts
from tests.rendering.docx.samples import copy_of, profile

HALVES = (("sz", "szCs"), ("b", "bCs"), ("i", "iCs"))


def _state(properties: Element, name: str) -> tuple[bool, str | None]:
    found = properties.find(f"{W}{name}")
    return found is not None, value(found)


@pytest.mark.parametrize("name", ["default", "ratchakan"])
@pytest.mark.parametrize("mark", [Mark.CONTROLLED, Mark.WITHDRAWN, Mark.DRAFT])
def test_every_run_property_has_its_complex_half(mark: Mark, name: str) -> None:
    for part, root in xml_parts(DocxRenderer(None).render(copy_of(mark), profile(name))):
        for properties in root.iter(f"{W}rPr"):
            for latin, thai in HALVES:
                assert _state(properties, latin) == _state(properties, thai), (part, latin)
            fonts = properties.find(f"{W}rFonts")
            if fonts is not None:
                assert {f"{W}ascii", f"{W}hAnsi", f"{W}cs", f"{W}eastAsia"} <= set(fonts.attrib), part
                assert not [key for key in fonts.attrib if "heme" in str(key)], "theme fonts are taken away"


def test_the_defaults_name_font_size_and_thai_for_complex_scripts() -> None:
    for name, font, size in (("default", "Sarabun", "22"), ("ratchakan", "TH Sarabun New", "32")):
        styles = xml(DocxRenderer(None).render(copy_of(), profile(name)), "word/styles.xml")
        properties = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        assert properties is not None
        fonts, language = properties.find(f"{W}rFonts"), properties.find(f"{W}lang")
        assert fonts is not None
        assert fonts.get(f"{W}cs") == font
        assert value(properties.find(f"{W}szCs")) == size
        assert language is not None
        assert language.get(f"{W}bidi") == "th-TH"


def test_every_style_in_use_is_defined() -> None:
    data = DocxRenderer(None).render(copy_of(), profile())
    defined = {style.get(f"{W}styleId") for style in xml(data, "word/styles.xml").iter(f"{W}style")}
    for _, root in xml_parts(data):
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {value(each) for each in root.iter(f"{W}{kind}")} <= defined


def _embedded(data: bytes) -> dict[tuple[str, str], TrueTypeFile]:
    files = parts(data)
    relations = {each.get("Id"): each.get("Target") for each in xml(data, "word/_rels/fontTable.xml.rels")}
    found = {}
    for font in xml(data, "word/fontTable.xml"):
        for face in font:
            if (relation := face.get(f"{R}id")) is not None:
                stored = files[f"word/{relations[relation]}"]
                key = bytes.fromhex((face.get(f"{W}fontKey") or "").strip("{}").replace("-", ""))[::-1] * 2
                plain = bytes(a ^ b for a, b in zip(stored[:32], key, strict=True)) + stored[32:]
                place = (font.get(f"{W}name") or "", str(face.tag).removeprefix(f"{W}embed"))
                found[place] = TrueTypeFile(plain)
    return found


def test_the_four_faces_of_sarabun_are_embedded() -> None:
    fonts = _embedded(DocxRenderer(None).render(copy_of(), profile()))
    names = {face: font.name for (family, face), font in fonts.items() if family == "Sarabun"}
    assert names == {
        "Regular": "Sarabun-Regular",
        "Bold": "Sarabun-Bold",
        "Italic": "Sarabun-Italic",
        "BoldItalic": "Sarabun-BoldItalic",
    }


def test_th_sarabun_new_has_a_stand_in_where_it_is_not_installed() -> None:
    fonts = _embedded(DocxRenderer(None).render(copy_of(), profile("ratchakan")))
    own = {face: font for (family, face), font in fonts.items() if family == "TH Sarabun New"}
    assert {face: font.name for face, font in own.items()} == {
        "Regular": "THSarabunNew",
        "Bold": "THSarabunNew-Bold",
        "Italic": "THSarabunNew-Italic",
        "BoldItalic": "THSarabunNew-BoldItalic",
    }
    # Set at 16 points it is as large as Sarabun at 11, and says what it is.
    assert {font.units for font in own.values()} == {round(1000 * 16 / 11)}
    assert all("Sarabun" in font.tables[b"name"].decode("utf-16-be", "replace") for font in own.values())
    assert all("stands in" in font.tables[b"name"].decode("utf-16-be", "replace") for font in own.values())


def test_a_font_is_hidden_by_a_key_made_from_itself() -> None:
    data = font_bytes(FontFile.REGULAR)
    key, hidden = obfuscated(data)
    assert (key, hidden) == obfuscated(data)
    assert hidden[:32] != data[:32]
    assert hidden[32:] == data[32:]


def test_fallback_fonts_bear_the_copys_own_name_and_size() -> None:
    first = _embedded(DocxRenderer(None).render(copy_of(), profile()))
    second = _embedded(DocxRenderer(None).render(copy_of(Mark.MASTER), profile("ratchakan")))
    own = {family for family, _ in first if family.startswith("Copy ")}
    assert len(own) == 2
    assert not own & {family for family, _ in second}
    scales = {font.units for (family, _), font in second.items() if family.startswith("Copy ")}
    assert scales == {round(2048 * 16 / 11)}, "signs keep to text that is set at 16 instead of 11 points"


def test_a_copy_without_other_signs_carries_no_fallback_font() -> None:
    from sopctl.content.blocks import Body
    from tests.rendering.docx.samples import para

    fonts = _embedded(DocxRenderer(None).render(copy_of(body=Body((para("ข้อความ"),))), profile()))
    assert {family for family, _ in fonts} == {"Sarabun"}
