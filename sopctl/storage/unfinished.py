"""A folder beside the place of what is made in it; what a killed program left of one is cleared away."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".sopctl-making-"


@contextmanager
def made_beside(path: Path) -> Iterator[Path]:
    """An empty folder (mode 0700) beside ``path``; it goes away at the end unless it was moved elsewhere.

    It is locked as long as its program lives, so that the next program that makes something there takes away
    what is left of others and leaves alone what is still being made. Raises OSError.
    """
    beside = path.absolute().parent
    for left in beside.iterdir():
        if left.name.startswith(_PREFIX) and left.is_dir():
            _clear_away(left)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _clear_away(left: Path) -> None:
    with suppress(OSError):  # somebody is at it, or it is not ours: it stays
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
        finally:
            os.close(handle)
