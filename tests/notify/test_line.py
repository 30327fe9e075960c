from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import replace

import pytest

from sopctl.application.ports.outbox import MessengerError
from sopctl.notify.line import LineEvent, LineMessages, events, genuine
from tests.notify.servers import line_platform
from tests.notify.test_mail import ID, ITEM, LETTER


def test_a_push_carries_the_stable_key_and_the_same_key_again_is_taken_as_done() -> None:
    with line_platform() as line:
        messenger = LineMessages("token", line.url)
        messenger.send(ID, "U1", LETTER)
        messenger.send(ID, "U1", LETTER)
    assert line.tries == [str(uuid.UUID(ID))] * 2
    assert line.tokens[0] == "Bearer token"
    (push,) = line.pushes
    assert push["to"] == "U1"
    text = push["messages"][0]["text"]
    assert text.splitlines() == [ITEM.thai, ITEM.english, f"{ITEM.number} {ITEM.title}", ITEM.link]


def test_a_long_digest_stays_one_message_of_readable_length() -> None:
    with line_platform() as line:
        LineMessages("token", line.url).send(ID, "U1", replace(LETTER, items=(ITEM,) * 60, digest=True))
    text = line.pushes[0]["messages"][0]["text"]
    assert text.count(ITEM.link) == 10
    assert text.endswith("และอีก 50 รายการ (and 50 more)")


@pytest.mark.parametrize(("status", "lasting"), [(400, True), (401, False), (429, False), (500, False)])
def test_a_refusal_is_for_good_only_when_the_account_is_wrong(status: int, lasting: bool) -> None:
    with line_platform() as line:
        line.status = status
        with pytest.raises(MessengerError, match=f"{status} The request was refused") as refused:
            LineMessages("token", line.url).send(ID, "U1", LETTER)
    assert refused.value.lasting is lasting


def test_a_platform_that_is_not_there_is_said() -> None:
    with line_platform() as line:
        pass
    with pytest.raises(MessengerError, match=line.url) as refused:
        LineMessages("token", line.url, timeout=2).send(ID, "U1", LETTER)
    assert not refused.value.lasting


def test_only_what_line_signed_is_genuine() -> None:
    body = b'{"events": []}'
    signature = base64.b64encode(hmac.digest(b"secret", body, hashlib.sha256)).decode()
    assert genuine("secret", body, signature)
    assert not genuine("secret", body + b" ", signature)
    assert not genuine("other", body, signature)
    assert not genuine("secret", body, "")
    assert not genuine("secret", body, "ก")


def test_events_are_read_and_strange_ones_left_out() -> None:
    text = {"type": "message", "source": {"userId": "U1"}, "message": {"type": "text", "text": "ABCD"}}
    picture = {"type": "message", "source": {"userId": "U1"}, "message": {"type": "image"}}
    body = json.dumps({"events": [text, picture, {"type": "unfollow", "source": {"userId": "U2"}}, 7, {}]})
    assert events(body.encode()) == (
        LineEvent("message", "U1", "ABCD"),
        LineEvent("message", "U1"),
        LineEvent("unfollow", "U2"),
        LineEvent("", ""),
    )
    for strange in (b"", b"[]", b"{", b'{"events": null}', b'{"events": 7}', b"\xff"):
        assert events(strange) == ()
