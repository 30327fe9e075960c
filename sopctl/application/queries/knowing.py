"""Who may know that a document is there: for everybody else it is as if it had never been written.

A restricted document is for its department, its authors, the quality office and auditors, and, on the page of
their round, for its signers. A document is as open as its version in force, and a version that is not
released as its own text says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader
from sopctl.application.records import Access, ReleasedVersion
from sopctl.content.source import Source
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
    return not who.may_read(chosen.access, chosen.department)


def may_know(uow: UnitOfWork, who: Reader, version: Version, day: date) -> bool:
    """Whether a version, released or not, may be known to a reader who is no signer of it."""
    if who.sees_all or (who.person is not None and who.person.user == version.author):
        return True
    releases = uow.releases.of(version.number)
    released = next((r for r in releases if r.release.version_id == version.id), None)
    if released is not None:
        access, department = released.access, released.department
    else:
        draft = uow.drafts.get(version.id)
        access, department = asked_access(draft.markdown, day) if draft else (Access.ALL, "")
    return who.may_read(access, department) and not hides(who, releases, day)


def knows(uow: UnitOfWork, who: Reader, number: DocumentNumber, day: date) -> bool:
    """Whether a reader may know that a number is a document's."""
    if who.sees_all:
        return True
    releases = uow.releases.of(number)
    if releases:
        return not hides(who, releases, day)
    begun = (version for version in uow.versions.of(number) if version.state is not State.ABANDONED)
    return any(may_know(uow, who, version, day) for version in begun)


def require_known(uow: UnitOfWork, person: Person, version: Version, day: date) -> None:
    """Raises NotFoundError, as for an identity that was never given, for whoever may not know the version."""
    if not may_know(uow, Reader(person), version, day):
        raise NotFoundError(version.id)


def asked_access(markdown: str, day: date) -> tuple[Access, str]:
    """Who shall read a text, and its department, as its front matter says.

    One that cannot be read is taken as restricted to nobody when it speaks of restricting at all.
    """
    try:
        source = Source.parse(markdown, today=day)
    except (SopctlError, ThaiDateError, ValueError):
        return (Access.RESTRICTED if "restricted" in markdown.lower() else Access.ALL), ""
    return Access.RESTRICTED if source.access == "restricted" else Access.ALL, source.department
