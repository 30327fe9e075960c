"""A named person answers for personal data before it enters git, or before release."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook

from sopctl.application.authoring import clearing, drafts, submission
from sopctl.application.authoring.attaching import start_file_document
from sopctl.application.authoring.clearing import (
    CLEAR,
    ClearReasonError,
    ClearTooLateError,
    FindingClearedError,
    FindingNotThereError,
    OwnFindingError,
    PersonalDataError,
)
from sopctl.application.library import Actor, record
from sopctl.application.paper import registration
from sopctl.application.paper.registration import PaperFacts
from sopctl.application.remarks import ReasonPersonalError
from sopctl.application.review import rounds
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.versions import ReasonMissingError
from sopctl.domain.workflow import Action, State
from tests.application.house import PASSWORD, House, text
from tests.support.word_parts import docx, p, story

CITIZEN = "1-1017-00230-70-8"  # made up; its check digit is right
PHONE = "081-234-5678"
SURE = text(purpose=f"ตัวอย่างบัตร {CITIZEN}")
LIKELY = text(purpose=f"โทรแจ้งศูนย์ที่ {PHONE}")


def mark(house: House, version_id: str, by: str = "author") -> str:
    (one,) = drafts.view_draft(house.library, Actor(by), version_id).personal
    return one.finding.fingerprint


def clear(house: House, version_id: str, by: str, reason: str = "เป็นเลขสมมติในตัวอย่าง") -> clearing.Clearance:
    return clearing.clear(house.library, Actor(by), version_id, mark(house, version_id), reason)


def approved_under_another_secret(house: House, version_id: str) -> str:
    """Cleared, submitted, and then the secret is another one, as after a rebuild without ``keys/``."""
    clear(house, version_id, "quality")
    round_id = house.submit(version_id)
    house.library = replace(house.library, vouch=lambda data: canonical.sha256(b"another library\0" + data))
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    house.sign(round_id, Action.APPROVE, "director")
    return round_id


def everything_in_git(house: House) -> bytes:
    kept = [b"".join(house.sources.read(commit).values()) for commit in house.sources.rounds().values()]
    return b"".join([*kept, house.sources.anchored_ledger()])


def ledger(house: House) -> str:
    with house.library.reading() as uow:
        return repr([row for row, _ in uow.ledger.rows()])


@pytest.mark.parametrize(("written", "said"), [(SURE, CITIZEN), (LIKELY, PHONE)])
def test_no_personal_data_enters_git_uncleared(house: House, written: str, said: str) -> None:
    version = house.write(written)
    before = house.sources.rounds()
    with pytest.raises(PersonalDataError) as refused:
        house.submit(version)
    assert refused.value.facts["count"] == "1"
    assert said not in str(refused.value)
    assert house.sources.rounds() == before
    assert said.encode() not in everything_in_git(house)
    assert house.version(version).state is State.DRAFT


@pytest.mark.parametrize("by", ["quality", "reviewer"])
def test_a_named_person_clears_it_and_the_signers_see_who_and_why(house: House, by: str) -> None:
    version = house.write(SURE)
    given = clear(house, version, by)
    assert (given.by, given.reason) == (by, "เป็นเลขสมมติในตัวอย่าง")
    round_id = house.submit(version)
    for signer in ("reviewer", "director", "quality"):
        (one,) = rounds.signing_view(house.library, Actor(signer), round_id).personal
        assert one.clearance == given
        assert not one.may_clear
    assert CLEAR in house.ledger_actions()
    assert CITIZEN not in ledger(house)
    assert given.fingerprint in ledger(house)


def test_the_mark_in_git_is_no_hash_that_numbers_can_be_tried_against(house: House) -> None:
    version = house.write(SURE)
    given = clear(house, version, "quality")
    line = next(one for one in SURE.split("\n") if CITIZEN in one)
    said = f"{given.code}\n{line}".encode()
    assert given.fingerprint == house.library.vouch(b"finding\0" + said)[:32]
    assert given.fingerprint not in hashlib.sha256(said).hexdigest()
    other = replace(house.library, vouch=lambda data: canonical.sha256(b"another library\0" + data))
    (one,) = drafts.view_draft(other, Actor("author"), version).personal
    assert one.clearance is None, "with another secret it is another finding"


def test_a_clearance_with_a_plain_hash_stays_readable_and_clears_nothing(house: House) -> None:
    version = house.write(SURE)
    line = next(one for one in SURE.split("\n") if CITIZEN in one)
    old = hashlib.sha256(f"personal-citizen-number\n{line}".encode()).hexdigest()[:16]
    with house.library.unit() as uow:
        record(
            house.library, uow, Actor("quality"), f"version:{version}", CLEAR, code="personal-citizen-number",
            fingerprint=old, name="ผู้ตรวจ", reason="เลขสมมติ",
        )  # fmt: skip
        uow.commit()
    with house.library.reading() as uow:
        assert clearing.clearances(uow, version)[old].reason == "เลขสมมติ"
    with pytest.raises(PersonalDataError):
        house.submit(version)


def test_the_author_answers_for_what_is_only_likely_and_never_for_what_is_sure(house: House) -> None:
    likely, sure = house.write(LIKELY), house.write(SURE.replace("SOP-IT-001", "SOP-IT-002"))
    clear(house, likely, "author", "เบอร์กลางของโรงพยาบาล")
    with pytest.raises(OwnFindingError):
        clear(house, sure, "author")
    own = house.write(SURE.replace("SOP-IT-001", "SOP-IT-003"), by="quality")
    with pytest.raises(OwnFindingError):
        clearing.clear(house.library, Actor("quality"), own, mark(house, own, "quality"), "ตัวอย่าง")


@pytest.mark.parametrize("by", ["other", "staff", "auditor", "admin", "director"])
def test_others_may_not(house: House, by: str) -> None:
    version = house.write(LIKELY)
    with pytest.raises(NotAllowedError):
        clear(house, version, by)
    assert CLEAR not in house.ledger_actions()


def test_what_is_not_known_to_be_cleared_any_more_stops_the_release(house: House) -> None:
    version = house.write(LIKELY)
    round_id = approved_under_another_secret(house, version)
    with pytest.raises(PersonalDataError):
        house.release(version)
    assert house.version(version).state is State.APPROVED
    (one,) = rounds.signing_view(house.library, Actor("quality"), round_id).personal
    assert one.may_clear
    clearing.clear(house.library, Actor("quality"), version, one.finding.fingerprint, "เบอร์กลาง")
    house.release(version)
    with pytest.raises(ClearTooLateError):
        clearing.clear(house.library, Actor("quality"), version, one.finding.fingerprint, "อีกครั้ง")


def test_a_changed_line_asks_again_and_a_moved_one_does_not(house: House) -> None:
    version = house.write(SURE)
    clear(house, version, "quality")
    draft = drafts.view_draft(house.library, Actor("author"), version).draft
    moved = draft.markdown.replace("# วัตถุประสงค์\n", "# วัตถุประสงค์\n\nเพิ่ม\n")
    saved = drafts.save_draft(
        house.library, Actor("author"), version, save_number=draft.save_number, markdown=moved
    )
    (one,) = drafts.view_draft(house.library, Actor("author"), version).personal
    assert one.clearance is not None
    changed = moved.replace("ตัวอย่างบัตร", "บัตรของผู้ป่วย")
    drafts.save_draft(
        house.library, Actor("author"), version, save_number=saved.save_number, markdown=changed
    )
    (one,) = drafts.view_draft(house.library, Actor("author"), version).personal
    assert one.clearance is None
    with pytest.raises(PersonalDataError):
        house.submit(version)


def test_a_returned_version_keeps_its_clearing_and_an_earlier_round_is_only_read(house: House) -> None:
    version = house.write(LIKELY)
    given = clear(house, version, "quality")
    round_id = house.submit(version)
    rounds.return_for_correction(house.library, Actor("reviewer"), round_id, "แก้คำ")
    (old,) = rounds.signing_view(house.library, Actor("quality"), round_id).personal
    assert not old.may_clear
    again = house.submit(version)
    (one,) = rounds.signing_view(house.library, Actor("quality"), again).personal
    assert one.clearance == given


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        (" ", ClearReasonError),
        ("ก" * 501, ClearReasonError),
        (f"เบอร์ {PHONE} เป็นเบอร์กลาง", ReasonPersonalError),
        ("บัตร ๑๑๐๑๗๐๐๒๓๐๗๐๘", ReasonPersonalError),
    ],
)
def test_a_reason_is_asked_for_and_names_nobody(house: House, reason: str, wrong: type[Exception]) -> None:
    version = house.write(LIKELY)
    with pytest.raises(wrong):
        clear(house, version, "quality", reason)
    assert CLEAR not in house.ledger_actions()


def test_what_is_not_there_or_done_already_is_refused(house: House) -> None:
    version = house.write(LIKELY)
    with pytest.raises(FindingNotThereError):
        clearing.clear(house.library, Actor("quality"), version, "0" * 16, "เหตุผล")
    with pytest.raises(NotFoundError):
        clearing.clear(house.library, Actor("quality"), "nothing", "0" * 16, "เหตุผล")
    clear(house, version, "quality")
    with pytest.raises(FindingClearedError):
        clear(house, version, "reviewer")
    # Only personal data is cleared; other findings are mended.
    other = house.write(text("SOP-IT-002", purpose="ข้อความ ភាសា"))
    found = drafts.view_draft(house.library, Actor("author"), other).findings
    with pytest.raises(FindingNotThereError):
        clearing.clear(house.library, Actor("quality"), other, found[0].fingerprint, "เหตุผล")
    submission.abandon(house.library, Actor("author"), version, "ไม่ใช้")
    with pytest.raises(ClearTooLateError):
        clearing.clear(house.library, Actor("quality"), version, "0" * 16, "เหตุผล")


def test_a_reason_for_change_with_personal_data_does_not_enter_git(house: House) -> None:
    version = house.write(text(), reason=f"ตามที่ผู้ป่วย {CITIZEN} ร้องเรียน")
    with pytest.raises(ReasonPersonalError):
        house.submit(version)
    assert house.sources.rounds() == {}


def test_the_settings_of_a_document_are_read_too(house: House) -> None:
    version = house.write(text().replace("owner: ศูนย์คอมพิวเตอร์", f"owner: ศูนย์คอมพิวเตอร์ {CITIZEN}"))
    with pytest.raises(PersonalDataError):
        house.submit(version)


def test_paper_is_registered_only_when_its_text_is_cleared(house: House) -> None:
    version = house.write(LIKELY)
    paper = PaperFacts("นพ.ทดสอบ", "ผู้อำนวยการ", date(2023, 6, 12), b"%PDF-1.7 scan")

    def register() -> None:
        registration.register_paper(
            house.library,
            Actor("quality"),
            version,
            password=PASSWORD,
            effective=date(2023, 6, 12),
            paper=paper,
        )

    with pytest.raises(PersonalDataError):
        register()
    assert PHONE.encode() not in everything_in_git(house)
    clear(house, version, "quality")
    register()
    assert house.version(version).state is State.RELEASED


def word_form(*paragraphs: str, comment: str = "") -> bytes:
    told = story("comments", f'<w:comment w:id="1" w:author="ก">{p(comment)}</w:comment>')
    return docx(*(p(one) for one in paragraphs), parts={"comments.xml": told} if comment else None)


def sheet(number: int) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["B2"] = number  # type: ignore[index]
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("แบบ.docx", word_form("บัตรประชาชน " + CITIZEN)),
        ("แบบ.docx", word_form("ว่าง", comment=f"เลข {CITIZEN}")),
        ("แบบ.xlsx", sheet(int(CITIZEN.replace("-", "")))),
    ],
)
def test_the_words_of_a_file_that_is_the_document_are_looked_through(
    house: House, name: str, data: bytes
) -> None:
    version = start_file_document(
        house.library, Actor("author"), number=DocumentNumber("FM-IT-901"), title="แบบบันทึก", type_code="FM",
        department="IT", file=(name, data),
    )  # fmt: skip
    before = house.sources.rounds()
    with pytest.raises(PersonalDataError) as refused:
        house.submit(version)
    assert CITIZEN not in str(refused.value)
    assert name in refused.value.findings[0].message_th
    assert house.sources.rounds() == before
    clear(house, version, "quality")
    with pytest.raises(ReasonMissingError):  # what was cleared stands in the way no more
        house.submit(version)
