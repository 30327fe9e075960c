from __future__ import annotations

import hashlib
import io
import random
import re
import subprocess
import time
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, copy_into_new_writer

from sopctl.application.ports.copies import Inspection, Seal
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.pdf import find_seals
from tests.sealing.samples import NOW, RECORD, add_revision, pdf_objects, plain_objects, sealed_pdf, write_pdf

Trusted = tuple[bytes, ...]


def inspect(data: bytes, trusted: Trusted) -> Inspection:
    return FileInspector().inspect(data, trusted)


def codes(answer: Inspection) -> list[str]:
    return [code for code, _ in answer.problems]


def write(writer: BasePdfFileWriter, out: io.BytesIO) -> None:
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko's are in part untyped
    writer.write(out)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def sealed(seal: Seal) -> bytes:
    return sealed_pdf(seal)


def test_a_copy_as_it_was_sealed(sealed: bytes, trusted: Trusted, keys: KeyFolder) -> None:
    answer = inspect(sealed, trusted)
    certificate = keys.signing(NOW).certificate
    assert answer == Inspection(
        kind="pdf",
        genuine=True,
        unchanged=True,
        record=RECORD,
        sealed_at=NOW,
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        problems=(),
    )


def test_any_flipped_bit_is_found_wherever_it_is(sealed: bytes, trusted: Trusted) -> None:
    """R1."""
    chance = random.Random(7)
    place = find_seals(sealed)[0]
    inside = chance.sample(range(place.start, place.stop), 60)
    outside = chance.sample([*range(place.start), *range(place.stop, len(sealed))], 60)
    for position in inside + outside:
        changed = bytearray(sealed)
        changed[position] ^= 1 << chance.randrange(8)
        answer = inspect(bytes(changed), trusted)
        assert answer.problems, position
        assert not (answer.genuine and answer.unchanged), position


def test_changed_content_is_named(sealed: bytes, trusted: Trusted) -> None:
    answer = inspect(sealed.replace(b"100 100 l", b"100 999 l"), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["content-changed"])


def test_a_changed_approval_record_is_named(sealed: bytes, trusted: Trusted) -> None:
    answer = inspect(sealed.replace(b"SOP-IT-001", b"SOP-IT-002"), trusted)
    assert (answer.unchanged, codes(answer)) == (False, ["content-changed"])


@pytest.mark.parametrize("cut", [1, 100, 600, 3000, 4500])
def test_a_file_cut_short_is_named(sealed: bytes, trusted: Trusted, cut: int) -> None:
    answer = inspect(sealed[:-cut], trusted)
    assert (answer.genuine, answer.unchanged) == (False, False)
    assert codes(answer)[0] in {"truncated", "unreadable"}


@pytest.mark.parametrize("more", [b"\n", b"%%EOF\n", bytes(1000)])
def test_bytes_after_the_end_are_found(sealed: bytes, trusted: Trusted, more: bytes) -> None:
    answer = inspect(sealed + more, trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["added-after-sealing"])
    assert f"{len(more)} bytes" in answer.problems[0][1]


def test_a_rotated_page_is_found(sealed: bytes, trusted: Trusted) -> None:
    page = pdf_objects()[3].replace(b"/Type/Page/", b"/Type/Page/Rotate 90/")
    answer = inspect(add_revision(sealed, {3: page}), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["added-after-sealing"])


def test_the_record_is_read_from_what_was_sealed(sealed: bytes, trusted: Trusted) -> None:
    forged = pdf_objects(b'{"number":"SOP-IT-999"}')[8]
    assert inspect(add_revision(sealed, {8: forged}), trusted).record == RECORD


def test_a_file_saved_anew_by_an_editor_is_found(sealed: bytes, trusted: Trusted) -> None:
    out = io.BytesIO()
    write(copy_into_new_writer(PdfFileReader(io.BytesIO(sealed))), out)
    answer = inspect(out.getvalue(), trusted)
    assert answer.unchanged is False
    assert codes(answer)[0] in {"content-changed", "seal-damaged"}
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Type"]
    write(writer, out)
    assert codes(inspect(out.getvalue(), trusted)) == ["added-after-sealing"]


