"""References between documents, and announcements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from sopctl.domain.announcements import Announcement
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.referencing import ReferenceFlag


class References(Protocol):
    """Which released version names which documents, and the looks that changes ask for."""

    def note(self, version_id: str, numbers: Iterable[DocumentNumber]) -> None:
        """Keep what a version names; noting the same version again changes nothing."""
        ...

    def unnoted(self) -> frozenset[str]:
        """The ids of the released versions that were never noted; those that name nothing are noted too."""
        ...

    def naming(self, number: DocumentNumber) -> frozenset[str]:
        """The ids of the versions that name a document."""
        ...

    def flag(self, flag: ReferenceFlag) -> bool:
        """Keep it; False, and nothing kept, when the same change flagged the document before."""
        ...

    def get(self, flag_id: str) -> ReferenceFlag | None: ...
    def open(self) -> Sequence[ReferenceFlag]:
        """Those that nobody looked at, oldest first."""
        ...

    def of(self, number: DocumentNumber) -> Sequence[ReferenceFlag]:
        """All of a document, oldest first, closed ones too."""
        ...

    def closed(self, most: int) -> Sequence[ReferenceFlag]:
        """The last that somebody looked at, latest first, at most so many."""
        ...

    def close(self, flag_id: str, at: datetime, by: str, remark: str) -> None:
        """Raises NotFoundError for one that is not open."""
        ...


class Announcements(Protocol):
    """Announcements as they went round; none is ever changed or taken away."""

    def add(self, announcement: Announcement) -> None:
        """Raises ConcurrentChangeError when its number or its place in the year is taken."""
        ...

    def get(self, announcement_id: str) -> Announcement | None: ...
    def all(self) -> Sequence[Announcement]:
        """All, latest first."""
        ...

    def last_sequence(self, year: int) -> int:
        """The highest place of a Buddhist year, 0 when there is none."""
        ...
