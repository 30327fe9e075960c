"""Documents, versions and what is asked about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from sopctl.web.api.shapes.kinds import Day, Label, Moment, Sha256, Shape, Text


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


class CompareFileQuery(Shape):
    """With which version, the one in force when none is named, and what the file is called."""

    old: Label | None = Field(default=None, alias="from")
    name: Annotated[Text, Field(max_length=200, description="the file's name: .md is read as Markdown")] = ""


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
