"""What the web door needs to know of its surroundings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WebSettings:
    """Settings of the web, read once.

    ``secret_key`` signs cookies and form tokens. ``anonymous_read``: whether anybody on the network reads
    without an account. ``public_url``: the address people use, such as ``https://sop.hospital.go.th``.
    ``secure_cookies``: cookies only over TLS.
    """

    secret_key: str
    anonymous_read: bool
    public_url: str
    secure_cookies: bool
