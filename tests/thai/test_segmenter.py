"""The fewest words, held against every way to cut a run."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.thai.segmenter import Segmenter

ENTRIES = ["ก", "กข", "ขก", "กขก", "คก", "ขค", "ขคก", "กคข", "คขก", "ข"]
SEGMENTER = Segmenter(ENTRIES)


def readings(run: str) -> list[list[str]]:
    """Every way to cut a run into entries."""
    if not run:
        return [[]]
    return [
        [entry, *rest] for entry in ENTRIES if run.startswith(entry) for rest in readings(run[len(entry) :])
    ]


@settings(max_examples=200)
@given(st.text("กขค", min_size=1, max_size=9))
def test_a_run_is_cut_into_the_fewest_words_and_firmly_where_all_readings_agree(run: str) -> None:
    ways = readings(run)
    if not ways:
        assert "".join(SEGMENTER.cut(run)) == "".join(SEGMENTER.firm(run)) == run
        return
    fewest = min(map(len, ways))
    shortest = [way for way in ways if len(way) == fewest]
    assert SEGMENTER.cut(run) == min(shortest, key=lambda way: list(map(len, way)))
    agreed = set.intersection(*(set(accumulate(map(len, way))) for way in shortest))
    assert set(accumulate(map(len, SEGMENTER.firm(run)))) == agreed


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("กฮฮฮกขก", ["ก", "ฮฮฮ", "กขก"]),
        ("ฮฮก", ["ฮฮก"]),  # what is short is found in any unknown word
        ("ฮฮ", ["ฮฮ"]),
        ("กขกฮัฮกขกขก", ["กขก", "ฮัฮ", "กข", "กขก"]),
    ],
)
def test_letters_that_no_word_covers_are_one_word_up_to_the_next(run: str, words: list[str]) -> None:
    assert SEGMENTER.cut(run) == words


def test_a_dictionary_without_words_leaves_a_run_whole() -> None:
    assert Segmenter([]).cut("โรงพยาบาล") == ["โรงพยาบาล"]
