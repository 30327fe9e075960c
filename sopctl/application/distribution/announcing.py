"""The announcement that goes round with releases (บันทึกข้อความ ประกาศใช้เอกสาร), numbered and kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import yaml

from sopctl.application.distribution.memo import Memo, draw_memo, write_memo
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, Workbench, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.records import ReleasedVersion
from sopctl.domain import canonical
from sopctl.domain.announcements import PATTERN, AnnouncedVersion, Announcement, announcement_number
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Person, Role
from sopctl.thai.dates import bangkok_day, be_year

MAKE, REDRAW = "announcement:make", "announcement:redraw"  # the acts in the ledger
SUBJECT = "ประกาศใช้เอกสารควบคุม"
TO = "หัวหน้ากลุ่มงาน หัวหน้าหน่วยงาน และเจ้าหน้าที่ทุกท่าน"
_TRIES = 5  # somebody else may take the number between the drawing and the keeping
_OFFERED = 200


class NothingToAnnounceError(SopctlError):
    """An announcement of no version."""

    code = "nothing-to-announce"

    def __init__(self) -> None:
        super().__init__("Choose at least one version to announce.")


@dataclass(frozen=True)
class Pick:
    """What is announced of a version: that it was released, or that it was withdrawn."""

    version_id: str
    withdrawn: bool = False


@dataclass(frozen=True)
class House:
    """What ``library/hospital.yaml`` says of announcements: the pattern, the office, to whom they go."""

    pattern: str
    office: str
    to: str


def house(bench: Workbench) -> House:
    """``announcement_number``, ``_office`` and ``_to`` of ``hospital.yaml``, or what stands in for them."""
    facts = yaml.load(bench.own("hospital.yaml") or b"", Loader=yaml.BaseLoader) or {}  # noqa: S506  # only text
    office = str(facts.get("announcement_office") or f"ศูนย์คุณภาพ {facts.get('name', '')}".strip())
    pattern, to = facts.get("announcement_number") or PATTERN, facts.get("announcement_to") or TO
    return House(str(pattern), office, str(to))


def announceable(library: Library, actor: Actor) -> tuple[AnnouncedVersion, ...]:
    """What was released or withdrawn and not announced yet, latest first. Raises NotAllowedError."""
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "announce")
        done = {(line.version_id, line.withdrawn) for a in uow.announcements.all() for line in a.lines}
        found = [
            (released, withdrawn)
            for released in uow.releases.all()
            for withdrawn in (False, True)
            if (released.release.version_id, withdrawn) not in done
            and (not withdrawn or released.release.withdrawn_from is not None)
        ]
    found.sort(key=lambda pair: _recorded(*pair), reverse=True)
    return tuple(_line(library, released, withdrawn) for released, withdrawn in found[:_OFFERED])


def announce(
    library: Library, actor: Actor, picks: Sequence[Pick], *, subject: str = "", to: str = ""
) -> Announcement:
    """Make, number, draw and keep an announcement; heads of departments are told.

    A number is taken in the transaction that keeps the memo, so none is lost and none is given twice. Raises
    NotAllowedError, NothingToAnnounceError, NotFoundError, AnnouncementPatternError, UndrawableError.
    """
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "announce")
        lines = tuple(_picked(library, uow, pick) for pick in dict.fromkeys(picks))
    if not lines:
        raise NothingToAnnounceError
    for left in reversed(range(_TRIES)):
        memo = _memo(library, actor, lines, subject.strip() or SUBJECT, to.strip())
        try:
            return _keep(library, actor, memo, draw_memo(library, memo))
        except ConcurrentChangeError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _memo(library: Library, actor: Actor, lines: tuple[AnnouncedVersion, ...], subject: str, to: str) -> Memo:
    now, facts = library.clock(), house(library)
    day = bangkok_day(now)
    year = be_year(day)
    with library.reading() as uow:
        person = require(uow, actor, Role.QUALITY, "announce")
        sequence = _last_sequence(uow, year) + 1
        post = _post(uow, person, day)
    made = Announcement(
        id=library.new_id(),
        number=announcement_number(facts.pattern, year, sequence),
        year=year,
        sequence=sequence,
        day=day,
        subject=subject,
        made_at=now,
        made_by=person.user,
        signer=person.name,
        post=post,
        lines=lines,
        pdf_sha256="",
        office=facts.office,
        to=to or facts.to,
    )
    return Memo(made, made.office, made.to)


def _last_sequence(uow: UnitOfWork, year: int) -> int:
    """The last place of the year that was given; after a rebuild the ledger alone may remember it."""
    last = uow.announcements.last_sequence(year)
    if last:
        return last
    made = (row.detail for row, _ in uow.ledger.rows() if row.action == MAKE)
    return max((int(detail["sequence"]) for detail in made if detail["year"] == str(year)), default=0)


def _keep(library: Library, actor: Actor, memo: Memo, pdf: bytes) -> Announcement:
    kept = replace(memo.announcement, pdf_sha256=library.blobs.put(pdf))
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "announce")
        uow.announcements.add(kept)
        record(library, uow, actor, f"announcement:{kept.id}", MAKE,
               **announcement_facts(replace(memo, announcement=kept)))  # fmt: skip
        heads = (user for user in with_role(uow, Role.REVIEWER) if user != actor.user)
        tell(library, uow, NoticeKind.ANNOUNCED, heads, key=kept.id, title=f"{kept.number} {kept.subject}",
             path=f"/announcements/{kept.id}")  # fmt: skip
        uow.commit()
    return kept


def announcement_facts(memo: Memo) -> dict[str, str]:
    """All that a memo says, as strings for the ledger: enough to draw it again."""
    made = memo.announcement
    return {
        "number": made.number,
        "year": str(made.year),
        "sequence": str(made.sequence),
        "day": made.day.isoformat(),
        "about": made.subject,
        "at": made.made_at.isoformat(),
        "signer": made.signer,
        "post": made.post,
        "office": memo.office,
        "to": memo.to,
        "lines": canonical.encode([line.facts() for line in made.lines]).decode(),
        "pdf": made.pdf_sha256,
    }


def memo_of(row: LedgerRow) -> Memo:
    """The memo that a row tells of. Raises KeyError, ValueError or a SopctlError for another row."""
    said = row.detail
    made = Announcement(
        id=row.subject.removeprefix("announcement:"),
        number=said["number"],
        year=int(said["year"]),
        sequence=int(said["sequence"]),
        day=date.fromisoformat(said["day"]),
        subject=said["about"],
        made_at=datetime.fromisoformat(said["at"]),
        made_by=row.actor,
        signer=said["signer"],
        post=said["post"],
        lines=tuple(AnnouncedVersion.from_facts(line) for line in json.loads(said["lines"])),
        pdf_sha256=said["pdf"],
        office=said["office"],
        to=said["to"],
    )
    return Memo(made, said["office"], said["to"])


def announcements(library: Library) -> tuple[Announcement, ...]:
    """All announcements, latest first; they go round the house, so everybody in it may read them."""
    with library.reading() as uow:
        return tuple(uow.announcements.all())


def announcement(library: Library, announcement_id: str) -> Announcement:
    """One announcement. Raises NotFoundError."""
    with library.reading() as uow:
        found = uow.announcements.get(announcement_id)
    if found is None:
        raise NotFoundError(announcement_id)
    return found


def announcement_file(library: Library, announcement_id: str) -> bytes:
    """The memo as it went round, a PDF. Raises NotFoundError, BlobMissingError, BlobDamagedError."""
    return library.blobs.get(announcement(library, announcement_id).pdf_sha256)


def announcement_word(library: Library, announcement_id: str) -> bytes:
    """The same memo as a Word file, drawn anew from what was kept, for who adds a line to it before it goes.

    Raises NotFoundError, UndrawableError.
    """
    made, facts = announcement(library, announcement_id), house(library)
    return write_memo(library, Memo(made, made.office or facts.office, made.to or facts.to))


def _picked(library: Library, uow: UnitOfWork, pick: Pick) -> AnnouncedVersion:
    released = uow.releases.get(pick.version_id)
    if released is None or (pick.withdrawn and released.release.withdrawn_from is None):
        raise NotFoundError(pick.version_id)
    return _line(library, released, pick.withdrawn)


def _line(library: Library, released: ReleasedVersion, withdrawn: bool) -> AnnouncedVersion:
    release = released.release
    day = release.withdrawn_from if withdrawn and release.withdrawn_from else release.effective
    link = f"{library.public_url}{release.number.address}"
    return AnnouncedVersion(
        release.version_id, release.number, release.version, released.title, day, withdrawn, link
    )


def _recorded(released: ReleasedVersion, withdrawn: bool) -> str:
    release = released.release
    moment = release.withdrawn_recorded_at if withdrawn else release.recorded_at
    return (moment or release.recorded_at).isoformat()


def _post(uow: UnitOfWork, person: Person, day: date) -> str:
    return uow.posts.offices().words(person, day)
