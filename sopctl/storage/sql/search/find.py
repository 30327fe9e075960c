"""Which documents answer a query, and with which passage, best first.

1. numbers; 2. titles, then headings and bodies, that hold the query as words; 3. those that hold it within
words (ยา in พยาบาล); 4. documents that hold its terms far apart; 5. those that hold most of its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from sqlalchemy import Connection, select

from sopctl.storage.sql.search import numbers, postings, score
from sopctl.storage.sql.search.cut import folded
from sopctl.storage.sql.search.lookup import Filter, Lookup
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.score import BODY, TITLE, Found
from sopctl.storage.sql.tables import search_passages

_CAP = 200  # passages that are looked at when a term stands in very many


def find(connection: Connection, asked: Query, allowed: Filter, limit: int) -> list[Found]:
    """At most ``limit`` documents, best first, each once."""
    if not asked.terms or limit < 1:
        return []
    finder = _Finder(connection, asked, allowed, limit)
    return list(islice(finder.in_order(), limit))


class _Finder:
    def __init__(self, connection: Connection, asked: Query, allowed: Filter, limit: int) -> None:
        self._connection = connection
        self._asked = asked
        self._allowed = allowed
        self._limit = limit
        self._lookup = Lookup(connection, allowed)
        self._words = postings.look_up(connection, asked.words)
        self._given: set[int] = set()

    def in_order(self) -> Iterator[Found]:
        """Every document that answers, each once; what is not asked for is not looked up."""
        likely, unlikely = numbers.split(self._connection, self._asked, self._allowed, self._limit)
        for found in chain(likely, self._by_text(), unlikely):
            if found.document not in self._given:
                self._given.add(found.document)
                yield found

    def _by_text(self) -> Iterator[Found]:
        best = self._of_one_word()
        titles = self._titles()
        yield from (Found(document, TITLE, 0) for document, titled in best if titled)
        yield from (Found(hit.document, TITLE, 0) for hit in titles if hit.aligned)
        yield from self._shown([document for document, titled in best if not titled])
        passages = score.passages(self._asked, self._words, self._candidates())
        yield from (Found(hit.document, BODY, hit.position) for hit in passages if hit.aligned)
        yield from (Found(hit.document, TITLE, 0) for hit in titles if not hit.aligned)
        yield from (Found(hit.document, BODY, hit.position) for hit in passages if not hit.aligned)
        if len(self._asked.terms) > 1:
            yield from self._shown(self._lookup.documents(self._asked.terms, self._limit))
        if len(self._asked.words) > 1:
            yield from self._loosely(strict=bool(self._given))

    def _of_one_word(self) -> list[tuple[int, bool]]:
        """For a query of one word, the documents for which it says most, and whether in their titles."""
        if len(self._words) != 1 or self._words[0].text != self._asked.phrase:
            return []
        wanted = self._limit + len(self._given)
        return postings.best(self._connection, self._words[0], self._allowed, wanted)

    def _titles(self) -> list[score.Scored]:
        return score.titles(self._asked, self._lookup.titles(self._asked.terms, _CAP))

    def _candidates(self) -> list[score.Passage]:
        """Passages that hold every term; of very many, the first and those where its words say most."""
        found = [score.Passage(*row) for row in self._lookup.passages(self._asked.terms, _CAP)]
        if len(found) == _CAP:
            likely = [document for document, _ in self._by_words(self._limit * 2)]
            hold = (
                passage
                for passage in self._passages(likely)
                if all(term in folded(passage.words) for term in self._asked.terms)
            )
            found = list({(p.document, p.position): p for p in chain(found, hold)}.values())
        return found

    def _loosely(self, *, strict: bool) -> Iterator[Found]:
        """Documents that hold most of what the query's words say, in whatever place."""
        ranked = self._by_words(max(30, self._limit))
        if not ranked:
            return
        best = score.best_passages(self._asked, self._words, self._passages([doc for doc, _ in ranked]))
        unknown = (len(self._asked.words) - len(self._words)) * self._words[0].weight
        enough = (unknown + sum(word.weight for word in self._words)) * (0.6 if strict else 0.2)
        both = [(value + 1.5 * best[doc].value, doc) for doc, value in ranked if doc in best]
        for value, document in sorted(both, key=lambda pair: (-pair[0], pair[1])):
            if value >= enough:
                yield Found(document, BODY, best[document].position)

    def _by_words(self, count: int) -> list[tuple[int, float]]:
        return postings.rank(self._connection, self._words, self._allowed, count)

    def _shown(self, documents: Sequence[int]) -> Iterator[Found]:
        """The documents in this order, each with its best passage."""
        new = [document for document in documents if document not in self._given]
        best = score.best_passages(self._asked, self._words, self._passages(new))
        yield from (
            Found(document, BODY, best[document].position if document in best else 0) for document in new
        )

    def _passages(self, documents: Sequence[int]) -> list[score.Passage]:
        table = search_passages.c
        query = select(table.document, table.position, table.words)
        rows = self._connection.execute(query.where(table.document.in_(documents), table.position > 0))
        return [score.Passage(*row) for row in rows]
