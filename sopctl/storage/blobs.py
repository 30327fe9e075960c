"""Bytes named by their SHA-256: a local folder by default, any object store by address.

Names fan out over two levels (``ab/cdef…``), so that no folder grows beyond a few thousand entries.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import ObjectStore, from_url

from sopctl.application.ports import BlobDamagedError, BlobMissingError, Blobs, StoreRefusedError
from sopctl.domain.canonical import sha256
from sopctl.storage.durable import sync_folder

_NAME = re.compile("[0-9a-f]{64}")
_STORED = re.compile("([0-9a-f]{2})/([0-9a-f]{62})")
_UNFINISHED = ".unfinished-"
_OBJECT_STORE = "object store"
# Somebody waits for the answer, so a store that does not answer is said to be away within seconds.
_PATIENCE = {"connect_timeout": "5s", "timeout": "30s"}
_AGAIN = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}


def open_blobs(address: str) -> Blobs:
    """The blobs at an address: a folder or ``file://`` address, or one that obstore speaks (``s3://…``).

    Raises ValueError (of obstore) for an address that it does not know.
    """
    parts = urlsplit(address)
    if not parts.scheme:
        return LocalBlobs(Path(address))
    if parts.scheme == "file":
        return LocalBlobs(Path(unquote(parts.path)))
    if parts.scheme == "memory":
        return ObjectBlobs(from_url(address))
    # obstore reads this one with the others only where no option of a client is given.
    plain = {"allow_http": True} if os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true" else {}
    return ObjectBlobs(from_url(address, client_options=_PATIENCE | plain, retry_config=_AGAIN))  # type: ignore[call-overload]  # the overloads are by scheme


class LocalBlobs:
    """Port ``Blobs`` over a folder. Our own writing, because obstore's local store makes no fsync call."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep bytes durably; damaged ones of the same name are replaced. Raises StoreRefusedError."""
        name = sha256(data)
        path = self._path(name)
        try:
            try:
                if path.read_bytes() == data:
                    return name
            except FileNotFoundError:
                _make_folder(path.parent)
            _write(path, data)
        except OSError as refused:
            raise StoreRefusedError("folder of files", refused.strerror or str(refused)) from refused
        return name

    def get(self, sha256: str) -> bytes:
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as missing:
            raise BlobMissingError(sha256) from missing
        except OSError as unread:  # such as a bad sector
            raise BlobDamagedError(sha256) from unread
        return _checked(sha256, data)

    def has(self, sha256: str) -> bool:
        try:
            return self._path(sha256).is_file()
        except BlobMissingError:
            return False

    def all(self) -> Iterator[str]:
        """The names of all blobs, in order."""
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if match := _STORED.fullmatch(f"{folder.name}/{path.name}"):
                    yield match[1] + match[2]

    def path(self, sha256: str) -> Path:
        """Where a blob's file is, for a web server that sends files itself. Raises BlobMissingError."""
        found = self._path(sha256)
        if not found.is_file():
            raise BlobMissingError(sha256)
        return found

    def _path(self, name: str) -> Path:
        return self._folder / _key(name)


class ObjectBlobs:
    """Port ``Blobs`` over an object store, whose put is atomic and durable when it returns.

    Each of its methods raises StoreRefusedError for a store that cannot be reached or says no.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, data: bytes) -> str:
        """Keep bytes; damaged ones of the same name are replaced."""
        name = sha256(data)
        with _refusing():
            try:
                obstore.put(self._store, _key(name), data, mode="create")
            except AlreadyExistsError:
                try:
                    self.get(name)
                except BlobDamagedError:
                    obstore.put(self._store, _key(name), data)
        return name

    def get(self, sha256: str) -> bytes:
        try:
            with _refusing():
                data = obstore.get(self._store, _key(sha256)).bytes().to_bytes()
        except (NotFoundError, FileNotFoundError) as missing:
            raise BlobMissingError(sha256) from missing
        return _checked(sha256, data)

    def has(self, sha256: str) -> bool:
        try:
            with _refusing():
                obstore.head(self._store, _key(sha256))
        except (NotFoundError, FileNotFoundError, BlobMissingError):
            return False
        return True

    def all(self) -> Iterator[str]:
        """The names of all blobs, in the store's order."""
        with _refusing():
            for page in obstore.list(self._store):
                for item in page:
                    if match := _STORED.fullmatch(item["path"]):
                        yield match[1] + match[2]


@contextmanager
def _refusing() -> Iterator[None]:
    """A store that is away, or does not know us, is no missing file: only what it says is missing is."""
    try:
        yield
    except NotFoundError:
        raise
    except BaseError as failed:
        raise StoreRefusedError(_OBJECT_STORE, _first_line(failed)) from failed


def _first_line(failed: BaseException) -> str:
    """What the store says, without the innards that follow it."""
    return (str(failed).splitlines() or [""])[0][:300]


def _key(name: str) -> str:
    """The place of a name. What is not a SHA-256 names no blob, and so never becomes a path."""
    if not _NAME.fullmatch(name):
        raise BlobMissingError(name)
    return f"{name[:2]}/{name[2:]}"


def _checked(name: str, data: bytes) -> bytes:
    if sha256(data) != name:
        raise BlobDamagedError(name)
    return data


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _write(path: Path, data: bytes) -> None:
    """Temporary file, fsync, rename, fsync of the folder: whole and durable, or not there."""
    handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o640)  # a web server in the library's group sends copies itself
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
