"""Posts: who holds them from when to when, and who acts for the holder."""

from __future__ import annotations

from datetime import date, timedelta

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.people import Role
from sopctl.domain.posts import Formula, Holding, Post


def hold_post(library: Library, actor: Actor, post: Post, user: str, first: date, last: date | None) -> None:
    """Give a post to a person from a day on; the post is made when it is new. The one before ends.

    Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "give posts")
        if uow.people.get(user) is None:
            raise NotFoundError(user)
        now = library.clock()
        offices = uow.posts.offices()
        if all(p.code != post.code for p in offices.posts):
            uow.posts.add(post)
        for before in offices.holdings:
            if before.post == post.code and before.formula is Formula.NONE and before.covers(first):
                uow.posts.end(before.id, first - timedelta(days=1), now)
        holding = Holding(library.new_id(), post.code, user, first, last)
        uow.posts.hold(holding, now)
        record(library, uow, actor, f"post:{post.code}", "post:hold", person=user, first=str(first),
             last=str(last or ""))  # fmt: skip
        uow.commit()


def delegate(
    library: Library, actor: Actor, post: str, user: str, first: date, last: date, formula: Formula
) -> None:
    """Let a person act for a post between two days. The holder or an administrator may.

    Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        person = person_of(uow, actor)
        now = library.clock()
        offices = uow.posts.offices()
        if all(p.code != post for p in offices.posts) or uow.people.get(user) is None:
            raise NotFoundError(f"{post} / {user}")
        mine = any(h.post == post and h.formula is Formula.NONE for h in offices.held_by(actor.user, first))
        if not (mine or person.has(Role.ADMIN)) or last < first:
            raise NotAllowedError(actor.user, "delegate this post")
        uow.posts.hold(Holding(library.new_id(), post, user, first, last, formula), now)
        record(library, uow, actor, f"post:{post}", "post:delegate", person=user, first=str(first),
             last=str(last), formula=formula.name)  # fmt: skip
        uow.commit()
