"""People and their accounts in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    Text,
    bindparam,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Account
from sopctl.domain.errors import NotFoundError
from sopctl.domain.people import Person, Role
from sopctl.storage.sql.statements import Values, one, upsert
from sopctl.storage.sql.tables import accounts, people


class SqlPeople:
    """Port ``People``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, user: str) -> Person | None:
        row = self._connection.execute(_BY_NAME, {"user": user}).mappings().first()
        return _person(row) if row else None

    def by_employee(self, employee: str) -> Person | None:
        row = one(self._connection, select(people).where(people.c.employee == employee)) if employee else None
        return _person(row) if row else None

    def all(self) -> Sequence[Person]:
        """Everybody, by user name, deactivated people too."""
        rows = self._connection.execute(select(people)).mappings()
        return sorted(map(_person, rows), key=lambda person: person.user)

    def named(self, users: Collection[str]) -> Sequence[Person]:
        return self._read(_NAMED, {"users": sorted(users)}) if users else []

    def with_role(self, role: Role) -> Sequence[Person]:
        # Roles are kept as canonical JSON; the text of one stands between quotation marks.
        found = self._read(_WITH_ROLE, {"role": f'%"{role.value}"%'})
        return [person for person in found if person.has(role)]

    def failing(self, least: int) -> Sequence[Person]:
        wrong = select(accounts.c.user_name).where(accounts.c.failures >= least)
        return self._read(_BY_USER.where(people.c.user_name.in_(wrong)), {})

    def _read(self, asked: Select[Any], given: Values) -> Sequence[Person]:
        return [_person(row) for row in self._connection.execute(asked, given).mappings()]

    def add(self, person: Person) -> None:
        """Raises ConcurrentChangeError when the user name or the employee number is taken."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(people).values(_row(person)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(person.user) from taken

    def save(self, person: Person) -> None:
        """Raises NotFoundError for somebody never added, ConcurrentChangeError for a number that is taken."""
        try:
            with self._connection.begin_nested():
                changed = self._connection.execute(
                    update(people).where(people.c.user_name == person.user).values(_row(person))
                )
        except IntegrityError as taken:
            raise ConcurrentChangeError(person.user) from taken
        if changed.rowcount == 0:
            raise NotFoundError(person.user)

    def account(self, user: str) -> Account | None:
        row = self._connection.execute(_ACCOUNT, {"user": user}).mappings().first()
        if row is None:
            return None
        return Account(
            user=row["user_name"],
            password_hash=row["password_hash"],
            failures=row["failures"],
            locked_until=row["locked_until"],
            demo=row["demo"],
            set_by_another=row["set_by_another"],
            totp_secret=row["totp_secret"],
            totp_last=row["totp_last"],
            recovery=tuple(row["recovery"]),
            directory=bool(row["directory"]),
            subject=row["subject"] or "",
        )

    def by_subject(self, subject: str) -> str:
        asked = select(accounts.c.user_name).where(accounts.c.subject == subject)
        return self._connection.scalar(asked) or "" if subject else ""

    def save_account(self, account: Account) -> None:
        """Keep the account; it replaces the one that the person had. Raises ConcurrentChangeError."""
        row = {
            "user_name": account.user,
            "password_hash": account.password_hash,
            "failures": account.failures,
            "locked_until": account.locked_until,
            "demo": account.demo,
            "set_by_another": account.set_by_another,
            "totp_secret": account.totp_secret,
            "totp_last": account.totp_last,
            "recovery": list(account.recovery),
            "directory": account.directory,
            "subject": account.subject or None,
        }
        try:
            with self._connection.begin_nested():
                upsert(self._connection, accounts, row)
        except IntegrityError as taken:
            raise ConcurrentChangeError(account.user) from taken


# Built once: every page and every signature asks for somebody.
_BY_NAME = select(people).where(people.c.user_name == bindparam("user"))
_BY_USER = select(people).order_by(people.c.user_name)
_NAMED = _BY_USER.where(people.c.user_name.in_(bindparam("users", expanding=True)))
_WITH_ROLE = _BY_USER.where(people.c.active, type_coerce(people.c.roles, Text).like(bindparam("role")))
_ACCOUNT = select(accounts).where(accounts.c.user_name == bindparam("user"))


def _row(person: Person) -> Values:
    return {
        "user_name": person.user,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "department": person.department,
        "title": person.title,
        "active": person.active,
        "picture": person.picture,
        "employee": person.employee or None,
        "mail": person.mail or None,
        "placed": person.placed,
        "leaves": person.leaves,
    }


def _person(row: RowMapping) -> Person:
    return Person(
        user=row["user_name"],
        name=row["name"],
        roles=frozenset(Role(role) for role in row["roles"]),
        department=row["department"],
        title=row["title"],
        active=row["active"],
        picture=row["picture"],
        employee=row["employee"] or "",
        mail=row["mail"] or "",
        placed=row["placed"],
        leaves=row["leaves"],
    )
