"""Confirming: a second person vouches for what an administrator did, before anybody signs by it (R12).

An administrator's word alone gives nobody a signature. ``docs/decisions/0014-second-persons.md`` tells the
rule, the attacks that it stops, and those that it does not.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sopctl.application.identity import account_of, person_of, require_confirmed
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell, with_role
from sopctl.application.people.proof import reauthenticate
from sopctl.application.people.vouching import Vouching
from sopctl.application.ports import UnitOfWork
from sopctl.domain.confirmations import PROVING, Confirmation, Outcome, Touch
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Person, Role
from sopctl.domain.posts import Formula

PATH = "/account/confirmations"
_SEES_ALL = frozenset({Role.QUALITY, Role.AUDITOR, Role.ADMIN})


class NotASecondPersonError(SopctlError):
    """Somebody who cannot vouch for this: they did it, it is about them, or their own account waits."""

    code = "not-a-second-person"

    def __init__(self, user: str) -> None:
        super().__init__(f"{user} cannot confirm this; somebody independent of it must.", user=user)


class NotReadyError(SopctlError):
    """A person who has not set a password of their own yet, so that there is nothing to confirm."""

    code = "confirmation-not-ready"

    def __init__(self, user: str) -> None:
        super().__init__(f"{user} sets a password of their own first; then it can be confirmed.", user=user)


class WrongWordError(SopctlError):
    """Another number than the one that the person's account page shows."""

    code = "wrong-word"

    def __init__(self, user: str) -> None:
        super().__init__(f"That is not the number on the account page of {user}.", user=user)


@dataclass(frozen=True)
class Asked:
    """One act to confirm, with the names of who is concerned; ``may_confirm`` is this reader."""

    confirmation: Confirmation
    name: str
    by_name: str
    may_confirm: bool
    needs_word: bool
    closed_by_name: str = ""


def ask_confirmation(
    library: Library,
    uow: UnitOfWork,
    actor: Actor,
    kind: Touch,
    user: str,
    *,
    subject: str = "",
    concerned: tuple[str, ...] = (),
    detail: Mapping[str, str] | None = None,
) -> Confirmation:
    """An administrator's act waits for a second person from now on, in the given transaction.

    The same act that waited before is replaced. The person, the quality office and who is ``concerned`` are
    told.
    """
    now = library.clock()
    for before in uow.confirmations.of(user):
        same = before.kind is kind or {before.kind, kind} == {Touch.ACCOUNT, Touch.PASSWORD}
        if before.outcome is None and same and before.subject == subject and kind is not Touch.ROLES:
            uow.confirmations.close(before.id, Outcome.REPLACED, now, by=actor.user)
            kind = before.kind  # an account that was never confirmed stays one
    facts = dict(detail or {})
    asked = Confirmation(library.new_id(), kind, user, actor.user, now, subject, facts)
    uow.confirmations.add(asked)
    notice = NoticeKind.POST_GIVEN if kind is Touch.POST else NoticeKind.ACCOUNT_TOUCHED
    tell(library, uow, notice, (user, *concerned), key=asked.id, title=facts.get("title", ""),
         path="/account")  # fmt: skip
    tell(library, uow, NoticeKind.TO_CONFIRM, with_role(uow, Role.QUALITY), key=asked.id, path=PATH)
    return asked


def own_again(library: Library, uow: UnitOfWork, actor: Actor) -> None:
    """The person has set a password of their own: what waits for them can be confirmed from now on.

    The first second person of a library, whom nobody else could confirm, is confirmed by it.
    """
    now, word = library.clock(), f"{secrets.randbelow(10**6):06}"
    for each in uow.confirmations.of(actor.user):
        if not each.locks:
            continue
        uow.confirmations.make_ready(each.id, word, now)
        if each.kind is Touch.ACCOUNT and _founds(uow, each):
            uow.confirmations.close(each.id, Outcome.FOUNDED, now, by=actor.user)
            record(library, uow, actor, f"person:{actor.user}", "person:found", by=each.by)


