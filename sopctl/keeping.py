"""Joinery of loss: a library's backup, its restore, and its rebuilding from git, over whole folders."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path

from sopctl import __version__
from sopctl.application.library import Actor, Library
from sopctl.application.ports import Sources
from sopctl.application.release.indexing import index_document
from sopctl.application.release.releasing import recover
from sopctl.application.safekeeping.backup import DATABASE, Contents, Progress, back_up, contents_of
from sopctl.application.safekeeping.doctor import Problem, examine
from sopctl.application.safekeeping.rebuild import Rebuilt, rebuild
from sopctl.application.shape import read_hospital
from sopctl.bootstrap import now, open_library
from sopctl.config import FILE, Settings
from sopctl.domain.errors import SopctlError
from sopctl.sealing.keys import KeyFolder, read_private, write_private
from sopctl.sealing.seals import read_certificates
from sopctl.sealing.tags import TagKeys, read_signers
from sopctl.storage.archive import ArchiveWriter
from sopctl.storage.blobs import open_blobs
from sopctl.storage.durable import naming
from sopctl.storage.git import GitSources
from sopctl.storage.git.bundling import clone_mirror
from sopctl.storage.originals import REPOSITORY, FolderOriginals
from sopctl.storage.restoring import aside, fill_from_archive, new_home
from sopctl.storage.sql import schema, transfer
from sopctl.storage.sql.snapshot import database_file
from sopctl.storage.unfinished import made_beside
from sopctl.thai.dates import bangkok_day


class NoLibraryThereError(SopctlError):
    """A git repository that is no library's."""

    code = "no-library-there"

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} holds no library: main has no library/hospital.yaml.", address=address)


@dataclass(frozen=True)
class Restored:
    """What a restore put there: when the backup was made (aware UTC), what it holds, what is wrong with it.

    ``put_aside`` is where what was there before is now, None when there was nothing.
    """

    made_at: datetime
    contents: Contents
    problems: tuple[Problem, ...]
    put_aside: Path | None


def back_up_library(settings: Settings, path: Path, progress: Progress) -> Contents:
    """Write a library into one new file.

    Raises BackupExistsError, StoreRefusedError for a full disk, and what ``back_up`` raises.
    """
    library = open_library(settings)
    originals = FolderOriginals(settings.home, settings.database_url, FILE)
    with (
        naming("disk of the backup"),
        ArchiveWriter(path) as archive,
        made_beside(path) as work,
    ):
        return back_up(library, originals, archive, work, __version__, progress)


def restore_library(settings: Settings, path: Path, *, replace: bool, progress: Progress) -> Restored:
    """Make a library of a backup in the settings' home, then examine it.

    A database that the settings have elsewhere, such as PostgreSQL, must be empty and is filled too.
    Raises HomeTakenError, DatabaseTakenError, BackupDamagedError, SchemaNewerError, LibraryBusyError.
    """
    home, at = settings.home, now()
    elsewhere = _elsewhere(settings)
    if elsewhere:
        transfer.require_empty(settings.database_url)
    before = home.exists() and any(home.iterdir())
    with naming("disk of the library"), new_home(home, replace=replace, now=at) as folder:
        manifest = fill_from_archive(path, folder, lambda count: progress("files", count))
        _place_blobs(settings, folder)
        if elsewhere:
            _carry(settings, folder)
    schema.upgrade(settings.database_url)  # a backup of an older program
    library = open_library(settings)
    recover(library)  # a release that was cut off before the backup was made
    _index(library)
    problems = examine(library, lambda done, _: progress("check", done))
    made_at = datetime.fromisoformat(manifest["made_at"])
    return Restored(made_at, contents_of(library), problems, aside(home, at) if before else None)


