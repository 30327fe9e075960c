"""Standing: what is in force on a day. Derived from dates, never stored, so midnight needs no process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sopctl.domain.numbers import DocumentNumber, VersionLabel


class Standing(StrEnum):
    """How a released version stands on a day."""

    SCHEDULED = "scheduled"  # รอบังคับใช้
    IN_FORCE = "in_force"  # บังคับใช้
    SUPERSEDED = "superseded"  # ถูกแทนที่
    WITHDRAWN = "withdrawn"  # ยกเลิกใช้


@dataclass(frozen=True)
class Release:
    """The dated facts of a released version: the day each holds for, and when the system learnt it."""

    version_id: str
    number: DocumentNumber
    version: VersionLabel
    effective: date
    recorded_at: datetime
    withdrawn_from: date | None = None
    withdrawn_recorded_at: datetime | None = None

    def known(self, at: datetime | None) -> bool:
        """Whether the release was recorded by a moment; None asks for all that is known now."""
        return at is None or self.recorded_at <= at

    def withdrawn(self, on: date, at: datetime | None) -> bool:
        """Whether it was withdrawn on a day, as known at a moment."""
        if self.withdrawn_from is None or self.withdrawn_from > on:
            return False
        return at is None or (self.withdrawn_recorded_at is not None and self.withdrawn_recorded_at <= at)

    def never_in_force(self, at: datetime | None) -> bool:
        """Whether it was withdrawn from a day before it would have taken force, as known at a moment."""
        return (
            self.withdrawn_from is not None
            and self.withdrawn_from < self.effective
            and self.withdrawn(self.effective, at)
        )


def _reached(releases: Iterable[Release], on: date, at: datetime | None) -> Release | None:
    """The latest version whose day has come. Superseding is for good: a withdrawal revives nothing older.

    One that was withdrawn while it was scheduled superseded nothing.
    """
    due = [r for r in releases if r.known(at) and r.effective <= on and not r.never_in_force(at)]
    return max(due, key=lambda r: (r.effective, r.version), default=None)


def in_force(releases: Iterable[Release], on: date, known_at: datetime | None = None) -> Release | None:
    """The version of one document in force on a Bangkok day, as known at a moment (None: now)."""
    latest = _reached(releases, on, known_at)
    return None if latest is None or latest.withdrawn(on, known_at) else latest


def standing(
    release: Release, releases: Iterable[Release], on: date, known_at: datetime | None = None
) -> Standing:
    """How one release of a document stands on a day among all releases of that document."""
    if release.withdrawn(on, known_at):
        return Standing.WITHDRAWN
    if release.effective > on:
        return Standing.SCHEDULED
    latest = _reached(releases, on, known_at)
    return Standing.IN_FORCE if latest == release else Standing.SUPERSEDED
