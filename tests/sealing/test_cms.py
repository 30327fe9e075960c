from __future__ import annotations

import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sopctl.application.ports.copies import Seal
from sopctl.sealing.certificates import SigningIdentity
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.envelope import altered
from sopctl.sealing.errors import TimestampFailedError
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.seals import Trust, check_seal, read_certificates
from tests.sealing.samples import NOW

DIGESTS = [hashlib.sha256(bytes([number])).digest() for number in range(60)]


def test_the_same_digest_gives_the_same_seal_in_any_thread(keys: KeyFolder) -> None:
    first = CmsSeal(keys.signing(NOW))
    again = CmsSeal(keys.signing(NOW))
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(first.sign, DIGESTS))
    assert made == [again.sign(digest) for digest in DIGESTS]


def test_a_seal_fits_the_room_that_is_kept_for_it(seal: Seal) -> None:
    lengths = {len(seal.sign(digest)) for digest in DIGESTS}
    assert max(lengths) <= seal.size
    assert min(lengths) < seal.size  # the signature's length varies, and the room is for the longest
    assert seal.size - max(lengths) < 8


@pytest.mark.parametrize("digest", [b"", bytes(20), bytes(33)])
def test_only_a_sha256_digest_is_sealed(seal: Seal, digest: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal.sign(digest)


def test_it_signs_what_cades_asks_for_and_no_time(seal: Seal, keys: KeyFolder) -> None:
    signed = cms.ContentInfo.load(seal.sign(DIGESTS[0]), strict=True)["content"]
    attributes = {one["type"].native: one["values"][0] for one in signed["signer_infos"][0]["signed_attrs"]}
    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["message_digest"].native == DIGESTS[0]
    named = attributes["signing_certificate_v2"]["certs"][0]
    certificate = keys.signing(NOW).certificate
    assert named["cert_hash"].native == certificate.fingerprint(hashes.SHA256())
    assert named["issuer_serial"]["serial_number"].native == certificate.serial_number


def test_a_seal_over_other_content_does_not_fit(seal: Seal, trusted: tuple[bytes, ...]) -> None:
    made = seal.sign(hashlib.sha256(b"ours").digest())
    trust = Trust(read_certificates(trusted))
    ours, theirs = check_seal(made, b"ours", trust), check_seal(made, b"theirs", trust)
    assert ours is not None
    assert theirs is not None
    assert (ours.genuine, ours.intact) == (True, True)
    assert (theirs.genuine, theirs.intact) == (True, False)


def test_the_certificate_beside_a_seal_cannot_be_exchanged(keys: KeyFolder, stranger: KeyFolder) -> None:
    """R10: a certificate of another key, of the same name and number, does not pass for the signer's."""
    ours, theirs = keys.signing(NOW), stranger.signing(NOW)
    mixed = CmsSeal(SigningIdentity(ours.key, theirs.certificate, theirs.chain, theirs.anchor))
    made = mixed.sign(hashlib.sha256(b"content").digest())
    check = check_seal(made, b"content", Trust((theirs.anchor, ours.anchor)))
    assert check is not None
    assert (check.genuine, check.intact) == (False, False)
    assert [code for code, _ in check.problems] == ["seal-invalid"]


def test_a_changed_certificate_that_only_travels_along_is_found(seal: Seal, keys: KeyFolder) -> None:
    made = seal.sign(DIGESTS[0])
    anchor = keys.signing(NOW).anchor
    assert altered(made, (anchor,)) is False
    place = made.index(b"Document Authority") + 3
    changed = made[:place] + b"X" + made[place + 1 :]
    assert altered(changed, (anchor,)) is True
    assert altered(made + b"\0\0", (anchor,)) is False
    assert altered(made + b"\0\1", (anchor,)) is True


def test_a_token_that_does_not_fit_the_room_is_an_error(keys: KeyFolder) -> None:
    # any well-formed content serves: what counts is its length
    large = cms.ContentInfo({"content_type": "data", "content": bytes(20_000)}).dump()
    with pytest.raises(TimestampFailedError, match="too large"):
        CmsSeal(keys.signing(NOW), lambda _: large).sign(DIGESTS[0])


def test_an_rsa_seal_is_the_same_each_time() -> None:
    key = rsa.generate_private_key(65537, 3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "RSA")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, NOW, NOW + timedelta(days=30))
    leaf = builder.sign(key, hashes.SHA256())
    seal = CmsSeal(SigningIdentity(key, leaf, (), leaf))
    made = seal.sign(DIGESTS[0])
    assert made == seal.sign(DIGESTS[0])
    assert len(made) == seal.size


@pytest.mark.conformance
def test_openssl_accepts_the_seal_as_cades(tmp_path: Path, seal: Seal, keys: KeyFolder) -> None:
    (tmp_path / "content").write_bytes("เนื้อหา".encode())
    (tmp_path / "seal").write_bytes(seal.sign(hashlib.sha256("เนื้อหา".encode()).digest()))
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"]
    moment = str(int((NOW + timedelta(days=1)).timestamp()))
    files = ["-in", "seal", "-content", "content", "-CAfile", str(keys.certificate_file), "-out", "out"]
    done = subprocess.run(
        [*command, "-attime", moment, *files], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
