"""Passwords: changed by their owner, reset by an administrator who never learns the new one."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import timedelta

from sopctl.application.identity import account_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.confirming import ask_confirmation, own_again
from sopctl.application.people.guessing import Origin, paced
from sopctl.application.people.proof import prove, reauthenticate, use_one_time_code
from sopctl.application.people.sessions import shut_out
from sopctl.application.ports import UnitOfWork, Weakness
from sopctl.application.shape import hospital
from sopctl.domain.confirmations import Touch
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Person, Role

MIN_PASSWORD = 12  # NIST SP 800-63B asks for length, not for character classes
CODE_LASTS = timedelta(days=7)
_PROGRAM = "sopctl"


class PasswordTooWeakError(SopctlError):
    """A new password that is too short."""

    code = "password-too-weak"

    def __init__(self) -> None:
        super().__init__(
            f"A new password needs at least {MIN_PASSWORD} characters, and differs from the old one.",
            minimum=MIN_PASSWORD,
        )


class PasswordCommonError(SopctlError):
    """A new password that is among the first that anybody tries."""

    code = "password-common"

    def __init__(self) -> None:
        super().__init__(
            "That password is easily guessed: a common one, a row of keys or digits, or something repeated. "
            "Three or four words that do not belong together make a better one."
        )


class PasswordAboutYouError(SopctlError):
    """A new password that is little more than a name that people around its owner know."""

    code = "password-about-you"

    def __init__(self) -> None:
        super().__init__(
            "That password is little more than your name, the hospital's or this program's. "
            "Three or four words that do not belong together make a better one."
        )


class PasswordElsewhereError(SopctlError):
    """A password that the hospital's directory keeps, not this program."""

    code = "password-elsewhere"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"The hospital's directory keeps the password of {user}; change it there.", user=user
        )


class DirectoryMissingError(SopctlError):
    """A library that knows no directory."""

    code = "directory-missing"

    def __init__(self) -> None:
        super().__init__("No directory is set up (SOPCTL_LDAP_URL).")


class CodeExpiredError(SopctlError):
    """A one-time code that was not used in time."""

    code = "one-time-code-expired"

    def __init__(self) -> None:
        super().__init__(f"The one-time code was for {CODE_LASTS.days} days; ask for another one.",
                         days=CODE_LASTS.days)  # fmt: skip


def change_password(
    library: Library, actor: Actor, old: str, new: str, *, code: str = "", origin: Origin | None = None
) -> None:
    """Change one's own password; every session of theirs ends.

    Where an administrator has made or reset the account, ``old`` is the one-time code; the person can sign
    once somebody else has confirmed that they have their account. ``origin``: where it comes from, at
    the door that needs no session. Raises PasswordTooWeakError, for the old password again too,
    PasswordCommonError, PasswordAboutYouError, CodeExpiredError, PasswordElsewhereError, SignInSlowedError,
    and what ``reauthenticate`` raises.
    """
    if new == old:
        raise PasswordTooWeakError
    with library.reading() as uow:
        account = uow.people.account(actor.user)
        person = uow.people.get(actor.user)
    require_strong(library, new, actor.user)
    one_time = account is not None and account.set_by_another
    if one_time or origin is not None:
        with paced(library, actor.user, origin or Origin()):
            (use_one_time_code if one_time else prove)(library, actor, old, code)
    else:
        reauthenticate(library, actor, old, code, signing=False)
    if account is not None and account.directory:
        raise PasswordElsewhereError(actor.user)
    # Only now, so that a refusal tells a stranger nothing of whose name a user name is.
    require_strong(library, new, actor.user, person)
    with library.unit() as uow:
        account = account_of(uow, actor.user)
        if one_time and (not account.set_by_another or _expired(library, uow, actor.user)):
            raise CodeExpiredError
        changed = replace(
            account, password_hash=library.passwords.hash(new), demo=False, set_by_another=False
        )
        uow.people.save_account(changed)
        uow.sessions.end_all(actor.user)
        record(library, uow, actor, f"person:{actor.user}", "person:password")
        own_again(library, uow, actor)
        uow.commit()


def reset_password(library: Library, actor: Actor, user: str, code: str | None = None) -> str:
    """An administrator gives somebody a one-time code, with which they set a password of their own.

    Nothing but that can be done with it, and what the person sets lets them sign only when somebody else has
    confirmed them. Their second factor stays, the hospital's directory is no longer asked. ``code`` None
    makes one; returns it. Raises what ``require_strong`` raises, NotAllowedError, NotFoundError.
    """
    given = new_code() if code is None else code
    if code is not None:
        require_strong(library, given, user)
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "reset passwords")
        if user == actor.user:
            raise NotAllowedError(user, "reset their own password")
        account = account_of(uow, user)
        reset = replace(account, password_hash=library.passwords.hash(given), demo=False, set_by_another=True,
                        failures=0, locked_until=None, directory=False)  # fmt: skip
        uow.people.save_account(reset)
        shut_out(library, uow, user)
        ask_confirmation(library, uow, actor, Touch.PASSWORD, user)
        record(library, uow, actor, f"person:{user}", "person:reset-password")
        uow.commit()
    return given


def use_directory(library: Library, actor: Actor, user: str) -> None:
    """An administrator lets the hospital's directory prove somebody, under the same user name, from now on.

    Whoever runs the directory could take the account by it, so they sign only once they have signed in that
    way and somebody else has confirmed them, as after a reset. Raises DirectoryMissingError, NotAllowedError,
    NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "let the directory prove people")
        if library.directory is None:
            raise DirectoryMissingError
        if user == actor.user:
            raise NotAllowedError(user, "let the directory prove themselves")
        account = account_of(uow, user)
        given = replace(
            account, password_hash=library.passwords.hash(secrets.token_urlsafe(32)), demo=False,
            set_by_another=False, failures=0, locked_until=None, directory=True,
        )  # fmt: skip
        uow.people.save_account(given)
        shut_out(library, uow, user)
        ask_confirmation(library, uow, actor, Touch.PASSWORD, user)
        record(library, uow, actor, f"person:{user}", "person:directory")
        uow.commit()


def require_strong(library: Library, password: str, user: str, person: Person | None = None) -> None:
    """Refuse a new password of somebody that is short or that others would try first.

    NIST SP 800-63B, 3.1.1.2: length, a blocklist with words of the place, and neither classes of characters
    nor an age. Raises PasswordTooWeakError, PasswordCommonError, PasswordAboutYouError.
    """
    if len(password) < MIN_PASSWORD:
        raise PasswordTooWeakError
    face = hospital(library)
    about = [_PROGRAM, user, face.name, face.name.removeprefix("โรงพยาบาล"), face.name_en]
    if person is not None:
        about += [person.name, person.employee, person.mail.partition("@")[0]]
    weakness = library.password_rules.weakness(password, about)
    if weakness is Weakness.COMMON:
        raise PasswordCommonError
    if weakness is Weakness.ABOUT:
        raise PasswordAboutYouError


def new_code() -> str:
    """A one-time code: 80 random bits in four groups that can be read out."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _expired(library: Library, uow: UnitOfWork, user: str) -> bool:
    """Whether the code is older than its time; it is as old as what waits to be confirmed."""
    given = [c.at for c in uow.confirmations.of(user) if c.locks and c.kind is not Touch.SECOND_FACTOR]
    return not given or max(given) + CODE_LASTS < library.clock()
