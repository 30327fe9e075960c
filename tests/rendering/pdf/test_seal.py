"""The seal of a PDF copy: over every byte, certified, in the one write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sopctl.content.markdown import parse_body
from sopctl.rendering.pdf.objects import PdfFile, Place
from sopctl.sealing.certificates import Authority
from sopctl.sealing.cms import CmsSeal
from sopctl.sealing.inspection import FileInspector
from tests.rendering.pdf.samples import official_copy, profile, renderer

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def test_a_sealed_copy_is_genuine_and_any_flipped_byte_is_found() -> None:
    authority = Authority.make("โรงพยาบาลวิชัยเกษม", NOW - timedelta(days=1))
    seal = CmsSeal(authority.issue(NOW))
    trusted = (authority.certificate.public_bytes(Encoding.DER),)
    data = renderer().render(official_copy(parse_body("# ข้อ\n\nข้อความ\n")), profile(), seal)
    found = FileInspector().inspect(data, trusted)
    assert (found.kind, found.genuine, found.unchanged, found.problems) == ("pdf", True, True, ())
    assert found.record == b"{}"
    at = data.index(b"stream", len(data) // 2) + 20
    changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    assert not FileInspector().inspect(changed, trusted).unchanged


class TooLong:
    size = 4

    def sign(self, digest: bytes) -> bytes:
        return digest


def test_a_seal_longer_than_its_room_is_refused_rather_than_cut() -> None:
    file = PdfFile()
    catalogue, info = file.put("<</Type/Catalog>>"), file.put("<<>>")
    with pytest.raises(ValueError, match="reserved"):
        file.write(catalogue, info, Place(file.reserve(), "/Type/Sig", TooLong()))
