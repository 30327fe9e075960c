"""A hospital of 1,000 people and 500 documents that has worked for a year, as rows and as its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from sopctl.application.distribution.announcing import announcement_facts
from sopctl.application.distribution.memo import Memo
from sopctl.application.distribution.readership import facts
from sopctl.application.ports import UnitOfWork
from sopctl.application.ports.outbox import Message
from sopctl.application.records import ReaffirmationRequest, WithdrawalRequest
from sopctl.application.requests.handling import asked_facts
from sopctl.domain import canonical
from sopctl.domain.acknowledgements import Acknowledgement, Means
from sopctl.domain.announcements import AnnouncedVersion, Announcement
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.notices import Channel
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import ReaffirmationOrder, WithdrawalOrder
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Fate, Holder, HolderKind, Print
from sopctl.domain.referencing import Cause, ReferenceFlag
from sopctl.domain.requests import (
    Asked,
    ChangeRequest,
    RequestAction,
    RequestEvent,
    RequestKind,
    RequestState,
)
from sopctl.domain.workflow import Action
from sopctl.storage.sql.engine import writing
from sopctl.storage.sql.tables import acknowledgements, ledger
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.contracts import samples
from tests.domain import builders

PEOPLE, DOCUMENTS, DEPARTMENTS = 1_000, 500, 20
NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
TODAY = date(2026, 3, 1)
YEAR = 2569
ONE, TWO, THREE = (VersionLabel(edition) for edition in (1, 2, 3))
WALK = ((Action.REVIEW, "head"), (Action.CHECK, "quality"), (Action.APPROVE, "director"))


def fill(database: SqlLibrary) -> int:
    """Everything; returns how many declared to have read."""
    with database.unit() as uow:
        for i in range(PEOPLE):
            placed = TODAY - timedelta(days=i % 40)
            department = f"D{i % DEPARTMENTS:02}"
            uow.people.add(Person(f"u{i:04}", f"คนที่ {i}", frozenset({Role.STAFF}), department, placed=placed))
        uow.people.add(Person("quality", "ศูนย์คุณภาพ", frozenset({Role.QUALITY}), "QM"))
        for d in range(DOCUMENTS):
            _document(uow, d)
        _versions_in_work(uow)
        _prints(uow)
        _requests(uow)
        _beside(uow)
        head = uow.ledger.head()
        first = 1 + sum(1 for _ in uow.ledger.rows())
        uow.commit()
    # Written at once, in the same form: one by one they would take longer than what is measured.
    given = list(_declarations())
    rows: list[dict[str, object]] = []
    for sequence, (number, each) in enumerate(given, start=first):
        detail = {"number": number, "version": "1", "person": each.person, "name": each.name,
                  "department": each.department, "means": each.means.value, "day": each.day.isoformat(),
                  "at": each.at.isoformat(), "scan": ""}  # fmt: skip
        subject = f"version:{each.version_id}"
        row = LedgerRow(sequence, NOW, subject, facts.ACKNOWLEDGE, each.person, "", detail, head)
        head = row.hash
        rows.append({**row.payload(), "detail": canonical.encode(dict(detail)).decode(), "hash": head})
    with writing(database.engine).begin() as connection:
        connection.execute(insert(ledger), rows)
        connection.execute(
            insert(acknowledgements), [{**vars(each), "means": each.means.value} for _, each in given]
        )
    return len(given)


def number_of(d: int) -> DocumentNumber:
    return DocumentNumber(f"SOP-{d // 100:02}-{d % 100:03}")


def say(uow: UnitOfWork, subject: str, action: str, **detail: str) -> None:
    """A row of the ledger, as the acts of the program write it."""
    uow.ledger.append(at=NOW, subject=subject, action=action, actor="quality", host_user="", detail=detail)


def _document(uow: UnitOfWork, d: int) -> None:
    """In force since some day of the last 400; some have a next version, some are withdrawn, some kept on."""
    number, department = number_of(d), f"D{d % DEPARTMENTS:02}"
    uow.documents.add(replace(samples.document(number), department=department))
    _release(uow, d, "v", ONE, TODAY - timedelta(days=d * 7 % 400))
    if d % 10 == 0:
        _release(uow, d, "w", TWO, TODAY + timedelta(days=10 if d % 20 else -3))
    if d % 25 == 3:
        day = TODAY + timedelta(days=5 if d % 50 == 3 else -1)
        uow.releases.withdraw(f"v{d}", day, NOW)
        say(
            uow,
            f"version:v{d}",
            "version:withdraw",
            number=str(number),
            version="1",
            **{"from": day.isoformat()},
        )
    if d % 40 == 7:
        _reaffirmed(uow, d, done=d % 80 == 7)


def _release(uow: UnitOfWork, d: int, kind: str, label: VersionLabel, day: date) -> None:
    number, version_id = number_of(d), f"{kind}{d}"
    uow.versions.add(samples.version(version_id, number, label).apply(Action.REGISTER, by="quality", at=NOW))
    told = NOW - max(TODAY - day, timedelta(0))
    made = samples.released(version_id, number, label, effective=day, recorded_at=told)
    department, cycle = f"D{d % DEPARTMENTS:02}", "6m" if d % 3 == 0 else "1y"
    uow.releases.add(
        replace(made, department=department, copies={}, manifest_sha256=f"{d:060}{kind:0>4}".replace("w", "a")
                .replace("v", "b"), review_every=cycle)
    )  # fmt: skip
    say(uow, f"version:{version_id}", "version:release", number=str(number), version=str(label),
        effective=day.isoformat(), cycle=cycle)  # fmt: skip


def _reaffirmed(uow: UnitOfWork, d: int, *, done: bool) -> None:
    """A review that was signed, or waits for its signature."""
    order = ReaffirmationOrder(number_of(d), ONE, "aa" * 32, "bb" * 32, TODAY, "ยังถูกต้อง", "quality",
                               "ศูนย์คุณภาพ", NOW)  # fmt: skip
    uow.reaffirmations.add(ReaffirmationRequest(f"again{d}", f"v{d}", order, ()))
    say(uow, f"version:v{d}", "reaffirmation:ask", number=str(number_of(d)))
    if done:
        opened = builders.opened(round_id=f"again{d}")
        uow.reaffirmations.sign(f"again{d}", replace(samples.signature(opened), at=NOW))
        uow.reaffirmations.close(f"again{d}", "reaffirmed", NOW, by="director")
        say(uow, f"version:v{d}", "version:reaffirm", number=str(number_of(d)), version="1")


def _versions_in_work(uow: UnitOfWork) -> None:
    """Sixty third versions, each as far on its way as its turn says; every seventh was given up."""
    for turn, d in enumerate(range(200, 260)):
        version = samples.version(f"x{d}", number_of(d), THREE)
        say(uow, f"version:{version.id}", "version:begin", number=str(version.number))
        if turn % 5:
            opened = builders.opened(round_id=f"round{d}")
            manifest = replace(opened.manifest, number=version.number, version=THREE)
            version = version.submit(replace(opened, manifest=manifest), by="author", at=NOW)
            say(uow, f"version:{version.id}", "round:submit")
        for action, user in WALK[: max(0, turn % 5 - 1)]:
            version = version.sign(action, builders.signature(version, user, action))
            say(uow, f"version:{version.id}", f"version:{action}")
        if turn % 7 == 6 and not turn % 5:
            version = version.apply(Action.ABANDON, by="author", at=NOW, reason="ไม่ใช้แล้ว")
            say(uow, f"version:{version.id}", "version:abandon")
        uow.versions.add(version)


def _prints(uow: UnitOfWork) -> None:
    """Three prints of every tenth first version, and of every thirtieth document beside; some came back."""
    for d in sorted({*range(0, DOCUMENTS, 10), *range(3, DOCUMENTS, 30)}):
        for copy in (1, 2, 3):
            issued = Print(
                id=f"print{d}-{copy}", number=number_of(d), version_id=f"v{d}", version=ONE, copy=copy,
                holder=Holder(HolderKind.DEPARTMENT, f"D{d % 20:02}", "หน่วยงาน"), place="หอผู้ป่วย",
                token=f"t-{d}-{copy}", public_url="https://sop.example", issued_at=NOW, issued_by="quality",
            )  # fmt: skip
            uow.prints.add(issued)
            say(uow, f"print:{issued.id}", "print:issue", **issued.facts())
            if (d + copy) % 4 == 0:
                fate = (Fate.RETURNED, Fate.DESTROYED, Fate.LOST)[d % 3]
                ended = issued.end(fate, TODAY, issued_on=TODAY, today=TODAY, at=NOW, by="quality")
                uow.prints.end(ended)
                say(uow, f"print:{issued.id}", "print:recall", fate=fate.value)


def _requests(uow: UnitOfWork) -> None:
    """Forty requests, each as far on its way as its turn says."""
    ways: tuple[tuple[RequestAction, ...], ...] = (
        (), (RequestAction.ASK_BACK,), (RequestAction.ACCEPT,), (RequestAction.REFUSE,),
        (RequestAction.ASK_BACK, RequestAction.ANSWER, RequestAction.ACCEPT, RequestAction.ASSIGN),
        (RequestAction.CANCEL,), (RequestAction.ACCEPT, RequestAction.FINISH),
    )  # fmt: skip
    for i in range(40):
        said = Asked(RequestKind.COPY, "เรื่อง", "เหตุผล", number_of(i), holder="department:D01", place="หอ")
        request = ChangeRequest(
            f"r{i}", f"DAR-{YEAR}-{i:04}", YEAR, i, said, f"u{i:04}", "คน", "", "D01", NOW
        )
        say(uow, f"request:{request.number}", "request:ask", **asked_facts(request))
        uow.requests.add(request)
        for action in ways[i % len(ways)]:
            request = request.take(
                RequestEvent(action, "quality", "ศูนย์คุณภาพ", NOW, RequestState.ASKED, "เพราะ", "quality")
            )
            say(uow, f"request:{request.number}", f"request:{action}")
        uow.requests.save(request)


def _beside(uow: UnitOfWork) -> None:
    """Flags, announcements, withdrawals that wait, and messages that nobody took."""
    for i in range(30):
        flag = ReferenceFlag(f"f{i}", number_of(i), number_of(i + 100), f"v{i + 100}", Cause.RELEASED, NOW)
        uow.references.flag(flag)
        say(uow, f"document:{flag.number}", "reference:flag", id=flag.id)
        if i % 3 == 0:
            uow.references.close(flag.id, NOW, "quality", "ไม่กระทบ")
            say(uow, f"document:{flag.number}", "reference:look", id=flag.id)
    for i in range(9):
        year = YEAR if i < 6 else YEAR - 1
        line = AnnouncedVersion(f"v{i}", number_of(i), ONE, "เรื่อง", TODAY, False, "https://sop.example/x")
        made = Announcement(f"a{i}", f"{i}/{year}", year, i, TODAY, "ประกาศ", NOW, "quality", "ศิริพร", "",
                            (line,), "ab" * 32)  # fmt: skip
        uow.announcements.add(made)
        say(uow, f"announcement:{made.id}", "announcement:make", **announcement_facts(Memo(made, "", "")))
    for d in range(300, 305):
        order = WithdrawalOrder(
            number_of(d), ONE, "aa" * 32, "bb" * 32, TODAY, "เลิกใช้", "quality", "ศิริพร", NOW
        )
        uow.withdrawals.add(WithdrawalRequest(f"end{d}", f"v{d}", order))
        say(uow, f"version:v{d}", "withdrawal:ask", number=str(number_of(d)))
        if d == 300:
            uow.withdrawals.close(f"end{d}", "declined", NOW, by="director", answer="ยังใช้")
            say(uow, f"version:v{d}", "withdrawal:decline", number=str(number_of(d)))
    for i in range(7):
        outcome = "undeliverable" if i < 4 else ""
        uow.outbox.add(Message(f"m{i}", f"u{i:04}", Channel.MAIL, NOW, NOW, outcome=outcome))


def _declarations() -> Iterator[tuple[str, Acknowledgement]]:
    """Everybody of a department in two thirds of its documents, in their first version."""
    for d in range(DOCUMENTS):
        for i in range(d % DEPARTMENTS, PEOPLE, DEPARTMENTS):
            if (i // DEPARTMENTS + d) % 3:
                user = f"u{i:04}"
                yield (
                    str(number_of(d)),
                    Acknowledgement(
                        f"v{d}", user, f"คนที่ {i}", f"D{d % DEPARTMENTS:02}", Means.KIOSK, TODAY, NOW, user
                    ),
                )
