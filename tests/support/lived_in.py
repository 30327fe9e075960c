"""A demo library as it is after some months: something of everything that a page can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sopctl.application.authoring import attaching, drafts, submission
from sopctl.application.distribution import announcing, counts, prints
from sopctl.application.library import Actor, Library
from sopctl.application.notices import board as noticeboard
from sopctl.application.paper import lists as paper_lists
from sopctl.application.paper.lines import TypedLine
from sopctl.application.people import pictures, posts, roster, tokens
from sopctl.application.release import releasing, withdrawal
from sopctl.application.requests import handling
from sopctl.application.review import rounds
from sopctl.bootstrap import open_library
from sopctl.config import load_settings
from sopctl.domain.counts import Finding
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Post
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import RequestKind
from sopctl.domain.tokens import Scope
from sopctl.domain.workflow import Action, State

PASSWORD = "sopctl-demo"
AUTHOR, QUALITY, ADMIN, STAFF = Actor("author"), Actor("quality"), Actor("admin"), Actor("staff")
TWICE = DocumentNumber("SOP-PR-001")  # in force in its second version
PRINTED = TWICE
ENDING = DocumentNumber("SOP-IT-004")
FORM = DocumentNumber("SOP-IT-031")  # a document whose body is a file
_REVIEWER = {"IT": "reviewer", "PR": "reviewer-pr", "MR": "reviewer-mr"}


@dataclass
class LivedIn:
    """The names that addresses need."""

    in_review: str = ""
    in_approval: str = ""
    approved: str = ""
    draft: str = ""
    file_draft: str = ""
    count: str = ""
    request: str = ""
    announcement: str = ""
    paper_list: str = ""
    notice: str = ""
    token: str = ""  # of a release, as its QR code says it


def furnish(home: Path, sheet: bytes, picture: bytes) -> LivedIn:
    """Live in the demo library at ``home``; ``sheet`` is an XLSX file, ``picture`` a PNG of a signature."""
    library, found = open_library(load_settings({}, home)), LivedIn()
    wanted = [
        prints.Wanted(HolderKind.DEPARTMENT, "ED", "หอผู้ป่วยใน 1"),
        prints.Wanted(HolderKind.PERSON, "staff", "ห้องยา"),
    ]
    issued = prints.issue_prints(library, QUALITY, PRINTED, wanted)
    found.count = counts.begin_count(library, QUALITY).id
    counts.see(library, QUALITY, found.count, issued[0].id, Finding.FOUND)
    _versions(library, found, sheet)
    _requests(library, found)
    offered = announcing.announceable(library, QUALITY)
    picks = [announcing.Pick(line.version_id, line.withdrawn) for line in offered[:3]]
    found.announcement = announcing.announce(library, QUALITY, picks).id
    withdrawal.ask_withdrawal(library, QUALITY, ENDING, reason="รวมกับ SOP-IT-003 แล้ว")
    _paper(library, found)
    _people(library, picture)
    found.notice = noticeboard.my_notices(library, QUALITY).notices[0].id
    with library.reading() as uow:
        found.token = next(r.token for r in uow.releases.all() if r.release.number == TWICE)
    return found


def _versions(library: Library, found: LivedIn, sheet: bytes) -> None:
    """One document in force twice, one to release, one to approve, one draft, one file."""
    second = _approved_at_last(library, TWICE)
    releasing.release_version(library, QUALITY, second, password=PASSWORD)
    _, found.approved = approved(library, DocumentNumber("SOP-IT-002"), "แก้ถ้อยคำ")
    third = _rewritten(library, DocumentNumber("SOP-MR-001"), "ทบทวนทั้งฉบับ")
    found.in_approval = _signed(library, third, "MR", approve=False)
    found.draft = drafts.start_document(
        library, AUTHOR, DocumentNumber("SOP-IT-090"), "การดูแลห้องเครื่องคอมพิวเตอร์แม่ข่าย", "SOP", "IT"
    )
    with library.reading() as uow:
        versions = uow.versions.of(DocumentNumber("SOP-IT-001"))
        found.in_review = next(v.round.id for v in versions if v.round and v.state is State.IN_REVIEW)
    found.file_draft = attaching.start_file_document(
        library, AUTHOR, FORM, "แบบขออนุญาตใช้ระบบ", "SOP", "IT", ("แบบ.xlsx", sheet), None
    )
    drafts.save_draft(library, AUTHOR, found.file_draft, save_number=1, reason="แบบใหม่")
    _signed(library, found.file_draft, "IT")
    releasing.release_version(library, QUALITY, found.file_draft, password=PASSWORD)


def approved(library: Library, number: DocumentNumber, reason: str) -> tuple[str, str]:
    """A next version of a document that everybody has signed: its id and its round's."""
    version = _rewritten(library, number, reason)
    return version, _signed(library, version, str(number).split("-")[1])


