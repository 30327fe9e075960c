"""Announcements of what was released and withdrawn, numbered by the Buddhist year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel

PATTERN = "{sequence}/{year}"
_SEQUENCE = re.compile(r"\{sequence(?::([1-9]))?\}")
_LONGEST = 80


class AnnouncementPatternError(SopctlError):
    """A pattern of announcement numbers in ``hospital.yaml`` that cannot number anything."""

    code = "announcement-pattern-malformed"

    def __init__(self, pattern: str) -> None:
        super().__init__(
            f"announcement_number “{pattern}” needs {{sequence}} and {{year}} once each, as in "
            f"“ศคภ {PATTERN}”.",
            pattern=pattern,
        )


@dataclass(frozen=True)
class AnnouncedVersion:
    """A line of an announcement: ``day`` is the first day in force, or out of force when ``withdrawn``."""

    version_id: str
    number: DocumentNumber
    version: VersionLabel
    title: str
    day: date
    withdrawn: bool
    link: str

    def facts(self) -> dict[str, canonical.Json]:
        """The line, ready for canonical JSON."""
        return {
            "version_id": self.version_id,
            "number": str(self.number),
            "version": str(self.version),
            "title": self.title,
            "day": self.day.isoformat(),
            "withdrawn": self.withdrawn,
            "link": self.link,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> AnnouncedVersion:
        """The line that ``facts`` gave. Raises KeyError, ValueError or a SopctlError for others."""
        return cls(
            version_id=facts["version_id"],
            number=DocumentNumber.parse(facts["number"]),
            version=VersionLabel.parse(facts["version"]),
            title=facts["title"],
            day=date.fromisoformat(facts["day"]),
            withdrawn=facts["withdrawn"],
            link=facts["link"],
        )


@dataclass(frozen=True)
class Announcement:
    """A memo as it went round; ``day`` is the Bangkok day on it, ``pdf_sha256`` the file that was kept.

    ``office`` writes it, ``to`` names to whom it goes; "" in one of before they were kept.
    """

    id: str
    number: str
    year: int
    sequence: int
    day: date
    subject: str
    made_at: datetime
    made_by: str
    signer: str
    post: str
    lines: tuple[AnnouncedVersion, ...]
    pdf_sha256: str
    office: str = ""
    to: str = ""


def announcement_number(pattern: str, year: int, sequence: int) -> str:
    """The number of an announcement, such as ``ศคภ 7/2569``. Raises AnnouncementPatternError."""
    places = _SEQUENCE.findall(pattern)
    if len(places) != 1 or pattern.count("{year}") != 1 or len(pattern) > _LONGEST // 2:
        raise AnnouncementPatternError(pattern)
    wide = int(places[0] or 1)
    number = _SEQUENCE.sub(f"{sequence:0{wide}d}", pattern).replace("{year}", str(year))
    if "{" in number or "}" in number:
        raise AnnouncementPatternError(pattern)
    return number
