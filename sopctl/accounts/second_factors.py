"""Second factors: time-based codes (RFC 6238), SHA-1, six digits, thirty seconds, as every app reads them."""

from __future__ import annotations

from datetime import datetime

import pyotp
from pyotp.utils import strings_equal

_SECONDS = 30
_DRIFT = 1  # steps either way: RFC 6238, 5.2 asks for one step of network delay


class TotpFactors:
    """Fills the port ``SecondFactors``."""

    def new_secret(self) -> str:
        """160 random bits in base32."""
        return pyotp.random_base32(32)

    def address(self, secret: str, user: str, issuer: str) -> str:
        """The ``otpauth://`` address that an app reads from a QR code."""
        return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=issuer)

    def code(self, secret: str, at: datetime) -> str:
        """The code of a moment."""
        return pyotp.TOTP(secret).at(at)

    def step(self, secret: str, code: str, at: datetime, after: int) -> int | None:
        """The time step whose code this is, among those near ``at`` and later than ``after``; else None."""
        now = int(at.timestamp()) // _SECONDS
        totp = pyotp.TOTP(secret)
        found = None
        for step in range(now - _DRIFT, now + _DRIFT + 1):
            if strings_equal(totp.generate_otp(step), code) and step > after:
                found = step
        return found
