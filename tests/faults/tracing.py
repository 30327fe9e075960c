"""What a program writes to a folder, call by call, with everything that it starts: seen by ``strace``.

SQLite writes in C and git in processes of its own, so no layer inside Python sees all of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,sync,syncfs,"
    "lseek,copy_file_range,sendfile,chdir,clone,clone3,fork,vfork"
)
_DONE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(.*)")
_BEGUN = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+|\?)(.*)")
_FD = re.compile(r"(\d+|AT_FDCWD)<([^>]*)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_STARTS = {"clone", "clone3", "fork", "vfork"}


class CallUnknownError(Exception):
    """A call that changes files in a way that the recording does not understand."""


@dataclass(frozen=True)
class Event:
    """One thing that happened: ``kind`` is create, write, truncate, rename, link, unlink, mkdir, sync or say.

    ``path`` is below the folder that was watched; ``to`` is where a rename or link goes.
    """

    kind: str
    path: str = ""
    to: str = ""
    data: bytes = b""
    offset: int = 0


def record(command: Sequence[str], folder: Path, said: Path, environ: dict[str, str]) -> list[Event]:
    """Run a command that must succeed; what it does to ``folder``, and what it appends to ``said``, in order.

    Raises CalledProcessError, CallUnknownError, FileNotFoundError without ``strace``.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise FileNotFoundError("strace is needed to record what reaches a disk")
    log = said.with_suffix(".strace")
    options = [
        "-f",
        "-qq",
        "-y",
        "-xx",
        "-s",
        str(1 << 26),
        "-e",
        f"trace={_CALLS}",
        "-o",
        str(log),
    ]
    subprocess.run([strace, *options, *command], check=True, env={**os.environ, **environ})
    with log.open(encoding="ascii") as lines:
        return list(_Reading(folder, said).events(lines))


@dataclass
class _Reading:
    folder: Path
    said: Path
    begun: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, int], str] = field(default_factory=dict)
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)
    appending: set[tuple[str, int]] = field(default_factory=set)

    def events(self, lines: Iterator[str] | Sequence[str]) -> Iterator[Event]:
        for line in lines:
            if found := _BEGUN.match(line):
                self.begun[found[1]] = found[3]
                continue
            if found := _RESUMED.match(line):
                arguments = self.begun.pop(found[1], "") + found[3]
            elif found := _DONE.match(line):
                arguments = found[3]
            else:
                continue  # an exit or a signal
            if found[4] != "?" and int(found[4]) >= 0:
                yield from self._event(found[1], found[2], arguments, int(found[4]), found[5])

    def _event(self, pid: str, call: str, arguments: str, result: int, rest: str) -> Iterator[Event]:
        """What one call that succeeded did."""
        fds = [(number, _text(path)) for number, path in _FD.findall(arguments)]
        texts = [_bytes(text) for text in _QUOTED.findall(arguments)]
        if call == "chdir":
            self.places[pid, 0] = self._absolute(pid, texts[0].decode(), [])
        elif call in _STARTS:
            self.places.setdefault((str(result), 0), self.places.get((pid, 0), ""))
        elif call in {"open", "openat", "creat"}:
            yield from self._opened(pid, arguments, result, rest)
        elif call == "lseek":
            self.offsets[pid, int(fds[0][0])] = result
        elif call in {"write", "pwrite64", "writev", "pwritev", "pwritev2"}:
            yield from self._written(pid, call, fds[0], b"".join(texts)[:result], arguments)
        elif call in {"fsync", "fdatasync"}:
            yield from self._inside("sync", fds[0][1])
        elif call in {"ftruncate", "truncate"}:
            path = fds[0][1] if call == "ftruncate" else self._absolute(pid, texts[0].decode(), fds)
            yield from self._inside("truncate", path, offset=int(arguments.rsplit(", ", 1)[1]))
        elif call in {"sync", "syncfs", "fallocate", "copy_file_range", "sendfile", "symlink", "symlinkat"}:
            raise CallUnknownError(f"{call}({arguments[:200]})")
        elif texts:
            yield from self._named(pid, call, arguments, [text.decode() for text in texts])

    def _opened(self, pid: str, arguments: str, result: int, rest: str) -> Iterator[Event]:
        at = _FD.search(arguments)
        if at and at[1] == "AT_FDCWD":
            self.places[pid, 0] = _text(at[2])
        place = _FD.search(f"{result}{rest}")
        self.offsets[pid, result] = 0
        self.appending.discard((pid, result))
        if "O_APPEND" in arguments:
            self.appending.add((pid, result))
        if place and "O_CREAT" in arguments:
            yield from self._inside("create", _text(place[2]))
        if place and "O_TRUNC" in arguments:
            yield from self._inside("truncate", _text(place[2]))

    def _written(
        self, pid: str, call: str, fd: tuple[str, str], data: bytes, arguments: str
    ) -> Iterator[Event]:
        number, path = int(fd[0]), fd[1]
        if path == str(self.said):
            yield Event("say", data=data)
            return
        if call.startswith("p"):
            offset = int(arguments.rsplit(", ", 1)[1])
        elif (pid, number) in self.appending:
            offset = -1
        else:
            offset = self.offsets.get((pid, number), 0)
            self.offsets[pid, number] = offset + len(data)
        yield from self._inside("write", path, data=data, offset=offset)

    def _named(self, pid: str, call: str, arguments: str, texts: list[str]) -> Iterator[Event]:
        """Calls that change names."""
        parts = arguments.split(", ")
        places = [_text(found[2]) for part in parts if (found := _FD.match(part))]
        first = self._absolute(pid, texts[0], places[:1])
        if call.startswith(("rename", "link")):
            if "RENAME_" in arguments:
                raise CallUnknownError(f"{call}({arguments[:200]})")
            second = self._absolute(pid, texts[1], places[1:])
            inside = [self._below(path) is not None for path in (first, second)]
            if any(inside) and not all(inside):
                raise CallUnknownError(f"{call} over the edge of the folder: {first} {second}")
            yield from self._inside("rename" if call.startswith("rename") else "link", first, to=second)
        elif call.startswith(("unlink", "rmdir")):
            yield from self._inside("unlink", first)
        else:
            yield from self._inside("mkdir", first)

    def _absolute(self, pid: str, path: str, places: Sequence[object]) -> str:
        base = str(places[0]) if places else self.places.get((pid, 0), "")
        if not path.startswith("/") and not base:
            raise CallUnknownError(f"{path} of process {pid}, whose folder is not known")
        return os.path.normpath(Path(base, path))

    def _inside(
        self, kind: str, path: str, *, to: str = "", data: bytes = b"", offset: int = 0
    ) -> Iterator[Event]:
        below = self._below(path)
        if below is not None:
            yield Event(kind, below, (self._below(to) or "") if to else "", data, offset)

    def _below(self, path: str) -> str | None:
        """The part of a path below the folder, None elsewhere and for a file that has no name any more."""
        if path == str(self.folder):
            return ""
        inside = path.startswith(f"{self.folder}/") and not path.endswith("(deleted)")
        return path.removeprefix(f"{self.folder}/") if inside else None


def _bytes(quoted: str) -> bytes:
    return bytes.fromhex(quoted.replace("\\x", ""))


def _text(path: str) -> str:
    """A path as strace writes it beside a descriptor."""
    plain = path.removesuffix(" (deleted)").removesuffix("(deleted)")
    text = _bytes(plain).decode(errors="surrogateescape") if plain.startswith("\\x") else plain
    return text if plain == path else f"{text} (deleted)"
