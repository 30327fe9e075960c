"""Pictures of signatures: each person's own, and those that stand on a copy."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library, record
from sopctl.content.pictures import check_signature_picture
from sopctl.domain.errors import NotAllowedError, NotFoundError
from sopctl.domain.people import Person, Role


def set_picture(library: Library, actor: Actor, user: str, data: bytes | None) -> Person:
    """Keep the picture of somebody's signature, their own or as an administrator; None takes it away.

    What was signed before keeps the picture of its own time. Raises PictureRefusedError, NotFoundError,
    NotAllowedError.
    """
    if data is not None:
        check_signature_picture(data)
    with library.reading() as uow:
        _require(person_of(uow, actor), user)
    digest = library.blobs.put(data) if data is not None else ""
    with library.unit() as uow:
        _require(person_of(uow, actor), user)
        person = uow.people.get(user)
        if person is None:
            raise NotFoundError(user)
        changed = replace(person, picture=digest)
        uow.people.save(changed)
        record(library, uow, actor, f"person:{user}", "person:picture", picture=digest, before=person.picture)
        uow.commit()
    return changed


def picture_of(library: Library, actor: Actor, user: str) -> bytes:
    """The picture of somebody's signature, for themselves and administrators.

    Raises NotFoundError, NotAllowedError.
    """
    with library.reading() as uow:
        _require(person_of(uow, actor), user)
        person = uow.people.get(user)
    if person is None or not person.picture:
        raise NotFoundError(f"{user}: a picture")
    return library.blobs.get(person.picture)


def _require(person: Person, user: str) -> None:
    if person.user != user and not person.has(Role.ADMIN):
        raise NotAllowedError(person.user, "change this picture")
