"""Setting who must read a document, its short questions, and which amendment does not ask again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sopctl.application.distribution.readership.facts import record_list, record_waiver
from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.application.remarks import reason_for
from sopctl.application.shape import document_type
from sopctl.domain.acknowledgements import Audience, AudienceKind, Entry, Question, ReadingList, Waiver
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Role
from sopctl.domain.workflow import Action, State
from sopctl.thai.dates import bangkok_day


class NotAnAmendmentError(SopctlError):
    """A version that asks again whatever anybody says: a new edition, or one with nothing before it."""

    code = "not-an-amendment"

    def __init__(self, number: DocumentNumber, version: VersionLabel) -> None:
        super().__init__(
            f"{number} version {version} is no minor amendment of a released version; it asks again.",
            number=number,
            version=version,
        )


class QuestionsNeededError(SopctlError):
    """A number of right answers that the questions do not have."""

    code = "questions-needed"

    def __init__(self, asked: int) -> None:
        super().__init__(f"With {asked} questions, from 1 to {asked} must be answered rightly.", asked=asked)


@dataclass(frozen=True)
class ListView:
    """Who must read a document: its own lines (None: as its type says) and those of its type.

    ``amendments`` are the versions that could be marked as not asking again, ``waived`` those that are.
    """

    number: DocumentNumber
    entries: tuple[Entry, ...] | None
    default: tuple[Audience, ...]
    questions: tuple[Question, ...]
    needed: int
    amendments: tuple[VersionLabel, ...]
    waived: tuple[tuple[VersionLabel, Waiver], ...]


def reading_list(library: Library, actor: Actor, number: DocumentNumber) -> ListView:
    """The reading list as it is set, for the quality office, auditors and the document's author.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        _may_see(uow, actor, number)  # first: whoever may not see a list does not learn what there is
        document = uow.documents.get(number)
        if document is None:
            raise NotFoundError(number)
        own = uow.readings.list_of(number)
        waivers = uow.readings.waivers()
        versions = [v for v in uow.versions.of(number) if v.state is not State.ABANDONED]
    lines = document_type(library, document.type_code).reading_list
    return ListView(
        number=number,
        entries=own.entries if own else None,
        default=tuple(map(Audience.parse, lines)),
        questions=own.questions if own else (),
        needed=own.needed if own else 0,
        amendments=tuple(v.label for v in versions if v.label.amendment and v.id not in waivers),
        waived=tuple((v.label, waivers[v.id]) for v in versions if v.id in waivers),
    )


def set_reading_list(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    *,
    lines: Sequence[str] | None,
    questions: Sequence[Question] = (),
    needed: int = 0,
) -> ReadingList:
    """The quality office sets who must read a document; ``lines`` None takes what the type says.

    The document's author may change the questions and nothing else. A line that stood already keeps the day
    from which it asks. Raises AudienceMalformedError, QuestionsNeededError, NotFoundError, NotAllowedError.
    """
    audiences = None if lines is None else tuple(dict.fromkeys(Audience.parse(x) for x in lines if x.strip()))
    needed = needed or len(questions)
    if questions and not 1 <= needed <= len(questions):
        raise QuestionsNeededError(len(questions))
    with library.unit() as uow:
        if not _is_author(uow, actor, number):
            require(uow, actor, Role.QUALITY, "set reading lists")
        if uow.documents.get(number) is None:
            raise NotFoundError(number)
        before = uow.readings.list_of(number)
        now = library.clock()
        entries = None
        if audiences is not None:
            stood = {e.audience: e.since for e in before.entries} if before and before.entries else {}
            entries = tuple(Entry(a, stood[a] if a in stood else bangkok_day(now)) for a in audiences)
            _require_known(uow, audiences)
        same = entries == (before.entries if before else None)
        if not (same and _is_author(uow, actor, number)):
            require(uow, actor, Role.QUALITY, "set reading lists")
        given = ReadingList(number, entries, tuple(questions), needed if questions else 0, now, actor.user)
        uow.readings.save_list(given)
        record_list(library, uow, actor, given)
        uow.commit()
    return given


def waive(library: Library, actor: Actor, number: DocumentNumber, label: VersionLabel, reason: str) -> Waiver:
    """The quality office marks a minor amendment as not asking again.

    Raises NotAnAmendmentError for any other version, ReasonMissingError, ReasonPersonalError, NotFoundError,
    NotAllowedError, ConcurrentChangeError when it is marked already.
    """
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "mark an amendment as not asking again")
        why = reason_for(Action.RELEASE, reason)
        version = uow.versions.find(number, label)
        if version is None:
            raise NotFoundError(f"{number} {label}")
        before = _predecessor(uow, number, label)
        if before is None:
            raise NotAnAmendmentError(number, label)
        waiver = Waiver(version.id, before.release.version_id, actor.user, library.clock(), why)
        uow.readings.waive(waiver)
        facts = {
            "number": str(number),
            "version": str(label),
            "stands_on_version": str(before.release.version),
        }
        record_waiver(library, uow, actor, waiver, facts)
        uow.commit()
    return waiver


def _predecessor(uow: UnitOfWork, number: DocumentNumber, label: VersionLabel) -> ReleasedVersion | None:
    """The released version of the same edition that an amendment changes; None for an edition."""
    if not label.amendment:
        return None
    same = [r for r in uow.releases.of(number) if r.release.version.edition == label.edition]
    return max((r for r in same if r.release.version < label), key=lambda r: r.release.version, default=None)


def _require_known(uow: UnitOfWork, audiences: Sequence[Audience]) -> None:
    for audience in audiences:
        if audience.kind is AudienceKind.PERSON and uow.people.get(audience.value) is None:
            raise NotFoundError(audience.value)


def _may_see(uow: UnitOfWork, actor: Actor, number: DocumentNumber) -> None:
    person = person_of(uow, actor)
    if person.roles & {Role.QUALITY, Role.AUDITOR} or _is_author(uow, actor, number):
        return
    raise NotAllowedError(actor.user, "see this reading list")


def _is_author(uow: UnitOfWork, actor: Actor, number: DocumentNumber) -> bool:
    """Whether somebody prepares or prepared the document's latest version."""
    person = person_of(uow, actor)
    standing = [v for v in uow.versions.of(number) if v.state is not State.ABANDONED]
    return bool(standing) and standing[-1].author == actor.user and person.has(Role.AUTHOR)
