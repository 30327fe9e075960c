"""The contract of what is kept of people: accounts, posts, sessions, wrong guesses, known browsers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Account, Session
from sopctl.domain.errors import NotFoundError
from sopctl.domain.posts import Formula, Holding, Post
from sopctl.domain.tries import Tries
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import DAY, NOW, later


def test_people_and_accounts_come_back_as_they_were(library: Library) -> None:
    account = Account("somchai", "hash", 2, later(5), demo=True)
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.people.save_account(Account("somchai", "first"))
        unit.people.save_account(account)
        unit.people.save(replace(samples.person(), active=False, name="นายสมชาย ดีใจ"))
        with pytest.raises(ConcurrentChangeError):
            unit.people.add(samples.person())
        with pytest.raises(NotFoundError):
            unit.people.save(samples.person("nobody"))
        unit.commit()
    with library.reading() as unit:
        assert unit.people.get("somchai") == replace(samples.person(), active=False, name="นายสมชาย ดีใจ")
        assert unit.people.account("somchai") == account
        assert unit.people.account("nobody") is None
        assert [p.user for p in unit.people.failing(2)] == ["somchai"]
        assert unit.people.failing(3) == []


def test_posts_are_held_and_ended(library: Library) -> None:
    director = Post("director", "ผู้อำนวยการ", "Director")
    first = Holding("h1", "director", "somchai", date(2025, 1, 1))
    acting = Holding("h2", "director", "malee", DAY, DAY, Formula.ACTING)
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.people.add(samples.person("malee"))
        unit.posts.add(director)
        unit.posts.hold(acting, later(1))
        unit.posts.hold(first, NOW)
        with pytest.raises(ConcurrentChangeError):
            unit.posts.add(director)
        with pytest.raises(ConcurrentChangeError):
            unit.posts.hold(first, NOW)
        unit.posts.end("h1", date(2026, 2, 28), later(2))
        with pytest.raises(NotFoundError):
            unit.posts.end("h9", DAY, NOW)
        unit.commit()
    with library.reading() as unit:
        offices = unit.posts.offices()
        assert offices.posts == (director,)
        assert offices.holdings == (replace(first, last=date(2026, 2, 28)), acting)


def test_sessions_end(library: Library) -> None:
    session = Session("s1", "somchai", NOW, later(1), later(60), "Mozilla/5.0")
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.sessions.save(session)
        unit.sessions.save(replace(session, seen_at=later(2)))
        unit.sessions.save(replace(session, id="s2"))
        unit.commit()
    with library.unit() as unit:
        assert unit.sessions.get("s1") == replace(session, seen_at=later(2))
        assert [each.id for each in unit.sessions.of("somchai")] == ["s1", "s2"]
        assert unit.sessions.of("nobody") == []
        unit.sessions.end("s1")
        unit.sessions.end("s1")
        assert unit.sessions.get("s1") is None
        unit.sessions.end_all("somchai")
        assert unit.sessions.get("s2") is None


def test_failures_are_counted_and_forgotten(library: Library) -> None:
    counted = Tries("a", 2, NOW, later(1))
    with library.unit() as unit:
        unit.guesses.save(replace(counted, failures=1))
        unit.guesses.save(counted)
        unit.guesses.save(replace(counted, key="b", last=later(5)))
        unit.commit()
    with library.unit() as unit:
        assert unit.guesses.get("a") == counted
        unit.guesses.forget(later(1))
        assert unit.guesses.get("a") is None
        assert unit.guesses.get("b") is not None


def test_browsers_of_before_are_known_by_person(library: Library) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.guesses.keep_device("somchai", "one", NOW)
        unit.guesses.keep_device("somchai", "two", later(1))
        unit.guesses.keep_device("somchai", "one", later(2))
        unit.commit()
    with library.unit() as unit:
        assert unit.guesses.devices("somchai") == ["one", "two"]
        unit.guesses.drop_device("somchai", "one")
        unit.guesses.drop_device("somchai", "one")
        assert unit.guesses.devices("somchai") == ["two"]
        assert unit.guesses.devices("nobody") == []


def test_what_a_sign_in_page_says_names_one_person(library: Library) -> None:
    with library.unit() as unit:
        unit.people.add(samples.person())
        unit.people.add(replace(samples.person(), user="wilai"))
        unit.people.save_account(Account("somchai", "x", subject="1"))
        unit.people.save_account(Account("wilai", "x"))
        assert unit.people.by_subject("1") == "somchai"
        assert unit.people.by_subject("") == ""
        with pytest.raises(ConcurrentChangeError):
            unit.people.save_account(Account("wilai", "x", subject="1"))
        unit.commit()
