from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from sopctl.domain.errors import SopctlError
from sopctl.sealing.certificates import Authority
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.errors import (
    CertificateUnreadableError,
    KeysExistError,
    SigningCertificateExpiredError,
    SigningCertificateNotYetValidError,
    SigningKeyMissingError,
    SigningKeyUnreadableError,
    SigningKeyUnsuitableError,
)
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.keys import KeyFolder, load_pkcs12
from tests.sealing.samples import HOSPITAL, NOW, sealed_pdf

LATER = NOW + timedelta(days=365)


def test_only_the_owner_can_read_the_keys(folder: Path) -> None:
    KeyFolder.create(folder, HOSPITAL, NOW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"authority.pem": 0o600, "signing.pem": 0o600, "certificate.pem": 0o600}


def test_keys_are_never_made_over_others(folder: Path) -> None:
    KeyFolder.create(folder, HOSPITAL, NOW)
    before = (folder / "signing.pem").read_bytes()
    with pytest.raises(KeysExistError):
        KeyFolder.create(folder, HOSPITAL, NOW)
    assert (folder / "signing.pem").read_bytes() == before


def test_an_authority_that_is_there_is_kept(folder: Path) -> None:
    """After a first attempt that was cut short, or when the signing key was lost."""
    KeyFolder.create(folder, HOSPITAL, NOW)
    authority = (folder / "authority.pem").read_bytes()
    (folder / "signing.pem").unlink()
    keys = KeyFolder.create(folder, HOSPITAL, LATER)
    assert (folder / "authority.pem").read_bytes() == authority
    assert (
        FileInspector()
        .inspect(sealed_pdf(CmsSeal(keys.signing(LATER)), at=LATER), keys.trusted_certificates())
        .genuine
    )


def test_a_failed_write_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        keys.rotate(LATER)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert keys.signing(LATER)


def test_the_signing_certificate_alone_is_enough_to_trust_its_seals(keys: KeyFolder) -> None:
    identity = keys.signing(NOW)
    own = identity.certificate.public_bytes(serialization.Encoding.DER)
    answer = FileInspector().inspect(sealed_pdf(CmsSeal(identity)), (own,))
    assert (answer.genuine, answer.unchanged, answer.problems) == (True, True, ())


def test_the_certificate_names_the_hospital_and_may_only_sign(keys: KeyFolder) -> None:
    identity = keys.signing(NOW)
    assert identity.subject == HOSPITAL
    usage = identity.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    constraints = identity.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert constraints.ca is False
    identity.certificate.verify_directly_issued_by(identity.anchor)


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("โรงพยาบาลมหาราชนครเชียงใหม่", "รพ.มหาราชนครเชียงใหม่"),
        ("โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านหนองน้ำใสเหนือ", "รพ.ส่งเสริมสุขภาพตำบล…"),
        ("Wichaikasem Hospital", "Wichaikasem Hospital"),
    ],
)
def test_a_long_name_is_shortened_in_the_common_name_alone(name: str, common: str) -> None:
    certificate = Authority.make(name, NOW).issue(NOW).certificate
    names = {attribute.rfc4514_attribute_name: attribute.value for attribute in certificate.subject}
    assert names == {"C": "TH", "O": name, "CN": common}


def test_a_rotated_key_seals_and_what_the_old_one_sealed_stays_genuine(folder: Path) -> None:
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    handed_out = keys.certificate_file.read_bytes()
    old = keys.signing(NOW)
    new = keys.rotate(LATER)
    assert new.certificate != old.certificate
    assert keys.signing(LATER).certificate == new.certificate
    kept = [x509.load_pem_x509_certificate(path.read_bytes()) for path in (folder / "retired").iterdir()]
    assert kept == [old.certificate]
    for identity, moment in ((old, NOW), (new, LATER)):
        answer = FileInspector().inspect(sealed_pdf(CmsSeal(identity), at=moment), (handed_out,))
        assert (answer.genuine, answer.unchanged, answer.problems) == (True, True, ())


