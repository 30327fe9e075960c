"""What search finds of a document: its version in force."""

from __future__ import annotations

from datetime import date

from sopctl.application.copies.official import (
    Frozen,
)
from sopctl.application.library import Library
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import (
    ReleasedVersion,
    SearchEntry,
)
from sopctl.content.outline import passages
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.standing import in_force


def index_document(library: Library, uow: UnitOfWork, number: DocumentNumber, today: date) -> None:
    """Bring a document's search entry to what is in force today."""
    releases = uow.releases.of(number)
    current = in_force([r.release for r in releases], today)
    if current is None:
        uow.search.remove(number)
        return
    released = next(r for r in releases if r.release.version_id == current.version_id)
    uow.search.put(search_entry(released, Frozen.of(library, released.commit)))


def search_entry(released: ReleasedVersion, frozen: Frozen) -> SearchEntry:
    """What is searched of a version in force."""
    return SearchEntry(
        number=released.release.number,
        version_id=released.release.version_id,
        title=released.title,
        type_code=released.type_code,
        department=released.department,
        access=released.access,
        effective=released.release.effective,
        standards=released.standards,
        passages=tuple(passages(frozen.readable)),
        departments=released.departments or (),
    )
