"""Second factors: asked for at signing, locked by wrong codes, sealed in the database (R11, R13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sopctl.accounts.second_factors import KEY_FILE, SecondFactorUnreadableError, TotpFactors
from sopctl.application.library import Actor
from sopctl.application.people import factors, passwords, proof, sessions
from sopctl.application.people.proof import (
    PasswordNotOwnError,
    SecondFactorNeededError,
    SigningLockedError,
    WrongCodeError,
    WrongPasswordError,
)
from sopctl.application.records import Account
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.workflow import Action, State
from tests.application.house import PASSWORD, House
from tests.application.test_attacks import refused

BOSS, ADMIN = Actor("director"), Actor("admin")
NEW = "another long password"


def code(house: House, secret: str) -> str:
    house.pass_time(seconds=30)
    return TotpFactors().code(secret, house.now)


def with_factor(house: House) -> tuple[str, tuple[str, ...]]:
    offered = factors.offer(house.library, BOSS)
    assert offered.address.startswith("otpauth://totp/")
    codes = factors.set_up(house.library, BOSS, PASSWORD, offered.secret, code(house, offered.secret))
    return offered.secret, codes


def to_approve(house: House) -> str:
    round_id = house.submit(house.write())
    house.sign(round_id, Action.REVIEW, "reviewer")
    house.sign(round_id, Action.CHECK, "quality")
    return round_id


def test_signing_and_signing_in_ask_for_a_code_that_works_once(house: House) -> None:
    secret, _ = with_factor(house)
    round_id = to_approve(house)
    with refused(house, SecondFactorNeededError):
        house.sign(round_id, Action.APPROVE, "director")
    with refused(house, SecondFactorNeededError):
        sessions.sign_in(house.library, "director", PASSWORD)
    now = code(house, secret)
    sessions.sign_in(house.library, "director", PASSWORD, now)
    with refused(house, WrongCodeError, rows=1):
        house.sign(round_id, Action.APPROVE, "director", code=now)
    assert house.sign(round_id, Action.APPROVE, "director", code=code(house, secret)).state is State.APPROVED


def test_wrong_codes_lock_signing_as_wrong_passwords_do(house: House) -> None:
    secret, _ = with_factor(house)
    for _ in range(proof.FAILURES_BEFORE_LOCK):
        with pytest.raises(WrongCodeError):
            proof.reauthenticate(house.library, BOSS, PASSWORD, "000000x")
    with pytest.raises(SigningLockedError):
        proof.reauthenticate(house.library, BOSS, PASSWORD, code(house, secret))
    assert house.ledger_actions()[-1] == "signing:lock"


def test_a_recovery_code_works_once_and_none_is_kept_as_it_is(house: House) -> None:
    _, codes = with_factor(house)
    assert len(set(codes)) == factors.RECOVERY_CODES
    with house.library.reading() as uow:
        account = uow.people.account("director")
    assert account is not None
    assert not any(each in str(account) for each in codes)
    proof.reauthenticate(house.library, BOSS, PASSWORD, codes[0].upper())
    assert factors.standing_of(house.library, BOSS).recovery_left == factors.RECOVERY_CODES - 1
    with pytest.raises(WrongCodeError):
        proof.reauthenticate(house.library, BOSS, PASSWORD, codes[0])


def test_a_secret_is_kept_only_with_a_code_of_it_and_goes_only_with_one(house: House) -> None:
    offered = factors.offer(house.library, BOSS)
    for secret, given in ((offered.secret, "123456"), ("A" * 24, code(house, "A" * 24)), ("no base32!", "1")):
        with refused(house, WrongCodeError):
            factors.set_up(house.library, BOSS, PASSWORD, secret, given)
    with refused(house, WrongPasswordError, rows=1):
        factors.set_up(house.library, BOSS, "wrong", offered.secret, code(house, offered.secret))
    secret, _ = with_factor(house)
    with pytest.raises(factors.SecondFactorSetError):
        factors.offer(house.library, BOSS)
    with refused(house, SecondFactorNeededError):
        factors.remove(house.library, BOSS, PASSWORD, "")
    factors.remove(house.library, BOSS, PASSWORD, code(house, secret))
    proof.reauthenticate(house.library, BOSS, PASSWORD)
    assert house.ledger_actions()[-1] == "person:remove-second-factor"


def test_a_reset_password_does_not_get_past_the_second_factor(house: House) -> None:
    with_factor(house)
    passwords.reset_password(house.library, ADMIN, "director", NEW)
    with refused(house, PasswordNotOwnError):
        sessions.sign_in(house.library, "director", NEW)
    with refused(house, SecondFactorNeededError):
        passwords.change_password(house.library, BOSS, NEW, "my own long password")


def test_only_administrators_reset_and_never_themselves(house: House) -> None:
    for user in ("quality", "director", "staff"):
        with refused(house, NotAllowedError):
            passwords.reset_password(house.library, Actor(user), "author", NEW)
        with refused(house, NotAllowedError):
            factors.reset(house.library, Actor(user), "author")
    with refused(house, NotAllowedError):
        passwords.reset_password(house.library, ADMIN, "admin", NEW)
    with refused(house, NotAllowedError):
        factors.reset(house.library, ADMIN, "admin")


def test_a_copy_of_the_database_gives_no_codes_and_a_row_of_before_is_sealed_on_use(house: House) -> None:
    secret, _ = with_factor(house)
    kept = account(house).totp_secret
    assert secret not in kept
    with pytest.raises(SecondFactorUnreadableError):
        TotpFactors().step(kept, "director", code(house, secret), house.now, 0)  # another library's key
    with pytest.raises(SecondFactorUnreadableError):
        house.library.second_factors.step(kept, "admin", code(house, secret), house.now, 0)  # moved row
    with house.library.unit() as uow:
        uow.people.save_account(replace(account(house), totp_secret=secret))
        uow.commit()
    proof.reauthenticate(house.library, BOSS, PASSWORD, code(house, secret))
    assert secret not in account(house).totp_secret


def test_the_key_of_second_factors_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    first, again = TotpFactors.open(tmp_path), TotpFactors.open(tmp_path)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    sealed, at = first.kept_well("A" * 32, "somchai"), datetime(2026, 1, 1, tzinfo=UTC)
    assert again.step(sealed, "somchai", again.code("A" * 32, at), at, 0) is not None


def account(house: House) -> Account:
    with house.library.reading() as uow:
        found = uow.people.account("director")
    assert found is not None
    return found
