"""Change requests (ใบคำขอดำเนินการเอกสาร): anybody asks, the quality office decides, facts finish (R20)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import yaml

from sopctl.application.authoring.drafts import MAX_FILE, FileRefusedError, NumberTakenError
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, Workbench, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import knows, may_know
from sopctl.application.queries.readers import Reader, today
from sopctl.application.remarks import nameless
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Print
from sopctl.domain.requests import (
    DEFAULT_PATTERN,
    Asked,
    ChangeRequest,
    RequestAction,
    RequestAuthority,
    RequestEvent,
    RequestIncompleteError,
    RequestKind,
    RequestOrderError,
    RequestState,
    request_number,
    request_step,
)
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import be_year

MAX_FILES = 5
_NAME = re.compile(r"[A-Za-z0-9\u0e01-\u0e5b][A-Za-z0-9\u0e01-\u0e5b ._()-]{0,99}")
_MAGIC = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04")  # PDF, pictures, office files


def ask(
    library: Library,
    actor: Actor,
    kind: RequestKind,
    *,
    reason: str,
    document: DocumentNumber | None = None,
    title: str = "",
    proposal: str = "",
    wished: date | None = None,
    holder: str = "",
    place: str = "",
    files: Mapping[str, bytes] | None = None,
) -> ChangeRequest:
    """Anybody with an account asks for a new document, a revision, a withdrawal or an extra copy.

    ``title`` is the document's own unless it is a new one. ``holder`` says for whom an extra copy is, as in
    ``department:MR`` or ``person:somchai``; the requester's department by default. Raises NotAllowedError,
    NotFoundError, NumberTakenError, RequestIncompleteError, ReasonPersonalError, FileRefusedError,
    RequestPatternError.
    """
    given = dict(files or {})
    _check_files(given)
    with library.reading() as uow:
        person = person_of(uow, actor)
        known = _document_title(library, uow, person, kind, document)
    if kind is RequestKind.COPY and not holder:
        holder = f"department:{person.department}" if person.department else f"person:{person.user}"
    said = Asked(
        kind, known or nameless(title), nameless(reason), document, nameless(proposal), wished,
        holder if kind is RequestKind.COPY else "", place.strip() if kind is RequestKind.COPY else "",
    )  # fmt: skip
    said = replace(said, files={name: library.blobs.put(data) for name, data in given.items()})
    pattern, year = request_pattern(library), be_year(today(library))
    with library.unit() as uow:
        person = person_of(uow, actor)
        _document_title(library, uow, person, kind, document)
        sequence = uow.requests.last_sequence(year) + 1
        request = ChangeRequest(
            library.new_id(), request_number(pattern, year, sequence), year, sequence, said, person.user,
            person.name, person.title, person.department, library.clock(),
        )  # fmt: skip
        uow.requests.add(request)
        record(library, uow, actor, f"request:{request.number}", "request:ask", **asked_facts(request))
        _tell(library, uow, NoticeKind.REQUEST_ASKED, with_role(uow, Role.QUALITY), request)
        uow.commit()
    return request


def decide(
    library: Library,
    actor: Actor,
    number: str,
    action: RequestAction,
    *,
    words: str = "",
    assignee: str = "",
) -> ChangeRequest:
    """Take a step by hand: accept, refuse, ask back, answer, assign or cancel.

    ``assignee`` is who will do it, for accept and assign. Raises NotFoundError, NotAllowedError,
    RequestOrderError, RequestIncompleteError, ReasonPersonalError.
    """
    with library.unit() as uow:
        person, request = _acting(uow, actor, number, action)
        if action in (RequestAction.ACCEPT, RequestAction.ASSIGN):
            _require_able(uow, request, assignee)
        event = RequestEvent(
            action, person.user, person.name, library.clock(), request.state, nameless(words), assignee
        )
        moved = _take(library, uow, actor, request, event)
        _tell_step(library, uow, moved, action)
        uow.commit()
    return moved


def link(library: Library, actor: Actor, number: str, version_id: str) -> ChangeRequest:
    """Say which version in work answers an accepted request; the quality office or who does it.

    Raises NotFoundError, NotAllowedError, RequestOrderError.
    """
    with library.unit() as uow:
        person, request = _acting(uow, actor, number, RequestAction.LINK)
        version = uow.versions.get(version_id)
        if version is None or version.state in (State.ABANDONED, State.WITHDRAWN):
            raise NotFoundError("A version in work")
        released = uow.releases.get(version_id)
        before = released is not None and released.release.recorded_at < request.at
        # What was there when it was asked answers nothing; nor is anything told of what is hidden.
        if before or not may_know(uow, Reader(person), version, today(library)):
            raise NotFoundError(f"{version.number}: a version in work")  # as for a number without one
        if request.asked.document not in (None, version.number):
            raise NotFoundError(f"{request.asked.document}: that version")
        if request.asked.kind not in (RequestKind.NEW, RequestKind.REVISE):
            raise RequestOrderError(request.state, RequestAction.LINK)
        event = RequestEvent(
            RequestAction.LINK, person.user, person.name, library.clock(), request.state,
            words=f"{version.number} {version.label}", answer=f"version:{version.id}",
        )  # fmt: skip
        moved = _take(library, uow, actor, request, event)
        uow.commit()
    return moved


def finish_with_print(
    library: Library, uow: UnitOfWork, actor: Actor, number: str, issued: Print
) -> ChangeRequest:
    """An accepted request for an extra copy is done with this print, in the given transaction.

    Raises NotFoundError for one about something else, RequestOrderError for one that was not accepted.
    """
    request = uow.requests.get(number)
    if request is None or (request.asked.kind, request.asked.document) != (RequestKind.COPY, issued.number):
        raise NotFoundError(number)
    event = RequestEvent(
        RequestAction.FINISH, issued.issued_by, "", issued.issued_at, request.state,
        words=f"{issued.number} {issued.version}, {issued.copy}", answer=f"print:{issued.id}",
    )  # fmt: skip
    done = _take(library, uow, actor, request, event)
    _tell(library, uow, NoticeKind.REQUEST_DONE, [request.requester], done)
    return done


def file_of(library: Library, actor: Actor, number: str, name: str) -> bytes:
    """A file that came with a request. Raises NotFoundError, BlobMissingError."""
    with library.reading() as uow:
        request = readable(uow, person_of(uow, actor), number)
    digest = request.asked.files.get(name)
    if digest is None:
        raise NotFoundError(name)
    return library.blobs.get(digest)


def request_pattern(bench: Workbench) -> str:
    """How requests are numbered: ``request_numbers`` of ``library/hospital.yaml``, else the default."""
    facts = yaml.load(bench.own("hospital.yaml") or b"", Loader=yaml.BaseLoader)  # noqa: S506  # only text
    return str((facts or {}).get("request_numbers") or DEFAULT_PATTERN)


def readable(uow: UnitOfWork, person: Person, number: str) -> ChangeRequest:
    """A request for whoever may read it: who asked, who does it, the quality office, auditors.

    Raises NotFoundError for everybody else, so that nobody learns what was asked.
    """
    request = uow.requests.get(number)
    if request is None or not may_read(person, request):
        raise NotFoundError(number)
    return request


def may_read(person: Person, request: ChangeRequest) -> bool:
    """Whether a request is for this reader."""
    return person.user in (request.requester, request.assignee) or bool(
        person.roles & {Role.QUALITY, Role.AUDITOR}
    )


def grounds(person: Person, request: ChangeRequest) -> frozenset[RequestAuthority]:
    """On what grounds somebody may act on a request."""
    found = {
        RequestAuthority.REQUESTER: person.user == request.requester,
        RequestAuthority.QUALITY: person.has(Role.QUALITY),
        RequestAuthority.ASSIGNEE: person.user == request.assignee,
    }
    return frozenset(ground for ground, holds in found.items() if holds and person.active)


def asked_facts(request: ChangeRequest) -> dict[str, str]:
    """What was asked, as strings for the ledger: enough to know the request again from it."""
    asked = request.asked
    return {
        "id": request.id,
        "year": str(request.year),
        "sequence": str(request.sequence),
        "kind": asked.kind.value,
        "document": str(asked.document or ""),
        "title": asked.title,
        "reason": asked.reason,
        "proposal": asked.proposal,
        "wished": asked.wished.isoformat() if asked.wished else "",
        "holder": asked.holder,
        "place": asked.place,
        "files": json.dumps(dict(asked.files), ensure_ascii=False, sort_keys=True),
        "name": request.by_name,
        "title_of_person": request.by_title,
        "department": request.department,
        "at": request.at.isoformat(),
    }


def take_by_fact(
    library: Library, uow: UnitOfWork, request: ChangeRequest, version: Version, words: str
) -> ChangeRequest:
    """An accepted request is done, because the version that answers it was released or withdrawn."""
    last = version.history[-1]
    event = RequestEvent(
        RequestAction.FINISH,
        last.by,
        "",
        library.clock(),
        request.state,
        words,
        answer=f"version:{version.id}",
    )
    done = _take(library, uow, Actor(last.by), request, event)
    _tell(library, uow, NoticeKind.REQUEST_DONE, [request.requester], done)
    return done


def hand_over(
    library: Library, uow: UnitOfWork, actor: Actor, request: ChangeRequest, old: str, new: str, reason: str
) -> bool:
    """Put somebody in the place of who leaves, as who does a request or who asks it, in the transaction.

    False when the new one cannot do it. Raises RequestOrderError for one that is closed.
    """
    person = uow.people.get(new)
    moved = request
    for role, action in (
        (request.assignee, RequestAction.ASSIGN),
        (request.requester, RequestAction.HAND_OVER),
    ):
        if role != old or person is None:
            continue
        if action is RequestAction.ASSIGN:
            try:
                _require_able(uow, request, new)
            except RequestIncompleteError:
                return False
        me = person_of(uow, actor)
        event = RequestEvent(action, me.user, me.name, library.clock(), moved.state, reason.strip(), new)
        moved = _take(library, uow, actor, moved, event)
    if moved is not request:
        _tell(library, uow, NoticeKind.REQUEST_ASSIGNED, [new], moved)
    return moved is not request


def _document_title(
    library: Library, uow: UnitOfWork, person: Person, kind: RequestKind, number: DocumentNumber | None
) -> str:
    """The title of the document that is asked about, "" for a new one.

    Raises NotFoundError for one that there is not, or not for this person; NumberTakenError for a new one
    under a number that is taken.
    """
    if number is None:
        return ""
    releases = uow.releases.of(number)
    if kind is RequestKind.NEW:
        # Of a hidden document the quality office tells, when it decides; whoever asks is told nothing.
        if uow.documents.get(number) is not None and knows(uow, Reader(person), number, today(library)):
            raise NumberTakenError(number)
        return ""
    if not releases or not Reader(person).may_read(releases[-1].open_to):
        raise NotFoundError(number)
    return releases[-1].title


def _acting(
    uow: UnitOfWork, actor: Actor, number: str, action: RequestAction
) -> tuple[Person, ChangeRequest]:
    """Who acts on which request, where the table lets them. Raises NotFoundError, NotAllowedError."""
    person = person_of(uow, actor)
    request = readable(uow, person, number)
    step = request_step(request.state, action)
    if not grounds(person, request) & set(step.by):
        raise NotAllowedError(actor.user, f"{action} a request")
    return person, request


def _require_able(uow: UnitOfWork, request: ChangeRequest, assignee: str) -> None:
    """Raises RequestIncompleteError without somebody who can do it and may read what it is about."""
    person = uow.people.get(assignee)
    if person is None or not person.active:
        raise RequestIncompleteError("assignee")
    writes = request.asked.kind in (RequestKind.NEW, RequestKind.REVISE)
    needed = {Role.AUTHOR, Role.QUALITY} if writes else {Role.QUALITY}
    if not person.roles & needed:
        raise RequestIncompleteError("assignee")
    releases = uow.releases.of(request.asked.document) if request.asked.document else ()
    if releases and not Reader(person).may_read(releases[-1].open_to):
        raise RequestIncompleteError("assignee")


def _take(
    library: Library, uow: UnitOfWork, actor: Actor, request: ChangeRequest, event: RequestEvent
) -> ChangeRequest:
    moved = request.take(event)
    uow.requests.save(moved)
    step = moved.history[-1]
    record(library, uow, actor, f"request:{request.number}", f"request:{event.action}", by=step.by,
           name=step.name, state=step.state.value, words=step.words, assignee=step.assignee,
           answer=step.answer, at=step.at.isoformat())  # fmt: skip
    return moved


def _tell_step(library: Library, uow: UnitOfWork, request: ChangeRequest, action: RequestAction) -> None:
    if action in (RequestAction.ANSWER, RequestAction.CANCEL):
        _tell(library, uow, NoticeKind.REQUEST_ASKED, with_role(uow, Role.QUALITY), request)
        return
    if action is not RequestAction.ASSIGN:
        _tell(library, uow, NoticeKind.REQUEST_DECIDED, [request.requester], request)
    if request.state is RequestState.ACCEPTED and request.assignee != request.history[-1].by:
        _tell(library, uow, NoticeKind.REQUEST_ASSIGNED, [request.assignee], request)


def _tell(
    library: Library, uow: UnitOfWork, kind: NoticeKind, people: Iterable[str], request: ChangeRequest
) -> None:
    tell(library, uow, kind, people, key=f"{request.number}:{len(request.history)}",
         number=request.asked.document, title=f"{request.number} {request.asked.title}",
         path=f"/requests/{request.number.replace('/', '_')}")  # fmt: skip


def _check_files(files: Mapping[str, bytes]) -> None:
    if len(files) > MAX_FILES:
        raise FileRefusedError(next(iter(files)), f"แนบได้ไม่เกิน {MAX_FILES} ไฟล์", f"at most {MAX_FILES} files")
    for name, data in files.items():
        if not _NAME.fullmatch(name):
            raise FileRefusedError(
                name, "ชื่อไฟล์ใช้ได้แต่ตัวอักษร ตัวเลข จุด ขีด และเว้นวรรค",
                "the name may hold letters, digits, dots, dashes and spaces",
            )  # fmt: skip
        if not 0 < len(data) <= MAX_FILE:
            limit = MAX_FILE // 1_000_000
            raise FileRefusedError(
                name, f"ไฟล์ว่าง หรือใหญ่กว่า {limit} MB", f"it is empty, or larger than {limit} MB"
            )
        if not data.startswith(_MAGIC) and not _is_text(data):
            raise FileRefusedError(
                name,
                "ไม่ใช่ PDF ภาพ ไฟล์ Word หรือ Excel หรือข้อความ",
                "it is no PDF, picture, office file or text",
            )


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
