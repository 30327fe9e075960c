"""A mail server and a LINE platform on this machine, which do what a test asks of them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What came in, and what is answered: ``connected`` and ``accepted`` run before the answer."""

    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipient_answer: str = "250 OK"
    data_answer: str = "250 OK"
    connected: Callable[[], None] = lambda: None
    accepted: Callable[[], None] = lambda: None
    port: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connected()
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_answer.startswith("2"):
            data = envelope.content
            assert isinstance(data, bytes)
            self.raw.append(data)
            self.mails.append(message_from_bytes(data, policy=policy.default))
        self.accepted()
        return self.data_answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=sop@hospital.example"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made.port = probe.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()


@dataclass
class LinePlatform:
    """Takes each retry key once, as LINE does; ``status`` answers otherwise than 200."""

    pushes: list[dict[str, Any]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    status: int = 200
    accepted: Callable[[], None] = lambda: None
    port: int = 0

    def answer(self, key: str, token: str, body: dict[str, Any]) -> int:
        seen = key in self.tries
        self.tries.append(key)
        self.tokens.append(token)
        if self.status != 200:
            return self.status
        if seen:
            return 409
        self.pushes.append(body)
        self.accepted()
        return 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def line_platform() -> Iterator[LinePlatform]:
    made = LinePlatform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/v2/bot/message/push"
            status = made.answer(self.headers["X-Line-Retry-Key"], self.headers["Authorization"], body)
            said = b"{}" if status == 200 else b'{"message": "The request was refused"}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
