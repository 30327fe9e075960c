"""The footnotes part."""

from __future__ import annotations

from sopctl.rendering.docx.body import BodyWriter, Where
from sopctl.rendering.docx.ooxml import Element, el
from sopctl.rendering.docx.story import Story
from sopctl.rendering.docx.text import run

_RESERVED = ((-1, "separator"), (0, "continuationSeparator"))


def fill_footnotes(story: Story) -> None:
    """Write the notes that the body mentioned into their part, the lines that part them from the text first.

    A note may mention another, which then follows.
    """
    root = story.part.element
    for ident, kind in _RESERVED:
        line = el("w:p", el("w:pPr", el("w:spacing", before=0, after=0)), el("w:r", el(f"w:{kind}")))
        root.append(el("w:footnote", line, type=kind, id=ident))
    written: set[str] = set()
    while waiting := [key for key in story.shared.notes if key not in written]:
        for key in waiting:
            root.append(el("w:footnote", *_note(story, key), id=story.shared.notes[key]))
        written.update(waiting)


def _note(story: Story, key: str) -> list[Element]:
    shared = story.shared
    where = Where(0.0, shared.set_.text_width, "FootnoteText", in_cell=True)
    blocks = list(BodyWriter(story).blocks(shared.body.footnotes[key], where))
    if not blocks or not str(blocks[0].tag).endswith("}p"):
        blocks.insert(0, el("w:p", el("w:pPr", el("w:pStyle", val="FootnoteText"))))
    style = el("w:rStyle", val="FootnoteReference")
    mark = el("w:r", el("w:rPr", style), el("w:footnoteRef"))
    properties = 1 if len(blocks[0]) and str(blocks[0][0].tag).endswith("}pPr") else 0
    blocks[0].insert(properties, mark)
    blocks[0].insert(properties + 1, run(" "))
    return blocks
