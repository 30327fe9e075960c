from __future__ import annotations

import pytest

from sopctl.web.lists import Pages, holds, pages


@pytest.mark.parametrize(
    ("page", "count", "shown"),
    [(1, 0, (1, 1)), (1, 50, (1, 1)), (1, 51, (1, 2)), (2, 51, (2, 2)), (9, 51, (2, 2)), (0, 51, (1, 2))],
)
def test_a_page_that_there_is_not_is_the_nearest(page: int, count: int, shown: tuple[int, int]) -> None:
    assert pages(page, count, 50) == Pages(*shown)


@pytest.mark.parametrize("question", ["", " ", "SOMCHAI", "๑๐๒", "ใจ สมชาย", "somchai ใจดี"])
def test_words_are_found_however_they_are_written(question: str) -> None:
    assert holds(question, "somchai", "นายสมชาย ใจดี", "10234")


@pytest.mark.parametrize("question", ["สมหญิง", "สมชาย สมหญิง", "11"])
def test_a_word_that_stands_nowhere_finds_nothing(question: str) -> None:
    assert not holds(question, "somchai", "นายสมชาย ใจดี", "10234")
