"""People whom the hospital's directory proves: at sign-in, and anew each time they sign."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from sopctl.application.identity import AccountNotConfirmedError
from sopctl.application.library import Actor
from sopctl.application.people import passwords, roster, sessions
from sopctl.application.people.passwords import DirectoryMissingError, PasswordElsewhereError
from sopctl.application.people.proof import SignInSlowedError, WrongPasswordError
from sopctl.application.ports import DirectoryUnreachableError
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.workflow import Action, State
from tests.application.house import PASSWORD, House
from tests.application.test_attacks import refused
from tests.support.people import vouch, waiting

ADMIN, THEIRS = Actor("admin"), "the hospital's own"


@dataclass
class FakeDirectory:
    asked: list[str] = field(default_factory=list)
    up: bool = True

    def knows(self, user: str, password: str) -> bool:
        if not self.up:
            raise DirectoryUnreachableError
        self.asked.append(user)
        return password == THEIRS


@pytest.fixture
def directory(house: House) -> FakeDirectory:
    made = FakeDirectory()
    house.library = replace(house.library, directory=made)
    return made


def link(house: House, user: str) -> None:
    """An administrator links an account, its owner signs in, a second person confirms."""
    passwords.use_directory(house.library, ADMIN, user)
    sessions.sign_in(house.library, user, THEIRS)
    (asked,) = waiting(house.library, user)
    vouch(house.library, "quality", asked, PASSWORD)


def test_the_directory_is_asked_anew_for_each_signature(house: House, directory: FakeDirectory) -> None:
    link(house, "reviewer")
    round_id = house.submit(house.write())
    before = len(directory.asked)
    with refused(house, WrongPasswordError, rows=1):
        house.sign(round_id, Action.REVIEW, "reviewer", password=PASSWORD)
    assert house.sign(round_id, Action.REVIEW, "reviewer", password=THEIRS).state is State.IN_CHECK
    assert directory.asked[before:] == ["reviewer", "reviewer"]


def test_whoever_runs_the_directory_signs_as_nobody(house: House, directory: FakeDirectory) -> None:
    round_id = house.submit(house.write())
    with refused(house, WrongPasswordError, rows=1):  # no account is the directory's by itself
        house.sign(round_id, Action.REVIEW, "reviewer", password=THEIRS)
    assert directory.asked == []
    passwords.use_directory(house.library, ADMIN, "reviewer")
    with refused(house, AccountNotConfirmedError):
        house.sign(round_id, Action.REVIEW, "reviewer", password=THEIRS)
    with refused(house, NotAllowedError):
        passwords.use_directory(house.library, ADMIN, "admin")
    with refused(house, NotAllowedError):
        passwords.use_directory(house.library, Actor("quality"), "director")


def test_nobody_is_made_by_signing_in(house: House, directory: FakeDirectory) -> None:
    with refused(house, WrongPasswordError):
        sessions.sign_in(house.library, "stranger", THEIRS)
    link(house, "staff")
    roster.deactivate(house.library, ADMIN, "staff")
    asked = len(directory.asked)
    with refused(house, WrongPasswordError, rows=1):
        sessions.sign_in(house.library, "staff", THEIRS)
    assert len(directory.asked) == asked


def test_guessing_here_stops_before_the_directory_locks_the_person_out(
    house: House, directory: FakeDirectory
) -> None:
    link(house, "staff")
    asked = len(directory.asked)
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            sessions.sign_in(house.library, "staff", "guess")
    with refused(house, SignInSlowedError):
        sessions.sign_in(house.library, "staff", THEIRS)
    assert len(directory.asked) == asked + 5


def test_a_directory_that_is_down_locks_nobody_and_leaves_local_accounts_alone(
    house: House, directory: FakeDirectory
) -> None:
    link(house, "staff")
    directory.up = False
    for _ in range(6):
        with refused(house, DirectoryUnreachableError):
            sessions.sign_in(house.library, "staff", THEIRS)
    sessions.sign_in(house.library, "author", PASSWORD)
    directory.up = True
    sessions.sign_in(house.library, "staff", THEIRS)


def test_its_password_is_changed_there_and_a_reset_brings_a_local_one_back(
    house: House, directory: FakeDirectory
) -> None:
    link(house, "staff")
    with refused(house, PasswordElsewhereError):
        passwords.change_password(house.library, Actor("staff"), THEIRS, "four words of my own")
    given = passwords.reset_password(house.library, ADMIN, "staff")
    asked = len(directory.asked)
    passwords.change_password(house.library, Actor("staff"), given, "four words of my own")
    sessions.sign_in(house.library, "staff", "four words of my own")
    assert len(directory.asked) == asked


def test_without_a_directory_nobody_is_linked(house: House) -> None:
    with refused(house, DirectoryMissingError):
        passwords.use_directory(house.library, ADMIN, "staff")
