"""Messages by LINE: the push message of the Messaging API, and the signature of what LINE sends us."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sopctl.application.ports.outbox import Letter, MessengerError
from sopctl.domain.notices import Channel
from sopctl.notify.letters import one_line, plain

ADDRESS = "https://api.line.me"
TIMEOUT = 20  # seconds
_MOST_ITEMS = 10  # a digest stays one message of readable length; LINE takes 5,000 characters
_LONGEST = 4_900
_ACCEPTED_BEFORE = 409  # the retry key was taken at an earlier try
_WRONG = 400  # the account is not there, or not a friend of ours


class _NoRedirects(HTTPRedirectHandler):
    """The token goes to the platform that is set, and to nobody whom it names."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class LineMessages:
    """Port ``Messenger`` over the Messaging API; ``address`` is LINE's, or a test's."""

    def __init__(self, token: str, address: str = ADDRESS, timeout: float = TIMEOUT) -> None:
        self._token = token
        self._address = address.rstrip("/")
        self._timeout = timeout

    def send(self, message_id: str, to: str, letter: Letter) -> None:
        """Push one text. Raises MessengerError.

        The retry key is the message's id: LINE takes it once and answers 409 to the same again
        (developers.line.biz, “Retry failed API requests”).
        """
        text = plain(letter, _MOST_ITEMS)[:_LONGEST]
        body = {"to": to, "messages": [{"type": "text", "text": text}]}
        request = Request(  # noqa: S310  # the settings take http and https alone
            f"{self._address}/v2/bot/message/push",
            json.dumps(body, ensure_ascii=False).encode(),
            {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self._token}",
                "X-Line-Retry-Key": str(uuid.UUID(hex=message_id)),
            },
        )
        try:
            with build_opener(_NoRedirects).open(request, timeout=self._timeout) as answer:
                answer.read()
        except HTTPError as refused:
            with refused:
                said = _said(refused.read(2_000))
            if refused.code != _ACCEPTED_BEFORE:
                words = f"{refused.code} {said}".strip()
                raise MessengerError(Channel.LINE, words, lasting=refused.code == _WRONG) from refused
        except (OSError, HTTPException) as failed:
            raise MessengerError(Channel.LINE, f"{self._address}: {failed}") from failed

    def close(self) -> None:
        """Nothing is kept open."""


@dataclass(frozen=True)
class LineEvent:
    """What LINE tells us: ``kind`` is ``message``, ``follow``, ``unfollow`` …; ``text`` of a text message."""

    kind: str
    user: str
    text: str = ""


def genuine(secret: str, body: bytes, signature: str) -> bool:
    """Whether LINE signed a webhook's body: HMAC-SHA256 with the channel's secret, in base64."""
    wanted = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    return hmac.compare_digest(wanted.encode(), signature.encode())


def events(body: bytes) -> tuple[LineEvent, ...]:
    """The events of a webhook whose signature was checked; what has another shape is left out."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return ()
    listed = found.get("events") if isinstance(found, dict) else None
    several = listed if isinstance(listed, list) else ()
    return tuple(_event(event) for event in several if isinstance(event, dict))


def _event(event: dict[str, Any]) -> LineEvent:
    source, message = event.get("source"), event.get("message")
    user = source.get("userId") if isinstance(source, dict) else None
    text = message.get("text") if isinstance(message, dict) and message.get("type") == "text" else None
    return LineEvent(str(event.get("type", "")), str(user or ""), str(text or ""))


def _said(body: bytes) -> str:
    try:
        return one_line(str(json.loads(body).get("message", "")))
    except (ValueError, AttributeError):
        return ""
