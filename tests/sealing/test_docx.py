from __future__ import annotations

import io
import random
import shutil
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from docx import Document

from sopctl.application.ports.copies import Inspection, PackageSealer, Seal
from sopctl.domain import canonical
from sopctl.sealing import package
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.inspection import FileInspector
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.package import OpcSealer
from tests.sealing.samples import NOW, RECORD, docx_parts, pack, sealed_parts

Trusted = tuple[bytes, ...]


def inspect(data: bytes, trusted: Trusted) -> Inspection:
    return FileInspector().inspect(data, trusted)


def codes(answer: Inspection) -> list[str]:
    return [code for code, _ in answer.problems]


@pytest.fixture
def parts(seal: Seal) -> dict[str, bytes]:
    return sealed_parts(seal)


def test_a_copy_as_it_was_sealed(parts: dict[str, bytes], trusted: Trusted, keys: KeyFolder) -> None:
    answer = inspect(pack(parts), trusted)
    certificate = keys.signing(NOW).certificate
    assert answer == Inspection(
        kind="docx",
        genuine=True,
        unchanged=True,
        record=RECORD,
        sealed_at=NOW,
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        problems=(),
    )


def test_the_sealer_fills_its_port_and_leaves_its_input(seal: Seal) -> None:
    sealer: PackageSealer = OpcSealer()
    before = docx_parts()
    parts = dict(before)
    sealed = sealer.seal(parts, seal, RECORD)
    assert parts == before
    assert sealed == sealer.seal(parts, seal, RECORD)
    assert sealed.keys() - parts.keys() == {"sopctl/approval.json", "sopctl/seal.json", "sopctl/seal.p7s"}


@pytest.mark.parametrize("name", sorted({*docx_parts(), package.RECORD_PART}))
def test_a_changed_part_is_named(parts: dict[str, bytes], trusted: Trusted, name: str) -> None:
    parts[name] += b" "
    answer = inspect(pack(parts), trusted)
    assert (answer.genuine, answer.unchanged) == (True, False)
    assert ("part-changed", f"The part {name} was changed after it was sealed.") in answer.problems


@pytest.mark.parametrize("name", ["word/media/image1.png", "word/header9.xml", "sopctl/seal2.json", "a/"])
def test_an_added_part_is_named(parts: dict[str, bytes], trusted: Trusted, name: str) -> None:
    parts[name] = b""
    answer = inspect(pack(parts), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["part-added"])
    assert name in answer.problems[0][1]


def test_a_removed_part_is_named(parts: dict[str, bytes], trusted: Trusted) -> None:
    del parts[package.RECORD_PART]
    answer = inspect(pack(parts), trusted)
    assert (answer.genuine, answer.unchanged) == (True, False)
    assert codes(answer) == ["part-removed", "no-approval-record"]


def test_a_changed_byte_in_the_signature_part_is_named(parts: dict[str, bytes], trusted: Trusted) -> None:
    """Also one that the signature does not cover: in the authority's certificate, or behind the end."""
    signature = parts[package.SIGNATURE_PART]
    for changed in (signature.replace(b"Document Authority", b"Document authority", 1), signature + b"x"):
        answer = inspect(pack(parts | {package.SIGNATURE_PART: changed}), trusted)
        assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["seal-altered"])


def test_a_seal_from_outside_its_certificate_s_time_is_not_genuine(seal: Seal, trusted: Trusted) -> None:
    early = docx_parts()
    early["docProps/core.xml"] = early["docProps/core.xml"].replace(b"2026-", b"2025-")
    answer = inspect(pack(OpcSealer().seal(early, seal, RECORD)), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, True, ["certificate-not-valid-then"])


def test_a_list_that_fits_the_change_is_not_what_was_signed(
    parts: dict[str, bytes], trusted: Trusted
) -> None:
    parts["word/document.xml"] = parts["word/document.xml"].replace("นโยบาย".encode(), "อื่น ๆ".encode())
    parts[package.LIST_PART] = package.list_parts(parts)
    answer = inspect(pack(parts), trusted)
    assert (answer.unchanged, codes(answer)) == (False, ["content-changed"])


@pytest.mark.parametrize("name", [package.LIST_PART, package.SIGNATURE_PART])
def test_half_a_seal_is_a_damaged_one(parts: dict[str, bytes], trusted: Trusted, name: str) -> None:
    for damage in (None, b"", b"[]", b'{"parts":3}'):
        broken = {part: data for part, data in parts.items() if part != name}
        if damage is not None:
            broken[name] = damage
        answer = inspect(pack(broken), trusted)
        assert (answer.genuine, answer.unchanged, codes(answer)) == (False, False, ["seal-damaged"])


