"""SQLite's FTS5 tables: trigrams of titles and of passages, and grams of one and two characters.

Trigrams find nothing shorter than three characters, so those have an index of their own, a row a document.
All are without content: taking something out needs what was put in, which stands in ``search_passages``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import Connection, text

from sopctl.storage.sql.search.cut import LINE, folded

_PASSAGES = text("SELECT id, position, words FROM search_passages WHERE document = :document")
_TITLES = "INSERT INTO search_titles ({0}rowid, title) VALUES ({1}:id, :text)"
_TRIGRAMS = "INSERT INTO search_trigrams ({0}rowid, body) VALUES ({1}:id, :text)"
_GRAMS = "INSERT INTO search_grams ({0}rowid, title, body) VALUES ({1}:id, :title, :body)"


def add(connection: Connection, document: int) -> None:
    """Index the title and passages of a document that were just written."""
    if connection.dialect.name == "sqlite":
        _write(connection, document, take_out=False)


def remove(connection: Connection, document: int) -> None:
    """Take a document out of the index, while its title and passages are still there to be read."""
    if connection.dialect.name == "sqlite":
        _write(connection, document, take_out=True)


def gram(short: str) -> str:
    """One or two characters as a word that no tokenizer takes apart."""
    return "".join(f"{ord(char):06x}" for char in short)


def _write(connection: Connection, document: int, *, take_out: bool) -> None:
    def write(statement: str, table: str, rows: list[dict[str, int | str]]) -> None:
        step = (f"{table}, ", "'delete', ") if take_out else ("", "")
        if rows:
            connection.execute(text(statement.format(*step)), rows)

    rows = connection.execute(_PASSAGES, {"document": document}).all()
    titles = [folded(row.words) for row in rows if row.position == 0]
    bodies = [(row.id, folded(row.words)) for row in rows if row.position > 0]
    write(_TITLES, "search_titles", [{"id": document, "text": title} for title in titles])
    write(_TRIGRAMS, "search_trigrams", [{"id": id_, "text": body} for id_, body in bodies])
    grams: dict[str, int | str] = {
        "id": document,
        "title": _grams(titles),
        "body": _grams(body for _, body in bodies),
    }
    write(_GRAMS, "search_grams", [grams])


def _grams(texts: Iterable[str]) -> str:
    found: set[str] = set()
    for body in texts:
        for line in body.split(LINE):
            found.update(line)
            found.update(map("".join, pairwise(line)))
    return " ".join(sorted(gram(short) for short in found if " " not in short))
