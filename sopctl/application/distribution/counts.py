"""Counts (ตรวจนับ): the quality office walks with the list of a place and says what it found (R22)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sopctl.application.distribution.print_lists import PrintLine, lines_of
from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import today
from sopctl.application.remarks import nameless
from sopctl.domain.counts import Count, Finding, Sighting
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.domain.prints import Print, PrintState
from sopctl.domain.standing import Standing, standing


@dataclass(frozen=True)
class CountLine:
    """One print of a count: what was found, and where the print is by the list."""

    sighting: Sighting
    line: PrintLine


@dataclass(frozen=True)
class CountView:
    """A count with its prints: first those that nobody looked for, then in the order of the list."""

    count: Count
    lines: tuple[CountLine, ...]
    by: str


def begin_count(library: Library, actor: Actor, place: str = "") -> Count:
    """Begin a count of the prints out at a place, or of all of them.

    Raises NotAllowedError, NothingToCountError.
    """
    with library.unit() as uow:
        person = require(uow, actor, Role.QUALITY, "count controlled copies")
        expected = [issued.id for issued in uow.prints.out() if place in ("", issued.place)]
        count = Count.begin(library.new_id(), place, expected, at=library.clock(), by=person.user)
        uow.counts.add(count)
        record(library, uow, actor, f"count:{count.id}", "count:begin", place=place,
               expected=str(len(expected)), prints=" ".join(expected),
               at=count.begun_at.isoformat())  # fmt: skip
        uow.commit()
    return count


def see(
    library: Library, actor: Actor, count_id: str, print_id: str, finding: Finding, *, remark: str = ""
) -> Sighting:
    """Say what was found of one print; the right place with an old version in it is ``old``, never found.

    Raises NotAllowedError, NotFoundError, CountClosedError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "count controlled copies")
        count, issued = _count(uow, count_id), uow.prints.get(print_id)
        if issued is None:
            raise NotFoundError("That print")
        if finding is Finding.FOUND:
            finding = _found(library, uow, count, issued)
        seen = _see(library, uow, actor, count, issued, finding, remark)
        uow.commit()
    return seen


def scan(library: Library, actor: Actor, count_id: str, code: str) -> tuple[Print, Sighting]:
    """Say that a print was found, by what its QR code opens, or by number and copy as in ``SOP-IT-001 3``.

    Raises NotAllowedError, NotFoundError for a code of no print, CountClosedError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "count controlled copies")
        count, issued = _count(uow, count_id), _by_code(uow, code)
        seen = _see(library, uow, actor, count, issued, _found(library, uow, count, issued), "")
        uow.commit()
    return issued, seen


def miss(library: Library, actor: Actor, count_id: str, code: str) -> Sighting:
    """Say that a copy is not there, by number and copy or by its code. Raises as ``scan``."""
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "count controlled copies")
        count, issued = _count(uow, count_id), _by_code(uow, code)
        seen = _see(library, uow, actor, count, issued, Finding.MISSING, "")
        uow.commit()
    return seen


def close_count(library: Library, actor: Actor, count_id: str, remark: str = "") -> Count:
    """End a count; its result stays. Raises NotAllowedError, CountUnfinishedError, CountClosedError."""
    said = nameless(remark)[:500]
    with library.unit() as uow:
        person = require(uow, actor, Role.QUALITY, "count controlled copies")
        at = library.clock()
        count = _count(uow, count_id).close(at=at, by=person.user, remark=said)
        uow.counts.save(count)
        result = {finding.value: str(number) for finding, number in count.result.items()}
        record(library, uow, actor, f"count:{count.id}", "count:close", place=count.place,
               remark=count.remark, at=at.isoformat(), **result)  # fmt: skip
        uow.commit()
    return count


def every_count(library: Library, actor: Actor) -> tuple[Count, ...]:
    """All counts, latest first. Raises NotAllowedError for others than the quality office and auditors."""
    with library.reading() as uow:
        _require_reader(uow, actor)
        return tuple(uow.counts.all())


def count_view(library: Library, actor: Actor, count_id: str) -> CountView:
    """One count with its prints. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        _require_reader(uow, actor)
        count = _count(uow, count_id)
        wanted = {s.print_id for s in count.sightings}
        prints = [p for p in uow.prints.all() if p.id in wanted]
        known = {line.issued.id: line for line in lines_of(library, uow, prints)}
        by = uow.people.get(count.begun_by)
    lines = [CountLine(s, known[s.print_id]) for s in count.sightings]
    lines.sort(key=lambda x: (x.sighting.finding is not None, x.line.issued.place, str(x.line.issued.number)))
    return CountView(count, tuple(lines), by.name if by else count.begun_by)


def open_counts(library: Library, actor: Actor) -> tuple[Count, ...]:
    """The counts that go on, for the quality office; nothing for anybody else."""
    with library.reading() as uow:
        if not person_of(uow, actor).has(Role.QUALITY):
            return ()
        return tuple(count for count in uow.counts.all() if count.open)


def _require_reader(uow: UnitOfWork, actor: Actor) -> None:
    if not person_of(uow, actor).roles & {Role.QUALITY, Role.AUDITOR}:
        raise NotAllowedError(actor.user, "read counts")


def _count(uow: UnitOfWork, count_id: str) -> Count:
    count = uow.counts.get(count_id)
    if count is None:
        raise NotFoundError("That count")
    return count


def _found(library: Library, uow: UnitOfWork, count: Count, issued: Print) -> Finding:
    """What it means that a print is here: the right one, an old one, or one that should not be here."""
    siblings = uow.releases.of(issued.number)
    release = next(r.release for r in siblings if r.release.version_id == issued.version_id)
    stands = standing(release, [r.release for r in siblings], today(library))
    if stands is not Standing.IN_FORCE:
        return Finding.OLD
    here = count.place in ("", issued.place) and issued.state(stands) is PrintState.OUT
    return Finding.FOUND if here else Finding.ASTRAY


def _see(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    count: Count,
    issued: Print,
    finding: Finding,
    remark: str,
) -> Sighting:
    at, words = library.clock(), nameless(remark)[:500]
    moved = count.see(issued.id, finding, at=at, by=actor.user, remark=words)
    uow.counts.save(moved)
    record(library, uow, actor, f"count:{count.id}", "count:see", print=issued.id, number=str(issued.number),
           copy=str(issued.copy), finding=finding.value, remark=words, at=at.isoformat())  # fmt: skip
    seen = moved.sighting(issued.id)
    if seen is None:
        raise AssertionError("what was seen has a line")
    return seen


def _by_code(uow: UnitOfWork, code: str) -> Print:
    """The print behind a scanned address, a typed token, or a number and copy."""
    text = code.strip()
    token = urlsplit(text).path.rstrip("/").rpartition("/")[2] if "/verify/" in text else text
    issued = uow.prints.by_token(token)
    if issued is not None:
        return issued
    number, _, copy = text.replace("#", " ").strip().rpartition(" ")
    if copy.isascii() and copy.isdigit() and number:
        try:
            every = uow.prints.of(DocumentNumber.parse(number))
        except SopctlError:
            every = ()
        issued = next((p for p in every if p.copy == int(copy)), None)
    if issued is None:
        raise NotFoundError("A controlled copy with that code")
    return issued
