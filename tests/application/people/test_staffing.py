from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sopctl.application.distribution import readership
from sopctl.application.library import Actor
from sopctl.application.people import proof, sessions, staffing
from sopctl.application.people.staff_lists import Change, HeadsMissingError, PlanStaleError, plan_import
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.people import Person
from tests.application.house import PASSWORD, House

ADMIN = Actor("admin")
HEADS = ("รหัสพนักงาน", "ชื่อผู้ใช้", "ชื่อ-สกุล", "หน่วยงาน", "ตำแหน่ง", "บทบาท", "อีเมล", "วันที่เริ่มงาน", "วันที่ออก")


def row(employee: str, user: str = "", name: str = "", department: str = "", title: str = "", roles: str = "",
        mail: str = "", start: str = "", leave: str = "") -> tuple[str, ...]:  # fmt: skip
    return employee, user, name, department, title, roles, mail, start, leave


def told(house: House, *rows: tuple[str, ...]) -> list[tuple[str, str]]:
    plan = plan_import(house.library, ADMIN, [("รายชื่อบุคลากร",), HEADS, *rows])
    return [
        (x.change.value, x.refused.value if x.refused else x.after.user if x.after else "")
        for x in plan.lines
    ]


def take(house: House, *rows: tuple[str, ...]) -> staffing.Imported:
    plan = plan_import(house.library, ADMIN, [HEADS, *rows])
    return staffing.import_people(house.library, ADMIN, [HEADS, *rows], plan.digest)


def person(house: House, user: str) -> Person:
    with house.library.reading() as uow:
        found = uow.people.get(user)
    assert found is not None
    return found


def test_every_row_says_what_it_would_do(house: House) -> None:
    assert told(
        house,
        row("1001", "staff", "พยาบาล", "IT"),
        row("1002", "", "นางสาวมาใหม่ ตั้งใจ", "เรียน", "พยาบาลวิชาชีพ", "", "new@example.org", "1/10/2568"),
        row("1003", "deputy", "รองผู้อำนวยการ", "", leave="14/1/2569"),
        row("1001", "", "ซ้ำ"),
        row("", "", "ไม่มีรหัส"),
        row("1004", "", ""),
        row("1005", "", "ผิดหน่วยงาน", "ไม่มีหน่วยงานนี้"),
        row("1006", "", "ผิดบทบาท", "IT", roles="เจ้าของโรงพยาบาล"),
        row("1007", "", "ผิดเมล", "IT", mail="=cmd|' /C calc'!A0"),
        row("1008", "", "ผิดวัน", "IT", start="31/2/2569"),
        row("1009", "1ABC", "ผิดชื่อผู้ใช้"),
        row("๑๐๑๐", "admin", "ผู้ดูแล", roles="staff"),
    ) == [
        ("transferred", "staff"), ("new", "e1002"), ("left", "deputy"), ("refused", "twice"),
        ("refused", "no-employee"), ("refused", "no-name"), ("refused", "department"), ("refused", "role"),
        ("refused", "mail"), ("refused", "day"), ("refused", "user"), ("refused", "yourself"),
    ]  # fmt: skip


def test_whoever_leaves_is_given_nothing_by_the_row_that_says_so(house: House) -> None:
    """Else they would come back with roles that no second person confirmed, and no row told of."""
    before = person(house, "deputy")
    take(house, row("1003", "deputy", "ชื่ออื่น", "IT", roles="quality, admin", leave="14/1/2569"))
    gone = person(house, "deputy")
    assert not gone.active
    assert gone == replace(before, employee="1003", active=False, leaves=gone.leaves)


def test_a_name_in_several_columns_is_put_together_as_it_is_signed(house: House) -> None:
    heads = ("รหัส พนักงาน", "คำนำหน้า", "ชื่อ", "นามสกุล", "สังกัด")
    people = [("1001", "นางสาว", "ปาริชาติ ", "แสงทอง", "IT"), ("1002", "นาย", "นายใหม่", "มาดี", "")]
    rows = [("รายชื่อ",), (), heads, (), *people, ("1003", "Dr.", "Ann", "Lee", "")]
    plan = plan_import(house.library, ADMIN, rows)
    assert [(x.row, x.after.name) for x in plan.lines if x.after] == [
        (5, "นางสาวปาริชาติ แสงทอง"), (6, "นายใหม่ มาดี"), (7, "Dr. Ann Lee"),
    ]  # fmt: skip


