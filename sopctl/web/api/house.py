"""The token's own person, and the ledger."""

from __future__ import annotations

from sopctl.application import ledger
from sopctl.domain.tokens import Scope
from sopctl.web.api.operations import Caller, Operations
from sopctl.web.api.problems import TokenNeededError
from sopctl.web.api.shapes import house as shapes

house = Operations("house")


@house.operation("GET", "/me", scope=Scope.READ, answer=shapes.Person)
def show_me(who: Caller) -> shapes.Person:
    """Whose token this is, and what it may do."""
    if who.person is None or who.token is None:
        raise TokenNeededError
    return shapes.Person(
        user=who.person.user,
        name=who.person.name,
        roles=sorted(who.person.roles),
        department=who.person.department,
        token=who.token.name,
        scopes=sorted(who.token.scopes),
        expires_at=who.token.expires_at,
    )


@house.operation("GET", "/ledger", scope=Scope.READ, answer=shapes.LedgerPart)
def show_ledger(who: Caller, query: shapes.LedgerQuery) -> shapes.LedgerPart:
    """Rows of the ledger from one on, for the quality office, auditors and administrators."""
    found, more = ledger.rows_from(who.library, who.actor, query.first, query.limit)
    rows = [
        shapes.LedgerRow(
            sequence=row.sequence, at=row.at, subject=row.subject, action=row.action, actor=row.actor,
            host_user=row.host_user, detail=dict(row.detail), previous=row.previous, hash=digest,
        )
        for row, digest in found
    ]  # fmt: skip
    return shapes.LedgerPart(rows=rows, next=rows[-1].sequence + 1 if more else 0)
