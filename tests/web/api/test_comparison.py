"""A program compares a file of its own with a version."""

from __future__ import annotations

import pytest

from tests.application.house import text
from tests.support.word_parts import docx, p
from tests.web.api.programs import Programs

ADDRESS = "/documents/SOP-IT-001/comparison"
NEW = "เพื่อ ทดสอบ ระบบ ใหม่ ของ หน่วยงาน"


@pytest.fixture
def two(programs: Programs) -> Programs:
    programs.site.house.publish(text(purpose="เพื่อ ทดสอบ ระบบ ของ หน่วยงาน"))
    programs.site.house.publish(text(purpose=NEW))
    return programs


def test_a_file_is_compared_with_a_version_or_with_the_one_in_force(two: Programs) -> None:
    program = two.of("staff")
    with two.site.house.library.reading() as uow:
        before = uow.ledger.head()
    same = program.send("POST", f"{ADDRESS}?name=a.md", data=text(purpose=NEW).encode())
    assert same.status_code == 200
    assert same.get_json()["counts"].get("changed", 0) == 0
    older = program.send("POST", f"{ADDRESS}?from=1&name=a.md", data=text(purpose=NEW).encode())
    (changed,) = [one for one in older.get_json()["changes"] if one["kind"] == "changed"]
    assert "ใหม่" in "".join(run["text"] for run in changed["runs"] if run["kind"] == "added")
    word = program.send("POST", ADDRESS, data=docx(p(NEW)))
    assert word.get_json()["counts"]["removed"] > 0
    with two.site.house.library.reading() as uow:
        assert uow.ledger.head() == before  # and nothing is kept


def test_what_cannot_be_compared_is_refused_with_the_way_out(two: Programs) -> None:
    program = two.of("staff")
    pdf = program.send("POST", ADDRESS, data=b"%PDF-1.7")
    assert (pdf.status_code, pdf.get_json()["code"]) == (415, "convert-first")
    empty = program.send("POST", ADDRESS)
    assert (empty.status_code, empty.get_json()["code"]) == (422, "request-malformed")
    none = program.send("POST", f"{ADDRESS}?from=9", data=b"# x")
    assert (none.status_code, none.get_json()["code"]) == (404, "not-found")
