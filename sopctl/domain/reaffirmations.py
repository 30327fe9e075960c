"""A reaffirmation: what came of a periodic review that found nothing to change (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Reaffirmation:
    """That a version was found to stay as it is, on a Bangkok day; ``recorded_at`` is aware UTC."""

    day: date
    recorded_at: datetime
    reason: str
    by: str
