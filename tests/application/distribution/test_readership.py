from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sopctl.application.distribution import readership
from sopctl.application.distribution.readership import facts
from sopctl.application.distribution.readership.pins import MachineRestsError
from sopctl.application.library import Actor
from sopctl.application.people import proof, roster, sessions
from sopctl.application.ports import UnitOfWork
from sopctl.application.safekeeping.remembered_facts import bring_back
from sopctl.domain.acknowledgements import Means, Question, read_questions
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from tests.application.house import PASSWORD, House, text

NUMBER = DocumentNumber("SOP-IT-001")
V1 = VersionLabel(1)


def owed(house: House, user: str) -> list[str]:
    return [str(o.released.release.number) for o in readership.my_readings(house.library, Actor(user)).owed]


def acknowledge(house: House, user: str, **options: object) -> None:
    readership.acknowledge(house.library, Actor(user), NUMBER, password=PASSWORD, **options)  # type: ignore[arg-type]


def give_number(house: House, user: str, employee: str) -> None:
    with house.library.unit() as uow:
        person = uow.people.get(user)
        assert person is not None
        uow.people.save(replace(person, employee=employee))
        uow.commit()


def share(house: House) -> tuple[int, int, int]:
    found = readership.completion(house.library, Actor("quality")).all
    return found.must, found.done, found.late


def test_the_type_names_the_readers_until_the_quality_office_does(house: House) -> None:
    house.publish()
    assert owed(house, "author") == owed(house, "reviewer") == ["SOP-IT-001"]
    assert owed(house, "staff") == []
    readership.set_reading_list(
        house.library, Actor("quality"), NUMBER, lines=["department:ED", "role:auditor", "person:deputy"]
    )
    assert [user for user in ("author", "staff", "auditor", "deputy", "director") if owed(house, user)] == [
        "staff", "auditor", "deputy",
    ]  # fmt: skip


def test_a_declaration_asks_for_the_password_and_is_kept_once(house: House) -> None:
    version_id = house.publish()
    with pytest.raises(proof.WrongPasswordError):
        readership.acknowledge(house.library, Actor("author"), NUMBER, password="another")
    acknowledge(house, "author", version=V1)
    assert owed(house, "author") == []
    with pytest.raises(readership.AlreadyAcknowledgedError):
        acknowledge(house, "author")
    with house.library.reading() as uow:
        (given,) = uow.readings.of_versions([version_id])
    assert (given.person, given.means, given.name) == ("author", Means.ACCOUNT, "ผู้จัดทำ")
    assert house.ledger_actions()[-1] == "reading:acknowledge"


def test_a_new_employee_owes_the_documents_of_the_department(house: House) -> None:
    house.publish()
    assert share(house) == (2, 0, 0)
    newcomer = Person(
        "newcomer", "คนใหม่", frozenset({Role.STAFF}), "IT", placed=house.today + timedelta(days=9)
    )
    with house.library.unit() as uow:
        uow.people.add(newcomer)
        uow.commit()
    house.pass_time(days=9)
    (asked,) = readership.my_readings(house.library, Actor("newcomer")).owed
    assert asked.since == newcomer.placed
    assert share(house) == (3, 0, 0)
    house.pass_time(days=7)
    assert share(house) == (3, 0, 2)  # the newcomer is not late yet


def test_a_new_version_asks_again(house: House) -> None:
    house.publish()
    acknowledge(house, "author")
    second = house.publish(text(purpose="เพื่อทดสอบอีกครั้ง"))
    assert owed(house, "author") == ["SOP-IT-001"]
    with pytest.raises(readership.ReadingChangedError):
        acknowledge(house, "author", version=V1)
    acknowledge(house, "author", version=VersionLabel(2))
    with house.library.reading() as uow:
        assert uow.readings.who_read([second]) == {second: frozenset({"author"})}


def test_an_amendment_asks_again_unless_the_quality_office_says_not(house: House) -> None:
    house.publish()
    acknowledge(house, "author")
    from sopctl.application.authoring import drafts
    from sopctl.domain.workflow import Action

    version_id = drafts.start_revision(house.library, Actor("author"), NUMBER, amendment=True)
    drafts.save_draft(house.library, Actor("author"), version_id, save_number=1, reason="แก้คำผิด")
    round_id = house.submit(version_id)
    house.sign(round_id, Action.CHECK, "quality")
    house.sign(round_id, Action.APPROVE, "director")
    house.release(version_id)
    amended = VersionLabel(1, 1)
    assert owed(house, "author") == ["SOP-IT-001"]
    with pytest.raises(NotAllowedError):
        readership.waive(house.library, Actor("author"), NUMBER, amended, "แก้คำผิด")
    with pytest.raises(readership.NotAnAmendmentError):
        readership.waive(house.library, Actor("quality"), NUMBER, V1, "แก้คำผิด")
    readership.waive(house.library, Actor("quality"), NUMBER, amended, "แก้คำผิด")
    assert owed(house, "author") == []
    assert owed(house, "reviewer") == ["SOP-IT-001"]  # who read neither still owes it
    assert share(house) == (2, 1, 0)
    line = readership.readers_on(house.library, Actor("auditor"), NUMBER)
    assert [(r.user, r.carried) for r in line.readers if r.acknowledged] == [("author", True)]


