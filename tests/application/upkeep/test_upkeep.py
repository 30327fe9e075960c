"""Periodic review: due, kept by signature, revised, reminded of; and orders that several sign (R8, R18)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sopctl.application.figures import figures
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.people.proof import WrongPasswordError
from sopctl.application.ports import ConcurrentChangeError, StoreRefusedError
from sopctl.application.queries import documents, history
from sopctl.application.queries.readers import Reader
from sopctl.application.release import releasing, withdrawal
from sopctl.application.review import rounds
from sopctl.application.upkeep import due, reviews
from sopctl.application.upkeep.due import Review
from sopctl.application.upkeep.reminding import remind
from sopctl.domain.authority import NotTheSignerError, OwnDocumentError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import AlreadySignedError, StaleRoundError
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action, State
from tests.application.house import HOSPITAL, PASSWORD, House, text
from tests.application.test_attacks import refused
from tests.fakes.repositories import FakeLedger

NUMBER = DocumentNumber("SOP-IT-001")
QUALITY, BOSS = Actor("quality"), Actor("director")


def of(house: House) -> Review:
    (found,) = due.reviews(house.library, Reader())
    return found


def ask(house: House, verdict: str = "keep") -> None:
    if verdict == "keep":
        reviews.propose_keeping(house.library, QUALITY, NUMBER, "ยังถูกต้อง")
    else:
        withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="เลิกใช้")


def shown(house: House, verdict: str = "keep") -> str:
    if verdict == "keep":
        return reviews.review_view(house.library, QUALITY, NUMBER).shown
    view = withdrawal.withdrawal_view(house.library, QUALITY, NUMBER)
    assert view is not None
    return view.shown


def give(house: House, verdict: str, user: str, seen: str, password: str = PASSWORD) -> None:
    sign = reviews.sign_reaffirmation if verdict == "keep" else withdrawal.sign_withdrawal
    sign(house.library, Actor(user), NUMBER, password=password, shown=seen)


def reminded(house: House, user: str) -> list[str]:
    notices = house.database.data.notices.values()
    return [n.path for n in notices if n.kind is NoticeKind.STEP_REMINDER and n.person == user]


def keep(house: House) -> None:
    ask(house)
    give(house, "keep", "director", shown(house))


def deeds(house: House, version_id: str) -> list[tuple[str, str]]:
    with house.library.reading() as uow:
        auditor = Reader(uow.people.get("auditor"))
    found = history.history(house.library, auditor, NUMBER).deeds[version_id]
    return [(deed.action, deed.by) for deed in found]


def test_a_review_is_due_a_cycle_after_the_version_took_force_or_was_last_reaffirmed(house: House) -> None:
    house.publish()
    began = house.today
    assert (of(house).due, of(house).days) == (began.replace(year=began.year + 1), 365)
    assert due.due_reviews(house.library, Reader()) == ()
    house.pass_time(days=370)
    assert [r.days for r in due.due_reviews(house.library, Reader())] == [-5]
    keep(house)
    assert of(house).last == house.today
    assert due.due_reviews(house.library, Reader()) == ()


def test_a_documents_own_cycle_comes_before_its_types(house: House) -> None:
    house.publish(text().replace("access: all\n", "access: all\nreview_every: 6m\n"))
    assert of(house).days < 185


def test_keeping_is_signed_and_stands_in_history_git_and_copies_drawn_from_then_on(house: House) -> None:
    version_id = house.publish()
    with house.library.reading() as uow:
        before = dict(uow.releases.of(NUMBER)[0].copies)
    ask(house)
    waits = [(v.id, a) for v, a, _ in rounds.waiting_for(house.library, BOSS)]
    assert waits == [(version_id, Action.REAFFIRM)]
    give(house, "keep", "director", shown(house))
    assert rounds.waiting_for(house.library, BOSS) == ()
    version = house.version(version_id)
    assert (version.state, version.history[-1].action) == (State.RELEASED, Action.REAFFIRM)
    verify_ledger(house.library)
    assert house.ledger_actions()[-1] == "version:reaffirm"
    said = json.loads(house.sources.tag_message("SOP-IT-001/v1-reaffirmed-1") or "")
    assert said["signatures"][-1]["digest"] == version.history[-1].signature
    assert said["signatures"][-1]["evidence_sha256"] == said["order_sha256"]
    with house.library.reading() as uow:
        assert uow.releases.of(NUMBER)[0].copies == before  # what is sealed never changes
    assert [action for action, _ in deeds(house, version_id)][-2:] == ["ask-reaffirmation", "reaffirm"]
    house.pass_time(days=3)
    house.publish(text(purpose="ฉบับใหม่"))
    copy = documents.copy_of(house.library, Reader(), NUMBER, VersionLabel(2), "pdf")
    drawn = house.blobs.get(copy.sha256).decode(errors="replace")
    assert sum(line.startswith("1@") for line in drawn.splitlines()) == 2


def test_who_may_not_propose_or_sign_is_refused(house: House) -> None:
    house.publish()
    for user in ("staff", "other", "admin", "director"):
        with refused(house, NotAllowedError):
            reviews.propose_keeping(house.library, Actor(user), NUMBER, "ยังถูกต้อง")
    with refused(house, ReasonMissingError):
        reviews.propose_keeping(house.library, QUALITY, NUMBER, " ")
    reviews.propose_keeping(house.library, Actor("reviewer"), NUMBER, "ยังถูกต้อง")
    with refused(house, ConcurrentChangeError):
        ask(house)
    seen = shown(house)
    for user in ("admin", "quality", "deputy"):
        with refused(house, NotTheSignerError):
            give(house, "keep", user, seen)
    for user in ("reviewer", "author"):
        with refused(house, OwnDocumentError):
            give(house, "keep", user, seen)
    with refused(house, WrongPasswordError, rows=1):
        give(house, "keep", "director", seen, password="wrong wrong wrong")
    with refused(house, StaleRoundError):
        give(house, "keep", "director", "0" * 64)


def test_a_declined_review_stays_due_and_can_be_proposed_again(house: House) -> None:
    house.publish()
    ask(house)
    reviews.decline_reaffirmation(house.library, BOSS, NUMBER, "ต้องแก้ข้อ ๓")
    assert of(house).asked is None
    with refused(house, NotFoundError):
        give(house, "keep", "director", "0" * 64)
    keep(house)


def test_a_proposal_about_a_superseded_version_asks_nothing(house: House) -> None:
    house.publish()
    ask(house)
    seen = shown(house)
    house.publish(text(purpose="ฉบับใหม่"))
    assert rounds.waiting_for(house.library, BOSS) == ()
    with refused(house, NotFoundError):
        give(house, "keep", "director", seen)
    assert figures(house.library, QUALITY).orders == 0
    house.pass_time(days=30)
    remind(house.library)
    assert reminded(house, "director") == []
    keep(house)  # and it does not stand before the next version's
    assert of(house).asked is None
    assert len(of(house).released.reaffirmed) == 1


@pytest.mark.parametrize("verdict", ["keep", "withdraw"])
def test_an_order_that_waits_is_reminded_of_each_week(house: House, verdict: str) -> None:
    house.publish()
    ask(house, verdict)
    page = "review" if verdict == "keep" else "withdrawal"
    for days, count in ((2, 0), (1, 1), (1, 1), (6, 2)):
        house.pass_time(days=days)
        remind(house.library)
        assert reminded(house, "director") == [f"/documents/{NUMBER}/{page}"] * count, days


def test_revising_is_signed_and_begins_a_draft_that_says_why(house: House) -> None:
    version_id = house.publish()
    with refused(house, WrongPasswordError, rows=1):
        reviews.decide_revising(house.library, QUALITY, NUMBER, "ล้าสมัย", password="guess")
    draft_id = reviews.decide_revising(house.library, QUALITY, NUMBER, "ล้าสมัย", password=PASSWORD)
    assert of(house).revising
    with house.library.reading() as uow:
        draft = uow.drafts.get(draft_id)
        (row,) = [row for row, _ in uow.ledger.rows() if row.action == "review:revise"]
    assert draft is not None
    assert draft.reason == "ทบทวนตามรอบ: ล้าสมัย"
    assert (row.subject, row.detail["draft"]) == (f"version:{version_id}", draft_id)
    assert json.loads(row.detail["signed"])["meaning"] == "reviewed"


def test_who_writes_for_the_department_says_so_in_the_verdict(house: House) -> None:
    house.publish()
    reviews.decide_revising(house.library, Actor("author"), NUMBER, "ล้าสมัย", password=PASSWORD)
    with house.library.reading() as uow:
        (row,) = [row for row, _ in uow.ledger.rows() if row.action == "review:revise"]
    assert json.loads(row.detail["signed"])["authority"] == "department-role:author"


def test_a_verdict_and_its_draft_come_together_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish()
    real = FakeLedger.append

    def dies(self: FakeLedger, **row: Any) -> LedgerRow:
        if row["action"] == "review:revise":
            raise StoreRefusedError("database", "the disk is full")
        return real(self, **row)

    monkeypatch.setattr(FakeLedger, "append", dies)
    with pytest.raises(StoreRefusedError):
        reviews.decide_revising(house.library, QUALITY, NUMBER, "ล้าสมัย", password=PASSWORD)
    assert not of(house).revising


def test_reminders_come_once_for_each_stage(house: House) -> None:
    house.publish()

    def told(user: str) -> int:
        due.remind_reviews(house.library)
        notices = house.database.data.notices.values()
        return sum(n.kind is NoticeKind.REVIEW_DUE and n.person == user for n in notices)

    assert told("quality") == 0
    for days, count in ((306, 1), (30, 1), (29, 2), (29, 2), (1, 3), (29, 3), (1, 4)):
        house.pass_time(days=days)
        assert (told("quality"), told("reviewer"), told("other")) == (count, count, 0), days
    ask(house)
    house.pass_time(days=60)
    assert told("quality") == 4  # who must act now has another notice


@pytest.mark.parametrize("step", ["tag_release", "anchor_ledger", "check_fence"])
def test_a_reaffirmation_that_died_in_between_is_finished_once(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    house.publish()
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
        give(house, "keep", "director", shown(house))
    monkeypatch.undo()
    assert len(of(house).released.reaffirmed) == 0
    with refused(house, ConcurrentChangeError):
        reviews.decline_reaffirmation(house.library, BOSS, NUMBER, "เปลี่ยนใจ")
    assert releasing.recover(house.library) == 1
    assert len(of(house).released.reaffirmed) == 1
    assert house.ledger_actions().count("version:reaffirm") == 1
    assert releasing.recover(house.library) == 0


def two_approvers(house: House) -> None:
    """A type that two named people approve, as a committee does."""
    kind = house.library.packaged("types/SOP.yaml")
    assert kind is not None
    assert b"signers: post:director" in kind
    two = kind.replace(b"signers: post:director", b"signers: people:director,deputy\n    needed: 2", 1)
    files = {"hospital.yaml": HOSPITAL.encode(), "types/SOP.yaml": two}
    house.sources.move_main({"library": files}, message="x", at=house.now)


@pytest.mark.parametrize("verdict", ["keep", "withdraw"])
def test_an_order_takes_as_many_signatures_as_the_types_approval(house: House, verdict: str) -> None:
    version_id = house.publish()
    two_approvers(house)
    ask(house, verdict)
    seen = shown(house, verdict)
    give(house, verdict, "director", seen)
    assert house.version(version_id).history[-1].action is Action.RELEASE
    with refused(house, AlreadySignedError):
        give(house, verdict, "director", seen)
    with refused(house, NotTheSignerError):
        give(house, verdict, "admin", seen)
    give(house, verdict, "deputy", seen)
    done = Action.REAFFIRM if verdict == "keep" else Action.WITHDRAW
    assert house.version(version_id).history[-1].action is done
    about = "reaffirmation" if verdict == "keep" else "withdrawal"
    expected = [(f"ask-{about}", "quality"), (f"sign-{about}", "director"), (done.value, "deputy")]
    assert deeds(house, version_id)[-3:] == expected


def test_steps_of_an_order_are_copied_when_it_is_asked_for(house: House) -> None:
    house.publish()
    ask(house, "withdraw")
    two_approvers(house)
    give(house, "withdraw", "director", shown(house, "withdraw"))
    assert documents.documents_in_force(house.library, Reader()) == ()


def test_a_scheduled_version_is_withdrawn_before_it_takes_force_and_the_old_one_stays(house: House) -> None:
    first = house.publish()
    second = house.publish(text(purpose="ฉบับใหม่"), effective=house.today + timedelta(days=10))
    withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="พบข้อผิด", version=VersionLabel(2))
    give(house, "withdraw", "director", shown(house, "withdraw"))
    assert house.version(second).state is State.WITHDRAWN
    for days in (0, 11):
        house.pass_time(days=days)
        current = documents.documents_in_force(house.library, Reader())
        assert [r.release.version_id for r in current] == [first]
        releasing.settle(house.library)
        assert house.sources.main_files(f"documents/{NUMBER}") != {}
    third = house.publish(text(purpose="ฉบับแก้"))
    assert [r.release.version_id for r in documents.documents_in_force(house.library, Reader())] == [third]