def confirm(
    library: Library, actor: Actor, confirmation_id: str, *, word: str = "", password: str, code: str = ""
) -> None:
    """A second person confirms an act, having met the person; ``word`` is what the person tells them.

    For somebody who is staff alone and signs for nothing but their reading, the word may be left out. Raises
    NotFoundError, NotASecondPersonError, NotReadyError, WrongWordError and what ``reauthenticate`` raises.
    """
    with library.reading() as uow:
        _confirmable(library, uow, actor, confirmation_id, word)
    reauthenticate(library, actor, password, code)
    with library.unit() as uow:
        asked = _confirmable(library, uow, actor, confirmation_id, word)
        now = library.clock()
        uow.confirmations.close(asked.id, Outcome.CONFIRMED, now, by=actor.user)
        facts = _take_effect(library, uow, asked)
        subject = f"post:{asked.detail['post']}" if asked.kind is Touch.POST else f"person:{asked.person}"
        verb = "post:confirm" if asked.kind is Touch.POST else "person:confirm"
        record(library, uow, actor, subject, verb, kind=asked.kind.value, person=asked.person, by=asked.by,
               confirmation=asked.id, **facts)  # fmt: skip
        tell(library, uow, NoticeKind.CONFIRMED, (asked.person,), key=asked.id, path="/account")
        uow.commit()


def refuse(library: Library, actor: Actor, confirmation_id: str) -> None:
    """A second person refuses a post or roles that an administrator gave; they never take effect.

    Raises NotFoundError, NotAllowedError for what proves an account (it just stays locked),
    NotASecondPersonError.
    """
    with library.unit() as uow:
        asked = _waiting(uow, confirmation_id)
        if asked.kind in PROVING:
            raise NotAllowedError(actor.user, "refuse an account")
        if not Vouching(library, uow).may_confirm(person_of(uow, actor), asked):
            raise NotASecondPersonError(actor.user)
        uow.confirmations.close(asked.id, Outcome.REFUSED, library.clock(), by=actor.user)
        subject = f"post:{asked.detail['post']}" if asked.kind is Touch.POST else f"person:{asked.person}"
        verb = "post:refuse" if asked.kind is Touch.POST else "person:refuse"
        record(library, uow, actor, subject, verb, kind=asked.kind.value, person=asked.person, by=asked.by,
               confirmation=asked.id)  # fmt: skip
        uow.commit()


def confirmations_for(library: Library, actor: Actor) -> tuple[Asked, ...]:
    """What a reader can confirm, and for the office everything, newest first. Raises NotAllowedError."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        people = uow.people.all()
        names = {p.user: p.name for p in people}
        staff = {p.user for p in people if p.roles <= {Role.STAFF}}
        posted = {h.person for h in uow.posts.offices().holdings}
        found, vouching = [], Vouching(library, uow)
        for each in uow.confirmations.all():
            mine = each.outcome is None and vouching.may_confirm(me, each)
            if mine or me.roles & _SEES_ALL:
                word = each.kind in PROVING and (each.person not in staff or each.person in posted)
                asked = Asked(each, names[each.person], names.get(each.by, each.by), mine, word)
                found.append(replace(asked, closed_by_name=names.get(each.closed_by, each.closed_by)))
    return tuple(reversed(found))


def my_confirmations(library: Library, actor: Actor) -> tuple[Asked, ...]:
    """What administrators did to the reader's own account and authority, newest first."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        names = {p.user: p.name for p in uow.people.all()}
        mine = uow.confirmations.of(actor.user)
    found = [
        Asked(
            c, me.name, names.get(c.by, c.by), False, c.kind in PROVING, names.get(c.closed_by, c.closed_by)
        )
        for c in mine
    ]
    return tuple(reversed(found))


def needs_second(library: Library, user: str) -> bool:
    """Whether a second person confirms this account before it signs: all but the first two of a library."""
    with library.reading() as uow:
        waiting = [c for c in uow.confirmations.of(user) if c.outcome is None and c.locks]
        return any(c.kind is not Touch.ACCOUNT or not _founds(uow, c) for c in waiting)


