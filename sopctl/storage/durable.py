"""Names that last: a file that was synced is found after a power cut only when its folder was synced too."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sopctl.application.ports import StoreRefusedError

_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG}


@contextmanager
def naming(store: str) -> Iterator[None]:
    """Say of a disk that is full, read-only or bad which store it is: raises StoreRefusedError for it."""
    try:
        yield
    except OSError as failed:
        if failed.errno not in _REFUSALS:
            raise
        raise StoreRefusedError(store, failed.strerror or str(failed)) from failed


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def sync_tree(top: Path) -> None:
    """Make everything below a folder durable, and the folder itself. Raises OSError."""
    for folder, _, files in os.walk(top, topdown=False):
        for name in files:
            _sync(Path(folder, name), os.O_RDONLY)
        sync_folder(Path(folder))


def changes(top: Path) -> Mapping[str, int]:
    """When each folder directly in ``top``, and ``top`` itself, last changed, in nanoseconds."""
    with os.scandir(top) as entries:
        found = {entry.path: entry.stat().st_mtime_ns for entry in entries if entry.is_dir()}
    return {**found, str(top): top.stat().st_mtime_ns}


def sync_changed(before: Mapping[str, int], top: Path, now_ns: int) -> None:
    """Sync the folders of ``changes`` that have changed since; ``now_ns`` is when ``before`` was read.

    What changed just before is synced too: two changes within one tick of the clock look like one.
    """
    for folder, changed in changes(top).items():
        if before.get(folder) != changed or changed > now_ns - _TICK_NS:
            sync_folder(Path(folder))


_TICK_NS = 1_000_000_000


def _sync(path: Path, flags: int) -> None:
    opened = os.open(path, flags)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