def test_rotation_destroys_the_old_private_key(folder: Path) -> None:
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    old = (folder / "signing.pem").read_bytes().split(b"-----END")[0]
    keys.rotate(LATER)
    assert all(old not in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_an_authority_at_its_end_issues_nothing_that_outlives_it() -> None:
    authority = Authority.make(HOSPITAL, NOW)
    end = authority.certificate.not_valid_after_utc
    late = authority.issue(end - timedelta(days=10))
    assert late.certificate.not_valid_after_utc == end
    with pytest.raises(SigningCertificateExpiredError):
        authority.issue(end + timedelta(days=1))


def test_a_key_is_refused_outside_its_time(keys: KeyFolder) -> None:
    with pytest.raises(SigningCertificateExpiredError, match="2056"):
        keys.signing(NOW + timedelta(days=366 * 30))
    with pytest.raises(SigningCertificateNotYetValidError, match="clock"):
        keys.signing(NOW - timedelta(days=1))


@pytest.mark.parametrize("name", ["signing.pem", "authority.pem"])
def test_a_missing_or_damaged_key_is_named(folder: Path, name: str) -> None:
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    path = folder / name
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SigningKeyUnreadableError, match=name):
        keys.signing(NOW)
    path.unlink()
    with pytest.raises(SigningKeyMissingError, match=name):
        keys.signing(NOW)


def test_a_certificate_with_another_key_is_refused(folder: Path) -> None:
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    private = (folder / "signing.pem").read_bytes().split(b"-----BEGIN CERT")[0]
    keys.rotate(NOW)
    public = b"-----BEGIN CERT" + (folder / "signing.pem").read_bytes().split(b"-----BEGIN CERT")[1]
    (folder / "signing.pem").write_bytes(private + public)
    with pytest.raises(SigningKeyUnsuitableError, match="not the certificate's"):
        keys.signing(NOW)


PASSWORD = "s3cret"
Bought = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def bought(
    path: Path,
    key: Bought | ed25519.Ed25519PrivateKey,
    *,
    password: str | None = PASSWORD,
    days: int = 365,
    usage: str = "digital_signature",
) -> x509.Certificate:
    """A PKCS#12 as a commercial authority hands it out, with that authority's certificate in it."""
    above = ec.generate_private_key(ec.SECP256R1())
    names = {
        text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
        for text in ("Commercial CA", "Bought Hospital")
    }
    root = certificate(names["Commercial CA"], names["Commercial CA"], above.public_key(), above, 3650)
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    uses |= dict.fromkeys(
        ("encipher_only", "decipher_only", "digital_signature", "content_commitment"), False
    )
    uses[usage] = True
    extension = x509.KeyUsage(**uses)
    leaf = certificate(
        names["Bought Hospital"], names["Commercial CA"], key.public_key(), above, days, extension
    )
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        protection = serialization.BestAvailableEncryption(password.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, leaf, [root], protection))
    return leaf


def certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey,
    above: ec.EllipticCurvePrivateKey,
    days: int,
    extension: x509.KeyUsage | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=extension is None, path_length=None), critical=True)
    )
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(above, hashes.SHA256())


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384", "p521"])
@pytest.mark.parametrize("password", ["s3cret", "รหัสลับ", None])
def test_a_bought_key_seals(
    tmp_path: Path, folder: Path, rsa_key: rsa.RSAPrivateKey, kind: str, password: str | None
) -> None:
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
    key: Bought = rsa_key if kind == "rsa" else ec.generate_private_key(curves[kind])
    leaf = bought(tmp_path / "seal.p12", key, password=password)
    identity = load_pkcs12(tmp_path / "seal.p12", password, NOW)
    assert identity.certificate == leaf
    assert [above.subject.rfc4514_string() for above in identity.chain] == ["CN=Commercial CA"]
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    file = sealed_pdf(CmsSeal(identity))
    assert FileInspector().inspect(file, keys.trusted_certificates()).genuine is False
    keys.adopt(identity)
    answer = FileInspector().inspect(file, (keys.certificate_file.read_bytes(),))
    assert (answer.genuine, answer.unchanged, answer.problems) == (True, True, ())


