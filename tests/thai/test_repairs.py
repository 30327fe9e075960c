import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.thai.repairs import RepairCode, needs_repair, repair

LETTERS = [*map(chr, range(0x0E01, 0x0E5C)), *"\u200b\u00ad\u0301e \n\ufeff"]
THAI = st.text(alphabet=LETTERS)

CASES = [
    (RepairCode.SARA_AM, "น\u0e4d\u0e32", "น\u0e33"),
    (RepairCode.SARA_AM, "น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
    (RepairCode.SARA_AM, "น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
    (RepairCode.SARA_AE, "เเละ", "และ"),
    (RepairCode.MARK_ORDER, "ท\u0e48\u0e35", "ท\u0e35\u0e48"),
    (RepairCode.MARK_ORDER, "พันธ\u0e4c\u0e38", "พันธ\u0e38\u0e4c"),
    (RepairCode.MARK_ORDER, "น\u0e33\u0e49", "น\u0e49\u0e33"),
    (RepairCode.DOUBLED_MARK, "ท\u0e35\u0e35\u0e48", "ท\u0e35\u0e48"),
    (RepairCode.ZERO_WIDTH, "ผู้\u200bป่วย", "ผู้ป่วย"),
    (RepairCode.SOFT_HYPHEN, "ผู้\u00adป่วย", "ผู้ป่วย"),
    (RepairCode.DIRECTION_MARK, "HN \u202e123", "HN 123"),
    (RepairCode.NFC, "cafe\u0301", "caf\u00e9"),
]


@pytest.mark.parametrize(("code", "before", "after"), CASES)
def test_each_named_repair(code: RepairCode, before: str, after: str) -> None:
    repaired = repair(before)
    assert repaired.text == after
    assert {one.code for one in repaired.repairs} == {code}


def test_a_repair_tells_its_place_in_the_text_as_given() -> None:
    text = "ก\u200b เเละ ท\u0e48\u0e35"
    first, second, third = repair(text).repairs
    assert (first.offset, first.before, first.after) == (1, "\u200b", "")
    assert (second.offset, second.before, second.after) == (3, "เเ", "แ")
    assert (third.offset, third.before, third.after) == (9, "\u0e48\u0e35", "\u0e35\u0e48")


@pytest.mark.parametrize(
    "text", ["มา า", "ก\n\n\nข", "ผู้ป่วย ๆ", "น้ำ", "½ ﬁ ①", "  a  ", "ก\r\nข", "\ud800", ""]
)
def test_what_is_no_mistake_stays(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).repairs == ()


@given(THAI | st.text(alphabet=st.characters(exclude_categories=[])))
def test_repairing_is_done_at_once_and_reported(text: str) -> None:
    repaired = repair(text)
    assert repair(repaired.text).text == repaired.text
    assert unicodedata.is_normalized("NFC", repaired.text)
    assert bool(repaired.repairs) == (repaired.text != text) == needs_repair(text)
    assert all(0 <= one.offset < len(text) for one in repaired.repairs)


@given(THAI)
def test_no_letter_is_lost(text: str) -> None:
    letters = [char for char in text if "ก" <= char <= "ฮ"]
    assert [char for char in repair(text).text if "ก" <= char <= "ฮ"] == letters
