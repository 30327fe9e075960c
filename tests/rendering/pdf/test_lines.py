"""Where lines end, and where they never may."""

from __future__ import annotations

import re

import pytest

from sopctl.application.ports.copies import UndrawableError
from sopctl.content.blocks import Span
from sopctl.rendering.pdf.faces import Fonts
from sopctl.rendering.pdf.lines import balanced_lines, break_lines, runs_between
from sopctl.rendering.pdf.shaping import Shaped, Shaper
from sopctl.rendering.pdf.tokens import tokens_of
from sopctl.thai.words import Words, clusters

TEXT = (
    "ระเบียบปฏิบัตินี้ใช้กับทุกหอผู้ป่วย ห้องผ่าตัด ห้องคลอด หน่วยไตเทียม และศูนย์ดูแลต่อเนื่องของโรงพยาบาล "
    "(รวมผู้รับบริการ) เด็ก ๆ "
    "และผู้สูงอายุ ร้อยละ 12.5 % ของทั้งหมด ฯลฯ ตาม SOP-IT-001 และ ISO 15189:2022 ขนาด 5 mg/kg/day "
    "“อ้างอิง” กรุงเทพฯ ให้ปฏิบัติตาม"
)


@pytest.fixture(scope="module")
def shaper() -> Shaper:
    return Shaper(Fonts(), Words.default(), lambda _: "๑")


def sources(text: Shaped, limit: float) -> list[str]:
    """The lines of a text as they read."""
    lines = break_lines(text, limit, limit)
    for line in lines:
        assert line.width == pytest.approx(min(text.between(line.start, line.end), limit))
    return [
        "".join(text.source[a:b] for a, b, _ in runs_between(text, line.start, line.stop)) for line in lines
    ]


@pytest.mark.parametrize("limit", range(6_000, 40_000, 1_700))
def test_lines_hold_the_text_whole_and_end_only_between_words(shaper: Shaper, limit: int) -> None:
    lines = sources(shaper.plain(TEXT), limit)
    assert "".join(lines) == TEXT
    pieces, at, allowed = Words.default().pieces(TEXT), 0, set()
    for piece in pieces:
        at += len(piece)
        allowed.add(at)
    at = 0
    for line in lines:
        at += len(line)
        assert at in allowed, line
        assert not re.match("[ๆฯ)%”/ ]", TEXT[at:] or "x"), line


def test_a_word_wider_than_its_line_is_cut_at_clusters(shaper: Shaper) -> None:
    word = "กฎมณเฑียรบาลว่าด้วยการสืบราชสันตติวงศ์"
    lines = sources(shaper.plain(word), 3_000)
    assert "".join(lines) == word
    assert len(lines) > 4
    whole = clusters(word)
    ends = {sum(map(len, whole[:k])) for k in range(len(whole) + 1)}
    at = 0
    for line in lines:
        at += len(line)
        assert at in ends, lines


def test_centred_text_is_as_many_lines_and_about_equally_long(shaper: Shaper) -> None:
    text = shaper.plain("เรื่อง นโยบายการบริหารความเสี่ยงทาง Social media โรงพยาบาลวิชัยเกษม")
    for limit in range(8_000, 32_000, 1_900):
        filled, balanced = break_lines(text, limit, limit), balanced_lines(text, limit)
        assert len(balanced) == len(filled)
        assert max(line.width for line in balanced) <= max(line.width for line in filled)
    first, second = (text.source[line.start : line.end] for line in balanced_lines(text, 28_000))
    assert second == "Social media โรงพยาบาลวิชัยเกษม", first


def test_where_lines_end_does_not_depend_on_what_was_asked_before(shaper: Shaper) -> None:
    text, other = shaper.plain(TEXT), shaper.plain(TEXT)
    break_lines(text, 2_000, 2_000)
    text.widest()
    for limit in (30_000, 9_000, 30_000):
        assert break_lines(text, limit, limit) == break_lines(other, limit, limit)


