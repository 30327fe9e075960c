# ruff: noqa: PLC0415 - each engine is imported in the process that measures it, and only there
"""The engines: each gives a function from a document's path (without ending) to its PDF."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.drawing.texts import FONTS, ROOT

ENGINES = {
    "sopctl": "PDF/A-3a + PDF/UA-1, sealed",
    "chromium": "tagged",
    "typst": "plain",
    "typst-a3a": "PDF/A-3a",
    "weasyprint": "plain",
    "weasyprint-a3": "PDF/A-3a, tagged",
    "libreoffice": "plain",
}


def sopctl_engine() -> Callable[[Path], bytes]:
    from datetime import UTC, date, datetime, timedelta

    from sopctl.application.ports.copies import Attachment, Mark, OfficialCopy, RevisionEntry, SignOff
    from sopctl.content.markdown import parse_body
    from sopctl.content.profile import load_profile
    from sopctl.domain.numbers import DocumentNumber, VersionLabel
    from sopctl.domain.signatures import Meaning
    from sopctl.rendering.pdf import PdfRenderer
    from sopctl.sealing.certificates import Authority
    from sopctl.sealing.cms import CmsSeal
    from sopctl.thai.words import Words

    renderer = PdfRenderer(Words.default())
    profile = load_profile((ROOT / "templates" / "official" / "default.yaml").read_text(encoding="utf-8"))
    now = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    seal = CmsSeal(Authority.make("โรงพยาบาล", now - timedelta(days=1)).issue(now))
    parsed: dict[Path, OfficialCopy] = {}

    def draw(path: Path) -> bytes:
        return renderer.render(parsed[path], profile, seal)

    def load(path: Path) -> None:
        source = path.with_suffix(".md").read_text(encoding="utf-8")
        parsed[path] = OfficialCopy(
            DocumentNumber.parse("SOP-NUR-012"), VersionLabel(2), "การบริหารยาความเสี่ยงสูง",
            "ระเบียบปฏิบัติงาน", "Standard Operating Procedure", "โรงพยาบาลตัวอย่าง", "กลุ่มการพยาบาล",
            date(2026, 12, 1), Mark.MASTER, now,
            parse_body(source),
            sign_offs=tuple(
                SignOff(meaning, name="นางสาวสมหญิง ใจดี", post="พยาบาลวิชาชีพ", moment=now)
                for meaning in list(Meaning)[:4]
            ),
            revisions=(RevisionEntry(date(2026, 12, 1), VersionLabel(2), "ปรับปรุง"),),
            attachments=(Attachment("a.md", source.encode(), "text/markdown", "Source", "ต้นฉบับ"),
                         Attachment("a-approval.json", b"{}" * 900, "application/json", "Data", "บันทึก")),
            verify_url=f"https://sop.hospital.example/verify/3f9c1e7ab24d4c{path.name:>04}",
        )  # fmt: skip

    draw.load = load  # type: ignore[attr-defined]  # the block tree is what the renderer is given
    return draw


def weasyprint_engine(variant: str | None) -> Callable[[Path], bytes]:
    weasyprint = import_module("weasyprint")
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    options: dict[str, Any] = {"pdf_variant": variant, "pdf_tags": True} if variant else {}

    def draw(path: Path) -> bytes:
        pdf: bytes = weasyprint.HTML(filename=path.with_suffix(".html")).write_pdf(
            font_config=fonts, **options
        )
        return pdf

    return draw


def typst_engine(standard: str | None) -> Callable[[Path], bytes]:
    typst = import_module("typst")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])

    def draw(path: Path) -> bytes:
        options: dict[str, Any] = {"pdf_standards": [standard]} if standard else {}
        compiler = typst.Compiler(str(path.with_suffix(".typ")), font_paths=fonts)
        pdf: bytes = compiler.compile(format="pdf", **options)
        return pdf

    return draw


def chromium_engine() -> Callable[[Path], bytes]:
    from playwright.sync_api import sync_playwright

    from tests.support.chromium import installed

    browser = sync_playwright().start().chromium.launch(executable_path=installed(), args=["--no-sandbox"])
    page = browser.new_page()

    def draw(path: Path) -> bytes:
        page.goto(path.with_suffix(".html").as_uri())
        return page.pdf(prefer_css_page_size=True, tagged=True)

    return draw


def libreoffice_engine() -> Callable[[Path], bytes]:
    office = shutil.which("soffice")
    if office is None:
        raise ImportError("soffice")

    def draw(path: Path) -> bytes:
        # A process for each document: it has no other way to be asked from outside without extensions.
        source = path.with_suffix(".html")
        command = [office, "--headless", f"-env:UserInstallation=file://{path.parent}/office", "--convert-to",
                   "pdf:writer_pdf_Export", "--infilter=HTML (StarWriter)", "--outdir",
                   str(path.parent), str(source)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return path.with_suffix(".pdf").read_bytes()

    return draw


def engine(name: str) -> Callable[[Path], bytes]:
    match name:
        case "sopctl":
            return sopctl_engine()
        case "weasyprint":
            return weasyprint_engine(None)
        case "weasyprint-a3":
            return weasyprint_engine("pdf/a-3a")
        case "typst":
            return typst_engine(None)
        case "typst-a3a":
            return typst_engine("a-3a")
        case "chromium":
            return chromium_engine()
        case _:
            return libreoffice_engine()