def test_a_number_that_is_another_s_is_refused(house: House) -> None:
    take(house, row("1001", "staff", "พยาบาล", "ED"))
    assert told(house, row("1001", "deputy", "พยาบาล")) == [("refused", "other-person")]
    assert told(house, row("2002", "staff", "พยาบาล")) == [("refused", "other-person")]
    assert told(house, row("1001", "", "พยาบาล", "ED")) == [("unchanged", "staff")]


def test_a_transfer_takes_the_reading_lists_with_it(house: House) -> None:
    house.publish()
    done = take(house, row("1001", "staff", "พยาบาล", "คอม", start="15/1/2569"))
    assert [x.change for x in done.plan.lines] == [Change.TRANSFERRED]
    moved = person(house, "staff")
    assert (moved.department, moved.employee, moved.placed) == ("IT", "1001", house.today)
    (owed,) = readership.my_readings(house.library, Actor("staff")).owed
    assert owed.since == house.today


def test_somebody_new_gets_a_code_and_signs_nothing_with_it(house: House) -> None:
    house.publish()
    done = take(house, row("1002", "", "คนใหม่", "IT"))
    (code,) = done.codes
    assert (code.person.user, person(house, "e1002").active) == ("e1002", True)
    with pytest.raises(proof.PasswordNotOwnError):
        proof.reauthenticate(house.library, Actor("e1002"), code.code)
    with house.library.reading() as uow:
        assert [c.locks for c in uow.confirmations.of("e1002")] == [True]


def test_authority_by_a_list_waits_for_a_second_person(house: House) -> None:
    done = take(house, row("1003", "reviewer", "หัวหน้าแผนก", "ED", roles="reviewer,quality"))
    assert [p.user for p in done.waiting] == ["reviewer"]
    before = person(house, "reviewer")
    assert (before.department, sorted(before.roles), before.employee) == ("IT", ["reviewer"], "1003")


def test_who_leaves_is_deactivated_and_keeps_what_they_signed(house: House) -> None:
    version_id = house.publish()
    readership.acknowledge(
        house.library, Actor("author"), house.version(version_id).number, password=PASSWORD
    )
    first = house.today
    house.pass_time(days=2)
    take(house, row("1004", "author", "ผู้จัดทำ", "IT", leave=(house.today - timedelta(days=1)).isoformat()))
    assert not person(house, "author").active
    assert house.ledger_actions()[-2:] == ["person:deactivate", "people:import"]
    (line,) = readership.register_readers(house.library, Actor("auditor"), first)
    assert ("author", True, True) in {(r.user, r.must, r.acknowledged is not None) for r in line.readers}
    (line,) = readership.register_readers(house.library, Actor("auditor"))
    assert ("author", False, True) in {(r.user, r.must, r.acknowledged is not None) for r in line.readers}


def test_a_last_day_to_come_is_kept_until_it_is_over(house: House) -> None:
    last = house.today + timedelta(days=3)
    take(house, row("1004", "staff", "พยาบาล", "ED", leave=last.isoformat()))
    assert person(house, "staff").active
    house.pass_time(days=3)
    assert staffing.settle_leavers(house.library) == 0
    house.pass_time(days=1)
    assert staffing.settle_leavers(house.library) == 1
    assert not person(house, "staff").active


def test_somebody_who_returns_proves_themselves_anew(house: House) -> None:
    take(house, row("1004", "staff", "พยาบาล", "ED", leave="1/1/2569"))
    done = take(house, row("1004", "staff", "พยาบาล", "ED"))
    assert [x.change for x in done.plan.lines] == [Change.RETURNED]
    with pytest.raises(proof.WrongPasswordError):
        sessions.sign_in(house.library, "staff", PASSWORD)
    with pytest.raises(proof.PasswordNotOwnError):  # the code asks for a new password first
        sessions.sign_in(house.library, "staff", done.codes[0].code)


def test_the_decision_is_on_what_was_shown(house: House) -> None:
    rows = [HEADS, row("1001", "staff", "พยาบาล", "IT")]
    plan = plan_import(house.library, ADMIN, rows)
    with house.library.unit() as uow:
        uow.people.save(replace(person(house, "staff"), title="หัวหน้า"))
        uow.commit()
    with pytest.raises(PlanStaleError):
        staffing.import_people(house.library, ADMIN, rows, plan.digest)
    with pytest.raises(HeadsMissingError):
        plan_import(house.library, ADMIN, [("ก", "ข")])
    with pytest.raises(NotAllowedError):
        plan_import(house.library, Actor("quality"), rows)
