"""Documents whose body is a file: the same numbers, rounds, register and verification as any other."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from sopctl.application.authoring import attaching, drafts
from sopctl.application.authoring.attaching import Origin
from sopctl.application.authoring.checking import FindingsError
from sopctl.application.library import Actor
from sopctl.application.queries import documents, finding, history, readers, verification
from sopctl.application.review import rounds
from sopctl.content.attached import BodyFileRefusedError
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing
from sopctl.domain.workflow import Action
from tests.application.house import House

AUTHOR = Actor("author")
NUMBER = DocumentNumber("SOP-IT-030")
NAME = "แบบฟอร์ม.xlsx"


def workbook(*texts: str) -> bytes:
    book = Workbook()
    for row, words in enumerate(texts, start=1):
        book.active.cell(row, 1, words)  # type: ignore[union-attr]  # a new workbook has a sheet
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FIRST, SECOND = workbook("ชื่อผู้ป่วย", "วันที่"), workbook("ชื่อผู้ป่วย", "วันที่และเวลา")


def begin(house: House, data: bytes = FIRST, origin: Origin | None = None) -> str:
    draft = attaching.start_file_document(
        house.library, AUTHOR, NUMBER, "แบบบันทึก", "SOP", "IT", (NAME, data), origin
    )
    drafts.save_draft(house.library, AUTHOR, draft, save_number=1, reason="ประกาศใช้")
    return draft


def test_a_file_goes_through_the_round_and_comes_back_byte_for_byte(house: House) -> None:
    draft = begin(house)
    round_id = house.submit(draft)
    view = rounds.signing_view(house.library, Actor("reviewer"), round_id)
    assert [file.name for file in view.files] == [NAME]
    assert dict(view.round.manifest.sources)[NAME] == view.files[0].sha256
    assert rounds.round_file(house.library, Actor("reviewer"), round_id, NAME) == FIRST
    for action, who in ((Action.REVIEW, "reviewer"), (Action.CHECK, "quality"), (Action.APPROVE, "director")):
        house.sign(round_id, action, who)
    house.release(draft)
    found = attaching.original_of(house.library, readers.Reader(), NUMBER, None)
    assert (found.data, found.standing, found.name) == (FIRST, Standing.IN_FORCE, NAME)
    page = documents.document_page(house.library, readers.Reader(), NUMBER, digits="thai")
    assert [file.sha256 for file in page.body] == [view.files[0].sha256]
    hits = finding.search(house.library, readers.Reader(), "ชื่อผู้ป่วย").hits
    assert [hit.number for hit in hits] == [NUMBER]


def test_versions_of_a_file_are_compared_by_their_words_and_hashes(house: House) -> None:
    draft = begin(house)
    house.approve(draft)
    house.release(draft)
    second = drafts.start_revision(house.library, AUTHOR, NUMBER)
    attaching.attach(house.library, AUTHOR, second, NAME, SECOND)
    saved = drafts.view_draft(house.library, AUTHOR, second).draft
    drafts.save_draft(house.library, AUTHOR, second, save_number=saved.save_number, reason="เพิ่มเวลา")
    house.pass_time(days=1)
    house.approve(second)
    house.release(second)
    found = history.compare_versions(
        house.library, readers.Reader(), NUMBER, VersionLabel(1), VersionLabel(2)
    )
    said = repr(found)
    assert "วันที่และเวลา" in said
    assert "SHA-256" in said
    old = attaching.original_of(house.library, readers.Reader(), NUMBER, VersionLabel(1), NAME)
    assert (old.data, old.standing) == (FIRST, Standing.SUPERSEDED)
    assert verification.verify_file(house.library, FIRST).standing == "superseded"
    now = verification.verify_file(house.library, SECOND)
    assert (now.genuine, now.by_hash, now.number, now.version, now.standing) == (
        True, True, str(NUMBER), "2", "in_force",
    )  # fmt: skip
    assert not verification.verify_file(house.library, workbook("อื่น")).genuine


def test_only_the_author_changes_the_files_of_a_draft(house: House) -> None:
    draft = begin(house)
    with pytest.raises(NotAllowedError):
        attaching.attach(house.library, Actor("quality"), draft, NAME, SECOND)
    attaching.attach(house.library, AUTHOR, draft, "สอง.xlsx", SECOND)
    assert attaching.named_in(drafts.view_draft(house.library, AUTHOR, draft).draft.markdown) == (
        NAME, "สอง.xlsx",
    )  # fmt: skip
    kept = attaching.detach(house.library, AUTHOR, draft, NAME)
    assert attaching.named_in(kept.markdown) == ("สอง.xlsx",)
    assert list(kept.files) == ["สอง.xlsx"]
    with pytest.raises(NotFoundError):
        attaching.detach(house.library, AUTHOR, draft, NAME)


def test_a_named_file_that_is_not_there_stops_the_submission(house: House) -> None:
    draft = begin(house)
    saved = drafts.view_draft(house.library, AUTHOR, draft).draft
    text = attaching.with_body(saved.markdown, (NAME, "ไม่มี.pdf"))
    drafts.save_draft(house.library, AUTHOR, draft, save_number=saved.save_number, markdown=text)
    with pytest.raises(FindingsError) as refused:
        house.submit(draft)
    assert "ไม่มี.pdf" in refused.value.facts["first"]


def test_what_is_no_document_is_refused_before_it_is_kept(house: House) -> None:
    before = set(house.blobs.all())
    with pytest.raises(BodyFileRefusedError):
        begin(house, b"MZ program")
    assert set(house.blobs.all()) == before


def test_an_outside_document_tells_where_it_comes_from(house: House) -> None:
    draft = begin(house, origin=Origin("กรมการแพทย์", "พิมพ์ครั้งที่ 2", date(2023, 6, 12), "หนังสือที่ 1"))
    house.approve(draft)
    house.release(draft)
    origin = documents.document_page(house.library, readers.Reader(), NUMBER, digits="thai").origin
    assert origin is not None
    assert (origin.issuer, origin.received) == ("กรมการแพทย์", date(2023, 6, 12))
