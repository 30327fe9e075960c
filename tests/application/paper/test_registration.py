"""Registering one version that was approved on paper: what no signed page can say is refused (R19a)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sopctl.application.authoring import drafts, submission
from sopctl.application.authoring.drafts import NumberTakenError
from sopctl.application.authoring.submission import NumberMismatchError
from sopctl.application.library import Actor
from sopctl.application.paper import registration
from sopctl.application.paper.registration import (
    ApprovalDayError,
    ApproverMissingError,
    PaperFacts,
    PaperVersion,
)
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.workflow import State
from tests.application.house import PASSWORD, House, text
from tests.application.test_attacks import refused

QUALITY = Actor("quality")
PAGE = PaperFacts("นพ.วิชัย", "ผู้อำนวยการ", date(2023, 6, 12), b"%PDF-1.4")


def from_draft(house: House, paper: PaperFacts) -> None:
    version_id = house.write()
    registration.register_paper(
        house.library, QUALITY, version_id, password=PASSWORD, effective=house.today, paper=paper
    )


def from_page(house: House, paper: PaperFacts) -> None:
    given = PaperVersion(VersionLabel(1), text(), {}, house.today, paper, "เอกสารเดิม")
    registration.register_new(house.library, QUALITY, given, password=PASSWORD)


@pytest.mark.parametrize("register", [from_draft, from_page])
def test_what_no_signed_page_says_is_refused(
    house: House, register: Callable[[House, PaperFacts], None]
) -> None:
    house.now = house.now.replace(hour=16, minute=30)  # 23:30 in Bangkok
    tomorrow = replace(PAGE, day=house.today + timedelta(days=1))
    for wrong, paper in (
        (ApprovalDayError, tomorrow),
        (ApproverMissingError, replace(PAGE, name=" ")),
        (ApproverMissingError, replace(PAGE, post="")),
    ):
        with pytest.raises(wrong):
            register(house, paper)
        assert "version:register" not in house.ledger_actions()
        for version_id in open_drafts(house):
            submission.abandon(house.library, Actor("author"), version_id, "ลองใหม่")
    house.pass_time(hours=1)
    register(house, tomorrow)  # the day has come


def open_drafts(house: House) -> list[str]:
    with house.library.reading() as uow:
        return [version.id for version in uow.versions.in_states([State.DRAFT])]


def test_a_text_that_names_another_document_is_not_registered_as_this_one(house: House) -> None:
    version_id = house.write()
    drafts.save_draft(house.library, Actor("author"), version_id, save_number=2, markdown=text("SOP-IT-009"))
    with refused(house, NumberMismatchError):
        registration.register_paper(
            house.library, QUALITY, version_id, password=PASSWORD, effective=house.today, paper=PAGE
        )


def test_two_numbers_that_are_one_name_in_git_are_never_two_documents(house: House) -> None:
    """Their release tags would be one, and the second would hand out the copies of the first."""
    given = PaperVersion(VersionLabel(1), text("SOP-IT/001"), {}, house.today, PAGE, "เอกสารเดิม")
    registration.register_new(house.library, QUALITY, given, password=PASSWORD)
    with refused(house, NumberTakenError):
        house.write(text("SOP-IT.001"))
    given = replace(given, label=VersionLabel(2), markdown=text("SOP-IT.001"))
    with refused(house, NumberTakenError):
        registration.register_new(house.library, QUALITY, given, password=PASSWORD)
