from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.authoring import submission
from sopctl.application.distribution import readership
from sopctl.application.leavers import handover, open_work
from sopctl.application.leavers.handover import SamePersonError
from sopctl.application.leavers.open_work import Obstacle, Work
from sopctl.application.library import Actor
from sopctl.application.people import roster
from sopctl.domain.acknowledgements import AudienceKind
from sopctl.domain.authority import OwnDocumentError
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action
from tests.application.house import House, text

QUALITY = Actor("quality")
NUMBER = DocumentNumber("SOP-IT-001")
NAMED = """code: SOP
title_th: ระเบียบปฏิบัติงาน
title_en: SOP
number: "{type}-{unit}-{sequence:3}"
steps:
- {action: review, signers: "people:[staff, reviewer]", needed: all}
- {action: approve, signers: "post:director"}
reading_list: [owner department]
"""


def named_signers(house: House) -> None:
    files = dict(house.sources.main_files("library"))
    house.sources.move_main(
        {"library": {**files, "types/SOP.yaml": NAMED.encode()}}, message="types", at=house.now
    )


def work(house: House, user: str) -> list[Work]:
    return [piece.kind for piece in open_work.open_work(house.library, QUALITY, user).pieces]


def test_a_draft_gets_another_author_visibly(house: House) -> None:
    version_id = house.write()
    assert work(house, "author") == [Work.DRAFT]
    done = handover.hand_over(house.library, QUALITY, "author", "other", "ลาออก")
    assert [p.kind for p in done.done] == [Work.DRAFT]
    assert house.version(version_id).author == "other"
    with house.library.reading() as uow:
        (row,) = [r for r, _ in uow.ledger.rows() if r.action == "version:hand-over"]
    assert (row.detail["old"], row.detail["new"], row.detail["reason"]) == ("author", "other", "ลาออก")
    round_id = house.submit(version_id, by="other")
    house.sign(round_id, Action.REVIEW, "reviewer")
    with pytest.raises(NotAllowedError):
        submission.take_back(house.library, Actor("author"), version_id)


def test_nobody_approves_what_they_were_given(house: House) -> None:
    version_id = house.write()
    round_id = house.submit(version_id)
    house.sign(round_id, Action.REVIEW, "reviewer")
    handover.hand_over(house.library, QUALITY, "author", "quality", "ลาออก")
    with pytest.raises(OwnDocumentError):
        house.sign(round_id, Action.CHECK, "quality")


def test_who_signed_it_does_not_become_its_author(house: House) -> None:
    with house.library.unit() as uow:
        person = uow.people.get("reviewer")
        assert person is not None
        uow.people.save(replace(person, roles=person.roles | uow.people.get("author").roles))  # type: ignore[union-attr]
        uow.commit()
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    done = handover.hand_over(house.library, QUALITY, "author", "reviewer", "ลาออก")
    assert [(p.kind, p.obstacle) for p in done.left] == [(Work.DRAFT, Obstacle.SIGNED)]
    done = handover.hand_over(house.library, QUALITY, "author", "deputy", "ลาออก")
    assert [p.obstacle for p in done.left] == [Obstacle.ROLE]


def test_a_named_signer_is_replaced_and_the_quorum_stays(house: House) -> None:
    named_signers(house)
    version_id = house.write()
    round_id = house.submit(version_id)
    assert work(house, "staff") == [Work.STEP, Work.TYPE]
    done = handover.hand_over(house.library, Actor("admin"), "staff", "other", "ลาออก")
    assert [p.obstacle for p in done.left] == [Obstacle.QUALITY, Obstacle.QUALITY]
    done = handover.hand_over(house.library, QUALITY, "staff", "author", "ลาออก")
    assert [p.obstacle for p in done.left] == [Obstacle.NOT_REPLACEABLE]
    assert house.sources.main_file("library/types/SOP.yaml") == NAMED.replace("staff", "author").encode()
    handover.hand_over(house.library, QUALITY, "staff", "other", "ลาออก")
    opened = house.version(version_id).round
    assert opened is not None
    assert (opened.step_now(0).signers.people, opened.step_now(0).needed) == (("other", "reviewer"), 2)
    house.sign(round_id, Action.REVIEW, "other")
    assert house.version(version_id).state.value == "in_review"
    house.sign(round_id, Action.REVIEW, "reviewer")
    assert house.version(version_id).state.value == "in_approval"


def test_posts_lists_and_reading(house: House) -> None:
    house.publish()
    readership.set_reading_list(house.library, QUALITY, NUMBER, lines=["person:director", "person:deputy"])
    assert work(house, "director") == [Work.POST, Work.LIST, Work.READING]
    done = handover.hand_over(house.library, QUALITY, "director", "deputy", "เกษียณ")
    assert {(p.kind, p.obstacle) for p in done.left} == {
        (Work.POST, Obstacle.ADMIN), (Work.READING, Obstacle.OWN),
    }  # fmt: skip
    with house.library.reading() as uow:
        given = uow.readings.list_of(NUMBER)
    assert given is not None
    assert [(e.audience.kind, e.audience.value) for e in given.entries or ()] == [
        (AudienceKind.PERSON, "deputy")
    ]
    done = handover.hand_over(house.library, Actor("admin"), "director", "deputy", "เกษียณ")
    assert [p.kind for p in done.done] == [Work.POST]
    with house.library.reading() as uow:
        assert "deputy" in {h.person for h in uow.posts.offices().holdings}


def test_work_of_who_is_gone_is_listed(house: House) -> None:
    house.write()
    house.write(text("SOP-IT-002"), by="other")
    roster.deactivate(house.library, Actor("admin"), "author")
    (left,) = open_work.leavers_with_work(house.library, QUALITY)
    assert (left.person.user, [p.kind for p in left.pieces]) == ("author", [Work.DRAFT])
    handover.hand_over(house.library, QUALITY, "author", "other", "ลาออก")
    assert open_work.leavers_with_work(house.library, QUALITY) == ()


def test_a_handover_asks_for_a_reason_and_for_somebody_who_is_here(house: House) -> None:
    house.write()
    with pytest.raises(ReasonMissingError):
        handover.hand_over(house.library, QUALITY, "author", "other", " ")
    with pytest.raises(SamePersonError):
        handover.hand_over(house.library, QUALITY, "author", "author", "ลาออก")
    with pytest.raises(NotAllowedError):
        handover.hand_over(house.library, Actor("author"), "author", "other", "ลาออก")
