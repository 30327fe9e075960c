"""How often a password may be tried before one has to wait, and how long.

NIST SP 800-63B, 3.2.2 asks for a bound on failures in a row, and allows waits that grow.
A wait never becomes a lock: it has a longest, and what is tried during it neither counts nor prolongs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FORGOTTEN = timedelta(days=1)  # after the last failure


@dataclass(frozen=True)
class Tries:
    """The failures that are counted under one ``key``; ``free_at`` is when the next try is looked at."""

    key: str
    failures: int
    last: datetime
    free_at: datetime


@dataclass(frozen=True)
class Pace:
    """``free`` failures without a wait, then ``first``, twice as long each time, up to ``longest``."""

    free: int
    first: timedelta
    longest: timedelta

    def left(self, before: Tries | None, now: datetime) -> timedelta:
        """How long the next try waits still.

        Failures below ``free`` ask for none, whichever of two clocks was ahead; and what is longer than the
        longest wait is none, but a clock that was set back since.
        """
        if before is None or before.failures < self.free:
            return timedelta()
        left = before.free_at - now
        return left if timedelta() < left <= self.longest else timedelta()

    def after(self, before: Tries | None, key: str, now: datetime) -> Tries:
        """The count with one more failure."""
        failures = 1 + (0 if before is None or before.last + FORGOTTEN <= now else before.failures)
        return Tries(key, failures, now, now + self._wait(failures))

    def without(self, tries: Tries, now: datetime) -> Tries:
        """The count with one failure taken back, since it was none."""
        return replace(tries, failures=max(0, tries.failures - 1), free_at=now)

    def a_day(self) -> int:
        """The most tries that are looked at within a day."""
        tries, spent = 0, timedelta()
        while spent < timedelta(days=1):
            tries += 1
            spent += self._wait(tries)
        return tries

    def _wait(self, failures: int) -> timedelta:
        over = failures - self.free
        return min(self.first * 2 ** min(over, 20), self.longest) if over >= 0 else timedelta()
