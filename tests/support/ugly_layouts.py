"""Six more ugly Word files: those whose look is made with whatever Word had at hand."""

from __future__ import annotations

import io
import zipfile

from tests.support.word_parts import BOLD, docx, item, level, numbering, p, packed, run, tbl, tc

BREAK = "<w:r><w:br/></w:r>"
_STRICT = {
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    b"http://schemas.openxmlformats.org/officeDocument/2006/math": b"http://purl.oclc.org/ooxml/officeDocument/math",
    b"http://schemas.openxmlformats.org/drawingml/2006": b"http://purl.oclc.org/ooxml/drawingml",
}  # fmt: skip


def framed() -> bytes:
    """The whole form is one table: a row of head cells, one cell with the text, a row to sign."""
    head = (
        tc("ตราโรงพยาบาล"),
        tc(p("โรงพยาบาลทดสอบ"), p("เรื่อง การจ่ายยา")),
        tc(p("รหัส SOP-PHA-004"), p("ฉบับที่ 3"), p("วันที่บังคับใช้ ๑๕ ม.ค. ๒๕๖๗")),
    )
    text = tc(
        p("1. วัตถุประสงค์"), p("จ่ายยาถูกคน"), p("2. วิธีปฏิบัติ"), p("2.1 อ่านใบสั่งยา"), p("2.2 จัดยา"),
        tbl(("ยา", "ขนาด"), ("พาราเซตามอล", "500 มก.")), properties='<w:gridSpan w:val="3"/>',
    )  # fmt: skip
    return docx(tbl(head, (text,), ("ผู้จัดทำ ภญ.สมใจ", "ผู้ทบทวน ภก.สมชาย", "ผู้อนุมัติ นพ.วิชัย")))


def drop_cap() -> bytes:
    """A first letter that hangs over three lines, hidden words, and a page that ends amid a paragraph."""
    frame = '<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>'
    return docx(
        p("การล้างมือ", style="Heading1"),
        p("ก", properties=frame),
        p("ารล้างมือป้องกันการติดเชื้อได้ดีที่สุด"),
        p(run("ฉบับร่างของหัวหน้า", "<w:vanish/>"), "ล้างทุกครั้ง"),
        p("ก่อนสัมผัสผู้ป่วย", '<w:r><w:br w:type="page"/></w:r>', "หลังสัมผัสผู้ป่วย"),
    )


def broken_lines() -> bytes:
    """The whole text is one paragraph, its lines broken by hand, as it comes out of a chat or a web page."""
    lines = (
        "1. วัตถุประสงค์", "เพื่อคัดกรองผู้ป่วย", "2. ขอบเขต", "แผนกผู้ป่วยนอก", "3. ขั้นตอน", "3.1 ซักประวัติ",
        "3.2 วัดสัญญาณชีพ", "- ความดัน", "- ชีพจร",
    )  # fmt: skip
    content = [part for line in lines for part in (line, BREAK)]
    address = p("เลขที่ 1 ถนนใหญ่", BREAK, "ตำบลในเมือง", BREAK, "โทร 1669")
    return docx(p("รหัสเอกสาร SOP-OPD-009"), p(*content[:-1]), address)


def formulas() -> bytes:
    """Indicators as Word's equations."""

    def said(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    def shown(inside: str) -> str:
        return p(f"<m:oMathPara><m:oMath>{inside}</m:oMath></m:oMathPara>")

    rate = (
        f"<m:f><m:num>{said('ผู้ติดเชื้อใหม่ + ซ้ำ')}</m:num><m:den>{said('วันนอน')}</m:den></m:f>{said(' × 1000')}"
    )
    power = f"<m:sSup><m:e>{said('x')}</m:e><m:sup>{said('n+1')}</m:sup></m:sSup>"
    root = f"<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e>{said('a+b')}</m:e></m:rad>"
    total = (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{said("i=1")}</m:sub>'
        f"<m:sup>{said('n')}</m:sup>"
        f"<m:e><m:d><m:e>{said('x-y')}</m:e></m:d></m:e></m:nary>"
    )
    return docx(p("ตัวชี้วัด", style="Heading1"), shown(rate), shown(f"{power}{said('=')}{root}"), shown(total))


def strict() -> bytes:
    """“Strict Open XML Document”: other namespaces throughout; numbered in Thai, begun anew at five."""
    lists = numbering(
        level(0, "thaiNumbers", "%1.") + level(1, "thaiNumbers", "%1.%2") + level(2, "thaiLetters", "%3)")
    )
    anew = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    made = docx(
        item(1, 0, run("วัตถุประสงค์", BOLD)), p("สำรองข้อมูล"),
        item(1, 0, run("วิธีปฏิบัติ", BOLD)), item(1, 1, "ตรวจ"), item(1, 2, "ก่อน"), item(1, 2, "หลัง"),
        item(1, 1, "บันทึก"),
        item(2, 0, run("เอกสารอ้างอิง", BOLD)), p("SOP-IT-001"),
        numbering_xml=lists.replace("</w:numbering>", f"{anew}</w:numbering>"),
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    for old, new in _STRICT.items():
        files = {name: data.replace(old, new) for name, data in files.items()}
    return packed(files)


def enclosed() -> bytes:
    """A web system wrote its page into the package and left it to Word to read it."""
    page = b"<html><body><h1>1. Purpose</h1><p>words of the page</p></body></html>"
    return docx(
        p("รหัสเอกสาร WI-LAB-001"), '<w:altChunk r:id="rc"/>', '<w:p><w:subDoc r:id="rs"/></w:p>',
        parts={"afchunk.htm": page},
        relations={"rc": ("aFChunk", "afchunk.htm"), "rs": ("subDocument", "part2.docx")},
    )  # fmt: skip


LAYOUTS = {
    "framed.docx": framed,
    "drop-cap.docx": drop_cap,
    "broken-lines.docx": broken_lines,
    "formulas.docx": formulas,
    "strict.docx": strict,
    "enclosed.docx": enclosed,
}
