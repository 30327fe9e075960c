"""What is kept for programs that act for people: their tokens, and the answers they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sopctl.domain.tokens import Token


@dataclass(frozen=True)
class Reply:
    """What was answered to a request that named itself with an idempotency key.

    ``request_sha256`` covers method, path and body. ``status`` 0: the request began and has no answer yet.
    ``headers``: those that are given again with it.
    """

    token: str
    key: str
    request_sha256: str
    at: datetime
    status: int = 0
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Tokens(Protocol):
    """Personal tokens; an ended one stays, so that the ledger's rows keep their meaning."""

    def get(self, token_id: str) -> Token | None: ...
    def by_sha256(self, sha256: str) -> Token | None: ...
    def of(self, user: str) -> Sequence[Token]: ...
    def add(self, token: Token) -> None: ...
    def save(self, token: Token) -> None:
        """Raises NotFoundError for one that was never added."""
        ...

    def revoke_all(self, user: str, at: datetime) -> None:
        """End whatever of a person's tokens has not ended."""
        ...


class Replies(Protocol):
    """Answers by idempotency key, kept for a day."""

    def get(self, token: str, key: str) -> Reply | None: ...
    def begin(self, reply: Reply) -> None:
        """Raises ConcurrentChangeError when the key is taken."""
        ...

    def finish(self, reply: Reply) -> None: ...
    def forget(self, token: str, key: str) -> None: ...
    def forget_before(self, at: datetime) -> None: ...
