"""Controlled prints: issued to holders and places, recalled, exchanged for a new version, listed (R22).

That a print is to be recalled is derived from how its version stands, so midnight needs no process.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sopctl.application.distribution.print_copies import draw_prints, key_of
from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import ReleasedVersion
from sopctl.application.release.intents import get_version
from sopctl.application.release.recovery import finish_pending
from sopctl.application.release.withdrawal import NotInForceError
from sopctl.application.remarks import nameless
from sopctl.application.requests.handling import finish_with_print
from sopctl.application.shape import hospital
from sopctl.domain.errors import NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Fate, Holder, HolderKind, Print
from sopctl.domain.standing import in_force
from sopctl.thai.dates import bangkok_day

MOST = 200  # prints in one step: a few minutes of drawing and sealing
PLACE_LENGTH = 120


class HolderUnknownError(SopctlError):
    """A holder that is neither an active person nor a department."""

    code = "holder-unknown"

    def __init__(self, holder: str) -> None:
        super().__init__(f"There is no person or department “{holder}”.", holder=holder)


class HolderMayNotReadError(SopctlError):
    """A restricted document for somebody who may not read it."""

    code = "holder-may-not-read"

    def __init__(self, number: DocumentNumber, holder: str) -> None:
        super().__init__(f"{number} is restricted and not for {holder}.", number=number, holder=holder)


class NothingToExchangeError(SopctlError):
    """A document without prints of an older version that were not exchanged yet."""

    code = "nothing-to-exchange"

    def __init__(self, number: DocumentNumber) -> None:
        super().__init__(f"No print of an older version of {number} is to be exchanged.", number=number)


class TooManyPrintsError(SopctlError):
    """More prints than are drawn in one step."""

    code = "too-many-prints"

    def __init__(self) -> None:
        super().__init__(f"At most {MOST} prints are issued at once.", most=MOST)


@dataclass(frozen=True)
class Wanted:
    """For whom a print is: a department's code or a user name, and where it will lie."""

    kind: HolderKind
    code: str
    place: str = ""


@dataclass(frozen=True)
class Exchanged:
    """The new prints, and the old ones whose holder is gone or may not read the new version."""

    issued: tuple[Print, ...]
    left: tuple[Print, ...]


@dataclass(frozen=True)
class _Basis:
    """The version in force, of which prints are made, and the document's prints so far."""

    released: ReleasedVersion
    siblings: tuple[ReleasedVersion, ...]
    prints: tuple[Print, ...]


@dataclass(frozen=True)
class _Order:
    """One print to make: its holder and place, and which older one it takes the place of."""

    holder: Holder
    place: str
    replaces: str = ""


def issue_prints(
    library: Library, actor: Actor, number: DocumentNumber, wanted: Sequence[Wanted], *, request: str = ""
) -> tuple[Print, ...]:
    """The quality office issues numbered copies of the version in force, one for each holder and place.

    ``request`` is the number of an accepted change request for an extra copy, which is thereby done. Raises
    NotAllowedError, NotFoundError, NotInForceError, HolderUnknownError, HolderMayNotReadError,
    TooManyPrintsError, RequestOrderError, LibraryBusyError.
    """
    if not 0 < len(wanted) <= MOST:
        raise TooManyPrintsError
    with library.lock.hold() as fence:  # numbers follow one another, and no release comes in between
        finish_pending(library, fence)
        with library.reading() as uow:
            require(uow, actor, Role.QUALITY, "issue controlled copies")
            basis = _basis(library, uow, number)
            orders = [
                _Order(_holder(library, uow, w, basis.released), w.place[:PLACE_LENGTH]) for w in wanted
            ]
        return _make(library, actor, basis, orders, fence, request=request)


