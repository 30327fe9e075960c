"""Registration of what was approved on paper (ขึ้นทะเบียนเอกสารเดิม): one version, from a draft or a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sopctl.application.authoring.checking import personal_in, read_source
from sopctl.application.authoring.clearing import (
    record_clearance,
    require_answered,
    require_cleared,
)
from sopctl.application.authoring.drafts import NumberTakenError, require_free
from sopctl.application.authoring.submission import NumberMismatchError, open_round
from sopctl.application.copies.official import MANIFEST_FILE, SCAN_FILE
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Document, Draft, ReleasedVersion
from sopctl.application.release.intents import ReleaseFacts, get_version, new_intent, quality_signature
from sopctl.application.release.publication import carry_out
from sopctl.application.release.recovery import finish_pending
from sopctl.application.release.releasing import require_not_before_released
from sopctl.application.remarks import nameless
from sopctl.content.source import Source
from sopctl.domain import canonical
from sopctl.domain.access import Access
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.signatures import Meaning, PaperApproval
from sopctl.domain.versions import Version
from sopctl.domain.workflow import Action, State, transition
from sopctl.thai.dates import bangkok_day


class ScanRefusedError(SopctlError):
    """A scan that is not what a scan can be."""

    code = "scan-refused"

    def __init__(self) -> None:
        super().__init__("The scan must be a PDF, PNG, JPEG or UTF-8 text file that is not empty.")


class VersionOrderError(SopctlError):
    """A version on paper that is not later than what the library has already."""

    code = "version-order"

    def __init__(self, number: object, version: object, latest: object) -> None:
        super().__init__(
            f"{number} has version {latest} already; version {version} from paper would have to come first.",
            number=number,
            version=version,
            latest=latest,
        )


class ApproverMissingError(SopctlError):
    """An approval on paper of which nobody says who gave it, or in which post."""

    code = "approver-missing"

    def __init__(self) -> None:
        super().__init__("Say who approved it on paper, and in which post.")


class ApprovalDayError(SopctlError):
    """A page that would have been signed on a day that is to come."""

    code = "approval-day-wrong"

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} is to come; say on which day the page was signed.", day=day)


@dataclass(frozen=True)
class PaperFacts:
    """What the signed page says: who approved, in which post, on which day, and the scan itself."""

    name: str
    post: str
    day: date
    scan: bytes


@dataclass(frozen=True)
class PaperVersion:
    """A version that was never written here: its label, its text with the files beside it, its dates.

    ``markdown`` is a whole source with its front matter. ``reason`` stands in the revision history.
    ``clearance`` says why personal data that may be there stays.
    """

    label: VersionLabel
    markdown: str
    files: Mapping[str, bytes]
    effective: date
    paper: PaperFacts
    reason: str
    clearance: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision of the quality office over a whole list, which stands behind each of its registrations.

    ``sha256`` names the list that was on the screen, ``row`` is the hash of the ledger's row of the decision.
    """

    sha256: str
    row: str
    at: datetime


def register_paper(
    library: Library,
    actor: Actor,
    version_id: str,
    *,
    password: str,
    effective: date,
    paper: PaperFacts,
    code: str = "",
    reason: str = "",
) -> ReleasedVersion:
    """The quality office registers a draft's version as approved on paper, with its own dates and a scan.

    It is shown everywhere as อนุมัติบนกระดาษ and never as an electronic signature. ``reason`` takes the place of
    the draft's own, which may be somebody else's. Raises OutOfOrderError, ScanRefusedError,
    ApproverMissingError, ApprovalDayError, EffectiveTooEarlyError, NumberMismatchError, PersonalDataError,
    ReasonPersonalError, NotAllowedError, WrongPasswordError.
    """
    scan_extension(paper.scan)
    _require_facts(paper, bangkok_day(library.clock()))
    why = nameless(reason)
    with library.reading() as uow:
        person = require(uow, actor, Role.QUALITY, "register")
        version = get_version(uow, version_id)
        transition(version.state, Action.REGISTER)
        require_not_before_released(uow, version.number, effective)
        draft = uow.drafts.get(version_id)
    if draft is None:
        raise NotFoundError(version_id)
    draft = replace(draft, reason=why or nameless(draft.reason))
    source = read_source(library, draft.markdown)
    if source.number != version.number:
        raise NumberMismatchError(version.number, source.number)
    with library.reading() as uow:
        require_cleared(library, uow, version_id, source, draft.files)
    reauthenticate(library, actor, password, code)
    opened = _paper_round(library, version, draft, person, paper)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.unit() as uow:
            person = require(uow, actor, Role.QUALITY, "register")
            version = get_version(uow, version_id)
            transition(version.state, Action.REGISTER)
            require_not_before_released(uow, version.number, effective)
            uow.versions.save(replace(version, rounds=(*version.rounds, opened)))
            facts = _facts(library, uow, actor, person, opened, effective, paper)
            intent = new_intent(library, version, facts)
            uow.intents.add(intent)
            uow.commit()
        return carry_out(library, intent, fence)


