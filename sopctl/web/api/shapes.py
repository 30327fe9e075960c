"""The shapes of what the interface for programs takes and gives; the description is made from them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from sopctl.domain.workflow import Action

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256, hexadecimal")]
Label = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}(\.[1-9][0-9]{0,2})?$", max_length=8)]
Words = Annotated[str, Field(max_length=4_000)]
# pydantic alone would read a number as seconds since 1970, and a day from a time.
_ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _iso(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return value
    raise ValueError("a day such as 2026-01-31")


def _moment(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.match(value) and "T" in value.upper():
        return value
    raise ValueError("a moment such as 2026-01-31T08:30:00+07:00")


Day = Annotated[date, BeforeValidator(_iso)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
# What no text of ours may hold: a database keeps no U+0000.
Text = Annotated[str, Field(pattern=r"^[^\u0000]*$")]
Secret = Annotated[str, Field(min_length=1, max_length=1_000, description="the signer's own, asked afresh")]


Why = Annotated[str, Field(max_length=4_000, pattern=r"^[^\u0000]*[^\u0000\s][^\u0000]*$")]


class Shape(BaseModel):
    """A shape with no other fields than its own."""

    # Built when first used: all of them take a tenth of what starting takes.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Problem(BaseModel):
    """RFC 9457 problem details; ``title`` is English, ``title_th`` Thai, ``code`` stable."""

    type: str
    title: str
    title_th: str
    status: int
    code: str
    places: list[dict[str, str]] | None = Field(default=None, description="what was wrong in the request")


class PageQuery(Shape):
    """Which part of a list."""

    after: str = Field(default="", max_length=100, description="the `next` of the part before")
    limit: int = Field(default=50, ge=1, le=200)


class Approval(Shape):
    """Who approved, and on which medium: what was signed on paper says so."""

    medium: Literal["electronic", "paper"]
    name: str
    post: str
    day: date


class ReleasedVersion(Shape):
    """A released version and how it stands today."""

    number: str
    version: str
    title: str
    type: str
    department: str
    owner: str
    access: str
    departments: list[str] = Field(description="who reads besides its own department when it is restricted")
    standing: Literal["scheduled", "in_force", "superseded", "withdrawn"]
    effective: date
    withdrawn_from: date | None
    recorded_at: datetime
    approved: Approval
    change: str
    manifest_sha256: Sha256
    standards: list[str]
    verify_url: str
    copies: dict[str, str] = Field(description="address of the official copy by file type")


class Reference(Shape):
    """A document that this one points to; ``version`` is the one in force, "" when there is none."""

    number: str
    title: str
    version: str


class Document(ReleasedVersion):
    """A version with its text's outline and the versions beside it, latest first."""

    references: list[Reference]
    versions: list[ReleasedVersion]


class OpenDraft(Shape):
    """A version in work."""

    draft: str
    round: str | None
    number: str
    version: str
    title: str
    state: str
    author: str


class DocumentEntry(Shape):
    """A line of the list of documents."""

    number: str
    title: str
    version: str
    state: str
    effective: date | None
    drafts: list[OpenDraft]


class DocumentPart(Shape):
    """A part of the list of documents; ``next`` asks for the one after it, "" at the end."""

    items: list[DocumentEntry]
    next: str


class Deed(Shape):
    """One thing that happened to a version: who did what, when, on which authority."""

    version: str
    action: str
    by: str
    name: str
    at: datetime | None
    day: date | None
    authority: str
    ground: str
    reason: str
    state: str
    manifest_sha256: str
    signature: str
    evidence_sha256: str


class History(Shape):
    """All that happened to a document, version by version, oldest first within each."""

    number: str
    deeds: list[Deed]


class Run(Shape):
    """Words that stayed, came or went."""

    kind: Literal["kept", "added", "removed"]
    text: str


class Change(Shape):
    """One block that differs."""

    kind: Literal["same", "added", "removed", "changed", "moved"]
    unit: str
    section: str
    heading: str
    form_changed: bool
    runs: list[Run]


class Comparison(Shape):
    """Two versions, by block and by Thai word."""

    counts: dict[str, int]
    changes: list[Change]


class CompareQuery(Shape):
    """Which two versions."""

    old: Label = Field(alias="from")
    new: Label = Field(alias="to")


class RegisterQuery(Shape):
    """The register of which day, as known at which moment."""

    on: Day | None = None
    known_at: Moment | None = None


class RegisterLine(Shape):
    """A line of the register of controlled documents."""

    number: str
    title: str
    version: str
    effective: date
    standing: str
    approved: Approval


class Register(Shape):
    """The register on a day."""

    on: date
    lines: list[RegisterLine]


class SearchQuery(Shape):
    """What is looked for among what is in force."""

    q: Annotated[Text, Field(min_length=1, max_length=200)]
    type: str = Field(default="", max_length=32)
    department: str = Field(default="", max_length=100)
    standard: str = Field(default="", max_length=200)
    limit: int = Field(default=20, ge=1, le=100)


class SearchHit(Shape):
    """A document found; ``marks`` are from and to in ``excerpt``."""

    number: str
    title: str
    tier: Literal["number", "title", "body"]
    heading: str
    anchor: str
    excerpt: str
    marks: list[tuple[int, int]]


class SearchAnswer(Shape):
    """What was found, best first.

    ``whole``: at least one holds everything that was asked for. ``near``: when nothing was found, words that
    would find something.
    """

    hits: list[SearchHit]
    whole: bool
    near: list[str]


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


class Reason(Shape):
    """Why."""

    reason: Why


class OptionalReason(Shape):
    """Why, where it need not be said."""

    reason: Annotated[Text, Words] = ""


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


class FileSignature(Shape):
    """A signature as a file's approval record says it; ``time`` is ISO, a day for paper."""

    name: str
    post: str
    meaning: str
    time: str
    medium: str


class FileProblem(Shape):
    """Something wrong with a file."""

    code: str
    message: str


class Verification(Shape):
    """Whether a file is genuine and unchanged, and how its version stands."""

    genuine: bool
    unchanged: bool
    number: str
    version: str
    title: str
    standing: str
    signatures: list[FileSignature]
    problems: list[FileProblem]


class Standing(Shape):
    """How the version behind a QR code stands today."""

    number: str
    version: str
    title: str
    standing: str
    in_force: str = Field(description='the version in force now, "" when there is none')


class Person(Shape):
    """Whose token this is, and what it may do."""

    user: str
    name: str
    roles: list[str]
    department: str
    token: str
    scopes: list[str]
    expires_at: datetime


class LedgerRow(Shape):
    """A row of the ledger."""

    sequence: int
    at: datetime
    subject: str
    action: str
    actor: str
    host_user: str
    detail: dict[str, str]
    previous: str
    hash: str


class LedgerPart(Shape):
    """Rows in their order; ``next`` is where to go on, 0 at the end."""

    rows: list[LedgerRow]
    next: int


class LedgerQuery(Shape):
    """From which row on."""

    first: int = Field(default=1, ge=1, le=2**53)
    limit: int = Field(default=200, ge=1, le=1_000)
