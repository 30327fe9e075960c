"""The port ``SearchIndex`` on SQL tables: what is written for a document, and how a query is answered."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, insert

from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search import grams, postings, vocabulary
from sopctl.storage.sql.search.answer import answer
from sopctl.storage.sql.search.cut import LINE, Cut
from sopctl.storage.sql.search.find import find
from sopctl.storage.sql.search.lookup import Filter
from sopctl.storage.sql.search.query import Query, number_key
from sopctl.storage.sql.search.statements import Sql
from sopctl.storage.sql.search.stored import entries
from sopctl.storage.sql.tables import search_documents
from sopctl.thai.text import fold

_Row = tuple[int, int, str, str, str, str, str]
_STANDARD = "INSERT INTO search_standards (document, standard) VALUES (?, ?)"
_PASSAGE = """
    INSERT INTO search_passages (document, position, anchor, heading, text, words, shifts)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_REMOVALS = (
    "DELETE FROM search_passages WHERE document = ?",
    "DELETE FROM search_standards WHERE document = ?",
    "DELETE FROM search_documents WHERE id = ?",
)


class SqlSearchIndex:
    """Port ``SearchIndex``; part of the unit of work's transaction like everything else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sql = Sql(connection)

    def put(self, entry: SearchEntry) -> None:
        self.remove(entry.number)
        title = Cut.of(entry.title)
        document = self._document(entry, title)
        self._sql.many(_STANDARD, [(document, name) for name in dict.fromkeys(entry.standards)])
        rows = [_row(document, 0, ("", "", entry.title), title.words, title)]
        for position, passage in enumerate(entry.passages, start=1):
            heading, text = Cut.of(passage[1]), Cut.of(passage[2])
            rows.append(_row(document, position, passage, heading.words + LINE + text.words, text))
        self._sql.many(_PASSAGE, rows)
        grams.add(self._sql, document)
        postings.add(self._sql, document, [(position, words) for _, position, _, _, _, words, _ in rows])

    def remove(self, number: DocumentNumber) -> None:
        """An unknown document is not there already."""
        for (document,) in self._sql.rows("SELECT id FROM search_documents WHERE number = ?", number.text):
            grams.remove(self._sql, document)
            postings.remove(self._sql, document)
            for statement in _REMOVALS:
                self._sql.run(statement, document)

    def entries(self) -> Sequence[SearchEntry]:
        return entries(self._connection)

    def versions(self) -> Mapping[DocumentNumber, str]:
        found = self._sql.rows("SELECT number, version_id FROM search_documents")
        return {DocumentNumber(number): version_id for number, version_id in found}

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
        """Number first, then title, then headings and body; never raises for what a reader types.

        What holds the query as words comes before what holds it within words, so that a title with พยาบาล
        comes after a text with ยา. ``restricted_departments``: departments whose restricted documents the
        reader may see; None sees all.
        """
        asked = Query.parse(query)
        allowed = Filter(restricted_departments, type_code, department, standard)
        return answer(self._sql, asked, find(self._sql, asked, allowed, limit))

    def known(
        self, phrases: Collection[str], *, restricted_departments: frozenset[str] | None
    ) -> frozenset[str]:
        return vocabulary.known(self._sql, phrases, Filter(restricted_departments))

    def near(
        self, query: str, *, restricted_departments: frozenset[str] | None, limit: int = 5
    ) -> Sequence[str]:
        return vocabulary.near(self._sql, Query.parse(query), Filter(restricted_departments), limit)

    def _document(self, entry: SearchEntry, title: Cut) -> int:
        number = fold(entry.number.text)
        row = self._connection.execute(
            insert(search_documents)
            .values(
                number=entry.number.text,
                number_folded=number,
                number_key=number_key(number),
                version_id=entry.version_id,
                title=entry.title,
                title_words=title.words,
                type_code=entry.type_code,
                department=entry.department,
                access=entry.access.value,
                effective=entry.effective,
                departments=entry.departments,
            )
            .returning(search_documents.c.id)
        ).one()
        return int(row.id)


def _row(document: int, position: int, passage: tuple[str, str, str], words: str, shown: Cut) -> _Row:
    anchor, heading, text = passage
    return document, position, anchor, heading, text, words, json.dumps(shown.shifts, separators=(",", ":"))
