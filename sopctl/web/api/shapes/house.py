"""Who asks, and the ledger."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from sopctl.web.api.shapes.kinds import Shape


class Person(Shape):
    """Whose token this is, and what it may do."""

    user: str
    name: str
    roles: list[str]
    department: str
    token: str
    scopes: list[str]
    expires_at: datetime


class LedgerRow(Shape):
    """A row of the ledger."""

    sequence: int
    at: datetime
    subject: str
    action: str
    actor: str
    host_user: str
    detail: dict[str, str]
    previous: str
    hash: str


class LedgerPart(Shape):
    """Rows in their order; ``next`` is where to go on, 0 at the end."""

    rows: list[LedgerRow]
    next: int


class LedgerQuery(Shape):
    """From which row on."""

    first: int = Field(default=1, ge=1, le=2**53)
    limit: int = Field(default=200, ge=1, le=1_000)
