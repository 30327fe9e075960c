"""Whoever leaves: every place in which their name is something to be done is listed, and goes to another.

The places are the columns of the database that hold a user name. One that is neither in ``DUTIES`` nor among
the facts of what somebody did or was fails the test: nobody adds a duty that a leaver takes along.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from sopctl.application.distribution import prints, readership
from sopctl.application.leavers import handover, open_work
from sopctl.application.leavers.open_work import Obstacle, Work
from sopctl.application.library import Actor
from sopctl.application.release import withdrawal
from sopctl.application.requests import handling
from sopctl.application.requests import views as request_views
from sopctl.application.upkeep import reviews
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.domain.workflow import Action
from sopctl.storage.sql.tables import metadata
from sopctl.storage.sql.tables.base import USER
from tests.application.house import PASSWORD, House, text

QUALITY, ADMIN = Actor("quality"), Actor("admin")
FIRST, SECOND, THIRD = (DocumentNumber(f"SOP-IT-00{i}") for i in (1, 2, 3))
TYPE = """code: SOP
title_th: ระเบียบปฏิบัติงาน  # written by hand, and kept as it is
title_en: SOP
number: "{type}-{unit}-{sequence:3}"
steps:
- {action: review, signers: "role:reviewer in owner department"}
- {action: approve, signers: "people:[staff, director]", needed: all}
reading_list: [owner department, "person:staff"]
"""
DUTIES = {
    "versions.author": {Work.DRAFT},
    "rounds.steps": {Work.STEP, Work.ALONE},
    "holdings.person": {Work.POST, Work.DELEGATION},
    "withdrawals.steps": {Work.WITHDRAWAL},
    "reaffirmations.steps": {Work.REVIEW},
    "reading_lists.entries": {Work.LIST, Work.READING},
    "main:library/types": {Work.TYPE},
    "prints.holder": {Work.PRINT},
    "prints.keeper": {Work.PRINT},
    "change_requests.by": {Work.ASKED},
    "change_request_events.assignee": {Work.REQUEST},
}
# What somebody did, said, was told or is; nothing of it waits for them.
FACTS = {
    "accounts.user_name", "acknowledgements.person", "acknowledgements.recorded_by",
    "announcements.made_by", "change_request_events.by", "confirmations.by", "confirmations.closed_by",
    "confirmations.person", "devices.user_name", "draft_windows.user_name", "drafts.saved_by",
    "events.by", "line_codes.person", "messages.person", "notice_preferences.person", "notices.person",
    "paper_lists.decided_by", "paper_lists.made_by", "people.user_name", "pins.user_name",
    "print_counts.begun_by", "print_counts.closed_by", "print_sightings.by", "prints.ended_by",
    "prints.issued_by", "reading_attempts.person", "reading_lists.set_by", "reading_reminders.person",
    "reading_waivers.by", "reaffirmations.closed_by", "reference_flags.closed_by", "replacements.by",
    "replacements.new", "replacements.old", "rounds.prepared_by", "sessions.user_name",
    "signatures.person", "tokens.user_name", "withdrawals.closed_by",
}  # fmt: skip


def test_every_column_of_a_user_is_a_duty_or_a_fact() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.type is USER or column.name == "user_name"
    }
    lists = {"rounds.steps", "withdrawals.steps", "reaffirmations.steps", "reading_lists.entries",
             "main:library/types", "prints.holder"}  # fmt: skip  # names within a value
    assert found - FACTS - DUTIES.keys() == set()
    assert DUTIES.keys() - found == lists
    assert set().union(*DUTIES.values()) == set(Work)


def work(house: House, user: str) -> set[Work]:
    return {piece.kind for piece in open_work.open_work(house.library, QUALITY, user).pieces}


@pytest.fixture
def busy(house: House) -> House:
    """A library in which ``staff`` signs by name, holds paper, was asked for something and asked herself."""
    files = dict(house.sources.main_files("library"))
    for number in (FIRST, SECOND):
        house.publish(text(str(number)))
    types = {**files, "types/SOP.yaml": TYPE.encode()}
    house.sources.move_main({"library": types}, message="types", at=house.now)
    round_id = house.submit(house.write(text(str(THIRD))))
    house.sign(round_id, Action.REVIEW, "reviewer")
    readership.set_reading_list(house.library, QUALITY, FIRST, lines=["person:staff"])
    wanted = prints.Wanted(HolderKind.PERSON, "staff", "หอผู้ป่วย")
    prints.issue_prints(house.library, QUALITY, FIRST, [wanted])
    reviews.propose_keeping(house.library, QUALITY, FIRST, "ยังถูกต้อง")
    withdrawal.ask_withdrawal(house.library, QUALITY, SECOND, reason="เลิกใช้")
    handling.ask(
        house.library, Actor("staff"), RequestKind.REVISE, reason="ผิด", document=FIRST, proposal="แก้"
    )
    handling.decide(house.library, QUALITY, "DAR-2569-0001", RequestAction.ASK_BACK, words="ข้อใด")
    return house


def test_everything_of_a_leaver_goes_to_one_who_stays(busy: House) -> None:
    everything = {Work.STEP, Work.LIST, Work.PRINT, Work.ASKED, Work.REVIEW, Work.WITHDRAWAL, Work.TYPE,
                  Work.READING}  # fmt: skip
    assert work(busy, "staff") == everything
    done = handover.hand_over(busy.library, QUALITY, "staff", "other", "ลาออก")
    assert {p.kind for p in done.done} == everything - {Work.READING}
    assert {(p.kind, p.obstacle) for p in done.left} == {(Work.READING, Obstacle.OWN)}
    assert work(busy, "staff") == set()  # who need not read any more has nothing to read
    assert work(busy, "other") >= everything - {Work.READING}
    # The new one carries it on: the paper, the question that was asked back, the type as it was written.
    with busy.library.reading() as uow:
        (line,) = uow.prints.out()
    assert (line.held_by.code, line.holder.code, line.held_words) == (
        "other", "staff", "หัวหน้าแผนกอื่น (หอผู้ป่วย) ← พยาบาล",
    )  # fmt: skip
    number = "DAR-2569-0001"
    handling.decide(busy.library, Actor("other"), number, RequestAction.ANSWER, words="ข้อ ๓")
    (mine,) = request_views.my_requests(busy.library, Actor("other"))
    assert (mine.request.number, mine.request.by) == (number, "staff")
    assert request_views.my_requests(busy.library, Actor("staff")) != ()  # what one asked, one sees
    written = busy.sources.main_file("library/types/SOP.yaml")
    assert written == TYPE.replace("staff", "other").encode()
    with busy.library.reading() as uow:
        rows = {row.action for row, _ in uow.ledger.rows() if row.detail.get("old") == "staff"}
    assert rows == {"round:replace-signer", "print:hand-over", "withdrawal:replace-signer", "type:hand-over",
                    "reaffirmation:replace-signer"}  # fmt: skip


def test_the_new_ones_sign_what_waited(busy: House) -> None:
    handover.hand_over(busy.library, QUALITY, "staff", "deputy", "ลาออก")
    for user in ("deputy", "director"):
        seen = reviews.review_view(busy.library, QUALITY, FIRST).shown
        reviews.sign_reaffirmation(busy.library, Actor(user), FIRST, password=PASSWORD, shown=seen)
        view = withdrawal.withdrawal_view(busy.library, QUALITY, SECOND)
        assert view is not None
        withdrawal.sign_withdrawal(busy.library, Actor(user), SECOND, password=PASSWORD, shown=view.shown)
    assert not work(busy, "deputy") & {Work.REVIEW, Work.WITHDRAWAL}


def test_who_may_not_have_it_does_not_get_it(busy: House) -> None:
    left = {p.kind: p.obstacle for p in
            handover.hand_over(busy.library, QUALITY, "staff", "director", "ลาออก").left}  # fmt: skip
    assert {left[kind] for kind in (Work.STEP, Work.REVIEW, Work.WITHDRAWAL)} == {Obstacle.NOT_REPLACEABLE}
    assert left[Work.TYPE] is Obstacle.TYPE  # both would be one, and fewer sign
    again = handover.hand_over(busy.library, QUALITY, "staff", "quality", "ลาออก")
    left = {p.kind: p.obstacle for p in again.left}
    assert left[Work.TYPE] is Obstacle.TYPE  # nobody appoints themselves
    # Who asked for an order does not sign it: in their hands it would wait for ever.
    assert {left[kind] for kind in (Work.REVIEW, Work.WITHDRAWAL)} == {Obstacle.NOT_REPLACEABLE}


def test_a_change_request_goes_to_who_can_do_it(house: House) -> None:
    house.publish()
    handling.ask(
        house.library, Actor("staff"), RequestKind.REVISE, reason="ผิด", document=FIRST, proposal="แก้"
    )
    number = "DAR-2569-0001"
    handling.decide(house.library, QUALITY, number, RequestAction.ACCEPT, assignee="author")
    assert work(house, "author") >= {Work.REQUEST}
    left = handover.hand_over(house.library, QUALITY, "author", "deputy", "ลาออก").left
    assert {p.kind: p.obstacle for p in left}[Work.REQUEST] is Obstacle.ROLE
    assert (
        handover.hand_over(house.library, ADMIN, "author", "other", "ลาออก").left[0].obstacle
        is Obstacle.QUALITY
    )
    handover.hand_over(house.library, QUALITY, "author", "other", "ลาออก")
    assert request_views.request_page(house.library, QUALITY, number).view.request.assignee == "other"


def test_a_step_that_nobody_else_can_sign_is_said(house: House) -> None:
    house.submit(house.write())
    assert Work.ALONE in work(house, "reviewer")
    left = handover.hand_over(house.library, QUALITY, "reviewer", "other", "ลาออก").left
    assert [(p.kind, p.obstacle) for p in left] == [(Work.ALONE, Obstacle.ALONE)]


def test_delegations_and_posts(house: House) -> None:
    house.appoint("deputy", house.today + timedelta(days=1))
    assert Work.POST in work(house, "deputy")
