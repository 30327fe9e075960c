"""Which documents answer a query, and with which passage, best first.

1. numbers; 2. titles, then headings and bodies, that hold the query as words; 3. those that hold it within
words (ยา in พยาบาล); 4. documents that hold most of its words; 5. those that hold its terms far apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TypeVar

from sopctl.storage.sql.search import numbers, postings
from sopctl.storage.sql.search.cut import folded
from sopctl.storage.sql.search.lookup import Filter, Lookup
from sopctl.storage.sql.search.probes import TRIGRAM
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.search.score import BODY, TITLE, Found, Passage, Scored, Scorer, Title
from sopctl.storage.sql.search.statements import Sql, marks
from sopctl.thai.telling import SAY_NOTHING

_CAP = 64  # passages that are looked at when a term stands in very many
_MOST = 0.6  # of the telling words' weight: beside documents that hold the query as it is
_ONE, _TWO = 0.4, 0.18  # one document at least, by one word or by two; otherwise nothing is found
_EACH = 2 / 3  # or so many of the telling words, however common they are
_SOME = 0.1  # the others beside it
_PASSAGE = 1.5  # how much the best passage tells beside the whole document
_LOOSE = 24  # documents that are looked into because the query's words say most of them

_Rows = TypeVar("_Rows", bound=tuple[object, ...])
_OF = "SELECT id, document, words FROM search_passages WHERE document IN {} AND position > 0"


def find(sql: Sql, asked: Query, allowed: Filter, limit: int) -> list[Found]:
    """At most ``limit`` documents, best first, each once."""
    if not asked.terms or limit < 1:
        return []
    finder = _Finder(sql, asked, allowed, limit)
    return list(islice(finder.in_order(), limit))


class _Finder:
    def __init__(self, sql: Sql, asked: Query, allowed: Filter, limit: int) -> None:
        self._sql = sql
        self._asked = asked
        self._allowed = allowed
        self._limit = limit
        self._words = postings.look_up(sql, asked.words)
        weights = {word.text: word.weight for word in self._words}
        self._lookup = Lookup(sql, asked, weights, allowed)
        self._scorer = Scorer(asked, self._words)
        self._given: set[int] = set()
        self._read = 0

    def in_order(self) -> Iterator[Found]:
        """Every document that answers, each once; what is not asked for is not looked up."""
        likely, unlikely = numbers.split(self._sql, self._asked, self._allowed, self._limit)
        for found in chain(likely, self._by_text(), unlikely):
            if found.document not in self._given:
                self._given.add(found.document)
                yield found

    def _by_text(self) -> Iterator[Found]:
        best = self._of_one_word()
        yield from (Found(document, TITLE, 0) for document, titled in best if titled)
        if len(self._asked.phrase) >= TRIGRAM or not best:
            yield from (Found(hit.document, TITLE, 0) for hit in self._titles if hit.aligned)
        yield from self._shown([document for document, titled in best if not titled])
        passages = self._scorer.passages(self._candidates())
        yield from (Found(hit.document, BODY, hit.id) for hit in passages if hit.aligned)
        yield from (Found(hit.document, TITLE, 0) for hit in self._titles if not hit.aligned)
        yield from (Found(hit.document, BODY, hit.id) for hit in passages if not hit.aligned)
        yield from self._further()
        if len(self._asked.words) > 1:
            yield from self._loosely(strict=bool(self._given))
        if len(self._asked.terms) > 1:
            for documents in self._lookup.documents(_CAP):
                yield from self._shown(documents)

    def _of_one_word(self) -> list[tuple[int, bool]]:
        """For a query of one word, the documents for which it says most, and whether in their titles."""
        if len(self._words) != 1 or self._words[0].text != self._asked.phrase:
            return []
        wanted = self._limit + len(self._given)
        return postings.best(self._sql, self._words[0], self._allowed, wanted)

    @cached_property
    def _titles(self) -> list[Scored]:
        found = self._lookup.titles(_CAP)
        return self._scorer.titles([Title(*row) for row in found])

    def _candidates(self) -> list[Passage]:
        """Passages that hold every term; of very many, the first and those where its words say most."""
        rows = self._lookup.passages(_CAP)
        found = {row[0]: Passage(*row) for row in rows}
        self._read = len(rows)
        if len(rows) == _CAP:
            for passage in self._passages([document for document, *_ in self._likely[:_LOOSE]]):
                plain = folded(passage.words)
                if all(term in plain for term in self._asked.terms):
                    found[passage.id] = passage
        return list(found.values())

    def _further(self) -> Iterator[Found]:
        """What else holds every term, for a reader who asks for more than was looked at: as it comes."""
        for titles in self._pages(lambda skip: self._lookup.titles(_CAP, skip), len(self._titles)):
            yield from (Found(document, TITLE, 0) for document, *_ in titles)
        for passages in self._pages(lambda skip: self._lookup.passages(_CAP, skip), self._read):
            yield from (Found(document, BODY, id_) for id_, document, _ in passages)

    def _pages(self, page: Callable[[int], list[_Rows]], read: int) -> Iterator[list[_Rows]]:
        """What comes after the first page, of which ``read`` rows were read."""
        skip = _CAP
        while read == _CAP:
            rows = page(skip)
            yield rows
            skip, read = skip + _CAP, len(rows)

    @cached_property
    def _likely(self) -> list[postings.Ranked]:
        """The documents for which the query's words together say most."""
        wanted = max(_LOOSE, self._limit * 2)
        return postings.rank(self._sql, self._words, self._allowed, wanted)

    def _loosely(self, *, strict: bool) -> Iterator[Found]:
        """Documents that hold most of what the query's words say, in whatever place."""
        telling = [word for word in self._words if word.tells]
        if not telling:
            return
        asked = sum(word not in SAY_NOTHING for word in self._asked.words)
        unknown = (asked - len(telling)) * telling[0].unheard
        everything = unknown + sum(word.weight for word in telling)

        likely = self._likely[: max(_LOOSE, self._limit)]
        if not strict and not any(
            each.held >= everything * (_TWO if each.telling > 1 else _ONE) or each.telling >= asked * _EACH
            for each in likely
        ):
            return  # words that happen to stand somewhere are no answer
        ranked = [each for each in likely if each.held >= everything * (_MOST if strict else _SOME)]
        best = self._scorer.best_passages(self._passages([each.document for each in ranked]))
        both = [
            (-each.value - _PASSAGE * best[each.document].value, each.document, each.telling >= asked)
            for each in ranked
            if each.document in best
        ]
        for _, document, whole in sorted(both):
            yield Found(document, BODY, best[document].id, whole)

    def _shown(self, documents: Sequence[int]) -> Iterator[Found]:
        """The documents in this order, each with its best passage."""
        new = [document for document in documents if document not in self._given]
        best = self._scorer.best_passages(self._passages(new))
        yield from (Found(document, BODY, best[document].id if document in best else 0) for document in new)

    def _passages(self, documents: Sequence[int]) -> list[Passage]:
        if not documents:
            return []
        return [Passage(*row) for row in self._sql.rows(_OF.format(marks(len(documents))), *documents)]
