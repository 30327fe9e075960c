"""Numbers and version labels as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.domain.numbers import (
    DocumentNumber,
    NumberMalformedError,
    VersionLabel,
    VersionMalformedError,
)


@pytest.mark.parametrize(
    "text", ["SOP-IT-001", " sop-it-001 ", "WI/NUR/12", "FM-SOP-IT-001/03", "รบ-พยบ-๑".replace("๑", "1")]
)
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    number = DocumentNumber.parse(text)
    assert DocumentNumber.parse(str(number)) == number
    assert "/" not in number.slug


BAD = [
    "",
    "SOP",
    "SOP-",
    "-SOP-1",
    "SOP--1",
    "SOP IT 1",
    "SOP-IT-๐๐๑",
    "SOP-IT-001\n-x",
    "../SOP-1",
    "SOP-IT-²",
]


@pytest.mark.parametrize("text", [*BAD, "A-" * 30 + "1"])
def test_what_is_no_number_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(NumberMalformedError) as refused:
        DocumentNumber.parse(text)
    assert refused.value.code == "number-malformed"


@given(st.integers(1, 9999), st.integers(0, 999))
def test_version_labels_round_trip_and_sort(edition: int, amendment: int) -> None:
    label = VersionLabel(edition, amendment)
    assert VersionLabel.parse(str(label)) == label
    assert label < label.next_edition()


@pytest.mark.parametrize("text", ["", "0", "01", "1.0", "๑", "-1", "1.1.1", "10000"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(VersionMalformedError):
        VersionLabel.parse(text)
