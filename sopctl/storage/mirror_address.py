"""Where the git mirror of a library is; light enough to be read at every start."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

WANTED = "https://…, ssh://…, or the absolute path of a folder"


@dataclass(frozen=True)
class MirrorAddress:
    """Where the mirror is. ``url`` holds no password and is what may be shown."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> MirrorAddress:
        """Read ``https://user:password@host/path``, ``ssh://git@host/path``, ``file:///path`` or ``/path``.

        Raises ValueError, whose words never hold the address.
        """
        if re.search(r"[\x00-\x20\x7f]", text):
            raise ValueError(WANTED)
        if text.startswith("/"):
            return cls(text)
        parts = urlsplit(text)
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
            return cls(text)
        if (
            parts.scheme not in {"https", "ssh"}
            or not host
            or host.startswith("-")
            or not parts.path.strip("/")
        ):
            raise ValueError(WANTED)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if user.startswith("-") or re.search(r"[\x00-\x1f\x7f]", user + password):
            raise ValueError(WANTED)
        if parts.scheme == "ssh":
            if password:
                raise ValueError("without a password: ssh asks a key")
            return cls(text, user)
        return cls(urlunsplit((parts.scheme, host, parts.path, "", "")), user, password)
