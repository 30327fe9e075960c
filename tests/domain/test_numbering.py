"""Number grammars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.domain.numbering import (
    GrammarMalformedError,
    NumberGrammar,
    NumberOutOfGrammarError,
    NumberParts,
)
from sopctl.domain.numbers import DocumentNumber, NumberMalformedError

N = DocumentNumber


@pytest.mark.parametrize(
    ("pattern", "number", "parts"),
    [
        ("{type}-{unit}-{sequence:3}", "SOP-IT-001", NumberParts(1, "IT")),
        ("{type}-{unit}-{sequence:3}", "SOP-IT-1234", NumberParts(1234, "IT")),
        ("{unit}/{type}.{sequence}", "ER/SOP.7", NumberParts(7, "ER")),
        ("{type}-{unit}{sequence:2}", "SOP-ER07", NumberParts(7, "ER")),
        ("{sequence:2}/{unit}-{type}", "07/ICU2-SOP", NumberParts(7, "ICU2")),
        ("{type}-{parent}-{sequence:2}", "SOP-QP-ER-001-02", NumberParts(2, "", N("QP-ER-001"))),
        ("วธ-{unit}-{sequence:3}", "วธ-พย-012", NumberParts(12, "พย")),
        ("{type}-{sequence:3}", "SOP-001", NumberParts(1)),
    ],
)
def test_numbers_are_taken_apart_and_composed_again(pattern: str, number: str, parts: NumberParts) -> None:
    grammar = NumberGrammar(pattern, "SOP")
    assert grammar.matches(N(number)) == parts
    assert grammar.compose(parts.sequence, parts.unit, parts.parent) == N(number)


@pytest.mark.parametrize(
    "number", ["WI-IT-001", "SOP-IT-01", "SOP-IT-0001", "SOP-IT-000", "SOP-001", "SOP-IT-001-A", "SOP/IT/001"]
)
def test_a_number_of_another_form_is_refused_with_an_example(number: str) -> None:
    grammar = NumberGrammar("{type}-{unit}-{sequence:3}", "SOP")
    assert grammar.matches(N(number)) is None
    with pytest.raises(NumberOutOfGrammarError) as caught:
        grammar.require(N(number))
    assert caught.value.facts["example"] == "SOP-IT-001"


@pytest.mark.parametrize(
    "pattern",
    ["", "{type}-{unit}", "{type}-{sequence}-{sequence}", "{year}-{sequence}", "{sequence:9}",
     "{type:3}-{sequence}",
     "sop-{sequence}", "{type} {sequence}", "{sequence}", "{sequence:3}{", "-{sequence}"],
)  # fmt: skip
def test_a_pattern_that_makes_no_number_is_refused(pattern: str) -> None:
    with pytest.raises(GrammarMalformedError):
        NumberGrammar(pattern, "SOP")


def test_the_next_number_follows_the_highest_of_its_unit_and_never_fills_a_gap() -> None:
    grammar = NumberGrammar("{type}-{unit}-{sequence:3}", "SOP")
    taken = [N("SOP-IT-001"), N("SOP-IT-004"), N("SOP-ER-009"), N("WI-IT-077")]
    assert grammar.next(taken, "it") == N("SOP-IT-005")
    assert grammar.next([], "ER") == N("SOP-ER-001")


def test_parts_that_make_no_number_are_refused() -> None:
    grammar = NumberGrammar("{type}-{unit}-{sequence:3}", "SOP")
    for sequence, unit in ((0, "IT"), (-1, "IT"), (1, ""), (1, "A-B"), (1, "ไอที"), (10**7, "IT")):
        with pytest.raises(NumberMalformedError):
            grammar.compose(sequence, unit)


@given(
    st.sampled_from(
        ["{type}-{unit}-{sequence:3}", "{unit}/{sequence:2}/{type}", "{type}{sequence:4}.{unit}"]
    ),
    st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True),
    st.integers(1, 99_999),
)
def test_every_composed_number_is_taken_apart_the_same(pattern: str, unit: str, sequence: int) -> None:
    grammar = NumberGrammar(pattern, "SOP")
    assert grammar.matches(grammar.compose(sequence, unit)) == NumberParts(sequence, unit)
