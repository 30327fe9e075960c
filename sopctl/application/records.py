"""The values that are kept: what use cases hand to the stores and get back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sopctl.domain.access import Access, OpenTo
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.orders import ReaffirmationOrder, WithdrawalOrder
from sopctl.domain.reaffirmations import Reaffirmation
from sopctl.domain.signatures import Medium, Signature
from sopctl.domain.standing import Release
from sopctl.domain.types import Step


@dataclass(frozen=True)
class Document:
    """What stays the same from version to version. A number, once taken, is never given again.

    ``departments``: those whose people may read it besides the owning one's when it is restricted.
    """

    number: DocumentNumber
    type_code: str
    department: str
    owner: str
    access: Access
    created_at: datetime
    departments: tuple[str, ...] = ()

    @property
    def open_to(self) -> OpenTo:
        """Whom it is for."""
        return OpenTo.of(self.access, self.department, self.departments)


@dataclass(frozen=True)
class Draft:
    """The text that an author works on, kept by version id.

    ``files``: name to SHA-256 of a blob. ``save_number`` counts saves from 1; a save over one that the writer
    has not seen is refused.
    """

    version_id: str
    markdown: str
    files: Mapping[str, str]
    reason: str
    requested_effective: date | None
    save_number: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class Approval:
    """Who approved a released version, for the register: ``day`` is the Bangkok day."""

    medium: Medium
    name: str
    post: str
    day: date


@dataclass(frozen=True)
class CopyKey:
    """Which copy: a mark and a file extension; ``copy_number`` for controlled prints."""

    mark: str
    extension: str
    copy_number: str = ""


@dataclass(frozen=True)
class ReleasedVersion:
    """A version that was released or registered, with all that its pages and copies need.

    ``record`` is the approval record (canonical JSON). ``tag`` is the git tag, ``token`` what the QR code
    opens. ``change`` is the line in the revision history. ``copies``: SHA-256 of each stored copy.
    ``commit`` is where the frozen sources are. ``review_every`` is the document's own review cycle, "" for
    that of its type, None for a release of before it was kept. ``reaffirmed``: oldest first.
    ``departments``: those that the text lets in besides the owning one when it is restricted; None for a
    release of before they were heeded, which lets in nobody else.
    """

    release: Release
    title: str
    type_code: str
    department: str
    owner: str
    access: Access
    approval: Approval
    change: str
    manifest_sha256: str
    record: bytes
    commit: str
    tag: str
    token: str
    public_url: str
    copies: Mapping[CopyKey, str] = field(default_factory=dict)
    standards: tuple[str, ...] = ()
    review_every: str | None = ""
    reaffirmed: tuple[Reaffirmation, ...] = ()
    departments: tuple[str, ...] | None = ()

    @property
    def open_to(self) -> OpenTo:
        """Whom it is for."""
        return OpenTo.of(self.access, self.department, self.departments)


@dataclass(frozen=True)
class Shelf:
    """Which documents a list shows: "" asks for none in particular.

    ``departments`` are those whose restricted documents are shown too, None for all.
    """

    departments: frozenset[str] | None = frozenset()
    type_code: str = ""
    department: str = ""
    standard: str = ""

    def holds(self, released: ReleasedVersion) -> bool:
        """Whether a version belongs on it."""
        mine, open_to = self.departments, released.open_to
        return (
            (mine is None or open_to.lets_in("") or not mine.isdisjoint(open_to.departments))
            and self.type_code in {"", released.type_code}
            and self.department in {"", released.department}
            and (not self.standard or self.standard in released.standards)
        )


@dataclass(frozen=True)
class Account:
    """How a person proves who they are. ``demo`` marks a published password.

    ``set_by_another``: an administrator set the password, so that nothing can be signed with it.
    ``failures`` and ``locked_until``: the wrong proofs since the last right one, for others to see; what
    locks is counted line by line. ``totp_secret`` (base32) is "" without a second factor, ``totp_last`` the
    last time step that was used.
    ``recovery``: hashes of the recovery codes that are left. ``directory``: the hospital's directory knows
    the password, and the hash here opens nothing. ``subject``: by what the hospital's sign-in page names the
    person, "" where it does not sign them in.
    """

    user: str
    password_hash: str
    failures: int = 0
    locked_until: datetime | None = None
    demo: bool = False
    set_by_another: bool = False
    totp_secret: str = ""
    totp_last: int = 0
    recovery: tuple[str, ...] = ()
    directory: bool = False
    subject: str = ""

    def locked(self, now: datetime) -> bool:
        """Whether signing is locked on any line of theirs."""
        return self.locked_until is not None and self.locked_until > now


@dataclass(frozen=True)
class Pin:
    """How a person proves who they are on a shared machine, for reading alone.

    ``ticket`` is the SHA-256 of the secret that the machine holds until ``ticket_until``; "" for none.
    """

    user: str
    pin_hash: str
    failures: int = 0
    locked_until: datetime | None = None
    ticket: str = ""
    ticket_until: datetime | None = None


@dataclass(frozen=True)
class Machine:
    """Where employee numbers and PINs are typed: how many were wrong ``since``, and until when it rests.

    ``address`` is the machine's on the network. Times are aware UTC.
    """

    address: str
    since: datetime
    failures: int = 0
    rests_until: datetime | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in browser. ``id`` is the SHA-256 of the secret in the cookie; times are aware UTC.

    ``agent`` is what the browser said of itself, cut short.
    """

    id: str
    user: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str = ""


