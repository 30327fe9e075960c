"""What stands between the cover and the text: the record of revisions, and the contents."""

from __future__ import annotations

from collections.abc import Iterator

from sopctl.content.blocks import Block, CodeBlock, Figure, Heading, PageBreak, Table, plain, walk
from sopctl.rendering import wording
from sopctl.rendering.docx.ooxml import Element, el
from sopctl.rendering.docx.paragraphs import cell, paragraph, row, spacer, table, visible_length
from sopctl.rendering.docx.story import Story, bookmark_name
from sopctl.rendering.docx.text import field, text_runs

_SHARES = (0.2, 0.14, 0.66)
_LEVELS = 3  # of headings that the contents show
_LINE_LETTERS = 80  # characters that a line of text holds, about


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
    """The table of contents, a field that Word can fill again, when the text is long enough for one.

    It shows no page numbers: no reader works them out on opening without asking first, and a wrong number
    on an official copy is worse than a link.
    """
    headings = [one for one in story.shared.body.headings() if one.level <= _LEVELS]
    if not headings or estimated_pages(story) < story.shared.set_.profile.contents_from:
        return
    yield paragraph("TOCHeading", text_runs(story, wording.CONTENTS))
    entries = [_entry(story, heading) for heading in headings]
    begin, end = _ends()
    entries[0][1:1] = begin
    entries[-1].extend(end)
    yield from entries
    yield spacer(12.0)


def _entry(story: Story, heading: Heading) -> Element:
    label = wording.section_label(heading, story.shared.digits)
    words = f"{label} {plain(heading.text)}" if label else plain(heading.text)
    link = el("w:hyperlink", *text_runs(story, words), anchor=bookmark_name(heading.key), history=1)
    return paragraph(f"TOC{heading.level}", [link])


def _ends() -> tuple[list[Element], list[Element]]:
    whole = field(f'TOC \\o "1-{_LEVELS}" \\h \\z \\n', [])
    return whole[:-1], whole[-1:]


def estimated_pages(story: Story) -> int:
    """How many pages the body takes, about: enough to know whether it wants contents."""
    set_ = story.shared.set_
    lines = sum(_lines(block) for block in walk(story.shared.body.blocks))
    height = set_.text_height / 2.54 * 72 - 90  # less the header and footer tables
    return max(1, round(lines * set_.profile.body.leading / height + 0.5))


def _lines(block: Block) -> float:
    match block:
        case Table(rows=rows):
            return 2.0 + sum(max(1.0, visible_length("".join(map(plain, cells))) / 50) for cells in rows)
        case Figure():
            return 10.0
        case CodeBlock(text):
            return text.count("\n") + 1.0
        case PageBreak():
            return 20.0
        case Heading():
            return 1.6
        case _:
            text = plain(getattr(block, "text", ()))
            return float(-(-visible_length(text) // _LINE_LETTERS))
