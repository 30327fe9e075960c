"""Signatures: who put their name to which manifest, meaning what, on whose authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sopctl.domain import canonical
from sopctl.domain.workflow import Action


class Meaning(StrEnum):
    """What a signature says (21 CFR 11.50: the meaning is part of the signature)."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"
    CHECKED = "checked"
    APPROVED = "approved"
    RELEASED = "released"
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    REAFFIRMED = "reaffirmed"


MEANING_OF = {
    Action.REVIEW: Meaning.REVIEWED,
    Action.CHECK: Meaning.CHECKED,
    Action.APPROVE: Meaning.APPROVED,
    Action.RELEASE: Meaning.RELEASED,
    Action.REGISTER: Meaning.REGISTERED,
    Action.WITHDRAW: Meaning.WITHDRAWN,
    Action.REAFFIRM: Meaning.REAFFIRMED,
}


class Medium(StrEnum):
    """Where a signature was given; what was signed on paper never looks electronic."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


@dataclass(frozen=True)
class Signature:
    """One electronic signature, bound to one manifest and to its place in the ledger.

    ``evidence_sha256`` is the hash of the copy that was on the signer's screen, "" where none is asked for.
    ``name`` and ``post`` are as they stood at ``at`` (aware UTC). ``authority`` names the ground, such as
    ``post:director``. ``formula`` is an acting holder's. ``previous`` is the hash of the ledger row before.
    """

    round_id: str
    step: int
    manifest_sha256: str
    evidence_sha256: str
    meaning: Meaning
    person: str
    name: str
    post: str
    authority: str
    at: datetime
    previous: str
    formula: str = ""
    remark: str = ""
    picture_sha256: str = ""  # the picture of the signature as it was then

    def payload(self) -> dict[str, canonical.Json]:
        """What the digest covers, ready for canonical JSON."""
        return {
            "round": self.round_id,
            "step": self.step,
            "manifest_sha256": self.manifest_sha256,
            "evidence_sha256": self.evidence_sha256,
            "meaning": self.meaning.value,
            "person": self.person,
            "name": self.name,
            "post": self.post,
            "authority": self.authority,
            "formula": self.formula,
            "remark": self.remark,
            "picture_sha256": self.picture_sha256,
            "at": self.at.isoformat(),
            "previous": self.previous,
            "medium": Medium.ELECTRONIC.value,
        }

    @classmethod
    def decode(cls, facts: Mapping[str, Any]) -> Signature:
        """Read what ``payload`` gave. Raises KeyError or ValueError for anything else."""
        return cls(
            round_id=facts["round"],
            step=facts["step"],
            manifest_sha256=facts["manifest_sha256"],
            evidence_sha256=facts["evidence_sha256"],
            meaning=Meaning(facts["meaning"]),
            person=facts["person"],
            name=facts["name"],
            post=facts["post"],
            authority=facts["authority"],
            at=datetime.fromisoformat(facts["at"]),
            previous=facts["previous"],
            formula=facts["formula"],
            remark=facts["remark"],
            picture_sha256=facts["picture_sha256"],
        )

    @property
    def digest(self) -> str:
        """SHA-256 over the payload: what the ledger and the approval record hold."""
        return canonical.sha256(canonical.encode(self.payload()))


@dataclass(frozen=True)
class PaperApproval:
    """An approval that was given on paper, as the quality office read it from the signed page."""

    name: str
    post: str
    day: str  # ISO date on which the paper was signed
    scan_sha256: str

    def payload(self) -> dict[str, canonical.Json]:
        """The facts, ready for canonical JSON."""
        return {
            "medium": Medium.PAPER.value,
            "meaning": Meaning.APPROVED.value,
            "name": self.name,
            "post": self.post,
            "day": self.day,
            "scan_sha256": self.scan_sha256,
        }
