"""The lists of controlled prints: all, mine, and those to be recalled, as the facts have it today (R22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sopctl.application.distribution.prints import holders_of
from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import ReleasedVersion
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role
from sopctl.domain.prints import HolderKind, Print, PrintState
from sopctl.domain.standing import Standing, standing
from sopctl.thai.order import sort_key

_FEW = 10  # documents


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
        held = [p for p in uow.prints.out() if (p.held_by.kind, p.held_by.code) in mine]
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
        holders = {line.issued.id: holders_of(uow, line.issued.held_by) for line in due}
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


def _readable(uow: UnitOfWork, reader: Reader, issued: Print) -> bool:
    released = uow.releases.get(issued.version_id)
    return released is not None and reader.may_read(released.open_to)