def test_the_widest_piece_is_that_of_all_pieces(shaper: Shaper) -> None:
    widths = [shaper.plain(piece.rstrip()).width for piece in Words.default().pieces(TEXT)]
    assert shaper.plain(TEXT).widest() == max(widths)
    assert shaper.plain(TEXT).widest(least=max(widths) + 1) == max(widths) + 1


def test_text_of_common_characters_is_laid_out_as_text_in_several_dresses_is(shaper: Shaper) -> None:
    mixed = shaper.rich((Span(TEXT[:60]), Span(TEXT[60:], href="#x")))
    assert not mixed.data
    assert shaper.plain(TEXT).data
    for limit in range(6_000, 40_000, 3_100):
        assert break_lines(shaper.plain(TEXT), limit, limit) == break_lines(mixed, limit, limit)


def test_a_line_end_of_the_author_is_kept_even_where_nothing_stands_before_it(shaper: Shaper) -> None:
    text = shaper.rich((Span("\nหนึ่ง\n"), Span("สอง", bold=True), Span("\n\nสาม\n")))
    assert sources(text, 90_000) == ["", "หนึ่ง", "สอง", "", "สาม"]


def test_a_footnote_mark_never_begins_a_line(shaper: Shaper) -> None:
    text = shaper.rich((Span("ตรวจสอบซ้ำ"), Span("", note="a"), Span("โดยพยาบาลวิชาชีพ")))
    for limit in range(800, 9_000, 200):
        lines = sources(text, limit)
        assert "".join(lines) == "ตรวจสอบซ้ำ๑โดยพยาบาลวิชาชีพ"
        if limit > 5_500:
            assert not any(line.startswith("๑") for line in lines)


def test_a_character_that_sarabun_lacks_comes_from_a_fallback_face(shaper: Shaper) -> None:
    text = shaper.plain("ก ☑ α 5 ℃")
    assert [run.dress.face.name for run in text.runs] == [
        "Sarabun-Regular", "DejaVuSans", "Sarabun-Regular", "DejaVuSans", "Sarabun-Regular", "DejaVuSans",
    ]  # fmt: skip
    assert "".join(sources(text, 90_000)) == "ก ☑ α 5 ℃"


@pytest.mark.parametrize("character", ["漢", "ក", "\U0001f534", "\ue000", "\U000f0000", "\x07"])
def test_a_character_that_no_font_has_is_refused_by_name(shaper: Shaper, character: str) -> None:
    with pytest.raises(UndrawableError, match=f"U\\+{ord(character):04X}"):
        shaper.plain(f"ก{character}")


def test_invisible_characters_take_no_part(shaper: Shaper) -> None:
    assert sources(shaper.plain("\ufeffโรง\u200bพยา\u00adบาล\u2060"), 90_000) == ["โรงพยาบาล"]


def test_a_cluster_is_one_glyph_with_its_marks_behind_it(shaper: Shaper) -> None:
    tokens = tokens_of("น้ำที่")
    assert len(tokens) == 2
    assert [len(shaper.fonts.text().codes[token]) for token in tokens] == [2, 2]


@pytest.mark.parametrize("bold", [False, True], ids=["one face", "two faces"])
def test_letters_that_read_as_other_words_too_are_cut_between_words_before_they_are_torn(
    shaper: Shaper, bold: bool
) -> None:
    title = "หัวหน้างานประชาสัมพันธ์"
    assert Words.default().pieces(title) == [title], "หัวหน้า|งานประชาสัมพันธ์ or หัวหน้างาน|ประชาสัมพันธ์"
    text = shaper.rich((Span(title[:4], bold=bold), Span(title[4:])))
    assert sources(text, text.width * 0.8) == Words.default().segment(title)
    torn = sources(text, text.width / 5)  # narrower than a word: at clusters
    assert len(torn) > 4
    assert "".join(torn) == title
