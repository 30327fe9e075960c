"""Asks an RFC 3161 authority over HTTP for timestamps, and believes none of its answers unchecked."""

from __future__ import annotations

import hashlib
import http.client
import secrets
import time
import urllib.error
import urllib.request
from typing import IO, Any, ClassVar
from urllib.parse import urlsplit

from asn1crypto import cms, core, tsp

from sopctl.sealing.errors import TimestampFailedError

_LARGEST_RESPONSE = 64 * 1024  # bytes; tokens of public authorities have 4 to 8 kB
_CHUNK = 8192
_NONCE_BITS = 64
_GRANTED = {"granted", "granted_with_mods"}
_TYPE = "application/timestamp-query"  # RFC 3161 section 3.4


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The configured authority answers itself or not at all."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Response(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TimeStampResp of RFC 3161; asn1crypto's own asks for a token even in a refusal."""

    _fields: ClassVar[list[tuple[object, ...]]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class TimestampAuthority:
    """One authority by its address. May be shared by threads."""

    def __init__(self, url: str, timeout: float = 15.0) -> None:
        """``timeout``: seconds in which the whole answer must be there. Proxies come from the environment."""
        self._url = url
        self._timeout = timeout
        self._name = urlsplit(url).hostname or url

    def stamp(self, value: bytes) -> bytes:
        """The token (DER of a ContentInfo) over the SHA-256 of a signature value.

        Raises TimestampFailedError: no answer in time, a refusal, or a token that is not over this value and
        request, or not signed by a certificate for timestamps.
        """
        imprint = hashlib.sha256(value).digest()
        nonce = secrets.randbits(_NONCE_BITS) | 1 << (_NONCE_BITS - 1)
        answer = self._ask(_request(imprint, nonce))
        try:
            response = _Response.load(answer, strict=True)
            token, info = self._token(response)
            imprinted = info["message_imprint"]
            fits = (imprinted["hash_algorithm"]["algorithm"].native, imprinted["hashed_message"].native)
            same_nonce = info["nonce"].native == nonce
            sound = _sound(token, value)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TimestampFailedError(self._name, "its answer is damaged") from error
        if fits != ("sha256", imprint):
            raise TimestampFailedError(self._name, "its answer is about another signature")
        if not same_nonce:
            raise TimestampFailedError(self._name, "its answer is to another request")
        if not sound:
            raise TimestampFailedError(self._name, "its answer is not signed by a certificate for timestamps")
        der: bytes = token.dump()
        return der

    def _token(self, response: _Response) -> tuple[cms.ContentInfo, tsp.TSTInfo]:
        status = response["status"]
        if status["status"].native not in _GRANTED:
            words = status["status_string"].native or []
            said = "; ".join(words)[:200] or ", ".join(sorted(status["fail_info"].native or ()))
            raise TimestampFailedError(self._name, f"it refused: {said or 'without a reason'}")
        token = response["time_stamp_token"]
        if isinstance(token, core.Void):
            raise TimestampFailedError(self._name, "its answer holds no timestamp")
        return token, token["content"]["encap_content_info"]["content"].parsed

    def _ask(self, body: bytes) -> bytes:
        if urlsplit(self._url).scheme not in {"http", "https"}:
            raise TimestampFailedError(self._name, "its address must begin with https:// or http://")
        deadline = time.monotonic() + self._timeout
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self._url, data=body, headers={"Content-Type": _TYPE}, method="POST"
        )
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=self._timeout) as response:
                return self._read(response, deadline)
        except urllib.error.HTTPError as error:
            with error:
                raise TimestampFailedError(self._name, f"it answered with status {error.code}") from error
        except TimeoutError as error:
            raise TimestampFailedError(self._name, "it did not answer in time") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            if isinstance(reason, TimeoutError):
                raise TimestampFailedError(self._name, "it did not answer in time") from error
            raise TimestampFailedError(self._name, f"it cannot be reached ({reason})") from error

    def _read(self, response: IO[bytes], deadline: float) -> bytes:
        answer = b""
        while chunk := response.read1(_CHUNK):  # type: ignore[attr-defined]  # HTTPResponse has it
            answer += chunk
            if len(answer) > _LARGEST_RESPONSE:
                raise TimestampFailedError(self._name, f"its answer is over {_LARGEST_RESPONSE} bytes")
            if time.monotonic() > deadline:
                raise TimestampFailedError(self._name, "it did not answer in time")
        return answer


def _request(imprint: bytes, nonce: int) -> bytes:
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint},
            "nonce": nonce,
            "cert_req": True,  # an auditor in ten years has the file and nothing else
        }
    )
    der: bytes = request.dump()
    return der


def _sound(token: cms.ContentInfo, value: bytes) -> bool:
    # pyHanko takes a second to load, and not every library has timestamps.
    from sopctl.sealing import seals  # noqa: PLC0415

    return seals.token_holds(token["content"], value)