def exchange_prints(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    *,
    copies: Collection[int] | None = None,
    returned_on: date | None = None,
) -> Exchanged:
    """Issue the version in force to everybody who holds an older one, in one step.

    ``copies`` names the older copies to exchange, all of them by default; ``returned_on`` records them as
    returned on that day as well. Raises as ``issue_prints``, NothingToExchangeError, RecallDayWrongError.
    """
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.reading() as uow:
            require(uow, actor, Role.QUALITY, "exchange controlled copies")
            basis = _basis(library, uow, number)
            old = _to_exchange(basis, copies)
            if not old:
                raise NothingToExchangeError(number)
            orders: list[_Order] = []
            left: list[Print] = []
            for each in old:
                try:
                    asked = Wanted(each.held_by.kind, each.held_by.code, each.place)
                    holder = _holder(library, uow, asked, basis.released)
                except (HolderUnknownError, HolderMayNotReadError):
                    left.append(each)
                else:
                    orders.append(_Order(holder, each.place, each.id))
        gone = {each.id for each in left}
        ended = [each for each in old if each.id not in gone] if returned_on else []
        issued = _make(library, actor, basis, orders, fence, ended=ended, on=returned_on) if orders else ()
    return Exchanged(issued, tuple(left))


def recall_prints(
    library: Library,
    actor: Actor,
    number: DocumentNumber,
    copies: Iterable[int],
    fate: Fate,
    *,
    on: date | None = None,
    remark: str = "",
) -> tuple[Print, ...]:
    """Record copies as returned, destroyed or lost on a day, today by default; all or none.

    ``remark`` says who brought it, or before whom it was destroyed. Raises NotAllowedError, NotFoundError,
    PrintEndedError, RecallDayWrongError.
    """
    said = nameless(remark)
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "recall controlled copies")
        known = {issued.copy: issued for issued in uow.prints.of(number)}
        wanted = list(dict.fromkeys(copies))
        missing = [copy for copy in wanted if copy not in known]
        if missing or not wanted:
            raise NotFoundError(f"{number}: copy {missing[0]}" if missing else f"{number}: a copy")
        return _recall(library, uow, actor, [known[copy] for copy in wanted], fate, on, said)


def recall_by_id(
    library: Library,
    actor: Actor,
    ids: Iterable[str],
    fate: Fate,
    *,
    on: date | None = None,
    remark: str = "",
) -> tuple[Print, ...]:
    """As ``recall_prints``, for prints of several documents at once."""
    said = nameless(remark)
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "recall controlled copies")
        found = [uow.prints.get(print_id) for print_id in dict.fromkeys(ids)]
        wanted = [issued for issued in found if issued is not None]
        if not wanted or len(wanted) < len(found):
            raise NotFoundError("A print")
        return _recall(library, uow, actor, wanted, fate, on, said)


def _basis(library: Library, uow: UnitOfWork, number: DocumentNumber) -> _Basis:
    siblings = tuple(uow.releases.of(number))
    if not siblings:
        raise NotFoundError(number)
    current = in_force([r.release for r in siblings], today(library))
    if current is None:
        raise NotInForceError(number)
    released = next(r for r in siblings if r.release.version_id == current.version_id)
    return _Basis(released, siblings, tuple(uow.prints.of(number)))


def _holder(library: Library, uow: UnitOfWork, wanted: Wanted, released: ReleasedVersion) -> Holder:
    """Who gets a print, by name. Raises HolderUnknownError, HolderMayNotReadError."""
    if wanted.kind is HolderKind.PERSON:
        person = uow.people.get(wanted.code)
        if person is None or not person.active:
            raise HolderUnknownError(wanted.code)
        reader, holder = Reader(person), Holder(wanted.kind, person.user, person.name)
    else:
        unit = hospital(library).department(wanted.code)
        if unit is None:
            raise HolderUnknownError(wanted.code)
        member = Person("member", unit.name, frozenset({Role.STAFF}), unit.code)
        reader, holder = Reader(member), Holder(wanted.kind, unit.code, unit.name)
    if not reader.may_read(released.open_to):
        raise HolderMayNotReadError(released.release.number, holder.name)
    return holder


