"""What can be wrong with the keys that seal, and with a timestamp."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sopctl.domain.errors import SopctlError


class KeysExistError(SopctlError):
    """A library's keys are never overwritten: what they sealed could no longer be checked."""

    code = "keys-exist"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds keys already; they are kept as they are.", folder=folder)


class SigningKeyMissingError(SopctlError):
    """There is no file where the signing key should be."""

    code = "signing-key-missing"

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no signing key at {path}.", path=path)


class SigningKeyUnreadableError(SopctlError):
    """The file is there, but no key and certificate come out of it."""

    code = "signing-key-unreadable"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The signing key {path} cannot be read: {reason}.", path=path, reason=reason)


class SigningKeyUnsuitableError(SopctlError):
    """The key was read, but a seal made with it would not be accepted."""

    code = "signing-key-unsuitable"

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(
            f"The certificate of {subject} cannot seal: {reason}.", subject=subject, reason=reason
        )


class SigningCertificateExpiredError(SopctlError):
    """The certificate's time is over."""

    code = "signing-certificate-expired"

    def __init__(self, subject: str, end: datetime) -> None:
        day = end.date().isoformat()
        super().__init__(
            f"The certificate of {subject} expired on {day}; nothing can be sealed with it.",
            subject=subject,
            end=day,
        )


class SigningCertificateNotYetValidError(SopctlError):
    """The certificate's time has not come; often a wrong clock."""

    code = "signing-certificate-not-yet-valid"

    def __init__(self, subject: str, start: datetime) -> None:
        day = start.date().isoformat()
        super().__init__(
            f"The certificate of {subject} is valid from {day}; check the computer's clock.",
            subject=subject,
            start=day,
        )


class TimestampFailedError(SopctlError):
    """The timestamp authority gave no usable timestamp, so nothing was sealed."""

    code = "timestamp-failed"

    def __init__(self, authority: str, reason: str) -> None:
        super().__init__(f"No timestamp from {authority}: {reason}.", authority=authority, reason=reason)


class CertificateUnreadableError(SopctlError):
    """What was given as a trusted certificate is none."""

    code = "certificate-unreadable"

    def __init__(self) -> None:
        super().__init__("The trusted certificate cannot be read; it must be PEM or DER.")
