"""Bookmarks by which a draft is known again when it comes back from Word.

Word, LibreOffice and others keep bookmarks through saving, where they drop most else that is foreign to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sopctl.rendering.docx.ooxml import Element, qualified
from sopctl.rendering.docx.story import Story, bookmarked

FRONT = "sopctl_front_"  # with the mark of the text that the file is made from
TEXT = "sopctl_text"  # the last paragraph before the text
BLOCK = "sopctl_b"  # with the place of a block, from 0


class Marker:
    """Marks the blocks of one draft."""

    def __init__(self, story: Story) -> None:
        self._story = story

    def around_front(self, elements: Sequence[Element], base: str) -> None:
        """Mark what stands before the text: its first paragraph names the text, its last ends it."""
        lines = [line for element in elements for line in element.iter(qualified("w:p"))]
        if lines:
            self._put(lines[0], FRONT + base)
        outside = [element for element in elements if element.tag == qualified("w:p")]
        if outside and outside[-1] is elements[-1]:
            self._put(outside[-1], TEXT)

    def block(self, place: int, element: Element) -> None:
        """Mark the first paragraph of a block."""
        line = next(element.iter(qualified("w:p")), None)
        if line is not None:
            self._put(line, f"{BLOCK}{place}")

    def _put(self, line: Element, name: str) -> None:
        at = 1 if len(line) and line[0].tag == qualified("w:pPr") else 0
        for offset, part in enumerate(bookmarked(self._story, name)):
            line.insert(at + offset, part)
