"""The form of a seal: what stands around the signed attributes in a CMS signature.

A CMS signature covers its signed attributes and nothing else. A seal that this program made has one form, so
that a change of the rest, harmless as it may be, is found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509

from sopctl.sealing.certificates import issued_by

_Encoded = TypeVar("_Encoded", bound=core.Asn1Value)


class Envelope:
    """Puts signatures by one certificate into CMS, always in the same form. May be shared by threads."""

    def __init__(self, signer: asn1_x509.Certificate, above: Iterable[asn1_x509.Certificate]) -> None:
        """``above``: further certificates that travel with the signer's."""
        algorithm = "sha256_ecdsa" if signer.public_key.algorithm == "ec" else "sha256_rsa"
        sha256 = settled(algos.DigestAlgorithm({"algorithm": "sha256"}))
        self._signer_info = {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", issuer_and_serial(signer)),
            "digest_algorithm": sha256,
            "signature_algorithm": settled(algos.SignedDigestAlgorithm({"algorithm": algorithm})),
        }
        self._signed_data = {
            "version": "v1",
            "digest_algorithms": settled(cms.DigestAlgorithms([sha256])),
            "encap_content_info": settled(cms.ContentInfo({"content_type": "data"})),
            "certificates": settled(cms.CertificateSet([signer, *above])),
        }

    def enclose(self, attributes: cms.CMSAttributes, value: bytes, token: bytes | None) -> bytes:
        """DER of the CMS with its signed attributes, signature value and, it may be, a timestamp token."""
        signer = {**self._signer_info, "signed_attrs": attributes, "signature": value}
        if token is not None:
            stamp = attribute("signature_time_stamp_token", cms.ContentInfo.load(token))
            signer["unsigned_attrs"] = settled(cms.CMSAttributes([stamp]))
        info = settled(cms.SignerInfo(signer))
        signed = settled(cms.SignedData({**self._signed_data, "signer_infos": [info]}))
        der: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
        return der


def settled(value: _Encoded) -> _Encoded:
    """The same value as if read from its encoding.

    What was read is written again as it is; a value built from parts is encoded anew, many times over, and a
    seal would take 18 ms in place of half a millisecond.
    """
    return type(value).load(value.dump())  # type: ignore[no-any-return]  # asn1crypto has no types


def attribute(kind: str, value: object) -> cms.CMSAttribute:
    """One attribute with one value, by asn1crypto's name for its type."""
    return settled(cms.CMSAttribute({"type": kind, "values": [value]}))


def issuer_and_serial(certificate: asn1_x509.Certificate) -> cms.IssuerAndSerialNumber:
    """How CMS names a certificate."""
    return settled(
        cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    )


def signer_certificate(signed: cms.SignedData) -> asn1_x509.Certificate:
    """The certificate that a seal names as its signer's. Raises ValueError when it is not there."""
    wanted = signed["signer_infos"][0]["sid"].chosen
    for certificate in _certificates(signed):
        if (
            certificate.issuer == wanted["issuer"]
            and certificate.serial_number == wanted["serial_number"].native
        ):
            return certificate
    raise ValueError("the signer's certificate is not in the seal")


def altered(seal: bytes, trusted: Sequence[x509.Certificate]) -> bool:
    """Whether anything in a trusted seal (DER, zeros may follow) is not as this program writes it.

    Raises ValueError or TypeError where the encoding is broken.
    """
    signed = cms.ContentInfo.load(seal)["content"]
    signer = signer_certificate(signed)
    info = signed["signer_infos"][0]
    token = _token(info)
    others = [other for other in _certificates(signed) if other.dump() != signer.dump()]
    attributes = settled(info["signed_attrs"].untag())
    form = Envelope(signer, others).enclose(attributes, info["signature"].native, token)
    same = seal.startswith(form) and not any(seal[len(form) :])
    return not same or _odd_certificates(signed, trusted) or _odd_token(token)


def _token(info: cms.SignerInfo) -> bytes | None:
    for one in info["unsigned_attrs"]:
        if one["type"].native == "signature_time_stamp_token":
            token: bytes = one["values"][0].dump()
            return token
    return None


def _odd_certificates(signed: cms.SignedData, trusted: Sequence[x509.Certificate]) -> bool:
    """The signer's certificate is bound by its hash; those that travel along are looked at here."""
    signer = _load(signer_certificate(signed))
    found = _loaded(signed)
    strangers = [one for one in found if one != signer and one not in trusted]
    # A bought certificate is trusted by itself; those above it only have to hold together.
    return _loose(strangers, found) if signer in trusted else bool(strangers)


def _odd_token(token: bytes | None) -> bool:
    found = [] if token is None else _loaded(cms.ContentInfo.load(token)["content"])
    return _loose(found, found)


def _loose(some: Sequence[x509.Certificate], found: Sequence[x509.Certificate]) -> bool:
    """Whether a certificate's issuer is among those found and yet did not sign it."""
    return any(
        not any(issued_by(one, other) for other in found)
        for one in some
        if any(one.issuer == other.subject for other in found)
    )


def _certificates(signed: cms.SignedData) -> list[asn1_x509.Certificate]:
    return [choice.chosen.untag() for choice in signed["certificates"]]


def _loaded(signed: cms.SignedData) -> list[x509.Certificate]:
    return [_load(certificate) for certificate in _certificates(signed)]


def _load(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
