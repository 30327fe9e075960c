from __future__ import annotations

import re
from datetime import date

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import posts, roster
from sopctl.domain.people import Person, Role
from tests.application.house import PASSWORD
from tests.support.people import waiting
from tests.web.sites import Site


def test_a_new_person_signs_in_and_a_deactivated_one_does_not(site: Site) -> None:
    admin = site.of("admin")
    form = {"user": "newcomer", "name": "คนใหม่", "title": "พยาบาล", "department": "ED", "roles": ["author"]}
    given = re.search(
        r"<code>([a-z2-7-]{19})</code>", admin.post("/admin/people", form).get_data(as_text=True)
    )
    assert given is not None
    assert "คนใหม่" in admin.text("/admin")
    browser = site.nobody()
    first = {"user": "newcomer", "given": given[1], "new": "my own long password"}
    assert browser.post("/first-password", first).status_code == 302
    known = {"user": "newcomer", "password": first["new"]}
    assert browser.post("/sign-in", known).status_code == 302
    admin.post("/admin/people/newcomer/deactivate")
    assert browser.get("/inbox").status_code == 302
    assert site.nobody().post("/sign-in", known).status_code == 403


def test_what_cannot_be_added_stays_in_the_form_but_not_its_password(site: Site) -> None:
    form = {"user": "staff", "name": "ชื่อที่พิมพ์", "password": "never shown again", "roles": ["reviewer", "boss"]}
    answer = site.of("admin").post("/admin/people", form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="ชื่อที่พิมพ์"' in page
    assert "never shown again" not in page


def test_a_post_passes_on_and_a_delegation_ends_by_itself(site: Site) -> None:
    admin = site.of("admin")
    given = {"post": "director", "user": "deputy", "first": "๑/๒/๒๕๖๙", "last": ""}
    assert admin.post("/admin/posts", given).status_code == 302
    assert "ยังไม่มีผล" in admin.text("/admin")
    (asked,) = waiting(site.house.library, "deputy")
    quality = site.of("quality")
    assert "ผู้อำนวยการโรงพยาบาล" in quality.text("/account/confirmations")
    done = quality.post(f"/account/confirmations/{asked.id}/confirm", {"password": PASSWORD})
    assert done.status_code == 302
    page = admin.text("/admin")
    assert "๓๑\u00a0ม.ค.\u00a0๒๕๖๙" in page  # the one before ends the day before
    delegated = {"post": "director", "user": "quality", "formula": "ON_BEHALF", "first": "1/3/2569",
                 "last": "7/3/2569"}  # fmt: skip
    assert admin.post("/admin/delegations", delegated).status_code == 302
    assert "ปฏิบัติราชการแทน" in admin.text("/admin")


def test_a_date_that_is_missing_or_none_is_refused_in_its_form(site: Site) -> None:
    admin = site.of("admin")
    for first in ("", "30/2/2569"):
        answer = admin.post("/admin/posts", {"post": "director", "user": "deputy", "first": first})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert page.index("ให้ดำรงตำแหน่ง") < page.index('role="alert"')


def test_roles_are_the_known_ones_only(site: Site) -> None:
    form = {"user": "newcomer", "name": "คนใหม่", "password": PASSWORD, "roles": ["director", "root"]}
    site.of("admin").post("/admin/people", form)
    with site.house.library.reading() as uow:
        person = uow.people.get("newcomer")
    assert person is not None
    assert person.roles == {Role.STAFF}


def test_a_thousand_people_are_asked_by_words_and_read_in_pages(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sopctl.web.admin._PER_PAGE", 2)
    admin = site.of("admin")
    for place in range(3):
        ward = Person(
            f"ward{place}", f"นางหอ ที่{place}", frozenset({Role.AUTHOR}), "ED", employee=f"900{place}"
        )
        roster.add_person(site.house.library, Actor("admin"), ward)
    first, second = admin.text("/admin?q=นางหอ"), admin.text("/admin?q=นางหอ&page=2")
    assert _listed(first) == ["ward0", "ward1"]
    assert "หน้า ๑ จาก ๒" in first
    assert _listed(second) == ["ward2"]
    assert _listed(admin.text("/admin?q=๙๐๐๒")) == ["ward2"]
    assert _listed(admin.text("/admin?q=หอ+WARD1&department=ED&role=author")) == ["ward1"]
    assert "ไม่มีบุคลากรตามที่เลือก" in admin.text("/admin?q=หอ&department=IT")
    answer = admin.post("/admin/people/ward2/deactivate?q=นางหอ&page=2")
    assert answer.status_code == 302
    assert _listed(admin.text(answer.location)) == ["ward0", "ward1"]  # the page that is left
    assert _listed(admin.text("/admin?q=นางหอ&account=closed")) == ["ward2"]
    assert _listed(admin.text("/admin?q=นางหอ&account=all&page=2")) == ["ward2"]


def test_a_refused_act_leaves_the_list_where_it_was(site: Site) -> None:
    answer = site.of("admin").post("/admin/people/nobody-here/sign-in-page?q=deputy", {"subject": "x"})
    page = answer.get_data(as_text=True)
    assert answer.status_code >= 400
    assert _listed(page) == ["deputy"]


def test_a_post_goes_to_whoever_is_named_and_a_name_that_nobody_has_stays_in_the_form(site: Site) -> None:
    admin = site.of("admin")
    with site.house.library.reading() as uow:
        deputy = uow.people.get("deputy")
    assert deputy is not None
    for typed in (deputy.name, f"deputy {deputy.name}"):
        given = {"post": "director", "user": typed, "first": "1/2/2569"}
        assert admin.post("/admin/posts", given).status_code == 302
    with site.house.library.reading() as uow:
        assert [h.person for h in uow.posts.offices().holdings if h.first == date(2026, 2, 1)] == [
            "deputy"
        ] * 2
    answer = admin.post(
        "/admin/delegations", {"post": "director", "user": "ไม่มีคนนี้", "first": "1/2/2569", "last": "2/2/2569"}
    )
    assert answer.status_code == 404
    assert 'value="ไม่มีคนนี้"' in answer.get_data(as_text=True)


def test_who_moves_is_changed_at_once_and_who_gets_authority_waits_for_a_second_person(site: Site) -> None:
    admin, path = site.of("admin"), "/admin/people/staff"
    page = admin.text(f"{path}?q=staff&page=1")
    assert f'action="{path}?q=staff&amp;page=1"' in page
    assert 'href="/admin/people/staff/work"' in page
    form = {"name": "นางสาวย้าย แล้ว", "title": "พยาบาลวิชาชีพ", "department": "IT", "roles": ["staff"]}
    done = admin.post(f"{path}?q=staff", form)
    assert done.location == f"{path}?q=staff"
    with site.house.library.reading() as uow:
        moved = uow.people.get("staff")
    assert moved is not None
    assert (moved.name, moved.title, moved.department) == ("นางสาวย้าย แล้ว", "พยาบาลวิชาชีพ", "IT")
    assert admin.post(path, {**form, "roles": ["staff", "quality"]}).status_code == 302
    assert "มีผลเมื่อบุคคลที่สองยืนยัน" in admin.text(path)
    (asked,) = waiting(site.house.library, "staff")
    assert asked.detail["roles"] == "quality,staff"
    with site.house.library.reading() as uow:
        assert uow.people.get("staff") == moved
    assert site.of("quality").post(path, form).status_code == 403
    assert "แก้ไขข้อมูล" not in site.of("quality").text(path)
    assert admin.get("/admin/people/nobody-here").status_code == 404


def test_posts_that_ended_are_folded_away(site: Site) -> None:
    held = date(2026, 1, 1)
    posts.hold_post(site.house.library, Actor("admin"), posts.GROUP_HEAD, "deputy", held, held)
    page = site.of("admin").text("/admin")
    assert 'href="#add"' in page
    assert page.index("ผู้อำนวยการโรงพยาบาล") < page.index('id="add"')
    assert page.index("ผู้อำนวยการโรงพยาบาล") < page.index("ที่สิ้นสุดแล้ว") < page.index("๑\u00a0ม.ค.\u00a0๒๕๖๙")


def _listed(page: str) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]+)</code>", page[page.index('id="people-list"') :])
