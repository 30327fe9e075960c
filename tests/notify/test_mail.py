from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.application.ports.outbox import Letter, LetterItem, MessengerError
from sopctl.notify.addresses import AddressWrongError, SmtpServer, without_password
from sopctl.notify.mail import SmtpMail, compose
from tests.notify.servers import mail_server

ID = "0123456789abcdef0123456789abcdef"
ITEM = LetterItem(
    "มีเอกสารรอท่านลงนาม", "A document waits for your signature", "SOP-IT-001",
    "นโยบายการบริหารความทรงจำ & อื่น ๆ",
    "https://sop.example/rounds/1",
)  # fmt: skip
LETTER = Letter(
    hospital="โรงพยาบาลวิชัยเกษม",
    name="นางมาลี สุขใจ",
    items=(ITEM,),
    preferences="https://sop.example/account/notices",
    written_at=datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
)


def decoded(raw: bytes, name: str) -> str:
    """A header as RFC 2047 reads it; the parser of Python 3.11 puts spaces between the words of a name."""
    return str(make_header(decode_header(message_from_bytes(raw)[name])))


def test_a_mail_arrives_in_thai_with_both_bodies_and_the_headers_of_a_machine() -> None:
    with mail_server() as server:
        mail = SmtpMail(SmtpServer.parse(server.url))
        mail.send(ID, "malee@hospital.example", LETTER)
        mail.send("f" * 32, "wichai@hospital.example", LETTER)
        mail.close()
    first, second = server.mails
    assert first["Subject"] == "มีเอกสารรอท่านลงนาม SOP-IT-001 นโยบายการบริหารความทรงจำ & อื่น ๆ"
    assert decoded(server.raw[0], "From") == "โรงพยาบาลวิชัยเกษม <sop@hospital.example>"
    assert decoded(server.raw[0], "To") == "นางมาลี สุขใจ <malee@hospital.example>"
    assert first["Message-ID"] == f"<{ID}@hospital.example>"
    assert second["Message-ID"] != first["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Unsubscribe"] == "<https://sop.example/account/notices>"
    plain, page = first.get_body(("plain",)), first.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "SOP-IT-001 นโยบายการบริหารความทรงจำ & อื่น ๆ\nhttps://sop.example/rounds/1" in plain.get_content()
    assert '<a href="https://sop.example/rounds/1">' in page.get_content()
    assert "ความทรงจำ &amp; อื่น" in page.get_content()
    assert all(len(line) <= 998 for line in server.raw[0].split(b"\r\n"))
    assert server.raw[0].isascii()


def test_the_same_message_again_is_the_same_mail() -> None:
    def headers() -> list[tuple[str, str]]:
        mail = compose("sop@hospital.example", ID, "malee@hospital.example", LETTER)
        return [(name, str(value)) for name, value in mail.items() if name != "Content-Type"]

    assert headers() == headers()


WILD = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "a\r\nBcc: x@evil.example",
        "a\nBcc: x@evil.example",
        "a\rSubject: b",
        "a\u2028Bcc: b",
        "\x00",
        "ก" * 300,
        "",
    ]
)


@settings(max_examples=60)
@given(WILD, WILD, WILD, WILD)
def test_no_text_adds_a_header(title: str, name: str, hospital: str, words: str) -> None:
    item = replace(ITEM, title=title, thai=words)
    letter = replace(LETTER, items=(item,), name=name, hospital=hospital)
    sent = compose("sop@hospital.example", ID, "malee@hospital.example", letter)
    expected = compose("sop@hospital.example", ID, "malee@hospital.example", LETTER)
    data = sent.as_bytes(policy=policy.SMTP)
    starts = [line.partition(b":")[0] for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    names = [start.decode("ascii").lower() for start in starts if start[:1] not in (b" ", b"\t")]
    assert names == [key.lower() for key in expected]
    read = message_from_bytes(data, policy=policy.default)
    assert [a.addr_spec for a in read["To"].addresses] == ["malee@hospital.example"]
    assert [a.addr_spec for a in read["From"].addresses] == ["sop@hospital.example"]


@pytest.mark.parametrize("to", ["", "a b@c.example", "a@b\r\nBcc: c@d", "<a@b>", "a@b, c@d", "มาลี@โรงพยาบาล"])
def test_what_is_no_address_is_refused_for_good(to: str) -> None:
    with pytest.raises(MessengerError) as refused:
        compose("sop@hospital.example", ID, to, LETTER)
    assert refused.value.lasting


@pytest.mark.parametrize(
    ("answer", "lasting"),
    [("550 5.1.1 No such user", True), ("550 5.7.1 Relay access denied", False), ("451 Greylisted", False)],
)
def test_a_refused_recipient_is_refused_for_good_only_when_the_box_is_not_there(
    answer: str, lasting: bool
) -> None:
    with mail_server() as server:
        server.recipient_answer = answer
        with pytest.raises(MessengerError, match=answer.split(" ", 1)[1]) as refused:
            SmtpMail(SmtpServer.parse(server.url)).send(ID, "malee@hospital.example", LETTER)
    assert refused.value.lasting is lasting


def test_a_server_that_refuses_or_is_not_there_is_said_in_words() -> None:
    with mail_server() as server:
        server.data_answer = "452 Insufficient storage"
        mail = SmtpMail(SmtpServer.parse(server.url))
        with pytest.raises(MessengerError, match="452 Insufficient storage"):
            mail.send(ID, "malee@hospital.example", LETTER)
        server.data_answer = "250 OK"
        mail.send(ID, "malee@hospital.example", LETTER)
        mail.close()
    gone = SmtpMail(SmtpServer.parse(server.url), timeout=2)
    with pytest.raises(MessengerError, match=f"127.0.0.1:{server.port}") as refused:
        gone.send(ID, "malee@hospital.example", LETTER)
    assert not refused.value.lasting


def test_addresses_of_servers_are_read() -> None:
    read = SmtpServer.parse("smtp://u%40h:p%3A1@mail.h.go.th?starttls=1&from=sop@h.go.th")
    assert read == SmtpServer("mail.h.go.th", 587, "starttls", "sop@h.go.th", "u@h", "p:1")
    assert SmtpServer.parse("smtps://sop@h.go.th@mail:4650?from=a@b.c").port == 4650
    assert "p:1" not in repr(read)
    assert without_password("smtp://u:secret@mail:25?from=a@b") == "smtp://mail:25"


@pytest.mark.parametrize(
    "url",
    ["mail.h.go.th", "http://mail", "smtp://mail", "smtp://mail?from=nobody", "smtp://mail?from=a@b.c&x=1",
     "smtp://u:p@mail?from=a@b.c", "smtp://mail:99999?from=a@b.c"],
)  # fmt: skip
def test_addresses_that_cannot_work_are_refused(url: str) -> None:
    with pytest.raises(AddressWrongError):
        SmtpServer.parse(url)
