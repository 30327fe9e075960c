"""Bookmarks: the tree of headings beside the pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from sopctl.rendering.pdf.blocks import Entry
from sopctl.rendering.pdf.composition import Target
from sopctl.rendering.pdf.objects import PdfFile, pdf_text


@dataclass
class _Node:
    number: int
    entry: Entry | None = None
    kids: list[_Node] = field(default_factory=list)


def write_outline(file: PdfFile, entries: list[Entry], anchors: dict[str, Target]) -> int:
    """Write the bookmarks of headings; the object number of their root."""
    root = _Node(file.reserve())
    path = [root]
    for entry in entries:
        del path[max(1, entry.level) :]
        node = _Node(file.reserve(), entry)
        path[-1].kids.append(node)
        path.append(node)
    todo = [root]
    while todo:
        parent = todo.pop()
        for k, node in enumerate(parent.kids):
            _write(file, node, parent, k, anchors)
        todo.extend(parent.kids)
    first, last = root.kids[0].number, root.kids[-1].number
    file.put(f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(root.kids)}>>", root.number)
    return root.number


def _write(file: PdfFile, node: _Node, parent: _Node, k: int, anchors: dict[str, Target]) -> None:
    if node.entry is None:
        return
    target = anchors[node.entry.key]
    out = f"<</Title{pdf_text(node.entry.text)}/Parent {parent.number} 0 R"
    out += f"/Dest[{target.page} 0 R/XYZ null {target.y:.0f} null]"
    out += f"/Prev {parent.kids[k - 1].number} 0 R" if k else ""
    out += f"/Next {parent.kids[k + 1].number} 0 R" if k + 1 < len(parent.kids) else ""
    if node.kids:
        # Minus: closed, so that only the sections show at first.
        out += f"/First {node.kids[0].number} 0 R/Last {node.kids[-1].number} 0 R/Count -{len(node.kids)}"
    file.put(out + ">>", node.number)
