"""The addresses of channels, read from settings; light enough to be read at every start."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_PORTS = {"smtp": 587, "smtps": 465}
_OPTIONS = {"starttls", "from", "ca"}


class AddressWrongError(ValueError):
    """What an address must be, in words that follow “must be”."""


@dataclass(frozen=True)
class SmtpServer:
    """A mail server: ``tls`` is ``smtps``, ``starttls`` or "". ``ca``: a PEM file of its authority."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""

    @classmethod
    def parse(cls, url: str) -> SmtpServer:
        """Read ``smtp://user:password@host:587?starttls=1&from=sop@hospital.go.th`` or ``smtps://…``.

        Raises AddressWrongError.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise AddressWrongError("an address like smtp://user:password@host:587?starttls=1&from=sop@host")
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if unknown := set(options) - _OPTIONS:
            raise AddressWrongError(f"without “{min(unknown)}”; after the ? stand starttls=1, from= and ca=")
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise AddressWrongError("an address whose port is a number up to 65535") from None
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        sender = options.get("from", user)
        if not MAIL_ADDRESS.fullmatch(sender):
            raise AddressWrongError("an address that ends with ?from= and the mail address of the sender")
        tls = "smtps" if parts.scheme == "smtps" else "starttls" if options.get("starttls") == "1" else ""
        if password and not tls and not _is_loopback(parts.hostname):
            raise AddressWrongError("smtps://, or have starttls=1, because it holds a password")
        return cls(parts.hostname, port, tls, sender, user, password, options.get("ca", ""))


def without_password(url: str) -> str:
    """The address as it may be shown and logged."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
