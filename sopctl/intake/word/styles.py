"""What paragraphs and runs look like: direct properties, styles and what those are based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from sopctl.intake.word.names import Element, attribute, child, children, is_on, value, whole

_HEADING: Final = re.compile(r"(?:heading|หัวเรื่อง|หัวข้อ|ส่วนหัว)\s*([1-9])", re.IGNORECASE)
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_DEEPEST: Final = 30  # styles based on one another; a ring of them ends here


@dataclass(frozen=True)
class Look:
    """The properties of a run that say something; None where nothing is said."""

    bold: bool | None = None
    bold_cs: bool | None = None
    italic: bool | None = None
    italic_cs: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None
    shift: str | None = None
    size: int | None = None  # half points, of the complex script where both are said
    font: str | None = None

    def over(self, below: Look) -> Look:
        """These properties, and those below where these say nothing."""
        pairs = zip(_values(self), _values(below), strict=True)
        return Look(*(mine if mine is not None else under for mine, under in pairs))  # type: ignore[arg-type]

    def is_bold(self, text: str) -> bool:
        """Whether a text is drawn bold: Word draws Thai by the complex-script half alone.

        Where only the Latin half says something it counts for both, as other programs draw it.
        """
        return _half(self.bold, self.bold_cs, text)

    def is_italic(self, text: str) -> bool:
        """Whether a text is drawn slanted."""
        return _half(self.italic, self.italic_cs, text)


def _half(latin: bool | None, complex_: bool | None, text: str) -> bool:
    if _THAI.search(text):
        return bool(complex_ if complex_ is not None else latin)
    return bool(latin)


def _values(look: Look) -> tuple[object, ...]:
    return (look.bold, look.bold_cs, look.italic, look.italic_cs, look.struck, look.hidden, look.shift,
            look.size, look.font)  # fmt: skip


def read_look(properties: Element | None) -> Look:
    """What ``w:rPr`` says."""
    if properties is None:
        return _PLAIN
    fonts = child(properties, "w:rFonts")
    font = attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi") or attribute(fonts, "w:cs")
    struck = is_on(properties, "w:strike")
    return Look(
        bold=is_on(properties, "w:b"), bold_cs=is_on(properties, "w:bCs"),
        italic=is_on(properties, "w:i"), italic_cs=is_on(properties, "w:iCs"),
        struck=is_on(properties, "w:dstrike") if struck is None else struck,
        hidden=is_on(properties, "w:vanish"),
        shift=value(properties, "w:vertAlign"),
        size=whole(value(properties, "w:szCs")) or whole(value(properties, "w:sz")),
        font=font,
    )  # fmt: skip


_PLAIN = Look()


@dataclass(frozen=True)
class Style:
    """A style with all that it inherits.

    ``level`` is a heading's, from 1; ``numbering`` an instance and its level; ``left`` in twips.
    """

    ident: str = ""
    title: str = ""
    look: Look = field(default_factory=Look)
    level: int | None = None
    numbering: tuple[str, int] | None = None
    left: int | None = None


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None) -> None:
        self._elements = {attribute(one, "w:styleId") or "": one for one in children(root, "w:style")}
        self._known: dict[str, Style] = {}
        self.base = read_look(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        self.default = next((key for key, one in self._elements.items() if _is_default(one)), "")

    def get(self, ident: str | None) -> Style:
        """A style by its id; one that does not exist says nothing."""
        key = ident or ""
        if key not in self._known:
            self._known[key] = self._read(key, 0)
        return self._known[key]

    def _read(self, ident: str, depth: int) -> Style:
        element = self._elements.get(ident)
        if element is None or depth > _DEEPEST:
            return Style(ident)
        based = value(element, "w:basedOn")
        under = self._read(based, depth + 1) if based and based != ident else Style()
        title = value(element, "w:name") or ident
        properties = child(element, "w:pPr")
        named = _HEADING.fullmatch(title.strip())
        level = int(named[1]) if named else outline(properties) or under.level
        return Style(
            ident, title, read_look(child(element, "w:rPr")).over(under.look), level,
            numbering_of(properties) or under.numbering,
            indent_of(properties) if indent_of(properties) is not None else under.left,
        )  # fmt: skip


def _is_default(style: Element) -> bool:
    return attribute(style, "w:type") == "paragraph" and attribute(style, "w:default") in {"1", "true", "on"}


def outline(properties: Element | None) -> int | None:
    """The heading level that ``w:pPr`` names, from 1; the tenth is running text."""
    found = whole(value(properties, "w:outlineLvl"))
    return found + 1 if found is not None and 0 <= found < 9 else None


def numbering_of(properties: Element | None) -> tuple[str, int] | None:
    """The numbering instance and level that ``w:pPr`` names; instance 0 takes it away."""
    numbering = child(properties, "w:numPr")
    if numbering is None:
        return None
    return value(numbering, "w:numId") or "", max(0, min(8, whole(value(numbering, "w:ilvl")) or 0))


def indent_of(properties: Element | None) -> int | None:
    """Where text begins, in twentieths of a point from the margin."""
    indent = child(properties, "w:ind")
    found = attribute(indent, "w:left") or attribute(indent, "w:start")
    return whole(found)
