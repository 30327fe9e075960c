"""References (R23): a document that changed asks for a look at those that point to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sopctl.application.copies.official import Frozen
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.knowing import hides
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReleasedVersion
from sopctl.application.remarks import nameless
from sopctl.content.references import mentions
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.domain.people import Person, Role
from sopctl.domain.referencing import Cause, ReferenceFlag
from sopctl.domain.standing import Standing, standing
from sopctl.domain.workflow import State
from sopctl.thai.dates import bangkok_day

LOOKS_SHOWN = 50  # on one page; those of a document are all in its history
_IN_WORK = (State.DRAFT, State.IN_REVIEW, State.IN_CHECK, State.IN_APPROVAL, State.APPROVED)


class RemarkMissingError(SopctlError):
    """A look without a word on what came of it."""

    code = "remark-missing"

    def __init__(self) -> None:
        super().__init__("Say what you found when you looked; it stays with the document.")


@dataclass(frozen=True)
class FlagLine:
    """A flag with what a reader needs: the title of the document, and which version it points to changed.

    ``by`` is the name of whoever looked; ``may_look`` says whether this reader may.
    """

    flag: ReferenceFlag
    title: str
    version: VersionLabel
    points_to_title: str
    by: str = ""
    may_look: bool = False


def follow_references(
    library: Library, uow: UnitOfWork, released: ReleasedVersion, cause: Cause, actor: Actor
) -> None:
    """What a release or a withdrawal asks for, in its own transaction.

    A new version notes what it names, and closes the looks that its document was asked for. When the
    document was released before, or is withdrawn, each that points to it, in force, scheduled or in work, is
    flagged, and the quality office and its author are told.
    """
    number, version_id = released.release.number, released.release.version_id
    if cause is Cause.RELEASED:
        _note(library, uow, released)
        for flag in uow.references.of(number):
            if flag.closed_at is None:
                _close(library, uow, actor, flag, f"ประกาศใช้ฉบับที่ {released.release.version}")
        if all(r.release.version_id == version_id for r in uow.releases.of(number)):
            return  # nobody can have read another version of it
    for pointing in sorted(_pointing_to(library, uow, number)):
        flag = ReferenceFlag(library.new_id(), pointing, number, version_id, cause, library.clock())
        if uow.references.flag(flag):
            _raise(library, uow, actor, flag)


def _pointing_to(library: Library, uow: UnitOfWork, number: DocumentNumber) -> set[DocumentNumber]:
    for version_id in sorted(uow.references.unnoted()):  # released before this was kept
        released = uow.releases.get(version_id)
        if released is not None:
            _note(library, uow, released)
    today = bangkok_day(library.clock())
    naming = (uow.releases.get(version_id) for version_id in sorted(uow.references.naming(number)))
    found = {each.release.number for each in naming if each is not None and _stands(uow, each, today)}
    for version in uow.versions.in_states(_IN_WORK):
        draft = uow.drafts.get(version.id)
        if draft is not None and any(m.number == number for m in mentions(draft.markdown)):
            found.add(version.number)
    return found - {number}


def _stands(uow: UnitOfWork, released: ReleasedVersion, today: date) -> bool:
    """Whether a version is in force, or will be."""
    facts = [each.release for each in uow.releases.of(released.release.number)]
    return standing(released.release, facts, today) in (Standing.IN_FORCE, Standing.SCHEDULED)


def _note(library: Library, uow: UnitOfWork, released: ReleasedVersion) -> None:
    markdown = Frozen.of(library, released.commit).markdown  # front matter and body
    named = {mention.number for mention in mentions(markdown)} - {released.release.number}
    uow.references.note(released.release.version_id, named)


def _raise(library: Library, uow: UnitOfWork, actor: Actor, flag: ReferenceFlag) -> None:
    record(library, uow, actor, f"document:{flag.number}", "reference:flag", points_to=str(flag.points_to),
           cause=flag.cause, version=flag.version_id, id=flag.id, at=flag.raised_at.isoformat())  # fmt: skip
    changed = uow.releases.get(flag.version_id)
    today = bangkok_day(library.clock())
    authors = uow.people.named(_authors(uow, flag.number))
    told = (p.user for p in authors if _may_know(uow, p, changed, today))
    people = (*with_role(uow, Role.QUALITY), *told)
    tell(library, uow, NoticeKind.REFERENCE_CHANGED, people, key=flag.id, number=flag.number,
         title=_title(uow, flag.number), path="/references")  # fmt: skip


def _close(library: Library, uow: UnitOfWork, actor: Actor, flag: ReferenceFlag, remark: str) -> None:
    at = library.clock()
    uow.references.close(flag.id, at, actor.user, remark)
    record(library, uow, actor, f"document:{flag.number}", "reference:look", points_to=str(flag.points_to),
           cause=flag.cause, version=flag.version_id, remark=remark, id=flag.id,
           at=at.isoformat())  # fmt: skip


def _authors(uow: UnitOfWork, number: DocumentNumber) -> tuple[str, ...]:
    """Who prepared the latest version of a document that was not given up."""
    versions = [v for v in uow.versions.of(number) if v.state is not State.ABANDONED]
    return (versions[-1].author,) if versions else ()


def open_flags(library: Library, actor: Actor) -> tuple[FlagLine, ...]:
    """The looks that are asked for: all for the quality office and auditors, else those one may give.

    Oldest first. Raises NotAllowedError.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        sees_all = bool(person.roles & {Role.QUALITY, Role.AUDITOR})
        lines = list(_lines(library, uow, person, uow.references.open()))
    return tuple(line for line in lines if sees_all or line.may_look)


