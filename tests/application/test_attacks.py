"""What other systems let happen, tried here and refused (R11 to R18); a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sopctl.application.authoring import drafts
from sopctl.application.library import Actor
from sopctl.application.people import posts, roster
from sopctl.application.people.proof import SigningLockedError, WrongPasswordError
from sopctl.application.release import releasing
from sopctl.application.review import rounds
from sopctl.domain.authority import NotTheSignerError, OwnDocumentError
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person
from sopctl.domain.posts import Formula
from sopctl.domain.rounds import StaleRoundError
from sopctl.domain.workflow import Action, OutOfOrderError, State
from tests.application.house import HOSPITAL, PASSWORD, House, text


@contextmanager
def refused(house: House, error: type[SopctlError], *, rows: int = 0) -> Iterator[None]:
    """The block raises ``error``; only ``rows`` ledger rows may be added by it."""
    with house.library.reading() as uow:
        before = {v.id: v for number in uow.documents.all() for v in uow.versions.of(number.number)}
        ledger = len(list(uow.ledger.rows()))
    with pytest.raises(error):
        yield
    with house.library.reading() as uow:
        after = {v.id: v for number in uow.documents.all() for v in uow.versions.of(number.number)}
        assert after == before
        assert len(list(uow.ledger.rows())) == ledger + rows


def test_the_author_cannot_review_check_or_approve_their_own_version(house: House) -> None:
    round_id = house.submit(house.write(by="quality"), by="quality")
    house.sign(round_id, Action.REVIEW, "reviewer")
    with refused(house, OwnDocumentError):
        house.sign(round_id, Action.CHECK, "quality")


def test_the_director_cannot_approve_what_the_director_prepared(house: House) -> None:
    house.appoint("author", date(2026, 1, 15))
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    with refused(house, OwnDocumentError):
        house.sign(round_id, Action.APPROVE, "author")


def test_a_reviewer_of_another_department_cannot_review(house: House) -> None:
    round_id = house.submit(house.write())
    shown = rounds.signing_view(house.library, Actor("reviewer"), round_id).shown
    with refused(house, NotTheSignerError):
        rounds.sign(house.library, Actor("other"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)


@pytest.mark.parametrize("user", ["admin", "quality", "auditor", "staff", "reviewer"])
def test_nobody_but_the_director_approves(house: House, user: str) -> None:
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    shown = rounds.signing_view(house.library, Actor("director"), round_id).shown
    with refused(house, NotTheSignerError):
        rounds.sign(house.library, Actor(user), round_id, Action.APPROVE, password=PASSWORD, shown=shown)


def test_a_step_out_of_order_is_refused(house: House) -> None:
    version_id = house.write()
    round_id = house.submit(version_id)
    shown = rounds.signing_view(house.library, Actor("director"), round_id).shown
    with refused(house, OutOfOrderError):
        rounds.sign(
            house.library, Actor("director"), round_id, Action.APPROVE, password=PASSWORD, shown=shown
        )
    with refused(house, OutOfOrderError):
        house.release(version_id)


def test_the_past_director_cannot_approve_and_the_open_round_follows_the_post(house: House) -> None:
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    shown = rounds.signing_view(house.library, Actor("director"), round_id).shown
    house.appoint("deputy", house.today)
    with refused(house, NotTheSignerError):
        rounds.sign(
            house.library, Actor("director"), round_id, Action.APPROVE, password=PASSWORD, shown=shown
        )
    assert house.sign(round_id, Action.APPROVE, "deputy").state is State.APPROVED


def test_a_delegate_signs_inside_the_dates_only_and_the_copy_shows_the_formula(house: House) -> None:
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    first, last = house.today + timedelta(days=1), house.today + timedelta(days=3)
    posts.delegate(
        house.library, Actor("director"), "director", "deputy", first, last, Formula.ACTING, password=PASSWORD
    )
    shown = rounds.signing_view(house.library, Actor("director"), round_id).shown
    with refused(house, NotTheSignerError):
        rounds.sign(house.library, Actor("deputy"), round_id, Action.APPROVE, password=PASSWORD, shown=shown)
    house.pass_time(days=2)
    signed = house.sign(round_id, Action.APPROVE, "deputy")
    assert signed.round is not None
    assert signed.round.signatures[-1].formula == "รักษาการแทนผู้อำนวยการโรงพยาบาล"
    released = house.release(signed.id)
    assert released.approval.post == "รักษาการแทนผู้อำนวยการโรงพยาบาล"


def test_a_draft_cannot_be_edited_after_it_was_submitted(house: House) -> None:
    version_id = house.write()
    house.submit(version_id)
    with refused(house, OutOfOrderError):
        drafts.save_draft(house.library, Actor("author"), version_id, save_number=2, markdown="anything")


def test_signing_a_round_that_changed_meanwhile_is_refused(house: House) -> None:
    round_id = house.submit(house.write())
    shown = rounds.signing_view(house.library, Actor("quality"), round_id).shown
    house.sign(round_id, Action.REVIEW, "reviewer")
    with refused(house, StaleRoundError):
        rounds.sign(house.library, Actor("quality"), round_id, Action.CHECK, password=PASSWORD, shown=shown)


def test_signing_without_having_been_shown_the_copy_is_refused(house: House) -> None:
    round_id = house.submit(house.write())
    with refused(house, StaleRoundError):
        rounds.sign(
            house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown="0" * 64
        )


def test_a_round_that_was_returned_can_no_longer_be_signed(house: House) -> None:
    round_id = house.submit(house.write())
    shown = rounds.signing_view(house.library, Actor("reviewer"), round_id).shown
    rounds.return_for_correction(house.library, Actor("reviewer"), round_id, "แก้ข้อ ๑")
    with refused(house, OutOfOrderError):
        rounds.sign(house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)


def test_an_old_round_cannot_be_signed_once_a_new_one_is_open(house: House) -> None:
    version_id = house.write()
    old = house.submit(version_id)
    shown = rounds.signing_view(house.library, Actor("reviewer"), old).shown
    rounds.return_for_correction(house.library, Actor("reviewer"), old, "แก้ข้อ ๑")
    new = house.submit(version_id)
    assert new != old
    with refused(house, StaleRoundError):
        rounds.sign(house.library, Actor("reviewer"), old, Action.REVIEW, password=PASSWORD, shown=shown)


def test_signing_twice_is_refused(house: House) -> None:
    round_id = house.submit(house.write())
    shown = rounds.signing_view(house.library, Actor("reviewer"), round_id).shown
    rounds.sign(house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)
    with refused(house, OutOfOrderError):
        rounds.sign(house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)


def test_a_wrong_password_signs_nothing_and_is_in_the_ledger(house: House) -> None:
    round_id = house.submit(house.write())
    with refused(house, WrongPasswordError, rows=1):
        house.sign(round_id, Action.REVIEW, "reviewer", password="wrong")
    assert house.ledger_actions()[-1] == "signing:failure"


def test_five_wrong_passwords_lock_signing_even_for_the_right_one_and_not_for_a_day(house: House) -> None:
    round_id = house.submit(house.write())
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            house.sign(round_id, Action.REVIEW, "reviewer", password="wrong")
    assert house.ledger_actions()[-1] == "signing:lock"
    with refused(house, SigningLockedError):
        house.sign(round_id, Action.REVIEW, "reviewer")
    house.pass_time(minutes=16)
    assert house.sign(round_id, Action.REVIEW, "reviewer").state is State.IN_CHECK


def test_a_deactivated_reviewer_signs_nothing_and_the_quorum_does_not_shrink(house: House) -> None:
    round_id = house.submit(house.write())
    shown = rounds.signing_view(house.library, Actor("reviewer"), round_id).shown
    roster.deactivate(house.library, Actor("admin"), "reviewer")
    with refused(house, NotAllowedError):
        rounds.sign(house.library, Actor("reviewer"), round_id, Action.REVIEW, password=PASSWORD, shown=shown)
    with refused(house, OutOfOrderError):
        rounds.sign(house.library, Actor("quality"), round_id, Action.CHECK, password=PASSWORD, shown=shown)


def test_a_changed_type_never_touches_a_round_that_runs(house: House) -> None:
    round_id = house.submit(house.write())
    kind = house.library.packaged("types/SOP.yaml")
    assert kind is not None
    review_step = b"  - action: review\n    signers: role:reviewer in owner department\n"
    check_step = b"  - action: check\n    signers: role:quality\n"
    assert review_step + check_step in kind
    lighter = kind.replace(review_step + check_step, b"", 1)
    files = {"hospital.yaml": HOSPITAL.encode(), "types/SOP.yaml": lighter}
    house.sources.move_main({"library": files}, message="x", at=house.now)
    with refused(house, OutOfOrderError):
        house.sign(round_id, Action.APPROVE, "director")
    assert house.sign(round_id, Action.REVIEW, "reviewer").state is State.IN_CHECK
    house.sign(round_id, Action.CHECK, "quality")
    assert house.sign(round_id, Action.APPROVE, "director").state is State.APPROVED
    house.submit(house.write(text("SOP-IT-002")))
    with house.library.reading() as uow:
        new = uow.versions.of(DocumentNumber("SOP-IT-002"))[0]
    assert new.state is State.IN_APPROVAL


def test_only_the_quality_office_releases(house: House) -> None:
    version_id = house.write()
    house.approve(version_id)
    for user in ("author", "director", "admin", "auditor"):
        with refused(house, NotAllowedError):
            releasing.release_version(house.library, Actor(user), version_id, password=PASSWORD)


def test_an_administrator_cannot_sign_with_the_directors_name_and_their_own_password(house: House) -> None:
    roster.add_person(
        house.library, Actor("admin"), replace(_person(house, "admin"), user="boss"), "another long password"
    )
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    with refused(house, WrongPasswordError, rows=1):
        house.sign(round_id, Action.APPROVE, "director", password="another long password")


def _person(house: House, user: str) -> Person:
    with house.library.reading() as uow:
        found = uow.people.get(user)
    assert found is not None
    return found


def test_nothing_is_kept_of_a_picture_from_somebody_who_may_not_write_the_draft(house: House) -> None:
    version_id = house.write()
    before = set(house.blobs.all())
    with refused(house, NotAllowedError):
        drafts.add_file(house.library, Actor("staff"), version_id, "x.png", b"\x89PNG\r\n\x1a\n")
    assert set(house.blobs.all()) == before
