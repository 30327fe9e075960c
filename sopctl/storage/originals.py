"""The port ``Originals`` over a library's folder, and a library's folder made of an archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sopctl.application.ports import UnitOfWork
from sopctl.application.safekeeping.backup import DATABASE, PACK, REFS
from sopctl.storage.git.bundling import build_repository, read_refs, write_pack
from sopctl.storage.sql import revisions, transfer
from sopctl.storage.sql.snapshot import copy_database, database_file
from sopctl.storage.sql.unit_of_work import SqlLibrary

REPOSITORY = "repository.git"


class FolderOriginals:
    """A library in a folder, with its database at ``url``; ``settings_file`` is the name of its settings."""

    def __init__(self, home: Path, url: str, settings_file: str) -> None:
        self._home = home
        self._url = url
        self._settings_file = settings_file

    def schema(self) -> str:
        return revisions.current(self._url) or ""

    @contextmanager
    def copying(self, to: Path) -> Iterator[None]:
        file = database_file(self._url)
        if file is None:
            with transfer.copying(self._url, to):
                yield
        else:
            copy_database(file, to)
            yield

    @contextmanager
    def reading(self, copy: Path) -> Iterator[UnitOfWork]:
        opened = SqlLibrary.open(f"sqlite:///{copy}")
        try:
            with opened.reading() as uow:
                yield uow
        finally:
            opened.close()

    def refs(self) -> Mapping[str, str]:
        return read_refs(self._home / REPOSITORY)

    def pack(self, refs: Mapping[str, str], to: Path) -> None:
        write_pack(self._home / REPOSITORY, refs, to)

    def own_files(self) -> Iterator[tuple[str, Path]]:
        keys = self._home / "keys"
        for path in sorted(path for path in keys.rglob("*") if path.is_file()):
            yield str(path.relative_to(self._home)), path
        settings = self._home / self._settings_file
        if settings.is_file():
            yield self._settings_file, settings


def lay_out(folder: Path) -> None:
    """Make a library's folder of what an archive was unpacked to: the pack becomes a repository.

    Raises GitFailedError.
    """
    refs = json.loads((folder / REFS).read_bytes())
    build_repository(folder / REPOSITORY, folder / PACK, refs)
    (folder / PACK).unlink()
    (folder / REFS).unlink()


def database_in(folder: Path) -> str:
    """The address of the database in a folder that an archive was unpacked to."""
    return f"sqlite:///{folder / DATABASE}"
