"""Passages for search."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.markdown import parse_body
from sopctl.content.outline import passages
from sopctl.content.text import plain_text


def test_passages_follow_the_headings_and_take_their_footnotes() -> None:
    body = parse_body(
        "คำนำ\n\n# ขอบเขต\n\nทุกหน่วยงาน[^a]\n\n- ข้อ\n\n## ย่อย {#sub}\n\n"
        "| ยา | ขนาด |\n|---|---|\n| ก | 5 |\n\n"
        "![ผัง](a.png)\n\n[^a]: ยกเว้นคลินิก[^b]\n[^b]: ภายนอก\n[^z]: ไม่มีใครอ้าง\n"
    )
    assert passages(body) == [
        ("", "", "คำนำ"),
        ("ขอบเขต", "ขอบเขต", "ทุกหน่วยงาน\nยกเว้นคลินิก\nภายนอก\nข้อ"),
        ("sub", "ย่อย", "ยา ขนาด\nก 5\nผัง\nไม่มีใครอ้าง"),
    ]


def test_an_empty_body_has_no_passages() -> None:
    assert passages(parse_body("")) == []


def test_footnotes_that_mention_each_other_come_once() -> None:
    body = parse_body("ก[^a]\n\n[^a]: เอ[^b]\n[^b]: บี[^a]\n")
    assert passages(body) == [("", "", "ก\nเอ\nบี")]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="กข #>-|\n[]^a:1", max_size=80))
def test_passages_hold_every_word(markdown: str) -> None:
    body = parse_body(markdown)
    found = "\n".join(f"{heading}\n{text}" for _, heading, text in passages(body))
    assert sorted("".join(found.split())) == sorted("".join(plain_text(body).split()))
