"""Which web process takes up the next client: for a moment none that holds more connections than another.

The processes listen on one socket, and the kernel gives a client to whoever asks first. A proxy that keeps
its connections opens many at once: who wakes first would take and keep them all, while the others idle.
"""

from __future__ import annotations

import mmap

HEAD_START = 0.002  # seconds for the others; longer would be felt where every request is a new connection
ODDS = 2  # connections more than another's that are left as they are: among short ones they come and go
_PLACES = 64
_WIDTH = 4  # bytes of a count


class Turns:
    """How many connections each web process holds, in memory that all of them share.

    To be made before the processes are forked; each has a number of its own. A count that is out of date,
    after a process died or where two numbers share a place, costs a client the head start at most.
    """

    def __init__(self) -> None:
        self._told = memoryview(mmap.mmap(-1, _PLACES * _WIDTH)).cast(
            "i"
        )  # 0: nobody, else one more than held

    def tell(self, process: int, held: int) -> None:
        """Say how many connections a process holds."""
        self._told[process % _PLACES] = held + 1

    def leave(self, process: int) -> None:
        """A process takes up nobody any more."""
        self._told[process % _PLACES] = 0

    def is_anothers(self, held: int) -> bool:
        """Whether a process with so many connections should let another go first."""
        return any(0 < each <= held - ODDS for each in self._told)
