"""Second factors: set up by their owner, taken away by them or by an administrator."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

from sopctl.application.identity import account_of, locked, person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.confirming import ask_confirmation
from sopctl.application.people.passwords import new_code
from sopctl.application.people.proof import WrongCodeError, code_hash, reauthenticate
from sopctl.application.people.sessions import shut_out
from sopctl.application.shape import hospital
from sopctl.domain.confirmations import Touch
from sopctl.domain.errors import NotAllowedError, SopctlError
from sopctl.domain.people import Role

RECOVERY_CODES = 10
_SECRET_LENGTH = 32  # base32 letters, 160 bits


class SecondFactorSetError(SopctlError):
    """An account that has a second factor already."""

    code = "second-factor-set"

    def __init__(self, user: str) -> None:
        super().__init__(f"{user} has a second factor already; remove that first.", user=user)


@dataclass(frozen=True)
class Offer:
    """A secret that is not kept yet, and the ``otpauth`` address for the QR code."""

    secret: str
    address: str


@dataclass(frozen=True)
class Standing:
    """How an account proves itself: whether it has a second factor, how many recovery codes are left.

    ``unconfirmed``: an administrator made or reset it, and no second person has confirmed it yet.
    ``directory``: the hospital's directory keeps the password.
    """

    second_factor: bool
    recovery_left: int
    unconfirmed: bool
    directory: bool = False


def standing_of(library: Library, actor: Actor) -> Standing:
    """One's own account. Raises NotAllowedError, NotFoundError."""
    with library.reading() as uow:
        person_of(uow, actor)
        account = account_of(uow, actor.user)
        unconfirmed = locked(uow, actor.user)
    return Standing(bool(account.totp_secret), len(account.recovery), unconfirmed, account.directory)


def offer(library: Library, actor: Actor) -> Offer:
    """A new secret to put into an app; nothing is kept before ``set_up``."""
    if standing_of(library, actor).second_factor:
        raise SecondFactorSetError(actor.user)
    secret = library.second_factors.new_secret()
    address = library.second_factors.address(secret, actor.user, hospital(library).name)
    return Offer(secret, address)


def set_up(library: Library, actor: Actor, password: str, secret: str, code: str) -> tuple[str, ...]:
    """Ask for codes of this secret from now on; returns the recovery codes, which are shown this once.

    ``code`` proves that the app has the secret. Raises SecondFactorSetError, WrongCodeError and what
    ``reauthenticate`` raises.
    """
    if standing_of(library, actor).second_factor:
        raise SecondFactorSetError(actor.user)
    reauthenticate(library, actor, password, signing=False)
    codes = tuple(new_code() for _ in range(RECOVERY_CODES))
    with library.unit() as uow:
        account = account_of(uow, actor.user)
        if account.totp_secret:
            raise SecondFactorSetError(actor.user)
        step = _proven(library, actor.user, secret, code)
        sealed = library.second_factors.kept_well(secret, actor.user)
        kept = tuple(code_hash(each) for each in codes)
        uow.people.save_account(replace(account, totp_secret=sealed, totp_last=step, recovery=kept))
        record(library, uow, actor, f"person:{actor.user}", "person:second-factor")
        uow.commit()
    return codes


def remove(library: Library, actor: Actor, password: str, code: str) -> None:
    """Take one's own second factor away. Raises what ``reauthenticate`` raises."""
    reauthenticate(library, actor, password, code, signing=False)
    with library.unit() as uow:
        account = account_of(uow, actor.user)
        uow.people.save_account(replace(account, totp_secret="", totp_last=0, recovery=()))
        record(library, uow, actor, f"person:{actor.user}", "person:remove-second-factor")
        uow.commit()


def reset(library: Library, actor: Actor, user: str) -> None:
    """An administrator takes away the second factor of somebody who lost it.

    They cannot sign before they have set a new password and somebody else has confirmed them. Raises
    NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "reset second factors")
        if user == actor.user:
            raise NotAllowedError(user, "reset their own second factor")
        account = account_of(uow, user)
        changed = replace(account, totp_secret="", totp_last=0, recovery=())
        uow.people.save_account(changed)
        shut_out(library, uow, user)
        ask_confirmation(library, uow, actor, Touch.SECOND_FACTOR, user)
        record(library, uow, actor, f"person:{user}", "person:reset-second-factor")
        uow.commit()


def _proven(library: Library, user: str, secret: str, code: str) -> int:
    """The time step of a code of a secret that is long enough. Raises WrongCodeError."""
    try:
        whole = len(secret) == _SECRET_LENGTH and len(base64.b32decode(secret)) == 20
    except ValueError:
        whole = False
    bare = code.replace(" ", "")
    step = library.second_factors.step(secret, user, bare, library.clock(), 0) if whole else None
    if step is None:
        raise WrongCodeError
    return step