def register_new(
    library: Library, actor: Actor, given: PaperVersion, *, password: str, code: str = ""
) -> ReleasedVersion:
    """The quality office registers a version without a draft: of a new document, or the next of one.

    Raises FrontMatterError, ScanRefusedError, ApproverMissingError, ApprovalDayError, NumberTakenError,
    VersionOrderError, EffectiveTooEarlyError, NotAllowedError, WrongPasswordError.
    """
    _require_facts(given.paper, bangkok_day(library.clock()))
    with library.reading() as uow:
        person = require(uow, actor, Role.QUALITY, "register")
        source = read_source(library, given.markdown)
        require_place(uow, source, given)
        # Nothing can be cleared that was never a draft.
        require_cleared(library, uow, "", source, given.files)
    reauthenticate(library, actor, password, code)
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        return enter(library, fence, actor, person, given, library.new_id())


def enter(
    library: Library,
    fence: int,
    actor: Actor,
    person: Person,
    given: PaperVersion,
    version_id: str,
    decision: Decision | None = None,
) -> ReleasedVersion:
    """Register a version under the library's lock; who decided has proved who they are before.

    Document, version, round and intent come in one transaction, so that a crash leaves nothing half begun.
    Personal data in it is answered for by whoever decided, before anything enters git. Raises what
    ``register_new`` raises.
    """
    scan_extension(given.paper.scan)
    source = read_source(library, given.markdown)
    cleared = require_answered(personal_in(library, source, given.files), given.clearance)
    given = replace(given, reason=nameless(given.reason))
    at = library.clock()
    version = Version(version_id, source.number, given.label, person.user, at)
    kept = {name: library.blobs.put(data) for name, data in given.files.items()}
    draft = Draft(version_id, source.canonical(), kept, given.reason, None, 1, at, person.user)
    with library.reading() as uow:
        require_place(uow, source, given)
    opened = _paper_round(library, version, draft, person, given.paper)
    with library.unit() as uow:
        require_place(uow, source, given)
        if uow.documents.get(source.number) is None:
            uow.documents.add(_document(source, at))
        version = replace(version, rounds=(opened,))
        uow.versions.add(version)
        uow.drafts.save(draft)
        for finding in cleared:
            record_clearance(library, uow, actor, version, finding, person.name, given.clearance)
        facts = _facts(library, uow, actor, person, opened, given.effective, given.paper, decision)
        intent = new_intent(library, version, facts)
        uow.intents.add(intent)
        uow.commit()
    return carry_out(library, intent, fence)


def require_place(uow: UnitOfWork, source: Source, given: PaperVersion) -> None:
    """Whether the version can follow what the library has of its document.

    Raises NumberTakenError for a label that exists or a version in work, VersionOrderError for one that would
    come before what is there, EffectiveTooEarlyError.
    """
    require_free(uow, source.number)
    for version in uow.versions.of(source.number):
        if version.state is State.ABANDONED:
            continue
        if version.label == given.label or version.state not in (State.RELEASED, State.WITHDRAWN):
            raise NumberTakenError(source.number)
        if version.label > given.label:
            raise VersionOrderError(source.number, given.label, version.label)
    require_not_before_released(uow, source.number, given.effective)


def scan_extension(data: bytes) -> str:
    """What kind of file a scan is, by its content. Raises ScanRefusedError."""
    for magic, extension in ((b"%PDF-", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg")):
        if data.startswith(magic):
            return extension
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ScanRefusedError from None
    if not text.strip() or "\0" in text:
        raise ScanRefusedError
    return "txt"


def _require_facts(paper: PaperFacts, today: date) -> None:
    if not (paper.name.strip() and paper.post.strip()):
        raise ApproverMissingError
    if paper.day > today:
        raise ApprovalDayError(paper.day)


def _facts(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    person: Person,
    opened: Round,
    effective: date,
    paper: PaperFacts,
    decision: Decision | None = None,
) -> ReleaseFacts:
    approval = PaperApproval(paper.name, paper.post, paper.day.isoformat(), canonical.sha256(paper.scan))
    signature = quality_signature(library, uow, person, opened, Meaning.REGISTERED)
    if decision is not None:  # the moment at which the person proved who they are, over what was shown then
        signature = replace(signature, evidence_sha256=decision.sha256, at=decision.at, previous=decision.row)
    return ReleaseFacts(actor.user, actor.host_user, Action.REGISTER, effective, signature, approval)


def _document(source: Source, at: datetime) -> Document:
    return Document(
        source.number, source.type or "SOP", source.department, source.owner, Access(source.access), at,
        source.departments,
    )  # fmt: skip


def _paper_round(
    library: Library, version: Version, draft: Draft, person: Person, paper: PaperFacts
) -> Round:
    """Freeze a paper-approved text with its scan as a round without steps."""
    source = read_source(library, draft.markdown)
    opened, frozen = open_round(library, version, draft, source, person)
    scan_name = f"{SCAN_FILE}/signed-page.{scan_extension(paper.scan)}"
    sources = dict(opened.manifest.sources) | {scan_name: canonical.sha256(paper.scan)}
    manifest = replace(opened.manifest, sources=tuple(sorted(sources.items())))
    files = {**frozen.files, scan_name: paper.scan, MANIFEST_FILE: manifest.encode()}
    commit = library.sources.freeze_round(
        opened.id,
        files,
        message=f"Register {version.number} version {version.label} as approved on paper",
        at=opened.opened_at,
        author=person.name,
    )
    return replace(opened, manifest=manifest, steps=(), commit=commit)
