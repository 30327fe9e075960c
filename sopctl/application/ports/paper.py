"""Lists of what was approved on paper: who decided, what became of each line, and the store of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class LineState(StrEnum):
    """What became of one line of a list."""

    WRONG = "wrong"  # it could not be registered as it stands in the sheet
    WAITING = "waiting"  # for the decision, or for its turn after it
    DONE = "done"
    REFUSED = "refused"  # it was right when it was shown, and could not be registered afterwards


@dataclass(frozen=True)
class LineOutcome:
    """Where one line stands. ``version_id`` is chosen when the list is made, so that no line runs twice.

    ``code``, ``thai`` and ``english`` say why a line was refused.
    """

    position: int
    version_id: str
    state: LineState
    code: str = ""
    thai: str = ""
    english: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class PaperList:
    """A list that somebody of the quality office read in. ``sha256`` names the blob that holds its lines.

    ``decision`` is the hash of the ledger's row of the decision, "" before it. A list that ended without a
    decision was put away.
    """

    id: str
    name: str
    made_at: datetime
    made_by: str
    sha256: str
    lines: tuple[LineOutcome, ...]
    decided_at: datetime | None = None
    decided_by: str = ""
    decision: str = ""
    ended_at: datetime | None = None

    @property
    def proposed(self) -> bool:
        """Whether it waits for its decision."""
        return self.decided_at is None and self.ended_at is None

    @property
    def running(self) -> bool:
        """Whether it was decided and lines of it still wait for their turn."""
        return self.decided_at is not None and self.ended_at is None

    def count(self, state: LineState) -> int:
        """How many lines stand so."""
        return sum(1 for line in self.lines if line.state is state)


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
