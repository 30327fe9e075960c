"""Proof of who somebody is, asked afresh each time that they sign: the password and the second factor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sopctl.application.identity import account_of, require_confirmed
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.ports import DirectoryUnreachableError, UnitOfWork
from sopctl.application.records import Account
from sopctl.domain.errors import SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Role
from sopctl.domain.tries import Pace, Tries

FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)  # long enough to stop guessing, short enough not to stop a director
_PACE = Pace(FAILURES_BEFORE_LOCK, LOCK, LOCK)


class WrongPasswordError(SopctlError):
    """The user name and password do not belong together."""

    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__("The user name or the password is wrong.")


class SigningLockedError(SopctlError):
    """Too many wrong passwords in a row."""

    code = "signing-locked"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Too many wrong passwords; signing is locked for {minutes} more minutes.", minutes=minutes
        )


class SignInSlowedError(SopctlError):
    """Wrong passwords before this one; the next try is looked at a little later."""

    code = "sign-in-slowed"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"There were wrong passwords before. Try again in {seconds} seconds.", seconds=seconds
        )


class SecondFactorNeededError(SopctlError):
    """The password is right, and the account asks for a code too."""

    code = "second-factor-needed"

    def __init__(self) -> None:
        super().__init__("This account asks for the code of its second factor as well.")


class WrongCodeError(SopctlError):
    """A code that is wrong, too old or used already."""

    code = "wrong-code"

    def __init__(self) -> None:
        super().__init__("The code is wrong, too old, or was used already.")


class PasswordNotOwnError(SopctlError):
    """A one-time code where a password of one's own is asked for."""

    code = "password-not-own"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"That is a one-time code; {user} sets a password of their own with it first.",
            user=user,
        )


def reauthenticate(
    library: Library, actor: Actor, password: str, code: str = "", *, signing: bool = True
) -> None:
    """Check the password afresh, and the second factor when the account has one, as signing asks each time.

    Failures are counted and kept even though the action is refused; after five in a row signing locks for a
    quarter of an hour on the line by which the actor comes, and on no other. ``code`` is of the second
    factor, or one of the recovery codes; each works once. ``signing`` False lets an account pass that waits
    to be confirmed by a second person. The password of an account of the hospital's directory is asked for
    there, each time. Raises WrongPasswordError, SigningLockedError, SecondFactorNeededError, WrongCodeError,
    PasswordNotOwnError, AccountNotConfirmedError or DirectoryUnreachableError.
    """
    with _counted(library, actor):
        prove(library, actor, password, code, signing=signing)


def prove(library: Library, actor: Actor, password: str, code: str = "", *, signing: bool = False) -> None:
    """The same check, whose failures the caller counts: at a door that strangers reach too.

    Raises what ``reauthenticate`` raises, but SigningLockedError.
    """
    account = _right_password(library, actor, password)
    if account.set_by_another:
        raise PasswordNotOwnError(actor.user)
    if signing:
        with library.reading() as uow:
            require_confirmed(uow, actor.user)
    _second_factor(library, actor, account, code)


def use_one_time_code(library: Library, actor: Actor, given: str, code: str = "") -> None:
    """Check the code that an administrator handed over, and the second factor when the account has one.

    Its 80 random bits cannot be guessed; whoever calls counts failures. Raises WrongPasswordError, for an
    account with a password of its own too, SecondFactorNeededError, WrongCodeError.
    """
    account = _right_password(library, actor, given)
    if not account.set_by_another:
        raise WrongPasswordError
    _second_factor(library, actor, account, code)


