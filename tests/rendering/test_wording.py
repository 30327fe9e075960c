from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sopctl.application.ports.copies import Mark, SignOff
from sopctl.content.blocks import Heading, NoteKind
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.signatures import Meaning, Medium
from sopctl.rendering import wording
from sopctl.rendering.wording import DigitStyle

MOMENT = datetime(2026, 1, 14, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "appendix", "thai", "arabic"),
    [
        ((3,), False, "๓.", "3."),
        ((3, 5), False, "๓.๕", "3.5"),
        ((10, 2, 1), False, "๑๐.๒.๑", "10.2.1"),
        ((1,), True, "ภาคผนวก ก", "ภาคผนวก ก"),
        ((3, 2), True, "ค.๒", "ค.2"),
        ((), False, "", ""),
    ],
)
def test_sections_are_named_in_the_hospitals_digits(
    number: tuple[int, ...], appendix: bool, thai: str, arabic: str
) -> None:
    heading = Heading(max(len(number), 1), (), "key", number, appendix)
    assert wording.section_label(heading, "thai") == thai
    assert wording.section_label(heading, "arabic") == arabic


@pytest.mark.parametrize(
    ("path", "digits", "letters", "label"),
    [
        ((2,), "thai", False, "๒)"),
        ((2, 1), "thai", False, "๒.๑)"),
        ((2, 1), "arabic", False, "2.1)"),
        ((4,), "thai", True, "ง)"),
    ],
)
def test_list_labels(path: tuple[int, ...], digits: DigitStyle, letters: bool, label: str) -> None:
    assert wording.list_label(path, digits, letters=letters) == label


def test_every_meaning_mark_and_note_has_its_words() -> None:
    assert len({wording.meaning_words(each) for each in Meaning}) == len(Meaning)
    assert len({wording.mark_words(each)[0] for each in Mark}) == len(Mark)
    assert all(wording.mark_words(each)[1] for each in Mark)
    assert [wording.note_label(each) for each in NoteKind] == ["หมายเหตุ", "ข้อควรระวัง", ""]


def test_days_are_bangkoks_and_years_buddhist() -> None:
    assert wording.day_words(date(2023, 6, 12), "thai") == "๑๒/๖/๒๕๖๖"
    assert wording.moment_words(MOMENT, "thai") == ("๑๕/๑/๒๕๖๙", "เวลา ๐๐.๐๕ น.")
    assert wording.moment_words(MOMENT, "arabic") == ("15/1/2569", "เวลา 00.05 น.")
    assert wording.effective_words(None, "thai") == "....../....../......"


@pytest.mark.parametrize(
    ("sign_off", "lines"),
    [
        (SignOff(Meaning.APPROVED), ("....../....../......",)),
        (SignOff(Meaning.APPROVED, name="ก", moment=MOMENT), ("๑๕/๑/๒๕๖๙", "เวลา ๐๐.๐๕ น.")),
        (SignOff(Meaning.APPROVED, Medium.PAPER, "ก", day=date(2023, 6, 12)), ("๑๒/๖/๒๕๖๖", "อนุมัติบนกระดาษ")),
        (SignOff(Meaning.PREPARED, Medium.PAPER, "ก", day=date(2023, 6, 12)), ("๑๒/๖/๒๕๖๖", "ลงนามบนกระดาษ")),
        (SignOff(Meaning.APPROVED, Medium.PAPER), ("....../....../......",)),
    ],
)
def test_when_something_was_signed(sign_off: SignOff, lines: tuple[str, ...]) -> None:
    assert wording.signed_when(sign_off, "thai") == lines


def test_an_electronic_signature_without_a_picture_says_so() -> None:
    bare = SignOff(Meaning.APPROVED, name="ก", post="ผู้อำนวยการ", moment=MOMENT, formula="รักษาการแทน")
    assert wording.signature_lines(bare) == ("ลงนามอิเล็กทรอนิกส์", "(ก)", "ผู้อำนวยการ", "รักษาการแทน")
    assert wording.signature_lines(SignOff(Meaning.APPROVED, name="ก", moment=MOMENT, picture=b"x")) == (
        "(ก)",
    )
    assert wording.signature_lines(SignOff(Meaning.APPROVED, Medium.PAPER, "ก")) == ("(ก)",)
    (empty,) = wording.signature_lines(SignOff(Meaning.APPROVED))
    assert set(empty) == set("(.)")


def test_versions_and_copy_numbers_follow_the_digits() -> None:
    assert wording.version_words(VersionLabel(2, 1), "thai") == "๒.๑"
    assert wording.figures("๑๐๐๑", "arabic") == "1001"
