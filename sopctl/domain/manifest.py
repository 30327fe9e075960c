"""The manifest: canonical JSON that everyone in a round signs from here on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sopctl.domain import canonical
from sopctl.domain.numbers import DocumentNumber, VersionLabel


@dataclass(frozen=True)
class Manifest:
    """What is signed: the document's names and the SHA-256 of everything that shapes its copies.

    ``sources``: file name to SHA-256 (the Markdown, images, attachments). ``shape``: SHA-256 of the type, the
    official profile, the logo and the dictionary, by those names; what is absent has no key.
    ``requested_effective`` None asks for the day of release.
    """

    number: DocumentNumber
    version: VersionLabel
    title: str
    type_code: str
    sources: tuple[tuple[str, str], ...]
    shape: tuple[tuple[str, str], ...]
    requested_effective: date | None
    reason: str
    prepared_by: str
    round_id: str

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        day = self.requested_effective
        return {
            "format": "sopctl-manifest-1",
            "number": str(self.number),
            "version": str(self.version),
            "title": self.title,
            "type": self.type_code,
            "sources": dict(self.sources),
            "shape": dict(self.shape),
            "requested_effective": day.isoformat() if day else None,
            "reason": self.reason,
            "prepared_by": self.prepared_by,
            "round": self.round_id,
        }

    def encode(self) -> bytes:
        """The canonical bytes."""
        return canonical.encode(self.payload())

    @property
    def sha256(self) -> str:
        """What every signature of the round covers."""
        return canonical.sha256(self.encode())

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Read what ``encode`` wrote. Raises KeyError or ValueError for anything else."""
        facts = json.loads(data)
        day = facts["requested_effective"]
        return cls(
            number=DocumentNumber.parse(facts["number"]),
            version=VersionLabel.parse(facts["version"]),
            title=facts["title"],
            type_code=facts["type"],
            sources=tuple(sorted(facts["sources"].items())),
            shape=tuple(sorted(facts["shape"].items())),
            requested_effective=date.fromisoformat(day) if day else None,
            reason=facts["reason"],
            prepared_by=facts["prepared_by"],
            round_id=facts["round"],
        )
