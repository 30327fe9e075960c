"""PDF/A-3a, PDF/UA-1 and the seal, by the judgement of veraPDF, pdfsig and the library's own inspector."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from sopctl.application.ports.copies import Mark
from sopctl.content.markdown import parse_body
from sopctl.sealing.certificates import Authority, SigningIdentity
from sopctl.sealing.cms import CmsSeal
from tests.conformance.verapdf import validate
from tests.rendering.pdf.samples import (
    PROFILES,
    ROOT,
    every_construct,
    official_copy,
    profile,
    renderer,
    starter,
)

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("verapdf")]
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@cache
def identity() -> SigningIdentity:
    return Authority.make("โรงพยาบาลวิชัยเกษม", NOW - timedelta(days=1)).issue(NOW)


def sources() -> list[Path]:
    found = sorted((ROOT / "documents").glob("*/document.md"))
    assert len(found) > 5, "the starter library is gone"
    return found


def assert_valid(folder: Path, copies: dict[str, bytes]) -> None:
    paths = [folder / f"{name}.pdf" for name in copies]
    for path in paths:
        path.write_bytes(copies[path.stem])
    for flavour in ("3a", "ua1"):
        failures = {path.name: found for path, found in validate(paths, flavour).items() if found}
        assert not failures, f"{flavour}: {failures}"


def test_every_construct_sealed_is_pdfa_3a_and_pdfua_1_in_every_mark_and_profile(tmp_path: Path) -> None:
    seal = CmsSeal(identity())
    copies = {
        f"{name}-{mark}": renderer().render(
            official_copy(every_construct(), mark=mark, copy_number="3", holder="หอผู้ป่วยอายุรกรรมชาย"),
            profile(name),
            seal,
        )
        for name in PROFILES
        for mark in Mark
    }
    assert_valid(tmp_path, copies)


def test_a_draft_with_nothing_around_it_is_valid_unsealed(tmp_path: Path) -> None:
    bare = official_copy(
        parse_body("ข้อความ\n"),
        mark=Mark.DRAFT,
        effective=None,
        sign_offs=(),
        revisions=(),
        attachments=(),
        images={},
        verify_url=None,
        logo=None,
    )
    empty = official_copy(parse_body(""), revisions=(), attachments=())
    draw = renderer().render
    assert_valid(tmp_path, {"bare": draw(bare, profile()), "empty": draw(empty, profile())})


def test_every_starter_document_sealed_is_pdfa_3a_and_pdfua_1_in_every_mark(tmp_path: Path) -> None:
    seal = CmsSeal(identity())
    copies = {
        f"{path.parent.name}-{mark}": renderer().render(
            replace(starter(path), mark=mark, copy_number="3", holder="หอผู้ป่วยอายุรกรรมชาย"), profile(), seal
        )
        for path in sources()
        for mark in Mark
    }
    assert_valid(tmp_path, copies)


def test_pdfsig_finds_a_certified_seal_over_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(renderer().render(official_copy(every_construct()), profile(), CmsSeal(identity())))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
