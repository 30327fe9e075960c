"""What the ledger tells, written into a database that is made again from git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sopctl.application.distribution import announcing
from sopctl.application.distribution.memo import draw_memo
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.application.safekeeping.remembered_prints import write_prints
from sopctl.application.safekeeping.told import Told
from sopctl.application.safekeeping.told_rows import told_by
from sopctl.domain.announcements import Announcement
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.people import Person
from sopctl.domain.versions import Version


def bring_back(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    rows: Iterable[LedgerRow],
    versions: Iterable[Version],
    released: Iterable[ReleasedVersion],
) -> Told:
    """Write what the rows tell in the given transaction; returns what was written.

    The copies of prints that are out and the memos of announcements are drawn again. What is about a version
    that is not there, and what cannot be read back, is left out: the ledger keeps it either way.
    """
    known = tuple(rows)
    releases = {each.release.version_id: each for each in released}
    told = told_by(known).within(releases, {r.release.number for r in releases.values()})
    _know(uow, told)
    for given in told.lists.values():
        uow.readings.save_list(given)
    for acknowledgement in told.acknowledgements.values():
        uow.readings.add(acknowledgement)
    for attempt in told.attempts.values():
        uow.readings.add_attempt(attempt)
    for waiver in told.waivers.values():
        uow.readings.waive(waiver)
    write_prints(library, uow, actor, told.prints.values(), {v.id: v for v in versions}, releases)
    for request in told.requests.values():
        uow.requests.add(request)
    for count in told.counts.values():
        uow.counts.add(count)
    for flag in told.flags.values():
        uow.references.flag(replace(flag, closed_at=None))
        if flag.closed_at is not None:
            uow.references.close(flag.id, flag.closed_at, flag.closed_by, flag.remark)
    memos = {row.subject.partition(":")[2]: row for row in known if row.action == announcing.MAKE}
    for made in told.announcements.values():
        _announce(library, uow, actor, made, memos)
    return told


def _know(uow: UnitOfWork, told: Told) -> None:
    """Somebody whom a fact needs and nobody else named comes back by name, not active."""
    named = {given.person: (given.name, given.department) for given in told.acknowledgements.values()}
    named |= {made.made_by: (made.signer, "") for made in told.announcements.values()}
    for attempt in told.attempts.values():
        named.setdefault(attempt.person, (attempt.person, ""))
    for user, (name, department) in named.items():
        if uow.people.get(user) is None:
            uow.people.add(Person(user, name, frozenset(), department, active=False))


def _announce(
    library: Library, uow: UnitOfWork, actor: Actor, made: Announcement, memos: Mapping[str, LedgerRow]
) -> None:
    """Keep an announcement with its memo drawn again, and say so when the bytes are not those of before."""
    try:
        digest = library.blobs.put(draw_memo(library, announcing.memo_of(memos[made.id])))
    except SopctlError:
        digest = made.pdf_sha256  # the doctor names the file
    uow.announcements.add(replace(made, pdf_sha256=digest))
    if digest != made.pdf_sha256:
        record(library, uow, actor, f"announcement:{made.id}", announcing.REDRAW, number=made.number,
               old=made.pdf_sha256, new=digest, reason="rebuild")  # fmt: skip
