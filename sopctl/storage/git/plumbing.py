"""Git driven by plumbing through GitPython: no shell, no hooks, no configuration but the repository's own."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from git import Git, GitCommandError, Repo
from git.objects.fun import tree_entries_from_data

from sopctl.application.ports import StoreRefusedError
from sopctl.domain.errors import SopctlError
from sopctl.storage.durable import changes, sync_changed, sync_folder

_DIRECTORY = 0o040000
_GONE = "0" * 40
# LC_ALL=C below keeps these words of the system as they are.
_REFUSAL = re.compile(
    "No space left on device|Out of diskspace|Read-only file system|File too large"
    "|Disk quota exceeded|Input/output error"
)
_SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.fsync": "all",  # git's default makes no fsync call for loose objects and refs
    "core.fsyncMethod": "fsync",
    "core.filesRefLockTimeout": "5000",  # milliseconds
    "core.logAllRefUpdates": "true",
    "gc.auto": "0",  # packing happens when it is asked for, not in the middle of a release
    "transfer.fsckObjects": "true",
    "receive.denyDeletes": "true",
    "receive.denyNonFastForwards": "true",
}


class GitFailedError(SopctlError):
    """A git command that failed for a reason that trying again does not remove."""

    code = "git-failed"

    def __init__(self, command: str, said: str) -> None:
        super().__init__(
            f"git {command} failed: {said.strip()[:300]}", command=command, said=said.strip()[:300]
        )


@dataclass(frozen=True)
class GitObject:
    """An object as it is stored."""

    id: str
    kind: str
    data: bytes


class Plumbing:
    """One bare repository. Safe in threads: reading goes through one persistent process behind a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._repo = Repo(self.path)
        self._repo.git.update_environment(**environment(self.path))
        self._reading = threading.Lock()

    @staticmethod
    def create(path: Path) -> None:
        """Make a bare repository with its settings; making it again sets them again."""
        path.mkdir(parents=True, exist_ok=True)
        made = Git(path)
        made.update_environment(**environment(path.resolve()))
        init = ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(path)]
        try:
            made.execute(init)
            for name, value in _SETTINGS.items():
                made.execute(["git", "config", "--file", str(path / "config"), name, value])
        except GitCommandError as failed:
            raise _failure("init", str(failed.stderr)) from failed

    def close(self) -> None:
        """End the reading process."""
        with self._reading:
            self._repo.close()

    def run(self, *command: str, data: bytes = b"") -> bytes:
        """Run a git command with ``data`` on its standard input; returns its standard output.

        Raises GitFailedError.
        """
        process = self._repo.git.execute(
            ["git", *command], as_process=True, istream=subprocess.PIPE, universal_newlines=False
        )
        out, err = process.communicate(data)
        if process.proc is not None and process.proc.returncode != 0:
            raise _failure(command[0], err.decode(errors="replace"))
        return bytes(out)

    def stream(self, *command: str, source: Path, to: Path) -> None:
        """Run a git command from one file into another, however large they are.

        Raises GitFailedError, StoreRefusedError.
        """
        try:
            with source.open("rb") as given, to.open("wb") as made:
                self._repo.git.execute(["git", *command], istream=given, output_stream=made)
        except GitCommandError as failed:
            raise _failure(command[0], str(failed.stderr)) from failed

    def write(self, *command: str, data: bytes = b"", ref: str = "") -> bytes:
        """Run a git command that makes objects or moves ``ref``; what it made lasts when this returns.

        Git syncs the files that it writes and not the folders in which it names them, so a power cut could
        take a ref back of which the database speaks already. Raises GitFailedError, StoreRefusedError.
        """
        objects, now = self.path / "objects", time.time_ns()
        before = changes(objects)
        out = self.run(*command, data=data)
        try:
            sync_changed(before, objects, now)  # objects first: no ref may last without what it stands on
            for folder in (self.path / ref).parents if ref else ():
                if folder.is_dir():  # refs may be packed
                    sync_folder(folder)
                if folder == self.path:
                    break
        except OSError as refused:
            raise StoreRefusedError("git repository", refused.strerror or str(refused)) from refused
        return out

    def complaints(self) -> list[str]:
        """What ``git fsck`` says is wrong, a line each; dangling objects of cut-off writes are not wrong."""
        process = self._repo.git.execute(
            ["git", "fsck", "--full", "--no-dangling", "--no-progress", "--no-reflogs"],
            as_process=True,
            istream=subprocess.PIPE,
            universal_newlines=False,
        )
        out, err = process.communicate(b"")
        lines = (out + err).decode(errors="replace").splitlines()
        failed = process.proc is not None and process.proc.returncode != 0
        said = [line for line in lines if not line.startswith(("notice:", "warning:"))]
        return (said or ["git fsck failed"]) if failed else []

    def read(self, name: str) -> GitObject | None:
        """An object by id or by any name that git resolves (``refs/heads/main:a/b``); None without one.

        Raises GitFailedError for an object that is there and cannot be read.
        """
        with self._reading:
            try:
                return self._read(name)
            except GitFailedError:
                # The process may have died meanwhile; for a damaged object it dies again.
                self._repo.git.clear_cache()
                return self._read(name)

    def _read(self, name: str) -> GitObject | None:
        try:
            found, kind, _, data = self._repo.git.get_object_data(name)
        except ValueError as refused:
            if "could not be resolved" in str(refused) or "Failed to parse" in str(refused):
                return None
            raise GitFailedError("cat-file", f"{name} cannot be read") from refused
        except OSError as broken:
            raise GitFailedError("cat-file", f"{name} cannot be read") from broken
        return GitObject(_text(found), _text(kind), data)

    def tip(self, ref: str) -> str | None:
        """The object that a ref stands for, None when there is no such ref."""
        found = self.read(ref)
        return found.id if found else None

    def files(self, tree: str) -> Iterator[tuple[str, bytes]]:
        """Every file below a tree, by its path in it. Nothing when there is no such tree.

        Raises GitFailedError when something below it is missing.
        """
        found = self.read(tree)
        if found is None or found.kind != "tree":
            return
        for binary_id, mode, name in tree_entries_from_data(found.data):
            below = binary_id.hex()
            kept = self.read(below)
            if kept is None:
                raise GitFailedError("cat-file", f"{below} ({name}) is missing")
            if mode == _DIRECTORY:
                yield from ((f"{name}/{path}", data) for path, data in self.files(below))
            else:
                yield str(name), kept.data

    def create_ref(self, ref: str, to: str) -> None:
        """Point a new ref at an object. Raises GitFailedError when the ref exists."""
        self.write("update-ref", ref, to, _GONE, ref=ref)


def _failure(command: str, said: str) -> SopctlError:
    if refusal := _REFUSAL.search(said):
        return StoreRefusedError("git repository", refusal[0])
    return GitFailedError(command, said)


def environment(path: Path) -> dict[str, str]:
    """What git may see of its surroundings: no user, no system settings, no other repository."""
    return {
        "GIT_DIR": str(path),
        "GIT_COMMON_DIR": str(path),
        "GIT_OBJECT_DIRECTORY": str(path / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "0",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_DATE": "",
        "GIT_COMMITTER_DATE": "",
        "GIT_COMMITTER_NAME": "sopctl",
        "GIT_COMMITTER_EMAIL": "sopctl@localhost",
        "LC_ALL": "C",
    }


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
