"""Drafts, rounds, releases and withdrawals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sopctl.domain.workflow import Action
from sopctl.web.api.shapes.documents import Comparison
from sopctl.web.api.shapes.kinds import Day, Secret, Sha256, Shape, Text, Why, Words


class Finding(Shape):
    """What a check says of a text."""

    code: str
    level: Literal["error", "warning", "info"]
    line: int
    message: str
    message_th: str


class Clearing(Shape):
    """Who answers for personal data that stays in a text, and why."""

    mark: str
    code: str
    by: str
    name: str
    reason: str
    at: datetime


class PersonalData(Shape):
    """A finding of personal data; ``mark`` names it for a clearing, until its line changes."""

    mark: str
    code: str
    line: int
    cleared: Clearing | None
    may_clear: bool


class ClearingAsked(Shape):
    """One answers for a finding of personal data, with a reason."""

    mark: Annotated[str, Field(min_length=1, max_length=64)]
    reason: Why


class DraftStart(Shape):
    """A draft: from Markdown with its front matter, or the next version of a document in force."""

    markdown: Annotated[Text, Field(max_length=5_000_000)] | None = None
    revise: str | None = Field(default=None, max_length=40, description="number of a released document")
    amendment: bool = False


class DraftChange(Shape):
    """What is written; a field that is not given stays."""

    markdown: Annotated[Text, Field(max_length=5_000_000)] | None = None
    reason: Annotated[Text, Words] | None = None
    requested_effective: Day | None = None
    clear_effective: bool = False


class Draft(Shape):
    """A draft with its findings. Its ETag is the number of its last save."""

    draft: str
    number: str
    version: str
    state: str
    author: str
    markdown: str
    reason: str
    requested_effective: date | None
    save_number: int
    saved_at: datetime
    files: dict[str, str]
    findings: list[Finding]
    personal: list[PersonalData]
    round: str | None


class Waiting(Shape):
    """What waits for me to do, and since when."""

    number: str
    version: str
    title: str
    action: str
    draft: str
    round: str | None
    since: datetime


class Inbox(Shape):
    """What waits, the longest first."""

    items: list[Waiting]


class GivenSignature(Shape):
    """A signature on a round."""

    name: str
    post: str
    meaning: str
    at: datetime
    formula: str
    remark: str
    authority: str
    manifest_sha256: Sha256
    evidence_sha256: str
    digest: Sha256


class Round(Shape):
    """What a signer reads: fetch the copy, then send ``shown`` back with the signature."""

    round: str
    number: str
    version: str
    title: str
    state: str
    reason: str
    requested_effective: date | None
    manifest_sha256: Sha256
    shown: Sha256 = Field(description="SHA-256 of the copy at /rounds/{round}/copy.pdf; it is what is signed")
    action: str | None = Field(description="what this person may sign now")
    compared_with: str
    comparison: Comparison | None
    signatures: list[GivenSignature]


class SignatureAsked(Shape):
    """A signature: what it means, what was read, and who signs, proved afresh."""

    action: Literal["review", "check", "approve"]
    shown: Sha256
    password: Secret
    code: str = Field(default="", max_length=100, description="of the second factor, where there is one")
    remark: Annotated[Text, Words] = ""

    @property
    def verb(self) -> Action:
        """The action of the workflow."""
        return Action(self.action)


class ReleaseAsked(Shape):
    """A release: from when, and the releaser proved afresh."""

    password: Secret
    code: str = Field(default="", max_length=100)
    effective: Day | None = None


class VersionState(Shape):
    """Where a version stands after what was done."""

    draft: str
    number: str
    version: str
    state: str
    round: str | None


class WithdrawalAsked(Shape):
    """A withdrawal of the version in force, from a day on (today when not said)."""

    reason: Why
    from_day: Day | None = None


class Withdrawal(Shape):
    """A withdrawal that waits; ``shown`` is sent back with the signature."""

    number: str
    version: str
    from_day: date
    reason: str
    asked_by: str
    asked_at: datetime
    shown: Sha256
    may_sign: bool


class Proof(Shape):
    """A signature on what was shown, with the signer proved afresh."""

    shown: Sha256
    password: Secret
    code: str = Field(default="", max_length=100)
