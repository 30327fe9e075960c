"""Reading lists, acknowledgements and PINs in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, insert, select
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Machine, Pin
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
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.statements import Values, one, upsert
from sopctl.storage.sql.tables import (
    acknowledgements,
    machines,
    pins,
    reading_attempts,
    reading_lists,
    reading_reminders,
    reading_waivers,
)

_CHUNK = 500  # parameters of one statement: older SQLite takes 999


class SqlReadings:
    """Port ``Readings``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_of(self, number: DocumentNumber) -> ReadingList | None:
        row = one(self._connection, select(reading_lists).where(reading_lists.c.number == number.text))
        return _list(row) if row else None

    def lists(self) -> Mapping[DocumentNumber, ReadingList]:
        rows = self._connection.execute(select(reading_lists)).mappings()
        return {found.number: found for found in map(_list, rows)}

    def save_list(self, given: ReadingList) -> None:
        upsert(self._connection, reading_lists, _list_row(given))

    def who_read(self, version_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Two columns are read of each row: a library has one for each person and document."""
        found: dict[str, set[str]] = defaultdict(set)
        query = select(acknowledgements.c.version_id, acknowledgements.c.person)
        for part in _parts(version_ids):
            for version_id, user in self._connection.execute(
                query.where(acknowledgements.c.version_id.in_(part))
            ).all():
                found[version_id].add(user)
        return {version_id: frozenset(users) for version_id, users in found.items()}

    def of_versions(self, version_ids: Collection[str]) -> Sequence[Acknowledgement]:
        found = [
            each
            for part in _parts(version_ids)
            for each in self._read(acknowledgements.c.version_id.in_(part))
        ]
        return sorted(found, key=lambda a: (a.at, a.person, a.version_id))

    def of_person(self, user: str) -> Sequence[Acknowledgement]:
        found = self._read(acknowledgements.c.person == user)
        return sorted(found, key=lambda a: (a.at, a.version_id), reverse=True)

    def add(self, given: Acknowledgement) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(acknowledgements).values({**vars(given), "means": given.means.value})
                )
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"the acknowledgement of {given.person}") from taken

    def add_attempt(self, attempt: Attempt) -> None:
        self._connection.execute(insert(reading_attempts).values(vars(attempt)))

    def attempts(self, version_id: str) -> Sequence[Attempt]:
        query = select(reading_attempts).where(reading_attempts.c.version_id == version_id)
        rows = self._connection.execute(query).mappings()
        return sorted((Attempt(**row) for row in rows), key=lambda a: (a.at, a.id))

    def waivers(self) -> Mapping[str, Waiver]:
        rows = self._connection.execute(select(reading_waivers)).mappings()
        return {row["version_id"]: Waiver(**row) for row in rows}

    def waive(self, waiver: Waiver) -> None:
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(reading_waivers).values(vars(waiver)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(waiver.version_id) from taken

    def reminded(self) -> Mapping[tuple[str, str], date]:
        rows = self._connection.execute(select(reading_reminders)).all()
        return {(version_id, person): day for version_id, person, day in rows}

    def remind(self, pairs: Iterable[tuple[str, str]], day: date) -> None:
        for version_id, person in pairs:
            upsert(
                self._connection, reading_reminders, {"version_id": version_id, "person": person, "day": day}
            )

    def _read(self, which: ColumnElement[bool]) -> list[Acknowledgement]:
        query: Select[Any] = select(acknowledgements).where(which)
        return [
            Acknowledgement(**{**row, "means": Means(row["means"])})
            for row in self._connection.execute(query).mappings()
        ]


class SqlPins:
    """Port ``Pins``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, user: str) -> Pin | None:
        return self._one(pins.c.user_name == user)

    def by_ticket(self, ticket: str) -> Pin | None:
        return self._one(pins.c.ticket == ticket) if ticket else None

    def save(self, pin: Pin) -> None:
        facts = dict(vars(pin))
        upsert(self._connection, pins, {"user_name": facts.pop("user"), **facts})

    def machine(self, address: str) -> Machine | None:
        row = one(self._connection, select(machines).where(machines.c.address == address))
        return Machine(**row) if row is not None else None

    def save_machine(self, machine: Machine) -> None:
        upsert(self._connection, machines, dict(vars(machine)))

    def _one(self, which: ColumnElement[bool]) -> Pin | None:
        row = one(self._connection, select(pins).where(which))
        if row is None:
            return None
        facts = dict(row)
        return Pin(user=facts.pop("user_name"), **facts)


def _parts(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(ids)
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]


def _list_row(given: ReadingList) -> Values:
    entries = given.entries
    return {
        "number": given.number.text,
        "entries": None
        if entries is None
        else [{"who": str(e.audience), "since": e.since.isoformat() if e.since else ""} for e in entries],
        "questions": [
            {"text": q.text, "answers": list(q.answers), "right": q.right} for q in given.questions
        ],
        "needed": given.needed,
        "set_at": given.set_at,
        "set_by": given.set_by,
    }


def _list(row: RowMapping) -> ReadingList:
    entries = row["entries"]
    return ReadingList(
        number=DocumentNumber(row["number"]),
        entries=None if entries is None else tuple(map(_entry, entries)),
        questions=tuple(Question(q["text"], tuple(q["answers"]), q["right"]) for q in row["questions"]),
        needed=row["needed"],
        set_at=row["set_at"],
        set_by=row["set_by"],
    )


def _entry(facts: Mapping[str, str]) -> Entry:
    since = facts["since"]
    return Entry(Audience.parse(facts["who"]), date.fromisoformat(since) if since else None)
