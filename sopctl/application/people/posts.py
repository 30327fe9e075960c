"""Posts: who holds them from when to when, and who acts for the holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sopctl.application.identity import person_of, require
from sopctl.application.library import Actor, Library, record
from sopctl.application.notices.telling import tell
from sopctl.application.people.confirming import ask_confirmation
from sopctl.application.people.proof import reauthenticate
from sopctl.application.ports import UnitOfWork
from sopctl.domain.confirmations import Touch
from sopctl.domain.errors import NotAllowedError, NotFoundError, SopctlError
from sopctl.domain.notices import NoticeKind
from sopctl.domain.people import Role
from sopctl.domain.posts import Formula, Holding, Post
from sopctl.thai.dates import bangkok_day


class DelegationRefusedError(SopctlError):
    """A delegation to oneself, or one that ends before it begins or has ended already."""

    code = "delegation-refused"

    def __init__(self, user: str) -> None:
        super().__init__(f"The days are the wrong way round or past, or {user} holds the post.", user=user)


# The posts by which the packaged types of document are approved.
DIRECTOR = Post("director", "ผู้อำนวยการโรงพยาบาล", "Hospital Director")
GROUP_HEAD = Post("group-head", "หัวหน้ากลุ่มงาน", "Head of Group")


def begin_posts(library: Library, actor: Actor) -> None:
    """Let a new library know the posts that its types of document name, held by nobody yet."""
    with library.unit() as uow:
        known = {post.code for post in uow.posts.offices().posts}
        for post in (DIRECTOR, GROUP_HEAD):
            if post.code not in known:
                uow.posts.add(post)
                record(library, uow, actor, f"post:{post.code}", "post:make", title=post.title_th)
        uow.commit()


def hold_post(library: Library, actor: Actor, post: Post, user: str, first: date, last: date | None) -> str:
    """An administrator gives a post to a person from a day on; the post is made when it is new.

    It stands, and the one before ends, when a second person has confirmed it; whoever holds the post is told.
    Returns the holding's id. Raises NotAllowedError, NotFoundError.
    """
    with library.unit() as uow:
        require(uow, actor, Role.ADMIN, "give posts")
        if uow.people.get(user) is None:
            raise NotFoundError(user)
        offices = uow.posts.offices()
        if all(p.code != post.code for p in offices.posts):
            uow.posts.add(post)
        holders = tuple(h.person for h in offices.holdings if h.post == post.code and h.covers(first))
        given = Holding(library.new_id(), post.code, user, first, last)
        uow.posts.hold(given, library.clock())
        _wait(library, uow, actor, given, holders, post.title_th)
        record(library, uow, actor, f"post:{post.code}", "post:hold", person=user, first=str(first),
             last=str(last or ""))  # fmt: skip
        uow.commit()
    return given.id


def delegate(
    library: Library,
    actor: Actor,
    post: str,
    user: str,
    first: date,
    last: date,
    formula: Formula,
    *,
    password: str | None = None,
    code: str = "",
) -> str:
    """Let a person act for a post between two days. The holder or an administrator may.

    With the holder's ``password`` it stands at once; without, or by an administrator, when a second person
    has confirmed it. Returns the holding's id. Raises NotAllowedError, NotFoundError,
    DelegationRefusedError, and what ``reauthenticate`` raises.
    """
    with library.reading() as uow:
        mine = _may_delegate(library, uow, actor, post, user, first, last)
    proven = mine and password is not None
    if proven:
        reauthenticate(library, actor, password or "", code)
    with library.unit() as uow:
        mine = _may_delegate(library, uow, actor, post, user, first, last)
        given = Holding(library.new_id(), post, user, first, last, formula)
        uow.posts.hold(given, library.clock())
        offices = uow.posts.offices()
        holders = tuple(
            h.person for h in offices.holdings
            if h.post == post and h.formula is Formula.NONE and h.covers(first)
        )  # fmt: skip
        if proven and mine:
            tell(library, uow, NoticeKind.POST_GIVEN, (user, *holders), key=given.id,
                 title=offices.title(post), path="/account")  # fmt: skip
        else:
            _wait(library, uow, actor, given, holders, offices.title(post))
        record(library, uow, actor, f"post:{post}", "post:delegate", person=user, first=str(first),
             last=str(last), formula=formula.name)  # fmt: skip
        uow.commit()
    return given.id


def end_delegation(library: Library, actor: Actor, holding_id: str) -> None:
    """End a delegation now, before its last day. The holder, the one who acts, or an administrator may.

    Raises NotFoundError, NotAllowedError, DelegationRefusedError for one that has ended.
    """
    today = bangkok_day(library.clock())
    with library.unit() as uow:
        person = person_of(uow, actor)
        offices = uow.posts.offices()
        found = next(
            (h for h in offices.holdings if h.id == holding_id and h.formula is not Formula.NONE), None
        )
        if found is None:
            raise NotFoundError(holding_id)
        mine = any(
            h.post == found.post and h.formula is Formula.NONE for h in offices.held_by(actor.user, today)
        )
        if not (mine or found.person == actor.user or person.has(Role.ADMIN)):
            raise NotAllowedError(actor.user, "end this delegation")
        if found.last is not None and found.last < today:
            raise DelegationRefusedError(found.person)
        last = today - timedelta(days=1)
        uow.posts.end(found.id, last, library.clock())
        tell(library, uow, NoticeKind.DELEGATION_ENDED, (found.person,), key=f"{found.id}:{last}",
             title=offices.title(found.post), path="/account")  # fmt: skip
        record(library, uow, actor, f"post:{found.post}", "post:end-delegation", person=found.person,
               last=str(last))  # fmt: skip
        uow.commit()


@dataclass(frozen=True)
class Desk:
    """What somebody can delegate, and the delegations of those posts or to them that have not ended.

    ``acting`` pairs each with its post's Thai title; ``names`` are the active people's by user name.
    """

    mine: tuple[Post, ...]
    acting: tuple[tuple[Holding, str], ...]
    names: dict[str, str]


def my_posts(library: Library, actor: Actor) -> Desk:
    """The posts that the reader holds, and who acts for whom in them. Raises NotAllowedError."""
    today = bangkok_day(library.clock())
    with library.reading() as uow:
        person_of(uow, actor)
        offices = uow.posts.offices()
        names = {p.user: p.name for p in uow.people.all() if p.active}
    held = {h.post for h in offices.held_by(actor.user, today) if h.formula is Formula.NONE}
    acting = tuple(
        (h, offices.title(h.post)) for h in offices.holdings
        if h.formula is not Formula.NONE and (h.post in held or h.person == actor.user)
        and (h.last is None or h.last >= today)
    )  # fmt: skip
    return Desk(tuple(p for p in offices.posts if p.code in held), acting, names)


def _may_delegate(
    library: Library, uow: UnitOfWork, actor: Actor, post: str, user: str, first: date, last: date
) -> bool:
    """Whether the actor holds the post on the first day; an administrator may without."""
    person = person_of(uow, actor)
    offices = uow.posts.offices()
    if all(p.code != post for p in offices.posts) or uow.people.get(user) is None:
        raise NotFoundError(f"{post} / {user}")
    mine = any(h.post == post and h.formula is Formula.NONE for h in offices.held_by(actor.user, first))
    if not mine:
        if not person.has(Role.ADMIN):
            raise NotAllowedError(actor.user, "delegate this post")
        require(uow, actor, Role.ADMIN, "delegate this post")
    holder = any(h.post == post and h.formula is Formula.NONE for h in offices.held_by(user, first))
    if last < first or last < bangkok_day(library.clock()) or holder:
        raise DelegationRefusedError(user)
    return mine


def _wait(
    library: Library, uow: UnitOfWork, actor: Actor, given: Holding, holders: tuple[str, ...], title: str
) -> None:
    facts = {"post": given.post, "title": title, "first": str(given.first), "last": str(given.last or ""),
             "formula": given.formula.value}  # fmt: skip
    ask_confirmation(library, uow, actor, Touch.POST, given.person, subject=given.id, concerned=holders,
                     detail=facts)  # fmt: skip
