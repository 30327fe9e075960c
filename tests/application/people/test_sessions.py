"""Signed-in browsers: seen and ended by their owner, and by nobody else but an administrator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sopctl.application.library import Actor
from sopctl.application.people import factors, passwords, roster, sessions, tokens
from sopctl.application.ports import UnitOfWork
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.tokens import Scope
from tests.application.house import PASSWORD, House
from tests.application.test_attacks import refused

ME = Actor("author")


def test_one_sees_where_one_is_signed_in_and_ends_what_one_does_not_know(house: House) -> None:
    lost, _ = sessions.sign_in(
        house.library, "author", PASSWORD, agent="Mozilla/5.0 (iPhone) Safari" + "x" * 500
    )
    house.pass_time(minutes=5)
    here, _ = sessions.sign_in(house.library, "author", PASSWORD, agent="Mozilla/5.0 (Windows) Firefox")
    found = sessions.my_browsers(house.library, ME, here)
    assert [(b.here, b.session.agent[:21]) for b in found] == [
        (True, "Mozilla/5.0 (Windows)"),
        (False, "Mozilla/5.0 (iPhone) "),
    ]
    assert all(len(b.session.agent) <= 300 for b in found)
    sessions.end_session(house.library, ME, found[1].session.id)
    assert house.ledger_actions()[-1] == "session:end"
    assert sessions.signed_in(house.library, lost) is None
    assert sessions.signed_in(house.library, here) is not None


def test_every_other_browser_is_signed_out_at_once(house: House) -> None:
    secrets = [sessions.sign_in(house.library, "author", PASSWORD)[0] for _ in range(3)]
    assert sessions.end_other_sessions(house.library, ME, secrets[1]) == 2
    assert [sessions.signed_in(house.library, each) is not None for each in secrets] == [False, True, False]


def test_a_session_of_somebody_else_is_as_unknown_as_none(house: House) -> None:
    secret, _ = sessions.sign_in(house.library, "director", PASSWORD)
    theirs = sessions.my_browsers(house.library, Actor("director"), secret)[0].session.id
    for session_id in (theirs, "0" * 64):
        with refused(house, NotFoundError):
            sessions.end_session(house.library, ME, session_id)
    with refused(house, NotAllowedError):
        sessions.end_sessions_of(house.library, ME, "director")
    assert sessions.signed_in(house.library, secret) is not None
    assert sessions.end_sessions_of(house.library, Actor("admin"), "director") == 1
    assert sessions.signed_in(house.library, secret) is None


def test_what_expired_or_lay_idle_is_neither_shown_nor_kept(house: House) -> None:
    old, _ = sessions.sign_in(house.library, "author", PASSWORD)
    house.pass_time(hours=3)
    here, _ = sessions.sign_in(house.library, "author", PASSWORD)
    assert len(sessions.my_browsers(house.library, ME, here)) == 1
    assert sessions.signed_in(house.library, old) is None
    assert len(house.database.data.sessions) == 1


@pytest.mark.parametrize("act", ["reset", "factor", "deactivate"])
def test_a_reset_or_deactivation_ends_browsers_and_programs(house: House, act: str) -> None:
    browser, _ = sessions.sign_in(house.library, "author", PASSWORD)
    program, _ = tokens.make_token(
        house.library, ME, name="ward list", scopes={Scope.READ}, days=9, password=PASSWORD
    )
    admin = Actor("admin")
    if act == "reset":
        passwords.reset_password(house.library, admin, "author")
    elif act == "factor":
        factors.reset(house.library, admin, "author")
    else:
        roster.deactivate(house.library, admin, "author")
    assert sessions.signed_in(house.library, browser) is None
    assert tokens.holder(house.library, program) is None


def test_a_session_that_ends_while_its_page_is_asked_for_does_not_come_back(house: House) -> None:
    secret, _ = sessions.sign_in(house.library, "author", PASSWORD)
    house.pass_time(minutes=2)

    def passing() -> UnitOfWork:  # between the reading and the writing of when it was seen
        house.database.data.sessions.clear()
        return house.library.passing()

    assert sessions.signed_in(replace(house.library, passing=passing), secret) is None
    assert not house.database.data.sessions
