"""The port ``Sources`` over a bare git repository."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from git.objects.fun import tree_entries_from_data

from sopctl.application.ports import ConcurrentChangeError, TagTakenError
from sopctl.domain.canonical import sha256
from sopctl.domain.errors import NotFoundError
from sopctl.storage.git.paths import checked_path, checked_paths, checked_ref
from sopctl.storage.git.plumbing import GitFailedError, Plumbing
from sopctl.storage.git.segments import LEDGER_FOLDER, SEGMENT, segments
from sopctl.storage.git.stream import Commit, identity
from sopctl.storage.git.tags import Tag, signed
from sopctl.storage.git.tags import payload as payload_of

Sign = Callable[[bytes], str | bytes]
Verify = Callable[[bytes, bytes], bool]

MAIN = "refs/heads/main"
LEDGER = "refs/heads/ledger"
LEDGER_FILE = "ledger.jsonl"  # all rows, in repositories of before there were segments
_TRIES = 60
_PROGRAM = "sopctl"
_OBJECT = re.compile("[0-9a-f]{40,64}")
_LONGEST_WRITE_SECONDS = 60.0


class GitSources:
    """Port ``Sources``. Objects first, then one compare-and-swap of a ref; nothing goes through a work tree.

    ``sign`` gives an armoured signature over the bytes of a tag; ``verify`` says whether a signature covers
    bytes. Without them, tags can be read and not made.
    """

    def __init__(self, git: Plumbing, sign: Sign | None = None, verify: Verify | None = None) -> None:
        self._git = git
        self._sign = sign
        self._verify = verify

    @classmethod
    def create(cls, path: Path, sign: Sign | None = None, verify: Verify | None = None) -> GitSources:
        """Make a bare repository at ``path`` (again is no error) and open it."""
        Plumbing.create(path)
        return cls.open(path, sign, verify)

    @classmethod
    def open(cls, path: Path, sign: Sign | None = None, verify: Verify | None = None) -> GitSources:
        """Open the repository at ``path``. Raises git's InvalidGitRepositoryError or NoSuchPathError."""
        return cls(Plumbing(path), sign, verify)

    def close(self) -> None:
        """End the reading process."""
        self._git.close()

    def freeze_round(
        self, round_id: str, files: Mapping[str, bytes], *, message: str, at: datetime, author: str
    ) -> str:
        """Keep a round's sources at ``refs/rounds/<round>``; returns the commit. Never moves one.

        The same files again give the same commit. Raises ConcurrentChangeError for other files, and
        PathRefusedError for a name that may not stand in the repository.
        """
        checked_paths(files)
        ref = f"refs/rounds/{checked_ref(round_id)}"
        if (kept := self._git.tip(ref)) is None:
            try:
                return self._commit(Commit(ref, "", message, at, author, files))
            except GitFailedError:
                kept = self._git.tip(ref)
                if kept is None:
                    raise
        if self.read(kept) != dict(files):
            raise ConcurrentChangeError(f"round {round_id}")
        return kept

    def read(self, commit: str) -> Mapping[str, bytes]:
        """Every file of a commit by its path. Raises NotFoundError."""
        found = self._git.read(commit)
        if found is None or found.kind != "commit":
            raise NotFoundError(f"commit {commit[:12]}")
        return dict(self._git.files(f"{found.id}^{{tree}}"))

    def tag_release(self, tag: str, commit: str, message: str, *, at: datetime) -> None:
        """A signed annotated tag on a round's commit. The same tag with the same message again is no error.

        Raises TagTakenError when it exists and says something else, NotFoundError without the commit.
        """
        ref = f"refs/tags/{checked_ref(tag)}"
        if self._git.tip(commit) is None:
            raise NotFoundError(f"commit {commit[:12]}")
        if self._sign is None:
            raise GitFailedError("tag", "no key to sign release tags with")
        if not self._same_tag(tag, commit, message):
            payload = payload_of(tag, commit, message, identity(_PROGRAM), at)
            data = signed(payload, self._sign(payload))
            made = self._git.write("hash-object", "-t", "tag", "-w", "--stdin", data=data).decode().strip()
            try:
                self._git.create_ref(ref, made)
            except GitFailedError:
                # Somebody was first: the same tag is as good, any other is refused.
                if not self._same_tag(tag, commit, message):
                    raise

    def tag_message(self, tag: str) -> str | None:
        """The message of a release tag, without its signature; None when there is none."""
        found = self._tag(tag)
        return found.message if found else None

    def tag_valid(self, tag: str) -> bool:
        """Whether the tag carries a signature of the library's key over what it says.

        A tag object that was put under another name is not valid there.
        """
        found = self._tag(tag)
        if found is None or self._verify is None or found.name != tag or not found.signature:
            return False
        return self._verify(found.payload, found.signature)

    def move_main(
        self, folders: Mapping[str, Mapping[str, bytes] | None], *, message: str, at: datetime
    ) -> str:
        """Replace (or, for None, remove) whole folders on ``main`` in one commit, by compare-and-swap.

        Returns the commit; when the last one has this message and time, it is that one. Raises
        PathRefusedError for a name that may not stand in the repository.
        """
        files = {
            f"{checked_path(folder)}/{path}": data
            for folder, held in folders.items()
            for path, data in (held or {}).items()
        }
        checked_paths(files)
        return self._advance(MAIN, files, tuple(sorted(folders)), message, at)

    def main_file(self, path: str) -> bytes | None:
        """A file on ``main``, such as ``library/types/SOP.yaml``; None when it is not there."""
        found = self._git.read(f"{MAIN}:{checked_path(path)}")
        return found.data if found and found.kind == "blob" else None

    def main_files(self, folder: str) -> Mapping[str, bytes]:
        """Every file below a folder on ``main``, by its path within the folder."""
        return dict(self._git.files(f"{MAIN}:{checked_path(folder)}"))

    def anchor_ledger(self, lines: bytes, *, at: datetime, before: int = 0) -> str:
        """Put the ledger's JSON lines on ``refs/heads/ledger``; returns the commit.

        ``before`` is the number of rows of whole segments, which stay as they are.
        """
        tip = self._git.tip(LEDGER)
        if tip is not None and self._anchored(before) == lines:
            return tip
        removed = () if before else (LEDGER_FOLDER, LEDGER_FILE)
        message = f"Anchor the ledger {sha256(lines)}"
        return self._advance(LEDGER, dict(segments(lines, before)), removed, message, at)

    def anchored_ledger(self) -> bytes:
        """The JSON lines on ``refs/heads/ledger``, empty when there are none."""
        return self._anchored(0)

    def anchored_tail(self) -> tuple[int, bytes]:
        """The last segment, and the rows before it; all of a ledger that is still in one file."""
        before = max(0, len(self._segments()) - 1) * SEGMENT
        return before, self._anchored(before)

    def _anchored(self, before: int) -> bytes:
        names = self._segments()[before // SEGMENT :]
        if not names and not before:
            found = self._git.read(f"{LEDGER}:{LEDGER_FILE}")  # of before there were segments
            return found.data if found else b""
        kept = (self._git.read(f"{LEDGER}:{LEDGER_FOLDER}/{name}") for name in names)
        return b"".join(each.data for each in kept if each is not None)

    def _segments(self) -> list[str]:
        """Their names, in the order of their rows."""
        found = self._git.read(f"{LEDGER}:{LEDGER_FOLDER}")
        return sorted(str(name) for _, _, name in tree_entries_from_data(found.data)) if found else []

    def tags(self) -> list[str]:
        return sorted(name.removeprefix("refs/tags/") for name in self._refs("refs/tags"))

    def tag_commit(self, tag: str) -> str | None:
        found = self._tag(tag)
        return found.target if found else None

    def rounds(self) -> dict[str, str]:
        return {
            name.removeprefix("refs/rounds/"): commit for name, commit in self._refs("refs/rounds").items()
        }

    def damage(self) -> list[tuple[str, str]]:
        """What ``git fsck`` says of every object and ref: its name, and the words for it."""
        found: dict[str, str] = {}
        for line in self._git.complaints():
            named = _OBJECT.search(line)
            found.setdefault(named[0] if named else line, line)
        return sorted(found.items())

    def stale_locks(self) -> list[str]:
        """Names below the repository.

        A round is frozen without the library's lock, so the locks of rounds count only when they are older
        than any live writer's could be.
        """
        return [str(path.relative_to(self._git.path)) for path in self._stale_locks()]

    def remove_stale_locks(self) -> list[str]:
        """Must be called under the library's lock: without it, a lock file may be that of a live writer."""
        stale = self._stale_locks()
        for path in stale:
            path.unlink(missing_ok=True)
        return [str(path.relative_to(self._git.path)) for path in stale]

    def _stale_locks(self) -> list[Path]:
        top, rounds = self._git.path, self._git.path / "refs" / "rounds"
        found = [
            *top.glob("*.lock"),
            *(top / "refs").rglob("*.lock"),
            *(top / "objects" / "info").rglob("*.lock"),
        ]
        return sorted(path for path in found if rounds not in path.parents or _is_old(path))

    def _refs(self, below: str) -> dict[str, str]:
        lines = self._git.run("for-each-ref", "--format=%(refname) %(objectname)", below).decode()
        return dict(line.rsplit(" ", 1) for line in lines.splitlines())

    def _advance(
        self, ref: str, files: Mapping[str, bytes], removed: tuple[str, ...], message: str, at: datetime
    ) -> str:
        """One commit on top of a branch, made again on its new tip as often as somebody else was first."""
        for _ in range(_TRIES):
            tip = self._git.tip(ref) or ""
            commit = Commit(ref, tip, message, at, _PROGRAM, files, removed)
            if tip and self._is_done(commit):
                return tip
            try:
                return self._commit(commit)
            except GitFailedError:
                if (self._git.tip(ref) or "") == tip:
                    raise
            time.sleep(random.uniform(0, 0.05))  # noqa: S311 - only spreads the tries
        raise ConcurrentChangeError(ref)

    def _commit(self, commit: Commit) -> str:
        # fast-import moves a ref only forward from what it was when it looked: a compare-and-swap.
        return (
            self._git.write("fast-import", "--quiet", "--done", data=commit.encode(), ref=commit.ref)
            .decode()
            .strip()
        )

    def _is_done(self, commit: Commit) -> bool:
        """Whether the tip that a commit would follow is that commit already, as after a crash."""
        found = self._git.read(commit.parent)
        head, _, said = (found.data if found else b"").partition(b"\n\n")
        if said != commit.message.encode() or not head.endswith(b"%d +0000" % int(commit.at.timestamp())):
            return False
        held = {
            f"{folder}/{path}": data
            for folder in commit.removed
            for path, data in self._git.files(f"{commit.parent}:{folder}")
        }
        return held == commit.files

    def _tag(self, tag: str) -> Tag | None:
        found = self._git.read(f"refs/tags/{checked_ref(tag)}")
        return Tag.decode(found.data) if found and found.kind == "tag" else None

    def _same_tag(self, tag: str, commit: str, message: str) -> bool:
        """Whether the tag is there and says this. Raises TagTakenError when it says something else."""
        if self._git.tip(f"refs/tags/{tag}") is None:
            return False
        found = self._tag(tag)
        if found is None or (found.target, found.message) != (commit, message):
            raise TagTakenError(tag)
        return True


def _is_old(lock: Path) -> bool:
    try:
        return time.time() - lock.stat().st_mtime > _LONGEST_WRITE_SECONDS
    except FileNotFoundError:
        return False
