"""What is drawn beside words: pictures and text boxes are carried, charts and shapes are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.lines import Drawn
from sopctl.intake.word.names import Element, attribute, name, spoken, whole
from sopctl.intake.word.parts import Part
from sopctl.intake.word.pictures import OUTSIDE, Refused

_WIDTH: Final = 9144 * 635  # EMU of a text width of 16 cm, by which a picture's share is told


class DrawingReader:
    """Reads the drawings of one part."""

    def __init__(self, document: WordDocument, part: Part) -> None:
        self._document = document
        self._part = part

    def read(self, element: Element) -> tuple[list[Drawn], list[Element]]:
        """The pictures and the text boxes of a drawing, a VML picture or an OLE object; others are told."""
        boxes = [one for one in _visible(element) if name(one) == "w:txbxContent"]
        relations = [found for one in _visible(element) if (found := _picture_relation(one)) is not None]
        pictures = [one for relation in relations for one in self._picture(relation, element)]
        outside = [one for one in _visible(element) if name(one) in {"c:chart", "dgm:relIds"}]
        self._changed(element)
        if name(element) == "w:object" or outside:
            self._object(element, outside)
        elif not relations and not boxes:
            alt = _described(element)
            self._document.tell("import-shape", "รูปวาดหรือเส้นที่นำเข้าไม่ได้", "a drawn shape is not carried", alt)
        return pictures, [box for box in boxes if not _inside_box(box, element)]

    def _picture(self, ident: str, around: Element) -> Iterator[Drawn]:
        relation = self._part.relations.get(ident)
        alt = _described(around)
        try:
            if relation is None or relation.external:
                raise OUTSIDE
            source = self._document.pictures.name_of(relation.target)
        except Refused as refused:
            where = relation.target if relation else ident
            told = f"{where} {alt}".strip()
            self._document.tell(
                "import-picture",
                f"ไม่ได้นำเข้าภาพ: {refused.th}",
                f"a picture is not carried: {refused.en}",
                told,
            )
            return
        if relation.target in self._document.pictures.converted:
            self._document.tell(
                "import-picture-converted", "แปลงภาพเป็น PNG", "a picture was written anew as PNG", source
            )
        yield Drawn(source, alt, _share(around))

    def _changed(self, element: Element) -> None:
        """Tell what Word shows otherwise than a picture's file is, and where a click on it leads."""
        if any(_is_cropped(one) for one in _visible(element)):
            self._document.tell(
                "import-picture-cropped",
                "ภาพถูกครอบหรือหมุนไว้ใน Word แต่ภาพเต็มเข้ามาทั้งภาพ ตรวจส่วนที่ Word ไม่แสดง (อาจมีข้อมูลผู้ป่วย)",
                "a picture is cropped or turned in Word, and came whole; look at what Word did not show",
                _described(element),
            )
        for one in _visible(element):
            relation = self._part.relations.get(attribute(one, "r:id") or "")
            if name(one) == "a:hlinkClick" and relation is not None:
                self._document.tell(
                    "import-external",
                    "ลิงก์บนภาพไม่ได้นำเข้า",
                    "the link of a picture is not carried",
                    relation.target,
                )

    def _object(self, element: Element, outside: list[Element]) -> None:
        words = [spoken(element), _described(element)]
        words += [attribute(one, "ProgID") or "" for one in element.iter() if name(one) == "o:OLEObject"]
        for one in outside:
            for key in ("r:id", "r:dm"):
                relation = self._part.relations.get(attribute(one, key) or "")
                if relation and not relation.external and relation.target in self._document.parts.package:
                    words.append(spoken(self._document.parts.package.xml(relation.target)))
        self._document.tell(
            "import-object", "มีวัตถุที่ฝังอยู่ (แผนภูมิ SmartArt หรือไฟล์จากโปรแกรมอื่น) นำเข้าไม่ได้",
            "an embedded object (chart, SmartArt, another program's file) is not carried",
            "\n".join(word for word in words if word),
        )  # fmt: skip


def _is_cropped(element: Element) -> bool:
    """Whether a part of a picture is hidden, or the picture turned."""
    match name(element):
        case "a:srcRect":
            return any((whole(attribute(element, side)) or 0) > 0 for side in ("l", "t", "r", "b"))
        case "a:xfrm":
            return (whole(attribute(element, "rot")) or 0) != 0
        case "v:imagedata":
            return any(attribute(element, f"crop{side}") for side in ("left", "top", "right", "bottom"))
        case _:
            return False


def _picture_relation(element: Element) -> str | None:
    if name(element) == "a:blip":
        return attribute(element, "r:embed") or attribute(element, "r:link")
    return attribute(element, "r:id") if name(element) == "v:imagedata" else None


def _visible(element: Element) -> Iterator[Element]:
    """Everything inside, of two ways to say the same only the first, and text boxes not entered."""
    for one in element:
        kind = name(one)
        if kind == "mc:AlternateContent":
            options = [option for option in one if name(option) in {"mc:Choice", "mc:Fallback"}]
            for option in options[:1]:
                yield from _visible(option)
            continue
        yield one
        if kind != "w:txbxContent":
            yield from _visible(one)


def _inside_box(box: Element, around: Element) -> bool:
    """Whether a text box stands inside another, which is read with that one."""
    above = box.getparent()
    while above is not None and above is not around:
        if name(above) == "w:txbxContent":
            return True
        above = above.getparent()
    return False


def _described(element: Element) -> str:
    """What a picture is said to show, or what WordArt says."""
    for one in element.iter():
        if name(one) in {"wp:docPr", "pic:cNvPr"}:
            told = attribute(one, "descr") or attribute(one, "title")
        elif name(one) in {"v:shape", "v:rect", "v:imagedata"}:
            told = attribute(one, "alt") or attribute(one, "o:title")
        elif name(one) == "v:textpath":
            told = attribute(one, "string")
        else:
            continue
        if told and told.strip():
            return " ".join(told.split())
    return ""


def _share(element: Element) -> float | None:
    """The share of the text width that a picture takes, in steps of five hundredths."""
    extent = next((one for one in element.iter() if name(one) == "wp:extent"), None)
    across = whole(attribute(extent, "cx"))
    return min(1.0, max(0.05, round(across / _WIDTH * 20) / 20)) if across and across > 0 else None
