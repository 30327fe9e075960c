"""A request that names itself with ``Idempotency-Key`` is carried out once, however often it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from flask import Response, request

from sopctl.application.library import Library
from sopctl.application.ports import ConcurrentChangeError, Reply
from sopctl.domain.tokens import Token
from sopctl.web.api.problems import KeyReusedError, RequestMalformedError, RequestUnfinishedError

HEADER = "Idempotency-Key"
_KEPT = timedelta(days=1)
_AGAIN = ("Content-Type", "Location", "ETag", "Cache-Control")
LONGEST, PATTERN = 200, "^[!-~]+$"  # as the description says


def once(library: Library, token: Token, act: Callable[[], Response]) -> Response:
    """Act, or answer as before. A refusal leaves the key free, so that the request may be mended and sent
    again.

    Raises KeyReusedError, RequestUnfinishedError, RequestMalformedError.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if len(key) > LONGEST or not re.fullmatch(PATTERN, key):
        raise RequestMalformedError([(HEADER, f"1 to {LONGEST} ASCII characters without a space")])
    begun = Reply(token.id, key, _fingerprint(), library.clock())
    with library.unit() as uow:
        uow.replies.forget_before(begun.at - _KEPT)
        kept = uow.replies.get(token.id, key)
        if kept is None:
            try:
                uow.replies.begin(begun)
            except ConcurrentChangeError as error:
                raise RequestUnfinishedError from error
        uow.commit()
    if kept is not None:
        return _again(kept, begun)
    try:
        response = act()
    except Exception:
        with library.unit() as uow:
            uow.replies.forget(token.id, key)
            uow.commit()
        raise
    headers = tuple((name, response.headers[name]) for name in _AGAIN if name in response.headers)
    done = Reply(
        token.id, key, begun.request_sha256, begun.at, response.status_code, response.get_data(), headers
    )
    with library.unit() as uow:
        uow.replies.finish(done)
        uow.commit()
    return response


def _again(kept: Reply, asked: Reply) -> Response:
    if kept.request_sha256 != asked.request_sha256:
        raise KeyReusedError
    if not kept.status:
        raise RequestUnfinishedError
    response = Response(kept.body, kept.status, list(kept.headers))
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _fingerprint() -> str:
    parts = (request.method.encode(), request.full_path.encode(), request.get_data())
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
