"""Lists of what was approved on paper, and what became of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sopctl.application.paper_records import LineOutcome, PaperList


class PaperLists(Protocol):
    """Lists by id. A list is decided once; its lines only ever leave the state of waiting."""

    def get(self, list_id: str) -> PaperList | None: ...
    def all(self) -> Sequence[PaperList]:
        """Latest first."""
        ...

    def running(self) -> Sequence[PaperList]:
        """Those that were decided and have not ended, oldest first."""
        ...

    def add(self, paper_list: PaperList) -> None: ...
    def decide(self, list_id: str, at: datetime, *, by: str, decision: str) -> None:
        """Raises ConcurrentChangeError for a list that was decided or put away."""
        ...

    def settle(self, list_id: str, outcome: LineOutcome) -> None:
        """Say what became of a waiting line; one that is settled already stays as it is."""
        ...

    def end(self, list_id: str, at: datetime) -> None:
        """Nothing of it waits any more, or it was put away. Ending again is no error."""
        ...
