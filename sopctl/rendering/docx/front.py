"""What stands between the cover and the text: the record of revisions, and the contents."""

from __future__ import annotations

from collections.abc import Iterator

from sopctl.content.blocks import Heading, plain
from sopctl.rendering import wording
from sopctl.rendering.docx.ooxml import Element, el
from sopctl.rendering.docx.paragraphs import cell, paragraph, row, spacer, table
from sopctl.rendering.docx.story import Story, bookmark_name
from sopctl.rendering.docx.text import field, run, text_runs

_SHARES = (0.2, 0.14, 0.66)


def revisions(story: Story) -> Iterator[Element]:
    """บันทึกการแก้ไขเอกสาร, one row for each released version."""
    entries = story.shared.copy.revisions
    if not entries:
        return
    digits, width = story.shared.digits, story.shared.set_.text_width
    widths = [width * share for share in _SHARES]
    yield paragraph("FrontHeading", text_runs(story, wording.REVISIONS))
    head = (
        cell([paragraph("TableHead", text_runs(story, words))], each)
        for words, each in zip(wording.REVISION_COLUMNS, widths, strict=True)
    )
    rows = [row(head, head=True)]
    for entry in entries:
        words = (wording.day_words(entry.day, digits), wording.version_words(entry.version, digits))
        cells = [
            cell([paragraph("TableText", text_runs(story, text), el("w:jc", val="center"))], each)
            for text, each in zip(words, widths[:2], strict=True)
        ]
        cells.append(cell([paragraph("TableText", text_runs(story, entry.change))], widths[2]))
        rows.append(row(cells))
    yield table("TableGrid", widths, rows, first_row=True)
    yield spacer(12.0)


def contents(story: Story) -> Iterator[Element]:
    """The table of contents, with the page numbers of the PDF of the same copy.

    Each number is a field with its result, outside a ``TOC`` field: LibreOffice works it out when it opens
    the file, Word shows the result until it is told to work it out, and neither asks anything first.
    """
    pages = story.shared.pages
    headings = [one for one in story.shared.body.headings() if one.key in pages]
    if not headings:
        return
    yield paragraph("TOCHeading", text_runs(story, wording.CONTENTS))
    yield from (_entry(story, heading, pages[heading.key]) for heading in headings)
    yield spacer(12.0)


def _entry(story: Story, heading: Heading, page: int) -> Element:
    label = wording.section_label(heading, story.shared.digits)
    words = f"{label} {plain(heading.text)}" if label else plain(heading.text)
    mark = bookmark_name(heading.key)
    # Arabic digits, as the page numbers in the header: LibreOffice knows no Thai ones for fields.
    number = field(f"PAGEREF {mark} \\h", [run(str(page))])
    link = el("w:hyperlink", *text_runs(story, words), run("\t"), *number, anchor=mark, history=1)
    return paragraph(f"TOC{heading.level}", [link])
