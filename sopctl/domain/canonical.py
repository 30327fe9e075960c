"""Canonical JSON: one sequence of bytes for one value, so that a hash of it means something.

Keys sorted by code point, no space, UTF-8 without escapes, whole numbers only (RFC 8785 for this subset).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def encode(value: Json) -> bytes:
    """Canonical bytes of a value of strings, whole numbers, booleans, None, lists and string-keyed maps."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