def _approved_at_last(library: Library, number: DocumentNumber) -> str:
    """The version of the demo that waits for the director, whom it waits for no longer; its id."""
    with library.reading() as uow:
        version = next(v for v in uow.versions.of(number) if v.state is State.IN_APPROVAL)
    assert version.round is not None
    director, opened = Actor("director"), version.round.id
    shown = rounds.signing_view(library, director, opened).shown
    rounds.sign(library, director, opened, Action.APPROVE, password=PASSWORD, shown=shown, remark="ครบถ้วน")
    return version.id


def _rewritten(library: Library, number: DocumentNumber, reason: str) -> str:
    version = drafts.start_revision(library, AUTHOR, number)
    draft = drafts.view_draft(library, AUTHOR, version).draft
    text = draft.markdown.replace("\n# ขอบเขต", "\nแก้ไขตามข้อเสนอของหน่วยงาน\n\n# ขอบเขต", 1)
    text = text.replace("โรงพยาบาล", "สถานพยาบาล", 3)
    drafts.save_draft(library, AUTHOR, version, save_number=draft.save_number, markdown=text, reason=reason)
    return version


def _signed(library: Library, version: str, department: str, *, approve: bool = True) -> str:
    opened = submission.submit(library, AUTHOR, version).round
    assert opened is not None
    steps = [(_REVIEWER[department], Action.REVIEW), ("quality", Action.CHECK), ("director", Action.APPROVE)]
    for user, action in steps if approve else steps[:2]:
        shown = rounds.signing_view(library, Actor(user), opened.id).shown
        rounds.sign(library, Actor(user), opened.id, action, password=PASSWORD, shown=shown, remark="ครบถ้วน")
    return opened.id


def _requests(library: Library, found: LivedIn) -> None:
    files = {"photo.pdf": b"%PDF-1.7\n"}
    asked = handling.ask(
        library, STAFF, RequestKind.REVISE, reason="ขั้นตอนที่ 3 ไม่ตรงกับที่ปฏิบัติจริงบนหอผู้ป่วย",
        document=DocumentNumber("SOP-IT-003"), proposal="ให้โทรแจ้งเวรก่อนส่งแบบฟอร์ม", files=files,
    )  # fmt: skip
    found.request = asked.number.replace("/", "_")
    handling.ask(library, STAFF, RequestKind.COPY, reason="ฉบับที่หอชำรุด", document=PRINTED, place="ห้องยา")


def _paper(library: Library, found: LivedIn) -> None:
    good = {"number": "SOP-IT-050", "title": "เรื่องเดิม", "type": "SOP", "department": "IT", "version": "1",
            "effective": "12/6/2560", "approver": "นพ.วิชัย", "post": "ผู้อำนวยการ", "scan": "a.pdf"}  # fmt: skip
    lines = [TypedLine(2, good), TypedLine(3, {**good, "number": "SOP-IT-051", "effective": "31/2/2560"})]
    view = paper_lists.propose(
        library, QUALITY, "เดิม.xlsx", lines, {"a.pdf": library.blobs.put(b"%PDF-1.4 a")}
    )
    found.paper_list = view.paper_list.id


def _people(library: Library, picture: bytes) -> None:
    newcomer = Person("newcomer", "นางสาวมานี มีใจ", frozenset({Role.STAFF}), "PR", "พยาบาลวิชาชีพ")
    roster.add_person(library, ADMIN, newcomer, None)
    today = library.clock().date()
    deputy = Post("deputy", "รองผู้อำนวยการฝ่ายการแพทย์", "Deputy Director")
    posts.hold_post(library, ADMIN, deputy, "group-head", today, today + timedelta(days=30))
    pictures.set_picture(library, Actor("director"), "director", picture)
    tokens.make_token(
        library, AUTHOR, name="รายงานประจำเดือน", scopes=[Scope.READ], days=90, password=PASSWORD
    )
