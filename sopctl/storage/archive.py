"""One file that holds a library: a tar whose last member is a manifest with the SHA-256 of all the others.

The manifest comes last, so that a file that was cut short has none and is refused. Nothing is unpacked
anywhere but below the folder that is given, and no member is anything but a plain file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sopctl.domain.errors import SopctlError
from sopctl.storage.durable import sync_folder
from sopctl.storage.unfinished import made_beside

MANIFEST = "manifest.json"
FORMAT = "sopctl-backup-1"
_PART = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
_PIECE = 1 << 20  # bytes read at a time
_LARGEST_MANIFEST = 1 << 30  # bytes


class BackupExistsError(SopctlError):
    """A file where a backup should be written."""

    code = "backup-exists"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already; a backup never takes the place of another file.", path=path)


class BackupDamagedError(SopctlError):
    """A file that is no whole backup."""

    code = "backup-damaged"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} is no whole backup: {reason}. Nothing was restored.", path=path, reason=reason
        )


class ArchiveWriter:
    """Writes an archive under a temporary name; ``finish`` makes it durable and gives it its own.

    Leaving without ``finish`` leaves nothing behind. Raises BackupExistsError on entering.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, dict[str, Any]] = {}
        self._making = ExitStack()

    def __enter__(self) -> Self:
        if self._path.exists():
            raise BackupExistsError(self._path)
        self._unfinished = self._making.enter_context(made_beside(self._path)) / self._path.name
        handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._making.close()

    def add(self, name: str, data: bytes) -> None:
        """Add a file from memory."""
        self._member(name, io.BytesIO(data), len(data))
        self._files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}

    def add_file(self, name: str, path: Path) -> None:
        """Add a file from a disk where nobody changes it meanwhile."""
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            size = source.tell()
            source.seek(0)
            self._member(name, source, size)
        self._files[name] = {"sha256": digest, "size": size}

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest with ``facts`` beside the files, and give the archive its name."""
        manifest = {**facts, "format": FORMAT, "files": self._files}
        data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._member(MANIFEST, io.BytesIO(data), len(data))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        # link, not rename: it refuses to take the place of a file that came meanwhile
        try:
            os.link(self._unfinished, self._path)
        except FileExistsError:
            raise BackupExistsError(self._path) from None
        sync_folder(self._path.parent)

    def _member(self, name: str, source: io.BufferedIOBase | io.BufferedReader, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, source)
        _forget(self._tar)


def unpack(
    path: Path, folder: Path, judge: Callable[[Mapping[str, Any]], None], progress: Callable[[int], None]
) -> Mapping[str, Any]:
    """Unpack an archive into an empty folder and check every file; returns its manifest.

    ``judge`` may refuse the manifest by raising; ``progress`` is told how many files there are so far. What
    was unpacked counts only when this returns. Raises BackupDamagedError, or OSError for a full disk.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: Mapping[str, Any] | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            while (member := tar.next()) is not None:
                _forget(tar)
                if manifest is not None:
                    raise BackupDamagedError(path, "something follows its manifest")
                _check(path, member, found)
                source = tar.extractfile(member)
                if source is None:
                    raise BackupDamagedError(path, f"{member.name} cannot be read")
                if member.name == MANIFEST:
                    manifest = json.loads(source.read(_LARGEST_MANIFEST))
                else:
                    found[member.name] = _copy(source, folder / member.name, _mode(member.name))
                    progress(len(found))
    except (tarfile.TarError, EOFError, ValueError) as broken:
        raise BackupDamagedError(path, str(broken) or "it cannot be read") from broken
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupDamagedError(path, "its manifest is missing or of another kind")
    judge(manifest)
    wanted = manifest.get("files")
    if not isinstance(wanted, dict) or wanted.keys() != found.keys():
        raise BackupDamagedError(path, "it does not hold the files that its manifest names")
    for name, facts in found.items():
        if wanted[name] != facts:
            raise BackupDamagedError(path, f"{name} is not as its manifest says")
    return manifest


def _forget(tar: tarfile.TarFile) -> None:
    """Keep no list of the members so far: there may be a million."""
    tar.members.clear()  # type: ignore[attr-defined]  # typeshed leaves it out


def _check(path: Path, member: tarfile.TarInfo, found: Mapping[str, object]) -> None:
    parts = member.name.split("/")
    if not member.isreg() or not all(_PART.fullmatch(part) for part in parts) or member.name in found:
        raise BackupDamagedError(path, f"“{member.name[:80]}” cannot be in a backup")


def _mode(name: str) -> int:
    return 0o640 if name.startswith("blobs/") else 0o600  # a web server in the library's group sends copies


def _copy(source: Any, to: Path, mode: int) -> dict[str, Any]:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with to.open("xb") as file:
        to.chmod(mode)
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return {"sha256": digest.hexdigest(), "size": size}
