"""The seal of a library, loaded when something is sealed, so that reading never waits for a key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from sopctl.application.ports.copies import KeyNotOursError
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.keys import KeyFolder, load_pkcs12
from sopctl.sealing.timestamps import TimestampAuthority


class LibrarySeal:
    """Fills the port ``Seal`` with the library's own key, or with a hospital's PKCS#12 where one is named.

    A hospital's certificate is adopted into ``keys`` at its first use, so that copies sealed with it are
    trusted here after it is replaced, too.
    """

    def __init__(
        self,
        keys: KeyFolder,
        clock: Callable[[], datetime],
        *,
        pkcs12: str = "",
        password: str = "",
        timestamp_url: str = "",
    ) -> None:
        """``pkcs12`` is a path, "" for the library's own key; ``timestamp_url`` "" asks for no timestamp."""
        self._keys, self._clock = keys, clock
        self._pkcs12, self._password, self._timestamp_url = pkcs12, password, timestamp_url
        self._lock = threading.Lock()
        self._loaded: CmsSeal | None = None

    @property
    def size(self) -> int:
        """Bytes to reserve. Raises what loading the key raises."""
        return self._seal().size

    def sign(self, digest: bytes) -> bytes:
        """A detached CMS signature over a SHA-256 digest.

        Raises SigningKeyMissingError, SigningKeyUnreadableError, SigningCertificateExpiredError and such, and
        TimestampFailedError.
        """
        return self._seal().sign(digest)

    def rotate(self) -> str:
        """Make a new key and seal with it from now on; returns the new certificate's SHA-256.

        Raises KeyNotOursError where a hospital's PKCS#12 is named, and what making a key raises. Other
        processes go on with the key that they loaded until they are started again; what it seals is genuine.
        """
        if self._pkcs12:
            raise KeyNotOursError
        with self._lock:
            identity = self._keys.rotate(self._clock())
            self._loaded = None
        return identity.certificate.fingerprint(hashes.SHA256()).hex()

    def _seal(self) -> CmsSeal:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> CmsSeal:
        if self._pkcs12:
            identity = load_pkcs12(Path(self._pkcs12), self._password or None, self._clock())
            self._keys.adopt(identity)
        else:
            identity = self._keys.signing(self._clock())
        stamper = TimestampAuthority(self._timestamp_url).stamp if self._timestamp_url else None
        return CmsSeal(identity, stamper)