def test_another_library_s_seal_is_not_trusted(stranger: KeyFolder, trusted: Trusted) -> None:
    answer = inspect(pack(sealed_parts(CmsSeal(stranger.signing(NOW)))), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, True, ["seal-not-trusted"])


def test_a_seal_moved_to_another_package_does_not_fit(
    seal: Seal, parts: dict[str, bytes], trusted: Trusted
) -> None:
    """R10."""
    other = OpcSealer().seal(docx_parts(), seal, RECORD.replace(b"001", b"002"))
    other[package.SIGNATURE_PART] = parts[package.SIGNATURE_PART]
    assert codes(inspect(pack(other), trusted)) == ["content-changed"]
    other[package.LIST_PART] = parts[package.LIST_PART]
    assert codes(inspect(pack(other), trusted)) == ["part-changed"]


def test_a_file_saved_by_an_editor_is_no_longer_sealed(parts: dict[str, bytes], trusted: Trusted) -> None:
    document = Document(io.BytesIO(pack(parts)))
    document.add_paragraph("เพิ่ม")
    out = io.BytesIO()
    document.save(out)
    answer = inspect(out.getvalue(), trusted)
    assert answer.unchanged is False
    assert {"part-changed", "not-sealed"} & set(codes(answer))


def test_a_package_without_a_seal_is_named(trusted: Trusted) -> None:
    answer = inspect(pack(docx_parts()), trusted)
    assert (answer.kind, answer.genuine, answer.unchanged, codes(answer)) == (
        "docx",
        False,
        False,
        ["not-sealed"],
    )


def test_the_same_parts_in_another_order_are_unchanged(parts: dict[str, bytes], trusted: Trusted) -> None:
    answer = inspect(pack(parts, sorted(parts, reverse=True)), trusted)
    assert (answer.genuine, answer.unchanged, answer.problems) == (True, True, ())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_any_flipped_bit_is_found_wherever_it_is(
    parts: dict[str, bytes], trusted: Trusted, method: int
) -> None:
    """R1."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    whole = out.getvalue()
    assert inspect(whole, trusted).problems == ()
    chance = random.Random(7)
    for position in chance.sample(range(len(whole)), 100):
        changed = bytearray(whole)
        changed[position] ^= 1 << chance.randrange(8)
        answer = inspect(bytes(changed), trusted)
        assert answer.problems, position
        assert not (answer.genuine and answer.unchanged), position


def test_bits_behind_the_end_of_a_packed_part_are_found(parts: dict[str, bytes], trusted: Trusted) -> None:
    whole = pack(parts)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        ends = [later.header_offset - 1 for later in archive.infolist()[1:]]
    flipped = [whole[:end] + bytes([whole[end] ^ 0x80]) + whole[end + 1 :] for end in ends]
    answers = [inspect(one, trusted) for one in flipped]
    assert all(answer.unchanged is False for answer in answers)
    assert {"package-altered"} in [set(codes(answer)) for answer in answers]


def test_a_part_packed_in_an_unusual_way_is_found(parts: dict[str, bytes], trusted: Trusted) -> None:
    """ECMA-376 part 2 allows stored and deflated parts; what else a reader makes of it is its own affair."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_BZIP2)
    answer = inspect(out.getvalue(), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["package-altered"])


@pytest.mark.parametrize(
    "hide",
    [
        lambda whole: b"PK\x03\x04" + whole,
        lambda whole: whole + b"more",
        lambda whole: whole[:-2] + struct.pack("<H", 4) + b"note",
    ],
)
def test_data_outside_the_parts_is_found(parts: dict[str, bytes], trusted: Trusted, hide: object) -> None:
    assert callable(hide)
    answer = inspect(hide(pack(parts)), trusted)
    assert answer.unchanged is False
    assert codes(answer) in (["package-altered"], ["unreadable"])


def test_a_part_that_is_there_twice_is_found(parts: dict[str, bytes], trusted: Trusted) -> None:
    """Readers differ in which of two they show."""
    out = io.BytesIO(pack(parts))
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(zipfile.ZipInfo("word/document.xml"), parts["word/document.xml"])
    answer = inspect(out.getvalue(), trusted)
    assert (answer.genuine, answer.unchanged) == (True, False)
    assert "word/document.xml is there more than once" in answer.problems[0][1]


