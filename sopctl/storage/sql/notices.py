"""Notices in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sopctl.domain.notices import Notice, NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.tables import notices


class SqlNotices:
    """Port ``Notices``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: Notice) -> bool:
        return insert_new(self._connection, notices, _row(notice), _ONCE)

    def add_all(self, notices: Sequence[Notice]) -> None:
        if notices:
            new = _new_rows(self._connection.dialect.name, _TABLE, _ONCE)
            self._connection.execute(new, list(map(_row, notices)))

    def of(self, person: str, limit: int = 100) -> Sequence[Notice]:
        query = select(notices).where(notices.c.person == person)
        query = query.order_by(notices.c.at.desc(), notices.c.id.desc()).limit(limit)
        return [notice_of(row) for row in self._connection.execute(query).mappings()]

    def unread(self, person: str) -> int:
        return self._connection.scalar(_UNREAD, {"person": person}) or 0

    def mark_read(self, person: str, at: datetime, notice_id: str | None = None) -> None:
        change = update(notices).where(notices.c.person == person, notices.c.read_at.is_(None))
        if notice_id is not None:
            change = change.where(notices.c.id == notice_id)
        self._connection.execute(change.values(read_at=at))

    def unplanned(self, limit: int) -> Sequence[Notice]:
        query = select(notices).where(notices.c.planned_at.is_(None))
        query = query.order_by(notices.c.at, notices.c.id).limit(limit)
        return [notice_of(row) for row in self._connection.execute(query).mappings()]

    def planned(self, notice_id: str, at: datetime) -> None:
        self._connection.execute(update(notices).where(notices.c.id == notice_id).values(planned_at=at))


def notice_of(row: RowMapping) -> Notice:
    """A row of the table as the value it keeps."""
    return Notice(
        id=row["id"],
        kind=NoticeKind(row["kind"]),
        person=row["person"],
        key=row["key"],
        at=row["at"],
        number=DocumentNumber(row["number"]) if row["number"] else None,
        title=row["title"],
        path=row["path"],
        read_at=row["read_at"],
    )


_TABLE = notices  # the parameter of add_all has the port's name for it
_UNREAD = (  # built once: every page of somebody who is signed in asks
    select(func.count())
    .select_from(notices)
    .where(notices.c.person == bindparam("person"), notices.c.read_at.is_(None))
)
_ONCE = ("person", "kind", "key")


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "kind": notice.kind.value,
        "person": notice.person,
        "key": notice.key,
        "at": notice.at,
        "number": str(notice.number) if notice.number else None,
        "title": notice.title,
        "path": notice.path,
        "read_at": notice.read_at,
    }


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any], unique: Sequence[str]) -> bool:
    """Insert a row unless one with the same ``unique`` columns is there; whether it was inserted."""
    # What was inserted is asked back: PostgreSQL's driver counts no rows here.
    new = _new_rows(connection.dialect.name, table, tuple(unique))
    return connection.execute(new.values(row).returning(*table.primary_key)).first() is not None


@cache
def _new_rows(dialect: str, table: Table, unique: tuple[str, ...]) -> sqlite.Insert | postgresql.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing(index_elements=unique)
    return postgresql.insert(table).on_conflict_do_nothing(index_elements=unique)
