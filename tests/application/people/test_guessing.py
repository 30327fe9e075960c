"""Guessing is slowed, and it locks nobody out: not for a day, and not for a minute on a browser of before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import guessing, passwords, proof, sessions
from sopctl.application.people.guessing import HERE, STRANGERS, Origin
from sopctl.application.people.proof import SigningLockedError, SignInSlowedError, WrongPasswordError
from sopctl.domain.notices import NoticeKind
from tests.application.house import PASSWORD, House
from tests.fakes import FakePasswords

ADMIN = Actor("admin")


class Counting(FakePasswords):
    """Counts the passwords that were looked at."""

    def __init__(self) -> None:
        self.looked_at = 0

    def matches(self, password_hash: str, password: str) -> bool:
        self.looked_at += 1
        return super().matches(password_hash, password)


def guess(house: House, origin: Origin, user: str = "director") -> bool:
    """Whether the try was looked at."""
    try:
        sessions.sign_in(house.library, user, "guess", origin=origin)
    except WrongPasswordError:
        return True
    except SignInSlowedError:
        return False
    raise AssertionError("the guess was right")


def test_ten_thousand_guesses_in_a_day_stop_no_director_and_stay_few(house: House) -> None:
    known = Origin("10.0.0.7")
    sessions.sign_in(house.library, "director", PASSWORD, origin=known)
    known = replace(known, device=guessing.remember(house.library, "director", known))
    house.library = replace(house.library, passwords=Counting())
    looked_at = 0
    for count in range(10_000):
        looked_at += guess(house, Origin(f"10.1.{count % 40}.{count % 7}"))
        house.pass_time(seconds=86_400 / 10_000)
        if count % 1_000 == 0:  # meanwhile the director signs in, and signs
            secret, _ = sessions.sign_in(house.library, "director", PASSWORD, origin=known)
            line = sessions.line_of(secret)
            proof.reauthenticate(house.library, Actor("director", line=line), PASSWORD)
    assert looked_at <= STRANGERS.a_day() + 1
    with house.library.reading() as uow:
        told = {(notice.person, notice.kind) for who in ("quality", "director")
                for notice in uow.notices.of(who, limit=200)}  # fmt: skip
    assert {("quality", NoticeKind.SIGN_IN_GUESSED), ("director", NoticeKind.SIGN_IN_GUESSED)} <= told


def test_one_address_is_slowed_for_one_name_and_less_for_all(house: House) -> None:
    here = Origin("10.0.0.9")
    looked_at = 0
    for _ in range(24 * 60):
        looked_at += guess(house, here)
        house.pass_time(minutes=1)
    assert 5 < looked_at <= HERE.a_day() + 1
    assert sessions.sign_in(house.library, "director", PASSWORD, origin=Origin("10.0.0.10"))
    spread = sum(guess(house, here, user=f"name{count}") for count in range(200))
    assert spread <= guessing.ADDRESS.free


def test_many_tries_at_once_are_no_more_than_one_after_the_other(house: House) -> None:
    """Counted before it is looked at: while one is looked at, the next ones have its failure before them."""
    seen: list[int] = []

    class Slow(FakePasswords):
        def matches(self, password_hash: str, password: str) -> bool:
            if len(seen) < 20:
                seen.append(1)
                guess(house, Origin("10.0.0.9"))
            return False

    house.library = replace(house.library, passwords=Slow())
    guess(house, Origin("10.0.0.9"))
    assert len(seen) <= HERE.free


def test_what_is_tried_during_a_wait_does_not_prolong_it(house: House) -> None:
    here = Origin("10.0.0.9")
    for _ in range(5):
        assert guess(house, here)
    for _ in range(50):
        assert not guess(house, here)
        house.pass_time(seconds=1)
    house.pass_time(seconds=11)
    assert sessions.sign_in(house.library, "director", PASSWORD, origin=here)
    assert all(guess(house, here) for _ in range(5))  # the right one ended the count


def test_a_cookie_of_somebody_elses_or_made_up_helps_nobody(house: House) -> None:
    theirs = guessing.remember(house.library, "staff", Origin())
    for device in (theirs, "made up"):
        assert sum(guess(house, Origin(f"10.2.0.{n}", device)) for n in range(200)) <= STRANGERS.free
        house.pass_time(days=2)


def test_a_reset_forgets_the_browsers_and_its_code_waits_for_no_stranger(house: House) -> None:
    secret = guessing.remember(house.library, "author", Origin())
    for n in range(150):
        guess(house, Origin(f"10.3.0.{n}"), user="author")
    code = passwords.reset_password(house.library, ADMIN, "author")
    with house.library.reading() as uow:
        assert uow.guesses.devices("author") == []
    passwords.change_password(
        house.library, Actor("author"), code, "four words of my own", origin=Origin("1.1.1.1")
    )
    with pytest.raises(SignInSlowedError):
        sessions.sign_in(house.library, "author", "four words of my own", origin=Origin("1.1.1.1", secret))


def test_a_stolen_session_that_guesses_locks_its_own_line_alone(house: House) -> None:
    stolen, own = Actor("director", line="session:a"), Actor("director", line="session:b")
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            proof.reauthenticate(house.library, stolen, "guess")
    with pytest.raises(SigningLockedError):
        proof.reauthenticate(house.library, stolen, PASSWORD)
    proof.reauthenticate(house.library, own, PASSWORD)


def test_the_door_of_one_time_codes_is_no_way_around(house: House) -> None:
    here, tried = Origin("10.0.0.9"), 0
    for n in range(50):
        try:
            passwords.change_password(
                house.library, Actor("director"), f"guess {n}", "four words of my own", origin=here
            )
        except WrongPasswordError:
            tried += 1
        except SignInSlowedError:
            pass
    assert tried == HERE.free


def test_addresses_of_one_network_of_ipv6_count_as_one(house: House) -> None:
    looked_at = sum(guess(house, Origin(f"2001:db8::{n:x}")) for n in range(1, 40))
    assert looked_at == HERE.free
