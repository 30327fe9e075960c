"""Documents in SQL. None is ever deleted, so a number, once taken, is never given again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from sopctl.application.ports import ConcurrentChangeError
from sopctl.application.records import Document
from sopctl.domain.access import Access
from sopctl.domain.errors import NotFoundError
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.statements import Values, one
from sopctl.storage.sql.tables import documents


class SqlDocuments:
    """Port ``Documents``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, number: DocumentNumber) -> Document | None:
        row = one(self._connection, select(documents).where(documents.c.number == number.text))
        return _document(row) if row else None

    def all(self) -> Sequence[Document]:
        """Every document, by number."""
        rows = self._connection.execute(select(documents)).mappings()
        return sorted(map(_document, rows), key=lambda document: document.number)

    def add(self, document: Document) -> None:
        """Raises ConcurrentChangeError when the number is taken."""
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(documents).values(_row(document)))
        except IntegrityError as taken:
            raise ConcurrentChangeError(document.number) from taken

    def save(self, document: Document) -> None:
        """Raises NotFoundError for a document that was never added."""
        changed = self._connection.execute(
            update(documents).where(documents.c.number == document.number.text).values(_row(document))
        )
        if changed.rowcount == 0:
            raise NotFoundError(document.number)


def _row(document: Document) -> Values:
    return {
        "number": document.number.text,
        "type_code": document.type_code,
        "department": document.department,
        "owner": document.owner,
        "access": document.access.value,
        "created_at": document.created_at,
        "departments": document.departments,
    }


def _document(row: RowMapping) -> Document:
    return Document(
        number=DocumentNumber(row["number"]),
        type_code=row["type_code"],
        department=row["department"],
        owner=row["owner"],
        access=Access(row["access"]),
        created_at=row["created_at"],
        departments=row["departments"] or (),
    )
