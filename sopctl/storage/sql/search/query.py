"""What a reader typed, as the search understands it. No character has a meaning but its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sopctl.storage.sql.search.cut import join, plain_words
from sopctl.thai.text import fold

_LETTERS_OR_DIGITS = re.compile("[a-z\u0e01-\u0e2e]+|[0-9]+")
_NUMBER_LIKE = re.compile("[a-z\u0e01-\u0e2e0-9 ./_-]+")
_ONLY_A_NUMBER_HAS = re.compile("[0-9]|[./_-]")
MAX_QUERY = 200  # characters; nobody types more, and a pasted page would only cost time
MAX_TERMS = 12
MAX_WORDS = 24


def number_key(folded: str) -> str:
    """A document number without what people leave out: ``sop-it-001`` and ``sop it 1`` give ``sopit1``.

    ``folded`` is folded text. Separators and leading zeros go; digits that stood apart stay apart.
    """
    parts: list[str] = []
    for part in _LETTERS_OR_DIGITS.findall(folded):
        if part[0].isascii() and part[0].isdigit():
            parts += ["."] if parts and parts[-1][-1].isdigit() else []
            parts.append(part.lstrip("0") or "0")
        else:
            parts.append(part)
    return "".join(parts)


@dataclass(frozen=True)
class Query:
    """A query, folded: as a whole, as terms between spaces, as words, and as a number if it may be one.

    ``phrase`` is all of it; ``aligned`` the same with separators around its words, and ``aligned_terms``
    each term so. ``key`` is "" when it cannot be a document number; ``sure`` says that it holds what only
    numbers have.
    """

    phrase: str
    aligned: str
    terms: tuple[str, ...]
    aligned_terms: tuple[str, ...]
    words: tuple[str, ...]
    key: str
    sure: bool

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> Query:
        """Read what was typed; empty when nothing of it can be searched for."""
        # Neither database takes a NUL or half a character.
        typed = text[:MAX_QUERY].replace("\0", " ").encode(errors="replace").decode()
        phrase = fold(typed)
        terms = tuple(dict.fromkeys(phrase.split(" ")))[:MAX_TERMS] if phrase else ()
        aligned = join(phrase)
        return cls(
            phrase=phrase,
            aligned=aligned,
            terms=terms,
            aligned_terms=tuple(map(join, terms)),
            words=tuple(dict.fromkeys(plain_words(aligned)))[:MAX_WORDS],
            key=number_key(phrase) if _NUMBER_LIKE.fullmatch(phrase) else "",
            sure=_ONLY_A_NUMBER_HAS.search(phrase) is not None,
        )
