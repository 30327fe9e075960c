"""Versions with their history and rounds, in SQL: rows are added, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.storage.sql.statements import Values
from sopctl.storage.sql.tables import events, intents, replacements, rounds, signatures, versions
from sopctl.storage.sql.version_rows import (
    event_rows,
    read_round,
    read_version,
    replacement_rows,
    round_rows,
    signature_rows,
    standing_of,
    version_row,
)


class SqlVersions:
    """Port ``Versions``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Writers come one at a time: what was read in a transaction that writes is what is stored.
        self._stored: dict[str, Version] = {}

    def get(self, version_id: str) -> Version | None:
        return next(iter(self._read(versions.c.id == version_id)), None)

    def find(self, number: DocumentNumber, label: VersionLabel) -> Version | None:
        found = self._read(
            versions.c.number == number.text,
            versions.c.edition == label.edition,
            versions.c.amendment == label.amendment,
            versions.c.state != State.ABANDONED.value,
        )
        return next(iter(found), None)

    def of(self, number: DocumentNumber) -> Sequence[Version]:
        found = self._read(versions.c.number == number.text)
        return sorted(found, key=lambda v: (v.created_at, v.label, v.id))

    def by_round(self, round_id: str) -> Version | None:
        found = self._connection.execute(_BY_ROUND, {"id": round_id}).mappings().first()
        return None if found is None else self._whole(found)

    def again(self, version: Version) -> Version:
        """Raises NotFoundError for a version that was never added.

        Rows are added and never changed, so as many of them, by the same author, are the same.
        """
        found = self._connection.execute(_GROWN, {"id": version.id}).first()
        if found is None:
            raise NotFoundError(version.id)
        if tuple(found) != (version.author, *(len(rows(version)) for _, rows in _PARTS)):
            return next(iter(self._read(versions.c.id == version.id)))
        self._stored[version.id] = version
        return version

    def in_states(self, states: Iterable[State]) -> Sequence[Version]:
        found = self._read(versions.c.state.in_([state.value for state in states]))
        return sorted(found, key=lambda v: (standing_of(v)["state_since"], v.number, v.label))

    def add(self, version: Version) -> None:
        """Raises ConcurrentChangeError when the id, or the label of a version not abandoned, is taken."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(versions).values(version_row(version)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(f"{version.number} version {version.label}") from taken
        self._append(version)

    def save(self, version: Version) -> None:
        """Append what is new.

        Raises ConcurrentChangeError when the stored history is not a prefix of it or an intent about it is
        open, and NotFoundError for a version that was never added.
        """
        changed = self._connection.execute(_STANDS, {"id_": version.id, **standing_of(version)})
        if changed.rowcount == 0:
            if self.get(version.id) is None:
                raise NotFoundError(version.id)
            raise ConcurrentChangeError(f"{version.number} version {version.label}")
        self._append(version)

    def set_author(self, version_id: str, author: str) -> None:
        changed = self._connection.execute(
            update(versions).where(versions.c.id == version_id).values(author=author)
        )
        if changed.rowcount == 0:
            raise NotFoundError(version_id)

    def _append(self, version: Version) -> None:
        before = self._stored.get(version.id)
        if before is None:
            before = next(iter(self._read(versions.c.id == version.id)))
        for table, rows in _PARTS:
            key = [column.name for column in table.primary_key]
            wanted = {tuple(row[name] for name in key): row for row in rows(version)}
            for stored in rows(before):
                if wanted.pop(tuple(stored[name] for name in key), None) != stored:
                    raise ConcurrentChangeError(f"{version.number} version {version.label}")
            if wanted:
                self._connection.execute(_NEW[table.name], list(wanted.values()))
        self._stored[version.id] = version

    def _read(self, *which: ColumnElement[bool]) -> list[Version]:
        found = self._connection.execute(select(versions).where(*which)).mappings().all()
        if not found:
            return []
        if len(found) == 1:
            return [self._whole(found[0])]
        ids = select(versions.c.id).where(*which)
        round_ids = select(rounds.c.id).where(rounds.c.version_id.in_(ids))
        history = self._grouped(events, "version_id", events.c.version_id.in_(ids))
        given = self._grouped(signatures, "round_id", signatures.c.round_id.in_(round_ids))
        replaced = self._grouped(replacements, "round_id", replacements.c.round_id.in_(round_ids))
        opened: dict[str, list[Round]] = defaultdict(list)
        for version_id, rows in self._grouped(rounds, "version_id", rounds.c.version_id.in_(ids)).items():
            opened[version_id] = [read_round(row, given[row["id"]], replaced[row["id"]]) for row in rows]
        read = [read_version(row, history[row["id"]], opened[row["id"]]) for row in found]
        self._stored |= {version.id: version for version in read}
        return read

    def _whole(self, row: RowMapping) -> Version:
        """One version, by statements that are built once: every signature reads it twice."""
        asked = {"id": row["id"]}
        history, opened, given, replaced = (
            self._connection.execute(statement, asked).mappings().all() for statement in _OF_ONE
        )
        read = read_version(
            row,
            history,
            [
                read_round(
                    each,
                    [one for one in given if one["round_id"] == each["id"]],
                    [one for one in replaced if one["round_id"] == each["id"]],
                )
                for each in opened
            ],
        )
        self._stored[read.id] = read
        return read

    def _grouped(self, table: Table, by: str, which: ColumnElement[bool]) -> dict[str, list[RowMapping]]:
        grouped: dict[str, list[RowMapping]] = defaultdict(list)
        for row in self._connection.execute(select(table).where(which).order_by(table.c.position)).mappings():
            grouped[row[by]].append(row)
        return grouped


def _of_one(table: Table) -> Select[Any]:
    found = select(table).order_by(table.c.position)
    if "version_id" in table.c:
        return found.where(table.c.version_id == bindparam("id"))
    return found.join(rounds, table.c.round_id == rounds.c.id).where(rounds.c.version_id == bindparam("id"))


def _grown() -> Select[Any]:
    """A version's author, and how many rows each of its parts has."""
    mine = select(rounds.c.id).where(rounds.c.version_id == bindparam("id"))
    counted = (
        select(func.count())
        .select_from(table)
        .where(
            table.c.version_id == bindparam("id") if "version_id" in table.c else table.c.round_id.in_(mine)
        )
        .scalar_subquery()
        for table, _ in _PARTS
    )
    return select(versions.c.author, *counted).where(versions.c.id == bindparam("id"))


# Built once: building a statement takes as long as answering it.
_BY_ROUND = select(versions).join(rounds).where(rounds.c.id == bindparam("id"))
_OF_ONE = tuple(_of_one(table) for table in (events, rounds, signatures, replacements))
_PARTS: tuple[tuple[Table, Callable[[Version], list[Values]]], ...] = (
    (events, event_rows),
    (rounds, round_rows),
    (signatures, signature_rows),
    (replacements, replacement_rows),
)
_GROWN = _grown()
_BEGUN = select(intents.c.id).where(intents.c.version_id == bindparam("id_"), intents.c.outcome.is_(None))
_STANDS = (
    update(versions)
    .where(versions.c.id == bindparam("id_"), ~_BEGUN.exists())
    .values(state=bindparam("state"), state_since=bindparam("state_since"))
)
_NEW = {table.name: insert(table) for table, _ in _PARTS}
