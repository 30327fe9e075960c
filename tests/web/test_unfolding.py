"""A signer sees at once which parts of the content changed; what is not certain stays open."""

from __future__ import annotations

from sopctl.content.compare import compare
from sopctl.content.markdown import parse_body
from sopctl.web.unfolding import pieces

OLD = "# หนึ่ง\n\nก่อน\n\n## ย่อย\n\nข้อความ\n\n# สอง\n\nเดิม\n\n# สาม\n\nท้าย\n"
HTML = '<h2 id="a">๑. หนึ่ง</h2><p>ก่อน</p><h3 id="b">ย่อย</h3><h2 id="c">สอง</h2><p>ใหม่</p><h2 id="d">สาม</h2>'


def _same(html: str, old: str, new: str) -> list[bool]:
    found = compare(parse_body(old), parse_body(new), lambda text: text.split(" "))
    return [piece.unchanged for piece in pieces(html, found)]


def test_only_parts_in_which_nothing_changed_are_folded() -> None:
    assert _same(HTML, OLD, OLD.replace("เดิม", "ใหม่")) == [True, False, True]
    assert _same(HTML, OLD, OLD.replace("ข้อความ", "ข้อความใหม่")) == [False, True, True]


def test_what_was_removed_opens_the_part_in_which_it_stood() -> None:
    assert _same(HTML, OLD, OLD.replace("เดิม\n", "")) == [True, False, True]


def test_a_part_with_a_picture_or_that_cannot_be_placed_stays_open() -> None:
    assert _same(HTML.replace("<p>ก่อน", '<img src="a.png"><p>ก่อน'), OLD, OLD) == [False, True, True]
    assert _same(HTML.replace('<h2 id="d">สาม</h2>', ""), OLD, OLD) == [False, False]
    assert [piece.unchanged for piece in pieces(HTML, None)] == [False, False, False]


def test_no_letter_of_the_content_is_lost() -> None:
    assert "".join(piece.html for piece in pieces("<p>ต้น</p>" + HTML, None)) == "<p>ต้น</p>" + HTML