def waiting_count(library: Library, actor: Actor) -> int:
    """How many acts this reader could confirm now."""
    with library.reading() as uow:
        me = person_of(uow, actor)
        vouching = Vouching(library, uow)
        return sum(vouching.may_confirm(me, each) for each in uow.confirmations.waiting())


def _founds(uow: UnitOfWork, asked: Confirmation) -> bool:
    """Whether this is the one person whom nobody could confirm: the first besides the first administrator.

    Only the quality office or an auditor founds, only an account that the first person of the library made,
    and only while no other account was ever confirmed, deactivated ones included.
    """
    person = uow.people.get(asked.person)
    if person is None or not person.roles & {Role.QUALITY, Role.AUDITOR}:
        return False
    if any(c.kind is Touch.ACCOUNT for c in uow.confirmations.of(asked.by)):
        return False
    others = (p.user for p in uow.people.all() if p.user not in {asked.by, asked.person})
    return all(
        uow.people.account(user) is None
        or any(c.kind is Touch.ACCOUNT and c.outcome is None for c in uow.confirmations.of(user))
        for user in others
    )


def _confirmable(
    library: Library, uow: UnitOfWork, actor: Actor, confirmation_id: str, word: str
) -> Confirmation:
    """What can be confirmed by this person now, or the refusal."""
    person = person_of(uow, actor)
    asked = _waiting(uow, confirmation_id)
    require_confirmed(uow, actor.user)
    if not Vouching(library, uow).may_confirm(person, asked):
        raise NotASecondPersonError(actor.user)
    if not asked.ready:
        raise NotReadyError(asked.person)
    given = "".join(word.split())
    if asked.kind in PROVING and given != asked.word and (given or _needs_word(uow, asked.person)):
        raise WrongWordError(asked.person)
    return asked


def _needs_word(uow: UnitOfWork, user: str) -> bool:
    """Staff who hold no post sign nothing but their reading; hundreds of them are confirmed by a list."""
    person = uow.people.get(user)
    held = any(holding.person == user for holding in uow.posts.offices().holdings)
    return held or person is None or bool(person.roles - {Role.STAFF})


def _waiting(uow: UnitOfWork, confirmation_id: str) -> Confirmation:
    asked = uow.confirmations.get(confirmation_id)
    if asked is None or asked.outcome is not None:
        raise NotFoundError(f"{confirmation_id}: a confirmation that waits")
    return asked


def before_facts(person: Person) -> dict[str, str]:
    """What a person was until now, for the row of a change, so that a day before can be known again."""
    return {
        "name_before": person.name,
        "title_before": person.title,
        "department_before": person.department,
        "roles_before": ",".join(sorted(person.roles)),
    }


def _take_effect(library: Library, uow: UnitOfWork, asked: Confirmation) -> dict[str, str]:
    """Do what was confirmed; returns what the row tells of how it was before."""
    if asked.kind is Touch.ROLES:
        person = uow.people.get(asked.person)
        if person is not None:
            uow.people.save(_changed(person, asked.detail))
            return {**before_facts(person), "department": asked.detail["department"],
                    "roles": asked.detail["roles"]}  # fmt: skip
    if asked.kind is Touch.SIGN_IN_PAGE:
        linked = replace(account_of(uow, asked.person), subject=asked.detail["subject"])
        uow.people.save_account(linked)
    if asked.kind is Touch.POST:
        holdings = uow.posts.offices().holdings
        given = next(h for h in holdings if h.id == asked.subject)
        if given.formula is Formula.NONE:
            last = given.first - timedelta(days=1)
            for before in holdings:
                plain = before.post == given.post and before.formula is Formula.NONE
                if plain and before.id != given.id and before.covers(given.first):
                    uow.posts.end(before.id, last, library.clock())
    return {}


def _changed(person: Person, detail: Mapping[str, str]) -> Person:
    return replace(
        person,
        roles=frozenset(Role(role) for role in detail["roles"].split(",") if role),
        department=detail["department"],
        name=detail["name"],
        title=detail["title"],
    )