def test_wrong_answers_are_kept_and_refused(house: House) -> None:
    version_id = house.publish()
    questions = read_questions("ใครอนุมัติ\n- แม่บ้าน\n* ผู้อำนวยการ\nทบทวนเมื่อใด\n* ทุกปี\n- ไม่ต้อง\n")
    readership.set_reading_list(
        house.library, Actor("quality"), NUMBER, lines=None, questions=questions, needed=2
    )
    with pytest.raises(readership.AnswersWrongError) as refused:
        acknowledge(house, "author", answers=[1, None])
    assert refused.value.facts["right"] == "1"
    assert owed(house, "author") == ["SOP-IT-001"]
    acknowledge(house, "author", answers=[1, 0])
    with house.library.reading() as uow:
        assert [(a.right, a.passed) for a in uow.readings.attempts(version_id)] == [(1, False), (2, True)]


def test_the_author_sets_the_questions_and_not_the_readers(house: House) -> None:
    house.publish()
    question = (Question("ถาม", ("ก", "ข"), 0),)
    readership.set_reading_list(house.library, Actor("author"), NUMBER, lines=None, questions=question)
    with pytest.raises(NotAllowedError):
        readership.set_reading_list(
            house.library, Actor("author"), NUMBER, lines=["person:author"], questions=question
        )
    with pytest.raises(readership.QuestionsNeededError):
        readership.set_reading_list(
            house.library, Actor("quality"), NUMBER, lines=None, questions=question, needed=2
        )


def test_nobody_is_asked_for_what_they_may_not_open(house: House) -> None:
    house.publish(text(access="restricted"))
    readership.set_reading_list(house.library, Actor("quality"), NUMBER, lines=["all"])
    found = readership.readers_on(house.library, Actor("quality"), NUMBER)
    assert {r.user for r in found.readers} == {"author", "reviewer", "quality", "auditor"}
    with pytest.raises(NotFoundError):
        acknowledge(house, "staff")


def test_a_line_keeps_the_day_from_which_it_asks(house: House) -> None:
    house.publish()
    quality = Actor("quality")
    readership.set_reading_list(house.library, quality, NUMBER, lines=["department:ED"])
    first = house.today
    house.pass_time(days=3)
    readership.set_reading_list(house.library, quality, NUMBER, lines=["department:ED", "role:auditor"])
    found = readership.readers_on(house.library, quality, NUMBER)
    since = {r.user: r.since for r in found.readers}
    assert since["staff"] == first
    assert since["auditor"] == first + timedelta(days=3)


# -- the shared machine --------------------------------------------------------------------------------
def test_a_pin_opens_reading_and_nothing_else(house: House) -> None:
    house.publish()
    give_number(house, "author", "10234")
    readership.set_pin(house.library, Actor("author"), "๕๙๒๗๑๔", PASSWORD)
    secret, person = readership.open_ticket(house.library, "๑๐๒๓๔", "592714")
    assert person.user == "author"
    assert readership.holder(house.library, secret) == person
    assert sessions.signed_in(house.library, secret) is None
    with pytest.raises(proof.WrongPasswordError):
        sessions.sign_in(house.library, "author", "592714")
    given = readership.declare(house.library, Actor("author"), NUMBER, Means.KIOSK)
    assert given.means is Means.KIOSK
    readership.close_ticket(house.library, secret)
    assert readership.holder(house.library, secret) is None


def test_a_ticket_ends_by_itself(house: House) -> None:
    give_number(house, "author", "10234")
    readership.set_pin(house.library, Actor("author"), "592714", PASSWORD)
    secret, _ = readership.open_ticket(house.library, "10234", "592714")
    for _ in range(3):
        house.pass_time(minutes=4)
        assert readership.holder(house.library, secret) is not None
    house.pass_time(minutes=6)
    assert readership.holder(house.library, secret) is None


