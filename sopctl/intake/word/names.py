"""Element names of WordprocessingML by short prefix, the transitional and the strict ones alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml.etree import _Element

Element = _Element
_OPEN: Final = "http://schemas.openxmlformats.org"
_STRICT: Final = "http://purl.oclc.org/ooxml"
_PREFIXES: Final = {
    f"{_OPEN}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OPEN}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OPEN}/drawingml/2006/main": "a",
    f"{_STRICT}/drawingml/main": "a",
    f"{_OPEN}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}/drawingml/wordprocessingDrawing": "wp",
    f"{_OPEN}/drawingml/2006/picture": "pic",
    f"{_STRICT}/drawingml/picture": "pic",
    f"{_OPEN}/drawingml/2006/chart": "c",
    f"{_OPEN}/drawingml/2006/diagram": "dgm",
    f"{_OPEN}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OPEN}/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    f"{_OPEN}/package/2006/relationships": "rel",
}


@lru_cache(maxsize=4096)
def _short(qualified: str) -> str:
    space, _, local = qualified[1:].rpartition("}") if qualified.startswith("{") else ("", "", qualified)
    return f"{_PREFIXES.get(space, 'x')}:{local}" if space else local


def name(element: Element) -> str:
    """``w:p`` for a paragraph; ``x:`` before what belongs to no language known here."""
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else ""


def attribute(element: Element | None, wanted: str) -> str | None:
    """An attribute by short name such as ``w:val``; without a prefix it has no namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if _short(str(key)) == wanted:
            return str(value)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first child by short name, and so on down the path."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def children(element: Element | None, wanted: str) -> Iterator[Element]:
    """The children of one name."""
    return (one for one in (element if element is not None else ()) if name(one) == wanted)


def value(element: Element | None, *path: str) -> str | None:
    """``w:val`` of what stands at a path."""
    return attribute(child(element, *path), "w:val")


def is_on(element: Element | None, *path: str) -> bool | None:
    """An on/off property at a path; None where it is not said."""
    found = child(element, *path)
    if found is None:
        return None
    return (attribute(found, "w:val") or "1").lower() not in {"0", "false", "off", "none"}


def whole(text: str | None) -> int | None:
    """A whole number of a sane size, None for anything else."""
    bare = (text or "").strip()
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-").split(".")[0]
    return sign * int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else None


def spoken(element: Element) -> str:
    """The words of everything inside, as they stand."""
    parts: list[str] = []
    for one in element.iter():
        match name(one):
            case "w:t" | "w:delText" | "a:t" | "m:t" | "c:v":
                parts.append(one.text or "")
            case "w:tab" | "w:br" | "w:cr":
                parts.append(" ")
            case "w:p" | "a:p" | "c:pt" if parts:
                parts.append("\n")
    return "".join(parts).strip()
