"""Facts that no tag holds, as the ledger tells of them and as the database holds them.

A rebuild writes what the ledger told; the doctor holds the two against each other. Each fact has the key that
both know it by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from sopctl.application.ports import UnitOfWork
from sopctl.domain.acknowledgements import Acknowledgement, Attempt, ReadingList, Waiver
from sopctl.domain.announcements import Announcement
from sopctl.domain.counts import Count
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.prints import Print
from sopctl.domain.referencing import Cause, ReferenceFlag
from sopctl.domain.requests import ChangeRequest, RequestState


@dataclass(frozen=True)
class OrderTold:
    """What became of a withdrawal or reaffirmation that was asked for; ``outcome`` "" while it waits.

    ``signatures`` are the digests of all that were given.
    """

    kind: str
    version_id: str
    outcome: str = ""
    signatures: frozenset[str] = frozenset()


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
    orders: dict[str, OrderTold] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

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
            orders=dict(_orders_of(uow, versions)),
        )

    @property
    def counted(self) -> Mapping[str, int]:
        """How many facts of each kind that the ledger alone brings back; orders have tags."""
        kinds = (each.name for each in fields(self) if each.name not in ("orders", "unread"))
        return {kind: len(getattr(self, kind)) for kind in kinds}

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
            orders={k: o for k, o in self.orders.items() if o.version_id in versions},
            unread=self.unread,
        )  # fmt: skip


def _orders_of(uow: UnitOfWork, versions: Collection[str]) -> Iterator[tuple[str, OrderTold]]:
    for version_id in versions:
        for withdrawal in uow.withdrawals.of(version_id):
            given = frozenset(signature.digest for signature in withdrawal.given)
            yield withdrawal.order.sha256, OrderTold("withdrawal", version_id, withdrawal.outcome, given)
        for again in uow.reaffirmations.of(version_id):
            given = frozenset(signature.digest for signature in again.given)
            yield again.order.sha256, OrderTold("reaffirmation", version_id, again.outcome, given)


def _of_prints(count: Count, prints: Mapping[str, Print]) -> Count:
    return replace(count, sightings=tuple(s for s in count.sightings if s.print_id in prints))
