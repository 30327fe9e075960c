"""Lists of what was approved on paper: read in, shown, decided once, then registered line by line.

The decision is one proof of identity over the SHA-256 of the whole list as it was shown. After it every line
is registered by itself under the library's lock, so that a crash loses none, repeats none, and a line that is
refused stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.paper.lines import ReadLine, TypedLine
from sopctl.application.paper.reading import Files, read_lines
from sopctl.application.paper.registration import Decision, enter
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import FenceLostError, LibraryBusyError, StoreRefusedError
from sopctl.application.ports.paper import LineOutcome, LineState, PaperList
from sopctl.application.release.recovery import finish_pending
from sopctl.domain import canonical
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role
from sopctl.domain.rounds import StaleRoundError

MAX_LINES = 2_000
_FORMAT = "sopctl-paper-list-1"
_NOT_THE_LINES_FAULT = (LibraryBusyError, FenceLostError, StoreRefusedError)

Progress = Callable[[int, int], None]


class ListTooLongError(SopctlError):
    """A list with more lines than one person reads before signing."""

    code = "paper-list-too-long"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"The list has {count} lines; one list holds at most {MAX_LINES}.", count=count, limit=MAX_LINES
        )


class NothingToRegisterError(SopctlError):
    """A list in which every line is wrong."""

    code = "paper-list-empty"

    def __init__(self) -> None:
        super().__init__("No line of this list can be registered; correct the sheet and read it in again.")


class EarlierLineRefusedError(SopctlError):
    """A version whose predecessor in the list was refused: entering it would close the way for that one."""

    code = "earlier-line-refused"

    def __init__(self, number: object) -> None:
        super().__init__(f"An earlier version of {number} in this list was refused.", number=number)


@dataclass(frozen=True)
class ListView:
    """A list with its lines: what was read, and where each stands, in the order of the sheet."""

    paper_list: PaperList
    lines: tuple[tuple[ReadLine, LineOutcome], ...]
    scans: Mapping[str, str]


def propose(
    library: Library, actor: Actor, name: str, typed: Sequence[TypedLine], scans: Mapping[str, str]
) -> ListView:
    """Read a list in without registering anything. ``scans``: SHA-256 of kept files by name.

    Raises ListTooLongError, NotAllowedError.
    """
    if len(typed) > MAX_LINES:
        raise ListTooLongError(len(typed))
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "register")
        lines = read_lines(library, uow, typed, Files(scans, library.blobs.get))
    content = canonical.encode(
        {"format": _FORMAT, "name": name, "scans": dict(scans), "lines": [line.payload() for line in lines]}
    )
    outcomes = tuple(
        LineOutcome(
            place,
            library.new_id() if line.line else "",
            LineState.WAITING if line.line else LineState.WRONG,
        )
        for place, line in enumerate(lines, start=1)
    )
    made = PaperList(
        library.new_id(), name, library.clock(), actor.user, library.blobs.put(content), outcomes
    )
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "register")
        uow.paper.add(made)
        uow.commit()
    return ListView(made, tuple(zip(lines, outcomes, strict=True)), dict(scans))


def add_scans(library: Library, actor: Actor, list_id: str, scans: Mapping[str, str]) -> ListView:
    """Read a list in again with more scans; the list before it is put away. Raises what ``propose`` does."""
    view = view_list(library, actor, list_id)
    if not view.paper_list.proposed:
        raise StaleRoundError(list_id)
    typed = [read.typed for read, _ in view.lines]
    made = propose(library, actor, view.paper_list.name, typed, {**view.scans, **scans})
    put_away(library, actor, list_id)
    return made


def lists(library: Library, actor: Actor) -> tuple[PaperList, ...]:
    """Every list, latest first. Raises NotAllowedError for others than the quality office and auditors."""
    with library.reading() as uow:
        _reader(person_of(uow, actor))
        return tuple(uow.paper.all())


def view_list(library: Library, actor: Actor, list_id: str) -> ListView:
    """One list with its lines. Raises NotFoundError, NotAllowedError."""
    with library.reading() as uow:
        _reader(person_of(uow, actor))
        found = uow.paper.get(list_id)
    if found is None:
        raise NotFoundError(list_id)
    content = json.loads(library.blobs.get(found.sha256))
    lines = [ReadLine.decode(line) for line in content["lines"]]
    return ListView(found, tuple(zip(lines, found.lines, strict=True)), content["scans"])


def put_away(library: Library, actor: Actor, list_id: str) -> None:
    """End a list that nobody decided; nothing of it is registered. Raises NotFoundError, NotAllowedError."""
    with library.unit() as uow:
        require(uow, actor, Role.QUALITY, "register")
        found = uow.paper.get(list_id)
        if found is None or not found.proposed:
            raise NotFoundError(list_id)
        uow.paper.end(list_id, library.clock())
        uow.commit()


def decide(
    library: Library, actor: Actor, list_id: str, *, shown: str, password: str, code: str = ""
) -> PaperList:
    """The quality office decides to register every right line of a list; the registering follows by itself.

    ``shown`` is the SHA-256 of the list on the screen. Raises StaleRoundError when the list is another,
    NothingToRegisterError, ConcurrentChangeError for one that was decided, NotAllowedError,
    WrongPasswordError.
    """
    with library.reading() as uow:
        require(uow, actor, Role.QUALITY, "register")
        found = uow.paper.get(list_id)
    if found is None:
        raise NotFoundError(list_id)
    if found.sha256 != shown:
        raise StaleRoundError(list_id)
    if not found.count(LineState.WAITING):
        raise NothingToRegisterError
    reauthenticate(library, actor, password, code)
    with library.unit() as uow:
        person = require(uow, actor, Role.QUALITY, "register")
        at = library.clock()
        row = record(library, uow, actor, f"paper-list:{list_id}", "paper-list:decide", list=found.sha256,
                     lines=str(found.count(LineState.WAITING)), wrong=str(found.count(LineState.WRONG)),
                     sheet=found.name, name=person.name)  # fmt: skip
        uow.paper.decide(list_id, at, by=actor.user, decision=row)
        decided = uow.paper.get(list_id)
        uow.commit()
    if decided is None:
        raise NotFoundError(list_id)
    return decided


def run_list(
    library: Library,
    list_id: str,
    progress: Progress = lambda _done, _all: None,
    thai: Callable[[SopctlError], str] = lambda _: "",
    *,
    most: int = MAX_LINES,
) -> PaperList:
    """Register the lines of a decided list that still wait; can be broken off and called again at any time.

    ``most``: how many lines this call takes at most. ``progress`` gets how many lines are settled and how
    many there are; ``thai`` gives the Thai sentence of a refusal. Raises NotFoundError, LibraryBusyError,
    StoreRefusedError and such, after which the rest waits.
    """
    with library.reading() as uow:
        found = uow.paper.get(list_id)
        if found is None or found.decided_at is None:
            raise NotFoundError(list_id)
        person = uow.people.get(found.decided_by)
    if person is None:
        raise NotFoundError(found.decided_by)
    content = json.loads(library.blobs.get(found.sha256))
    lines = {place: ReadLine.decode(line) for place, line in enumerate(content["lines"], start=1)}
    decision = Decision(found.sha256, found.decision, found.decided_at)
    waiting = [outcome for outcome in found.lines if outcome.state is LineState.WAITING]
    done, wanted = len(found.lines) - len(waiting), len(found.lines)
    # A later version must not go before an earlier one that was refused, in this run or one before it.
    refused = {_number(lines[each.position]) for each in found.lines if each.state is LineState.REFUSED}
    for outcome in sorted(waiting, key=lambda each: _order(lines[each.position]))[:most]:
        read = lines[outcome.position]
        try:
            if _number(read) in refused:
                raise EarlierLineRefusedError(_number(read))
            _register(library, person, read, outcome, decision)
            settled = replace(outcome, state=LineState.DONE, at=library.clock())
        except _NOT_THE_LINES_FAULT:
            raise
        except SopctlError as error:
            refused.add(_number(read))
            settled = replace(outcome, state=LineState.REFUSED, code=error.code, thai=thai(error),
                              english=str(error), at=library.clock())  # fmt: skip
        with library.unit() as uow:
            uow.paper.settle(list_id, settled)
            uow.commit()
        done += 1
        progress(done, wanted)
    return _end(library, list_id, found, person)


def run_waiting(library: Library, *, most: int = MAX_LINES) -> int:
    """Go on with every list that a process left in the middle; returns how many lists ended.

    ``most``: how many lines of each list this call takes. Raises what ``run_list`` raises.
    """
    with library.reading() as uow:
        found = [each.id for each in uow.paper.running()]
    return sum(run_list(library, list_id, most=most).ended_at is not None for list_id in found)


def _order(read: ReadLine) -> tuple[str, int, int]:
    """Versions of a document follow each other; documents come by number."""
    if read.line is None:
        return ("", 0, 0)
    return (read.line.number.text, read.line.label.edition, read.line.label.amendment)


def _number(read: ReadLine) -> str:
    return read.line.number.text if read.line else ""


def _register(
    library: Library, person: Person, read: ReadLine, outcome: LineOutcome, decision: Decision
) -> None:
    """One line, in its own turn under the lock."""
    line = read.line
    if line is None:
        raise AssertionError("a line that waits was understood")
    with library.lock.hold() as fence:
        finish_pending(library, fence)
        with library.reading() as uow:
            if uow.releases.get(outcome.version_id) is not None:
                return  # registered before a crash that came between it and the note of it
        digests = {line.scan, *line.body.values()}
        given = line.version({digest: library.blobs.get(digest) for digest in sorted(digests)})
        enter(library, fence, Actor(person.user), person, given, outcome.version_id, decision)


def _end(library: Library, list_id: str, found: PaperList, person: Person) -> PaperList:
    with library.unit() as uow:
        current = uow.paper.get(list_id)
        if current is None:
            raise NotFoundError(list_id)
        if current.running and not current.count(LineState.WAITING):
            uow.paper.end(list_id, library.clock())
            record(library, uow, Actor(person.user), f"paper-list:{list_id}", "paper-list:end",
                   list=found.sha256, done=str(current.count(LineState.DONE)),
                   refused=str(current.count(LineState.REFUSED)))  # fmt: skip
        ended = uow.paper.get(list_id)
        uow.commit()
    return ended or current


def _reader(person: Person) -> None:
    if not person.roles & {Role.QUALITY, Role.AUDITOR}:
        raise NotAllowedError(person.user, "read lists of paper approvals")
