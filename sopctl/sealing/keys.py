"""The folder ``keys/`` of a library, and a hospital's own PKCS#12.

``authority.pem`` and ``signing.pem`` hold a private key with its certificate (0600); one file each, so that a
rotation is one rename. ``retired/`` keeps the signing certificates of before, ``adopted/`` those of a
hospital's PKCS#12. ``certificate.pem`` is what verifiers get: everything that is trusted here, in PEM.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from sopctl.sealing.certificates import Authority, SigningIdentity, SigningKey, issued_by
from sopctl.sealing.errors import KeysExistError, SigningKeyMissingError, SigningKeyUnreadableError

_PEM = serialization.Encoding.PEM
_BEGIN_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_LARGEST_KEY_FILE = 1 << 20  # bytes; a PKCS#12 holds a few kilobytes


class KeyFolder:
    """A library's own keys. Rotation and adoption write; hold the library's lock around them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def create(cls, folder: Path, hospital: str, now: datetime) -> KeyFolder:
        """Make the authority and the first signing key of ``hospital`` in a folder that has none.

        Raises KeysExistError.
        """
        keys = cls(folder)
        if keys._signing.exists():
            raise KeysExistError(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if keys._authority.exists():  # a first attempt was cut short
            authority = keys._read_authority()
        else:
            authority = Authority.make(hospital, now)
            write_private(keys._authority, _pack(authority.key, authority.certificate))
        identity = authority.issue(now)
        write_private(keys._signing, _pack(identity.key, identity.certificate))
        keys._publish()
        return keys

    @property
    def certificate_file(self) -> Path:
        """The PEM file that ``sopctl verify --certificate`` takes."""
        return self._folder / "certificate.pem"

    def signing(self, now: datetime) -> SigningIdentity:
        """The current signing key.

        Raises SigningKeyMissingError, SigningKeyUnreadableError, SigningCertificateExpiredError,
        SigningCertificateNotYetValidError or SigningKeyUnsuitableError.
        """
        authority = self._read_authority()
        key, certificate = _key_and_certificate(self._signing)
        identity = SigningIdentity(key, certificate, (authority.certificate,), authority.certificate)
        identity.check(now)
        return identity

    def rotate(self, now: datetime) -> SigningIdentity:
        """Make a new signing key current. The old certificate is kept, the old private key is not.

        Raises SigningKeyMissingError, SigningKeyUnreadableError or SigningCertificateExpiredError.
        """
        identity = self._read_authority().issue(now)
        _, old = _key_and_certificate(self._signing)
        self._keep("retired", old)
        write_private(self._signing, _pack(identity.key, identity.certificate))
        return identity

    def adopt(self, identity: SigningIdentity) -> None:
        """Trust what a hospital's own key seals, also after that key is replaced. Cheap when it is known."""
        if not self._shelved("adopted", identity.anchor).exists():
            self._keep("adopted", identity.anchor)
            self._publish()

    def believe(self, certificates: Iterable[x509.Certificate]) -> None:
        """Trust what rests on other certificates too, such as those of the library that this one replaces."""
        for certificate in certificates:
            self._keep("adopted", certificate)
        self._publish()

    def trusted_certificates(self) -> tuple[bytes, ...]:
        """Each certificate that a copy of this library may rest on, in PEM: the authority, then the adopted.

        Signing certificates of before need no place here: the authority issued them.
        Raises SigningKeyMissingError or SigningKeyUnreadableError.
        """
        adopted = sorted((self._folder / "adopted").glob("*.pem"))
        return (
            self._read_authority().certificate.public_bytes(_PEM),
            *(path.read_bytes() for path in adopted),
        )

    @property
    def _authority(self) -> Path:
        return self._folder / "authority.pem"

    @property
    def _signing(self) -> Path:
        return self._folder / "signing.pem"

    def _read_authority(self) -> Authority:
        key, certificate = _key_and_certificate(self._authority)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SigningKeyUnreadableError(self._authority, "it does not hold an authority's key")
        return Authority(key, certificate)

    def _keep(self, shelf: str, certificate: x509.Certificate) -> None:
        path = self._shelved(shelf, certificate)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, certificate.public_bytes(_PEM))

    def _shelved(self, shelf: str, certificate: x509.Certificate) -> Path:
        return self._folder / shelf / f"{certificate.fingerprint(hashes.SHA256()).hex()}.pem"

    def _publish(self) -> None:
        write_private(self.certificate_file, b"".join(self.trusted_certificates()))


def load_pkcs12(path: Path, password: str | None, now: datetime) -> SigningIdentity:
    """The key of a hospital's PKCS#12 (RSA or elliptic curve) with its certificates.

    Raises SigningKeyMissingError, SigningKeyUnreadableError (a wrong password too: the format cannot tell it
    from damage), SigningKeyUnsuitableError, SigningCertificateExpiredError or
    SigningCertificateNotYetValidError.
    """
    data = read_private(path)
    try:
        store = pkcs12.load_pkcs12(data, password.encode() if password else None)
    except (ValueError, UnsupportedAlgorithm) as error:
        reason = (
            "the password is wrong, or it is not a PKCS#12 file"
            if password
            else ("it needs a password, or it is not a PKCS#12 file")
        )
        raise SigningKeyUnreadableError(path, reason) from error
    if store.key is None or store.cert is None:
        raise SigningKeyUnreadableError(path, "it does not hold a key with its certificate")
    certificate = store.cert.certificate
    above = tuple(more.certificate for more in store.additional_certs)
    identity = SigningIdentity(
        _sealing_key(store.key, path), certificate, _path(certificate, above), certificate
    )
    identity.check(now)
    return identity


def write_private(path: Path, data: bytes) -> None:
    """Replace a file as a whole, readable by its owner alone, on the disk before this returns."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_private(path: Path) -> bytes:
    """A file of keys. Raises SigningKeyMissingError or SigningKeyUnreadableError."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_KEY_FILE)
    except FileNotFoundError as error:
        raise SigningKeyMissingError(path) from error
    except OSError as error:
        raise SigningKeyUnreadableError(path, error.strerror or "the system refuses it") from error


def _pack(key: SigningKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(_PEM)


def _key_and_certificate(path: Path) -> tuple[SigningKey, x509.Certificate]:
    data = read_private(path)
    cut = data.find(_BEGIN_CERTIFICATE)
    try:
        key = serialization.load_pem_private_key(data[: max(cut, 0)], None)
        certificate = x509.load_pem_x509_certificate(data[cut:])
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnreadableError(path, "it is damaged") from error
    return _sealing_key(key, path), certificate


def _sealing_key(key: object, path: Path) -> SigningKey:
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SigningKeyUnreadableError(path, "its key is neither RSA nor elliptic curve")
    return key


def _path(leaf: x509.Certificate, others: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """The certificates above ``leaf``, nearest first; unrelated ones in the file are left out."""
    path = [leaf]
    while above := next(
        (other for other in others if other not in path and issued_by(path[-1], other)), None
    ):
        path.append(above)
    return tuple(path[1:])
