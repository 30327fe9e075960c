"""SQLite's FTS5 tables: trigrams of passages, and grams of one and two characters of documents.

Trigrams find nothing shorter than three characters, so those have an index of their own. Both tables are
without content: taking something out needs what was put in, which stands in ``search_passages``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import Connection, text

from sopctl.storage.sql.search.cut import LINE, folded

_PASSAGES = text("SELECT id, position, words FROM search_passages WHERE document = :document")
_TRIGRAMS = "INSERT INTO search_trigrams ({0}rowid, title, body) VALUES ({1}:id, :title, :body)"
_GRAMS = "INSERT INTO search_grams ({0}rowid, grams) VALUES ({1}:document, :grams)"


def add(connection: Connection, document: int) -> None:
    """Index the passages of a document that were just written."""
    if connection.dialect.name == "sqlite":
        _write(connection, document, ("", ""), ("", ""))


def remove(connection: Connection, document: int) -> None:
    """Take a document's passages out of the index, while they are still there to be read."""
    if connection.dialect.name == "sqlite":
        _write(connection, document, ("search_trigrams, ", "'delete', "), ("search_grams, ", "'delete', "))


def gram(short: str) -> str:
    """One or two characters as a word that no tokenizer takes apart."""
    return "".join(f"{ord(char):06x}" for char in short)


def _write(connection: Connection, document: int, trigrams: tuple[str, str], grams: tuple[str, str]) -> None:
    rows = connection.execute(_PASSAGES, {"document": document}).all()
    texts = [(row.id, row.position == 0, folded(row.words)) for row in rows]
    connection.execute(
        text(_TRIGRAMS.format(*trigrams)),
        [
            {"id": id_, "title": body if title else "", "body": "" if title else body}
            for id_, title, body in texts
        ],
    )
    connection.execute(
        text(_GRAMS.format(*grams)), {"document": document, "grams": _grams(body for _, _, body in texts)}
    )


def _grams(texts: Iterable[str]) -> str:
    found: set[str] = set()
    for body in texts:
        for line in body.split(LINE):
            found.update(line)
            found.update(map("".join, pairwise(line)))
    return " ".join(sorted(gram(short) for short in found if " " not in short))
