"""The outbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from sopctl.application.ports.outbox import LineCode, Message, Preferences
from sopctl.domain.errors import NotFoundError
from sopctl.domain.notices import Channel, Notice, Pace
from sopctl.storage.sql.notices import insert_new, notice_of
from sopctl.storage.sql.statements import Values, one, upsert
from sopctl.storage.sql.tables import line_codes, message_notices, messages, notice_preferences, notices


class SqlOutbox:
    """Port ``Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, message: Message) -> None:
        self._connection.execute(insert(messages).values({**_facts(message), **_fate(message)}))
        self._carry(message.id, message)

    def collect(self, message: Message) -> None:
        row = {**_facts(message), **_fate(message)}
        insert_new(self._connection, messages, row, ["person", "channel", "digest_day"])
        query = select(messages.c.id).where(
            messages.c.person == message.person,
            messages.c.channel == message.channel.value,
            messages.c.digest_day == message.digest_day,
        )
        self._carry(self._connection.execute(query).scalar_one(), message)

    def due(self, channel: Channel, now: datetime) -> Message | None:
        query = select(messages).where(messages.c.outcome == "", messages.c.channel == channel.value)
        query = query.where(messages.c.due_at <= now).order_by(messages.c.due_at, messages.c.id)
        row = one(self._connection, query.limit(1))
        return _message(row) if row else None

    def get(self, message_id: str) -> Message | None:
        row = one(self._connection, select(messages).where(messages.c.id == message_id))
        return _message(row) if row else None

    def notices(self, message_id: str) -> Sequence[Notice]:
        joined = notices.join(message_notices, notices.c.id == message_notices.c.notice_id)
        query = select(notices).select_from(joined).where(message_notices.c.message_id == message_id)
        rows = self._connection.execute(query.order_by(notices.c.at, notices.c.id)).mappings()
        return [notice_of(row) for row in rows]

    def save(self, message: Message) -> None:
        changed = self._connection.execute(
            update(messages).where(messages.c.id == message.id).values(_fate(message))
        )
        if changed.rowcount == 0:
            raise NotFoundError(message.id)

    def with_outcome(self, outcome: str, limit: int = 200) -> Sequence[Message]:
        query = select(messages).where(messages.c.outcome == outcome)
        return self._read(query.order_by(messages.c.created_at.desc(), messages.c.id).limit(limit))

    def count(self, outcome: str) -> int:
        query = select(func.count()).select_from(messages).where(messages.c.outcome == outcome)
        return self._connection.scalar(query) or 0

    def preferences(self, person: str) -> Preferences:
        query = select(notice_preferences).where(notice_preferences.c.person == person)
        row = one(self._connection, query)
        return _preferences(row) if row else Preferences(person)

    def save_preferences(self, preferences: Preferences) -> None:
        row = {
            "person": preferences.person,
            "mail": preferences.mail.value,
            "line": preferences.line.value,
            "line_user": preferences.line_user,
            "line_linked_at": preferences.line_linked_at,
        }
        upsert(self._connection, notice_preferences, row)

    def by_line_user(self, line_user: str) -> Sequence[Preferences]:
        query = select(notice_preferences).where(notice_preferences.c.line_user == line_user)
        rows = self._connection.execute(query.order_by(notice_preferences.c.person)).mappings()
        return [_preferences(row) for row in rows]

    def add_line_code(self, code: LineCode) -> None:
        self._connection.execute(delete(line_codes).where(line_codes.c.person == code.person))
        row = {"code_sha256": code.code_sha256, "person": code.person, "expires_at": code.expires_at}
        self._connection.execute(insert(line_codes).values(row))

    def take_line_code(self, code_sha256: str) -> LineCode | None:
        row = one(self._connection, select(line_codes).where(line_codes.c.code_sha256 == code_sha256))
        if row is None:
            return None
        self._connection.execute(delete(line_codes).where(line_codes.c.code_sha256 == code_sha256))
        return LineCode(row["code_sha256"], row["person"], row["expires_at"])

    def _carry(self, message_id: str, message: Message) -> None:
        for notice_id in message.notice_ids:
            row = {"message_id": message_id, "notice_id": notice_id}
            insert_new(self._connection, message_notices, row, ["message_id", "notice_id"])

    def _read(self, query: Select[tuple[object, ...]]) -> list[Message]:
        return [_message(row) for row in self._connection.execute(query).mappings()]


def _facts(message: Message) -> Values:
    return {
        "id": message.id,
        "person": message.person,
        "channel": message.channel.value,
        "created_at": message.created_at,
        "digest_day": message.digest_day,
    }


def _fate(message: Message) -> Values:
    return {
        "due_at": message.due_at,
        "attempts": message.attempts,
        "outcome": message.outcome,
        "closed_at": message.closed_at,
        "problem": message.problem,
    }


def _message(row: RowMapping) -> Message:
    return Message(
        id=row["id"],
        person=row["person"],
        channel=Channel(row["channel"]),
        created_at=row["created_at"],
        due_at=row["due_at"],
        digest_day=row["digest_day"],
        attempts=row["attempts"],
        outcome=row["outcome"],
        closed_at=row["closed_at"],
        problem=row["problem"],
    )


def _preferences(row: RowMapping) -> Preferences:
    return Preferences(
        person=row["person"],
        mail=Pace(row["mail"]),
        line=Pace(row["line"]),
        line_user=row["line_user"],
        line_linked_at=row["line_linked_at"],
    )
