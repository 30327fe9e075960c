"""Second factors: time-based codes (RFC 6238), SHA-1, six digits, thirty seconds, as every app reads them.

What the database keeps of a secret is sealed with a key that stands outside it, in ``keys/``, so that a copy
of the database alone gives no codes.
"""

from __future__ import annotations

import base64
import os
from datetime import datetime
from pathlib import Path

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.utils import strings_equal

from sopctl.domain.errors import SopctlError

KEY_FILE = "second-factors.key"
_SECONDS = 30
_DRIFT = 1  # steps either way: RFC 6238, 5.2 asks for one step of network delay
_SEALED = "aesgcm:"
_NONCE = 12  # bytes, as NIST SP 800-38D recommends


class SecondFactorUnreadableError(SopctlError):
    """A second factor that another key sealed, or that was moved to another person."""

    code = "second-factor-unreadable"

    def __init__(self, user: str) -> None:
        super().__init__(f"The second factor of {user} cannot be opened with the key in keys/.", user=user)


class TotpFactors:
    """Fills the port ``SecondFactors``; ``key`` are 32 bytes."""

    def __init__(self, key: bytes | None = None) -> None:
        self._box = AESGCM(key or AESGCM.generate_key(256))

    @classmethod
    def open(cls, folder: Path) -> TotpFactors:
        """With the key in a library's ``keys/``; a library of before there was one gets it now."""
        path = folder / KEY_FILE
        try:
            # Whoever of several processes comes first makes it, and all read the same.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(AESGCM.generate_key(256).hex())
                file.flush()
                os.fsync(file.fileno())
        return cls(bytes.fromhex(path.read_text("ascii")))

    def new_secret(self) -> str:
        """160 random bits in base32."""
        return pyotp.random_base32(32)

    def kept_well(self, kept: str, user: str) -> str:
        """A secret as the database may keep it: sealed for this person; one that is sealed already stays."""
        if kept.startswith(_SEALED):
            return kept
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._box.encrypt(nonce, kept.encode(), user.encode())
        return _SEALED + base64.b64encode(sealed).decode()

    def address(self, secret: str, user: str, issuer: str) -> str:
        """The ``otpauth://`` address that an app reads from a QR code."""
        return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=issuer)

    def code(self, secret: str, at: datetime) -> str:
        """The code of a moment."""
        return pyotp.TOTP(secret).at(at)

    def step(self, kept: str, user: str, code: str, at: datetime, after: int) -> int | None:
        """The time step whose code this is, among those near ``at`` and later than ``after``; else None.

        ``kept`` is a secret, or what ``kept_well`` made of it. Raises SecondFactorUnreadableError.
        """
        now = int(at.timestamp()) // _SECONDS
        totp = pyotp.TOTP(self._open(kept, user))
        found = None
        for step in range(now - _DRIFT, now + _DRIFT + 1):
            if strings_equal(totp.generate_otp(step), code) and step > after:
                found = step
        return found

    def _open(self, kept: str, user: str) -> str:
        if not kept.startswith(_SEALED):
            return kept  # of before secrets were sealed; the next use seals it
        sealed = base64.b64decode(kept.removeprefix(_SEALED))
        try:
            return self._box.decrypt(sealed[:_NONCE], sealed[_NONCE:], user.encode()).decode()
        except InvalidTag as wrong:
            raise SecondFactorUnreadableError(user) from wrong
