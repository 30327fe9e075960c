"""Remotes: where the server calls is the operator's setting, and what answers sends it nowhere else."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sopctl.accounts.providers import OidcProvider, ProviderAddress
from sopctl.application.ports import ProviderUnreachableError
from sopctl.application.ports.outbox import MessengerError
from sopctl.notify.line import LineMessages
from sopctl.sealing.errors import TimestampFailedError
from sopctl.sealing.timestamps import TimestampAuthority
from tests.notify.test_mail import ID, LETTER
from tests.support.certificates import certificate

_SEAL = b"a signature"


@dataclass
class Served:
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(moved_to: str = "", tls: tuple[Path, Path] | None = None) -> Iterator[Served]:
    """A server that writes down what it is asked, and sends everybody on to ``moved_to``."""
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            served.asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(302 if moved_to else 200)
            if moved_to:
                self.send_header("Location", moved_to)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls[1], tls[0])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    served.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _line(url: str, _: Path) -> None:
    with pytest.raises(MessengerError):
        LineMessages("token", url).send(ID, "U1", LETTER)


def _timestamp(url: str, _: Path) -> None:
    with pytest.raises(TimestampFailedError):
        TimestampAuthority(url).stamp(_SEAL)


def _sign_in_page(url: str, folder: Path) -> None:
    page = OidcProvider(ProviderAddress(url, "sopctl", "secret", ca=str(folder / "ca.pem")))
    with pytest.raises(ProviderUnreachableError):
        page.begin("https://sop.example/sign-in/provider/back")


@pytest.mark.parametrize("call", [_line, _timestamp, _sign_in_page])
def test_a_server_that_sends_elsewhere_is_not_followed(
    call: Callable[[str, Path], None], tmp_path: Path
) -> None:
    tls = certificate(tmp_path) if call is _sign_in_page else None
    with serving() as inside, serving(f"{inside.url}/latest/meta-data", tls) as remote:
        call(remote.url, tmp_path)
    assert len(remote.asked) == 1
    assert inside.asked == []  # neither the request nor its token went there
