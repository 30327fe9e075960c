"""Fakes of references and announcements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sopctl.application.ports import ConcurrentChangeError
from sopctl.domain.announcements import Announcement
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.referencing import ReferenceFlag
from tests.fakes.data import Data
from tests.fakes.repositories import utc


class FakeReferences:
    def __init__(self, data: Data) -> None:
        self._data = data

    def note(self, version_id: str, numbers: Iterable[DocumentNumber]) -> None:
        known = self._data.named.get(version_id, frozenset())
        self._data.named[version_id] = known | frozenset(numbers)

    def unnoted(self) -> frozenset[str]:
        return frozenset(self._data.releases) - frozenset(self._data.named)

    def naming(self, number: DocumentNumber) -> frozenset[str]:
        return frozenset(key for key, numbers in self._data.named.items() if number in numbers)

    def flag(self, flag: ReferenceFlag) -> bool:
        utc(flag.raised_at)
        if any((f.number, f.version_id, f.cause) == (flag.number, flag.version_id, flag.cause)
               for f in self._data.flags.values()):  # fmt: skip
            return False
        self._data.flags[flag.id] = flag
        return True

    def get(self, flag_id: str) -> ReferenceFlag | None:
        return self._data.flags.get(flag_id)

    def open(self) -> Sequence[ReferenceFlag]:
        return [flag for flag in self._sorted() if flag.closed_at is None]

    def of(self, number: DocumentNumber) -> Sequence[ReferenceFlag]:
        return [flag for flag in self._sorted() if flag.number == number]

    def closed(self, most: int) -> Sequence[ReferenceFlag]:
        looked = [(flag.closed_at, flag.id, flag) for flag in self._data.flags.values() if flag.closed_at]
        return [flag for *_, flag in sorted(looked, key=lambda each: each[:2], reverse=True)][:most]

    def close(self, flag_id: str, at: datetime, by: str, remark: str) -> None:
        flag = self._data.flags.get(flag_id)
        if flag is None or flag.closed_at is not None:
            raise NotFoundError(flag_id)
        self._data.flags[flag_id] = replace(flag, closed_at=utc(at), closed_by=by, remark=remark)

    def _sorted(self) -> list[ReferenceFlag]:
        return sorted(self._data.flags.values(), key=lambda flag: (flag.raised_at, flag.id))


class FakeAnnouncements:
    def __init__(self, data: Data) -> None:
        self._data = data

    def add(self, announcement: Announcement) -> None:
        utc(announcement.made_at)
        place = (announcement.year, announcement.sequence)
        if any(a.number == announcement.number or (a.year, a.sequence) == place for a in self.all()):
            raise ConcurrentChangeError(announcement.number)
        self._data.announcements[announcement.id] = announcement

    def get(self, announcement_id: str) -> Announcement | None:
        return self._data.announcements.get(announcement_id)

    def all(self) -> Sequence[Announcement]:
        found = self._data.announcements.values()
        return sorted(found, key=lambda a: (a.year, a.sequence), reverse=True)

    def last_sequence(self, year: int) -> int:
        return max((a.sequence for a in self.all() if a.year == year), default=0)
