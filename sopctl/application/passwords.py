"""Passwords: changed by their owner, reset by an administrator."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.identity import account_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.proof import reauthenticate
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Role

MIN_PASSWORD = 12  # NIST SP 800-63B asks for length, not for character classes


class PasswordTooWeakError(SopctlError):
    """A new password that is too short."""

    code = "password-too-weak"

    def __init__(self) -> None:
        super().__init__(
            f"A new password needs at least {MIN_PASSWORD} characters, and differs from the old one.",
            minimum=MIN_PASSWORD,
        )


def change_password(library: Library, actor: Actor, old: str, new: str, *, code: str = "") -> None:
    """Change one's own password; every session of theirs ends, and they may sign again.

    Raises PasswordTooWeakError, for the old password again too, and what ``reauthenticate`` raises.
    """
    if len(new) < MIN_PASSWORD or new == old:
        raise PasswordTooWeakError
    reauthenticate(library, actor, old, code, signing=False)
    with library.unit() as uow:
        account = account_of(uow, actor.user)
        changed = replace(
            account, password_hash=library.passwords.hash(new), demo=False, set_by_another=False
        )
        uow.people.save_account(changed)
        uow.sessions.end_all(actor.user)
        record(library, uow, actor, f"person:{actor.user}", "person:password")
        uow.commit()


def reset_password(library: Library, actor: Actor, user: str, new: str) -> None:
    """An administrator sets somebody's password; they cannot sign before they have set another one.

    Their second factor stays. Raises PasswordTooWeakError, NotAllowedError, NotFoundError.
    """
    if len(new) < MIN_PASSWORD:
        raise PasswordTooWeakError
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "reset passwords")
        if user == actor.user:
            raise NotAllowedError(user, "reset their own password")
        account = account_of(uow, user)
        reset = replace(account, password_hash=library.passwords.hash(new), demo=False, set_by_another=True,
                        failures=0, locked_until=None)  # fmt: skip
        uow.people.save_account(reset)
        uow.sessions.end_all(user)
        record(library, uow, actor, f"person:{user}", "person:reset-password")
        uow.commit()
