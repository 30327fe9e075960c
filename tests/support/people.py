"""People as a hospital gets them: made by an administrator, with passwords of their own, and confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sopctl.application.library import Actor, Library
from sopctl.application.people import confirming, passwords, posts, roster
from sopctl.domain.confirmations import Confirmation
from sopctl.domain.people import Person
from sopctl.domain.posts import Post

CODE = "a code for one use"


def settle_in(library: Library, everybody: Iterable[Person], password: str) -> None:
    """The first is the administrator, and the quality office is the first that nobody else could confirm."""
    first, *others = everybody
    roster.add_person(library, Actor(first.user), first, password)
    for person in others:
        roster.add_person(library, Actor(first.user), person, CODE)
        passwords.change_password(library, Actor(person.user), CODE, password)
    for person in others:
        for each in waiting(library, person.user):
            vouch(library, "quality", each, password)


def appoint(
    library: Library, post: Post, user: str, first: date, *, last: date | None = None, by: str = "quality",
    password: str,
) -> None:  # fmt: skip
    """Give a post, and have it confirmed."""
    holding = posts.hold_post(library, Actor("admin"), post, user, first, last)
    for each in waiting(library, user):
        if each.subject == holding:
            vouch(library, by, each, password)


def waiting(library: Library, user: str) -> tuple[Confirmation, ...]:
    with library.reading() as uow:
        return tuple(each for each in uow.confirmations.of(user) if each.outcome is None)


def vouch(library: Library, by: str, asked: Confirmation, password: str) -> None:
    confirming.confirm(library, Actor(by), asked.id, word=asked.word, password=password)
