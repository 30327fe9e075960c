"""The ledger, checked and exported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.ports import UnitOfWork
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.ledger import GENESIS, LedgerBrokenError, LedgerRow, verify
from sopctl.domain.people import Role
from sopctl.thai.dates import bangkok_day

_OF_PEOPLE = frozenset({"person", "people", "post", "machine", "message"})


@dataclass(frozen=True)
class LedgerState:
    """A ledger that is as written: how many rows, the hash of the last, and how many rows git remembers."""

    rows: int
    head: str
    anchored: int


def ledger_lines(uow: UnitOfWork, first: int = 1) -> bytes:
    """Every row from a sequence number on as a JSON line, with its hash; ``docs/ledger.md`` describes it."""
    lines = [
        json.dumps({**row.payload(), "hash": stored}, ensure_ascii=False, sort_keys=True)
        for row, stored in uow.ledger.rows(first)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True)
class Tail:
    """The rows that an anchor writes: those of git's last segment and all that came since, as JSON lines.

    ``before`` is how many rows come before them, ``kept`` what git has of them.
    """

    before: int
    kept: bytes
    lines: bytes


def ledger_tail(library: Library, uow: UnitOfWork) -> Tail:
    """What would be anchored now; the rows before are in git, and no anchor touches them."""
    before, kept = library.sources.anchored_tail()
    return Tail(before, kept, ledger_lines(uow, before + 1))


def read_lines(data: bytes) -> list[tuple[LedgerRow, str]]:
    """The rows that ``ledger_lines`` wrote, each with its hash. Raises KeyError or ValueError for others."""
    return [_read(json.loads(line)) for line in data.splitlines()]


def _read(facts: Mapping[str, Any]) -> tuple[LedgerRow, str]:
    row = LedgerRow(
        sequence=facts["sequence"],
        at=datetime.fromisoformat(facts["at"]),
        subject=facts["subject"],
        action=facts["action"],
        actor=facts["actor"],
        host_user=facts["host_user"],
        detail=facts["detail"],
        previous=facts["previous"],
    )
    return row, facts["hash"]


def anchor_daily(library: Library) -> bool:
    """Put the ledger into git when the day of its last anchored row is over; returns whether it did.

    Nothing is overwritten: a ledger that does not continue the anchored one is left to the doctor to name.
    Raises LibraryBusyError.
    """
    rows = library.sources.anchored_tail()[1].splitlines()
    last = datetime.fromisoformat(json.loads(rows[-1])["at"]) if rows else None
    if last is not None and bangkok_day(last) >= bangkok_day(library.clock()):
        return False
    with library.lock.hold():
        with library.reading() as uow:
            tail = ledger_tail(library, uow)
        if tail.lines == tail.kept or not tail.lines.startswith(tail.kept):
            return False
        library.sources.anchor_ledger(tail.lines, at=library.clock(), before=tail.before)
    return True


def verify_ledger(library: Library) -> LedgerState:
    """Check the chain row by row, then against git's copy, which a rewritten database cannot match.

    Raises LedgerBrokenError that names the first row that is not as written.
    """
    with library.reading() as uow:
        rows = list(uow.ledger.rows())
    head = verify(rows)
    stored = [digest for _, digest in rows]
    anchored = [json.loads(line)["hash"] for line in library.sources.anchored_ledger().splitlines()]
    for place, digest in enumerate(anchored, start=1):
        if place > len(stored):
            raise LedgerBrokenError(place, "git remembers it, the database does not hold it")
        if stored[place - 1] != digest:
            raise LedgerBrokenError(place, "git remembers it differently")
    return LedgerState(len(rows), head if rows else GENESIS, len(anchored))


def rows_from(
    library: Library, actor: Actor, first: int, limit: int
) -> tuple[tuple[tuple[LedgerRow, str], ...], bool]:
    """At most ``limit`` rows from a sequence number on, each with its hash, and whether more follow.

    An administrator, who never sees content, is given the rows of people and settings alone. Raises
    NotAllowedError for others than quality, auditor and admin.
    """
    with library.reading() as uow:
        roles = person_of(uow, actor).roles
        if not roles & {Role.QUALITY, Role.AUDITOR, Role.ADMIN}:
            raise NotAllowedError(actor.user, "read the ledger")
        rows: Iterable[tuple[LedgerRow, str]] = uow.ledger.rows(first)
        if not roles & {Role.QUALITY, Role.AUDITOR}:
            rows = (pair for pair in rows if _of_settings(pair[0]))
        found = tuple(islice(rows, limit + 1))
    return found[:limit], len(found) > limit


def _of_settings(row: LedgerRow) -> bool:
    """Whether a row is of people or settings; any other may tell of a document."""
    kind, _, setting = row.subject.partition(":")
    return kind in _OF_PEOPLE or (kind == "library" and (setting != "" or row.action == "key:rotate"))