def test_a_header_that_differs_from_the_directory_is_found(parts: dict[str, bytes], trusted: Trusted) -> None:
    whole = bytearray(pack(parts))
    whole[14] ^= 1  # the checksum in the first part's own header
    answer = inspect(bytes(whole), trusted)
    assert (answer.unchanged, codes(answer)) == (False, ["package-altered"])


def test_a_bomb_is_not_unpacked(trusted: Trusted) -> None:
    parts = docx_parts()
    parts["word/media/image1.bmp"] = bytes(80 * 1024 * 1024)
    answer = inspect(pack(parts), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (False, False, ["too-large"])
    many = docx_parts() | {f"word/{number}.xml": b"" for number in range(3000)}
    assert codes(inspect(pack(many), trusted)) == ["too-large"]


def test_a_part_that_holds_more_than_it_says_is_found(parts: dict[str, bytes], trusted: Trusted) -> None:
    """One reader stops where the directory says, another reads on."""
    shown = parts["word/document.xml"]
    longer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = longer.compress(shown + bytes(5000)) + longer.flush()
    whole = pack(parts)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo("word/document.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    added = len(packed) - entry.compress_size
    sizes = struct.pack("<II", entry.compress_size, len(shown))
    whole = whole.replace(sizes, struct.pack("<II", len(packed), len(shown)))
    lying = bytearray(whole[:start] + packed + whole[start + entry.compress_size :])
    place = len(lying) - 6
    lying[place : place + 4] = struct.pack("<I", struct.unpack("<I", lying[place : place + 4])[0] + added)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        later = [one for one in archive.infolist() if one.header_offset > entry.header_offset]
    for one in later:
        at = lying.index(b"PK\x01\x02", lying.rindex(one.filename.encode()) - 46) + 42
        lying[at : at + 4] = struct.pack("<I", one.header_offset + added)
    answer = inspect(bytes(lying), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, False, ["package-altered"])


def test_an_entity_bomb_in_the_properties_costs_nothing(seal: Seal, trusted: Trusted) -> None:
    parts = docx_parts()
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    parts["docProps/core.xml"] = f'<!DOCTYPE x [<!ENTITY a0 "{"a" * 100}">{entities}]><x>&a11;</x>'.encode()
    answer = inspect(pack(OpcSealer().seal(parts, seal, RECORD)), trusted)
    assert (answer.genuine, answer.unchanged, codes(answer)) == (True, True, ["seal-time-missing"])


def test_an_encrypted_entry_is_named(parts: dict[str, bytes], trusted: Trusted) -> None:
    whole = bytearray(pack(parts))
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    assert codes(inspect(bytes(whole), trusted)) == ["encrypted"]


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_package_cut_short_is_named(parts: dict[str, bytes], trusted: Trusted, keep: float) -> None:
    whole = pack(parts)
    answer = inspect(whole[: int(len(whole) * keep)], trusted)
    assert (answer.kind, answer.genuine, answer.unchanged) == ("docx", False, False)
    assert codes(answer) == ["unreadable"]


def test_a_package_is_not_sealed_twice(seal: Seal, parts: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="sealed already"):
        OpcSealer().seal(parts, seal, RECORD)
    with pytest.raises(ValueError, match=r"no part _rels/\.rels"):
        OpcSealer().seal({"[Content_Types].xml": b"<Types/>"}, seal, RECORD)


def test_every_part_has_a_content_type_and_a_relationship(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].decode()
    relationships = parts["_rels/.rels"].decode()
    for name in (package.RECORD_PART, package.LIST_PART, package.SIGNATURE_PART):
        assert types.count(f'PartName="/{name}"') == 1
        assert relationships.count(f'Target="{name}"') == 1


def test_the_list_is_canonical_and_another_form_of_it_is_none(parts: dict[str, bytes]) -> None:
    listed = parts[package.LIST_PART]
    hashes = package.read_list(listed)
    assert hashes is not None
    assert hashes["word/document.xml"] == canonical.sha256(parts["word/document.xml"])
    assert package.read_list(listed.replace(b":", b": ", 1)) is None
    assert package.read_list(listed.replace(b"package-1", b"package-2")) is None


@pytest.mark.conformance
def test_libreoffice_opens_a_sealed_package(tmp_path: Path, parts: dict[str, bytes]) -> None:
    office = shutil.which("soffice")
    assert office is not None
    (tmp_path / "copy.docx").write_bytes(pack(parts))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "copy.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "copy.txt").read_text("utf-8-sig").strip() == "นโยบาย"