def test_wrong_pins_rest_longer_each_time(house: House) -> None:
    give_number(house, "author", "10234")
    readership.set_pin(house.library, Actor("author"), "592714", PASSWORD)
    for minutes in (15, 30):
        for _ in range(5):
            with pytest.raises(readership.WrongPinError):
                readership.open_ticket(house.library, "10234", "111112")
        with pytest.raises(readership.PinLockedError) as refused:
            readership.open_ticket(house.library, "10234", "592714")
        assert int(refused.value.facts["minutes"]) == minutes
        house.pass_time(minutes=minutes, seconds=1)
    assert house.ledger_actions().count("pin:lock") == 2
    readership.open_ticket(house.library, "10234", "592714")
    with pytest.raises(readership.WrongPinError):
        readership.open_ticket(house.library, "no such", "592714")


@pytest.mark.parametrize("meanwhile", ["another PIN", "guesses"])
def test_a_ticket_is_of_the_pin_as_it_stands_when_it_opens(
    house: House, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """What comes while a PIN is being looked at counts, and is not overwritten."""
    give_number(house, "author", "10234")
    author = Actor("author")
    readership.set_pin(house.library, author, "592714", PASSWORD)
    real = house.library.passwords.matches
    looking: list[str] = []

    def matches(kept: str, given: str) -> bool:
        if not looking:
            looking.append(given)
            if meanwhile == "another PIN":
                readership.set_pin(house.library, author, "837261", PASSWORD)
            for _ in range(5 if meanwhile == "guesses" else 0):
                with pytest.raises(readership.WrongPinError):
                    readership.open_ticket(house.library, "10234", "111112")
        return real(kept, given)

    monkeypatch.setattr(house.library.passwords, "matches", matches)
    with pytest.raises((readership.WrongPinError, readership.PinLockedError)):
        readership.open_ticket(house.library, "10234", "592714")
    house.pass_time(minutes=16)
    assert readership.open_ticket(
        house.library, "10234", "837261" if meanwhile == "another PIN" else "592714"
    )


def test_a_machine_on_which_numbers_are_guessed_rests_for_two_minutes(house: House) -> None:
    give_number(house, "author", "10234")
    readership.set_pin(house.library, Actor("author"), "592714", PASSWORD)
    for guess in range(15):  # one try at each number, so that no PIN rests
        with pytest.raises(readership.WrongPinError):
            readership.open_ticket(house.library, f"2{guess:04}", "592714", "10.0.3.7")
    with pytest.raises(MachineRestsError) as refused:
        readership.open_ticket(house.library, "10234", "592714", "10.0.3.7")
    assert refused.value.facts["minutes"] == "2"
    readership.open_ticket(house.library, "10234", "592714", "10.0.3.8")  # the next ward goes on
    house.pass_time(minutes=2, seconds=1)
    readership.open_ticket(house.library, "10234", "592714", "10.0.3.7")
    assert house.ledger_actions().count("machine:rest") == 1


@pytest.mark.parametrize("pin", ["12345", "111111", "234567", "876543", "102340", "abcdef", "1234567"])
def test_a_weak_pin_is_refused(house: House, pin: str) -> None:
    give_number(house, "author", "102340")
    with pytest.raises(readership.PinWeakError):
        readership.set_pin(house.library, Actor("author"), pin, PASSWORD)


# -- paper ---------------------------------------------------------------------------------------------
def test_a_paper_sheet_is_entered_as_paper(house: House) -> None:
    version_id = house.publish()
    day = house.today
    house.pass_time(days=2)
    enter = {"users": ["author", "reviewer"], "day": day, "scan": b"%PDF-1.7 signed", "password": PASSWORD}
    acknowledge(house, "author")
    with pytest.raises(NotAllowedError):
        readership.enter_sheet(house.library, Actor("reviewer"), NUMBER, **enter)  # type: ignore[arg-type]
    for wrong in (day - timedelta(days=1), house.today + timedelta(days=1)):
        with pytest.raises(readership.SheetDayError):
            readership.enter_sheet(house.library, Actor("quality"), NUMBER, **{**enter, "day": wrong})  # type: ignore[arg-type]
    with pytest.raises(readership.SheetScanError):
        readership.enter_sheet(house.library, Actor("quality"), NUMBER, **{**enter, "scan": b"text"})  # type: ignore[arg-type]
    given = readership.enter_sheet(house.library, Actor("quality"), NUMBER, **enter)  # type: ignore[arg-type]
    assert [(a.person, a.means, a.day) for a in given] == [("reviewer", Means.PAPER, day)]
    assert house.blobs.get(given[0].scan) == b"%PDF-1.7 signed"
    with house.library.reading() as uow:
        assert {a.means for a in uow.readings.of_versions([version_id])} == {Means.ACCOUNT, Means.PAPER}


def test_a_sign_sheet_names_who_has_not_read(house: House) -> None:
    house.publish()
    acknowledge(house, "author")
    sheet = readership.sign_sheet(house.library, Actor("quality"), NUMBER).decode()
    assert "หัวหน้าแผนก" in sheet
    assert "ผู้จัดทำ" not in sheet


# -- what was in force on this day, and who had read it (R24) --------------------------------------------
def test_a_day_before_is_told_as_it_was(house: House) -> None:
    house.publish()
    first = house.today
    acknowledge(house, "author")
    house.pass_time(days=1)
    acknowledge(house, "reviewer")
    house.pass_time(days=1)
    house.publish(text(purpose="เพื่อทดสอบอีกครั้ง"))
    roster.deactivate(house.library, Actor("admin"), "author")

    def told(on: date | None) -> list[tuple[str, str, bool]]:
        found = readership.register_readers(house.library, Actor("auditor"), on)
        return [
            (str(x.released.release.version), r.user, r.acknowledged is not None)
            for x in found
            for r in x.readers
        ]

    assert told(first) == [("1", "author", True), ("1", "reviewer", False)]
    assert told(first + timedelta(days=1)) == [("1", "author", True), ("1", "reviewer", True)]
    assert told(None) == [("2", "reviewer", False)]
    with pytest.raises(NotFoundError):
        readership.readers_on(house.library, Actor("auditor"), NUMBER, first - timedelta(days=1))


def test_a_department_head_sees_the_own_department(house: House) -> None:
    house.publish()
    readership.set_reading_list(house.library, Actor("quality"), NUMBER, lines=["all"])
    found = readership.completion(house.library, Actor("other"))
    assert [code for code, _ in found.departments] == ["ED"]
    assert {r.user for r in readership.readers_on(house.library, Actor("other"), NUMBER).readers} == {
        "other", "staff",
    }  # fmt: skip
    with pytest.raises(NotAllowedError):
        readership.completion(house.library, Actor("staff"))


# -- telling and recalling -----------------------------------------------------------------------------
def test_people_are_told_once_then_each_week_in_one_notice(house: House) -> None:
    house.publish()
    house.publish(text("SOP-IT-002"))
    assert readership.remind_readers(house.library) == 2
    assert readership.remind_readers(house.library) == 0
    house.pass_time(days=6)
    assert readership.remind_readers(house.library) == 0
    house.pass_time(days=1)
    acknowledge(house, "author")
    assert readership.remind_readers(house.library) == 2
    told = [
        n
        for n in house.database.data.notices.values()
        if n.person == "author" and n.kind.startswith("reading")
    ]
    assert [(n.kind.value, n.number, n.path) for n in sorted(told, key=lambda n: n.at)] == [
        ("reading-asked", None, "/reading"),
        ("reading-reminder", DocumentNumber("SOP-IT-002"), "/reading/SOP-IT-002"),
    ]


def test_the_ledger_alone_brings_reading_back(house: House) -> None:
    version_id = house.publish()

    def everything(uow: UnitOfWork) -> tuple[object, ...]:
        readings = uow.readings
        return readings.of_versions([version_id]), readings.list_of(NUMBER), readings.attempts(version_id)

    quality = Actor("quality")
    questions = read_questions("ถาม\n- ก\n* ข\n")
    readership.set_reading_list(house.library, quality, NUMBER, lines=["all"], questions=questions)
    with pytest.raises(readership.AnswersWrongError):
        acknowledge(house, "author", answers=[0])
    acknowledge(house, "author", answers=[1])
    readership.enter_sheet(
        house.library, quality, NUMBER, users=["staff"], day=house.today, scan=b"%PDF-", password=PASSWORD
    )
    with house.library.reading() as uow:
        rows = [row for row, _ in uow.ledger.rows()]
        before = everything(uow)
        version, released = uow.versions.get(version_id), uow.releases.get(version_id)
    data = house.database.data
    for lost in (data.acknowledgements, data.reading_lists, data.attempts):
        lost.clear()
    assert version is not None
    assert released is not None
    with house.library.unit() as uow:
        told = bring_back(house.library, uow, quality, rows, [version], [released])
        uow.commit()
    assert {n: told.counted[n] for n in ("acknowledgements", "attempts", "lists")} == {
        "acknowledgements": 2, "attempts": 2, "lists": 1,
    }  # fmt: skip
    with house.library.reading() as uow:
        after = everything(uow)
    assert after == before
    assert facts.ACKNOWLEDGE in {row.action for row in rows}
