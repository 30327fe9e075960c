"""Refusals for programs: RFC 9457 problem details, with the sentence in both languages."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from flask import Blueprint, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from sopctl.domain.errors import SopctlError
from sopctl.thai.dates import ThaiDateError
from sopctl.web.errors import Refusal, of_http, of_web, refusal

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)


class TokenNeededError(SopctlError):
    """A request without a token where one is needed, or with one that opens nothing."""

    code = "token-needed"

    def __init__(self) -> None:
        super().__init__("Send a token that stands: Authorization: Bearer sopctl_….")


class RequestMalformedError(SopctlError):
    """A request whose parts are not what the description of the interface says."""

    code = "request-malformed"

    def __init__(self, places: Iterable[tuple[str, str]]) -> None:
        self.places = tuple(places)
        told = "; ".join(f"{place}: {what}" for place, what in self.places)[:500]
        super().__init__(f"The request is not as described: {told}.", places=told)

    @classmethod
    def of(cls, part: str, error: ValidationError) -> RequestMalformedError:
        """From what pydantic found wrong with the query or the body."""
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return cls((".".join([part, *map(str, each["loc"])]), each["msg"]) for each in found)


class KeyReusedError(SopctlError):
    """An idempotency key that another request had."""

    code = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request; take a new one.")


class RequestUnfinishedError(SopctlError):
    """The same request is running, or was cut off, so that its outcome must be looked up."""

    code = "request-unfinished"

    def __init__(self) -> None:
        super().__init__("The request with this Idempotency-Key has no answer yet; look at what it made.")


class PreconditionMissingError(SopctlError):
    """A change without saying what was seen before it."""

    code = "precondition-missing"

    def __init__(self) -> None:
        super().__init__("Say which state you change: send its ETag as If-Match.")


def answer(found: Refusal, error: Exception | None = None) -> Response:
    """The problem as a response."""
    body: dict[str, object] = {
        "type": f"urn:sopctl:problem:{found.code}",
        "title": found.english,
        "title_th": found.thai,
        "status": found.status,
        "code": found.code,
    }
    if isinstance(error, RequestMalformedError):
        body["places"] = [{"place": place, "what": what} for place, what in error.places]
    response = Response(json.dumps(body, ensure_ascii=False), found.status, mimetype=MEDIA_TYPE)
    if found.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="sopctl"'
    response.headers["Cache-Control"] = "no-store"
    return response


def install(pages: Blueprint) -> None:
    """Answer every failure inside the interface as a problem."""
    pages.register_error_handler(SopctlError, lambda error: answer(refusal(error), error))
    pages.register_error_handler(ThaiDateError, lambda error: answer(refusal(error)))
    pages.register_error_handler(HTTPException, http)
    pages.register_error_handler(Exception, _unexpected)


def http(error: HTTPException) -> Response:
    """A path, method or size that the interface does not have."""
    response = answer(of_http(error))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unexpected(error: Exception) -> Response:
    _LOG.exception("A request of a program failed", exc_info=error)
    return answer(of_web("unexpected", 500))
