"""A form for Word: the title and the body alone, to be written on."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx

from sopctl.application.ports.copies import PrintedForm
from sopctl.content.blocks import Align, Body, Paragraph, Span, Table
from sopctl.rendering.docx.package import unpack
from sopctl.rendering.docx.renderer import DocxRenderer
from tests.rendering.docx.samples import profile


def test_a_memo_says_what_it_says_and_may_be_written_on() -> None:
    lines = (
        Paragraph((Span("ที่\u2003", bold=True), Span("๑/๒๕๖๙"))),
        Table(
            ((Span("รหัสเอกสาร"),),), (((Span("SOP-IT-001", href="https://sop.example/d"),),),), (Align.LEFT,)
        ),
    )
    form = PrintedForm("1/2569", "บันทึกข้อความ", "Memorandum", "โรงพยาบาล", (), (), Body(lines),
                       datetime(2026, 1, 15, tzinfo=UTC))  # fmt: skip
    first, again = (DocxRenderer(None).render_form(form, profile()) for _ in range(2))
    assert first == again
    document = docx.Document(io.BytesIO(first))
    assert [p.text for p in document.paragraphs][:2] == ["บันทึกข้อความ", "ที่\u2003๑/๒๕๖๙"]
    assert [cell.text for cell in document.tables[0].column_cells(0)] == ["รหัสเอกสาร", "SOP-IT-001"]
    assert b"documentProtection" not in unpack(first)["word/settings.xml"]
