"""Markdown → block tree: the dialect, lines, and that no input crashes it or loses words."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.blocks import (
    Align,
    Block,
    Body,
    CodeBlock,
    Definitions,
    Figure,
    Heading,
    ListBlock,
    Note,
    NoteKind,
    PageBreak,
    Paragraph,
    Span,
    Table,
    plain,
    walk,
)
from sopctl.content.markdown import parse_body
from sopctl.content.text import texts


def codes(body: Body) -> list[str]:
    return [remark.code for remark in body.remarks]


def numbers(body: Body) -> list[tuple[int, ...]]:
    return [heading.number for heading in body.headings()]


def test_headings_count_sections_and_subsections() -> None:
    body = parse_body("# ก\n\n## ข\n\n## ค\n\n# ง\n\n### จ\n")
    assert numbers(body) == [(1,), (1, 1), (1, 2), (2,), (2, 0, 1)]


def test_number_attribute_sets_the_counter_of_its_own_level_in_either_digits() -> None:
    body = parse_body("# ก {number=3}\n## ข {number=๕}\n## ค\n# ง\n")
    assert numbers(body) == [(3,), (3, 5), (3, 6), (4,)]


def test_appendices_are_counted_apart_and_sections_go_on_after_them() -> None:
    body = parse_body("# ก\n# ข {.appendix}\n## ค\n# ง {.appendix}\n# จ\n")
    assert [(h.number, h.appendix) for h in body.headings()] == [
        ((1,), False),
        ((1,), True),
        ((1, 1), True),
        ((2,), True),
        ((2,), False),
    ]


def test_keys_come_from_the_text_are_unique_and_can_be_given() -> None:
    body = parse_body("# ผู้รับผิดชอบ\n# ผู้รับผิดชอบ\n# Scope & Use {#scope}\n# ???\n#\n")
    assert [h.key for h in body.headings()] == ["ผู้รับผิดชอบ", "ผู้รับผิดชอบ-2", "scope", "s-4", "s-5"]


def test_a_given_key_that_looks_like_a_made_one_stays_unique() -> None:
    body = parse_body("# a\n# b {#a-2}\n# a\n")
    assert len({h.key for h in body.headings()}) == 3


@pytest.mark.parametrize(
    ("marker", "kind"),
    [("NOTE", NoteKind.NOTE), ("CAUTION", NoteKind.CAUTION), ("warning", NoteKind.CAUTION)],
)
def test_a_marked_quotation_is_a_note(marker: str, kind: NoteKind) -> None:
    (block,) = parse_body(f"> [!{marker}]\n> ระวัง\n").blocks
    assert block == Note(kind, (Paragraph((Span("ระวัง"),)),))
    assert isinstance(block, Note)
    assert block.blocks[0].lines == (1, 2)


def test_an_unmarked_quotation_and_an_unknown_marker_keep_their_words() -> None:
    first, second = parse_body("> คำ\n\nx\n\n> [!ABC]\n> คำ\n").blocks[::2]
    assert first == Note(NoteKind.QUOTE, (Paragraph((Span("คำ"),)),))
    assert second == Note(NoteKind.QUOTE, (Paragraph((Span("[!ABC]\nคำ"),)),))


def test_table_with_caption_widths_and_alignment() -> None:
    (table,) = parse_body("Table: ยา **เสี่ยง** {widths=2,1}\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n").blocks
    assert isinstance(table, Table)
    assert plain(table.caption) == "ยา เสี่ยง"
    assert table.align == (Align.CENTRE, Align.RIGHT)
    assert table.widths == (2.0, 1.0)
    assert table.lines == (0, 5)
    assert table.rows == (((Span("1"),), (Span("2"),)),)


def test_cells_beyond_the_header_stay_in_the_last_cell_with_a_remark() -> None:
    body = parse_body("| a | b |\n|---|---|\n| 1 | 2 | 3 | สี่ |\n| 1 |\n")
    (table,) = body.blocks
    assert isinstance(table, Table)
    assert [[plain(cell) for cell in row] for row in table.rows] == [["1", "2 | 3 | สี่"], ["1", ""]]
    assert codes(body) == ["table-row-too-long"]


def test_an_image_alone_is_a_figure_and_keeps_its_thai_file_name() -> None:
    (block,) = parse_body('![ผัง](ผัง%201.png "ผังงาน"){width=60%}\n').blocks
    assert block == Figure("ผัง%201.png", "ผัง", (Span("ผังงาน"),), 0.6)


def test_an_image_among_words_stands_by_itself_with_a_remark() -> None:
    body = parse_body("ก่อน ![ผัง](a.png) หลัง\n")
    assert body.blocks == (Paragraph((Span("ก่อน"),)), Figure("a.png", "ผัง"), Paragraph((Span("หลัง"),)))
    assert codes(body) == ["image-inline"]


def test_lists_tasks_letters_and_starts() -> None:
    body = parse_body("{.letters}\n3. [x] เสร็จ\n4. [ ] ยัง\n   - ย่อย\n")
    (block,) = body.blocks
    assert isinstance(block, ListBlock)
    assert (block.ordered, block.start, block.letters, block.lines) == (True, 3, True, (0, 4))
    assert [item.checked for item in block.items] == [True, False]
    inner = block.items[1].blocks[1]
    assert isinstance(inner, ListBlock)
    assert not inner.ordered


def test_a_list_may_begin_at_zero() -> None:
    (block,) = parse_body("0. ศูนย์\n").blocks
    assert isinstance(block, ListBlock)
    assert block.start == 0


def test_an_attribute_line_with_nothing_to_belong_to_stays_as_text() -> None:
    body = parse_body("{.letters}\n\nคำ\n")
    assert body.blocks == (Paragraph((Span("{.letters}"),)), Paragraph((Span("คำ"),)))
    assert codes(body) == ["attribute-misplaced"]


def test_footnotes_in_order_of_mention_and_unmentioned_ones_kept() -> None:
    body = parse_body("ก[^b] ข[^a]\n\n[^a]: เอ [^c]\n[^b]: บี\n[^z]: ไม่มีใครอ้าง\n[^c]: ซี\n")
    assert list(body.footnotes) == ["b", "a", "c", "z"]
    assert codes(body) == ["footnote-unmentioned"]


def test_a_footnote_defined_twice_keeps_both() -> None:
    body = parse_body("ก[^a]\n\n[^a]: หนึ่ง\n\n[^a]: สอง\n")
    assert [plain(note[0].text) for note in body.footnotes.values() if isinstance(note[0], Paragraph)] == [
        "หนึ่ง",
        "สอง",
    ]
    assert "footnote-twice" in codes(body)


def test_a_mention_without_a_footnote_stays_as_text() -> None:
    assert parse_body("คำ[^x]\n").blocks == (Paragraph((Span("คำ[^x]"),)),)


def test_a_label_with_words_after_it_is_text_and_with_an_address_a_definition() -> None:
    assert parse_body("[หมายเหตุ]: สำคัญมาก\n").blocks == (Paragraph((Span("[หมายเหตุ]: สำคัญมาก"),)),)
    body = parse_body("[ดู][x]\n\n[x]: https://example.org/a\n[y]: https://example.org/b\n")
    assert body.blocks == (Paragraph((Span("ดู", href="https://example.org/a"),)),)
    assert codes(body) == ["link-unused"]


def test_styles() -> None:
    (block,) = parse_body("**ก** *ข* `ค` ~~ง~~ H~2~O x^2^ [จ](#scope)\n").blocks
    assert isinstance(block, Paragraph)
    assert [span for span in block.text if span.text.strip()] == [
        Span("ก", bold=True),
        Span("ข", italic=True),
        Span("ค", code=True),
        Span("ง", struck=True),
        Span(" H"),
        Span("2", lowered=True),
        Span("O x"),
        Span("2", raised=True),
        Span("จ", href="#scope"),
    ]


def test_bold_may_touch_thai_letters_on_either_side_of_a_sign() -> None:
    (block,) = parse_body("ดู**หมายเหตุ:**ต่อ **(ก)**ให้ x**(ข)** y\n").blocks
    assert isinstance(block, Paragraph)
    assert [span.text for span in block.text if span.bold] == ["หมายเหตุ:", "(ก)"]
    (block,) = parse_body("ก * ข * ค ** ง **\n").blocks
    assert block == Paragraph((Span("ก * ข * ค ** ง **"),))


def test_a_line_end_is_a_line_break() -> None:
    assert parse_body("บรรทัดหนึ่ง\nบรรทัดสอง\n").blocks == (Paragraph((Span("บรรทัดหนึ่ง\nบรรทัดสอง"),)),)


def test_raw_html_is_text_and_each_tag_a_remark_on_its_line() -> None:
    body = parse_body('คำ\n<b onclick="x">หนา</b>\n\n<script>\nalert(1)\n</script>\n')
    assert body.blocks[0] == Paragraph((Span('คำ\n<b onclick="x">หนา</b>'),))
    assert [(r.line, r.detail) for r in body.remarks if r.code == "raw-html"] == [
        (1, "</b>"),
        (1, '<b onclick="x">'),
        (3, "<script>"),
        (5, "</script>"),
    ]


def test_a_comparison_sign_is_not_html() -> None:
    assert codes(parse_body("SpO2 < 90 และ BP >140 และ a<b <Hb 7 หรือ BP >140\n")) == []


def test_a_link_that_runs_code_stays_as_text() -> None:
    body = parse_body("[กด](javascript:alert(1)) [ข้อมูล](data:text/html,x)\n")
    assert [b.text[0].href for b in body.blocks if isinstance(b, Paragraph)] == [None]


def test_page_breaks_code_and_definitions() -> None:
    body = parse_body("---\n\n```text\nรหัส\n```\n\nHN\n: เลขประจำตัวผู้ป่วย\n")
    assert body.blocks[0] == PageBreak()
    assert body.blocks[1] == CodeBlock("รหัส", "text")
    assert isinstance(body.blocks[2], Definitions)


def test_indented_code_is_remarked() -> None:
    assert codes(parse_body("คำ\n\n    ย่อหน้าที่เยื้อง\n")) == ["indented-code"]


def test_a_heading_in_a_quotation_is_bold_text_with_a_remark() -> None:
    body = parse_body("> # หัวข้อ\n")
    assert body.blocks == (Note(NoteKind.QUOTE, (Paragraph((Span("หัวข้อ", bold=True),)),)),)
    assert codes(body) == ["heading-nested"]


def test_unknown_attributes_are_remarked() -> None:
    body = parse_body("# ก {.unnumbered .red number=x}\n")
    assert [r.detail for r in body.remarks] == [".red", "number=x"]
    assert numbers(body) == [()]


def test_carriage_returns_count_as_line_ends() -> None:
    body = parse_body("# ก\r\n\r\nข\rค\r\n")
    assert [block.lines for block in body.blocks] == [(0, 1), (2, 4)]


HOSTILE = {
    "quotes": ">" * 20_000,
    "lists": "- " * 20_000 + "a",
    "numbers": "1. " * 20_000,
    "brackets": "[" * 10_000,
    "images": "![" * 10_000,
    "closing": "[a" * 8_000 + "]" * 8_000,
    "links": "[a](" * 10_000,
    "stars": "*a " * 10_000,
    "mixed": "*a_ " * 10_000,
    "ticks": " ".join("`" * i for i in range(200)),
    "tags": "<a " * 20_000,
    "attributes": "<a" + " b=c" * 20_000 + " =" + " <a b" * 5_000,
    "notes": "[^a]: x\n\n" + "[^" * 10_000,
    "definitions": "a\n: " * 5_000,
    "footnotes": "[^a]: " * 5_000,
    "columns": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + "|a\n" * 500,
    "groups": "# a " + "{.a " * 20_000,
    "tildes": "~a" * 10_000,
    "stairs": "\n".join(" " * i * 2 + "- a" for i in range(200)),
    "quoted-stairs": "\n".join(">" * i + " a" for i in range(200)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    began = time.process_time()
    body = parse_body(HOSTILE[name])
    assert time.process_time() - began < 10
    if name in {"quotes", "lists", "numbers", "stairs", "quoted-stairs"}:
        assert "nested-too-deep" in codes(body)


def everything(body: Body) -> str:
    """All that a reader of the tree can see: words, addresses, alternative texts, languages, keys."""
    parts: list[str] = []

    def take(blocks: tuple[Block, ...]) -> None:
        for block in walk(blocks):
            for text in texts(block):
                parts.append("".join(span.text for span in text))
                parts.extend(span.href or "" for span in text)
            if isinstance(block, Figure):
                parts.append(f"{block.source} {block.alt}")
            if isinstance(block, CodeBlock):
                parts.append(f"{block.language} {block.text}")

    take(body.blocks)
    for key, note in body.footnotes.items():
        parts.append(key)
        take(note)
    parts.extend(remark.detail for remark in body.remarks)
    return "\n".join(parts)


WORDS = st.text(alphabet="กขคงจาิ่้ำabz07๓", min_size=2, max_size=6)
MARKS = st.sampled_from(
    [
        *"#*_`~^[]()!|<>\\{}=:-+.\"'",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n    ",
        "\n> ",
        "\n- ",
        "\n1. ",
        "\n# ",
        "**",
        "~~",
        "[^",
        "]: ",
        "](",
        "![",
        "\n|",
        "|\n|---|---|\n|",
        "\n: ",
        "\n```\n",
        "\n---\n",
        "[!NOTE]\n",
        "\n[^a]: ",
        "[^a]",
        "\t",
        "\r\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, MARKS), max_size=40).map("".join))
def test_no_words_are_lost(markdown: str) -> None:
    seen = everything(parse_body(markdown))
    for word in re.findall(r"[กขคงจาิ่้ำabz07๓]{2,}", markdown):
        assert word in seen, word


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_body_and_its_lines_lie_inside_it(markdown: str) -> None:
    body = parse_body(markdown)
    length = len(markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for block in walk(body.blocks):
        assert 0 <= block.lines[0] <= block.lines[1] <= length
    keys = [heading.key for heading in body.headings()]
    assert len(keys) == len(set(keys))
    assert all(isinstance(heading, Heading) for heading in body.headings())
