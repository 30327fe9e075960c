"""What people write beside an act is kept in git for ever, and so holds no personal data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sopctl.application import remarks
from sopctl.application.authoring import submission
from sopctl.application.distribution import counts, prints
from sopctl.application.leavers import handover
from sopctl.application.library import Actor
from sopctl.application.release import withdrawal
from sopctl.application.remarks import ReasonPersonalError
from sopctl.application.requests import handling
from sopctl.application.review import rounds
from sopctl.application.upkeep import reviews
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate
from sopctl.domain.requests import RequestKind
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action
from tests.application.house import PASSWORD, House, text
from tests.application.test_attacks import refused

SAID = "ยังมี HN 6512345 อยู่ในหน้า 3"
NUMBER = DocumentNumber("SOP-IT-001")
AUTHOR, REVIEWER, QUALITY = Actor("author"), Actor("reviewer"), Actor("quality")


def test_words_are_trimmed_and_missed_where_they_are_needed() -> None:
    assert remarks.nameless("  ครบ \n") == "ครบ"
    assert remarks.nameless(" ") == ""
    assert remarks.reason_for(Action.RETURN, " แก้คำ ") == "แก้คำ"
    with pytest.raises(ReasonMissingError):
        remarks.reason_for(Action.RETURN, " ")
    with pytest.raises(ReasonPersonalError):
        remarks.reason_for(Action.RETURN, SAID)


def _sign(house: House, round_id: str, _: str) -> object:
    shown = rounds.signing_view(house.library, REVIEWER, round_id).shown
    return rounds.sign(
        house.library, REVIEWER, round_id, Action.REVIEW, password=PASSWORD, shown=shown, remark=SAID
    )


IN_A_ROUND: dict[str, Callable[[House, str, str], object]] = {
    "sign": _sign,
    "return": lambda house, round_id, _: rounds.return_for_correction(
        house.library, REVIEWER, round_id, SAID
    ),
    "replace": lambda house, round_id, _: rounds.replace_signer(
        house.library, QUALITY, round_id, "other", "deputy", SAID
    ),
    "take back": lambda house, _, version: submission.take_back(house.library, AUTHOR, version, SAID),
    "abandon": lambda house, _, version: submission.abandon(house.library, QUALITY, version, SAID),
    "hand over": lambda house, _, __: handover.hand_over(house.library, QUALITY, "author", "other", SAID),
}


@pytest.mark.parametrize("act", IN_A_ROUND)
def test_no_word_beside_a_round_names_a_patient(house: House, act: str) -> None:
    version = house.write(text())
    round_id = house.submit(version)
    with refused(house, ReasonPersonalError):
        IN_A_ROUND[act](house, round_id, version)


IN_FORCE: dict[str, Callable[[House], object]] = {
    "withdraw": lambda house: withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason=SAID),
    "keep": lambda house: reviews.propose_keeping(house.library, QUALITY, NUMBER, SAID),
    "revise": lambda house: reviews.decide_revising(house.library, QUALITY, NUMBER, SAID, password=PASSWORD),
    "ask": lambda house: handling.ask(
        house.library, Actor("staff"), RequestKind.REVISE, reason=SAID, document=NUMBER
    ),
    "recall": lambda house: prints.recall_prints(
        house.library, QUALITY, NUMBER, [1], Fate.RETURNED, remark=SAID
    ),
    "count": lambda house: counts.close_count(house.library, QUALITY, "x", SAID),
}


@pytest.mark.parametrize("act", IN_FORCE)
def test_no_word_about_what_is_in_force_names_a_patient(house: House, act: str) -> None:
    house.publish(text())
    with refused(house, ReasonPersonalError):
        IN_FORCE[act](house)