def looks_to_give(library: Library, actor: Actor) -> int:
    """How many looks wait for this person's word, for the inbox."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.QUALITY, Role.AUTHOR}:
            return 0
        flags = [flag for flag in uow.references.open() if _may_look(uow, person, flag.number)]
        changed = {flag.version_id for flag in flags}
        today = bangkok_day(library.clock())
        known = {key for key in changed if _may_know(uow, person, uow.releases.get(key), today)}
    return sum(flag.version_id in known for flag in flags)


def looks(library: Library, actor: Actor, most: int = LOOKS_SHOWN) -> tuple[FlagLine, ...]:
    """The looks that were given, latest first: for the quality office and auditors, who oversee all.

    Raises NotAllowedError.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        if not person.roles & {Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "see every look")
        return tuple(_lines(library, uow, person, uow.references.closed(most)))


def flags_of(library: Library, actor: Actor, number: DocumentNumber) -> tuple[FlagLine, ...]:
    """All flags of a document, closed ones too, for the quality office, auditors and its own authors."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        sees_all = bool(person.roles & {Role.QUALITY, Role.AUDITOR})
        if not (sees_all or _may_look(uow, person, number)):
            return ()
        return tuple(_lines(library, uow, person, uow.references.of(number)))


def look_at_reference(library: Library, actor: Actor, flag_id: str, remark: str) -> ReferenceFlag:
    """Say what a look found; the flag closes, and the words stay.

    By the quality office, or an author of the document or of its department. Raises RemarkMissingError,
    ReasonPersonalError, NotFoundError, NotAllowedError.
    """
    found = nameless(remark)
    if not found:
        raise RemarkMissingError
    with library.unit() as uow:
        person = person_of(uow, actor)
        flag = uow.references.get(flag_id)
        if flag is None or flag.closed_at is not None:
            raise NotFoundError(flag_id)
        if not _may_know(uow, person, uow.releases.get(flag.version_id), bangkok_day(library.clock())):
            raise NotFoundError(flag_id)
        if not _may_look(uow, person, flag.number):
            raise NotAllowedError(actor.user, "look at this reference")
        _close(library, uow, actor, flag, found)
        uow.commit()
    return flag


def _may_know(uow: UnitOfWork, person: Person, changed: ReleasedVersion | None, today: date) -> bool:
    """Whether what changed is for this person: who points to a restricted document does not hear of it.

    Nor of an older version of what has become restricted since.
    """
    who = Reader(person)
    if changed is None or who.sees_all:
        return True
    hidden = hides(who, uow.releases.of(changed.release.number), today)
    return who.may_read(changed.open_to) and not hidden


def _may_look(uow: UnitOfWork, person: Person, number: DocumentNumber) -> bool:
    if person.has(Role.QUALITY) or (person.active and person.user in _authors(uow, number)):
        return True
    document = uow.documents.get(number)
    own = document is not None and document.department == person.department != ""
    return own and person.has(Role.AUTHOR)


def _lines(
    library: Library, uow: UnitOfWork, person: Person, flags: Iterable[ReferenceFlag]
) -> Iterator[FlagLine]:
    """The flags that are for this person; what changed is read once for all that point to it."""
    today = bangkok_day(library.clock())
    changes: dict[str, ReleasedVersion | None] = {}
    for flag in flags:
        if flag.version_id not in changes:
            changes[flag.version_id] = uow.releases.get(flag.version_id)
        changed = changes[flag.version_id]
        if _may_know(uow, person, changed, today):
            yield _line(uow, person, flag, changed)


def _line(uow: UnitOfWork, person: Person, flag: ReferenceFlag, changed: ReleasedVersion | None) -> FlagLine:
    looked = uow.people.get(flag.closed_by) if flag.closed_by else None
    return FlagLine(
        flag=flag,
        title=_title(uow, flag.number),
        version=changed.release.version if changed else VersionLabel(1),
        points_to_title=changed.title if changed else "",
        by=looked.name if looked else flag.closed_by,
        may_look=_may_look(uow, person, flag.number),
    )


def _title(uow: UnitOfWork, number: DocumentNumber) -> str:
    released = uow.releases.of(number)
    if released:
        return released[-1].title
    rounds: Iterator[str] = (v.round.manifest.title for v in uow.versions.of(number) if v.round)
    return next(rounds, "")
