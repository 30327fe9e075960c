from __future__ import annotations

import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.errors import TimestampFailedError
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.pdf import find_seals
from sopctl.sealing.timestamps import TimestampAuthority
from tests.sealing.authority import Answer, Stamper, serving
from tests.sealing.samples import NOW, pack, sealed_parts, sealed_pdf

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

VALUE = b"a signature value"
AT = NOW + timedelta(seconds=3)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def stamper() -> Stamper:
    return Stamper(AT)


@pytest.fixture(scope="module")
def root(stamper: Stamper) -> bytes:
    return stamper.certificate.public_bytes(serialization.Encoding.PEM)


def reworked(answer: bytes, **changes: object) -> bytes:
    """A response whose token says something else than what was signed."""
    response = tsp.TimeStampResp.load(answer)
    info = response["time_stamp_token"]["content"]["encap_content_info"]["content"]
    facts = info.parsed.copy()
    for name, value in changes.items():
        facts[name] = value
    response["time_stamp_token"]["content"]["encap_content_info"]["content"] = facts
    made: bytes = response.dump(force=True)
    return made


def test_a_timestamp_of_a_good_authority_is_taken(stamper: Stamper) -> None:
    with serving(stamper.answer) as url:
        token = cms.ContentInfo.load(TimestampAuthority(url).stamp(VALUE), strict=True)
    assert token["content"]["encap_content_info"]["content"].parsed["gen_time"].native == AT


def test_a_stamped_pdf_and_docx_are_whole(
    keys: KeyFolder, trusted: tuple[bytes, ...], stamper: Stamper, root: bytes
) -> None:
    with serving(stamper.answer) as url:
        seal = CmsSeal(keys.signing(NOW), TimestampAuthority(url).stamp)
        files = sealed_pdf(seal), pack(sealed_parts(seal))
    for file in files:
        known = FileInspector((root,)).inspect(file, trusted)
        assert (known.genuine, known.unchanged, known.sealed_at, known.problems) == (True, True, AT, ())
        # An authority that is not trusted here has no say about the time.
        unknown = FileInspector().inspect(file, trusted)
        assert (unknown.genuine, unknown.unchanged, unknown.sealed_at) == (True, True, NOW)
        assert unknown.problems == ()


def test_a_timestamp_of_another_seal_is_found(
    keys: KeyFolder, trusted: tuple[bytes, ...], stamper: Stamper, root: bytes
) -> None:
    with serving(stamper.answer) as url:
        token = TimestampAuthority(url).stamp(b"another signature")
    file = sealed_pdf(CmsSeal(keys.signing(NOW), lambda _: token))
    answer = FileInspector((root,)).inspect(file, trusted)
    assert [code for code, _ in answer.problems] == ["timestamp-invalid"]
    assert (answer.genuine, answer.unchanged, answer.sealed_at) == (True, False, NOW)


def test_a_removed_timestamp_leaves_a_seal_that_says_its_own_time(
    keys: KeyFolder, trusted: tuple[bytes, ...], stamper: Stamper, root: bytes
) -> None:
    """A timestamp stands outside of what the seal covers, so it adds evidence and cannot be required."""
    with serving(stamper.answer) as url:
        file = sealed_pdf(CmsSeal(keys.signing(NOW), TimestampAuthority(url).stamp))
    place = find_seals(file)[0]
    content = cms.ContentInfo.load(bytes.fromhex(file[place.start + 1 : place.stop - 1].decode()))
    del content["content"]["signer_infos"][0]["unsigned_attrs"]
    bare = content.dump(force=True).hex().encode().ljust(place.stop - place.start - 2, b"0")
    stripped = file[: place.start + 1] + bare + file[place.stop - 1 :]
    answer = FileInspector((root,)).inspect(stripped, trusted)
    assert (answer.genuine, answer.sealed_at) == (True, NOW)


def bare(status: dict[str, object]) -> Answer:
    """A response with a status and no token: a SEQUENCE of one."""
    inner: bytes = tsp.PKIStatusInfo(status).dump()
    return lambda _: bytes([0x30, len(inner)]) + inner


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (bare({"status": "rejection", "status_string": ["no more today"]}), "refused: no more today"),
        (bare({"status": "rejection", "fail_info": {"bad_alg"}}), "refused: bad_alg"),
        (bare({"status": "rejection"}), "refused: without a reason"),
        (bare({"status": "granted"}), "holds no timestamp"),
        (lambda _: b"", "damaged"),
        (lambda _: b"<html>", "damaged"),
        (lambda _: bytes(70_000), "over 65536 bytes"),
    ],
)
def test_a_bad_answer_is_named(answer: Answer, reason: str) -> None:
    with serving(answer) as url, pytest.raises(TimestampFailedError, match=reason) as caught:
        TimestampAuthority(url).stamp(VALUE)
    assert caught.value.facts["authority"] == "127.0.0.1"


