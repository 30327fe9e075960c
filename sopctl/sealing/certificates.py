"""A library's own certificates: an authority for the hospital, and signing certificates that it issues.

An authority and not one self-signed certificate, because it is handed out once (to Acrobat, to the
hospital's computers, to auditors) and stays while signing keys are rotated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from sopctl.sealing.errors import (
    SigningCertificateExpiredError,
    SigningCertificateNotYetValidError,
    SigningKeyUnsuitableError,
)

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# Long, because copies are kept for ten years and more, and a viewer that knows no timestamp asks whether
# the certificate is valid today.
AUTHORITY_YEARS = 50
SIGNING_YEARS = 30

_COMMON_NAME_BYTES = 64  # RFC 5280 appendix A counts characters; readers that count bytes stay content
_SHORTEST_RSA = 2048  # bits: NIST SP 800-131A rev. 2
_CLOCK_SKEW = timedelta(hours=1)  # a reader whose clock is behind still accepts a seal made today


@dataclass(frozen=True)
class SigningIdentity:
    """A key with its certificate and the certificates above it.

    ``anchor`` is what a verifier trusts: the hospital's authority for a key of the library's own, the
    certificate itself for one bought elsewhere (that issuer's other customers are not the hospital).
    """

    key: SigningKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    anchor: x509.Certificate

    @property
    def subject(self) -> str:
        """The name in the certificate, for people."""
        return common_name(self.certificate)

    def check(self, now: datetime) -> None:
        """Raise when a seal made at ``now`` (aware) would not be accepted.

        Raises SigningKeyUnsuitableError, SigningCertificateExpiredError, SigningCertificateNotYetValidError.
        """
        if reason := _unsuitable(self.key, self.certificate):
            raise SigningKeyUnsuitableError(self.subject, reason)
        if now > self.certificate.not_valid_after_utc:
            raise SigningCertificateExpiredError(self.subject, self.certificate.not_valid_after_utc)
        if now < self.certificate.not_valid_before_utc:
            raise SigningCertificateNotYetValidError(self.subject, self.certificate.not_valid_before_utc)


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name, or the whole subject where it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the key of ``issuer`` signed ``certificate`` under that name."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


@dataclass(frozen=True)
class Authority:
    """The hospital's own certificate authority: the key that issues signing certificates."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, hospital: str, now: datetime) -> Authority:
        """A new authority, self-signed, that may issue signing certificates and nothing below them."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Document Authority", hospital)
        builder = (
            _builder(name, name, key.public_key(), now, _years_after(now, AUTHORITY_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    def issue(self, now: datetime) -> SigningIdentity:
        """A new signing key with its certificate. Raises SigningCertificateExpiredError."""
        above = self.certificate
        if now > above.not_valid_after_utc:
            raise SigningCertificateExpiredError(common_name(above), above.not_valid_after_utc)
        key = ec.generate_private_key(ec.SECP256R1())
        hospital = str(above.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
        end = min(_years_after(now, SIGNING_YEARS), above.not_valid_after_utc)
        issuer_key = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        # No extended key usage: each viewer asks for another one, and all of them accept its absence.
        builder = (
            _builder(_name(hospital, hospital), above.subject, key.public_key(), now, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False
            )
        )
        return SigningIdentity(key, builder.sign(self.key, hashes.SHA256()), (above,), above)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _years_after(now: datetime, years: int) -> datetime:
    return now + timedelta(days=365.25 * years)


def _name(common: str, hospital: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TH"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, hospital),
            x509.NameAttribute(NameOID.COMMON_NAME, _shorten(common)),
        ]
    )


def _shorten(name: str) -> str:
    """A hospital's name that fits a common name; the organisation name beside it stays whole."""
    if len(name.encode()) > _COMMON_NAME_BYTES:
        name = name.replace("โรงพยาบาล", "รพ.", 1)
    if len(name.encode()) <= _COMMON_NAME_BYTES:
        return name
    room = _COMMON_NAME_BYTES - len("…".encode())
    return name.encode()[:room].decode(errors="ignore").strip() + "…"


def _usage(*allowed: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{use: use in allowed for use in every})


def _unsuitable(key: SigningKey, certificate: x509.Certificate) -> str | None:
    """Why seals by this key would be refused, or None."""
    if key.public_key() != certificate.public_key():
        return "the key is not the certificate's"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _SHORTEST_RSA:
        return f"its RSA key has {key.key_size} bits and needs {_SHORTEST_RSA}"
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    if not (usage.digital_signature or usage.content_commitment):
        return "its key usage allows no signatures"
    return None
