"""People: who works on documents. Nobody is ever deleted."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.people.confirming import ask_confirmation, before_facts
from sopctl.application.people.passwords import (
    new_code,
    require_strong,
)
from sopctl.application.people.sessions import shut_out
from sopctl.application.records import Account
from sopctl.domain.confirmations import Touch
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.people import Person, Role


class UserTakenError(SopctlError):
    """A user name that somebody has."""

    code = "user-taken"

    def __init__(self, user: str) -> None:
        super().__init__(f"The user name {user} is taken.", user=user)


def add_person(
    library: Library, actor: Actor, person: Person, password: str | None = None, *, demo: bool = False
) -> str:
    """Add a person; returns the one-time code with which they set a password of their own.

    ``password`` is that code, None makes one. The first active person of a library needs no administrator,
    and theirs is the password itself; so it is with ``demo``, for accounts whose passwords are published.
    Anybody else signs once a second person has confirmed them. Raises UserTakenError, NotAllowedError and
    what ``require_strong`` raises.
    """
    given = new_code() if password is None else password
    if password is not None and not demo:
        require_strong(library, given, person.user, person)
    with library.unit() as uow:
        first = not any(known.active for known in uow.people.all())
        if not first:
            require(uow, actor, Role.ADMIN, "add people")
        known = uow.people.get(person.user)
        if known and (known.active or uow.people.account(person.user)):
            raise UserTakenError(person.user)
        if known:  # a rebuilt library knows people by what they signed
            uow.people.save(person)
        else:
            uow.people.add(person)
        account = Account(person.user, library.passwords.hash(given), demo=demo)
        uow.people.save_account(replace(account, set_by_another=not (demo or first)))
        if not (demo or first):
            ask_confirmation(library, uow, actor, Touch.ACCOUNT, person.user)
        roles = ",".join(sorted(person.roles))
        record(library, uow, actor, f"person:{person.user}", "person:add", roles=roles, name=person.name,
               department=person.department, title=person.title, employee=person.employee)  # fmt: skip
        uow.commit()
    return given


def change_person(library: Library, actor: Actor, changed: Person) -> bool:
    """An administrator changes somebody's name, position, department or roles.

    What gives authority or stands on a copy waits for a second person; changes of staff who sign nothing but
    their reading are done at once. Returns whether it is done. Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "change people")
        known = uow.people.get(changed.user)
        if known is None:
            raise NotFoundError(changed.user)
        held = any(h.person == known.user for h in uow.posts.offices().holdings)
        plain = not held and known.roles | changed.roles <= {Role.STAFF}
        wanted = replace(
            known, name=changed.name, title=changed.title, department=changed.department, roles=changed.roles
        )
        if wanted == known:
            return True
        facts = {"name": wanted.name, "title": wanted.title, "department": wanted.department,
                 "roles": ",".join(sorted(wanted.roles))}  # fmt: skip
        if plain:
            uow.people.save(wanted)
        else:
            ask_confirmation(library, uow, actor, Touch.ROLES, known.user, detail=facts)
        then = before_facts(known) if plain else {"waits": "for a second person"}
        record(library, uow, actor, f"person:{known.user}", "person:change", **facts, **then)
        uow.commit()
    return plain


def deactivate(library: Library, actor: Actor, user: str) -> None:
    """Take a person out of work; nothing of theirs is deleted. Raises NotAllowedError, NotFoundError."""
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "deactivate people")
        person = uow.people.get(user)
        if person is None:
            raise NotFoundError(user)
        uow.people.save(replace(person, active=False))
        shut_out(library, uow, user)
        record(library, uow, actor, f"person:{user}", "person:deactivate")
        uow.commit()


def list_people(library: Library, actor: Actor) -> tuple[Person, ...]:
    """Everybody, by user name. Raises NotAllowedError for others than admin, quality and auditor."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        if not me.roles & {Role.ADMIN, Role.QUALITY, Role.AUDITOR}:
            raise NotAllowedError(actor.user, "list people")
        return tuple(sorted(uow.people.all(), key=lambda p: p.user))


def demo_passwords_stand(library: Library) -> bool:
    """Whether an active person still has a published demo password."""
    with library.reading() as uow:
        accounts = (uow.people.account(p.user) for p in uow.people.all() if p.active)
        return any(account is not None and account.demo for account in accounts)


def anybody_works_here(library: Library) -> bool:
    """Whether the library has an active person; the first needs no administrator."""
    with library.reading() as uow:
        return any(person.active for person in uow.people.all())
