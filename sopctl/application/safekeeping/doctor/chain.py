"""The ledger: whole, anchored in git, and at one with every tag that names a row of it."""

from __future__ import annotations

from collections.abc import Iterator

from sopctl.application.safekeeping.doctor.moment import Moment
from sopctl.application.safekeeping.doctor.problem import Kind, Problem
from sopctl.domain.ledger import GENESIS


def check_ledger(moment: Moment) -> Iterator[Problem]:
    """Every row against its hash and the row before; then against git's copy."""
    yield from _rows(moment)
    yield from _anchor(moment)


def _rows(moment: Moment) -> Iterator[Problem]:
    unread = {p.subject for p in moment.problems if p.kind is Kind.LEDGER_BROKEN}
    head, expected = GENESIS, 1
    for row, stored in moment.rows:
        name = f"row {row.sequence}"
        missing = [n for n in range(expected, row.sequence) if f"row {n}" not in unread]
        if missing:
            yield Problem.found(Kind.LEDGER_BROKEN, f"row {missing[0]}", detail="it is missing")
        elif expected == row.sequence and row.previous != head:
            yield Problem.found(Kind.LEDGER_BROKEN, name, detail="it does not follow the row before it")
        if row.hash != stored:
            yield Problem.found(Kind.LEDGER_BROKEN, name, detail="its content does not match its hash")
        head, expected = stored, row.sequence + 1


def _anchor(moment: Moment) -> Iterator[Problem]:
    if moment.anchored is None:
        return  # said already
    anchored = moment.anchored_hashes
    if anchored is None:
        yield Problem.found(Kind.GIT_DAMAGED, "refs/heads/ledger", detail="its rows do not follow each other")
        return
    stored = {row.sequence: digest for row, digest in moment.rows}
    for place, digest in enumerate(anchored, start=1):
        if stored.get(place) != digest:
            how = "the database holds another row" if place in stored else "the database does not hold it"
            yield Problem.found(Kind.LEDGER_REWRITTEN, f"row {place}", detail=how)
            return
