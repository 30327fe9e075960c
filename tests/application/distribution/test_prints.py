"""Controlled prints: numbered, sealed, recalled by fact, exchanged in one step, counted (R7, R22)."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from sopctl.application.distribution import print_copies, print_lists, prints
from sopctl.application.distribution.print_copies import PrintOutdatedError, files_to_print, key_of
from sopctl.application.distribution.prints import (
    HolderMayNotReadError,
    HolderUnknownError,
    NothingToExchangeError,
    TooManyPrintsError,
    Wanted,
)
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.notices.board import my_notices
from sopctl.application.people import roster
from sopctl.application.queries import verification
from sopctl.application.release import withdrawal
from sopctl.application.release.withdrawal import NotInForceError
from sopctl.application.requests import handling
from sopctl.application.safekeeping.doctor.beside import check_beside
from sopctl.application.safekeeping.doctor.examination import orphan_blobs
from sopctl.application.safekeeping.doctor.mending import repair
from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.prints import check_prints, check_request_files
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.application.safekeeping.remembered_facts import bring_back
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.prints import Fate, HolderKind, Print, PrintEndedError, PrintState, RecallDayWrongError
from sopctl.domain.requests import RequestAction, RequestKind
from sopctl.domain.standing import Standing
from tests.application.house import PASSWORD, House, text
from tests.application.test_attacks import refused

NUMBER = DocumentNumber("SOP-IT-001")
QUALITY = Actor("quality")
ED = Wanted(HolderKind.DEPARTMENT, "ED", "หอผู้ป่วยใน")
STAFF = Wanted(HolderKind.PERSON, "staff", "ห้องพยาบาล")


def issue(house: House, *wanted: Wanted) -> tuple[Print, ...]:
    return prints.issue_prints(house.library, QUALITY, NUMBER, wanted or (ED, STAFF))


def states(house: House) -> dict[int, PrintState]:
    return {x.issued.copy: x.state for x in print_lists.print_list(house.library, QUALITY).lines}


def stored(house: House, issued: Print) -> bytes:
    with house.library.reading() as uow:
        released = uow.releases.get(issued.version_id)
    assert released is not None
    return house.blobs.get(released.copies[key_of(issued)])


def told(house: House, user: str) -> list[NoticeKind]:
    kinds = {NoticeKind.PRINT_ISSUED, NoticeKind.PRINT_RECALL}
    return [n.kind for n in my_notices(house.library, Actor(user)).notices if n.kind in kinds]


def test_copies_are_numbered_sealed_and_drawn_with_their_holder(house: House) -> None:
    house.publish()
    first, second = issue(house)
    assert (first.copy, second.copy) == (1, 2)
    assert first.holder.name == "เรียน"
    assert second.holder.name == "พยาบาล"
    for issued in (first, second):
        drawn = stored(house, issued).decode("utf-8", "replace")
        assert "controlled" in drawn
        assert f"https://sop.example/verify/{issued.token}" in drawn
        assert "SEAL" in drawn
    (third,) = issue(house, STAFF)
    assert third.copy == 3
    assert house.ledger_actions()[-1] == "print:issue"
    assert told(house, "staff") == [NoticeKind.PRINT_ISSUED] * 2
    assert told(house, "other") == [NoticeKind.PRINT_ISSUED]
    verify_ledger(house.library)


def test_only_the_quality_office_issues_and_only_of_what_is_in_force(house: House) -> None:
    with refused(house, NotFoundError):
        issue(house)
    house.publish(effective=house.today + timedelta(days=3))
    with refused(house, NotInForceError):
        issue(house)
    house.pass_time(days=3)
    for user in ("staff", "author", "director", "auditor", "admin", "nobody"):
        with refused(house, NotAllowedError):
            prints.issue_prints(house.library, Actor(user), NUMBER, [ED])
    for holder in (Wanted(HolderKind.PERSON, "ghost"), Wanted(HolderKind.DEPARTMENT, "XX")):
        with refused(house, HolderUnknownError):
            issue(house, ED, holder)
    for wanted in ([], [ED] * 201):
        with refused(house, TooManyPrintsError):
            prints.issue_prints(house.library, QUALITY, NUMBER, wanted)
    roster.deactivate(house.library, Actor("admin"), "staff")
    with refused(house, HolderUnknownError):
        issue(house, STAFF)
    issue(house, ED)


def test_a_restricted_document_goes_to_nobody_who_may_not_read_it(house: House) -> None:
    house.publish(text(access="restricted"))
    for wanted in (ED, STAFF):
        with refused(house, HolderMayNotReadError):
            issue(house, wanted)
    issue(house, Wanted(HolderKind.DEPARTMENT, "IT"), Wanted(HolderKind.PERSON, "auditor"))
    assert told(house, "staff") == []
    assert print_lists.held_by_me(house.library, Actor("staff")) == ()
    assert [x.issued.copy for x in print_lists.held_by_me(house.library, Actor("reviewer"))] == [1]


def test_the_list_is_for_the_quality_office_and_auditors(house: House) -> None:
    house.publish()
    issue(house)
    assert len(print_lists.print_list(house.library, Actor("auditor")).lines) == 2
    for user in ("staff", "author", "director", "admin"):
        with pytest.raises(NotAllowedError):
            print_lists.print_list(house.library, Actor(user))
    found = print_lists.print_list(house.library, QUALITY, place="หอผู้ป่วยใน")
    assert [x.issued.copy for x in found.lines] == [1]
    assert found.places == ("ห้องพยาบาล", "หอผู้ป่วยใน")
    assert print_lists.print_list(house.library, QUALITY, number=DocumentNumber("SOP-XX-001")).lines == ()
    assert print_lists.print_list(house.library, QUALITY, states=[PrintState.LOST]).lines == ()
    assert [x.issued.copy for x in print_lists.held_by_me(house.library, Actor("staff"))] == [1, 2]


def test_midnight_recalls_what_a_new_version_supersedes_without_a_process(house: House) -> None:
    house.publish()
    issue(house)
    house.publish(text(purpose="ฉบับใหม่"), effective=house.today + timedelta(days=2))
    assert set(states(house).values()) == {PrintState.OUT}
    assert print_lists.tell_recalls(house.library) == 0
    house.pass_time(days=2)
    assert set(states(house).values()) == {PrintState.TO_RECALL}
    for _ in range(2):
        assert print_lists.tell_recalls(house.library) == 2
    assert told(house, "staff")[0] is NoticeKind.PRINT_RECALL
    assert told(house, "quality").count(NoticeKind.PRINT_RECALL) == 1
    assert told(house, "other").count(NoticeKind.PRINT_RECALL) == 1


def test_an_exchange_serves_everybody_once_and_can_record_the_return(house: House) -> None:
    house.publish()
    with refused(house, NothingToExchangeError):
        prints.exchange_prints(house.library, QUALITY, NUMBER)
    issue(house, ED, STAFF, STAFF)
    house.publish(text(purpose="ฉบับใหม่"))
    roster.deactivate(house.library, Actor("admin"), "other")
    made = prints.exchange_prints(house.library, QUALITY, NUMBER, copies=[1])
    assert [(p.copy, p.version, p.place) for p in made.issued] == [(4, VersionLabel(2), "หอผู้ป่วยใน")]
    assert states(house)[1] is PrintState.TO_RECALL
    made = prints.exchange_prints(house.library, QUALITY, NUMBER, returned_on=house.today)
    assert [p.copy for p in made.issued] == [5, 6]
    assert states(house) == {
        1: PrintState.TO_RECALL, 2: PrintState.RETURNED, 3: PrintState.RETURNED,
        4: PrintState.OUT, 5: PrintState.OUT, 6: PrintState.OUT,
    }  # fmt: skip
    with refused(house, NothingToExchangeError):
        prints.exchange_prints(house.library, QUALITY, NUMBER)
    with refused(house, NotAllowedError):
        prints.exchange_prints(house.library, Actor("director"), NUMBER)
    line = next(x for x in print_lists.print_list(house.library, QUALITY).lines if x.issued.copy == 1)
    assert line.replaced_by is not None
    assert line.replaced_by.copy == 4


def test_an_exchange_hides_nothing_that_was_recorded_while_it_drew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish()
    issue(house)
    house.publish(text(purpose="ฉบับใหม่"))
    real = house.blobs.put

    def destroyed_meanwhile(data: bytes) -> str:
        monkeypatch.setattr(house.blobs, "put", real)
        prints.recall_prints(house.library, QUALITY, NUMBER, [1], Fate.DESTROYED)
        return real(data)

    monkeypatch.setattr(house.blobs, "put", destroyed_meanwhile)
    prints.exchange_prints(house.library, QUALITY, NUMBER, returned_on=house.today)
    assert [states(house)[copy] for copy in (1, 2)] == [PrintState.DESTROYED, PrintState.RETURNED]
    assert house.ledger_actions().count("print:recall") == 2


def test_an_exchange_leaves_out_who_is_gone(house: House) -> None:
    house.publish()
    issue(house)
    house.publish(text(purpose="ฉบับใหม่"))
    roster.deactivate(house.library, Actor("admin"), "staff")
    made = prints.exchange_prints(house.library, QUALITY, NUMBER, returned_on=house.today)
    assert [p.holder.code for p in made.issued] == ["ED"]
    assert [p.copy for p in made.left] == [2]
    assert states(house)[2] is PrintState.TO_RECALL
    again = prints.exchange_prints(house.library, QUALITY, NUMBER)
    assert (again.issued, [p.copy for p in again.left]) == ((), [2])


def test_a_withdrawn_document_has_its_prints_recalled_and_none_exchanged(house: House) -> None:
    house.publish()
    issue(house)
    withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="เลิกใช้")
    view = withdrawal.withdrawal_view(house.library, Actor("director"), NUMBER)
    assert view is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), NUMBER, password=PASSWORD, shown=view.shown)
    assert set(states(house).values()) == {PrintState.TO_RECALL}
    for act in (prints.exchange_prints,):
        with refused(house, NotInForceError):
            act(house.library, QUALITY, NUMBER)


def test_a_recall_is_recorded_once_with_its_day_and_its_witness(house: House) -> None:
    house.publish()
    issue(house)
    yesterday, tomorrow = house.today - timedelta(days=1), house.today + timedelta(days=1)
    for day in (yesterday, tomorrow):
        with refused(house, RecallDayWrongError):
            prints.recall_prints(house.library, QUALITY, NUMBER, [1], Fate.RETURNED, on=day)
    with refused(house, NotAllowedError):
        prints.recall_prints(house.library, Actor("staff"), NUMBER, [1], Fate.RETURNED)
    for copies in ([1, 9], []):
        with refused(house, NotFoundError):
            prints.recall_prints(house.library, QUALITY, NUMBER, copies, Fate.RETURNED)
    (ended,) = prints.recall_prints(
        house.library, QUALITY, NUMBER, [1], Fate.DESTROYED, remark="ต่อหน้าหัวหน้าเวร"
    )
    assert (ended.fate, ended.ended_on, ended.remark) == (Fate.DESTROYED, house.today, "ต่อหน้าหัวหน้าเวร")
    with refused(house, PrintEndedError):  # one of two: neither is recorded
        prints.recall_prints(house.library, QUALITY, NUMBER, [2, 1], Fate.RETURNED)
    assert states(house) == {1: PrintState.DESTROYED, 2: PrintState.OUT}


def test_the_code_of_a_copy_tells_of_that_very_copy(house: House) -> None:
    house.publish()
    first, second = issue(house)
    answer = verification.by_token(house.library, first.token)
    assert (answer.issued, answer.standing, answer.usable) == (first, Standing.IN_FORCE, True)
    prints.recall_prints(house.library, QUALITY, NUMBER, [1], Fate.RETURNED)
    gone = verification.by_token(house.library, first.token)
    assert (gone.standing, gone.usable) == (Standing.IN_FORCE, False)
    assert verification.by_token(house.library, second.token).usable
    house.publish(text(purpose="ฉบับใหม่"))
    old = verification.by_token(house.library, second.token)
    assert (old.standing, old.usable) == (Standing.SUPERSEDED, False)
    with house.library.reading() as uow:
        plain = uow.releases.of(NUMBER)[1].token
    assert verification.by_token(house.library, plain).issued is None


def test_files_for_the_printer_are_handed_out_and_recorded(house: House) -> None:
    house.publish()
    first, second = issue(house)
    one = files_to_print(house.library, QUALITY, [first.id])
    assert (one.name, one.data) == ("SOP-IT-001-v1-copy-001-ED.pdf", stored(house, first))
    both = files_to_print(house.library, QUALITY, [first.id, second.id, first.id])
    with zipfile.ZipFile(BytesIO(both.data)) as archive:
        assert archive.namelist() == ["SOP-IT-001-v1-copy-001-ED.pdf", "SOP-IT-001-v1-copy-002-staff.pdf"]
        assert archive.read(archive.namelist()[1]) == stored(house, second)
    assert house.ledger_actions()[-3:] == ["print:download"] * 3
    for user in ("staff", "auditor", "director"):
        with refused(house, NotAllowedError):
            files_to_print(house.library, Actor(user), [first.id])
    for ids in ([], ["nothing"]):
        with refused(house, NotFoundError):
            files_to_print(house.library, QUALITY, ids)
    prints.recall_prints(house.library, QUALITY, NUMBER, [1], Fate.LOST)
    with refused(house, PrintEndedError):
        files_to_print(house.library, QUALITY, [second.id, first.id])
    house.publish(text(purpose="ฉบับใหม่"))
    with refused(house, PrintOutdatedError):
        files_to_print(house.library, QUALITY, [second.id])


def test_a_lost_copy_is_drawn_again_the_same(house: House) -> None:
    house.publish()
    first, _ = issue(house)
    house.publish(text(purpose="ฉบับใหม่"))
    with house.library.reading() as uow:
        released = uow.releases.get(first.version_id)
    assert released is not None
    assert print_copies.redraw_print(house.library, released, key_of(first)) == stored(house, first)


@pytest.mark.parametrize("step", ["put", "check_fence"])
def test_an_issue_that_dies_in_between_leaves_no_number_behind(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    house.publish()

    class KilledError(BaseException):
        pass

    def die(*_: object) -> None:
        raise KilledError

    if step == "put":
        monkeypatch.setattr(house.blobs, "put", die)
    else:
        monkeypatch.setattr("tests.fakes.database.FakeUnitOfWork.check_fence", die)
    with pytest.raises(KilledError):
        issue(house)
    monkeypatch.undo()
    assert states(house) == {}
    assert [p.copy for p in issue(house)] == [1, 2]


def test_the_ledger_brings_prints_and_requests_back(house: House) -> None:
    house.publish()
    first, second = issue(house)
    prints.recall_prints(house.library, QUALITY, NUMBER, [2], Fate.DESTROYED, remark="หน้าหัวหน้าเวร")
    asked = handling.ask(house.library, Actor("staff"), RequestKind.WITHDRAW, reason="เลิกใช้", document=NUMBER)
    handling.decide(house.library, QUALITY, asked.number, RequestAction.ASK_BACK, words="ตั้งแต่เมื่อไร")
    with house.library.reading() as uow:
        rows = [row for row, _ in uow.ledger.rows()]
        kept = list(uow.prints.all()), uow.requests.get(asked.number)
        version, released = house.version(first.version_id), uow.releases.get(first.version_id)
    assert released is not None
    house.database.data = replace(house.database.data, prints={}, requests={})
    with house.library.unit() as uow:
        made = bring_back(house.library, uow, QUALITY, rows, [version], [released])
        uow.commit()
    with house.library.reading() as uow:
        assert (list(uow.prints.all()), uow.requests.get(asked.number)) == kept
    assert (len(made.prints), len(made.requests)) == (2, 1)
    assert second.copy == 2


def test_the_doctor_knows_prints_and_mends_their_copies(house: House) -> None:
    house.publish()
    first, second = issue(house)
    asked = handling.ask(
        house.library, Actor("staff"), RequestKind.NEW, reason="ไม่มี", title="ใหม่", files={"a.txt": b"one"}
    )
    assert [p.kind for p in _of_prints(house)] == []
    assert orphan_blobs(house.library) == ()
    with house.library.reading() as uow:
        version = uow.releases.get(first.version_id)
    assert version is not None
    copies = {key: sha for key, sha in version.copies.items() if key != key_of(first)}
    house.database.data.releases[first.version_id] = replace(version, copies=copies)
    house.database.data.prints[second.id] = replace(second, place="ที่อื่น")
    house.blobs.kept.pop(asked.asked.files["a.txt"])
    assert [(p.kind, p.repairable) for p in _of_prints(house)] == [
        (Kind.COPY_MISSING, True), (Kind.HISTORY_DIFFERS, False), (Kind.BLOB_MISSING, False),
    ]  # fmt: skip
    repair(house.library, QUALITY, [p for p in _of_prints(house) if p.kind is Kind.COPY_MISSING])
    assert Kind.COPY_MISSING not in {p.kind for p in _of_prints(house)}
    assert "controlled" in stored(house, first).decode("utf-8", "replace")


def _of_prints(house: House) -> list[Problem]:
    moment = Moment.of(house.library)
    return [*check_prints(moment), *check_beside(moment), *check_request_files(house.library, moment)]
