"""Whether this machine's clock is kept by a time server: the times in records are worth no more than it."""

from __future__ import annotations

import ctypes
import sys

_UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
_ROOM = 256  # bytes, more than struct timex has anywhere


def synchronised() -> bool:
    """What the kernel knows of it. True where a system does not say, as on macOS."""
    if not sys.platform.startswith("linux"):
        return True
    asked = ctypes.create_string_buffer(_ROOM)  # all zero: modes 0 reads and sets nothing
    try:
        state: int = ctypes.CDLL(None).adjtimex(asked)
    except (OSError, AttributeError):
        return True
    return state != _UNSYNCHRONISED
