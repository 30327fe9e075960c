"""A library's seal is loaded when it is needed, and a hospital's own certificate stays trusted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from sopctl.application.ports.copies import KeyNotOursError
from sopctl.sealing.errors import SigningKeyMissingError
from sopctl.sealing.keys import KeyFolder
from sopctl.sealing.library_seal import LibrarySeal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DIGEST = hashlib.sha256(b"x").digest()


def clock() -> datetime:
    return NOW


def test_a_seal_without_its_key_fails_when_something_is_sealed_and_not_before(tmp_path: Path) -> None:
    seal = LibrarySeal(KeyFolder(tmp_path / "keys"), clock)
    with pytest.raises(SigningKeyMissingError):
        seal.sign(DIGEST)


def test_the_librarys_own_key_seals_within_the_size_that_it_says(tmp_path: Path) -> None:
    seal = LibrarySeal(KeyFolder.create(tmp_path / "keys", "โรงพยาบาลทดสอบ", NOW), clock)
    assert 0 < len(seal.sign(DIGEST)) <= seal.size
    assert seal.sign(DIGEST) == seal.sign(DIGEST)


def test_a_hospitals_certificate_is_trusted_once_it_has_sealed(tmp_path: Path) -> None:
    bought = KeyFolder.create(tmp_path / "bought", "ผู้ออกใบรับรอง", NOW).signing(NOW)
    store = pkcs12.serialize_key_and_certificates(
        b"sopctl", bought.key, bought.certificate, None, serialization.BestAvailableEncryption(b"secret")
    )
    (tmp_path / "hospital.p12").write_bytes(store)
    keys = KeyFolder.create(tmp_path / "keys", "โรงพยาบาลทดสอบ", NOW)
    before = len(keys.trusted_certificates())
    seal = LibrarySeal(keys, clock, pkcs12=str(tmp_path / "hospital.p12"), password="secret")
    assert len(keys.trusted_certificates()) == before
    seal.sign(DIGEST)
    assert len(keys.trusted_certificates()) == before + 1


def test_after_a_rotation_the_same_certificate_still_vouches_for_both_keys(tmp_path: Path) -> None:
    keys = KeyFolder.create(tmp_path / "keys", "โรงพยาบาลทดสอบ", NOW)
    seal = LibrarySeal(keys, clock)
    trusted, before = keys.trusted_certificates(), seal.sign(DIGEST)
    assert len(seal.rotate()) == 64
    assert seal.sign(DIGEST) != before
    assert keys.trusted_certificates() == trusted


def test_a_hospitals_own_key_is_not_rotated_here(tmp_path: Path) -> None:
    keys = KeyFolder.create(tmp_path / "keys", "โรงพยาบาลทดสอบ", NOW)
    with pytest.raises(KeyNotOursError):
        LibrarySeal(keys, clock, pkcs12="hospital.p12").rotate()
