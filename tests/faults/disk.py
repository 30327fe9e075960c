"""A disk that loses its power: what of a folder is there afterwards, under several kinds of bad luck.

A file keeps the bytes of its last fsync, a folder the names of its own last fsync: POSIX promises no more.
Real disks keep something between that and everything, so other mixtures are made too.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath

from tests.faults.tracing import Event

_SECTOR = 512


class Luck(StrEnum):
    """What stays of what was written and not synced."""

    NOTHING = "nothing"  # neither data nor names
    NAMES = "names"  # every new name, over the data of the last fsync: a file without one is empty
    TORN = "torn"  # every new name, and every second sector
    ALL = "all"  # as after a kill


@dataclass
class File:
    now: bytearray = field(default_factory=bytearray)
    kept: bytes = b""

    def after(self, luck: Luck) -> bytes:
        if luck is Luck.ALL:
            return bytes(self.now)
        if luck is not Luck.TORN or self.now == self.kept:
            return self.kept
        mixed = bytearray(self.kept[: len(self.now)].ljust(len(self.now), b"\0"))
        for at in range(0, len(self.now), 2 * _SECTOR):
            mixed[at : at + _SECTOR] = self.now[at : at + _SECTOR]
        return bytes(mixed)


@dataclass
class Folder:
    now: dict[str, Folder | File] = field(default_factory=dict)
    kept: dict[str, Folder | File] = field(default_factory=dict)


class Disk:
    """A folder on such a disk; what it held at first is all synced."""

    def __init__(self, start: Path) -> None:
        self._top = _load(start)

    def apply(self, event: Event) -> None:
        """Do what a program did. Raises KeyError for a file that the disk does not know."""
        if event.kind == "say":
            return
        folder, name = self._place(event.path)
        match event.kind:
            case "create":
                folder.now.setdefault(name, File())
            case "mkdir":
                folder.now[name] = Folder()
            case "unlink":
                del folder.now[name]
            case "rename" | "link":
                there, new = self._place(event.to)
                there.now[new] = folder.now[name]
                if event.kind == "rename" and (there, new) != (folder, name):
                    del folder.now[name]
            case _:
                self._change(self._node(event.path), event)

    def _change(self, node: Folder | File, event: Event) -> None:
        if isinstance(node, Folder):
            node.kept = dict(node.now)
        elif event.kind == "sync":
            node.kept = bytes(node.now)
        elif event.kind == "truncate":
            del node.now[event.offset :]
            node.now.extend(bytes(event.offset - len(node.now)))
        else:
            at = len(node.now) if event.offset < 0 else event.offset
            node.now.extend(bytes(max(0, at - len(node.now))))
            node.now[at : at + len(event.data)] = event.data

    def after(self, luck: Luck) -> Mapping[str, bytes | None]:
        """Every file by its path, and None for every folder, as they are when the power comes back."""
        return dict(_walk(self._top, "", luck))

    def _place(self, path: str) -> tuple[Folder, str]:
        parent = PurePosixPath(path).parent
        found = self._top if str(parent) == "." else self._node(str(parent))
        assert isinstance(found, Folder)
        return found, PurePosixPath(path).name

    def _node(self, path: str) -> Folder | File:
        found: Folder | File = self._top
        for part in PurePosixPath(path).parts:
            assert isinstance(found, Folder)
            found = found.now[part]
        return found


def write_out(files: Mapping[str, bytes | None], home: Path) -> None:
    """Put a folder that a disk kept where it can be opened."""
    home.mkdir()
    for name, data in files.items():
        if data is None:
            (home / name).mkdir()
        else:
            (home / name).write_bytes(data)


def fingerprint(files: Mapping[str, bytes | None]) -> str:
    """One value for one content of a folder."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        total.update(f"{name}\0{'' if data is None else hashlib.sha256(data).hexdigest()}\n".encode())
    return total.hexdigest()


def _load(path: Path) -> Folder:
    held: dict[str, Folder | File] = {}
    for item in path.iterdir():
        if item.is_dir():
            held[item.name] = _load(item)
        else:
            data = item.read_bytes()
            held[item.name] = File(bytearray(data), data)
    return Folder(held, dict(held))


def _walk(folder: Folder, below: str, luck: Luck) -> Iterator[tuple[str, bytes | None]]:
    entries = folder.kept if luck is Luck.NOTHING else folder.now
    for name, node in entries.items():
        path = f"{below}{name}"
        if isinstance(node, Folder):
            yield path, None
            yield from _walk(node, f"{path}/", luck)
        else:
            yield path, node.after(luck)


def cuts(
    events: list[Event], start: Path, lucks: Collection[Luck]
) -> Iterator[tuple[int, Luck, Mapping[str, bytes | None], bytes]]:
    """Every different folder that a power cut leaves, over all prefixes of what was done.

    Each with the number of events before the cut and with what the program had said by then.
    """
    disk, said, seen = Disk(start), b"", set[str]()
    for count in itertools.count():
        for luck in lucks:
            files = disk.after(luck)
            name = fingerprint(files) + said.hex()
            if name not in seen:
                seen.add(name)
                yield count, luck, files, said
        if count == len(events):
            return
        disk.apply(events[count])
        if events[count].kind == "say":
            said += events[count].data
