"""Personal tokens: keys with which a program acts for a person, within scopes and until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sopctl.domain.errors import SopctlError

MAX_DAYS = 366


class Scope(StrEnum):
    """What a token may be used for; never more than its person may do."""

    READ = "read"  # everything that the person may read
    WRITE = "write"  # drafts, files, submissions, returning and taking back
    SIGN = "sign"  # what is signed; the person's password is asked for each time all the same


class ScopeMissingError(SopctlError):
    """A token that was not made for this."""

    code = "scope-missing"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This token has no scope “{scope}”; make one that has.", scope=scope)


class TokenLifeError(SopctlError):
    """A life that no token may have, or no name or scope for it."""

    code = "token-life"

    def __init__(self) -> None:
        super().__init__(
            f"A token needs a name, at least one scope, and a life of 1 to {MAX_DAYS} days.", days=MAX_DAYS
        )


@dataclass(frozen=True)
class Token:
    """A token as it is kept: ``sha256`` of the secret, never the secret. Times are aware UTC."""

    id: str
    user: str
    name: str
    scopes: frozenset[Scope]
    sha256: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and at < self.expires_at

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissingError."""
        if scope not in self.scopes:
            raise ScopeMissingError(scope)
