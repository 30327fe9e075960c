"""Pages that are kept for readers without an account are never another reader's, and never old."""

from __future__ import annotations

import pytest

from sopctl.application.queries import documents
from tests.application.house import text
from tests.web.sites import Site, make


def _count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    real = documents.document_page

    def counted(*given: object, **named: object) -> object:
        made.append("page")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "document_page", counted)
    return made


def test_a_page_is_made_once_for_many_readers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.house.publish()
    made = _count(monkeypatch)
    first = site.nobody().get("/documents/SOP-IT-001")
    second = site.nobody().get("/documents/SOP-IT-001")
    assert (first.data, made) == (second.data, ["page"])
    assert second.headers["Content-Security-Policy"]
    assert second.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_a_release_is_on_the_next_page(site: Site) -> None:
    site.house.publish()
    site.nobody().get("/documents/SOP-IT-001")
    site.house.publish(text(title="เรื่องที่แก้แล้ว"))
    assert "เรื่องที่แก้แล้ว" in site.nobody().text("/documents/SOP-IT-001")


def test_midnight_is_on_the_next_page(site: Site) -> None:
    site.house.publish(effective=site.house.today)
    site.house.publish(text(title="ของวันพรุ่งนี้"), effective=site.house.today.replace(day=16))
    assert "ของวันพรุ่งนี้" not in site.nobody().text("/")
    site.house.pass_time(days=1)
    assert "ของวันพรุ่งนี้" in site.nobody().text("/")


def test_one_language_and_one_person_never_see_the_page_of_another(site: Site) -> None:
    site.house.publish()
    site.house.publish(text("SOP-IT-002", title="เฉพาะหน่วยงาน", access="restricted"))
    insider = site.of("quality")
    assert "เฉพาะหน่วยงาน" in insider.text("/")
    assert "เฉพาะหน่วยงาน" not in site.nobody().text("/")
    english = site.nobody()
    english.get("/language/en")
    assert "Find what is in force" in english.text("/")
    assert "Find what is in force" not in site.nobody().text("/")
    assert "เฉพาะหน่วยงาน" in insider.text("/")


def test_the_token_of_a_form_is_never_in_a_kept_page(site: Site) -> None:
    site.house.publish()
    visitor = site.nobody()
    visitor.get("/verify")  # gives the visitor a session with a token of its own
    for path in ("/", "/documents/SOP-IT-001", "/register", "/documents/SOP-IT-001/history"):
        visitor.get(path)
        page = site.nobody().text(path)
        assert "csrf_token" not in page or visitor.token() not in page


def test_nothing_is_kept_where_reading_needs_an_account() -> None:
    site = make(anonymous_read=False)
    site.house.publish()
    assert site.nobody().get("/documents/SOP-IT-001").status_code == 302
    site.of("staff").text("/documents/SOP-IT-001")
    assert site.nobody().get("/documents/SOP-IT-001").status_code == 302
