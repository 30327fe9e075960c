"""The text of a copy, read in order, is the text of its source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.application.ports.copies import Mark, UndrawableError
from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    CodeBlock,
    Definition,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    RichText,
    Span,
    Table,
    children,
)
from sopctl.rendering import wording
from sopctl.rendering.docx import DocxRenderer
from tests.rendering.docx.ooxml import W, paragraphs, style_of, text, xml
from tests.rendering.docx.samples import copy_of, every_construct, para, profile
from tests.rendering.docx.test_schema import check_sequences

FRONT = {
    *("CoverType", "CoverTitle", "CoverOwner", "CoverDate", "FrontHeading"),
    *("TOCHeading", "TOC1", "TOC2", "TOC3", "Header"),
}


def expected(blocks: tuple[Block, ...], note: str = "") -> Iterator[str]:
    """What each paragraph of blocks says, in reading order, with ``note`` where a footnote is mentioned."""
    for block in blocks:
        yield from own_words(block, note)
        if isinstance(block, Definitions):
            for term in block.items:
                yield spoken(term.term, note)
                yield from expected(term.blocks, note)
        else:
            for inside in children(block):
                yield from expected(inside, note)


def own_words(block: Block, note: str) -> Iterator[str]:
    """What a block says beside the blocks inside it."""
    match block:
        case Heading():
            yield f"{wording.section_label(block, 'thai')} {spoken(block.text, note)}".lstrip()
        case Paragraph(content):
            yield spoken(content, note)
        case Table():
            yield spoken(block.caption, note)
            yield from (spoken(cell, note) for row in (block.head, *block.rows) for cell in row)
        case Figure():
            yield spoken(block.caption, note)
        case Note():
            yield wording.note_label(block.kind)
        case CodeBlock(content):
            yield content
        case _:
            pass


def spoken(text: RichText, note: str) -> str:
    return "".join(span.text if span.note is None else note for span in text)


def said(data: bytes) -> list[str]:
    """What each paragraph after the front matter says, marks of notes left out."""
    root = xml(data, "word/document.xml")
    for mark in list(root.iter(f"{W}r")):
        if mark.find(f"{W}rPr/{W}rStyle[@{W}val='FootnoteReference']") is not None:
            for content in mark.findall(f"{W}t"):
                mark.remove(content)
    body = root.find(f"{W}body")
    assert body is not None
    elements = list(body)
    start = next(
        (place + 1 for place, each in enumerate(elements) if each.find(f"{W}pPr/{W}sectPr") is not None), 0
    )
    found = [each for element in elements[start:] for each in element.iter(f"{W}p")]
    return [text(each) for each in found if style_of(each) not in FRONT and text(each)]


def test_the_text_of_every_construct_is_its_source_in_reading_order() -> None:
    body = every_construct()
    data = DocxRenderer(None).render(copy_of(Mark.MASTER, body, revisions=()), profile())
    assert said(data) == [words for words in expected(body.blocks) if words]


def test_footnotes_hold_their_blocks() -> None:
    body = every_construct()
    data = DocxRenderer(None).render(copy_of(Mark.MASTER, body), profile())
    notes = xml(data, "word/footnotes.xml")
    found = {
        note.get(f"{W}id"): [text(each).strip() for each in paragraphs(note)]
        for note in notes
        if not note.get(f"{W}type")
    }
    blocks = list(body.footnotes.values())
    assert found == {str(k): list(expected(each)) for k, each in enumerate(blocks, 1)}


def test_a_note_that_nothing_mentions_is_not_lost() -> None:
    body = Body((para("เนื้อความ"),), {"lost": (para("เชิงอรรถที่ไม่มีใครอ้าง"),)})
    assert said(DocxRenderer(None).render(copy_of(body=body, revisions=()), profile())) == [
        "เนื้อความ",
        "เชิงอรรถที่ไม่มีใครอ้าง",
    ]


ALIGN = st.just((Align.LEFT, Align.NONE))
THAI = st.text(st.sampled_from("กขคงผู้ป่วยน้ำเก่ง์ๆฯ ABC xyz 0129๐๙()%/-“”…≥°☐☑①\n\t"), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(THAI, st.booleans(), st.booleans(), st.booleans())
def test_no_character_of_a_paragraph_is_lost(words: str, bold: bool, code: bool, struck: bool) -> None:
    body = Body((Paragraph((Span("ก"), Span(words, bold=bold, code=code, struck=struck), Span("ข"))),))
    assert said(DocxRenderer(None).render(copy_of(body=body, revisions=()), profile())) == [f"ก{words}ข"]


WORDS = st.text(st.sampled_from("กขผู้ป่วยน้ำ ABC 09๙()%☑"), min_size=1, max_size=12).map(str.strip).filter(bool)
RICH = st.lists(st.builds(Span, WORDS, bold=st.booleans(), italic=st.booleans()), min_size=1, max_size=2).map(
    tuple
)
PLAIN: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, RICH),
    st.builds(CodeBlock, WORDS),
    st.builds(
        Table, st.tuples(RICH, RICH), st.lists(st.tuples(RICH, RICH), max_size=2).map(tuple), ALIGN, RICH
    ),
    st.just(PageBreak()),
)


def _around(inside: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inside, min_size=1, max_size=3).map(tuple)
    items = st.lists(st.builds(ListItem, blocks, st.sampled_from([None, True])), min_size=1, max_size=3).map(
        tuple
    )
    return st.one_of(
        st.builds(ListBlock, st.booleans(), items, st.integers(1, 40), st.booleans()),
        st.builds(Note, st.sampled_from(NoteKind), blocks),
        st.builds(
            Definitions, st.lists(st.builds(Definition, RICH, blocks), min_size=1, max_size=2).map(tuple)
        ),
    )


TREES = st.lists(st.recursive(PLAIN, _around, max_leaves=8), min_size=1, max_size=4).map(tuple)


@settings(max_examples=40, deadline=None)
@given(TREES, st.sampled_from([Mark.MASTER, Mark.DRAFT]))
def test_no_arrangement_of_blocks_loses_or_moves_text(blocks: tuple[Block, ...], mark: Mark) -> None:
    data = DocxRenderer(None).render(copy_of(mark, Body(blocks), revisions=()), profile("ratchakan"))
    assert said(data) == [words for words in expected(blocks) if words]
    check_sequences(data)


def test_no_break_is_put_between_words() -> None:
    data = DocxRenderer(None).render(copy_of(Mark.MASTER), profile())
    assert b"\xe2\x80\x8b" not in b"".join(xml_text(data))


def xml_text(data: bytes) -> Iterator[bytes]:
    for name in ("word/document.xml", "word/footnotes.xml", "word/header2.xml", "word/footer1.xml"):
        yield text(xml(data, name)).encode()


@pytest.mark.parametrize("words", ["ก\u0007ข", "\U00012000", "ก\ue000"])
def test_a_sign_that_no_font_has_is_refused(words: str) -> None:
    with pytest.raises(UndrawableError, match=f"U\\+{ord(max(words)):04X}|U\\+0007"):
        DocxRenderer(None).render(copy_of(body=Body((para(words),))), profile())


def test_invisible_characters_are_left_out() -> None:
    body = Body((para("โรง\u200bพยาบาล\ufeff\r\nต่อ"),))
    assert said(DocxRenderer(None).render(copy_of(body=body, revisions=()), profile())) == ["โรงพยาบาล\nต่อ"]
