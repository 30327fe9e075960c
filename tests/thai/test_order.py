import os
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from sopctl.resources import asset
from sopctl.thai.order import sort_key
from sopctl.thai.words import read_entries


def test_the_dictionary_comes_in_its_order() -> None:
    ordered = [
        "กก",
        "กะ",
        "กา",
        "ก่า",
        "ก้า",
        "กาก",
        "กำ",
        "กิน",
        "เก",
        "เก่ง",
        "แก",
        "ขา",
        "ไข่",
        "คน",
        "ฤดู",
        "ลา",
        "อา",
    ]
    shuffled = ordered.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == ordered


def test_digits_come_before_thai_and_latin_after() -> None:
    assert sorted(["zinc", "Aspirin", "ยา", "๑๐", "2", "α", "5 mg", "aspirin"], key=sort_key) == [
        "๑๐", "2", "5 mg", "ยา", "aspirin", "Aspirin", "zinc", "α",
    ]  # fmt: skip


def test_spaces_and_signs_do_not_part_words() -> None:
    assert sorted(["ก ค", "กข", "ก-ง"], key=sort_key) == ["กข", "ก ค", "ก-ง"]


ANY = st.text(alphabet=st.characters(exclude_categories=[]))


@given(ANY, ANY)
def test_only_equal_texts_tie(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)


# Where this order departs from CLDR's, and why: CLDR takes ำ apart into า and ํ, so that a vowel written after
# า, as only a misspelt word has it, sorts behind คำ; here all of คา comes before คำ, as in the dictionary.
_DEPARTURES = {("คาเแร็กเตอร์", "คำ")}


@pytest.mark.conformance
def test_the_word_list_stands_in_the_order_of_icu() -> None:
    words = read_entries(asset("words", "thai.txt").read_text(encoding="utf-8"))
    words += read_entries(asset("words", "hospital.txt").read_text(encoding="utf-8"))
    words += ["SOP-IT-001", "SOP-IT-๐๐๒", "sop it 10", "Abc", "abc", "é", "e", "5 mg", "α", "β"]
    rank = _icu_ranks(words)
    ordered = sorted(words, key=sort_key)
    assert {pair for pair in pairwise(ordered) if rank[pair[0]] > rank[pair[1]]} == _DEPARTURES
    choose = random.Random(3).choice
    pairs = [(choose(words), choose(words)) for _ in range(20_000)]
    assert [(a, b) for a, b in pairs if rank[a] < rank[b] and sort_key(a) > sort_key(b)] == []


def _icu_ranks(words: list[str]) -> dict[str, int]:
    """The place of each word in ICU's Thai order, the same for words that it takes as equal."""
    engine = create_engine(os.environ["SOPCTL_TEST_POSTGRES"])
    with engine.connect() as connection:
        connection.execute(
            text("CREATE COLLATION pg_temp.thai (provider = icu, locale = 'th', deterministic = false)")
        )
        rows = connection.execute(
            text(
                "SELECT w, dense_rank() OVER (ORDER BY w COLLATE pg_temp.thai)"
                " FROM unnest(CAST(:words AS text[])) AS w"
            ),
            {"words": words},
        ).all()
    engine.dispose()
    return {word: int(place) for word, place in rows}
