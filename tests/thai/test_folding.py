import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.thai.folding import fold, fold_with_offsets, unfold_span

LETTERS = [*map(chr, range(0x0E01, 0x0E5C)), *"aAß1. \t\n-–\u00a0\u200b\u00ad\u0301Å\u1160\u1100ﬁİ"]
THAI = st.text(alphabet=LETTERS, max_size=30)
ANY = st.text(alphabet=st.characters(exclude_categories=[]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SOP-IT-๐๐๑", "sop-it-001"),
        ("SOP–IT–001", "SOP\u2011IT-001"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("เเผล", "แผล"),
        ("ผู้\u200bป่\u00adวย", "ผู้ป่วย"),
        ("เด็ก ๆ เล่น", "เด็กๆเล่น"),
        ("มีด ฯลฯ และ", "มีดฯลฯและ"),
        ("  วันที่\u00a0 ๑  ", "วันที่ 1"),
        ("ＨＮ １２", "hn 12"),
        ("ฤๅษี", "ฤาษี"),
        ("Straße", "STRASSE"),
        ("“ยา”", '"ยา"'),
        ("ท\u0e48\u0e35", "ที่"),
    ],
)
def test_what_a_reader_takes_for_the_same_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("มา า", "มาา"), ("ยา", "ย่า"), ("1.5", "15"), ("กา รพ", "การพ")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(max_examples=400)
@given(THAI | ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=400)
@given(THAI | ANY)
def test_offsets_belong_to_the_folded_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)


def test_a_hit_is_shown_in_the_text_as_written() -> None:
    text = "ดู  SOP–IT–๐๐๑ เรื่อง น\u0e4d\u0e49\u0e32ดื่ม และเด็ก ๆ"
    folded, offsets = fold_with_offsets(text)
    for query, shown in (("sop-it-001", "SOP–IT–๐๐๑"), ("น้ำ", "น\u0e4d\u0e49\u0e32"), ("เด็กๆ", "เด็ก ๆ")):
        at = folded.index(fold(query))
        start, end = unfold_span(offsets, at, at + len(fold(query)))
        assert text[start:end] == shown


def test_a_hit_inside_a_longer_folding_shows_the_whole_letter() -> None:
    _, offsets = fold_with_offsets("aßb")
    assert unfold_span(offsets, 1, 2) == (1, 2)
    assert unfold_span(offsets, 2, 3) == (1, 2)
    assert unfold_span(offsets, 2, 2) == (1, 1)


@given(THAI)
def test_a_whole_text_unfolds_to_all_that_shows(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    start, end = unfold_span(offsets, 0, len(folded))
    assert fold(text[start:end]) == folded
