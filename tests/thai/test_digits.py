import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.thai.digits import LIST_LETTERS, Digits, letter, number, to_arabic, to_thai


@given(st.text(alphabet=st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_text_comes_back_from_thai_digits(text: str) -> None:
    assert to_arabic(to_thai(text)) == text


def test_other_digits_of_the_world_stay() -> None:
    assert to_arabic("²٣๓") == "²٣3"


def test_numbers_are_written_in_the_chosen_digits() -> None:
    assert (number(1205, Digits.THAI), number(1205, Digits.ARABIC)) == ("๑๒๐๕", "1205")


def test_list_letters_skip_what_official_lists_skip() -> None:
    assert [letter(n) for n in range(1, 7)] == ["ก", "ข", "ค", "ง", "จ", "ฉ"]
    assert not set(LIST_LETTERS) & set("ฃฅฆฤฦ")


def test_list_letters_go_on_after_the_last_one() -> None:
    last = len(LIST_LETTERS)
    assert [letter(last), letter(last + 1), letter(last + 2), letter(2 * last + 1)] == ["ฮ", "กก", "กข", "ขก"]


def test_list_letters_never_repeat() -> None:
    letters = [letter(n) for n in range(1, 3000)]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("n", [0, -1])
def test_a_list_begins_at_one(n: int) -> None:
    with pytest.raises(ValueError, match="begins at 1"):
        letter(n)
