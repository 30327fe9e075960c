"""Reaffirmations that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sopctl.application.records import ReaffirmationRequest
from sopctl.domain.signatures import Signature
from sopctl.domain.types import Step


class Reaffirmations(Protocol):
    """Reaffirmations that were asked for; each stays, with what became of it."""

    def open(self) -> Sequence[ReaffirmationRequest]:
        """Those that wait for a signature, oldest first."""
        ...

    def of(self, version_id: str) -> Sequence[ReaffirmationRequest]:
        """All of a version, oldest first."""
        ...

    def add(self, request: ReaffirmationRequest) -> None:
        """Raises ConcurrentChangeError when one for the same version waits."""
        ...

    def sign(self, request_id: str, signature: Signature) -> None:
        """One more signature. Raises NotFoundError for one that does not wait."""
        ...

    def rename(self, request_id: str, steps: Sequence[Step]) -> None:
        """The same steps with other named signers. Raises NotFoundError for one that does not wait."""
        ...

    def close(self, request_id: str, outcome: str, at: datetime, *, by: str, answer: str = "") -> None:
        """Raises NotFoundError for one that does not wait."""
        ...
