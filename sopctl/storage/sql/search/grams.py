"""SQLite's FTS5 tables: trigrams of titles and of passages, and grams of one and two characters.

Trigrams find nothing shorter than three characters, so those have an index of their own, a row a document.
All are without content: taking something out needs what was put in, which stands in ``search_passages``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sopctl.storage.sql.search.cut import LINE, folded
from sopctl.storage.sql.search.statements import Sql

_PASSAGES = "SELECT position, words FROM search_passages WHERE document = ?"
_TITLE = """
    INSERT INTO search_titles ({0}rowid, title)
    SELECT {1}document, replace(words, char(31), '') FROM search_passages WHERE document = ? AND position = 0
"""
_TRIGRAMS = """
    INSERT INTO search_trigrams ({0}rowid, body)
    SELECT {1}id, replace(words, char(31), '') FROM search_passages WHERE document = ? AND position > 0
"""
# Documents, after which each index is put in one piece: some seconds for answers in half the time.
_EVERY = 1024
_IN_ONE_PIECE = (
    "INSERT INTO search_titles (search_titles) VALUES ('optimize')",
    "INSERT INTO search_trigrams (search_trigrams) VALUES ('optimize')",
    "INSERT INTO search_grams (search_grams) VALUES ('optimize')",
)
_GRAMS = "INSERT INTO search_grams ({0}rowid, title, body) VALUES ({1}?, ?, ?)"


def add(sql: Sql, document: int) -> None:
    """Index the title and passages of a document that were just written."""
    if sql.lite:
        _write(sql, document, take_out=False)
        if document % _EVERY == 0:
            for statement in _IN_ONE_PIECE:
                sql.run(statement)


def remove(sql: Sql, document: int) -> None:
    """Take a document out of the index, while its title and passages are still there to be read."""
    if sql.lite:
        _write(sql, document, take_out=True)


@lru_cache(maxsize=16_384)
def gram(short: str) -> str:
    """One or two characters as a word that no tokenizer takes apart."""
    return "".join(f"{ord(char):06x}" for char in short)


def _write(sql: Sql, document: int, *, take_out: bool) -> None:
    def write(statement: str, table: str, *given: object) -> None:
        sql.run(statement.format(*((f"{table}, ", "'delete', ") if take_out else ("", ""))), *given)

    rows = sql.rows(_PASSAGES, document)
    write(_TITLE, "search_titles", document)
    write(_TRIGRAMS, "search_trigrams", document)
    titles, bodies = ([words for at, words in rows if (at > 0) is body] for body in (False, True))
    write(_GRAMS, "search_grams", document, _grams(titles), _grams(bodies))


def _grams(texts: Iterable[str]) -> str:
    found: set[str] = set()
    for text in texts:
        for line in folded(text).split(LINE):
            found.update(line)
            found.update(map(str.__add__, line, line[1:]))
    return " ".join([gram(short) for short in sorted(found) if " " not in short])
