"""A folder that is written whole: it has its name when everything in it is on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Self

from sopctl.domain.errors import SopctlError
from sopctl.storage.durable import naming, sync_folder, sync_tree
from sopctl.storage.unfinished import made_beside

_STORE = "folder of the bundle"
MOST_BYTES = 2_000_000_000  # of one bundle that is read for checking


class FolderTakenError(SopctlError):
    """A folder that has something in it already."""

    code = "folder-taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty; nothing was written. Name a new folder.", folder=folder)


class FolderUnreadableError(SopctlError):
    """A folder that is not there, or is no bundle of ours by its size or its kind."""

    code = "folder-unreadable"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} cannot be read as a bundle.", folder=folder)


class NewFolder:
    """Writes a new folder beside its name, and takes it away again when it was not finished. For ``with``."""

    def __init__(self, path: Path) -> None:
        """Raises FolderTakenError."""
        self._path = path.absolute()
        if self._path.exists() and (not self._path.is_dir() or any(self._path.iterdir())):
            raise FolderTakenError(path)
        self._making = ExitStack()

    def __enter__(self) -> Self:
        with naming(_STORE):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._work = self._making.enter_context(made_beside(self._path))
        return self

    def __exit__(self, *_: object) -> None:
        self._making.close()

    def add(self, name: str, data: bytes) -> None:
        """Raises StoreRefusedError."""
        with naming(_STORE):
            file = self._work / PurePosixPath(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def finish(self) -> None:
        """Raises StoreRefusedError."""
        with naming(_STORE):
            self._work.chmod(0o755)
            sync_tree(self._work)
            os.replace(self._work, self._path)  # noqa: PTH105 - an empty folder of that name gives way
            sync_folder(self._path.parent)


def read_folder(path: Path) -> Mapping[str, bytes]:
    """Every file below a folder by its place. Raises FolderUnreadableError."""
    if not path.is_dir():
        raise FolderUnreadableError(path)
    files: dict[str, bytes] = {}
    total = 0
    for file in sorted(path.rglob("*")):
        if file.is_symlink():
            raise FolderUnreadableError(path)
        if file.is_file():
            total += file.stat().st_size
            if total > MOST_BYTES:
                raise FolderUnreadableError(path)
            files[file.relative_to(path).as_posix()] = file.read_bytes()
    return files
