"""Backup while people work: one consistent file; and what a restored library says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sopctl.application.library import Library
from sopctl.application.ports import BlobDamagedError, BlobMissingError, UnitOfWork
from sopctl.domain.errors import SopctlError
from sopctl.domain.ledger import GENESIS

DATABASE, PACK, REFS, BLOBS = "library.db", "repository.pack", "refs.json", "blobs"

Progress = Callable[[str, int], None]


class Originals(Protocol):
    """The stores of a library as files, to be copied."""

    def schema(self) -> str:
        """The revision of the database's schema."""
        ...

    def copying(self, to: Path) -> AbstractContextManager[None]:
        """A copy of the database as of the moment of entering; whole, in one file, after leaving."""
        ...

    def reading(self, copy: Path) -> AbstractContextManager[UnitOfWork]:
        """Read from such a copy; it is whole in one file again afterwards."""
        ...

    def refs(self) -> Mapping[str, str]:
        """What every ref of the repository stands on now."""
        ...

    def pack(self, refs: Mapping[str, str], to: Path) -> None:
        """Everything that the refs reach, as one pack."""
        ...

    def own_files(self) -> Iterable[tuple[str, Path]]:
        """The library's keys (private) and settings, by their place in the library's folder."""
        ...


class Archive(Protocol):
    """The file that a backup is written to."""

    def add(self, name: str, data: bytes) -> None:
        """Add a file from memory."""
        ...

    def add_file(self, name: str, path: Path) -> None:
        """Add a file from a disk."""
        ...

    def finish(self, facts: Mapping[str, object]) -> None:
        """Write the manifest, with ``facts`` in it, and give the archive its name."""
        ...


class BackupIncompleteError(SopctlError):
    """A backup that was written without files that the library has lost."""

    code = "backup-incomplete"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"The backup is written, but {count} stored files are missing or damaged in the library and not "
            "in it; run sopctl doctor --repair and back up again.",
            count=count,
        )


@dataclass(frozen=True)
class Contents:
    """What a library holds, as a backup and a restore say it."""

    documents: int
    versions: int
    released: int
    people: int
    ledger_rows: int
    ledger_head: str
    files: int
    left_out: tuple[str, ...] = ()


def back_up(
    library: Library, originals: Originals, archive: Archive, work: Path, version: str, progress: Progress
) -> Contents:
    """Write everything that a library is into an archive; ``work`` is an empty folder for what is on its way.

    People go on reading, writing and signing; only releases wait while the moment of the copy is fixed and
    the refs are read, so that neither is ahead of the other. Memory holds one stored file at a time.
    ``version`` is the program's.

    Raises BackupIncompleteError when it is written without files that are lost, LibraryBusyError,
    GitFailedError, StoreRefusedError.
    """
    progress("database", 0)
    with ExitStack() as copying:  # noqa: SIM117  # the lock is given back before the copy is finished
        with library.lock.hold():
            copying.enter_context(originals.copying(work / DATABASE))
            refs = originals.refs()
    with originals.reading(work / DATABASE) as uow:
        contents = _contents(uow)
    archive.add_file(DATABASE, work / DATABASE)
    progress("repository", 0)
    originals.pack(refs, work / PACK)
    archive.add_file(PACK, work / PACK)
    archive.add(REFS, json.dumps(refs, indent=1, sort_keys=True).encode())
    for name, path in originals.own_files():
        archive.add_file(name, path)
    files, left_out = 0, []
    # Blobs come last: whatever the copied database names was stored before it.
    for digest in library.blobs.all():
        try:
            data = library.blobs.get(digest)
        except (BlobMissingError, BlobDamagedError):
            left_out.append(digest)
            continue
        archive.add(f"{BLOBS}/{digest[:2]}/{digest[2:]}", data)
        files += 1
        progress("files", files)
    found = Contents(**{**vars(contents), "files": files, "left_out": tuple(left_out)})
    archive.finish(
        {
            "made_at": library.clock().isoformat(),
            "program": version,
            "schema": originals.schema(),
            "contents": {**vars(found), "left_out": list(left_out)},
        }
    )
    if left_out:
        raise BackupIncompleteError(len(left_out))
    return found


def contents_of(library: Library) -> Contents:
    """What a library holds now."""
    with library.reading() as uow:
        found = _contents(uow)
    return Contents(**{**vars(found), "files": sum(1 for _ in library.blobs.all())})


def _contents(uow: UnitOfWork) -> Contents:
    documents = uow.documents.all()
    rows, head = 0, GENESIS
    for row, digest in uow.ledger.rows():
        rows, head = row.sequence, digest
    return Contents(
        documents=len(documents),
        versions=sum(len(uow.versions.of(document.number)) for document in documents),
        released=len(uow.releases.all()),
        people=len(uow.people.all()),
        ledger_rows=rows,
        ledger_head=head,
        files=0,
    )