def test_another_library_of_the_same_name_is_not_trusted(stranger: KeyFolder, trusted: Trusted) -> None:
    answer = inspect(sealed_pdf(CmsSeal(stranger.signing(NOW))), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, True, ["seal-not-trusted"])
    assert answer.record == RECORD
    assert "โรงพยาบาลวิชัยเกษม" in answer.problems[0][1]


def test_nothing_is_trusted_without_a_certificate(sealed: bytes) -> None:
    answer = inspect(sealed, ())
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, True, ["seal-not-trusted"])


def test_a_seal_moved_to_another_file_does_not_fit(seal: Seal, sealed: bytes, trusted: Trusted) -> None:
    """R10."""
    other = sealed_pdf(seal, record=RECORD.replace(b"001", b"002"))
    here, there = find_seals(sealed)[0], find_seals(other)[0]
    moved = other[: there.start] + sealed[here.start : here.stop] + other[there.stop :]
    answer = inspect(moved, trusted)
    assert (answer.unchanged, codes(answer)) == (False, ["content-changed"])


def test_a_stranger_s_seal_around_ours_does_not_hide_the_change(
    sealed: bytes, stranger: KeyFolder, trusted: Trusted
) -> None:
    theirs = CmsSeal(stranger.signing(NOW))
    dictionary = b"<</Type/Sig/SubFilter/ETSI.CAdES.detached/Contents %s/ByteRange[0 %s]>>" % (
        b"<" + b"0" * (2 * theirs.size) + b">",
        b" " * 33,
    )
    data = bytearray(add_revision(sealed, {9: dictionary}))
    start = data.rindex(b"/Contents <") + len(b"/Contents ")
    stop = start + 2 * theirs.size + 2
    place = data.rindex(b"/ByteRange[0 ") + len(b"/ByteRange[0 ")
    numbers = b"%d %d %d" % (start, stop, len(data) - stop)
    data[place : place + len(numbers)] = numbers
    made = theirs.sign(hashlib.sha256(data[:start] + data[stop:]).digest()).hex().encode()
    data[start + 1 : start + 1 + len(made)] = made
    answer = inspect(bytes(data), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["added-after-sealing"])
    assert inspect(bytes(data), stranger.trusted_certificates()).unchanged is True


def test_a_seal_that_covers_only_a_part_proves_nothing_of_the_rest(sealed: bytes, trusted: Trusted) -> None:
    """Signature wrapping: the covered bytes are kept, and others are put between them."""
    place = find_seals(sealed)[0]
    numbers = re.search(rb"/ByteRange\[0 (\d+ \d+ \d+ *)\]", sealed)
    assert numbers is not None
    room = b"<</Type/Page/Rotate 90>>" + bytes(8)
    moved = sealed[: place.stop] + room + sealed[place.stop :]
    claim = b"%d %d %d" % (place.start, place.stop + len(room), place.end - place.stop)
    moved = moved.replace(numbers[1], claim.ljust(len(numbers[1])))
    answer = inspect(moved, trusted)
    assert answer.unchanged is False
    assert answer.genuine is False


def test_a_letter_s_case_within_the_seal_is_a_change(sealed: bytes, trusted: Trusted) -> None:
    place = find_seals(sealed)[0]
    at = sealed.index(b"a", place.start)
    assert inspect(sealed[:at] + b"A" + sealed[at + 1 :], trusted).unchanged is False


def test_bytes_in_the_room_behind_the_seal_are_a_change(seal: Seal, trusted: Trusted) -> None:
    class Roomy:
        size = seal.size + 20

        def sign(self, digest: bytes) -> bytes:
            return seal.sign(digest)

    data = sealed_pdf(Roomy())
    assert inspect(data, trusted).problems == ()
    place = find_seals(data)[0]
    answer = inspect(data[: place.stop - 5] + b"beef" + data[place.stop - 1 :], trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["seal-altered"])


@pytest.mark.parametrize("text", [b"/ByteRange[0 ", b"/Contents <30"])
def test_a_damaged_seal_is_named(sealed: bytes, trusted: Trusted, text: bytes) -> None:
    answer = inspect(sealed.replace(text, text[:-2] + b"xx"), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, False, ["seal-damaged"])


def test_a_seal_from_outside_its_certificate_s_time_is_not_genuine(seal: Seal, trusted: Trusted) -> None:
    answer = inspect(sealed_pdf(seal, at=NOW - timedelta(days=400)), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, True, ["certificate-not-valid-then"])
    assert "2025-10-18" in answer.problems[0][1]


