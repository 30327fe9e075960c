"""Document numbers that are named in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sopctl.domain.numbers import MAX_LENGTH, DocumentNumber

# Thai writes no space around a code, so Thai letters may touch it; Latin letters and figures may not.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9/.@-])[A-Z]{1,6}(?:[-/][A-Z0-9]{1,8}){0,3}[-/][0-9]{1,6}(?![A-Za-z0-9@])(?![-/][A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document number at ``start:end`` of a text."""

    number: DocumentNumber
    start: int
    end: int


def mentions(text: str) -> Iterator[Mention]:
    """What looks like a document number in a text, such as SOP-IT-001, in order.

    COVID-19 looks like one too; who asks knows which numbers there are.
    """
    for match in _NUMBER.finditer(text):
        if len(match[0]) <= MAX_LENGTH:
            yield Mention(DocumentNumber(match[0]), match.start(), match.end())
