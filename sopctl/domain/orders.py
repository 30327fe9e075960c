"""What is asked of the approving post about a released version, and signed as it was read: an order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from sopctl.domain import canonical
from sopctl.domain.numbers import DocumentNumber, VersionLabel


@dataclass(frozen=True)
class Order:
    """Which version, for which day, why, and who asks; each kind says what its ``day`` is.

    ``copy_sha256`` is the hash of the copy that the signer reads. ``asked_at`` is aware UTC. The signature
    covers the version's manifest, and the order as evidence: its canonical bytes never change.
    """

    FORMAT: ClassVar[str]  # of the canonical bytes
    DAY: ClassVar[str]  # what they call the day

    number: DocumentNumber
    version: VersionLabel
    manifest_sha256: str
    copy_sha256: str
    day: date
    reason: str
    asked_by: str
    asked_name: str
    asked_at: datetime

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        return {
            "format": self.FORMAT,
            "number": str(self.number),
            "version": str(self.version),
            "manifest_sha256": self.manifest_sha256,
            "copy_sha256": self.copy_sha256,
            self.DAY: self.day.isoformat(),
            "reason": self.reason,
            "asked_by": self.asked_by,
            "asked_name": self.asked_name,
            "asked_at": self.asked_at.isoformat(),
        }

    def encode(self) -> bytes:
        """The canonical bytes."""
        return canonical.encode(self.payload())

    @property
    def sha256(self) -> str:
        """What a signer was shown, in one hash."""
        return canonical.sha256(self.encode())

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read what ``encode`` wrote. Raises KeyError or ValueError for anything else."""
        facts = json.loads(data)
        return cls(
            number=DocumentNumber.parse(facts["number"]),
            version=VersionLabel.parse(facts["version"]),
            manifest_sha256=facts["manifest_sha256"],
            copy_sha256=facts["copy_sha256"],
            day=date.fromisoformat(facts[cls.DAY]),
            reason=facts["reason"],
            asked_by=facts["asked_by"],
            asked_name=facts["asked_name"],
            asked_at=datetime.fromisoformat(facts["asked_at"]),
        )


class WithdrawalOrder(Order):
    """A version is to go out of force without a successor; ``day`` is the first on which it is."""

    FORMAT = "sopctl-withdrawal-order-1"
    DAY = "from"

    @property
    def from_day(self) -> date:
        """The first day out of force."""
        return self.day


class ReaffirmationOrder(Order):
    """A version is to stay as it is after its periodic review; ``day`` is the one by which that was due."""

    FORMAT = "sopctl-reaffirmation-order-1"
    DAY = "due"

    @property
    def due(self) -> date:
        """The day by which the review was due."""
        return self.day
