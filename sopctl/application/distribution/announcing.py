"""The announcement that goes round with releases (บันทึกข้อความ ประกาศใช้เอกสาร), numbered and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import yaml

from sopctl.application.distribution.memo import Memo, draw_memo, write_memo
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, Workbench, record
from sopctl.application.notices.telling import tell
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.queries.knowing import hides
from sopctl.application.queries.readers import Reader
from sopctl.application.records import ReleasedVersion
from sopctl.domain import canonical
from sopctl.domain.announcements import PATTERN, AnnouncedVersion, Announcement, announcement_number
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.standing import Standing, standing
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
    """What was released or withdrawn and not announced yet, latest first.

    A version that another has replaced is past announcing. Raises NotAllowedError.
    """
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "announce")
        done = {(line.version_id, line.withdrawn) for a in uow.announcements.all() for line in a.lines}
        documents: dict[DocumentNumber, list[ReleasedVersion]] = {}
        for released in uow.releases.all():
            documents.setdefault(released.release.number, []).append(released)
    found = [
        (released, withdrawn)
        for versions in documents.values()
        for released, withdrawn in _news(versions, today)
        if (released.release.version_id, withdrawn) not in done
    ]
    found.sort(key=lambda pair: _recorded(*pair), reverse=True)
    return tuple(_line(library, released, withdrawn) for released, withdrawn in found[:_OFFERED])


def _news(versions: Sequence[ReleasedVersion], today: date) -> Iterator[tuple[ReleasedVersion, bool]]:
    """What there is to say of one document's versions: that one was released, that one was withdrawn."""
    releases = [released.release for released in versions]
    for released in versions:
        if standing(released.release, releases, today) is not Standing.SUPERSEDED:
            yield released, False
        if released.release.withdrawn_from is not None:
            yield released, True


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
        # Whoever would find nothing in it is not told: of what is restricted nobody else hears.
        heads = (
            p.user for p in uow.people.with_role(Role.REVIEWER)
            if p.user != actor.user and _for(uow, Reader(p), kept, kept.day) is not None
        )  # fmt: skip
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


def announcements(library: Library, who: Reader | None = None) -> tuple[Announcement, ...]:
    """All announcements, latest first; they go round the house, so everybody in it may read them.

    A reader is shown the lines of documents that they may know, and no announcement without one. ``who``
    None is whoever keeps the library.
    """
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        shown = (_for(uow, who, made, today) for made in uow.announcements.all())
        return tuple(made for made in shown if made is not None)


def announcement(library: Library, announcement_id: str, who: Reader | None = None) -> Announcement:
    """One announcement, as ``announcements`` shows it. Raises NotFoundError."""
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        found = uow.announcements.get(announcement_id)
        shown = _for(uow, who, found, today) if found is not None else None
    if shown is None:
        raise NotFoundError(announcement_id)
    return shown


def announcement_file(library: Library, announcement_id: str, who: Reader | None = None) -> bytes:
    """The memo as it went round, a PDF; without the lines that are not for this reader, drawn anew.

    Raises NotFoundError, BlobMissingError, BlobDamagedError, UndrawableError.
    """
    made = announcement(library, announcement_id, who)
    if made == announcement(library, announcement_id):
        return library.blobs.get(made.pdf_sha256)
    return draw_memo(library, _as_kept(library, made))


def announcement_word(library: Library, announcement_id: str, who: Reader | None = None) -> bytes:
    """The same memo as a Word file, drawn anew from what was kept, for who adds a line to it before it goes.

    Raises NotFoundError, UndrawableError.
    """
    return write_memo(library, _as_kept(library, announcement(library, announcement_id, who)))


def _as_kept(library: Library, made: Announcement) -> Memo:
    facts = house(library)
    return Memo(made, made.office or facts.office, made.to or facts.to)


def _for(uow: UnitOfWork, who: Reader | None, made: Announcement, today: date) -> Announcement | None:
    """An announcement with the lines that a reader may know of, None without any."""
    if who is None or who.sees_all:
        return made
    known: set[str] = set()  # versions
    for number in {line.number for line in made.lines}:
        releases = uow.releases.of(number)
        if not hides(who, releases, today):
            known |= {r.release.version_id for r in releases if who.may_read(r.open_to)}
    lines = tuple(line for line in made.lines if line.version_id in known)
    return replace(made, lines=lines) if lines else None


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
