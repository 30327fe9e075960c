"""Reading a DOCX as its XML, without the library that wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xml(data: bytes, name: str) -> Element:
    return etree.fromstring(parts(data)[name])


def xml_parts(data: bytes) -> Iterator[tuple[str, Element]]:
    for name, content in parts(data).items():
        if name.endswith(".xml"):
            yield name, etree.fromstring(content)


def value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def paragraphs(root: Element) -> Iterator[Element]:
    return root.iter(f"{W}p")


def text(element: Element) -> str:
    """What a reader sees of an element: its text, line ends and tabs, the results of fields."""
    found = []
    for each in element.iter(f"{W}t", f"{W}br", f"{W}tab"):
        if each.tag == f"{W}t":
            found.append(each.text or "")
        elif each.getparent() is not None and each.getparent().tag == f"{W}r":  # type: ignore[union-attr]
            found.append("\n" if each.tag == f"{W}br" else "\t")
    return "".join(found)


def style_of(paragraph: Element) -> str | None:
    return value(paragraph.find(f"{W}pPr/{W}pStyle"))
