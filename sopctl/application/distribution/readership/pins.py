"""Employee number and PIN on a shared machine: for reading alone, a few minutes at a time."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Machine, Pin
from sopctl.domain.errors import SopctlError
from sopctl.domain.people import Person
from sopctl.thai.digits import to_arabic

TICKET = timedelta(minutes=5)  # of doing nothing; every page of the reader begins it anew
FAILURES_BEFORE_LOCK = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=2)  # at 60 tries a day a PIN lasts for centuries, and nobody misses a shift
MACHINE_FAILURES = 15  # wrong ones within MACHINE_SPAN, whosever they were
MACHINE_SPAN = timedelta(minutes=10)
MACHINE_RESTS = timedelta(minutes=2)  # against guessing, and not too long for a ward at change of shift
_PIN = re.compile(r"[0-9]{6}")
_RUNS = ("01234567890", "09876543210")


class PinWeakError(SopctlError):
    """A PIN that the next person guesses."""

    code = "pin-weak"

    def __init__(self) -> None:
        super().__init__("A PIN has six digits, not all alike, not in a row, and not your employee number.")


class PinsDifferError(SopctlError):
    """A PIN that was not typed the same way twice."""

    code = "pins-differ"

    def __init__(self) -> None:
        super().__init__("The two PINs differ; type the same one twice.")


class EmployeeNumberMissingError(SopctlError):
    """A PIN for somebody without an employee number, under which it would be asked."""

    code = "employee-number-missing"

    def __init__(self, user: str) -> None:
        super().__init__(f"{user} has no employee number yet; an administrator enters it.", user=user)


class WrongPinError(SopctlError):
    """The employee number and the PIN do not belong together."""

    code = "wrong-pin"

    def __init__(self) -> None:
        super().__init__("The employee number or the PIN is wrong.")


class PinLockedError(SopctlError):
    """Too many wrong PINs in a row."""

    code = "pin-locked"

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many wrong PINs; this PIN rests for {minutes} more minutes.", minutes=minutes)


class MachineRestsError(SopctlError):
    """Too many wrong numbers from one machine, whosever they were."""

    code = "machine-rests"

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"Too many wrong numbers on this machine; it rests for {minutes} more minutes.", minutes=minutes
        )


def has_pin(library: Library, actor: Actor) -> bool:
    """Whether a person has set a PIN."""
    with library.reading() as uow:
        return uow.pins.get(actor.user) is not None


def set_pin(library: Library, actor: Actor, pin: str, password: str, code: str = "") -> None:
    """Set one's own PIN, with the password again; nobody else can.

    Raises PinWeakError, EmployeeNumberMissingError and what ``reauthenticate`` raises, so that a password
    set by an administrator makes no PIN.
    """
    digits = _digits(pin)
    with library.reading() as uow:
        person = person_of(uow, actor)
    if not person.employee:
        raise EmployeeNumberMissingError(person.user)
    run = any(digits in row for row in _RUNS)
    if not _PIN.fullmatch(digits) or len(set(digits)) == 1 or run or digits in person.employee:
        raise PinWeakError
    reauthenticate(library, actor, password, code)
    with library.unit() as uow:
        uow.pins.save(Pin(person.user, library.passwords.hash(digits)))
        record(library, uow, actor, f"person:{person.user}", "pin:set")
        uow.commit()


def open_ticket(library: Library, employee: str, pin: str, machine: str = "") -> tuple[str, Person]:
    """Begin reading on a shared machine: the secret that its page holds, and the person.

    Failures are counted; after each five in a row the PIN rests, twice as long each time. ``machine`` is the
    address from which it came: after fifteen wrong ones within ten minutes, it rests for two. Raises
    WrongPinError, PinLockedError, MachineRestsError.
    """
    now = library.clock()
    with library.reading() as uow:
        _require_awake(uow, machine, now)
        person = uow.people.by_employee(_digits(employee))
        kept = uow.pins.get(person.user) if person is not None and person.active else None
    if kept is not None and _rests(kept, now):
        _count_at_machine(library, machine)
        raise PinLockedError(_rests(kept, now))
    # An unknown number costs the same hashing as a known one.
    right = library.passwords.matches(kept.pin_hash if kept else _nobody(library), _digits(pin))
    if person is None or kept is None or not right:
        if kept is not None:
            _count_failure(library, kept.user)
        _count_at_machine(library, machine)
        raise WrongPinError
    secret = secrets.token_urlsafe(32)
    with library.unit() as uow:
        # Others may have guessed meanwhile, or the person have set another PIN.
        _require_awake(uow, machine, now)
        again = uow.pins.get(person.user)
        if again is None or again.pin_hash != kept.pin_hash:
            raise WrongPinError
        if minutes := _rests(again, now):
            raise PinLockedError(minutes)
        opened = Pin(person.user, kept.pin_hash, ticket=_hash(secret), ticket_until=now + TICKET)
        uow.pins.save(opened)
        record(library, uow, Actor(person.user), f"person:{person.user}", "pin:begin")
        uow.commit()
    return secret, person


def _require_awake(uow: UnitOfWork, machine: str, now: datetime) -> None:
    """Raises MachineRestsError."""
    here = uow.pins.machine(machine) if machine else None
    if here is not None and here.rests_until is not None and here.rests_until > now:
        raise MachineRestsError(_minutes(here.rests_until - now))


def _rests(pin: Pin, now: datetime) -> int:
    """For how many more minutes a PIN rests, 0 when it does not."""
    return _minutes(pin.locked_until - now) if pin.locked_until is not None and pin.locked_until > now else 0


def holder(library: Library, secret: str) -> Person | None:
    """The person whose reading a page goes on with, for another few minutes; None when it has ended."""
    now = library.clock()
    with library.reading() as uow:
        found = _live(uow, secret)
        person = uow.people.get(found.user) if found else None
    if found is None or found.ticket_until is None or found.ticket_until <= now:
        return None
    if found.ticket_until - now < TICKET - timedelta(
        seconds=30
    ):  # a page does not wait for the writer's lock
        with library.unit() as uow:
            again = _live(uow, secret)
            if again is not None:
                uow.pins.save(replace(again, ticket_until=now + TICKET))
                uow.commit()
    return person if person is not None and person.active else None


def close_ticket(library: Library, secret: str) -> None:
    """End reading on a shared machine; an ended one is no error."""
    with library.unit() as uow:
        found = _live(uow, secret)
        if found is not None:
            uow.pins.save(replace(found, ticket="", ticket_until=None))
            uow.commit()


def _live(uow: UnitOfWork, secret: str) -> Pin | None:
    return uow.pins.by_ticket(_hash(secret)) if secret else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _digits(text: str) -> str:
    return to_arabic("".join(text.split()))


def _count_failure(library: Library, user: str) -> None:
    with library.unit() as uow:
        kept = uow.pins.get(user)
        if kept is None:
            return
        failures = kept.failures + 1
        locked = None
        if failures % FAILURES_BEFORE_LOCK == 0:
            span = FIRST_LOCK * (1 << min(failures // FAILURES_BEFORE_LOCK - 1, 7))
            locked = library.clock() + min(span, LONGEST_LOCK)
        uow.pins.save(replace(kept, failures=failures, locked_until=locked))
        action = "pin:lock" if locked else "pin:failure"
        record(library, uow, Actor(user), f"person:{user}", action, failures=str(failures))
        uow.commit()


def _count_at_machine(library: Library, address: str) -> None:
    """One more wrong number from there; what was long ago counts no more."""
    if not address:
        return
    now = library.clock()
    with library.unit() as uow:
        known = uow.pins.machine(address)
        if known is None or now - known.since >= MACHINE_SPAN:
            known = Machine(address, now)
        counted = replace(known, failures=known.failures + 1, rests_until=None)
        if counted.failures >= MACHINE_FAILURES:
            counted = Machine(address, now, rests_until=now + MACHINE_RESTS)
            record(
                library, uow, Actor(""), f"machine:{address}", "machine:rest", failures=str(MACHINE_FAILURES)
            )
        uow.pins.save_machine(counted)
        uow.commit()


def _minutes(span: timedelta) -> int:
    return 1 + int(span.total_seconds() // 60)


_nobody_hash: list[str] = []


def _nobody(library: Library) -> str:
    if not _nobody_hash:
        _nobody_hash.append(library.passwords.hash(secrets.token_urlsafe(16)))
    return _nobody_hash[0]
