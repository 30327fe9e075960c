"""Clearing: a named person answers for personal data that stays in a text, with a reason (PDPA).

Clearings stand in the ledger and nowhere else: append-only, kept in git, back after a rebuild. It names the
finding by its fingerprint, which nobody without the library's secret can try numbers against (ADR 0020), and
never holds the data itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sopctl.application.authoring.checking import Beside, errors_of, personal_in, read_source
from sopctl.application.copies.official import Frozen
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import require_known
from sopctl.application.remarks import nameless
from sopctl.content.checks import Finding, Level
from sopctl.content.findings import PERSONAL
from sopctl.content.source import Source
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import Round
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

CLEAR = "finding:clear"  # the act in the ledger
_ENDED = frozenset({State.RELEASED, State.WITHDRAWN, State.ABANDONED})
MAX_REASON = 500  # characters


class PersonalDataError(SopctlError):
    """A text with personal data that nobody has cleared."""

    code = "personal-data"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(
            f"{len(self.findings)} place(s) may hold personal data that nobody has cleared; the first is in "
            f"line {first.line}: {first.message_en}",
            count=len(self.findings),
            line=first.line,
            first=first.message_th,
        )


class FindingNotThereError(SopctlError):
    """A finding that the text does not have, or one that is not personal data."""

    code = "finding-not-there"

    def __init__(self, fingerprint: str) -> None:
        super().__init__(
            f"No finding of personal data has the mark {fingerprint[:32]}; a changed line has a new one.",
            mark=fingerprint[:32],
        )


class FindingClearedError(SopctlError):
    """A finding that somebody has cleared already."""

    code = "finding-cleared"

    def __init__(self, by: str) -> None:
        super().__init__(f"{by} has cleared this finding already.", by=by)


class OwnFindingError(SopctlError):
    """An author who would clear what the checks are sure of in a text of their own."""

    code = "own-finding"

    def __init__(self, person: str) -> None:
        super().__init__(
            f"{person} wrote this text; the quality office or the head of its department clears it.",
            person=person,
        )


class ClearReasonError(SopctlError):
    """A clearing without a reason, or with one that is too long."""

    code = "clear-reason"

    def __init__(self) -> None:
        super().__init__(f"Say in 1 to {MAX_REASON} characters why this may stay.", most=MAX_REASON)


class ClearTooLateError(SopctlError):
    """A version whose text is no longer on its way to release."""

    code = "clear-too-late"

    def __init__(self, state: State) -> None:
        super().__init__(f"Findings are cleared before release; this version is {state}.", state=state)


@dataclass(frozen=True)
class Clearance:
    """Who cleared a finding, when and why. ``name`` is the person's name at that moment."""

    code: str
    fingerprint: str
    by: str
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class PersonalFinding:
    """A finding of personal data as it stands; ``may_clear`` tells whether this reader may clear it now."""

    finding: Finding
    clearance: Clearance | None
    may_clear: bool = False


def clearances(uow: UnitOfWork, version_id: str) -> dict[str, Clearance]:
    """What was cleared in a version, by fingerprint: a line that changed has another."""
    subject = f"version:{version_id}"
    return {
        row.detail["fingerprint"]: Clearance(
            row.detail["code"], row.detail["fingerprint"], row.actor, row.detail["name"],
            row.detail["reason"], row.at,
        )
        for row in uow.ledger.of((CLEAR,))
        if row.subject == subject
    }  # fmt: skip


def still_open(findings: Iterable[Finding], cleared: Mapping[str, Clearance]) -> tuple[Finding, ...]:
    """Findings without those of personal data that were cleared."""
    return tuple(one for one in findings if one.code not in PERSONAL or one.fingerprint not in cleared)


def require_cleared(
    library: Library, uow: UnitOfWork, version_id: str, source: Source, files: Beside
) -> None:
    """All personal data, whatever its level, is cleared before it enters git. Raises PersonalDataError."""
    left = still_open(personal_in(library, source, files), clearances(uow, version_id))
    if left:
        raise PersonalDataError(left)


def require_released_clean(library: Library, uow: UnitOfWork, version: Version) -> None:
    """``require_cleared`` once more for the frozen text of a round: what the checks know grows.

    Raises PersonalDataError.
    """
    if version.round is not None:
        frozen = Frozen.of(library, version.round.commit)
        require_cleared(library, uow, version.id, frozen.source, frozen.images)


