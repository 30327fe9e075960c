"""Who may know that a document is there: for everybody else it is as if it had never been written.

A restricted document is for its department and those that it names, its authors, the quality office and
auditors, and, on the page of their round or order, for its signers. A document is as open as its version in
force, and a version that is not released as its own text says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReleasedVersion
from sopctl.content.source import Source
from sopctl.domain.access import Access, OpenTo
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person
from sopctl.domain.standing import in_force
from sopctl.domain.versions import Version
from sopctl.domain.workflow import State
from sopctl.thai.dates import ThaiDateError


def hides(who: Reader, releases: Iterable[ReleasedVersion], day: date) -> bool:
    """Whether the versions of one document are none of this reader's business today.

    The version in force decides for those before it; without one the last that was released.
    """
    every = list(releases)
    if not every:
        return False
    current = in_force([r.release for r in every], day)
    due = [r for r in every if r.release.effective <= day] or every
    chosen = next((r for r in every if current and r.release.version_id == current.version_id), due[-1])
    return not who.may_read(chosen.open_to)


def hidden(who: Reader, releases: Iterable[ReleasedVersion], day: date) -> set[DocumentNumber]:
    """The documents among many whose versions are none of this reader's business today."""
    every = list(releases)
    restricted = {r.release.number for r in every if not who.may_read(r.open_to)}
    groups: dict[DocumentNumber, list[ReleasedVersion]] = {number: [] for number in restricted}
    for released in every:
        if released.release.number in groups:
            groups[released.release.number].append(released)
    return {number for number, group in groups.items() if hides(who, group, day)}


def may_know(uow: UnitOfWork, who: Reader, version: Version, day: date) -> bool:
    """Whether a version, released or not, may be known to a reader who is no signer of it."""
    if who.sees_all or (who.person is not None and who.person.user == version.author):
        return True
    releases = uow.releases.of(version.number)
    released = next((r for r in releases if r.release.version_id == version.id), None)
    if released is not None:
        open_to = released.open_to
    else:
        draft = uow.drafts.get(version.id)
        open_to = asked_access(draft.markdown, day) if draft else OpenTo()
    return who.may_read(open_to) and not hides(who, releases, day)


def knows(uow: UnitOfWork, who: Reader, number: DocumentNumber, day: date) -> bool:
    """Whether a reader may know that a number is a document's."""
    if who.sees_all:
        return True
    releases = uow.releases.of(number)
    if releases:
        return not hides(who, releases, day)
    begun = (version for version in uow.versions.of(number) if version.state is not State.ABANDONED)
    return any(may_know(uow, who, version, day) for version in begun)


def may_begin(uow: UnitOfWork, who: Reader, number: DocumentNumber, day: date) -> bool:
    """Whether a writer may begin a version of a number that is given already.

    Of a number that was given up before anything was released, whoever knew of its draft.
    """
    if uow.releases.of(number):
        return knows(uow, who, number, day)
    return who.sees_all or any(may_know(uow, who, version, day) for version in uow.versions.of(number))


def require_known(uow: UnitOfWork, person: Person, version: Version, day: date) -> None:
    """Raises NotFoundError, as for an identity that was never given, for whoever may not know the version."""
    if not may_know(uow, Reader(person), version, day):
        raise NotFoundError(version.id)


def asked_access(markdown: str, day: date) -> OpenTo:
    """Whom a text shall be for, as its front matter says.

    One that cannot be read is taken as restricted to nobody when it speaks of restricting at all.
    """
    try:
        source = Source.parse(markdown, today=day)
    except (SopctlError, ThaiDateError, ValueError):
        return OpenTo(Access.RESTRICTED if "restricted" in markdown.lower() else Access.ALL)
    return access_of(source)


def access_of(source: Source) -> OpenTo:
    """Whom a text that can be read is for."""
    return OpenTo.of(Access(source.access), source.department, source.departments)
