"""Fakes of what is kept of people: who they are, their posts, sessions and wrong guesses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import (
    Account,
    Session,
)
from sopctl.domain.authority import Offices
from sopctl.domain.confirmations import Outcome, Touch
from sopctl.domain.errors import NotFoundError
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Holding, Post
from sopctl.domain.tries import Tries
from tests.fakes.data import Data
from tests.fakes.repositories import utc


class FakePeople:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, user: str) -> Person | None:
        return self._data.people.get(user)

    def by_employee(self, employee: str) -> Person | None:
        found = (p for p in self._data.people.values() if employee and p.employee == employee)
        return next(found, None)

    def all(self) -> Sequence[Person]:
        return sorted(self._data.people.values(), key=lambda person: person.user)

    def named(self, users: Collection[str]) -> Sequence[Person]:
        return [person for person in self.all() if person.user in users]

    def with_role(self, role: Role) -> Sequence[Person]:
        return [person for person in self.all() if person.has(role)]

    def failing(self, least: int) -> Sequence[Person]:
        wrong = {user for user, account in self._data.accounts.items() if account.failures >= least}
        return [person for person in self.all() if person.user in wrong]

    def add(self, person: Person) -> None:
        if person.user in self._data.people or self.by_employee(person.employee):
            raise ConcurrentChangeError(person.user)
        self._data.people[person.user] = person

    def save(self, person: Person) -> None:
        if person.user not in self._data.people:
            raise NotFoundError(person.user)
        other = self.by_employee(person.employee)
        if other is not None and other.user != person.user:
            raise ConcurrentChangeError(person.user)
        self._data.people[person.user] = person

    def account(self, user: str) -> Account | None:
        return self._data.accounts.get(user)

    def by_subject(self, subject: str) -> str:
        found = (each.user for each in self._data.accounts.values() if subject and each.subject == subject)
        return next(found, "")

    def save_account(self, account: Account) -> None:
        if self.by_subject(account.subject) not in {"", account.user}:
            raise ConcurrentChangeError(account.user)
        self._data.accounts[account.user] = account


class FakePosts:
    def __init__(self, data: Data) -> None:
        self._data = data

    def offices(self) -> Offices:
        held = sorted(self._data.holdings.values(), key=lambda pair: (pair[0], pair[1].id))
        posts = sorted(self._data.posts.values(), key=lambda post: post.code)
        waiting = {
            c.subject
            for c in self._data.confirmations.values()
            if c.kind is Touch.POST and c.outcome not in (Outcome.CONFIRMED, Outcome.FOUNDED)
        }
        standing = (replace(h, confirmed=h.id not in waiting) for _, h in held)
        return Offices(tuple(posts), tuple(standing))

    def add(self, post: Post) -> None:
        if post.code in self._data.posts:
            raise ConcurrentChangeError(post.code)
        self._data.posts[post.code] = post

    def hold(self, holding: Holding, recorded_at: datetime) -> None:
        if holding.id in self._data.holdings:
            raise ConcurrentChangeError(holding.id)
        self._data.holdings[holding.id] = (utc(recorded_at), holding)

    def end(self, holding_id: str, last: date, recorded_at: datetime) -> None:
        utc(recorded_at)
        if holding_id not in self._data.holdings:
            raise NotFoundError(holding_id)
        begun, holding = self._data.holdings[holding_id]
        self._data.holdings[holding_id] = (begun, replace(holding, last=last))


class FakeGuesses:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, key: str) -> Tries | None:
        return self._data.tries.get(key)

    def save(self, counted: Tries) -> None:
        self._data.tries[counted.key] = counted

    def forget(self, before: datetime) -> None:
        for key in [key for key, each in self._data.tries.items() if each.last < before]:
            del self._data.tries[key]

    def devices(self, user: str) -> Sequence[str]:
        found = [(at, device) for (who, device), at in self._data.devices.items() if who == user]
        return [device for _, device in sorted(found, key=lambda each: (-each[0].timestamp(), each[1]))]

    def keep_device(self, user: str, device: str, at: datetime) -> None:
        self._data.devices[user, device] = at

    def drop_device(self, user: str, device: str) -> None:
        self._data.devices.pop((user, device), None)


class FakeSessions:
    def __init__(self, data: Data) -> None:
        self._data = data

    def get(self, session_id: str) -> Session | None:
        return self._data.sessions.get(session_id)

    def of(self, user: str) -> Sequence[Session]:
        found = (session for session in self._data.sessions.values() if session.user == user)
        return sorted(found, key=lambda session: (session.created_at, session.id))

    def save(self, session: Session) -> None:
        utc(session.created_at)
        self._data.sessions[session.id] = session

    def end(self, session_id: str) -> None:
        self._data.sessions.pop(session_id, None)

    def end_all(self, user: str) -> None:
        for session in [s for s in self._data.sessions.values() if s.user == user]:
            del self._data.sessions[session.id]
