"""A timestamp authority on the loopback that answers well or badly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

Answer = Callable[[tsp.TimeStampReq], bytes]


class Stamper:
    """Makes tokens with a certificate of its own."""

    def __init__(
        self, at: datetime, purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,)
    ) -> None:
        """A certificate that began a minute before ``at`` and serves the ``purposes`` alone."""
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time Authority")])
        start, end = at - timedelta(minutes=1), at + timedelta(days=1)
        builder = x509.CertificateBuilder(name, name, key.public_key(), 77, start, end)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
        self.certificate = builder.sign(key, hashes.SHA256())
        self._key = asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self._at = at

    def answer(self, request: tsp.TimeStampReq, at: datetime | None = None) -> bytes:
        """DER of a granted response."""
        certificate = asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        stamper = DummyTimeStamper(certificate, self._key, fixed_dt=at or self._at)
        response: bytes = stamper.request_tsa_response(request).dump()
        return response


@contextmanager
def serving(
    answer: Answer,
    *,
    status: int = 200,
    pause: float = 0,
    drip: float = 0,
    headers: dict[str, str] | None = None,
) -> Iterator[str]:
    """The address of a running authority. ``drip``: seconds between bytes; ``pause``: before the first."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = answer(tsp.TimeStampReq.load(self.rfile.read(length), strict=True))
            time.sleep(pause)
            self.send_response(status)
            for name, value in (headers or {"Content-Type": "application/timestamp-reply"}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            step = 1 if drip else len(body) or 1
            try:
                for start in range(0, len(body), step):
                    self.wfile.write(body[start : start + step])
                    self.wfile.flush()
                    time.sleep(drip)
            except OSError:
                self.close_connection = True  # the client has had enough

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
