"""Review cycles: how long a version may stand before someone looks at it again."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from sopctl.domain.errors import SopctlError

_CYCLE = re.compile(r"([1-9][0-9]?)\s*(y|m|ปี|เดือน)")
MAX_MONTHS = 120


class CycleMalformedError(SopctlError):
    """A review cycle that is not a number of years or months."""

    code = "cycle-malformed"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text[:20]}” is not a review cycle such as 1y or 6m (at most 10y).", cycle=text[:20]
        )


@dataclass(frozen=True, order=True)
class ReviewCycle:
    """A span of whole months, from 1 to 120."""

    months: int

    @classmethod
    def parse(cls, text: str) -> ReviewCycle:
        """Read ``1y``, ``6m``, ``2 ปี`` or ``6 เดือน``. Raises CycleMalformedError."""
        match = _CYCLE.fullmatch(text.strip())
        months = int(match[1]) * (12 if match[2] in {"y", "ปี"} else 1) if match else 0
        if not 0 < months <= MAX_MONTHS:
            raise CycleMalformedError(text)
        return cls(months)

    def after(self, day: date) -> date:
        """The day by which the review is due; the last of the month where the day is missing in it."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.months // 12}y" if self.months % 12 == 0 else f"{self.months}m"
