"""Which trigrams of a query are looked up, so that few texts are left to be read for the whole of it.

Each trigram costs a walk through the passages that hold it, and most stand nearly everywhere. The index knows
how much each of the query's words tells, so the trigrams are taken from the words that tell most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sopctl.storage.sql.search.cut import SEPARATOR, is_word

TRIGRAM = 3
_FEW = 7  # trigrams of all terms together, up to which the terms are looked up as they are
_UNIT = 6  # characters up to which a term is looked up as it is beside others
_PROBES = 5
_UNKNOWN = 5.0  # what a word tells that no text holds by itself: a piece of a longer one, or very rare
_WHOLE, _ACROSS, _SPACED = 1.2, 1.3, 0.5  # a whole term; two words, which meet seldom; a space says nothing


class _Piece(NamedTuple):
    """A piece of a query, where it stands in it, and how much it tells."""

    telling: float
    start: int
    text: str

    def overlaps(self, other: _Piece) -> bool:
        return self.start < other.start + len(other.text) and other.start < self.start + len(self.text)


class Probes(NamedTuple):
    """An FTS5 expression that whatever holds the terms fulfils, and the terms to be checked for beside it."""

    expression: str
    left: list[str]

    @classmethod
    def of(cls, terms: Sequence[str], aligned: Sequence[str], weights: Mapping[str, float]) -> Probes:
        """Choose the trigrams; no expression when no term is long enough for one.

        ``aligned``: the terms with separators around their words; ``weights``: how much the words tell.
        """
        long = [(term, cut) for term, cut in zip(terms, aligned, strict=True) if len(term) >= TRIGRAM]
        if sum(len(term) - TRIGRAM + 1 for term, _ in long) <= _FEW:
            left = [term for term in terms if len(term) < TRIGRAM]
            return cls(" AND ".join(_quoted(term) for term, _ in long), left)
        pieces, start = list[_Piece](), 0
        for term, cut in long:
            pieces += _pieces(start, term, cut, weights)
            start += len(term)
        return cls(" AND ".join(map(_quoted, _most_telling(pieces))), list(terms))


def _most_telling(pieces: Sequence[_Piece]) -> list[str]:
    """Some pieces that do not overlap."""
    taken = list[_Piece]()
    for piece in sorted(pieces, key=lambda piece: (-piece.telling, piece.start)):
        if not any(piece.overlaps(other) or piece.text == other.text for other in taken):
            taken.append(piece)
        if len(taken) == _PROBES:
            break
    return [piece.text for piece in taken]


def _pieces(start: int, term: str, cut: str, weights: Mapping[str, float]) -> Iterator[_Piece]:
    """The term if it is short, or its trigrams."""
    words = cut.split(SEPARATOR)[1:-1]
    telling = [weights.get(word, _UNKNOWN if is_word(word) else 0.0) / len(word) for word in words]
    of_word = [number for number, word in enumerate(words) for _ in word]
    whole = len(term) <= _UNIT
    length = len(term) if whole else TRIGRAM
    for at in range(len(term) - length + 1):
        held, text = of_word[at : at + length], term[at : at + length]
        value = sum(telling[number] for number in held) * (_WHOLE if whole else 1)
        value *= (_ACROSS if held[0] != held[-1] else 1) * (_SPACED if " " in text else 1)
        yield _Piece(value, start + at, text)


def _quoted(term: str) -> str:
    # An FTS5 string: between double quotes nothing has a meaning, and a double quote is written twice.
    return '"' + term.replace('"', '""') + '"'
