"""Facts that no tag holds, as the ledger tells of them and as the database holds them.

A rebuild writes what the ledger told; the doctor holds the two against each other. Each fact has the key that
both know it by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from sopctl.application.distribution import announcing
from sopctl.application.distribution.readership import facts
from sopctl.application.ports import UnitOfWork
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, ReadingList, Waiver
from sopctl.domain.announcements import Announcement
from sopctl.domain.counts import Count, Finding
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Fate, Holder, HolderKind, Print
from sopctl.domain.referencing import Cause, ReferenceFlag
from sopctl.domain.requests import (
    Asked,
    ChangeRequest,
    RequestAction,
    RequestEvent,
    RequestKind,
    RequestState,
)


@dataclass
class Told:
    """Facts by their keys: ids, or what names them (a version and a person, a document, a request's number).

    ``unread`` are the subjects of rows that tell of such a fact in a form that cannot be read back, as
    programs of before wrote them; what is not told of them is no proof of anything.
    """

    acknowledgements: dict[tuple[str, str], Acknowledgement] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)
    lists: dict[DocumentNumber, ReadingList] = field(default_factory=dict)
    waivers: dict[str, Waiver] = field(default_factory=dict)
    prints: dict[str, Print] = field(default_factory=dict)
    requests: dict[str, ChangeRequest] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    announcements: dict[str, Announcement] = field(default_factory=dict)
    flags: dict[tuple[DocumentNumber, str, Cause], ReferenceFlag] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @classmethod
    def by_ledger(cls, rows: Iterable[LedgerRow]) -> Told:
        """What the rows tell, the first to the last."""
        told = cls()
        for row in rows:
            read = _READERS.get(row.action) or _READERS.get(f"{row.action.partition(':')[0]}:")
            if read is None:
                continue
            try:
                read(told, row)
            except (KeyError, ValueError, TypeError, SopctlError):
                told.unread.add(row.subject)
        return told

    @classmethod
    def by_database(
        cls, uow: UnitOfWork, versions: Collection[str], numbers: Iterable[DocumentNumber]
    ) -> Told:
        """What is kept of the given released versions and documents, and of everything else as a whole."""
        attempts = [attempt for key in versions for attempt in uow.readings.attempts(key)]
        flags = [flag for number in numbers for flag in uow.references.of(number)]
        return cls(
            acknowledgements={(a.version_id, a.person): a for a in uow.readings.of_versions(versions)},
            attempts={attempt.id: attempt for attempt in attempts},
            lists=dict(uow.readings.lists()),
            waivers=dict(uow.readings.waivers()),
            prints={issued.id: issued for issued in uow.prints.all()},
            requests={request.number: request for request in uow.requests.in_states(RequestState)},
            counts={count.id: count for count in uow.counts.all()},
            announcements={made.id: made for made in uow.announcements.all()},
            flags={(flag.number, flag.version_id, flag.cause): flag for flag in flags},
        )

    @property
    def counted(self) -> Mapping[str, int]:
        """How many facts of each kind."""
        return {each.name: len(getattr(self, each.name)) for each in fields(self) if each.name != "unread"}

    def within(self, versions: Collection[str], documents: Collection[DocumentNumber]) -> Told:
        """Without what is about versions and documents that are not there, as after a rebuild."""
        prints = {key: issued for key, issued in self.prints.items() if issued.version_id in versions}
        return Told(
            acknowledgements={k: a for k, a in self.acknowledgements.items() if a.version_id in versions},
            attempts={k: a for k, a in self.attempts.items() if a.version_id in versions},
            lists={number: given for number, given in self.lists.items() if number in documents},
            waivers={
                k: w for k, w in self.waivers.items() if {w.version_id, w.stands_on} <= set(versions)
            },
            prints=prints,
            requests=self.requests,
            counts={key: _of_prints(count, prints) for key, count in self.counts.items()},
            announcements=self.announcements,
            flags={
                k: f for k, f in self.flags.items()
                if f.version_id in versions and {f.number, f.points_to} <= set(documents)
            },
            unread=self.unread,
        )  # fmt: skip


def _of_prints(count: Count, prints: Mapping[str, Print]) -> Count:
    return replace(count, sightings=tuple(s for s in count.sightings if s.print_id in prints))


def _acknowledged(told: Told, row: LedgerRow) -> None:
    given = facts.acknowledgement_of(row)
    told.acknowledgements[given.version_id, given.person] = given


def _tried(told: Told, row: LedgerRow) -> None:
    attempt = facts.attempt_of(row)
    told.attempts[attempt.id] = attempt


def _listed(told: Told, row: LedgerRow) -> None:
    given = facts.list_of(row)
    told.lists[given.number] = given


def _waived(told: Told, row: LedgerRow) -> None:
    waiver = facts.waiver_of(row)
    told.waivers[waiver.version_id] = waiver


def _issued(told: Told, row: LedgerRow) -> None:
    key = row.subject.removeprefix("print:")
    told.prints[key] = Print.from_facts(key, row.detail, row.actor)


def _recalled(told: Told, row: LedgerRow) -> None:
    key, said = row.subject.removeprefix("print:"), row.detail
    told.prints[key] = replace(
        told.prints[key],
        fate=Fate(said["fate"]),
        ended_on=date.fromisoformat(said["on"]),
        end_recorded_at=datetime.fromisoformat(said["at"]),
        ended_by=row.actor,
        remark=said["remark"],
    )


def _handed_over(told: Told, row: LedgerRow) -> None:
    key, said = row.subject.removeprefix("print:"), row.detail
    told.prints[key] = told.prints[key].hand_over(Holder(HolderKind.PERSON, said["new"], said["name"]))


def _asked(told: Told, row: LedgerRow) -> None:
    said: Mapping[str, str] = row.detail
    number = row.subject.removeprefix("request:")
    asked = Asked(
        kind=RequestKind(said["kind"]),
        title=said["title"],
        reason=said["reason"],
        document=DocumentNumber.parse(said["document"]) if said["document"] else None,
        proposal=said["proposal"],
        wished=date.fromisoformat(said["wished"]) if said["wished"] else None,
        holder=said["holder"],
        place=said["place"],
        files=json.loads(said["files"]),
    )
    told.requests[number] = ChangeRequest(
        said["id"], number, int(said["year"]), int(said["sequence"]), asked, row.actor, said["name"],
        said["title_of_person"], said["department"], datetime.fromisoformat(said["at"]),
    )  # fmt: skip


def _moved(told: Told, row: LedgerRow) -> None:
    number, said = row.subject.removeprefix("request:"), row.detail
    event = RequestEvent(
        RequestAction(row.action.partition(":")[2]), said["by"], said["name"],
        datetime.fromisoformat(said["at"]), RequestState(said["state"]), said["words"], said["assignee"],
        said["answer"],
    )  # fmt: skip
    told.requests[number] = told.requests[number].take(event)


def _begun(told: Told, row: LedgerRow) -> None:
    key, said = row.subject.removeprefix("count:"), row.detail
    at = datetime.fromisoformat(said["at"])
    told.counts[key] = Count.begin(key, said["place"], said["prints"].split(), at=at, by=row.actor)


def _seen(told: Told, row: LedgerRow) -> None:
    key, said = row.subject.removeprefix("count:"), row.detail
    at = datetime.fromisoformat(said["at"])
    told.counts[key] = told.counts[key].see(
        said["print"], Finding(said["finding"]), at=at, by=row.actor, remark=said["remark"]
    )


def _closed(told: Told, row: LedgerRow) -> None:
    key, said = row.subject.removeprefix("count:"), row.detail
    at = datetime.fromisoformat(said["at"])
    told.counts[key] = told.counts[key].close(at=at, by=row.actor, remark=said["remark"])


def _announced(told: Told, row: LedgerRow) -> None:
    made = announcing.memo_of(row).announcement
    told.announcements[made.id] = made


def _redrawn(told: Told, row: LedgerRow) -> None:
    key = row.subject.removeprefix("announcement:")
    told.announcements[key] = replace(told.announcements[key], pdf_sha256=row.detail["new"])


def _flagged(told: Told, row: LedgerRow) -> None:
    said = row.detail
    flag = ReferenceFlag(
        said["id"], DocumentNumber.parse(row.subject.removeprefix("document:")),
        DocumentNumber.parse(said["points_to"]), said["version"], Cause(said["cause"]),
        datetime.fromisoformat(said["at"]),
    )  # fmt: skip
    told.flags[flag.number, flag.version_id, flag.cause] = flag


def _looked(told: Told, row: LedgerRow) -> None:
    said = row.detail
    number = DocumentNumber.parse(row.subject.removeprefix("document:"))
    key = (number, said["version"], Cause(said["cause"]))
    at = datetime.fromisoformat(said["at"])
    told.flags[key] = replace(told.flags[key], closed_at=at, closed_by=row.actor, remark=said["remark"])


_READERS: Mapping[str, Callable[[Told, LedgerRow], None]] = {
    facts.ACKNOWLEDGE: _acknowledged,
    facts.ATTEMPT: _tried,
    facts.LIST: _listed,
    facts.WAIVE: _waived,
    "print:issue": _issued,
    "print:recall": _recalled,
    "print:hand-over": _handed_over,
    "request:ask": _asked,
    "request:": _moved,  # every later step
    "count:begin": _begun,
    "count:see": _seen,
    "count:close": _closed,
    announcing.MAKE: _announced,
    announcing.REDRAW: _redrawn,
    "reference:flag": _flagged,
    "reference:look": _looked,
}
