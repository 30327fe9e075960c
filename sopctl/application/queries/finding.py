"""Searching what is in force as people ask: in everyday words, with words too many, with a slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from sopctl.application.hospital import SYNONYMS
from sopctl.application.library import Library, until_next_act
from sopctl.application.ports import UnitOfWork
from sopctl.application.queries.readers import Reader, today
from sopctl.application.records import SearchHit
from sopctl.thai.likeness import alike
from sopctl.thai.synonyms import Synonyms, read_groups
from sopctl.thai.telling import tells
from sopctl.thai.text import fold
from sopctl.thai.words import Words

_OTHERS = 6  # questions in other words
_FEW = 1  # of a longer question that found something as it was asked: each costs as much as the first
_TERMS = 6  # words that are looked for one by one
_SHORTEST = 3  # characters of a word that is looked for by itself
_LONG = 5  # and within a question without spaces
_NEAR = 5


@dataclass(frozen=True)
class Answer:
    """What was found, best first; ``whole``: at least one document holds everything that was asked for.

    ``near``: when nothing was found, words that would find something.
    """

    hits: tuple[SearchHit, ...]
    whole: bool
    near: tuple[str, ...] = ()


def search(
    library: Library, who: Reader, query: str, *, type_code: str = "", department: str = "",
    standard: str = "", limit: int = 20,
) -> Answer:  # fmt: skip
    """Search what is in force, in the reader's words, then in others of the same meaning.

    When nothing holds all of the words, documents that hold some; when nothing holds any, near words.
    """
    synonyms = synonyms_of(library)
    with library.reading() as uow:
        mine = who.departments
        ask = partial(
            uow.search.find, restricted_departments=mine, type_code=type_code, department=department,
            standard=standard, limit=limit,
        )  # fmt: skip
        search = Search(ask, partial(uow.search.known, restricted_departments=mine), synonyms, limit)
        hits = search.in_any_words(query) or search.by_fewer(query)
        hits = _standing_hits(library, uow, who, hits)
        near = () if hits else search.near(query, uow.search.near(query, restricted_departments=mine))
    return Answer(hits, any(hit.whole for hit in hits), near)


def _standing_hits(
    library: Library, uow: UnitOfWork, who: Reader, hits: tuple[SearchHit, ...]
) -> tuple[SearchHit, ...]:
    """Those of documents in force and open to the reader: the index follows midnight a little later."""
    current = uow.releases.open_on(today(library), {hit.number for hit in hits})
    return tuple(hit for hit in hits if hit.number in current and who.may_read(current[hit.number]))


def synonyms_of(library: Library) -> Synonyms:
    """The words that stand for each other here: the program's and the hospital's own."""
    own = until_next_act(library, (SYNONYMS,), lambda: library.own(SYNONYMS) or b"")
    if not own:
        return Synonyms.packaged()
    return library.memory.get(
        (SYNONYMS, own), lambda: Synonyms.packaged().extended(read_groups(own.decode()))
    )


@dataclass(frozen=True)
class Search:
    """One reader's search: ``ask`` finds at most ``limit`` documents, ``known`` tells which phrases stand."""

    ask: Callable[[str], Sequence[SearchHit]]
    known: Callable[[Collection[str]], Collection[str]]
    synonyms: Synonyms
    limit: int

    def in_any_words(self, query: str) -> tuple[SearchHit, ...]:
        """What the query finds, then what it finds in other words, each document once.

        Documents that hold only some of the words come after all that hold every one. Other words are not
        looked for when its own fill the answer.
        """
        own = _Hits.of(self.ask(query))
        asking = self.synonyms.asking(query) if len(own.first) < self.limit else None
        if asking is None:
            return (*own.first, *own.rest)
        found = [own]
        most = _FEW if own.found and not asking.all_of_it else _OTHERS
        for question in asking.questions(self.known(asking.others))[:most]:
            found.append(_Hits.of(self.ask(question)))
            if sum(len(each.first) for each in found) >= self.limit:
                break
        first = list(chain.from_iterable(each.first for each in found))
        # What has some of the words by chance is no company for what has all in other words.
        rest = own.rest if own.first or not first else ()
        return _each_once(chain(first, rest), self.limit)

    def by_fewer(self, query: str) -> tuple[SearchHit, ...]:
        """What holds some of the words that were typed with spaces between, else some words within them."""
        plain = fold(query)
        return self._by_some(plain.split(" ")) or self._by_some(self._pieces(plain))

    def _pieces(self, plain: str) -> list[str]:
        """The everyday words in a question, and the others that are too long to be there by chance."""
        asking = self.synonyms.asking(plain)
        everyday = [place.word for place, _ in asking.places] if asking else []
        return everyday + [word for word in Words.default().segment(plain) if len(word) >= _LONG]

    def _by_some(self, typed: Sequence[str]) -> tuple[SearchHit, ...]:
        """What holds some of the terms by itself, the most of them first."""
        every = dict.fromkeys(typed)
        terms = [term for term in every if len(term) >= _SHORTEST and tells(term)][:_TERMS]
        found = [[hit for hit in self.in_any_words(term) if hit.whole] for term in terms]
        found.sort(key=len)  # the rarest word tells most, and is what is shown
        held = Counter(hit.number.text for hits in found for hit in hits)
        some = [replace(hit, whole=False) for hit in chain.from_iterable(found)]
        some.sort(key=lambda hit: -held[hit.number.text])
        return _each_once(some, self.limit)

    def near(self, query: str, words: Sequence[str]) -> tuple[str, ...]:
        """Everyday words like those that were typed, if they find something; then ``words`` of documents."""
        typed = [term for term in fold(query).split(" ") if len(term) >= _SHORTEST][:_TERMS]
        everyday = list(chain.from_iterable(alike(term, self.synonyms.of, _NEAR) for term in typed))
        finds = [word for word in everyday if any(hit.whole for hit in self.in_any_words(word))]
        return tuple(dict.fromkeys((*finds, *words)))[:_NEAR]


@dataclass(frozen=True)
class _Hits:
    """The hits up to the last that holds everything, and those after it."""

    first: Sequence[SearchHit]
    rest: Sequence[SearchHit]

    @classmethod
    def of(cls, hits: Sequence[SearchHit]) -> _Hits:
        end = max((at for at, hit in enumerate(hits, start=1) if hit.whole), default=0)
        return cls(hits[:end], hits[end:])

    @property
    def found(self) -> bool:
        """Whether there are any."""
        return bool(self.first or self.rest)


def _each_once(hits: Iterable[SearchHit], limit: int) -> tuple[SearchHit, ...]:
    once: dict[str, SearchHit] = {}
    for hit in hits:
        once.setdefault(hit.number.text, hit)
    return tuple(islice(once.values(), limit))