def test_a_token_about_something_else_is_refused(stamper: Stamper) -> None:
    def other_value(request: tsp.TimeStampReq) -> bytes:
        request["message_imprint"]["hashed_message"] = bytes(32)
        return stamper.answer(request)

    def other_request(request: tsp.TimeStampReq) -> bytes:
        request["nonce"] = 5
        return stamper.answer(request)

    def no_nonce(request: tsp.TimeStampReq) -> bytes:
        del request["nonce"]
        return stamper.answer(request)

    for answer, reason in (
        (other_value, "another signature"),
        (other_request, "another request"),
        (no_nonce, "another request"),
    ):
        with serving(answer) as url, pytest.raises(TimestampFailedError, match=reason):
            TimestampAuthority(url).stamp(VALUE)


def test_a_token_that_its_certificate_did_not_sign_is_refused(stamper: Stamper) -> None:
    later = AT + timedelta(hours=1)
    forged: Answer = lambda request: reworked(stamper.answer(request), gen_time=later)  # noqa: E731
    with serving(forged) as url, pytest.raises(TimestampFailedError, match="not signed by"):
        TimestampAuthority(url).stamp(VALUE)


@pytest.mark.parametrize(
    "purposes",
    [
        (),
        (ExtendedKeyUsageOID.EMAIL_PROTECTION,),
        (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH),
    ],
)
def test_a_certificate_that_is_not_for_timestamps_alone_is_refused(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    """RFC 3161 section 2.3: the purpose stands alone."""
    plain = Stamper(AT, purposes)
    with (
        serving(plain.answer) as url,
        pytest.raises(TimestampFailedError, match="certificate for timestamps"),
    ):
        TimestampAuthority(url).stamp(VALUE)


def test_a_certificate_of_another_time_is_refused(stamper: Stamper) -> None:
    late: Answer = lambda request: stamper.answer(request, AT + timedelta(days=30))  # noqa: E731
    with serving(late) as url, pytest.raises(TimestampFailedError, match="certificate for timestamps"):
        TimestampAuthority(url).stamp(VALUE)


@pytest.mark.parametrize("status", [404, 500, 204])
def test_a_failed_request_is_named(status: int) -> None:
    with (
        serving(lambda _: b"", status=status) as url,
        pytest.raises(TimestampFailedError, match=r"status|damaged"),
    ):
        TimestampAuthority(url).stamp(VALUE)


def test_no_redirect_is_followed(stamper: Stamper) -> None:
    with serving(stamper.answer) as elsewhere:
        moved = {"Location": elsewhere}
        with (
            serving(lambda _: b"", status=302, headers=moved) as url,
            pytest.raises(TimestampFailedError, match="status 302"),
        ):
            TimestampAuthority(url).stamp(VALUE)


def test_it_does_not_wait_for_ever(stamper: Stamper) -> None:
    for pause, drip in ((20.0, 0.0), (0.0, 0.05)):
        with serving(stamper.answer, pause=pause, drip=drip) as url:
            began = time.monotonic()
            with pytest.raises(TimestampFailedError, match="in time"):
                TimestampAuthority(url, timeout=0.3).stamp(VALUE)
            assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/", "cannot be reached"),
        ("file:///etc/passwd", "must begin with"),
        ("ftp://127.0.0.1/", "must begin with"),
        ("nonsense", "must begin with"),
        ("http://", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(url: str, reason: str) -> None:
    with pytest.raises(TimestampFailedError, match=reason):
        TimestampAuthority(url).stamp(VALUE)


def test_a_password_in_the_address_is_not_told() -> None:
    with pytest.raises(TimestampFailedError) as caught:
        TimestampAuthority("http://user:secret@127.0.0.1:9/").stamp(VALUE)
    assert "secret" not in str(caught.value)


@pytest.mark.conformance
def test_openssl_s_authority_is_understood(tmp_path: Path) -> None:
    """An authority that shares no code with the checks."""
    (tmp_path / "ts.cnf").write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=tsa\nprompt=no\n[dn]\nCN=OpenSSL TSA\n"
        "[tsa]\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
        "[ts]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=cert.pem\nsigner_key=key.pem\n"
        "signer_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\ness_cert_id_alg=sha256\n"
    )

    def openssl(words: str) -> None:
        done = subprocess.run(["openssl", *words.split()], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr

    openssl("req -new -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -config ts.cnf")

    def answer(request: tsp.TimeStampReq) -> bytes:
        (tmp_path / "query").write_bytes(request.dump())
        openssl("ts -reply -queryfile query -config ts.cnf -section t -out reply")
        return (tmp_path / "reply").read_bytes()

    with serving(answer) as url:
        token = TimestampAuthority(url).stamp(VALUE)
    (tmp_path / "value").write_bytes(VALUE)
    (tmp_path / "token").write_bytes(token)
    openssl("ts -verify -data value -in token -token_in -CAfile cert.pem")