def test_other_customers_of_the_same_authority_are_not_the_hospital(
    tmp_path: Path, folder: Path, rsa_key: rsa.RSAPrivateKey
) -> None:
    bought(tmp_path / "ours.p12", ec.generate_private_key(ec.SECP256R1()))
    ours = load_pkcs12(tmp_path / "ours.p12", PASSWORD, NOW)
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    keys.adopt(ours)
    bought(tmp_path / "theirs.p12", rsa_key)
    theirs = load_pkcs12(tmp_path / "theirs.p12", PASSWORD, NOW)
    answer = FileInspector().inspect(sealed_pdf(CmsSeal(theirs)), keys.trusted_certificates())
    assert (answer.genuine, answer.unchanged) == (False, True)


@pytest.mark.parametrize("password", ["wrong", None, ""])
def test_a_wrong_password_is_named(tmp_path: Path, password: str | None) -> None:
    bought(tmp_path / "seal.p12", ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(SigningKeyUnreadableError, match="password"):
        load_pkcs12(tmp_path / "seal.p12", password, NOW)


@pytest.mark.parametrize("content", [b"", b"no key", b"0\x82\x01\x00"])
def test_a_file_that_is_no_pkcs12_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "seal.p12").write_bytes(content)
    with pytest.raises(SigningKeyUnreadableError, match="not a PKCS#12"):
        load_pkcs12(tmp_path / "seal.p12", PASSWORD, NOW)


def test_a_pkcs12_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyMissingError, match=r"seal\.p12"):
        load_pkcs12(tmp_path / "seal.p12", PASSWORD, NOW)
    with pytest.raises(SigningKeyUnreadableError, match="directory"):
        load_pkcs12(tmp_path, PASSWORD, NOW)


def test_an_expired_bought_key_is_named(tmp_path: Path) -> None:
    bought(tmp_path / "seal.p12", ec.generate_private_key(ec.SECP256R1()), days=30)
    with pytest.raises(SigningCertificateExpiredError) as caught:
        load_pkcs12(tmp_path / "seal.p12", PASSWORD, NOW + timedelta(days=31))
    assert caught.value.facts == {"subject": "Bought Hospital", "end": "2026-12-22"}


def test_what_it_sealed_before_it_expired_stays_genuine(tmp_path: Path, folder: Path) -> None:
    bought(tmp_path / "seal.p12", ec.generate_private_key(ec.SECP256R1()), days=30)
    identity = load_pkcs12(tmp_path / "seal.p12", PASSWORD, NOW)
    keys = KeyFolder.create(folder, HOSPITAL, NOW)
    keys.adopt(identity)
    seal = CmsSeal(identity)
    inspect = FileInspector().inspect
    assert inspect(sealed_pdf(seal), keys.trusted_certificates()).genuine is True
    late = inspect(sealed_pdf(seal, at=NOW + timedelta(days=31)), keys.trusted_certificates())
    assert late.genuine is False
    assert [code for code, _ in late.problems] == ["certificate-not-valid-then"]


def test_keys_that_cannot_seal_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    bought(path, ec.generate_private_key(ec.SECP256R1()), usage="key_encipherment")
    with pytest.raises(SigningKeyUnsuitableError, match="no signatures"):
        load_pkcs12(path, PASSWORD, NOW)
    bought(path, rsa.generate_private_key(65537, 1024))  # noqa: S505 - the refused one
    with pytest.raises(SigningKeyUnsuitableError, match="1024 bits"):
        load_pkcs12(path, PASSWORD, NOW)
    bought(path, ed25519.Ed25519PrivateKey.generate())
    with pytest.raises(SigningKeyUnreadableError, match="neither RSA nor elliptic"):
        load_pkcs12(path, PASSWORD, NOW)
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, ec.generate_private_key(ec.SECP256R1()), None, None, serialization.NoEncryption()
        )
    )
    with pytest.raises(SigningKeyUnreadableError, match="with its certificate"):
        load_pkcs12(path, None, NOW)


def test_a_bad_trusted_certificate_is_an_error_of_its_own() -> None:
    for bad in (b"junk", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(CertificateUnreadableError) as caught:
            FileInspector().inspect(b"%PDF-1.7", (bad,))
        assert isinstance(caught.value, SopctlError)
