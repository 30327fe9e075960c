"""Fakes of the other stores: blobs, sources, the lock, passwords."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sopctl.accounts.password_rules import GuessedFirst
from sopctl.application.ports import (
    BlobDamagedError,
    BlobMissingError,
    ConcurrentChangeError,
    LibraryBusyError,
    TagTakenError,
    Weakness,
)
from sopctl.domain import canonical
from sopctl.domain.errors import NotFoundError
from tests.fakes.database import FakeLibrary

_SEGMENT = 5  # rows; few, so that every test has more than one


@dataclass
class FakeBlobs:
    """``kept`` may be changed by a test that plays damage."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, data: bytes) -> str:
        name = canonical.sha256(data)
        self.kept[name] = data
        return name

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.kept:
            raise BlobMissingError(sha256)
        if canonical.sha256(self.kept[sha256]) != sha256:
            raise BlobDamagedError(sha256)
        return self.kept[sha256]

    def has(self, sha256: str) -> bool:
        return sha256 in self.kept

    def all(self) -> Iterator[str]:
        yield from sorted(self.kept)


@dataclass
class FakeSources:
    """Commits are named by what they hold. A tag in ``forged`` carries no valid signature."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    frozen: dict[str, str] = field(default_factory=dict)
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    forged: set[str] = field(default_factory=set)
    main: dict[str, bytes] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    ledger: bytes = b""
    locks: set[str] = field(default_factory=set)

    def freeze_round(
        self, round_id: str, files: Mapping[str, bytes], *, message: str, at: datetime, author: str
    ) -> str:
        if round_id in self.frozen:
            if self.commits[self.frozen[round_id]] != dict(files):
                raise ConcurrentChangeError(f"round {round_id}")
            return self.frozen[round_id]
        self.frozen[round_id] = self._commit(files, f"{round_id} {message} {at} {author}")
        return self.frozen[round_id]

    def read(self, commit: str) -> Mapping[str, bytes]:
        if commit not in self.commits:
            raise NotFoundError(f"commit {commit[:12]}")
        return dict(self.commits[commit])

    def tag_release(self, tag: str, commit: str, message: str, *, at: datetime) -> None:
        assert at.tzinfo is not None
        self.read(commit)
        if self.said.setdefault(tag, (commit, message)) != (commit, message):
            raise TagTakenError(tag)

    def tag_message(self, tag: str) -> str | None:
        return self.said[tag][1] if tag in self.said else None

    def tag_valid(self, tag: str) -> bool:
        return tag in self.said and tag not in self.forged

    def move_main(
        self, folders: Mapping[str, Mapping[str, bytes] | None], *, message: str, at: datetime
    ) -> str:
        for folder, files in folders.items():
            kept = {path: data for path, data in self.main.items() if not path.startswith(f"{folder}/")}
            self.main = kept | {f"{folder}/{path}": data for path, data in (files or {}).items()}
        self.messages.append(message)
        return self._commit(self.main, f"{message} {at}")

    def main_file(self, path: str) -> bytes | None:
        return self.main.get(path)

    def main_files(self, folder: str) -> Mapping[str, bytes]:
        below = f"{folder}/"
        return {p.removeprefix(below): data for p, data in self.main.items() if p.startswith(below)}

    def anchor_ledger(self, lines: bytes, *, at: datetime, before: int = 0) -> str:
        kept = b"".join(self.ledger.splitlines(keepends=True)[:before])
        self.ledger = kept + lines
        return self._commit({"ledger.jsonl": self.ledger}, f"ledger {at}")

    def anchored_tail(self) -> tuple[int, bytes]:
        rows = self.ledger.splitlines(keepends=True)
        before = max(0, len(rows) - 1) // _SEGMENT * _SEGMENT
        return before, b"".join(rows[before:])

    def anchored_ledger(self) -> bytes:
        return self.ledger

    def tags(self) -> Sequence[str]:
        return sorted(self.said)

    def tag_commit(self, tag: str) -> str | None:
        return self.said[tag][0] if tag in self.said else None

    def rounds(self) -> Mapping[str, str]:
        return dict(self.frozen)

    def damage(self) -> Sequence[tuple[str, str]]:
        return ()

    def stale_locks(self) -> Sequence[str]:
        return sorted(self.locks)

    def remove_stale_locks(self) -> Sequence[str]:
        removed, self.locks = sorted(self.locks), set()
        return removed

    def _commit(self, files: Mapping[str, bytes], about: str) -> str:
        facts = {path: canonical.sha256(data) for path, data in files.items()}
        name = canonical.sha256(canonical.encode({"files": facts, "about": about}))[:40]
        self.commits[name] = dict(files)
        return name


@dataclass
class FakeLock:
    """The lock of a fake library; ``steal`` plays another process that takes it over."""

    library: FakeLibrary
    held: bool = False

    @contextmanager
    def hold(self) -> Iterator[int]:
        if self.held:
            raise LibraryBusyError
        self.held = True
        self.library.fence += 1
        try:
            yield self.library.fence
        finally:
            self.held = False

    def steal(self) -> None:
        self.library.fence += 1


@cache
def _weakness(password: str, about: frozenset[str]) -> Weakness | None:
    return GuessedFirst().weakness(password, about)


class FakePasswordRules:
    """The real rules, with a memory for speed: every library in memory has the same few passwords."""

    def weakness(self, password: str, about: Collection[str]) -> Weakness | None:
        return _weakness(password, frozenset(about))


class FakePasswords:
    """Hashes that can be read, for speed."""

    def hash(self, password: str) -> str:
        return f"plain:{password}"

    def hash_code(self, code: str) -> str:
        return self.hash(code)

    def matches(self, password_hash: str, password: str) -> bool:
        return password_hash == f"plain:{password}"
