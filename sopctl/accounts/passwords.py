"""Passwords hashed with argon2id."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Argon2Passwords:
    """Fills the port ``Passwords``; memory in KiB and passes as RFC 9106 recommends for servers."""

    def __init__(self, memory: int = 65536, passes: int = 3) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)

    def hash(self, password: str) -> str:
        """An encoded hash with its own salt and parameters."""
        return self._hasher.hash(password)

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether the password belongs to the hash; a damaged hash matches nothing."""
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
