"""A library's folder made anew beside where it belongs, and put in its place only when it is whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sopctl.application.ports import LibraryBusyError
from sopctl.domain.errors import SopctlError
from sopctl.storage.archive import BackupDamagedError, unpack
from sopctl.storage.durable import sync_folder, sync_tree
from sopctl.storage.originals import database_in, lay_out
from sopctl.storage.sql import revisions
from sopctl.storage.unfinished import made_beside

_LOCK = "library.lock"


class HomeTakenError(SopctlError):
    """A folder that holds something, where a library should come to be."""

    code = "home-taken"

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} is not empty, and nothing was changed; --replace puts it aside.", home=home)


@contextmanager
def new_home(home: Path, *, replace: bool, now: datetime) -> Iterator[Path]:
    """An empty folder beside ``home`` that takes its place when the block ends well.

    With ``replace``, what was there is put aside beside it under a name with the time ``now``, never deleted.
    Raises HomeTakenError for a folder that is not empty otherwise, LibraryBusyError while somebody releases
    in it.
    """
    if _taken(home) and not replace:
        raise HomeTakenError(home)
    home.parent.mkdir(parents=True, exist_ok=True)
    with made_beside(home) as making:
        yield making
        sync_tree(making)
        with _held(home):
            if _taken(home) and replace:
                home.rename(aside(home, now))
            elif home.exists():
                home.rmdir()
            making.rename(home)
        sync_folder(home.parent)


def aside(home: Path, now: datetime) -> Path:
    """Where what was in ``home`` is put."""
    return home.with_name(f"{home.name}.replaced-{now:%Y%m%dT%H%M%SZ}")


def fill_from_archive(path: Path, folder: Path, progress: Callable[[int], None]) -> Mapping[str, Any]:
    """Unpack an archive into an empty folder as a library; returns the archive's manifest.

    Every file's SHA-256 is checked, every git object, and the database's schema. Raises BackupDamagedError,
    SchemaNewerError, GitFailedError.
    """
    manifest = unpack(path, folder, _judge, progress)
    lay_out(folder)
    url = database_in(folder)
    found = revisions.current(url)
    if found != manifest["schema"]:
        raise BackupDamagedError(path, f"its database has schema {found}, not {manifest['schema']}")
    return manifest


def _judge(manifest: Mapping[str, Any]) -> None:
    revisions.require_known(str(manifest.get("schema")))


def _taken(home: Path) -> bool:
    return home.exists() and any(home.iterdir())


@contextmanager
def _held(home: Path) -> Iterator[None]:
    """Nobody releases in ``home`` meanwhile, as far as its own lock tells."""
    if not (home / _LOCK).exists():
        yield
        return
    handle = os.open(home / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LibraryBusyError from None
    finally:
        os.close(handle)
