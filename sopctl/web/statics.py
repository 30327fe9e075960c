"""Our styles, scripts and fonts: addresses that change with their content, and how long they are kept."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import current_app, request, url_for

_FOR_GOOD = "public, max-age=31536000, immutable"


def address(name: str) -> str:
    """The address of a file of ours, with its hash, so that a browser keeps it for good."""
    return _address(name, request.script_root)


def keeping() -> str:
    """The ``Cache-Control`` of the file of ours that is asked for.

    A page of an older program asks for another content than there is now; what it gets is not kept under that
    address. Fonts keep their names, and so their addresses, for good.
    """
    asked, name = request.args.get("v"), (request.view_args or {}).get("filename", "")
    path = Path(current_app.static_folder or "", name)
    if asked is None or not path.is_file():
        return _FOR_GOOD
    return _FOR_GOOD if asked == _hash(path, path.stat().st_mtime_ns) else "no-cache"


@cache
def _address(name: str, root: str) -> str:
    """Below the address ``root`` of the application, which is in the key alone."""
    del root
    path = Path(current_app.static_folder or "", name)
    return url_for("static", filename=name, v=_hash(path, path.stat().st_mtime_ns))


@cache
def _hash(path: Path, changed: int) -> str:
    """Of the content as it was ``changed``, which is in the key alone."""
    del changed
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