def _to_exchange(basis: _Basis, copies: Collection[int] | None) -> list[Print]:
    """The prints out of older versions that nothing was issued for yet."""
    current = basis.released.release.version_id
    replaced = {issued.replaces for issued in basis.prints if issued.version_id == current}
    old = [
        issued
        for issued in basis.prints
        if issued.fate is None and issued.version_id != current and issued.id not in replaced
    ]
    return [issued for issued in old if copies is None or issued.copy in copies]


def _make(
    library: Library, actor: Actor, basis: _Basis, orders: Sequence[_Order], fence: int, *,
    request: str = "", ended: Iterable[Print] = (), on: date | None = None,
) -> tuple[Print, ...]:  # fmt: skip
    """Draw and seal the copies, keep them, then make them known in one transaction."""
    if len(orders) > MOST:
        raise TooManyPrintsError
    release, at = basis.released.release, library.clock()
    first = max((issued.copy for issued in basis.prints), default=0) + 1
    made = [
        Print(
            id=library.new_id(), number=release.number, version_id=release.version_id,
            version=release.version, copy=first + place, holder=order.holder, place=order.place.strip(),
            token=library.new_token(), public_url=library.public_url, issued_at=at, issued_by=actor.user,
            request=request, replaces=order.replaces,
        )
        for place, order in enumerate(orders)
    ]  # fmt: skip
    with library.reading() as uow:
        version = get_version(uow, release.version_id)
    drawn = draw_prints(library, version, basis.released, basis.siblings, made)
    digests = [library.blobs.put(data) for data in drawn]
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "issue controlled copies")
        if _basis(library, uow, release.number).released.release != release:
            raise ConcurrentChangeError(release.number)  # midnight brought another version into force
        uow.releases.add_copies(
            release.version_id, {key_of(issued): sha for issued, sha in zip(made, digests, strict=True)}
        )
        for issued, digest in zip(made, digests, strict=True):
            uow.prints.add(issued)
            record(library, uow, actor, f"print:{issued.id}", "print:issue", sha256=digest, **issued.facts())
            tell(library, uow, NoticeKind.PRINT_ISSUED, holders_of(uow, issued.holder), key=issued.id,
                 number=issued.number, title=basis.released.title, path="/prints/mine")  # fmt: skip
        for each in ended:
            now = uow.prints.get(each.id)
            if now is not None and now.fate is None:  # else what became of it was recorded meanwhile
                _end(library, uow, actor, now, Fate.RETURNED, on or today(library), "")
        if request:
            finish_with_print(library, uow, actor, request, made[0])
        uow.check_fence(fence)
        uow.commit()
    return tuple(made)


def _recall(
    library: Library, uow: UnitOfWork, actor: Actor, wanted: Iterable[Print], fate: Fate, on: date | None,
    remark: str,
) -> tuple[Print, ...]:  # fmt: skip
    day = on or today(library)
    ended = [_end(library, uow, actor, issued, fate, day, remark) for issued in wanted]
    uow.commit()
    return tuple(ended)


def _end(
    library: Library, uow: UnitOfWork, actor: Actor, issued: Print, fate: Fate, on: date, remark: str
) -> Print:
    ended = issued.end(
        fate, on, issued_on=bangkok_day(issued.issued_at), today=today(library), at=library.clock(),
        by=actor.user, remark=remark[:500],
    )  # fmt: skip
    uow.prints.end(ended)
    at = ended.end_recorded_at.isoformat() if ended.end_recorded_at else ""
    record(library, uow, actor, f"print:{issued.id}", "print:recall", number=str(issued.number),
           copy=str(issued.copy), fate=fate.value, on=on.isoformat(), remark=ended.remark, at=at)  # fmt: skip
    return ended


def holders_of(uow: UnitOfWork, holder: Holder) -> tuple[str, ...]:
    """Who is told: the person, or the heads of the department, or all of it where it has none."""
    if holder.kind is HolderKind.PERSON:
        return (holder.code,)
    members = [p for p in uow.people.all() if p.active and p.department == holder.code]
    heads = [p.user for p in members if p.has(Role.REVIEWER)]
    return tuple(heads or [p.user for p in members])
