"""What a reader typed, as the search understands it. No character has a meaning but its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sopctl.thai.text import fold

_LETTERS_OR_DIGITS = re.compile("[a-z\u0e01-\u0e2e]+|[0-9]+")
_NUMBER_LIKE = re.compile("[a-z\u0e01-\u0e2e0-9 ./_-]+")
_ONLY_A_NUMBER_HAS = re.compile("[0-9]|[./_-]")
MAX_QUERY = 200  # characters; nobody types more, and a pasted page would only cost time
MAX_TERMS = 12


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
    """A query: folded as a whole, as terms between spaces, and as a number if it may be one.

    ``key`` is "" when it cannot be a document number. ``sure`` says that it holds what only numbers have.
    """

    phrase: str
    terms: tuple[str, ...]
    key: str
    sure: bool

    @classmethod
    def parse(cls, text: str) -> Query:
        phrase = fold(text[:MAX_QUERY])
        terms = tuple(dict.fromkeys(phrase.split(" ")))[:MAX_TERMS] if phrase else ()
        like = _NUMBER_LIKE.fullmatch(phrase) is not None
        return cls(phrase, terms, number_key(phrase) if like else "", bool(_ONLY_A_NUMBER_HAS.search(phrase)))
