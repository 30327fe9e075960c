"""What a person was told, as they read it inside the program."""

from __future__ import annotations

from dataclasses import dataclass

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.domain.notices import Notice


@dataclass(frozen=True)
class NoticeList:
    """What a person was told, latest first, and how much of it is unread."""

    notices: tuple[Notice, ...]
    unread: int


def my_notices(library: Library, actor: Actor, limit: int = 100) -> NoticeList:
    """What I was told, latest first. Raises NotAllowedError."""
    with library.reading() as uow:
        person = person_of(uow, actor)
        return NoticeList(tuple(uow.notices.of(person.user, limit)), uow.notices.unread(person.user))


def unread(library: Library, user: str) -> int:
    """How many notices a person has not read."""
    with library.reading() as uow:
        return uow.notices.unread(user)


def mark_read(library: Library, actor: Actor, notice_id: str | None = None) -> None:
    """Mark one of my notices as read, or all of them. Raises NotAllowedError."""
    with library.unit() as uow:
        uow.notices.mark_read(person_of(uow, actor).user, library.clock(), notice_id)
        uow.commit()
