"""Withdrawal: asked for by the quality office, signed by the post, and nothing follows (R7, R18)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.people.proof import WrongPasswordError
from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.ports.copies import Mark
from sopctl.application.queries import documents, finding, register
from sopctl.application.queries.readers import Reader
from sopctl.application.queries.verification import by_token
from sopctl.application.release import releasing, withdrawal
from sopctl.application.release.releasing import EffectiveTooEarlyError
from sopctl.application.release.withdrawal import NotInForceError
from sopctl.application.review import rounds
from sopctl.domain.authority import NotTheSignerError, OwnDocumentError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import StaleRoundError
from sopctl.domain.signatures import Signature
from sopctl.domain.standing import Standing
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action, State
from tests.application.house import PASSWORD, House, text
from tests.application.test_attacks import refused

NUMBER = DocumentNumber("SOP-IT-001")
QUALITY, BOSS = Actor("quality"), Actor("director")
TAG = "SOP-IT-001/v1-withdrawn"


def ask(house: House, from_day: date | None = None) -> None:
    withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="เลิกใช้ระบบ", from_day=from_day)


def shown(house: House) -> str:
    view = withdrawal.withdrawal_view(house.library, BOSS, NUMBER)
    assert view is not None
    return view.shown


def sign(house: House, user: str = "director", *, password: str = PASSWORD) -> None:
    withdrawal.sign_withdrawal(house.library, Actor(user), NUMBER, password=password, shown=shown(house))


def test_a_signed_withdrawal_is_out_of_force_everywhere_at_once(house: House) -> None:
    version_id = house.publish()
    ask(house)
    assert [(v.id, a) for v, a, _ in rounds.waiting_for(house.library, BOSS)] == [
        (version_id, Action.WITHDRAW)
    ]
    sign(house)
    assert rounds.waiting_for(house.library, BOSS) == ()
    version = house.version(version_id)
    assert version.state is State.WITHDRAWN
    assert version.history[-1].reason == "เลิกใช้ระบบ"
    assert documents.documents_in_force(house.library, Reader()) == ()
    assert finding.search(house.library, Reader(), "SOP-IT-001").hits == ()
    for extension in ("pdf", "docx"):
        assert documents.copy_of(house.library, Reader(), NUMBER, None, extension).mark is Mark.WITHDRAWN
    assert [line.standing for line in register.register(house.library, Reader())] == [Standing.WITHDRAWN]
    with house.library.reading() as uow:
        token = uow.releases.of(NUMBER)[0].token
    assert by_token(house.library, token).standing is Standing.WITHDRAWN
    assert house.sources.main_files(f"documents/{NUMBER}") == {}
    assert house.ledger_actions()[-1] == "version:withdraw"
    verify_ledger(house.library)
    record = json.loads(house.sources.tag_message(TAG) or "")
    signed = {k: v for k, v in record["signature"].items() if k != "digest"}
    assert Signature.decode(signed).digest == version.history[-1].signature
    assert record["signature"]["evidence_sha256"] == record["order_sha256"]


def test_a_withdrawal_from_a_later_day_waits_for_it_and_is_then_followed(house: House) -> None:
    house.publish()
    ask(house, house.today + timedelta(days=2))
    sign(house)
    (still,) = documents.documents_in_force(house.library, Reader())
    assert documents.standing_now(house.library, still) is Standing.IN_FORCE
    house.pass_time(days=2)
    assert documents.documents_in_force(house.library, Reader()) == ()
    assert releasing.settle(house.library)
    assert house.sources.main_files(f"documents/{NUMBER}") == {}
    assert finding.search(house.library, Reader(), "SOP-IT-001").hits == ()


def test_one_signed_late_holds_from_the_day_of_signing(house: House) -> None:
    house.publish()
    ask(house)
    house.pass_time(days=3)
    sign(house)
    with house.library.reading() as uow:
        assert uow.releases.of(NUMBER)[0].release.withdrawn_from == house.today


def test_only_the_approving_post_signs_and_only_the_quality_office_asks(house: House) -> None:
    house.publish()
    with refused(house, NotAllowedError):
        withdrawal.ask_withdrawal(house.library, BOSS, NUMBER, reason="ไม่ใช้แล้ว")
    with refused(house, ReasonMissingError):
        withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason=" ")
    with refused(house, EffectiveTooEarlyError):
        ask(house, house.today - timedelta(days=1))
    ask(house)
    with refused(house, ConcurrentChangeError):
        ask(house)
    for user in ("admin", "reviewer", "deputy", "auditor"):
        with refused(house, NotTheSignerError):
            sign(house, user)
    for user in ("quality", "author"):
        with refused(house, OwnDocumentError):
            sign(house, user)
    with refused(house, WrongPasswordError, rows=1):
        sign(house, password="wrong wrong wrong")
    with refused(house, StaleRoundError):
        withdrawal.sign_withdrawal(house.library, BOSS, NUMBER, password=PASSWORD, shown="0" * 64)


def test_who_asked_does_not_sign_even_when_they_hold_the_post(house: House) -> None:
    house.publish()
    seen = None
    ask(house)
    seen = shown(house)
    house.appoint("quality", house.today, by="auditor")
    with refused(house, OwnDocumentError):
        withdrawal.sign_withdrawal(house.library, QUALITY, NUMBER, password=PASSWORD, shown=seen)


def test_a_declined_withdrawal_leaves_the_version_in_force(house: House) -> None:
    house.publish()
    ask(house)
    withdrawal.decline_withdrawal(house.library, BOSS, NUMBER, "ยังใช้อยู่")
    assert len(documents.documents_in_force(house.library, Reader())) == 1
    with refused(house, NotFoundError):
        withdrawal.sign_withdrawal(house.library, BOSS, NUMBER, password=PASSWORD, shown="0" * 64)
    ask(house)


def test_of_two_that_wait_the_one_that_was_read_is_declined(house: House) -> None:
    house.publish()
    house.publish(text(purpose="ฉบับใหม่"), effective=house.today + timedelta(days=9))
    for label in (VersionLabel(1), VersionLabel(2)):
        withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="ผิด", version=label)
    withdrawal.decline_withdrawal(house.library, BOSS, NUMBER, "ฉบับ ๒ ใช้ได้", VersionLabel(2))
    view = withdrawal.withdrawal_view(house.library, BOSS, NUMBER)
    assert view is not None
    assert view.request.order.version == VersionLabel(1)
    with refused(house, NotFoundError):
        withdrawal.decline_withdrawal(house.library, BOSS, NUMBER, "ฉบับ ๒ ใช้ได้", VersionLabel(2))


def test_a_request_about_a_superseded_version_asks_nothing(house: House) -> None:
    house.publish()
    ask(house)
    house.publish(text(purpose="ฉบับใหม่"))
    assert rounds.waiting_for(house.library, BOSS) == ()
    ask(house)
    sign(house)
    with house.library.reading() as uow:
        ended = {r.release.version: r.release.withdrawn_from for r in uow.releases.of(NUMBER)}
    assert ended == {VersionLabel(1): None, VersionLabel(2): house.today}


def test_what_is_withdrawn_cannot_be_withdrawn_again_and_can_have_a_next_version(house: House) -> None:
    house.publish()
    ask(house)
    sign(house)
    with refused(house, NotInForceError):
        ask(house)
    house.publish(text(purpose="กลับมาใช้"))
    current = documents.documents_in_force(house.library, Reader())
    assert [r.release.version for r in current] == [VersionLabel(2)]


@pytest.mark.parametrize("step", ["tag_release", "move_main", "anchor_ledger", "check_fence"])
def test_a_withdrawal_that_died_in_between_is_finished_once(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    version_id = house.publish()
    ask(house)

    class KilledError(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise KilledError

    if step == "check_fence":
        monkeypatch.setattr("tests.fakes.database.FakeUnitOfWork.check_fence", die)
    else:
        monkeypatch.setattr(house.sources, step, die)
    with pytest.raises(KilledError):
        sign(house)
    monkeypatch.undo()
    assert house.version(version_id).state is State.RELEASED
    with refused(house, ConcurrentChangeError):
        withdrawal.decline_withdrawal(house.library, BOSS, NUMBER, "เปลี่ยนใจ")
    said = house.sources.tag_message(TAG)
    assert releasing.recover(house.library) == 1
    assert house.version(version_id).state is State.WITHDRAWN
    assert said in (None, house.sources.tag_message(TAG))
    record = json.loads(house.sources.tag_message(TAG) or "")
    copy = documents.copy_of(house.library, Reader(), NUMBER, None, "pdf")
    assert record["copies"]["withdrawn.pdf"] == copy.sha256
    assert house.ledger_actions().count("version:withdraw") == 1
    assert releasing.recover(house.library) == 0
