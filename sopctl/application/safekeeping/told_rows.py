"""The ledger's rows read as facts: what each act did, one row after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sopctl.application.distribution import announcing
from sopctl.application.distribution.readership import facts
from sopctl.application.safekeeping.told import OrderTold, Told
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


def told_by(rows: Iterable[LedgerRow]) -> Told:
    """What the rows tell, the first to the last."""
    told = Told()
    for row in rows:
        read = _READERS.get(row.action) or _READERS.get(f"{row.action.partition(':')[0]}:")
        if read is None:
            continue
        try:
            read(told, row)
        except (KeyError, ValueError, TypeError, SopctlError):
            told.unread.add(row.subject)
    return told


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


def _ordered(told: Told, row: LedgerRow) -> None:
    kind = row.action.partition(":")[0]
    told.orders[row.detail["order"]] = OrderTold(kind, row.subject.removeprefix("version:"))


def _order_signed(told: Told, row: LedgerRow) -> None:
    order = told.orders[row.detail["order"]]
    signed = order.signatures | {row.detail["signature"]}
    told.orders[row.detail["order"]] = replace(order, signatures=signed)


def _order_declined(told: Told, row: LedgerRow) -> None:
    key = row.detail["order"]
    told.orders[key] = replace(told.orders[key], outcome="declined")


def _order_done(told: Told, row: LedgerRow) -> None:
    """The row of the act itself does not name the order: it is the one of the version that waits."""
    kind, outcome = _DONE[row.action]
    waits = OrderTold(kind, row.subject.removeprefix("version:"))
    for key, order in told.orders.items():
        if replace(order, signatures=frozenset()) == waits:
            signed = order.signatures | {row.detail["signature"]}
            told.orders[key] = replace(order, outcome=outcome, signatures=signed)
            return
    told.unread.add(f"order:{waits.version_id}")  # asked for after the ledger last went into git


def _rebuilt(told: Told, _row: LedgerRow) -> None:
    """What was asked for and not done before a rebuild did not come back."""
    done = {outcome for _, outcome in _DONE.values()}
    told.orders = {key: order for key, order in told.orders.items() if order.outcome in done}


_DONE = {
    "version:withdraw": ("withdrawal", "withdrawn"),
    "version:reaffirm": ("reaffirmation", "reaffirmed"),
}
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
    "withdrawal:ask": _ordered,
    "withdrawal:sign": _order_signed,
    "withdrawal:decline": _order_declined,
    "version:withdraw": _order_done,
    "reaffirmation:ask": _ordered,
    "reaffirmation:sign": _order_signed,
    "reaffirmation:decline": _order_declined,
    "version:reaffirm": _order_done,
    "library:rebuild": _rebuilt,
}
