"""What makes two elements of two renderings the same."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from lxml import etree

from sopctl.rendering.docx.ooxml import Element, qualified

BOOKMARKS: Final = frozenset({qualified("w:bookmarkStart"), qualified("w:bookmarkEnd")})
_T: Final = qualified("w:t")
_NUMBER: Final = qualified("w:numId")
_VALUE: Final = qualified("w:val")


def columns(table: Element) -> int:
    """How many columns a table has."""
    return len(table.findall(f"{qualified('w:tblGrid')}/{qualified('w:gridCol')}"))


def look(table: Element) -> tuple[str, ...]:
    """The style, the colours and the lines of a table and of its first cell."""
    cell = table.find(f"{qualified('w:tr')}/{qualified('w:tc')}/{qualified('w:tcPr')}")
    own = [part for part in (table.find(qualified("w:tblPr")), cell) if part is not None]
    kinds = ("w:tblStyle", "w:shd", "w:tblBorders", "w:tcBorders")
    return tuple(plain(one) for part in own for kind in kinds for one in part.iter(qualified(kind)))


def text(element: Element) -> str:
    """The words in an element."""
    return " ".join(one.text or "" for one in element.iter(_T))


def plain(element: Element) -> str:
    """An element as text, in which nothing is a matter of counting."""
    copy = deepcopy(element)
    copy.tail = None
    for one in copy.iter():
        for key in ("id", qualified("w:id")):
            if key in one.attrib and one.tag != qualified("w:footnoteReference"):
                del one.attrib[key]
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode")


def face(element: Element) -> str:
    """What makes two elements the same: not their bookmarks, nor which list counts them."""
    copy = deepcopy(element)
    for mark in list(copy.iter(*BOOKMARKS)):
        parent = mark.getparent()
        if parent is not None:
            parent.remove(mark)
    for number in copy.iter(_NUMBER):
        if _VALUE in number.attrib:
            del number.attrib[_VALUE]
    return plain(copy)