@contextmanager
def _counted(library: Library, actor: Actor) -> Iterator[None]:
    """Count a proof as failed before it is looked at, and take that back when it was none."""
    key, now = _key(actor), library.clock()
    with library.passing() as uow:
        before = uow.guesses.get(key)
        if left := _PACE.left(before, now):
            raise SigningLockedError(1 + int(left.total_seconds() // 60))
        uow.guesses.save(_PACE.after(before, key, now))
        uow.commit()
    try:
        yield
    except (WrongPasswordError, WrongCodeError):
        _count_failure(library, actor)
        raise
    except BaseException:
        with library.passing() as uow:
            counted = uow.guesses.get(key)
            if counted is not None:
                uow.guesses.save(_PACE.without(counted, now))
            uow.commit()
        raise
    _clear(library, actor)


def _clear(library: Library, actor: Actor) -> None:
    """The right proof ends what was counted on its own line."""
    with library.passing() as uow:
        uow.guesses.save(Tries(_key(actor), 0, library.clock(), library.clock()))
        account = account_of(uow, actor.user)
        if account.failures:
            uow.people.save_account(replace(account, failures=0, locked_until=None))
        uow.commit()


def _key(actor: Actor) -> str:
    return hashlib.sha256(f"signing|{actor.user}|{actor.line}".encode()).hexdigest()


def _right_password(library: Library, actor: Actor, password: str) -> Account:
    """The account whose password this is. Raises WrongPasswordError, DirectoryUnreachableError."""
    with library.reading() as uow:
        account = uow.people.account(actor.user)
        person = uow.people.get(actor.user)
    # An unknown name costs the same hashing as a known one, so that time does not tell them apart.
    known = account.password_hash if account is not None else _nobody(library)
    right = library.passwords.matches(known, password)
    if account is not None and account.directory and person is not None and person.active:
        # After the wait was asked, so that guessing here does not lock people out of the directory.
        right = _in_directory(library, actor.user, password)
    if right and account is not None and person is not None and person.active:
        return account
    raise WrongPasswordError


def _in_directory(library: Library, user: str, password: str) -> bool:
    if library.directory is None:
        raise DirectoryUnreachableError
    return library.directory.knows(user, password)


def _second_factor(library: Library, actor: Actor, account: Account, code: str) -> None:
    if account.totp_secret:
        _use_code(library, actor, code)


def code_hash(code: str) -> str:
    """How a recovery code is kept: 80 random bits need no slow hash."""
    return hashlib.sha256(code.replace("-", "").strip().lower().encode()).hexdigest()


_nobody_hash: list[str] = []


def _nobody(library: Library) -> str:
    if not _nobody_hash:
        _nobody_hash.append(library.passwords.hash(secrets.token_urlsafe(16)))
    return _nobody_hash[0]


def _use_code(library: Library, actor: Actor, code: str) -> None:
    """Take a code that was not used before, in one transaction, so that two at once cannot share it."""
    if not code.strip():
        raise SecondFactorNeededError
    with library.unit() as uow:
        account, now = account_of(uow, actor.user), library.clock()
        bare = code.replace(" ", "")
        kept = library.second_factors.kept_well(account.totp_secret, account.user)
        step = library.second_factors.step(kept, account.user, bare, now, account.totp_last)
        used = code_hash(code)
        if step is not None:
            uow.people.save_account(replace(account, totp_secret=kept, totp_last=step))
            uow.commit()
            return
        if used in account.recovery:
            left = tuple(each for each in account.recovery if each != used)
            uow.people.save_account(replace(account, recovery=left))
            record(library, uow, actor, f"person:{actor.user}", "person:recovery-code", left=str(len(left)))
            uow.commit()
            return
    raise WrongCodeError


def _count_failure(library: Library, actor: Actor) -> None:
    with library.unit() as uow:
        account, counted = uow.people.account(actor.user), uow.guesses.get(_key(actor))
        if account is None or counted is None:
            return
        failures = account.failures + 1
        locked = counted.free_at if counted.free_at > library.clock() else None
        # For those who look after it to see; what locks is the line's own count.
        until = locked or account.locked_until
        uow.people.save_account(replace(account, failures=failures, locked_until=until))
        action = "signing:lock" if locked else "signing:failure"
        row = record(library, uow, actor, f"person:{actor.user}", action, failures=str(failures))
        if locked:  # 21 CFR 11.300d: attempts at unauthorised use are reported at once
            told = (*with_role(uow, Role.QUALITY), actor.user)
            tell(library, uow, NoticeKind.SIGNING_LOCKED, told, key=row, title=_name(uow, actor.user),
                 path="/dashboard")  # fmt: skip
        uow.commit()


def _name(uow: UnitOfWork, user: str) -> str:
    person = uow.people.get(user)
    return person.name if person else user
