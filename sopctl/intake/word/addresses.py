"""Where links lead: what a field or a relationship says, and what a draft may hold of it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from sopctl.intake.word.document import WordDocument
from sopctl.intake.word.names import Element, attribute
from sopctl.intake.word.parts import Part

_LINK: Final = re.compile(
    r'\s*HYPERLINK\s+(?:(\\l)\s+)?(?:"([^"]+)"|([^"\s\\]+))(?:\s+\\l\s+"?([^"\s]+)"?)?', re.IGNORECASE
)
_SAFE: Final = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def target(document: WordDocument, part: Part, element: Element) -> str | None:
    """Where a ``w:hyperlink`` leads."""
    relation = part.relations.get(attribute(element, "r:id") or "")
    anchor = attribute(element, "w:anchor")
    if relation is not None and relation.external:
        address = relation.target + (f"#{anchor}" if anchor and "#" not in relation.target else "")
        return kept_address(document, address)
    return f"#{anchor}" if anchor else None


def linked(instruction: str) -> str | None:
    """Where a HYPERLINK field leads, None for another field."""
    found = _LINK.match(instruction)
    if found is None:
        return None
    local, quoted, bare, anchor = found.groups()
    address = quoted.strip().replace(" ", "%20") if quoted else bare
    if local:
        return f"#{address}"
    return f"{address}#{anchor}" if anchor else address


def kept_address(document: WordDocument, address: str) -> str | None:
    """An address that a draft may hold; any other is told."""
    if _SAFE.match(address):
        library = re.fullmatch(r"https?://[^/]+(/documents/[A-Za-z0-9%_.-]+)", address)
        return unquote(library[1]) if library else address
    document.tell("import-external", "ลิงก์ที่นำเข้าไม่ได้", "a link that is not carried", address)
    return None
