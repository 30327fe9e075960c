"""A reaffirmation as it is asked for: what the approving post signs when a version stays as it is (R8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sopctl.domain import canonical
from sopctl.domain.numbers import DocumentNumber, VersionLabel


@dataclass(frozen=True)
class ReaffirmationOrder:
    """Which version is to stay as it is after its periodic review, why, and who proposes it.

    ``due`` is the day by which the review was due. ``copy_sha256`` is the hash of the copy that the signer
    reads. ``asked_at`` is aware UTC. The signature covers the version's manifest, and this order as evidence.
    """

    number: DocumentNumber
    version: VersionLabel
    manifest_sha256: str
    copy_sha256: str
    due: date
    reason: str
    asked_by: str
    asked_name: str
    asked_at: datetime

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        return {
            "format": "sopctl-reaffirmation-order-1",
            "number": str(self.number),
            "version": str(self.version),
            "manifest_sha256": self.manifest_sha256,
            "copy_sha256": self.copy_sha256,
            "due": self.due.isoformat(),
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
    def decode(cls, data: bytes) -> ReaffirmationOrder:
        """Read what ``encode`` wrote. Raises KeyError or ValueError for anything else."""
        facts = json.loads(data)
        return cls(
            number=DocumentNumber.parse(facts["number"]),
            version=VersionLabel.parse(facts["version"]),
            manifest_sha256=facts["manifest_sha256"],
            copy_sha256=facts["copy_sha256"],
            due=date.fromisoformat(facts["due"]),
            reason=facts["reason"],
            asked_by=facts["asked_by"],
            asked_name=facts["asked_name"],
            asked_at=datetime.fromisoformat(facts["asked_at"]),
        )


@dataclass(frozen=True)
class Reaffirmation:
    """That a version was found to stay as it is, on a Bangkok day; ``recorded_at`` is aware UTC."""

    day: date
    recorded_at: datetime
    reason: str
    by: str
