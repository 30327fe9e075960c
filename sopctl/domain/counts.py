"""Counts (ตรวจนับ): somebody walks and looks whether each controlled print is where it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sopctl.domain.errors import SopctlError


class Finding(StrEnum):
    """What was found of one print."""

    FOUND = "found"  # the right print, where it should be
    MISSING = "missing"
    OLD = "old"  # a print of a version that is no longer in force
    ASTRAY = "astray"  # a print that belongs elsewhere, or was recorded as gone


class CountClosedError(SopctlError):
    """A count that is closed; its result stays as it is."""

    code = "count-closed"

    def __init__(self) -> None:
        super().__init__("This count is closed; begin a new one.")


class CountUnfinishedError(SopctlError):
    """A count with prints that nobody looked for."""

    code = "count-unfinished"

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} prints have not been looked for yet.", left=left)


class NothingToCountError(SopctlError):
    """A place with no print out."""

    code = "nothing-to-count"

    def __init__(self, place: str) -> None:
        super().__init__(f"No controlled print is out at “{place}”.", place=place)


@dataclass(frozen=True)
class Sighting:
    """One print in a count. ``finding`` is None until somebody looked; ``expected``: listed from the start.

    ``at`` is aware UTC, None until somebody looked.
    """

    print_id: str
    expected: bool
    finding: Finding | None = None
    at: datetime | None = None
    by: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Count:
    """One walk: the prints that should be at a place ("" is everywhere) when it began, and what was found."""

    id: str
    place: str
    begun_at: datetime
    begun_by: str
    sightings: tuple[Sighting, ...]
    closed_at: datetime | None = None
    closed_by: str = ""
    remark: str = ""

    @classmethod
    def begin(cls, count_id: str, place: str, expected: Iterable[str], *, at: datetime, by: str) -> Count:
        """A count of the prints with these ids. Raises NothingToCountError."""
        sightings = tuple(Sighting(print_id, expected=True) for print_id in expected)
        if not sightings:
            raise NothingToCountError(place)
        return cls(count_id, place, at, by, sightings)

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.closed_at is None

    @property
    def left(self) -> int:
        """How many prints nobody looked for yet."""
        return sum(1 for sighting in self.sightings if sighting.finding is None)

    @property
    def result(self) -> Mapping[Finding, int]:
        """How many prints were found how."""
        seen = Counter(s.finding for s in self.sightings if s.finding is not None)
        return {finding: seen[finding] for finding in Finding}

    def sighting(self, print_id: str) -> Sighting | None:
        """The line of a print, None for one that is neither expected nor met."""
        return next((s for s in self.sightings if s.print_id == print_id), None)

    def see(self, print_id: str, finding: Finding, *, at: datetime, by: str, remark: str = "") -> Count:
        """The count with what was found of a print; a second look takes the place of the first.

        A print that was not expected gets a line of its own. Raises CountClosedError.
        """
        if not self.open:
            raise CountClosedError
        before = self.sighting(print_id)
        line = Sighting(print_id, before is not None and before.expected, finding, at, by, remark)
        if before is None:
            return replace(self, sightings=(*self.sightings, line))
        kept = tuple(line if s.print_id == print_id else s for s in self.sightings)
        return replace(self, sightings=kept)

    def close(self, *, at: datetime, by: str, remark: str = "") -> Count:
        """The count with its result. Raises CountClosedError, CountUnfinishedError."""
        if not self.open:
            raise CountClosedError
        if self.left:
            raise CountUnfinishedError(self.left)
        return replace(self, closed_at=at, closed_by=by, remark=remark)
