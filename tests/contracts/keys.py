"""A stand-in for the library's key: a keyed hash in the armour that git expects."""

from __future__ import annotations

import hmac

_KEY = b"a key for tests"


def sign(payload: bytes) -> str:
    digest = hmac.digest(_KEY, payload, "sha256").hex()
    return f"-----BEGIN SSH SIGNATURE-----\n{digest}\n-----END SSH SIGNATURE-----\n"


def verify(payload: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(sign(payload).encode(), signature)
