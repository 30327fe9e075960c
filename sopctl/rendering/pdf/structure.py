"""The structure tree: what is a heading, a list, a table, for readers who cannot see the page.

Roles and attributes: PDF 32000-1, 14.8; what must be tagged how: ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from typing import NamedTuple

from sopctl.rendering.pdf.objects import PdfFile, pdf_text


class Content(NamedTuple):
    """A marked-content sequence: the page's object number and its own number there."""

    page: int
    number: int


class Annotation(NamedTuple):
    """An annotation as content: object numbers of the page and of the annotation."""

    page: int
    number: int


class Element:
    """A structure element. ``attributes`` goes into its dictionary as it is; ``identifier`` is unique."""

    __slots__ = ("attributes", "identifier", "kids", "number", "parent", "role")

    def __init__(
        self, role: str, parent: Element | None = None, attributes: str = "", identifier: str = ""
    ) -> None:
        self.role, self.parent, self.identifier = role, parent, identifier
        self.attributes = f"{attributes}/ID({identifier})" if identifier else attributes
        self.kids: list[Element | Content | Annotation] = []
        self.number = 0
        if parent is not None:
            parent.kids.append(self)

    def described(self, alternative: str) -> Element:
        """The same element with alternative text."""
        self.attributes += f"/Alt{pdf_text(alternative)}"
        return self


def write_structure(
    file: PdfFile,
    root: Element,
    owners: list[list[Element]],
    annotated: list[Element],
) -> int:
    """Write the tree and its parent tree; the object number of the root.

    ``owners``: for each page, the element of each marked-content number. ``annotated``: the element of each
    annotation, in the order of their StructParent keys, which follow those of the pages.
    """
    order: list[Element] = []
    todo = [root]
    while todo:
        element = todo.pop()
        order.append(element)
        todo.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))
    top = file.reserve(len(order) + 2)
    for place, element in enumerate(order):
        element.number = top + 2 + place
    bodies = [
        f"<</S/{each.role}/P {each.parent.number if each.parent else top} 0 R{_kids(each)}{each.attributes}>>"
        for each in order
    ]
    file.put_all(bodies, top + 2)
    rows = [f"{key}[{' '.join([f'{e.number} 0 R' for e in page])}]" for key, page in enumerate(owners)]
    rows += [f"{len(owners) + key} {element.number} 0 R" for key, element in enumerate(annotated)]
    file.put(f"<</Nums[{' '.join(rows)}]>>", top + 1)
    file.put(
        f"<</Type/StructTreeRoot/K[{root.number} 0 R]/ParentTree {top + 1} 0 R"
        f"/ParentTreeNextKey {len(rows)}{_identifiers(order)}>>",
        top,
    )
    return top


def _kids(element: Element) -> str:
    kids = element.kids
    if len(kids) == 1 and isinstance(kids[0], Content):
        return f"/Pg {kids[0].page} 0 R/K {kids[0].number}"
    parts = []
    for kid in kids:
        if isinstance(kid, Element):
            parts.append(f"{kid.number} 0 R")
        elif isinstance(kid, Content):
            parts.append(f"<</Type/MCR/Pg {kid.page} 0 R/MCID {kid.number}>>")
        else:
            parts.append(f"<</Type/OBJR/Pg {kid.page} 0 R/Obj {kid.number} 0 R>>")
    return f"/K[{' '.join(parts)}]" if parts else ""


def _identifiers(order: list[Element]) -> str:
    """The tree of element identifiers (footnotes have one each)."""
    found = sorted((element.identifier, element.number) for element in order if element.identifier)
    if not found:
        return ""
    names = " ".join(f"({name}){number} 0 R" for name, number in found)
    return f"/IDTree<</Limits[({found[0][0]})({found[-1][0]})]/Names[{names}]>>"