def test_a_copy_without_certification_or_record_is_named(seal: Seal, trusted: Trusted) -> None:
    answer = inspect(sealed_pdf(seal, record=None, certify=0), trusted)
    assert (answer.genuine, answer.unchanged) == (True, True)
    assert codes(answer) == ["not-certified", "no-approval-record"]


@pytest.mark.parametrize("permission", [2, 3])
def test_a_certification_that_permits_changes_is_named(seal: Seal, trusted: Trusted, permission: int) -> None:
    """ISO 32000-2 table 257: 2 lets forms be filled in, 3 lets notes be added."""
    assert codes(inspect(sealed_pdf(seal, certify=permission), trusted)) == ["not-certified"]


def test_a_pdf_without_a_seal_is_named_and_its_record_only_a_claim(trusted: Trusted) -> None:
    answer = inspect(write_pdf(plain_objects()), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, False, ["not-sealed"])
    assert answer.record == RECORD


def test_an_encrypted_pdf_is_named(trusted: Trusted) -> None:
    out = io.BytesIO()
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(write_pdf(plain_objects(None)))))
    writer.encrypt("owner", "user")  # type: ignore[no-untyped-call]  # pyHanko's are in part untyped
    write(writer, out)
    answer = inspect(out.getvalue(), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, False, ["encrypted"])


def test_many_false_seals_cost_little_time(trusted: Trusted) -> None:
    started = time.process_time()
    many = b"%PDF-1.7\n" + b"/ByteRange[0 9 999999 9]" * 200_000 + b"<" + b"0" * 900_000 + b">"
    assert codes(inspect(many, trusted)) == ["seal-damaged"]
    assert time.process_time() - started < 10


def test_a_bomb_in_a_pdf_is_not_unpacked(trusted: Trusted) -> None:
    bomb = zlib.compress(zlib.compress(bytes(200 * 1024 * 1024), 9), 9)
    objects = plain_objects()
    objects[8] = b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (
        len(bomb),
        bomb,
    )
    answer = inspect(write_pdf(objects), trusted)
    assert (answer.genuine, answer.record, codes(answer)) == (False, None, ["unreadable"])


def test_a_record_that_only_the_tree_of_names_knows_is_read(trusted: Trusted) -> None:
    objects = plain_objects()
    objects[1] = b"<</Type/Catalog/Pages 2 0 R/Names 9 0 R>>"
    objects[9] = b"<</EmbeddedFiles 10 0 R>>"
    objects[10] = b"<</Kids[11 0 R]>>"
    objects[11] = b"<</Limits[(r)(r)]/Names[(a) 2 0 R(r) 7 0 R]>>"
    assert inspect(write_pdf(objects), trusted).record == RECORD


@pytest.mark.parametrize(
    "objects",
    [
        {1: b"<</Type/Catalog/Pages 1 0 R/AcroForm 1 0 R/Names 1 0 R/AF 1 0 R>>"},
        {1: b"<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>", 2: b"<</Kids[2 0 R 2 0 R 2 0 R]>>"},
        {1: b"[]"},
        {1: b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", 2: b"<</FT/Sig/T(x)/Kids[2 0 R]>>"},
        {1: b"<</Type/Catalog/AF[2 0 R]>>", 2: b"<</UF(x-approval.json)/EF 2 0 R>>"},
        {1: b"<" * 100_000},
        {1: b"<</A" * 20_000},
    ],
)
def test_a_twisted_pdf_is_answered_and_not_raised(trusted: Trusted, objects: dict[int, bytes]) -> None:
    answer = inspect(write_pdf(objects), trusted)
    assert (answer.kind, answer.genuine, answer.unchanged) == ("pdf", False, False)
    assert answer.problems


@pytest.mark.conformance
def test_pdfsig_accepts_the_seal(tmp_path: Path, sealed: bytes) -> None:
    (tmp_path / "copy.pdf").write_bytes(sealed)
    done = subprocess.run(["pdfsig", "copy.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Signature is Valid" in done.stdout, done.stdout + done.stderr
    assert "Total document signed" in done.stdout
    assert "ETSI.CAdES.detached" in done.stdout
