"""Controlled prints: issued to holders and places, recalled, exchanged for a new version, listed (R22).

That a print is to be recalled is derived from how its version stands, so midnight needs no process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sopctl.application.library import Actor, Library, record
from sopctl.application.notices import tell, with_role
from sopctl.application.people import person_of, require
from sopctl.application.ports import ConcurrentChangeError, UnitOfWork
from sopctl.application.print_copies import draw_prints, key_of
from sopctl.application.publication import get_version
from sopctl.application.reading import Reader, today
from sopctl.application.records import ReleasedVersion
from sopctl.application.recovery import finish_pending
from sopctl.application.requests import finish_with_print
from sopctl.application.shape import hospital
from sopctl.application.withdrawal import NotInForceError
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Person, Role
from sopctl.domain.prints import Fate, Holder, HolderKind, Print, PrintState
from sopctl.domain.standing import Standing, in_force, standing
from sopctl.thai.dates import bangkok_day
from sopctl.thai.order import sort_key

MOST = 200  # prints in one step: a few minutes of drawing and sealing
PLACE_LENGTH = 120
_FEW = 10  # documents


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
class PrintLine:
    """One print in the list, with how its version stands today and whether it was exchanged already."""

    issued: Print
    title: str
    stands: Standing
    state: PrintState
    replaced_by: Print | None


@dataclass(frozen=True)
class PrintList:
    """The prints that were asked for, how many there are in each state altogether, and every place in use."""

    lines: tuple[PrintLine, ...]
    counts: Mapping[PrintState, int]
    places: tuple[str, ...]


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
                    asked = Wanted(each.holder.kind, each.holder.code, each.place)
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
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "recall controlled copies")
        known = {issued.copy: issued for issued in uow.prints.of(number)}
        wanted = list(dict.fromkeys(copies))
        missing = [copy for copy in wanted if copy not in known]
        if missing or not wanted:
            raise NotFoundError(f"{number}: copy {missing[0]}" if missing else f"{number}: a copy")
        return _recall(library, uow, actor, [known[copy] for copy in wanted], fate, on, remark)


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
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "recall controlled copies")
        found = [uow.prints.get(print_id) for print_id in dict.fromkeys(ids)]
        wanted = [issued for issued in found if issued is not None]
        if not wanted or len(wanted) < len(found):
            raise NotFoundError("A print")
        return _recall(library, uow, actor, wanted, fate, on, remark)


def print_list(
    library: Library,
    actor: Actor,
    *,
    number: DocumentNumber | None = None,
    place: str = "",
    states: Collection[PrintState] = (),
) -> PrintList:
    """The prints for the quality office and auditors, by document and copy number.

    Raises NotAllowedError for others.
    """
    with library.reading() as uow:
        if not person_of(uow, actor).roles & {Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list controlled copies")
        every = uow.prints.all()
        lines = lines_of(library, uow, every)
    counts = Counter(line.state for line in lines)
    shown = tuple(
        line
        for line in lines
        if number in (None, line.issued.number)
        and place in ("", line.issued.place)
        and (not states or line.state in states)
    )
    places = tuple(sorted({p.place for p in every if p.fate is None and p.place}, key=sort_key))
    return PrintList(shown, {state: counts[state] for state in PrintState}, places)


def held_by_me(library: Library, actor: Actor) -> tuple[PrintLine, ...]:
    """The prints that are out with me or my department, of documents that I may read.

    Raises NotAllowedError.
    """
    with library.reading() as uow:
        person = person_of(uow, actor)
        mine = {(HolderKind.PERSON, person.user), (HolderKind.DEPARTMENT, person.department)}
        held = [p for p in uow.prints.out() if (p.holder.kind, p.holder.code) in mine]
        readable = [p for p in held if _readable(uow, Reader(person), p)]
        return lines_of(library, uow, readable)


def tell_recalls(library: Library) -> int:
    """Tell holders and the quality office of prints that are to be recalled; each of them once.

    Returns how many prints are to be recalled. Being late shows nobody a wrong list.
    """
    with library.reading() as uow:
        current = {r.release.version_id for r in uow.releases.in_force_on(today(library))}
        old = [issued for issued in uow.prints.out() if issued.version_id not in current]
        due = [x for x in lines_of(library, uow, old) if x.state is PrintState.TO_RECALL]
        holders = {line.issued.id: _holders(uow, line.issued.holder) for line in due}
        quality = with_role(uow, Role.QUALITY)
        told = {user: {n.key for n in uow.notices.of(user, 1_000) if n.kind is NoticeKind.PRINT_RECALL}
                for user in {*quality, *(u for users in holders.values() for u in users)}}  # fmt: skip
    wanted: list[tuple[str, str, PrintLine]] = []
    for line in due:
        wanted += [(user, line.issued.id, line) for user in holders[line.issued.id]]
        wanted += [(user, f"version:{line.issued.version_id}", line) for user in quality]
    new = [(user, key, line) for user, key, line in wanted if key not in told[user]]
    if new:
        with library.unit() as uow:
            for user, key, line in new:
                path = "/prints?state=to-recall" if key.startswith("version:") else "/prints/mine"
                tell(library, uow, NoticeKind.PRINT_RECALL, [user], key=key, number=line.issued.number,
                     title=line.title, path=path)  # fmt: skip
            uow.commit()
    return len(due)


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
    if not reader.may_read(released.access, released.department):
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
            tell(library, uow, NoticeKind.PRINT_ISSUED, _holders(uow, issued.holder), key=issued.id,
                 number=issued.number, title=basis.released.title, path="/prints/mine")  # fmt: skip
        for each in ended:
            _end(library, uow, actor, each, Fate.RETURNED, on or today(library), "")
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
    ended = [_end(library, uow, actor, issued, fate, day, remark.strip()) for issued in wanted]
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


def _holders(uow: UnitOfWork, holder: Holder) -> tuple[str, ...]:
    """Who is told: the person, or the heads of the department, or all of it where it has none."""
    if holder.kind is HolderKind.PERSON:
        return (holder.code,)
    members = [p for p in uow.people.all() if p.active and p.department == holder.code]
    heads = [p.user for p in members if p.has(Role.REVIEWER)]
    return tuple(heads or [p.user for p in members])


def _readable(uow: UnitOfWork, reader: Reader, issued: Print) -> bool:
    released = uow.releases.get(issued.version_id)
    return released is not None and reader.may_read(released.access, released.department)


def lines_of(library: Library, uow: UnitOfWork, prints: Iterable[Print]) -> tuple[PrintLine, ...]:
    """Prints with how their versions stand today."""
    day, found = today(library), list(prints)
    numbers = {issued.number for issued in found}
    releases: dict[DocumentNumber, list[ReleasedVersion]] = {number: [] for number in numbers}
    # One question for everything, or one for each of a few documents.
    few = len(numbers) <= _FEW
    for released in [r for n in numbers for r in uow.releases.of(n)] if few else uow.releases.all():
        releases.setdefault(released.release.number, []).append(released)
    every = [p for n in numbers for p in uow.prints.of(n)] if few else uow.prints.all()
    successors = {each.replaces: each for each in every if each.replaces}
    facts = {number: [r.release for r in group] for number, group in releases.items()}
    known = {r.release.version_id: r for group in releases.values() for r in group}
    lines = []
    for issued in found:
        released = known[issued.version_id]
        stands = standing(released.release, facts[issued.number], day)
        lines.append(
            PrintLine(issued, released.title, stands, issued.state(stands), successors.get(issued.id))
        )
    return tuple(lines)
