"""Carrying out what the personnel office's list says: people come, move, leave and return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sopctl.application.identity import require
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.confirming import ask_confirmation
from sopctl.application.people.passwords import new_code
from sopctl.application.people.roster import change_person
from sopctl.application.people.sessions import shut_out
from sopctl.application.people.staff_lists import Change, Plan, PlanLine, PlanStaleError, leavers, plan_on
from sopctl.application.ports import UnitOfWork
from sopctl.application.records import Account, Pin
from sopctl.application.shape import hospital
from sopctl.domain.confirmations import Touch
from sopctl.domain.people import Person, Role
from sopctl.thai.dates import bangkok_day


@dataclass(frozen=True)
class FirstCode:
    """What somebody new is handed: a one-time code, with which they set a password of their own."""

    person: Person
    code: str


@dataclass(frozen=True)
class Imported:
    """What was done. ``waiting``: people whose change a second person confirms first."""

    plan: Plan
    codes: tuple[FirstCode, ...]
    waiting: tuple[Person, ...]


def import_people(
    library: Library, actor: Actor, rows: Sequence[Sequence[str]], expected: str | None = None
) -> Imported:
    """Do what ``plan_import`` showed. ``expected`` is the digest of the plan that was looked at.

    New people get a one-time code and wait for a second person as any account does; leavers are deactivated
    and keep everything they signed. Changes of people with authority wait for a second person. Raises
    PlanStaleError, HeadsMissingError, NotAllowedError.
    """
    departments, today = hospital(library).departments, bangkok_day(library.clock())
    with library.reading() as uow:
        require(uow, actor, Role.ADMIN, "import people")
        plan = plan_on(uow, actor, rows, departments, today)
    if expected is not None and expected != plan.digest:
        raise PlanStaleError
    arriving = (*plan.of(Change.NEW), *plan.of(Change.RETURNED))
    codes = {line.after.user: new_code() for line in arriving if line.after}
    hashes = {user: library.passwords.hash_code(code) for user, code in codes.items()}
    authority: list[PlanLine] = []
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "import people")
        if plan_on(uow, actor, rows, departments, today).digest != plan.digest:
            raise PlanStaleError
        posted = {holding.person for holding in uow.posts.offices().holdings}
        for line in plan.lines:
            if line.after is None or line.change in (Change.UNCHANGED, Change.REFUSED):
                continue
            if line.change in (Change.NEW, Change.RETURNED):
                _arrive(library, uow, actor, line, hashes[line.after.user])
            elif line.change is Change.LEFT:
                # Nothing else of the row: roles and departments wait for a second person, and have a row.
                before, after = line.before or line.after, line.after
                gone = replace(before, employee=after.employee, leaves=after.leaves, active=False)
                _leave(library, uow, actor, gone)
            elif not _alter(library, uow, actor, line, posted):
                authority.append(line)
        record(library, uow, actor, "people", "people:import", digest=plan.digest,
               **{change.value: str(count) for change, count in plan.counts.items()})  # fmt: skip
        uow.commit()
    waiting = [x.after for x in authority if x.after and not change_person(library, actor, x.after)]
    given = (FirstCode(x.after, codes[x.after.user]) for x in arriving if x.after)
    return Imported(plan, tuple(given), tuple(waiting))


def settle_leavers(library: Library) -> int:
    """Deactivate whose last day of service is over, as the personnel office said before; how many."""
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        if not leavers(uow.people.all(), today):
            return 0
    with library.unit() as uow:
        gone = leavers(uow.people.all(), today)
        for person in gone:
            _leave(library, uow, Actor(""), replace(person, active=False))
        uow.commit()
    return len(gone)


def _arrive(library: Library, uow: UnitOfWork, actor: Actor, line: PlanLine, password_hash: str) -> None:
    """Somebody new, or back: with a code that is not their own password, as with any new account."""
    person = line.after
    if person is None:
        return
    if line.before is None:
        uow.people.add(person)
    else:
        uow.people.save(person)
        # A PIN of an earlier service opens nothing any more.
        if uow.pins.get(person.user) is not None:
            uow.pins.save(Pin(person.user, password_hash))
    uow.people.save_account(replace(Account(person.user, password_hash), set_by_another=True))
    ask_confirmation(library, uow, actor, Touch.ACCOUNT, person.user)
    action = "person:add" if line.before is None else "person:change"
    _record(library, uow, actor, action, line)


def _leave(library: Library, uow: UnitOfWork, actor: Actor, person: Person) -> None:
    uow.people.save(person)
    shut_out(library, uow, person.user)
    last = person.leaves.isoformat() if person.leaves else ""
    record(library, uow, actor, f"person:{person.user}", "person:deactivate", leaves=last)


def _alter(library: Library, uow: UnitOfWork, actor: Actor, line: PlanLine, posted: set[str]) -> bool:
    """Keep what gives no authority; whether that is all that the row changes."""
    before, after = line.before, line.after
    if before is None or after is None:
        return True
    plain = before.user not in posted and before.roles | after.roles <= {Role.STAFF}
    same = (before.name, before.title, before.department, before.roles) == (
        after.name, after.title, after.department, after.roles,
    )  # fmt: skip
    done = plain or same
    kept = after if done else replace(
        after, name=before.name, title=before.title, department=before.department, roles=before.roles
    )  # fmt: skip
    if kept != before:
        uow.people.save(kept)
        _record(library, uow, actor, "person:change", replace(line, after=kept))
    return done


def _record(library: Library, uow: UnitOfWork, actor: Actor, action: str, line: PlanLine) -> None:
    """A row that tells what was and what is, so that people of a day before can be known again."""
    before, after = line.before, line.after
    if after is None:
        return
    detail = {"name": after.name, "roles": _roles(after), "department": after.department,
              "title": after.title, "employee": after.employee}  # fmt: skip
    if before is not None:
        detail |= {"department_before": before.department, "roles_before": _roles(before),
                   "active_before": str(before.active).lower(), "name_before": before.name}  # fmt: skip
    record(library, uow, actor, f"person:{after.user}", action, means="import", **detail)


def _roles(person: Person) -> str:
    return ",".join(sorted(role.value for role in person.roles))
