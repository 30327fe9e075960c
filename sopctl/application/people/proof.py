"""Proof of who somebody is, asked afresh each time that they sign: the password and the second factor."""

from __future__ import annotations

import hashlib
import secrets
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

FAILURES_BEFORE_LOCK = 5
LOCK = timedelta(minutes=15)  # long enough to stop guessing, short enough not to stop a director


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
    quarter of an hour. ``code`` is of the second factor, or one of the recovery codes; each works once.
    ``signing`` False lets an account pass that waits to be confirmed by a second person. The password of an
    account of the hospital's directory is asked for there, each time. Raises WrongPasswordError,
    SigningLockedError, SecondFactorNeededError, WrongCodeError, PasswordNotOwnError, AccountNotConfirmedError
    or DirectoryUnreachableError.
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

    Failures count as wrong passwords do. Raises WrongPasswordError, for an account with a password of its
    own too, SigningLockedError, SecondFactorNeededError, WrongCodeError.
    """
    account = _right_password(library, actor, given)
    if not account.set_by_another:
        raise WrongPasswordError
    _second_factor(library, actor, account, code)


def _right_password(library: Library, actor: Actor, password: str) -> Account:
    """The account whose password this is. Raises as ``reauthenticate`` does."""
    with library.reading() as uow:
        account = uow.people.account(actor.user)
        person = uow.people.get(actor.user)
    now = library.clock()
    if account is not None and account.locked_until is not None and account.locked_until > now:
        raise SigningLockedError(1 + int((account.locked_until - now).total_seconds() // 60))
    # An unknown name costs the same hashing as a known one, so that time does not tell them apart.
    known = account.password_hash if account is not None else _nobody(library)
    right = library.passwords.matches(known, password)
    if account is not None and account.directory and person is not None and person.active:
        # After the lock was asked, so that guessing here does not lock people out of the directory.
        right = _in_directory(library, actor.user, password)
    if right and account is not None and person is not None and person.active:
        return account
    if account is not None:
        _count_failure(library, actor)
    raise WrongPasswordError


def _in_directory(library: Library, user: str, password: str) -> bool:
    if library.directory is None:
        raise DirectoryUnreachableError
    return library.directory.knows(user, password)


def _second_factor(library: Library, actor: Actor, account: Account, code: str) -> None:
    if account.totp_secret:
        _use_code(library, actor, code)
    if account.failures:
        with library.unit() as uow:
            uow.people.save_account(replace(account_of(uow, actor.user), failures=0, locked_until=None))
            uow.commit()


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
    _count_failure(library, actor)
    raise WrongCodeError


def _count_failure(library: Library, actor: Actor) -> None:
    with library.unit() as uow:
        account = uow.people.account(actor.user)
        if account is None:
            return
        failures = account.failures + 1
        locked = library.clock() + LOCK if failures % FAILURES_BEFORE_LOCK == 0 else None
        uow.people.save_account(replace(account, failures=failures, locked_until=locked))
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