def clear(library: Library, actor: Actor, version_id: str, fingerprint: str, reason: str) -> Clearance:
    """A named person clears one finding of personal data in a draft or an open round.

    Who may: the quality office, the head (a reviewer) of the department that the document belongs to, and the
    author; but never the author where the check is sure (an error). Raises NotFoundError, ClearTooLateError,
    FindingNotThereError, OwnFindingError, NotAllowedError, FindingClearedError, ClearReasonError,
    ReasonPersonalError, FrontMatterError.
    """
    words = " ".join(reason.split())
    with library.reading() as uow:  # files are looked through before anybody has to wait for it
        _to_clear(library, uow, actor, version_id, fingerprint)
    with library.unit() as uow:
        person, version, finding = _to_clear(library, uow, actor, version_id, fingerprint)
        before = clearances(uow, version_id).get(fingerprint)
        if before is not None:
            raise FindingClearedError(before.name)
        _require_words(words)
        record_clearance(library, uow, actor, version, finding, person.name, words)
        given = clearances(uow, version_id)[fingerprint]
        uow.commit()
    return given


def _to_clear(
    library: Library, uow: UnitOfWork, actor: Actor, version_id: str, fingerprint: str
) -> tuple[Person, Version, Finding]:
    """The finding, and who may clear it."""
    person = person_of(uow, actor)
    version = uow.versions.get(version_id)
    if version is None:
        raise NotFoundError(version_id)
    require_known(uow, person, version, bangkok_day(library.clock()))
    if not _stands_by(uow, person, version):
        raise NotAllowedError(actor.user, "clear a finding")
    if version.state in _ENDED:
        raise ClearTooLateError(version.state)
    found = personal_in(library, *_source(library, uow, version))
    finding = next((one for one in found if one.fingerprint == fingerprint), None)
    if finding is None:
        raise FindingNotThereError(fingerprint)
    if _own(person, version, finding):
        raise OwnFindingError(person.user)
    return person, version, finding


def require_answered(findings: Iterable[Finding], reason: str) -> tuple[Finding, ...]:
    """The findings of a text that was never a draft, once each, for which somebody answers with a reason.

    What the checks are sure of is not cleared so: it takes a draft, where somebody other than its author
    clears it. Raises PersonalDataError, ClearReasonError, ReasonPersonalError.
    """
    found = tuple({one.fingerprint: one for one in findings}.values())
    sure = errors_of(found)
    if sure or (found and not reason):
        raise PersonalDataError(sure or found)
    if found:
        _require_words(reason)
    return found


def record_clearance(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    version: Version,
    finding: Finding,
    name: str,
    reason: str,
) -> None:
    """The ledger's row of a clearance, in the given transaction."""
    record(library, uow, actor, f"version:{version.id}", CLEAR, number=str(version.number),
           version=str(version.label), code=finding.code, fingerprint=finding.fingerprint, name=name,
           reason=reason)  # fmt: skip


def _require_words(reason: str) -> None:
    if not 0 < len(nameless(reason)) <= MAX_REASON:
        raise ClearReasonError


def personal_of(
    uow: UnitOfWork, actor: Actor, version: Version, findings: Iterable[Finding]
) -> tuple[PersonalFinding, ...]:
    """The findings of personal data among some, each with who cleared it; one for each mark."""
    person, cleared = person_of(uow, actor), clearances(uow, version.id)
    open_here = version.state not in _ENDED and _stands_by(uow, person, version)
    kept = {one.fingerprint: one for one in findings if one.code in PERSONAL}
    return tuple(
        PersonalFinding(
            one, cleared.get(mark), open_here and mark not in cleared and not _own(person, version, one)
        )
        for mark, one in kept.items()
    )


def personal_of_round(
    library: Library, uow: UnitOfWork, actor: Actor, version: Version, opened: Round, frozen: Frozen
) -> tuple[PersonalFinding, ...]:
    """``personal_of`` for the frozen text of a round; what an earlier round had can no longer be cleared."""
    found = personal_of(uow, actor, version, personal_in(library, frozen.source, frozen.images))
    if version.round == opened and version.state is not State.DRAFT:
        return found
    return tuple(PersonalFinding(one.finding, one.clearance) for one in found)


def _source(library: Library, uow: UnitOfWork, version: Version) -> tuple[Source, Beside]:
    if version.state is not State.DRAFT and version.round is not None:
        frozen = Frozen.of(library, version.round.commit)
        return frozen.source, frozen.images
    draft = uow.drafts.get(version.id)
    if draft is None:
        raise NotFoundError(version.id)
    return read_source(library, draft.markdown), draft.files


def _own(person: Person, version: Version, finding: Finding) -> bool:
    return version.author == person.user and finding.level is Level.ERROR


def _stands_by(uow: UnitOfWork, person: Person, version: Version) -> bool:
    document = uow.documents.get(version.number)
    heads = (
        person.has(Role.REVIEWER) and document is not None and person.department not in ("", None)
        and person.department == document.department
    )  # fmt: skip
    return person.has(Role.QUALITY) or version.author == person.user or heads
