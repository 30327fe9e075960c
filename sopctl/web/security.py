"""What every answer carries so that a browser runs, frames and sends nothing that is not ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, Response, request, session

from sopctl.web import statics
from sopctl.web.context import SECRET

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
# A browser's own PDF view writes a style into its page; nothing else in a file may run or load.
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def protect(response: Response) -> Response:
    """Add the headers; a file of ours may stand in a frame of ours, a page in none."""
    page = response.mimetype == "text/html"
    headers = response.headers
    headers["Content-Security-Policy"] = _POLICY.format(ancestors="'none'") if page else _FILE_POLICY
    headers["X-Frame-Options"] = "DENY" if page else "SAMEORIGIN"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        headers["Cache-Control"] = statics.keeping()
    elif not page and session.get(SECRET) and "no-store" not in headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "private, no-cache"
    if page:
        # On a shared computer the back button must not show what the one before me read.
        own = session.get(SECRET) or "no-store" in headers.get("Cache-Control", "")
        headers["Cache-Control"] = "no-store" if own else "no-cache"
        response.vary.add("Cookie")
    return response


def local_path(target: str | None) -> str | None:
    """``target`` when it is a path of this site, else None: a form never sends people elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(char) <= 32 or char == "\\" for char in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def from_here(asked: Request) -> bool:
    """Whether the browser says that a form came from a page of this site."""
    origin = asked.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == asked.host


def trusted_hosts(public_url: str) -> list[str] | None:
    """The host names to answer to; None, any, while the public address is only this machine's own."""
    host = urlsplit(public_url).hostname
    if not host or host in {"localhost", "127.0.0.1", "::1"}:
        return None
    return [host, *_LOOPBACK]
