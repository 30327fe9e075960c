"""What did not change keeps its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.blocks import Body, Paragraph, Span
from sopctl.content.markdown import parse_body
from sopctl.content.rewrite import rewrite
from sopctl.content.writer import write_body

# Written as no writer would write it: other marks, spaces, an underlined heading, a link by name.
OWN = """\
ขอบเขต
======

*   ข้อ __หนา__
*   ข้อ [ลิงก์][a][^1]

[a]: https://example.org/a


## ย่อย ##

|ก|ข|
|-|-|
|1|2|

[^1]:  เชิงอรรถ  ยาว

ท้าย
"""


def changed(markdown: str, before: str, after: str) -> tuple[str, Body]:
    body = parse_body(markdown.replace(before, after))
    return rewrite(markdown, body), body


def test_an_unchanged_body_keeps_every_line() -> None:
    text = rewrite(OWN, parse_body(OWN))
    assert parse_body(text) == parse_body(OWN)
    for line in OWN.split("\n"):
        assert line in text.split("\n")


def test_only_the_changed_paragraph_is_written_anew() -> None:
    text, body = changed(OWN, "ท้าย", "ท้ายสุด *เอียง*")
    assert parse_body(text) == body
    for line in OWN.replace("ท้าย", "").strip().split("\n"):
        assert line in text.split("\n")
    assert "ท้ายสุด *เอียง*" in text


def test_a_section_put_before_leaves_the_others_as_they_were() -> None:
    body = parse_body("# นิยาม\n\nคำ\n\n" + OWN)
    text = rewrite(OWN, body)
    assert parse_body(text) == body
    assert "ขอบเขต\n======\n" in text
    assert "number=" not in text


def test_a_changed_footnote_alone_is_written_anew() -> None:
    text, body = changed(OWN, "เชิงอรรถ  ยาว", "เชิงอรรถสั้น")
    assert parse_body(text) == body
    assert "|ก|ข|" in text


def test_a_new_text_for_everything_is_written_whole() -> None:
    body = Body((Paragraph((Span("ใหม่"),)),))
    assert rewrite(OWN, body).startswith("ใหม่\n")
    assert parse_body(rewrite(OWN, body)).blocks == body.blocks


PARTS = st.sampled_from([
    "ก\n\n", "__ข__ ค\n\n", "*   ข้อ\n", "-   ข้อ [x][a]\n", "# ห #\n\n", "ห\n===\n\n", "|ก|\n|-|\n|1|\n\n",
    "[a]: http://b\n\n", "ง[^1]\n\n", "[^1]:  จ\n\n", "![ผ](a.png) ฉ\n\n", ">ช\n\n", "***\n\n", "7) ซ\n\n",
])  # fmt: skip
TEXTS = st.lists(PARTS, max_size=10).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_rewritten_text_reads_as_the_body_asked_for(old: str, new: str) -> None:
    body = parse_body(new)
    assert parse_body(rewrite(old, body)) == parse_body(write_body(body))
    assert parse_body(rewrite(new, body)) == body


def test_notes_that_stand_line_under_line_still_do() -> None:
    markdown = "ก[^1] ข[^2] ค[^3]\n\n[^1]: หนึ่ง\n[^2]: สอง\n\n[^3]: สาม\n"
    body = parse_body(markdown)
    assert rewrite(markdown, body) == markdown
    changed = parse_body(markdown.replace("สาม", "สี่"))
    assert rewrite(markdown, changed) == markdown.replace("สาม", "สี่")


@pytest.mark.parametrize(
    "markdown",
    [
        "{.letters}\n1. ก\n1. ข\n\n3) เดิม\n4) ง\n",
        "1) เดิม\n1) ข\n\n3. ค\n3. ง\n",
        "* ก\n* ข\n\n- เดิม\n",
        "* เดิม\n\n- ก\n- ข\n",
        "+ ก\n\n- เดิม\n\n+ ข\n",
        "{.letters}\n1. ก\n1. ข\n\n{.letters}\n1. เดิม\n1. ง\n\n3) จ\n4) ฉ\n",
    ],
)
def test_a_changed_list_beside_a_kept_one_leaves_that_its_bytes(markdown: str) -> None:
    text, body = changed(markdown, "เดิม", "ใหม่")
    assert parse_body(text) == body
    kept = [part for part in markdown.strip().split("\n\n") if "เดิม" not in part]
    assert all(part in text for part in kept), text


def test_a_paragraph_and_a_list_changed_before_a_list_that_was_not() -> None:
    markdown = "นำ\n\n* ก\n* ข\n\n- [x] ทำ\n- [ ] ยัง\n\nท้าย\n"
    new = parse_body(markdown.replace("นำ", "นำใหม่").replace("* ก", "* กก"))
    text = rewrite(markdown, new)
    assert "- [x] ทำ\n- [ ] ยัง" in text
    assert parse_body(text) == new


def test_blocks_that_changed_places_keep_their_bytes() -> None:
    markdown = "__ก__ หนึ่ง\n\n# หัว\n\n* ข\n\n__ค__ สอง\n"
    body = parse_body(markdown)
    turned = Body(tuple(body.blocks[at] for at in (3, 1, 2, 0)), body.footnotes)
    assert rewrite(markdown, turned) == "__ค__ สอง\n\n# หัว\n\n* ข\n\n__ก__ หนึ่ง\n"
