"""Messages by mail: SMTP, plain text with a simple page beside it."""

from __future__ import annotations

import smtplib
import ssl
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from html import escape

from sopctl.application.ports.outbox import Letter, LetterItem, MessengerError
from sopctl.domain.notices import Channel
from sopctl.notify.addresses import MAIL_ADDRESS, SmtpServer
from sopctl.notify.letters import item_lines, one_line, plain, subject

TIMEOUT = 20  # seconds for one step of the conversation
# RFC 5321 4.2.3; with a code of 5.7 (RFC 3463) the server refuses us and not the box.
_NO_SUCH_BOX = (550, 551, 553)


class SmtpMail:
    """Port ``Messenger`` over one mail server; the connection is kept between messages until ``close``."""

    def __init__(self, server: SmtpServer, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._open: smtplib.SMTP | None = None

    def send(self, message_id: str, to: str, letter: Letter) -> None:
        """Hand a mail to the server. Raises MessengerError."""
        mail = compose(self._server.sender, message_id, to, letter)
        try:
            self._connection().send_message(mail, self._server.sender, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = next(iter(refused.recipients.values()))
            words = _words(answer)
            self.close()
            lasting = code in _NO_SUCH_BOX and "5.7." not in words
            raise MessengerError(Channel.MAIL, f"{code} {words}", lasting=lasting) from refused
        except smtplib.SMTPResponseException as refused:
            self.close()
            said = f"{refused.smtp_code} {_words(refused.smtp_error)}"
            raise MessengerError(Channel.MAIL, said) from refused
        except (smtplib.SMTPException, OSError, UnicodeError) as failed:
            self.close()
            place = f"{self._server.host}:{self._server.port}"
            raise MessengerError(Channel.MAIL, f"{place}: {failed or type(failed).__name__}") from failed

    def close(self) -> None:
        """Leave the server; that it has left already is no error."""
        connection, self._open = self._open, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _connection(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context(cafile=server.ca or None)
        connection: smtplib.SMTP
        if server.tls == "smtps":
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.tls == "starttls":
                connection.starttls(context=context)
            if server.user and server.password:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def compose(sender: str, message_id: str, to: str, letter: Letter) -> MIMEMultipart:
    """The mail of a letter; the same letter and id give the same headers.

    No text can add a header: each becomes one line first, and addresses are checked. Raises MessengerError
    for an address that is none.
    """
    if not MAIL_ADDRESS.fullmatch(to):
        raise MessengerError(Channel.MAIL, f"“{one_line(to)[:80]}” is no mail address", lasting=True)
    mail = MIMEMultipart("alternative")
    mail["From"] = _address(letter.hospital, sender)
    mail["To"] = _address(letter.name, to)
    mail["Subject"] = _encoded(subject(letter), "Subject")
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = f"<{message_id}@{sender.partition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{one_line(letter.preferences)}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "th, en"
    mail.attach(MIMEText(_plain(letter), "plain", "utf-8"))
    mail.attach(MIMEText(_page(letter), "html", "utf-8"))
    return mail


def _encoded(text: str, name: str) -> str:
    """A header's text as encoded words (RFC 2047): one line, cut between characters."""
    return Header(one_line(text), "utf-8", header_name=name).encode()


def _address(name: str, address: str) -> str:
    words = _encoded(name, "From")
    return f"{words} <{address}>" if words else address


def _plain(letter: Letter) -> str:
    return (
        f"เรียน {one_line(letter.name)}\n\n{plain(letter)}\n\n-- \n{one_line(letter.hospital)}\n"
        f"เลือกวิธีรับแจ้งเตือน Choose what you receive: {letter.preferences}\n"
    )


def _page(letter: Letter) -> str:
    style = "font:16px/1.6 Sarabun,'TH Sarabun New',Tahoma,sans-serif;color:#1c2a2d"
    items = "".join(map(_block, letter.items))
    preferences = escape(letter.preferences)
    return (
        f'<!doctype html><html lang="th"><head><meta charset="utf-8"><title>{escape(subject(letter))}</title>'
        f'</head><body style="{style}"><p>เรียน {escape(one_line(letter.name))}</p>{items}'
        f'<p style="font-size:14px;color:#56666a">{escape(one_line(letter.hospital))}<br>'
        f'<a href="{preferences}">เลือกวิธีรับแจ้งเตือน Choose what you receive</a></p></body></html>\n'
    )


def _block(item: LetterItem) -> str:
    *lines, link = item_lines(item)
    words = "<br>".join(escape(line) for line in lines)
    return f'<p>{words}<br><a href="{escape(link)}">{escape(link)}</a></p>'


def _words(said: bytes | str) -> str:
    return one_line(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))
