"""Guessing is slowed, and nobody is locked out by it: who counts for whom when passwords are wrong.

``docs/decisions/0016-slow-guessing.md`` tells the reasons and the figures.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.people.proof import SignInSlowedError, WrongCodeError, WrongPasswordError
from sopctl.application.ports import UnitOfWork
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Role
from sopctl.domain.tries import FORGOTTEN, Pace
from sopctl.thai.dates import bangkok_day

HERE = Pace(5, timedelta(minutes=1), timedelta(minutes=15))  # one name from one address or browser
ADDRESS = Pace(60, timedelta(seconds=10), timedelta(minutes=1))  # whatever names, from one address
STRANGERS = Pace(100, timedelta(minutes=1), timedelta(minutes=10))  # one name, from everywhere unknown
DIRECTORY = Pace(5, timedelta(minutes=15), timedelta(minutes=15))  # the same: a directory locks for good
_DEVICES = 20  # browsers that are kept of a person
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: the network address, and the secret that the browser got when it was known."""

    address: str = ""
    device: str = ""


@contextmanager
def paced(library: Library, user: str, origin: Origin) -> Iterator[None]:
    """One try of a password, within the block; it counts when the block says that password or code is wrong.

    It is counted before it is looked at, so that many at once are no more than one after the other. A browser
    that the person signed in on before waits for its own failures alone. Raises SignInSlowedError.
    """
    now = library.clock()
    with library.passing() as uow:
        paces = _paces(uow, user[:_LONGEST_NAME], origin)
        counted = [uow.guesses.get(key) for key in paces]
        left = max(pace.left(each, now) for pace, each in zip(paces.values(), counted, strict=True))
        if left:
            raise SignInSlowedError(1 + int(left.total_seconds()))
        for (key, pace), before in zip(paces.items(), counted, strict=True):
            uow.guesses.save(pace.after(before, key, now))
        uow.guesses.forget(now - FORGOTTEN)
        uow.commit()
    try:
        yield
    except (WrongPasswordError, WrongCodeError):
        _tell(library, user, origin, paces)
        raise
    except BaseException:
        _take_back(library, paces, now)
        raise
    _take_back(library, paces, now, clear=True)


def remember(library: Library, user: str, origin: Origin) -> str:
    """After a sign-in: the secret by which this browser is known next time; the one that it has may do."""
    secret = origin.device or secrets.token_urlsafe(32)
    with library.unit() as uow:
        uow.guesses.keep_device(user, _digest(secret), library.clock())
        for old in uow.guesses.devices(user)[_DEVICES:]:
            uow.guesses.drop_device(user, old)
        uow.commit()
    return secret


def _paces(uow: UnitOfWork, user: str, origin: Origin) -> Mapping[str, Pace]:
    """Under which keys a try counts."""
    device = _digest(origin.device) if origin.device else ""
    if device and device in uow.guesses.devices(user):
        return {_digest(f"device|{user}|{device}"): HERE}
    address = _network(origin.address)
    account = uow.people.account(user)
    paces = {_digest(f"name|{user}|{address}"): HERE}
    if address:
        paces[_digest(f"address|{address}")] = ADDRESS
    # 80 random bits cannot be guessed, and somebody who got a one-time code must not wait for strangers.
    if account is None or not account.set_by_another:
        paces[_strangers(user)] = DIRECTORY if account is not None and account.directory else STRANGERS
    return paces


def _take_back(library: Library, paces: Mapping[str, Pace], at: datetime, *, clear: bool = False) -> None:
    """It was no failure after all. ``clear``: the right password ends the wait for its own browser."""
    with library.passing() as uow:
        for key, pace in paces.items():
            counted = uow.guesses.get(key)
            if counted is None:
                continue
            left = pace.without(counted, at)
            for _ in range(left.failures if clear and pace is HERE else 0):
                left = pace.without(left, at)
            uow.guesses.save(left)
        uow.commit()


def _tell(library: Library, user: str, origin: Origin, paces: Mapping[str, Pace]) -> None:
    """A failure is in the ledger; many by strangers are told to the person and the quality office."""
    with library.unit() as uow:
        person = uow.people.get(user)
        if person is None or uow.people.account(user) is None:
            return  # strangers fill no ledger with names that they make up
        record(library, uow, Actor(user), f"person:{user}", "session:failure", address=origin.address[:64])
        wide = uow.guesses.get(_strangers(user)) if _strangers(user) in paces else None
        if wide is not None and wide.failures >= paces[wide.key].free:
            told = (*with_role(uow, Role.QUALITY), user)
            day = bangkok_day(library.clock()).isoformat()
            tell(library, uow, NoticeKind.SIGN_IN_GUESSED, told, key=f"{user}:{day}", title=person.name,
                 path="/account")  # fmt: skip
        uow.commit()


def _strangers(user: str) -> str:
    return _digest(f"strangers|{user}")


def _network(address: str) -> str:
    """An address as it counts: of IPv6 the network, since one machine has all of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
