"""What an administrator did and a second person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sopctl.domain.confirmations import Confirmation, Outcome


class Confirmations(Protocol):
    """Confirmations; each stays, with what became of it."""

    def get(self, confirmation_id: str) -> Confirmation | None: ...
    def of(self, user: str) -> Sequence[Confirmation]:
        """All about a person, oldest first."""
        ...

    def all(self) -> Sequence[Confirmation]:
        """Every one, oldest first."""
        ...

    def waiting(self) -> Sequence[Confirmation]:
        """Those without an outcome yet, oldest first."""
        ...

    def add(self, confirmation: Confirmation) -> None: ...
    def make_ready(self, confirmation_id: str, word: str, at: datetime) -> None:
        """Raises NotFoundError for one that does not wait."""
        ...

    def close(self, confirmation_id: str, outcome: Outcome, at: datetime, *, by: str) -> None:
        """Raises NotFoundError for one that does not wait."""
        ...
