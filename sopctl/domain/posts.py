"""Posts, not persons: who holds which post from when to when, and who acts for the holder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Formula(StrEnum):
    """How an acting holder signs; the copy shows the words."""

    NONE = ""
    ACTING = "รักษาการแทน"
    ON_BEHALF = "ปฏิบัติราชการแทน"


@dataclass(frozen=True)
class Post:
    """A post that signs, such as the director."""

    code: str
    title_th: str
    title_en: str


@dataclass(frozen=True)
class Holding:
    """One person in one post for a span of days, both ends included; ``last`` None is open.

    A holding with a formula is a delegation: its holder signs for the post's holder. One that an
    administrator gave stands only when a second person has ``confirmed`` it.
    """

    id: str
    post: str
    person: str
    first: date
    last: date | None = None
    formula: Formula = Formula.NONE
    confirmed: bool = True

    def covers(self, day: date) -> bool:
        """Whether the holding stands on a day."""
        return self.confirmed and self.first <= day and (self.last is None or day <= self.last)


def holding_of(holdings: Iterable[Holding], post: str, person: str, day: date) -> Holding | None:
    """The person's holding of the post on a day; one without a formula comes before a delegation."""
    mine = [h for h in holdings if h.post == post and h.person == person and h.covers(day)]
    return min(mine, key=lambda h: h.formula != Formula.NONE, default=None)
