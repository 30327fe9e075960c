"""Names that may stand in the repository: checked before git sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sopctl.domain.errors import SopctlError

_CONTROL = re.compile("[\x00-\x1f\x7f\\\\]")
# What git itself refuses in a ref (git-check-ref-format), and nothing that a shell or a path could misread.
_REF = re.compile("[A-Za-z0-9\u0e01-\u0e3a\u0e40-\u0e4e][A-Za-z0-9\u0e01-\u0e3a\u0e40-\u0e4e._-]*")
# HFS+ ignores these, so that ".g\u200cit" is ".git" on a Mac that clones the repository.
_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


class PathRefusedError(SopctlError):
    """A name that may not stand in the repository."""

    code = "path-refused"

    def __init__(self, path: str) -> None:
        super().__init__(f"“{path[:80]}” cannot be the name of a kept file.", path=path[:80])


def checked_path(path: str) -> str:
    """The path itself when every part of it is a plain name. Raises PathRefusedError."""
    parts = path.split("/")
    if _CONTROL.search(path) or len(path.encode()) > 1000 or not all(map(_plain, parts)):
        raise PathRefusedError(path)
    return path


def checked_paths(paths: Iterable[str]) -> None:
    """Raises PathRefusedError for a path that is no plain one, or stands below another one."""
    files = set(map(checked_path, paths))
    for path in files:
        parts = path.split("/")
        if any("/".join(parts[:count]) in files for count in range(1, len(parts))):
            raise PathRefusedError(path)


def checked_ref(name: str) -> str:
    """The name itself when it can follow ``refs/tags/`` or ``refs/rounds/``. Raises PathRefusedError."""
    parts = name.split("/")
    fits = all(_REF.fullmatch(p) and not p.endswith((".", ".lock")) and ".." not in p for p in parts)
    if not fits or len(name.encode()) > 200:
        raise PathRefusedError(name)
    return name


def _plain(part: str) -> bool:
    bare = _IGNORED.sub("", part).rstrip(" .").lower()
    # "git~1" is the short name that Windows gives to .git
    return part not in {"", ".", ".."} and bare not in {".git", "git~1", ""}
