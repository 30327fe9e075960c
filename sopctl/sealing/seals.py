"""Checks one CMS seal over known content: whose it is, whether it fits, when it was made.

Loads pyHanko, which takes a second; so ``inspection`` imports this only when there is a file to check.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms, validate_tst_signed_data
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from sopctl.sealing.envelope import altered, signer_certificate
from sopctl.sealing.errors import CertificateUnreadableError
from sopctl.sealing.problems import Found, Problem

_LONGEST_NAME = 100  # characters of a stranger's name that are shown

# What a reader grumbles about in a stranger's file is an answer here, not a line for the console.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Trust:
    """What seals and their timestamps may rest on. An authority is trusted with all that it issued."""

    certificates: tuple[x509.Certificate, ...]
    timestamp_roots: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class SealCheck:
    """What one seal proves.

    ``genuine``: made by a trusted certificate. ``intact``: it fits the content. ``altered``: bytes of the
    seal that it does not cover itself were changed. ``start`` and ``end``: when the certificate is valid.
    ``stamped_at``: the time of a trusted timestamp. All times are aware.
    """

    genuine: bool
    intact: bool
    altered: bool
    fingerprint: str
    start: datetime
    end: datetime
    stamped_at: datetime | None
    problems: tuple[Found, ...]

    def valid_at(self, sealed_at: datetime | None) -> bool:
        """Whether the certificate was valid at that time (aware); True when no time is known."""
        return sealed_at is None or self.start <= sealed_at <= self.end

    def time_problems(self, sealed_at: datetime | None) -> tuple[Found, ...]:
        """What is wrong with the time at which the seal says it was made (aware)."""
        if sealed_at is None:
            return (Problem.SEAL_TIME_MISSING.found(),)
        if self.valid_at(sealed_at):
            return ()
        return (Problem.CERTIFICATE_NOT_VALID_THEN.found(day=sealed_at.date().isoformat()),)


def read_certificates(blobs: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Certificates from PEM (any number in one) or DER. Raises CertificateUnreadableError."""
    found: list[x509.Certificate] = []
    for blob in blobs:
        try:
            if b"-----BEGIN" in blob:
                found += x509.load_pem_x509_certificates(blob)
            else:
                found.append(x509.load_der_x509_certificate(blob))
        except ValueError as error:
            raise CertificateUnreadableError from error
    return tuple(found)


def check_seal(seal: bytes, content: bytes, trust: Trust) -> SealCheck | None:
    """Check a detached CMS (DER, zeros may follow) over ``content``; None when it cannot be read at all."""
    try:
        signed = cms.ContentInfo.load(seal)["content"]
        certificate = signer_certificate(signed)
        status = asyncio.run(_validate(signed, certificate, content, trust))
        trusted = bool(status.valid and status.validation_path and not status.trust_problem_indic)
        changed = trusted and altered(seal, trust.certificates)
        stamp = status.timestamp_validity
        damaged_stamp = stamp is not None and not (stamp.valid and stamp.intact)
        problems = [] if trusted else [_distrust(status, certificate)]
    except Exception:
        # A stranger's bytes can break a parser in any way.
        return None
    if damaged_stamp:
        problems.append(Problem.TIMESTAMP_INVALID.found())
    elif changed:
        problems.append(Problem.SEAL_ALTERED.found())
    return SealCheck(
        genuine=trusted,
        intact=bool(status.valid and status.intact),
        altered=changed or damaged_stamp,
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        start=certificate.not_valid_before,
        end=certificate.not_valid_after,
        stamped_at=stamp.timestamp if stamp is not None and stamp.trusted else None,
        problems=tuple(problems),
    )


def token_holds(signed: cms.SignedData, value: bytes) -> bool:
    """Whether a timestamp token is over a signature value, by a certificate for timestamps, valid then.

    Who issued that certificate is not asked. Raises ValueError for a token that cannot be read.
    """
    try:
        certificate = signer_certificate(signed)
        moment = signed["encap_content_info"]["content"].parsed["gen_time"].native
        status = asyncio.run(
            validate_tst_signed_data(
                signed, _context((), moment), lambda name: hashlib.new(name, value).digest()
            )
        )
    except Exception as error:
        raise ValueError("a damaged timestamp") from error
    purposes = certificate.extended_key_usage_value
    return bool(
        status["intact"]
        and status["valid"]
        and purposes is not None
        and purposes.native == ["time_stamping"]
        and certificate.not_valid_before <= moment <= certificate.not_valid_after
    )


async def _validate(
    signed: cms.SignedData, certificate: asn1_x509.Certificate, content: bytes, trust: Trust
) -> StandardCMSSignatureStatus:
    # Judged when the certificate began: a seal outlives its certificate, and whether that had ended when the
    # seal was made is asked by ``time_problems``.
    moment = certificate.not_valid_before
    return await async_validate_detached_cms(
        content,
        signed,
        signer_validation_context=_context(trust.certificates, moment),
        ts_validation_context=_context(trust.timestamp_roots, _stamp_time(signed) or moment),
    )


def _context(roots: Sequence[x509.Certificate], moment: datetime) -> ValidationContext:
    """Nothing is fetched: a check works without a network, and says the same today and in ten years."""
    return ValidationContext(
        trust_roots=[
            asn1_x509.Certificate.load(root.public_bytes(serialization.Encoding.DER)) for root in roots
        ],
        moment=moment,
        allow_fetching=False,
    )


def _stamp_time(signed: cms.SignedData) -> datetime | None:
    for attribute in signed["signer_infos"][0]["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            info = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            moment: datetime = info["gen_time"].native
            return moment
    return None


def _distrust(status: StandardCMSSignatureStatus, certificate: asn1_x509.Certificate) -> Found:
    if not status.valid:
        return Problem.SEAL_INVALID.found()
    names = certificate.subject.native
    subject = str(names.get("common_name") or names.get("organization_name") or "?")
    shown = "".join(letter for letter in subject if letter.isprintable())[:_LONGEST_NAME]
    return Problem.SEAL_NOT_TRUSTED.found(subject=shown)
