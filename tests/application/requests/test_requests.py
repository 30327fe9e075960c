"""Change requests: anybody asks, the quality office decides; release, withdrawal or print finishes (R20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from sopctl.application.authoring import submission
from sopctl.application.authoring.drafts import FileRefusedError, NumberTakenError
from sopctl.application.distribution import prints
from sopctl.application.distribution.prints import Wanted
from sopctl.application.ledger import verify_ledger
from sopctl.application.library import Actor
from sopctl.application.notices.board import my_notices
from sopctl.application.release import withdrawal
from sopctl.application.requests import handling
from sopctl.application.requests import views as request_views
from sopctl.application.requests.views import RequestView
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import HolderKind
from sopctl.domain.requests import (
    ChangeRequest,
    RequestAction,
    RequestIncompleteError,
    RequestKind,
    RequestOrderError,
    RequestPatternError,
    RequestState,
)
from tests.application.house import HOSPITAL, PASSWORD, House, text
from tests.application.test_attacks import refused

NUMBER, NEXT = DocumentNumber("SOP-IT-001"), DocumentNumber("SOP-IT-002")
QUALITY, STAFF, AUTHOR = Actor("quality"), Actor("staff"), Actor("author")
PDF = b"%PDF-1.7 one"


def ask(
    house: House, kind: RequestKind = RequestKind.REVISE, document: DocumentNumber | None = NUMBER,
    by: str = "staff", title: str = "", files: dict[str, bytes] | None = None,
) -> ChangeRequest:  # fmt: skip
    return handling.ask(
        house.library, Actor(by), kind, reason="ข้อ 3 ไม่ตรงกับงานจริง", document=document, title=title,
        proposal="แก้ข้อ 3", wished=house.today + timedelta(days=30), files=files,
    )  # fmt: skip


def accept(house: House, request: ChangeRequest, assignee: str = "author") -> ChangeRequest:
    return handling.decide(
        house.library, QUALITY, request.number, RequestAction.ACCEPT, words="ตามที่เสนอ", assignee=assignee
    )


def view(house: House, request: ChangeRequest, by: str = "staff") -> RequestView:
    return request_views.request_page(house.library, Actor(by), request.number).view


def told(house: House, user: str) -> list[NoticeKind]:
    found = my_notices(house.library, Actor(user)).notices
    return [n.kind for n in reversed(found) if n.kind.value.startswith("request-")]


def test_requests_are_numbered_within_the_buddhist_year_and_never_twice(house: House) -> None:
    house.publish()
    assert [ask(house).number for _ in range(2)] == ["DAR-2569-0001", "DAR-2569-0002"]
    handling.decide(house.library, STAFF, "DAR-2569-0002", RequestAction.CANCEL)
    assert ask(house).number == "DAR-2569-0003"
    house.pass_time(days=351)  # the new year begins in Bangkok, seven hours before UTC
    assert ask(house).number == "DAR-2570-0001"
    with house.library.reading() as uow:
        row = next(row for row, _ in uow.ledger.rows() if row.action == "request:ask")
    assert (row.subject, row.detail["reason"]) == ("request:DAR-2569-0001", "ข้อ 3 ไม่ตรงกับงานจริง")
    assert told(house, "quality").count(NoticeKind.REQUEST_ASKED) == 5


def test_a_hospital_numbers_requests_its_own_way(house: House) -> None:
    house.publish()

    def pattern(text: str) -> None:
        files = {"hospital.yaml": f"{HOSPITAL}request_numbers: '{text}'\n".encode()}
        house.sources.move_main({"library": files}, message="pattern", at=house.now)

    pattern("คข.{sequence:3}/{year}")
    assert ask(house).number == "คข.001/2569"
    pattern("คข.{year}")
    with refused(house, RequestPatternError):
        ask(house)


@pytest.mark.parametrize("kind", RequestKind)
def test_what_a_request_needs(house: House, kind: RequestKind) -> None:
    house.publish()
    document = NEXT if kind is RequestKind.NEW else NUMBER
    asked = ask(house, kind, document, title="เอกสารใหม่")
    assert asked.asked.title == ("เอกสารใหม่" if kind is RequestKind.NEW else "เรื่องทดสอบ")
    assert asked.asked.holder == ("department:ED" if kind is RequestKind.COPY else "")
    with refused(house, NumberTakenError if kind is RequestKind.NEW else NotFoundError):
        ask(house, kind, NUMBER if kind is RequestKind.NEW else NEXT)
    if kind is not RequestKind.NEW:
        with refused(house, RequestIncompleteError):
            ask(house, kind, None)
    with refused(house, NotAllowedError):
        ask(house, kind, document, by="ghost")
    with refused(house, RequestIncompleteError):
        handling.ask(house.library, STAFF, kind, reason=" ", document=document, title="ก", proposal="ข")


def test_a_restricted_document_is_not_there_for_others(house: House) -> None:
    house.publish(text(access="restricted"))
    with refused(house, NotFoundError):
        ask(house)
    asked = ask(house, by="reviewer")
    for user in ("staff", "other", "director", "author"):
        with pytest.raises(NotFoundError):
            view(house, asked, user)
    assert view(house, asked, "auditor").request == asked
    with refused(house, RequestIncompleteError):
        accept(house, asked, "other")  # writes, and may not read this
    accept(house, asked)
    assert view(house, asked, "author").assignee == "ผู้จัดทำ"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a/b.pdf", PDF), ("..", PDF), ("ok.pdf", b""), ("ok.exe", b"MZ\0\0"), ("big.txt", b"a" * 10_000_001)],
)
def test_files_that_do_not_fit_are_refused(house: House, name: str, data: bytes) -> None:
    house.publish()
    with refused(house, FileRefusedError):
        ask(house, files={name: data})
    with refused(house, FileRefusedError):
        ask(house, files={f"{n}.pdf": PDF for n in range(6)})


def test_files_are_read_by_whoever_reads_the_request(house: House) -> None:
    house.publish()
    asked = ask(house, files={"ภาพหน้างาน.pdf": PDF})
    for actor in (STAFF, QUALITY, Actor("auditor")):
        assert handling.file_of(house.library, actor, asked.number, "ภาพหน้างาน.pdf") == PDF
    with pytest.raises(NotFoundError):
        handling.file_of(house.library, Actor("director"), asked.number, "ภาพหน้างาน.pdf")
    with pytest.raises(NotFoundError):
        handling.file_of(house.library, STAFF, asked.number, "อื่น.pdf")


def test_who_may_take_which_step(house: House) -> None:
    house.publish()
    asked = ask(house)

    def step(by: str, action: RequestAction, words: str = "เพราะ") -> None:
        handling.decide(house.library, Actor(by), asked.number, action, words=words, assignee="author")

    for by in ("author", "director", "reviewer"):
        with refused(house, NotFoundError):
            step(by, RequestAction.ACCEPT)
    for by, action in (("staff", RequestAction.ACCEPT), ("staff", RequestAction.REFUSE),
                       ("auditor", RequestAction.ACCEPT), ("quality", RequestAction.CANCEL)):  # fmt: skip
        with refused(house, NotAllowedError):
            step(by, action)
    for action in (RequestAction.ANSWER, RequestAction.ASSIGN, RequestAction.FINISH, RequestAction.LINK):
        with refused(house, RequestOrderError):
            step("quality", action)
    for action in (RequestAction.REFUSE, RequestAction.ASK_BACK):
        with refused(house, RequestIncompleteError):
            step("quality", action, " ")
    for assignee in ("", "ghost", "staff"):
        with refused(house, RequestIncompleteError):
            accept(house, asked, assignee)
    step("quality", RequestAction.ASK_BACK, "ข้อ 3 ย่อหน้าใด")
    assert told(house, "staff") == [NoticeKind.REQUEST_DECIDED]
    with refused(house, NotAllowedError):
        step("quality", RequestAction.ANSWER)
    step("staff", RequestAction.ANSWER, "ย่อหน้าแรก")
    accept(house, asked)
    assert told(house, "author") == [NoticeKind.REQUEST_ASSIGNED]
    for action in (RequestAction.ACCEPT, RequestAction.CANCEL, RequestAction.ASK_BACK):
        with refused(house, RequestOrderError):
            step("quality" if action is not RequestAction.CANCEL else "staff", action)
    handling.decide(house.library, QUALITY, asked.number, RequestAction.ASSIGN, assignee="other")
    assert view(house, asked).assignee == "หัวหน้าแผนกอื่น"
    with refused(house, NotFoundError):
        view(house, asked, "author")
    step("quality", RequestAction.REFUSE, "มีฉบับอื่นแทน")
    assert view(house, asked).state is RequestState.REFUSED
    assert view(house, asked).may == ()
    verify_ledger(house.library)


def test_a_revision_is_done_by_its_release_and_told_once(house: House) -> None:
    house.publish()
    asked = ask(house)
    accept(house, asked)
    assert view(house, asked).answer is None
    version_id = house.write(text(purpose="แก้ข้อ 3"))
    answer = view(house, asked).answer
    assert answer is not None
    assert answer.version is not None
    assert (answer.version.id, answer.done_at) == (version_id, None)
    assert [v.request.number for v in request_views.requests_about(house.library, STAFF, answer.version)] == [
        asked.number
    ]
    house.approve(version_id)
    assert view(house, asked).state is RequestState.ACCEPTED
    assert request_views.settle_requests(house.library) == 0
    house.release(version_id)
    assert view(house, asked).state is RequestState.DONE  # derived, before any process saw it
    assert [request_views.settle_requests(house.library) for _ in range(2)] == [1, 0]
    done = view(house, asked)
    assert done.request.state is RequestState.DONE
    assert done.request.answer == f"version:{version_id}"
    assert told(house, "staff") == [NoticeKind.REQUEST_DECIDED, NoticeKind.REQUEST_DONE]
    assert house.ledger_actions()[-1] == "request:finish"


def test_a_new_document_is_linked_to_its_draft(house: House) -> None:
    asked = ask(house, RequestKind.NEW, None, title="การส่งเวร")
    with refused(house, RequestOrderError):
        handling.link(house.library, QUALITY, asked.number, "nothing")
    accept(house, asked)
    version_id = house.write(text("SOP-IT-009", "การส่งเวร"))
    with refused(house, NotAllowedError):
        handling.link(house.library, STAFF, asked.number, version_id)
    with refused(house, NotFoundError):
        handling.link(house.library, AUTHOR, asked.number, "nothing")
    handling.link(house.library, AUTHOR, asked.number, version_id)
    submission.abandon(house.library, AUTHOR, version_id, "ซ้ำ")
    assert view(house, asked).answer is None
    with refused(house, NotFoundError):
        handling.link(house.library, AUTHOR, asked.number, version_id)
    again = house.write(text("SOP-IT-010", "การส่งเวร"))
    handling.link(house.library, AUTHOR, asked.number, again)
    house.approve(again)
    house.release(again)
    assert view(house, asked).state is RequestState.DONE


def test_a_link_stays_with_the_document_that_was_asked_about(house: House) -> None:
    house.publish()
    asked = ask(house)
    accept(house, asked)
    other = house.write(text("SOP-IT-002"))
    with refused(house, NotFoundError):
        handling.link(house.library, QUALITY, asked.number, other)


def test_a_version_that_was_there_before_or_is_hidden_answers_no_request(house: House) -> None:
    before = house.publish()
    hidden = house.write(text("SOP-IT-002", access="restricted"))
    house.pass_time(minutes=1)
    asked = ask(house, RequestKind.NEW, None, title="การส่งเวร")
    accept(house, asked, "other")  # of another department
    for version_id in (before, hidden):
        with refused(house, NotFoundError):
            handling.link(house.library, Actor("other"), asked.number, version_id)
    since = house.write(text("SOP-IT-003"))
    house.approve(since)
    house.release(since)
    handling.link(house.library, Actor("other"), asked.number, since)
    assert view(house, asked).state is RequestState.DONE


def test_a_withdrawal_is_done_by_its_signature(house: House) -> None:
    house.publish()
    asked = ask(house, RequestKind.WITHDRAW)
    with refused(house, RequestIncompleteError):
        accept(house, asked, "author")  # a withdrawal is asked for by the quality office
    accept(house, asked, "quality")
    assert view(house, asked).answer is None
    withdrawal.ask_withdrawal(house.library, QUALITY, NUMBER, reason="ตามคำขอ")
    waiting = view(house, asked).answer
    assert waiting is not None
    assert waiting.done_at is None
    shown = withdrawal.withdrawal_view(house.library, Actor("director"), NUMBER)
    assert shown is not None
    withdrawal.sign_withdrawal(house.library, Actor("director"), NUMBER, password=PASSWORD, shown=shown.shown)
    assert view(house, asked).state is RequestState.DONE
    assert request_views.settle_requests(house.library) == 1


def test_an_extra_copy_is_done_by_its_print_and_by_no_other(house: House) -> None:
    house.publish()
    house.publish(text("SOP-IT-002"))
    asked = ask(house, RequestKind.COPY)
    wanted = [Wanted(HolderKind.DEPARTMENT, "ED", "หอผู้ป่วย")]

    def issue(number: DocumentNumber, request: str) -> None:
        prints.issue_prints(house.library, QUALITY, number, wanted, request=request)

    with refused(house, RequestOrderError):
        issue(NUMBER, asked.number)
    accept(house, asked, "quality")
    for number, request in ((NEXT, asked.number), (NUMBER, "DAR-2569-0099")):
        with refused(house, NotFoundError):
            issue(number, request)
    issue(NUMBER, asked.number)
    done = view(house, asked)
    assert done.state is done.request.state is RequestState.DONE
    assert done.answer is not None
    assert done.answer.issued is not None
    assert done.answer.issued.request == asked.number
    assert told(house, "staff")[-1] is NoticeKind.REQUEST_DONE
    with refused(house, RequestOrderError):
        issue(NUMBER, asked.number)


def test_lists_are_for_those_they_concern(house: House) -> None:
    house.publish()
    mine, theirs = ask(house), ask(house, by="other")
    accept(house, theirs)
    assert [v.request for v in request_views.my_requests(house.library, STAFF)] == [mine]
    assert [v.request.number for v in request_views.my_requests(house.library, AUTHOR)] == [theirs.number]
    everything = request_views.every_request(house.library, Actor("auditor"))
    assert [v.request.number for v in everything] == [mine.number, theirs.number]
    waiting = request_views.waiting_requests(house.library, QUALITY)
    assert [v.request for v in waiting] == [mine]
    assert request_views.waiting_requests(house.library, STAFF) == ()
    hidden: tuple[Callable[[], object], ...] = (
        lambda: request_views.every_request(house.library, STAFF),
        lambda: request_views.every_request(house.library, Actor("director")),
    )
    for look in hidden:
        with pytest.raises(NotAllowedError):
            look()
    assert request_views.every_request(house.library, QUALITY, [RequestState.DONE]) == ()
    house.publish(text(purpose="ใหม่"))
    done = request_views.every_request(house.library, QUALITY, [RequestState.DONE])
    assert [v.request.number for v in done] == [theirs.number]
    assert mine.asked.wished == house.today + timedelta(days=30) != date.min
