"""Parts of pages that are kept for readers of one kind are never another kind's, and never old."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import roster, sessions
from sopctl.application.queries import documents
from tests.application.house import PEOPLE, text
from tests.web.sites import Browser, Site, make

PAGE = "/documents/SOP-IT-001"


def _count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    real = documents.document_page

    def counted(*given: object, **named: object) -> object:
        made.append("page")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "document_page", counted)
    return made


def test_a_part_is_drawn_once_for_readers_of_one_kind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.house.publish()
    staff, quality = site.of("staff"), site.of("quality")
    made = _count(monkeypatch)
    first = staff.text(PAGE)
    assert staff.text(PAGE) == first
    assert len(made) == 1
    assert quality.text(PAGE) != first
    assert len(made) == 2


def test_restricted_documents_stay_with_their_department(site: Site) -> None:
    site.house.publish(text("SOP-IT-002", title="เฉพาะหน่วยงาน", access="restricted"))
    inside, outside = site.of("author"), site.of("staff")
    for _ in range(2):
        assert inside.get("/documents/SOP-IT-002").status_code == 200
        assert outside.get("/documents/SOP-IT-002").status_code == 404
        assert site.nobody().get("/documents/SOP-IT-002").status_code == 404
        assert "เฉพาะหน่วยงาน" in inside.text("/")
        assert "เฉพาะหน่วยงาน" not in outside.text("/")
        assert "SOP-IT-002" in inside.text("/search?q=เฉพาะ")
        assert "SOP-IT-002" not in outside.text("/search?q=เฉพาะ")
        assert "SOP-IT-002" not in site.nobody().text("/search?q=เฉพาะ")
        assert inside.get("/documents/SOP-IT-002.pdf").status_code == 200
        assert outside.get("/documents/SOP-IT-002.pdf").status_code == 404


def test_a_department_that_is_let_in_reads_and_whoever_leaves_it_stops_at_once(site: Site) -> None:
    library = site.house.library
    site.house.publish(text("SOP-IT-002", title="ทับทิม", access="restricted", let_in="ED"))
    staff, deputy, nobody = site.of("staff"), site.of("deputy"), site.nobody()
    pages = ("/documents/SOP-IT-002", "/documents/SOP-IT-002.pdf", "/documents/SOP-IT-002/history")
    lists = ("/", "/search?q=ทับทิม", "/register")

    def seen(browser: Browser) -> tuple[set[int], set[bool]]:
        return (
            {browser.get(page).status_code for page in pages},
            {"SOP-IT-002" in browser.text(page) for page in lists},
        )

    for _ in range(2):
        assert [seen(each) for each in (staff, deputy, nobody)] == [
            ({200}, {True}), ({404}, {False}), ({404}, {False})
        ]  # fmt: skip
    page = staff.text("/documents/SOP-IT-002")
    assert "ผู้ที่อ่านได้" in page
    assert "เรียน, คอม" in page
    moved = {"staff": "IT", "deputy": "ED"}
    for user, department in (*moved.items(), ("staff", "")):
        with library.reading() as uow:
            person = uow.people.get(user)
        assert person is not None
        roster.change_person(library, Actor("admin"), replace(person, department=department))
    assert [seen(each) for each in (staff, deputy)] == [({404}, {False}), ({200}, {True})]


def test_the_top_is_each_readers_own(site: Site) -> None:
    site.house.publish()
    staff, quality = site.of("staff"), site.of("quality")
    pages = {user: browser.text(PAGE) for user, browser in (("staff", staff), ("quality", quality))}
    mine = f"<b>{next(person.name for person in PEOPLE if person.user == 'staff')}</b>"
    assert mine in pages["staff"]
    assert mine not in pages["quality"]
    tokens = {page.split('name="csrf_token" value="')[1].split('"')[0] for page in pages.values()}
    assert len(tokens) == 2
    assert "\ufdd0" not in "".join(pages.values())
    assert mine not in site.nobody().text(PAGE)


def test_whoever_is_signed_out_elsewhere_is_signed_out_on_the_next_page(site: Site) -> None:
    site.house.publish()
    staff = site.of("staff")
    assert staff.get("/inbox").status_code == 200
    sessions.end_sessions_of(site.house.library, Actor("admin"), "staff")
    assert staff.get("/inbox").status_code == 302


def test_two_libraries_keep_nothing_together() -> None:
    one, other = make(), make()
    one.house.publish(text(title="ของโรงพยาบาลแรก"))
    other.house.publish(text(title="ของโรงพยาบาลที่สอง"))
    assert "ของโรงพยาบาลแรก" in one.of("staff").text(PAGE)
    assert "ของโรงพยาบาลแรก" not in other.of("staff").text(PAGE)
