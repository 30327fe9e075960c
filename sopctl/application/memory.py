"""What was worked out of things that never change, kept for the next reader."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

_Made = TypeVar("_Made")


class Memory:
    """The results that were asked for last, at most ``most`` of them; for all threads of a process.

    A key must say everything that the result depends on: what is kept is never looked at again.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()
        self._era: Hashable = None

    def during(self, era: Hashable) -> Memory:
        """Itself, empty when ``era`` is another than the last time: for what holds within one alone."""
        with self._lock:
            if era != self._era:
                self._kept.clear()
                self._era = era
        return self

    def get(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What is kept for the key, else what ``make`` gives. Two at once may both make it."""
        found: _Made | None = self.recall(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def recall(self, key: Hashable) -> Any:
        """What is kept for the key, None when nothing is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Hashable, made: object) -> None:
        """Keep it, and forget what was not asked for longest."""
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
