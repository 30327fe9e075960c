"""What a draft has no way to show: colours, underlines, page layout, changes of looks. Told once a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sopctl.intake.asides import Asides
from sopctl.intake.word.names import Element, attribute, child, is_on, name, value, whole

_DARK: Final = 0x50  # a colour whose three parts are all below this looks black
_NONE: Final = frozenset({"", "none", "auto", "nil", "clear"})
_CHANGES: Final = frozenset({"w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange"})
_LOOKS: Final = {
    "underline": ("ขีดเส้นใต้", "underlined words"),
    "marked": ("แถบสีเน้นข้อความ", "highlighted words"),
    "colour": ("สีตัวอักษร", "coloured words"),
    "capitals": ("รูปแบบตัวพิมพ์ใหญ่ทั้งหมด", "words shown in capitals"),
}


@dataclass
class Unseen:
    """Collects while paragraphs go by; places count paragraphs from 1, 0 is a page's header."""

    looks: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    layouts: list[tuple[int, str, str]] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)

    def words(self, place: int, properties: Element | None, text: str, *, linked: bool) -> None:
        """A run's own looks; a link is underlined and coloured as a link."""
        if properties is None or not place or not text.strip():
            return
        for kind in _looks(properties):
            if not (linked and kind in {"underline", "colour"}):
                self._look(kind, place, text.strip())

    def _look(self, kind: str, place: int, text: str) -> None:
        found = self.looks.setdefault(kind, [])
        if found and found[-1][0] == place:
            found[-1] = (place, f"{found[-1][1]} {text}")
        else:
            found.append((place, text))

    def paragraph(self, place: int, properties: Element | None, element: Element) -> None:
        """A paragraph's section and its changed looks."""
        if place and any(name(one) in _CHANGES for one in element.iter()):
            self.changes.append(place)
        self.section(place, child(properties, "w:sectPr"))

    def section(self, place: int, section: Element | None) -> None:
        """The page layout of a section that ends at a place."""
        if attribute(child(section, "w:pgSz"), "w:orient") == "landscape":
            self.layouts.append((place, "หน้าแนวนอน", "a landscape page"))
        columns = whole(attribute(child(section, "w:cols"), "w:num")) or 1
        if columns > 1:
            self.layouts.append((place, f"ข้อความ {columns} คอลัมน์", f"text in {columns} columns"))

    def tell(self, asides: Asides) -> None:
        """Tell all, each kind of look once, at its first place."""
        for kind, places in self.looks.items():
            th, en = _LOOKS[kind]
            asides.add(
                "import-look", places[0][0],
                f"{th} {len(places)} ย่อหน้า ไม่ได้นำเข้า ถ้ามีความหมายให้ใช้ตัวหนาหรือกล่องเตือน",
                f"{en} (paragraphs: {len(places)}) came plain; use bold or a caution where it says something",
                "\n".join(text for _, text in places),
            )  # fmt: skip
        for place, th, en in self.layouts:
            asides.add(
                "import-page-layout", place, f"{th} ที่จบตรงนี้กลายเป็นหน้าปกติ ให้ตรวจตารางกว้างและลำดับ",
                f"{en} that ends here became the usual page; look at wide tables and the order",
            )  # fmt: skip
        if self.changes:
            asides.add(
                "import-tracked", self.changes[0],
                f"มีการเปลี่ยนรูปแบบค้างไว้ในการติดตามการแก้ไข {len(self.changes)} ย่อหน้า นำเข้าตามรูปแบบใหม่",
                f"tracked changes of looks (paragraphs: {len(self.changes)}) were taken as accepted",
            )  # fmt: skip


def is_underlined(properties: Element | None) -> bool:
    """Whether a run is underlined by itself."""
    return (value(properties, "w:u") or "none") not in _NONE


def _looks(properties: Element) -> Iterator[str]:
    if is_underlined(properties):
        yield "underline"
    shade = (attribute(child(properties, "w:shd"), "w:fill") or "auto").lower()
    if (value(properties, "w:highlight") or "none") not in _NONE or shade not in {*_NONE, "ffffff"}:
        yield "marked"
    if _coloured(value(properties, "w:color") or "auto"):
        yield "colour"
    if is_on(properties, "w:caps") or is_on(properties, "w:smallCaps"):
        yield "capitals"


def _coloured(code: str) -> bool:
    try:
        parts = bytes.fromhex(code)
    except ValueError:
        return False
    return len(parts) == 3 and max(parts) > _DARK
