"""Fakes of notices and the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.ports.outbox import LineCode, Message, Preferences
from sopctl.domain.errors import NotFoundError
from sopctl.domain.notices import Channel, Notice
from tests.fakes.data import Data
from tests.fakes.repositories import utc


class FakeNotices:
    def __init__(self, data: Data) -> None:
        self._data = data

    def add(self, notice: Notice) -> bool:
        utc(notice.at)
        told = {(n.person, n.kind, n.key) for n in self._data.notices.values()}
        if (notice.person, notice.kind, notice.key) in told:
            return False
        self._data.notices[notice.id] = notice
        return True

    def add_all(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.add(notice)

    def of(self, person: str, limit: int = 100) -> Sequence[Notice]:
        return [n for n in reversed(self._sorted()) if n.person == person][:limit]

    def unread(self, person: str) -> int:
        return sum(n.person == person and n.read_at is None for n in self._data.notices.values())

    def mark_read(self, person: str, at: datetime, notice_id: str | None = None) -> None:
        for notice in self._sorted():
            mine = notice.person == person and notice_id in (None, notice.id)
            if mine and notice.read_at is None:
                self._data.notices[notice.id] = replace(notice, read_at=utc(at))

    def unplanned(self, limit: int) -> Sequence[Notice]:
        return [n for n in self._sorted() if n.id not in self._data.planned][:limit]

    def planned(self, notice_id: str, at: datetime) -> None:
        self._data.planned[notice_id] = utc(at)

    def _sorted(self) -> list[Notice]:
        return sorted(self._data.notices.values(), key=lambda n: (n.at, n.id))


class FakeOutbox:
    def __init__(self, data: Data) -> None:
        self._data = data

    def add(self, message: Message) -> None:
        utc(message.due_at)
        self._data.messages[message.id] = replace(message, notice_ids=())
        self._data.carried[message.id] = message.notice_ids

    def collect(self, message: Message) -> None:
        place = (message.person, message.channel, message.digest_day)
        same = (m for m in self._data.messages.values() if (m.person, m.channel, m.digest_day) == place)
        known = next(same, None)
        if known is None:
            self.add(message)
            return
        carried = self._data.carried[known.id]
        self._data.carried[known.id] = tuple(dict.fromkeys((*carried, *message.notice_ids)))

    def due(self, channel: Channel, now: datetime) -> Message | None:
        waiting = (m for m in self._data.messages.values() if not m.outcome and m.channel is channel)
        return min((m for m in waiting if m.due_at <= now), key=lambda m: (m.due_at, m.id), default=None)

    def get(self, message_id: str) -> Message | None:
        return self._data.messages.get(message_id)

    def notices(self, message_id: str) -> Sequence[Notice]:
        found = [self._data.notices[n] for n in self._data.carried.get(message_id, ())]
        return sorted(found, key=lambda n: (n.at, n.id))

    def save(self, message: Message) -> None:
        if message.id not in self._data.messages:
            raise NotFoundError(message.id)
        self._data.messages[message.id] = replace(message, notice_ids=())

    def with_outcome(self, outcome: str, limit: int = 200) -> Sequence[Message]:
        found = sorted((m for m in self._data.messages.values() if m.outcome == outcome), key=lambda m: m.id)
        return sorted(found, key=lambda m: m.created_at, reverse=True)[:limit]

    def count(self, outcome: str) -> int:
        return sum(m.outcome == outcome for m in self._data.messages.values())

    def preferences(self, person: str) -> Preferences:
        return self._data.preferences.get(person, Preferences(person))

    def save_preferences(self, preferences: Preferences) -> None:
        self._data.preferences[preferences.person] = preferences

    def by_line_user(self, line_user: str) -> Sequence[Preferences]:
        found = (p for p in self._data.preferences.values() if p.line_user == line_user)
        return sorted(found, key=lambda p: p.person)

    def add_line_code(self, code: LineCode) -> None:
        for key in [k for k, c in self._data.line_codes.items() if c.person == code.person]:
            del self._data.line_codes[key]
        self._data.line_codes[code.code_sha256] = code

    def take_line_code(self, code_sha256: str) -> LineCode | None:
        return self._data.line_codes.pop(code_sha256, None)
