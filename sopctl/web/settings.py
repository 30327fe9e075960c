"""What the web door needs to know of its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WebSettings:
    """Settings of the web, read once.

    ``secret_key`` signs cookies and form tokens. ``anonymous_read``: whether anybody on the network reads
    without an account. ``public_url``: the address people use, such as ``https://sop.hospital.go.th``.
    ``secure_cookies``: cookies only over TLS. ``line_secret`` tells what really comes from LINE, "" without.
    ``logs``: the folder of the access logs, None for none, kept for ``log_days``. ``proxies``: how many
    proxies of ours stand in front and may say who asks.
    ``home``: the library's folder, whose disk and worker are watched, None for none.
    ``schema`` raises a SopctlError when the database is not this program's.
    ``accel``: the address below which nginx gives out the files of ``blobs/`` itself, "" for none.
    """

    secret_key: str
    anonymous_read: bool
    public_url: str
    secure_cookies: bool
    line_secret: str = ""
    logs: Path | None = None
    log_days: int = 90
    proxies: int = 0
    accel: str = ""
    home: Path | None = None
    schema: Callable[[], None] | None = None
