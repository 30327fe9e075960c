"""One commit as a stream for ``git fast-import``: its files, its ref and its parent in a single process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

_NOT_IN_A_NAME = re.compile("[<>\x00-\x1f]")


@dataclass(frozen=True)
class Commit:
    """A commit to be made. The same values make the same commit, byte for byte.

    ``removed``: folders to take away first. ``parent`` is "" for a first commit.
    """

    ref: str
    parent: str
    message: str
    at: datetime
    author: str
    files: Mapping[str, bytes]
    removed: tuple[str, ...] = field(default=())

    def encode(self) -> bytes:
        """The stream; mark 1 is the commit."""
        moment = f"{int(self.at.timestamp())} +0000"
        lines = [
            b"feature done\n",
            f"commit {self.ref}\nmark :1\n".encode(),
            f"author {identity(self.author)} {moment}\n".encode(),
            f"committer sopctl <> {moment}\n".encode(),
            _data(self.message.encode()),
        ]
        if self.parent:
            lines.append(f"from {self.parent}\n".encode())
        lines += [f"D {_quoted(folder)}\n".encode() for folder in self.removed]
        for path in sorted(self.files):
            lines.append(f"M 100644 inline {_quoted(path)}\n".encode())
            lines.append(_data(self.files[path]))
        lines.append(b"get-mark :1\ndone\n")
        return b"".join(lines)


def identity(name: str) -> str:
    """A name as git writes it, with no address."""
    return f"{_NOT_IN_A_NAME.sub(' ', name).strip() or 'unknown'} <>"


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: str) -> str:
    # Paths are checked: no backslash and no control character is left to escape.
    return '"' + path.replace('"', '\\"') + '"'
