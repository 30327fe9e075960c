"""Everybody whom signatures and the ledger name, as far as they tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sopctl.domain.confirmations import Touch
from sopctl.domain.ledger import LedgerRow
from sopctl.domain.people import Person, Role

_ADD, _CHANGE, _CONFIRM, _REFUSE = "person:add", "person:change", "person:confirm", "person:refuse"


def remembered_people(rows: Iterable[LedgerRow], signers: Iterable[tuple[str, str]]) -> tuple[Person, ...]:
    """By user name, none of them active: only an administrator gives accounts.

    A change that waited for a second person counts from their word on. ``signers`` are user names with the
    names that stand beside signatures, for people of whom no row tells.
    """
    known: dict[str, Person] = {}
    waiting: dict[str, Mapping[str, str]] = {}
    for row in rows:
        kind, _, user = row.subject.partition(":")
        if kind != "person":
            continue
        if row.action == _ADD:
            known[user] = _with(Person(user, user, frozenset(), active=False), row.detail)
        elif row.action == _CHANGE and "waits" in row.detail:
            waiting[user] = row.detail
        elif row.action == _CHANGE and user in known:
            known[user] = _with(known[user], row.detail)
        elif row.action in (_CONFIRM, _REFUSE) and row.detail.get("kind") == Touch.ROLES:
            changed = waiting.pop(user, {})
            if row.action == _CONFIRM and user in known:
                known[user] = _with(known[user], changed)
    for user, name in signers:
        known.setdefault(user, Person(user, name, frozenset(), active=False))
    return tuple(person for _, person in sorted(_each_number_once(known).items()))


def _with(person: Person, said: Mapping[str, str]) -> Person:
    known = {role.value for role in Role}
    roles = frozenset(Role(role) for role in said.get("roles", "").split(",") if role in known)
    return replace(
        person,
        name=said.get("name", person.name),
        department=said.get("department", person.department),
        title=said.get("title", person.title),
        employee=said.get("employee", person.employee),
        roles=roles if "roles" in said else person.roles,
    )


def _each_number_once(known: dict[str, Person]) -> dict[str, Person]:
    """An employee number that two rows give belongs to the one who had it last."""
    holders = {person.employee: user for user, person in known.items() if person.employee}
    return {
        user: person if holders.get(person.employee, user) == user else replace(person, employee="")
        for user, person in known.items()
    }
