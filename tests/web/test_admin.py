from __future__ import annotations

import re

from sopctl.domain.people import Role
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
