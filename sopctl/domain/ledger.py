"""The ledger: append-only rows, each holding the hash of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sopctl.domain import canonical
from sopctl.domain.errors import SopctlError

GENESIS = "0" * 64


@dataclass(frozen=True)
class LedgerRow:
    """One fact: at ``at`` (aware UTC) ``actor`` did ``action`` (``subject:verb``) to ``subject``.

    ``sequence`` counts from 1. ``host_user`` is the operating-system user, "" on the web. ``detail`` holds
    strings. ``previous`` is the hash of the row before, GENESIS for the first.
    """

    sequence: int
    at: datetime
    subject: str
    action: str
    actor: str
    host_user: str
    detail: Mapping[str, str]
    previous: str

    def payload(self) -> dict[str, canonical.Json]:
        """What the hash covers, ready for canonical JSON."""
        return {
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "subject": self.subject,
            "action": self.action,
            "actor": self.actor,
            "host_user": self.host_user,
            "detail": dict(self.detail),
            "previous": self.previous,
        }

    @property
    def hash(self) -> str:
        """SHA-256 over the payload."""
        return canonical.sha256(canonical.encode(self.payload()))


class LedgerBrokenError(SopctlError):
    """The first row that is not what was written."""

    code = "ledger-broken"

    def __init__(self, sequence: int, reason: str) -> None:
        super().__init__(f"Ledger row {sequence} is not as written: {reason}.", row=sequence, reason=reason)


def verify(rows: Iterable[tuple[LedgerRow, str]]) -> str:
    """Check rows with the hashes stored beside them; returns the head's hash (GENESIS when empty).

    Raises LedgerBrokenError that names the first row changed, removed, inserted or moved.
    """
    head, expected = GENESIS, 1
    for row, stored in rows:
        if row.sequence != expected:
            raise LedgerBrokenError(expected, f"row {row.sequence} stands in its place")
        if row.previous != head:
            raise LedgerBrokenError(expected, "it does not follow the row before it")
        if row.hash != stored:
            raise LedgerBrokenError(expected, "its content does not match its hash")
        head, expected = stored, expected + 1
    return head