def rebuild_library(
    settings: Settings, actor: Actor, address: str, signers: Path | None, certificates: Sequence[Path],
    progress: Progress,
) -> tuple[Rebuilt, tuple[Problem, ...]]:  # fmt: skip
    """Make a library in the settings' home from a mirror of a library's git repository, then examine it.

    ``signers``: the lost library's ``keys/allowed_signers``. ``certificates``: files such as its
    ``keys/certificate.pem``; copies that rest on them stay genuine.

    Raises HomeTakenError, DatabaseTakenError, GitFailedError, LedgerBrokenError, NoLibraryThereError,
    SigningKeyMissingError, SigningKeyUnreadableError, CertificateUnreadableError.
    """
    trusted = read_certificates([read_private(path) for path in certificates])
    elsewhere = _elsewhere(settings)
    if elsewhere:
        transfer.require_empty(settings.database_url)
    with naming("disk of the library"), new_home(settings.home, replace=False, now=now()) as folder:
        clone_mirror(address, folder / REPOSITORY)
        bare = GitSources.open(folder / REPOSITORY)
        hospital, begun = bare.main_file("library/hospital.yaml"), oldest_release(bare)
        bare.close()
        if hospital is None:
            raise NoLibraryThereError(address)
        # Copies are sealed again with their own times, so the new key must stand from the first of them on.
        keys = KeyFolder.create(folder / "keys", read_hospital(hospital).name, min(begun or now(), now()))
        keys.believe(trusted)
        TagKeys.create(folder / "keys")
        if signers is not None:
            TagKeys.believe(folder / "keys", read_signers(signers))
        write_private(folder / "keys" / "session.key", secrets.token_hex(32).encode())
        inside = changed(settings, home=folder, database_url=f"sqlite:///{folder / DATABASE}")
        schema.upgrade(inside.database_url)
        made = rebuild(open_library(inside), actor, keys_given=signers is not None, progress=progress)
        if elsewhere:
            _carry(settings, folder)
    library = open_library(settings)
    _index(library)
    return made, examine(library, lambda done, _: progress("check", done))


def take_back_database(
    settings: Settings, revision: str, backup: Path, *, lose: bool, progress: Progress
) -> tuple[str, tuple[schema.Vanishing, ...]]:
    """Take a library's database back to an earlier schema, after a backup; for a program of before.

    ``revision`` is one of the migrations', or ``-1`` for the one before. Returns what it came to, and what
    went with ``lose``. Raises SchemaUnknownError, DowngradeLosesError without ``lose``, LibraryBusyError, and
    what ``back_up_library`` raises; the library is then as it was.
    """
    library = open_library(settings)
    wanted = schema.earlier(settings.database_url, revision)
    lost = schema.vanishing(settings.database_url, wanted)
    if lost and not lose:
        raise schema.DowngradeLosesError(wanted, lost)
    back_up_library(settings, backup, progress)
    with library.lock.hold():
        schema.downgrade(settings.database_url, wanted)
    return wanted, lost


def oldest_release(sources: Sources) -> datetime | None:
    """When the first release that a repository's tags tell of was recorded; None without any."""
    told = []
    for tag in sources.tags():
        try:
            told.append(datetime.fromisoformat(json.loads(sources.tag_message(tag) or "")["recorded_at"]))
        except (ValueError, KeyError, TypeError):
            continue  # a tag that is no release's; the rebuild names it
    return min((moment for moment in told if moment.tzinfo), default=None)


def _elsewhere(settings: Settings) -> bool:
    """Whether the database is not the file in the library's folder."""
    return database_file(settings.database_url) != settings.home / DATABASE


def _carry(settings: Settings, folder: Path) -> None:
    """Fill the database that the settings name from the one in a folder, which is then not needed."""
    transfer.load(folder / DATABASE, settings.database_url)
    for file in folder.glob(f"{DATABASE}*"):
        file.unlink()


def _place_blobs(settings: Settings, folder: Path) -> None:
    if not settings.blobs_url:
        (folder / "blobs").mkdir(exist_ok=True)
        return
    store = open_blobs(settings.blobs_url)
    for file in sorted(file for file in (folder / "blobs").rglob("*") if file.is_file()):
        store.put(file.read_bytes())
    shutil.rmtree(folder / "blobs", ignore_errors=True)


def _index(library: Library) -> None:
    """Make the search index of a database that came without one; it follows from what is in force."""
    with library.unit() as uow:
        if next(iter(uow.search.entries()), None) is not None:
            return
        for released in uow.releases.in_force_on(bangkok_day(library.clock())):
            index_document(library, uow, released.release.number, bangkok_day(library.clock()))
        uow.commit()