@dataclass(frozen=True)
class Intent:
    """A release that has begun: the one time, token and address that everything after it uses.

    ``facts`` is canonical JSON of what redoing needs (the actor, the effective date, the signature).
    """

    id: str
    version_id: str
    number: DocumentNumber
    version: VersionLabel
    at: datetime
    token: str
    public_url: str
    facts: bytes


@dataclass(frozen=True)
class WithdrawalRequest:
    """A withdrawal that the quality office asked for.

    ``outcome`` is "" while it waits, then "withdrawn" or "declined". ``signature`` is the canonical JSON of
    the signature that decided it, b"" for none. ``answer`` says why it was declined. ``steps`` are the
    approval steps of the type as they were when it was asked, () in a request of before they were kept;
    ``given`` are the signatures so far.
    """

    id: str
    version_id: str
    order: WithdrawalOrder
    outcome: str = ""
    signature: bytes = b""
    closed_at: datetime | None = None
    closed_by: str = ""
    answer: str = ""
    steps: tuple[Step, ...] = ()
    given: tuple[Signature, ...] = ()


@dataclass(frozen=True)
class ReaffirmationRequest:
    """A proposal that a version stays as it is after its review.

    ``outcome`` is "" while it waits, then "reaffirmed" or "declined"; ``answer`` says why it was declined.
    ``steps`` are the approval steps of the type when it was asked, ``given`` the signatures so far.
    """

    id: str
    version_id: str
    order: ReaffirmationOrder
    steps: tuple[Step, ...]
    given: tuple[Signature, ...] = ()
    outcome: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    answer: str = ""


@dataclass(frozen=True)
class SearchEntry:
    """What is searched of one document: ``passages`` are (anchor, heading, text) of the version in force."""

    number: DocumentNumber
    version_id: str
    title: str
    type_code: str
    department: str
    access: Access
    effective: date
    standards: tuple[str, ...]
    passages: tuple[tuple[str, str, str], ...]
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchHit:
    """One document found. ``tier``: 0 number, 1 title, 2 heading or body.

    ``marks`` are (start, end) places in ``excerpt``. ``whole``: it holds everything that was asked for.
    """

    number: DocumentNumber
    title: str
    tier: int
    anchor: str
    heading: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    whole: bool = True
