"""Passwords hashed with argon2id."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_QUICK = 1_024  # KiB


class Argon2Passwords:
    """Fills the port ``Passwords``; memory in KiB and passes as RFC 9106 recommends for servers."""

    def __init__(self, memory: int = 65536, passes: int = 3) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)
        self._quick = PasswordHasher(time_cost=1, memory_cost=_QUICK, parallelism=1)

    def hash(self, password: str) -> str:
        """An encoded hash with its own salt and parameters."""
        return self._hasher.hash(password)

    def hash_code(self, code: str) -> str:
        """An encoded hash of a code of 80 random bits, which no number of guesses finds, in a millisecond."""
        return self._quick.hash(code)

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether the password belongs to the hash; a damaged hash matches nothing."""
        try:
            if f"m={_QUICK}," in password_hash:
                self._hasher.hash(password)  # an answer takes as long for a code as for a password
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
