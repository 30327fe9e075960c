"""The seal itself: a detached CMS signature over a digest, CAdES baseline B (ETSI EN 319 122-1).

Signed attributes: content type, message digest, and the signing certificate's hash (ESS v2, RFC 5035), so
that the certificate beside the signature cannot be exchanged. No signing time: in a PDF it stands in /M.
The same digest by the same key gives the same bytes, unless a timestamp is added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from sopctl.sealing.certificates import SigningIdentity, SigningKey
from sopctl.sealing.envelope import Envelope, attribute, settled
from sopctl.sealing.errors import TimestampFailedError

Timestamper = Callable[[bytes], bytes]
"""From a signature value to an RFC 3161 token over its SHA-256 (DER of a ContentInfo)."""

DIGEST_SIZE = 32  # bytes of SHA-256
TIMESTAMP_ROOM = 12 * 1024  # bytes kept free for a token; those of public authorities have 4 to 8 kB


class CmsSeal:
    """Fills the port ``Seal`` with a key that stays loaded. May be shared by threads."""

    def __init__(self, identity: SigningIdentity, timestamper: Timestamper | None = None) -> None:
        """``timestamper`` is asked at each seal; what it raises, ``sign`` raises."""
        self._key = identity.key
        self._timestamper = timestamper
        signer = _load(identity.certificate)
        self._envelope = Envelope(signer, map(_load, identity.chain))
        self._attributes = [
            attribute("content_type", "data"),
            attribute("signing_certificate_v2", _signing_certificate(signer)),
        ]
        bare = self._envelope.enclose(
            self._signed_attributes(bytes(DIGEST_SIZE)), bytes(_longest_signature(identity.key)), None
        )
        self.size = len(bare) + (TIMESTAMP_ROOM if timestamper else 0)

    def sign(self, digest: bytes) -> bytes:
        """A detached CMS signature, DER, at most ``size`` bytes, over a SHA-256 digest (32 bytes).

        Raises TimestampFailedError when a timestamp is wanted and not given; ValueError for another digest.
        """
        if len(digest) != DIGEST_SIZE:
            raise ValueError(f"a SHA-256 digest has {DIGEST_SIZE} bytes, not {len(digest)}")
        attributes = self._signed_attributes(digest)
        value = _sign(self._key, attributes.dump())
        token = self._timestamper(value) if self._timestamper else None
        seal = self._envelope.enclose(attributes, value, token)
        if len(seal) > self.size:
            raise TimestampFailedError(
                "the authority", f"its token of {len(token or b'')} bytes is too large"
            )
        return seal

    def _signed_attributes(self, digest: bytes) -> cms.CMSAttributes:
        return settled(cms.CMSAttributes([*self._attributes, attribute("message_digest", digest)]))


def _sign(key: SigningKey, data: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))  # RFC 6979
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _longest_signature(key: SigningKey) -> int:
    """Bytes of the longest signature value: for ECDSA a DER sequence of two integers."""
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.key_size // 8
    highest = (1 << key.key_size) - 1
    return len(core.SequenceOf([highest, highest], spec=core.Integer).dump())


def _load(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _signing_certificate(certificate: asn1_x509.Certificate) -> tsp.SigningCertificateV2:
    issuer = asn1_x509.GeneralName(name="directory_name", value=certificate.issuer)
    return tsp.SigningCertificateV2(
        {
            "certs": [
                tsp.ESSCertIDv2(
                    {
                        # SHA-256 is the default algorithm, which DER leaves unwritten
                        "cert_hash": hashlib.sha256(certificate.dump()).digest(),
                        "issuer_serial": {
                            "issuer": [issuer],
                            "serial_number": certificate.serial_number,
                        },
                    }
                )
            ]
        }
    )
