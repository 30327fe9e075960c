"""Controlled prints (สำเนาควบคุม): numbered copies with a holder and a place, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sopctl.domain.errors import SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.standing import Standing


class HolderKind(StrEnum):
    """Who holds a print."""

    PERSON = "person"
    DEPARTMENT = "department"


class Fate(StrEnum):
    """What became of a print that is no longer out."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


class PrintState(StrEnum):
    """Where a print is: ``out`` and ``to-recall`` follow from its version, the others are recorded."""

    OUT = "out"
    TO_RECALL = "to-recall"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    LOST = "lost"


class PrintEndedError(SopctlError):
    """A print that was recalled already."""

    code = "print-ended"

    def __init__(self, number: DocumentNumber, copy: int, fate: Fate) -> None:
        super().__init__(
            f"Copy {copy} of {number} was recorded as {fate} already.", number=number, copy=copy, fate=fate
        )


class RecallDayWrongError(SopctlError):
    """A day of return before the print was issued, or one that has not come."""

    code = "recall-day-wrong"

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day} cannot be the day; it lies between {first} and {last}.", day=day, first=first, last=last
        )


@dataclass(frozen=True)
class Holder:
    """Who holds a print: a user name or a department's code, and the name as it stands on the copy."""

    kind: HolderKind
    code: str
    name: str


@dataclass(frozen=True)
class Print:
    """One numbered copy of one version. ``copy`` counts from 1 within the document and is never used again.

    ``token`` is what its own QR code opens, below ``public_url``. ``request`` is the number of the change
    request that asked for it, ``replaces`` the id of the print of an older version that it was exchanged for.
    ``issued_at`` and ``end_recorded_at`` are aware UTC, ``ended_on`` the Bangkok day of the recall.
    ``holder`` is named on the paper; ``keeper`` is who took it over from them since, None while nobody did.
    """

    id: str
    number: DocumentNumber
    version_id: str
    version: VersionLabel
    copy: int
    holder: Holder
    place: str
    token: str
    public_url: str
    issued_at: datetime
    issued_by: str
    request: str = ""
    replaces: str = ""
    fate: Fate | None = None
    ended_on: date | None = None
    end_recorded_at: datetime | None = None
    ended_by: str = ""
    remark: str = ""
    keeper: Holder | None = None

    @property
    def held_by(self) -> Holder:
        """With whom it is now."""
        return self.keeper or self.holder

    @property
    def holder_words(self) -> str:
        """The holder as the copy shows it, with the place when it is another name."""
        if not self.place or self.place == self.holder.name:
            return self.holder.name
        return f"{self.holder.name} ({self.place})"

    @property
    def held_words(self) -> str:
        """With whom it is, and where; whom the paper names when that is somebody else."""
        if self.keeper is None:
            return self.holder_words
        place = "" if self.place in ("", self.keeper.name) else f" ({self.place})"
        return f"{self.keeper.name}{place} ← {self.holder.name}"

    def state(self, stands: Standing) -> PrintState:
        """Where it is, while its version stands so: out of an old version, it is to be recalled."""
        if self.fate is not None:
            return PrintState(self.fate.value)
        gone = stands in (Standing.SUPERSEDED, Standing.WITHDRAWN)
        return PrintState.TO_RECALL if gone else PrintState.OUT

    def end(
        self, fate: Fate, on: date, *, issued_on: date, today: date, at: datetime, by: str, remark: str = ""
    ) -> Print:
        """The print as returned, destroyed or lost on a day; a lost one may still turn up and come back.

        Raises PrintEndedError, RecallDayWrongError.
        """
        found_again = self.fate is Fate.LOST and fate is not Fate.LOST
        if self.fate is not None and not found_again:
            raise PrintEndedError(self.number, self.copy, self.fate)
        if not issued_on <= on <= today:
            raise RecallDayWrongError(on, issued_on, today)
        return replace(self, fate=fate, ended_on=on, end_recorded_at=at, ended_by=by, remark=remark)

    def hand_over(self, keeper: Holder) -> Print:
        """The print with somebody else. Raises PrintEndedError for one that is no longer out."""
        if self.fate is not None:
            raise PrintEndedError(self.number, self.copy, self.fate)
        return replace(self, keeper=keeper)

    def facts(self) -> dict[str, str]:
        """What was issued, as strings for the ledger: enough to know the print again from it."""
        return {
            "number": str(self.number),
            "version": str(self.version),
            "version_id": self.version_id,
            "copy": str(self.copy),
            "holder_kind": self.holder.kind.value,
            "holder": self.holder.code,
            "holder_name": self.holder.name,
            "place": self.place,
            "token": self.token,
            "public_url": self.public_url,
            "request": self.request,
            "replaces": self.replaces,
            "at": self.issued_at.isoformat(),
        }

    @classmethod
    def from_facts(cls, print_id: str, facts: Mapping[str, str], by: str) -> Print:
        """The print that ``facts`` told of. Raises KeyError, ValueError or a SopctlError for others."""
        return cls(
            id=print_id,
            number=DocumentNumber.parse(facts["number"]),
            version_id=facts["version_id"],
            version=VersionLabel.parse(facts["version"]),
            copy=int(facts["copy"]),
            holder=Holder(HolderKind(facts["holder_kind"]), facts["holder"], facts["holder_name"]),
            place=facts["place"],
            token=facts["token"],
            public_url=facts["public_url"],
            issued_at=datetime.fromisoformat(facts["at"]),
            issued_by=by,
            request=facts["request"],
            replaces=facts["replaces"],
        )
