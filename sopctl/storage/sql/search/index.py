"""The port ``SearchIndex`` on SQL tables: what is written for a document, and how a query is answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search import full_text, postings
from sopctl.storage.sql.search.answer import answer
from sopctl.storage.sql.search.find import Filter, find
from sopctl.storage.sql.search.query import Query, number_key
from sopctl.storage.sql.tables import (
    search_documents,
    search_passages,
    search_postings,
    search_standards,
)
from sopctl.thai.text import fold


class SqlSearchIndex:
    """Port ``SearchIndex``; part of the unit of work's transaction like everything else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, entry: SearchEntry) -> None:
        self.remove(entry.number)
        number = fold(entry.number.text)
        document = self._connection.execute(
            insert(search_documents)
            .values(
                number=entry.number.text,
                number_folded=number,
                number_key=number_key(number),
                version_id=entry.version_id,
                title=entry.title,
                title_folded=fold(entry.title),
                type_code=entry.type_code,
                department=entry.department,
                access=entry.access.value,
                effective=entry.effective,
            )
            .returning(search_documents.c.id)
        ).scalar_one()
        standards = [{"document": document, "standard": name} for name in dict.fromkeys(entry.standards)]
        if standards:
            self._connection.execute(insert(search_standards), standards)
        rows = [_passage(document, 0, title=entry.title)]
        for position, (anchor, heading, text) in enumerate(entry.passages, start=1):
            rows.append(_passage(document, position, anchor=anchor, heading=heading, text=text))
        self._connection.execute(insert(search_passages), rows)
        full_text.add(self._connection, document)
        postings.add(self._connection, document, rows)

    def remove(self, number: DocumentNumber) -> None:
        """An unknown document is not there already."""
        of = select(search_documents.c.id).where(search_documents.c.number == number.text)
        document = self._connection.scalar(of)
        if document is None:
            return
        full_text.remove(self._connection, document)
        for table in (search_postings, search_passages, search_standards):
            self._connection.execute(delete(table).where(table.c.document == document))
        self._connection.execute(delete(search_documents).where(search_documents.c.id == document))

    def find(
        self,
        query: str,
        *,
        restricted_departments: frozenset[str] | None,
        type_code: str = "",
        department: str = "",
        standard: str = "",
        limit: int = 20,
    ) -> Sequence[SearchHit]:
        """Number first, then title, then body; never raises for what a reader types.

        ``restricted_departments``: departments whose restricted documents the reader may see; None sees all.
        """
        asked = Query.parse(query)
        allowed = Filter(restricted_departments, type_code, department, standard)
        return answer(self._connection, asked, find(self._connection, asked, allowed, limit))


def _passage(
    document: int, position: int, *, title: str = "", anchor: str = "", heading: str = "", text: str = ""
) -> dict[str, int | str]:
    return {
        "document": document,
        "position": position,
        "anchor": anchor,
        "heading": heading,
        "text": title or text,
        "title_folded": fold(title),
        "heading_folded": fold(heading),
        "text_folded": fold(text),
    }
