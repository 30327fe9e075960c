"""Who may know that a document is there, where it was open before, or is asked for by writing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sopctl.application.authoring import attaching, drafts, importing, submission
from sopctl.application.authoring.drafts import NumberTakenError
from sopctl.application.distribution import announcing, readership
from sopctl.application.distribution.announcing import Pick
from sopctl.application.library import Actor
from sopctl.application.queries import documents, finding, history, register, verification
from sopctl.application.queries.knowing import asked_access
from sopctl.application.queries.readers import Reader
from sopctl.application.requests import handling
from sopctl.domain.access import Access, OpenTo
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.requests import RequestKind
from sopctl.domain.standing import Standing
from tests.application.house import House, text

NUMBER, MISSING = DocumentNumber("SOP-IT-001"), DocumentNumber("SOP-IT-777")
STRANGER = Person("other", "หัวหน้าแผนกอื่น", frozenset({Role.REVIEWER, Role.AUTHOR}), "ED")
OTHER, NOBODY, AUDITOR = Reader(STRANGER), Reader(), Reader(Person("auditor", "ก", frozenset({Role.AUDITOR})))


def numbers(house: House, who: Reader, on: date | None = None) -> list[str]:
    return [str(line.released.release.number) for line in register.register(house.library, who, on)]


def test_a_document_that_becomes_restricted_takes_its_old_versions_with_it(house: House) -> None:
    house.publish(text(title="เดิมเปิด"))
    first = house.today
    house.publish(text(title="ลับแล้ว", access="restricted"), effective=first + timedelta(days=3))
    assert documents.released_versions(house.library, NOBODY, NUMBER)[0].released.title == "เดิมเปิด"
    assert numbers(house, OTHER) == ["SOP-IT-001"]  # until then it is as open as it was
    seen = history.history(house.library, OTHER, NUMBER)
    assert [str(version.label) for version in seen.versions] == ["1"]
    house.pass_time(days=4)
    for who in (NOBODY, OTHER):
        for label in (None, VersionLabel(1)):
            with pytest.raises(NotFoundError):
                documents.document_page(house.library, who, NUMBER, label, digits="thai")
        with pytest.raises(NotFoundError):
            history.history(house.library, who, NUMBER)
        assert numbers(house, who) == numbers(house, who, first) == []
        assert register.document_list(house.library, who) == ()
    assert "SOP-IT-001" in numbers(house, AUDITOR, first)


def test_a_version_that_one_may_not_read_took_force_on_its_days_all_the_same(house: House) -> None:
    """R24: who may not know what was in force on a day is told nothing, and never of the one before it."""
    house.publish(text(title="เดิมเปิด"))
    house.pass_time(days=2)
    house.publish(text(title="ลับ", access="restricted"))
    closed = house.today
    house.pass_time(days=2)
    house.publish(text(title="เปิดอีกครั้ง"))
    lines = {who: register.register(house.library, who, closed) for who in (NOBODY, OTHER, AUDITOR)}
    assert lines[NOBODY] == lines[OTHER] == ()
    assert [line.released.title for line in lines[AUDITOR]] == ["ลับ"]
    assert numbers(house, NOBODY) == numbers(house, OTHER, closed - timedelta(days=1)) == ["SOP-IT-001"]


def test_a_document_that_becomes_restricted_leaves_announcements_papers_and_the_days_before(
    house: House,
) -> None:
    first, data = house.today, b"%PDF-1.4\n" + b"1 0 obj\n" * 20 + b"%%EOF"
    begun = attaching.start_file_document(
        house.library, Actor("author"), NUMBER, "เดิมเปิด", "SOP", "IT", ("a.pdf", data), None
    )
    drafts.save_draft(house.library, Actor("author"), begun, save_number=1, reason="ใหม่")
    house.approve(begun)
    token = house.release(begun).token
    made = announcing.announce(house.library, Actor("quality"), [Pick(begun)])
    house.pass_time(days=1)
    assert announcing.announcements(house.library, OTHER) == (made,)
    assert verification.verify_file(house.library, data, OTHER).title == "เดิมเปิด"
    assert verification.by_token(house.library, token, OTHER).open
    assert readership.register_readers(house.library, Actor("other"), first)
    house.publish(text(title="ลับแล้ว", access="restricted"))
    assert announcing.announcements(house.library, OTHER) == ()
    assert verification.verify_file(house.library, data, OTHER) == verification.verify_file(
        house.library, data + b"\n", OTHER
    )
    paper = verification.by_token(house.library, token, OTHER)
    assert not paper.open
    assert paper.standing is Standing.SUPERSEDED
    assert readership.register_readers(house.library, Actor("other"), first) == ()
    assert readership.register_readers(house.library, Actor("auditor"), first)


def test_the_file_of_a_version_that_is_yet_to_come_tells_nothing(house: House) -> None:
    data = b"%PDF-1.4\n" + b"1 0 obj\n" * 20 + b"%%EOF"
    begun = attaching.start_file_document(
        house.library, Actor("author"), NUMBER, "ทับทิม", "SOP", "IT", ("a.pdf", data), None
    )
    drafts.save_draft(house.library, Actor("author"), begun, save_number=1, reason="ใหม่")
    house.approve(begun)
    house.release(begun, effective=house.today + timedelta(days=3))
    unknown = verification.verify_file(house.library, data + b"\n", NOBODY)
    assert verification.verify_file(house.library, data, NOBODY) == unknown
    assert verification.verify_file(house.library, data, OTHER).standing == Standing.SCHEDULED
    house.pass_time(days=3)
    assert verification.verify_file(house.library, data, NOBODY).title == "ทับทิม"


def test_a_draft_is_as_open_as_its_own_text_says(house: House) -> None:
    house.publish()
    draft = house.write(text(title="ลับในร่าง", access="restricted"), reason="เหตุลับ")
    (entry,) = register.document_list(house.library, OTHER)
    assert (entry.title, entry.open) == ("เรื่องทดสอบ", None)
    (entry,) = register.document_list(house.library, AUDITOR)
    assert entry.open is not None
    assert len(history.history(house.library, OTHER, NUMBER).versions) == 1
    with pytest.raises(NotFoundError):
        drafts.view_draft(house.library, Actor("other"), draft)
    assert drafts.view_draft(house.library, Actor("reviewer"), draft).version.id == draft


def test_departments_that_a_text_names_are_let_in_and_nobody_else(house: House) -> None:
    house.publish(text(title="ทับทิม", access="restricted", let_in="ED, PH"))
    house.publish(text("SOP-IT-002", title="มรกต", access="restricted", let_in="PH"))
    house.publish(text("SOP-IT-003", title="ไพลิน", let_in="PH"))  # not restricted: open to all
    nurse = Reader(Person("nurse", "ก", frozenset({Role.STAFF}), "PH"))
    for who, seen in ((NOBODY, [3]), (OTHER, [1, 3]), (nurse, [1, 2, 3]), (AUDITOR, [1, 2, 3])):
        known = [f"SOP-IT-00{each}" for each in seen]
        assert numbers(house, who) == known
        assert [str(r.release.number) for r in documents.documents_in_force(house.library, who)] == known
        count, _, page = documents.in_force_page(house.library, who, 1, 9)
        assert (count, [str(r.release.number) for r in page]) == (len(known), known)
        for word, number in (("ทับทิม", 1), ("มรกต", 2), ("ไพลิน", 3)):
            found = finding.search(house.library, who, word).hits
            assert bool(found) is (number in seen), (who, word)


def test_a_new_version_that_lets_fewer_in_closes_the_old_ones_to_them(house: House) -> None:
    house.publish(text(title="ทับทิม", access="restricted", let_in="ED"))
    assert numbers(house, OTHER) == ["SOP-IT-001"]
    house.publish(text(title="ทับทิม", access="restricted", let_in="PH"))
    assert numbers(house, OTHER) == []
    with pytest.raises(NotFoundError):
        documents.document_page(house.library, OTHER, NUMBER, VersionLabel(1), digits="thai")


def test_a_draft_of_a_department_that_is_let_in_is_known_there(house: House) -> None:
    hidden = house.write(text(title="ลับ", access="restricted", let_in="PH"))
    shown = house.write(text("SOP-IT-002", title="ลับ", access="restricted", let_in="ED"))
    with pytest.raises(NotFoundError):
        drafts.view_draft(house.library, Actor("other"), hidden)
    view = drafts.view_draft(house.library, Actor("other"), shown)
    assert view.open_to == OpenTo(Access.RESTRICTED, frozenset({"IT", "ED"}))


def test_a_number_that_was_given_up_is_taken_up_again_by_whoever_knew_of_it(house: House) -> None:
    library = house.library
    for access, by_another in (("all", True), ("restricted", False)):
        markdown = text(f"SOP-IT-10{len(access)}", access=access)
        submission.abandon(library, Actor("author"), house.write(markdown), "ไม่ใช้")
        with pytest.raises(NumberTakenError):
            drafts.start_from_text(library, Actor("author"), markdown, {}, new=True)
        if not by_another:
            with pytest.raises(NumberTakenError):
                drafts.start_from_text(library, Actor("other"), markdown, {})
        again = house.write(markdown, by="other" if by_another else "author")
        assert str(house.version(again).label) == "1"


def test_a_text_that_cannot_be_read_is_open_only_if_it_never_speaks_of_restricting() -> None:
    day = date(2026, 1, 1)
    assert asked_access("no front matter", day) == OpenTo()
    assert asked_access('---\n"access": Restricted\nnumber: [', day) == OpenTo(Access.RESTRICTED)
    assert asked_access(text(access="restricted"), day) == OpenTo(Access.RESTRICTED, frozenset({"IT"}))


def test_restricted_without_a_department_is_nobodys_and_not_everybodys_who_has_none() -> None:
    deputy = Reader(Person("deputy", "รอง", frozenset({Role.STAFF})))
    assert not deputy.may_read(OpenTo.of(Access.RESTRICTED, "", ()))
    assert deputy.departments == frozenset()
    assert AUDITOR.may_read(OpenTo.of(Access.RESTRICTED, "", ()))


def test_whoever_writes_learns_of_a_restricted_number_only_that_it_is_taken(house: House) -> None:
    house.publish(text(title="ทับทิม", access="restricted"))
    library, other = house.library, Actor("other")
    for number in (NUMBER, MISSING):
        with pytest.raises(NotFoundError, match=str(number)):
            drafts.start_revision(library, other, number)
        with pytest.raises(NotFoundError, match=str(number)):
            handling.ask(library, other, RequestKind.REVISE, reason="ก", proposal="ข", document=number)
        arrival = importing.look(library, other, text(str(number)).encode(), "a.md")
        assert not arrival.revises
        asked = handling.ask(
            library, Actor("staff"), RequestKind.NEW, reason="ก", proposal="ข", title="ค", document=number
        )
        assert asked.asked.document == number  # the quality office will say that there is one
    for new in (True, False):
        with pytest.raises(NumberTakenError):
            drafts.start_from_text(library, other, text(), {}, new=new)
    naming = house.write(text("SOP-IT-005", purpose=f"ดู {NUMBER} และ {MISSING}"))
    assert drafts.start_revision(library, Actor("author"), NUMBER)
    with library.reading() as uow:
        draft = uow.drafts.get(naming)
        assert draft is not None
        found = drafts.draft_findings(library, uow, draft.markdown, {}, OTHER)
    assert {one.code for one in found if one.excerpt in (str(NUMBER), str(MISSING))} == {
        "reference-undefined"
    }


def test_a_file_that_everybody_has_does_not_tell_that_it_is_a_restricted_document(house: House) -> None:
    data = b"%PDF-1.4\n" + b"1 0 obj\n" * 20 + b"%%EOF"
    draft = attaching.start_file_document(
        house.library, Actor("author"), NUMBER, "ทับทิม", "SOP", "IT", ("a.pdf", data), None
    )
    with house.library.reading() as uow:
        kept = uow.drafts.get(draft)
    assert kept is not None
    markdown = kept.markdown.replace("access: all", "access: restricted")
    if "access:" not in markdown:
        markdown = markdown.replace("title:", "access: restricted\ntitle:")
    drafts.save_draft(
        house.library, Actor("author"), draft, save_number=kept.save_number, markdown=markdown, reason="ใหม่"
    )
    house.approve(draft)
    house.release(draft)
    unknown = verification.verify_file(house.library, data + b"\n", NOBODY)
    for who in (NOBODY, OTHER):
        assert verification.verify_file(house.library, data, who) == unknown
    assert verification.verify_file(house.library, data, AUDITOR).title == "ทับทิม"


def test_an_announcement_is_shown_without_the_lines_that_are_not_for_its_reader(house: House) -> None:
    picks = [Pick(house.publish()), Pick(house.publish(text("SOP-IT-002", "ทับทิม", access="restricted")))]
    made = announcing.announce(house.library, Actor("quality"), picks)
    alone = announcing.announce(house.library, Actor("quality"), picks[1:])
    assert [str(line.number) for line in made.lines] == ["SOP-IT-001", "SOP-IT-002"]
    (shown,) = announcing.announcements(house.library, OTHER)
    assert [str(line.number) for line in shown.lines] == ["SOP-IT-001"]
    assert "ทับทิม" not in announcing.announcement_file(house.library, made.id, OTHER).decode()
    assert "ทับทิม" in announcing.announcement_file(house.library, made.id, AUDITOR).decode()
    with pytest.raises(NotFoundError):
        announcing.announcement(house.library, alone.id, OTHER)
    with house.library.reading() as uow:
        told = [notice.key for notice in uow.notices.of("other", 100)]
    assert made.id in told
    assert alone.id not in told
