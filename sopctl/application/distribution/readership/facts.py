"""The ledger's rows of reading, written so that the facts can be made again from them alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.domain import canonical
from sopctl.domain.acknowledgements import (
    Acknowledgement,
    Attempt,
    Audience,
    Entry,
    Means,
    Question,
    ReadingList,
    Waiver,
)
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber

ACKNOWLEDGE, ATTEMPT, LIST, WAIVE = "reading:acknowledge", "reading:attempt", "reading:list", "reading:waive"


def record_acknowledgement(
    library: Library, uow: UnitOfWork, actor: Actor, released: ReleasedVersion, given: Acknowledgement
) -> None:
    """One row for one person and version."""
    record(library, uow, actor, f"version:{given.version_id}", ACKNOWLEDGE,
           number=str(released.release.number), version=str(released.release.version), person=given.person,
           name=given.name, department=given.department, means=given.means.value,
           day=given.day.isoformat(), at=given.at.isoformat(), scan=given.scan)  # fmt: skip


def acknowledgement_of(row: LedgerRow) -> Acknowledgement:
    """The acknowledgement that a row tells of. Raises KeyError or ValueError for another row."""
    detail = row.detail
    return Acknowledgement(
        version_id=row.subject.removeprefix("version:"), person=detail["person"], name=detail["name"],
        department=detail["department"], means=Means(detail["means"]),
        day=date.fromisoformat(detail["day"]), at=datetime.fromisoformat(detail["at"]),
        recorded_by=row.actor, scan=detail["scan"],
    )  # fmt: skip


def record_attempt(library: Library, uow: UnitOfWork, actor: Actor, attempt: Attempt) -> None:
    """One row for one try at the questions."""
    record(library, uow, actor, f"version:{attempt.version_id}", ATTEMPT, id=attempt.id,
           person=attempt.person, at=attempt.at.isoformat(), right=str(attempt.right),
           asked=str(attempt.asked), passed=str(attempt.passed).lower())  # fmt: skip


def attempt_of(row: LedgerRow) -> Attempt:
    """The try that a row tells of."""
    detail = row.detail
    return Attempt(
        detail["id"], row.subject.removeprefix("version:"), detail["person"],
        datetime.fromisoformat(detail["at"]), int(detail["right"]), int(detail["asked"]),
        detail["passed"] == "true",
    )  # fmt: skip


def record_list(library: Library, uow: UnitOfWork, actor: Actor, given: ReadingList) -> None:
    """The whole list and its questions, so that one row tells all."""
    record(library, uow, actor, f"document:{given.number}", LIST, number=str(given.number),
           entries=write_entries(given.entries), questions=_write_questions(given.questions),
           needed=str(given.needed), at=given.set_at.isoformat())  # fmt: skip


def list_of(row: LedgerRow) -> ReadingList:
    """The reading list that a row tells of."""
    detail = row.detail
    questions = tuple(
        Question(q["text"], tuple(q["answers"]), q["right"]) for q in json.loads(detail["questions"])
    )
    return ReadingList(
        DocumentNumber.parse(detail["number"]), read_entries(detail["entries"]), questions,
        int(detail["needed"]), datetime.fromisoformat(detail["at"]), row.actor,
    )  # fmt: skip


def record_waiver(
    library: Library, uow: UnitOfWork, actor: Actor, waiver: Waiver, facts: Mapping[str, str]
) -> None:
    """That an amendment does not ask again; ``facts`` name the document and its versions."""
    record(library, uow, actor, f"version:{waiver.version_id}", WAIVE, stands_on=waiver.stands_on,
           reason=waiver.reason, at=waiver.at.isoformat(), **facts)  # fmt: skip


def waiver_of(row: LedgerRow) -> Waiver:
    """The waiver that a row tells of."""
    detail = row.detail
    version_id = row.subject.removeprefix("version:")
    return Waiver(
        version_id, detail["stands_on"], row.actor, datetime.fromisoformat(detail["at"]), detail["reason"]
    )


def write_entries(entries: Iterable[Entry] | None) -> str:
    """A list's lines as canonical JSON; "" for what the type says."""
    if entries is None:
        return ""
    lines: list[canonical.Json] = [
        {"who": str(entry.audience), "since": entry.since.isoformat() if entry.since else ""}
        for entry in entries
    ]
    return canonical.encode(lines).decode()


def read_entries(text: str) -> tuple[Entry, ...] | None:
    """The lines that ``write_entries`` wrote."""
    if not text:
        return None
    return tuple(
        Entry(Audience.parse(line["who"]), date.fromisoformat(line["since"]) if line["since"] else None)
        for line in json.loads(text)
    )


def _write_questions(questions: Iterable[Question]) -> str:
    facts: list[canonical.Json] = [
        {"text": q.text, "answers": list(q.answers), "right": q.right} for q in questions
    ]
    return canonical.encode(facts).decode()
