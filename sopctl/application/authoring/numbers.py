"""The number that a new document would take."""

from __future__ import annotations

from sopctl.application.identity import person_of
from sopctl.application.library import Actor, Library
from sopctl.application.shape import document_type
from sopctl.domain.errors import NotAllowedError
from sopctl.domain.numbers import DocumentNumber
from sopctl.domain.people import Role


def next_number(library: Library, actor: Actor, type_code: str, department: str) -> DocumentNumber | None:
    """The number after the highest that the type has had in the department, hidden documents counted.

    None where a number cannot be made of these two: a form, say, is numbered after its procedure. It is not
    held for anybody until a draft begins. Raises TypeUnknownError, NumberMalformedError and NotAllowedError.
    """
    grammar = document_type(library, type_code).numbers
    with library.reading() as uow:
        if not person_of(uow, actor).roles & {Role.AUTHOR, Role.QUALITY}:
            raise NotAllowedError(actor.user, "write documents")
        if "parent" in grammar.tokens or ("unit" in grammar.tokens and not department):
            return None
        unit = department if "unit" in grammar.tokens else ""
        return grammar.next((document.number for document in uow.documents.all()), unit)
