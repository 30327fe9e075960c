"""A folder of Word files as ugly as those of real hospitals, each with one kind of trouble and more."""

from __future__ import annotations

import io

from tests.support.word_parts import (
    BOLD_CS,
    docx,
    field,
    heading_styles,
    item,
    level,
    numbering,
    p,
    packed,
    picture,
    png,
    run,
    story,
    styles,
    tbl,
    tc,
    text_box,
)

BIG = '<w:b/><w:bCs/><w:szCs w:val="40"/>'
CENTRE = '<w:jc w:val="center"/>'


def typed_numbers() -> bytes:
    """An old TH Sarabun template: fake headings, every number typed by hand, a header table on the page."""
    header = tbl(
        (
            tc("โรงพยาบาลวิชัยเกษม", properties='<w:vMerge w:val="restart"/>'),
            "เลขที่เอกสาร: SOP-NUR-๐๐๗",
            "หน้า ๑/๓",
        ),
        (tc(properties="<w:vMerge/>"), "ฉบับที่ ๒", "แก้ไขครั้งที่ ๐๐"),
        ("เรื่อง การป้องกันผู้ป่วยพลัดตกหกล้ม", "วันที่บังคับใช้ ๑ ต.ค. ๒๕๖๖", "หน่วยงาน: กลุ่มการพยาบาล"),
    )
    return docx(
        p(run("๑. วัตถุประสงค์", BOLD_CS)),
        p("     เพื่อป้องกันผู้ป่วยพลัดตกหกล้มขณะรักษาในโรงพยาบาล"),
        p(run("๒. ขอบเขต", BOLD_CS)),
        p("ใช้กับผู้ป่วยในทุกหอผู้ป่วย"),
        p(run("๓. ขั้นตอนการปฏิบัติ", BOLD_CS)),
        p(
            "๓.๑ ประเมินความเสี่ยงด้วยแบบประเมิน Morse Fall Scale ภายใน 24 ชั่วโมงแรกรับ "
            "และประเมินซ้ำทุกเวรเมื่ออาการเปลี่ยนแปลง"
        ),
        p("๓.๒ จัดระดับความเสี่ยง"),
        p("ก) เสี่ยงต่ำ 0–24 คะแนน"),
        p("ข) เสี่ยงปานกลาง 25–44 คะแนน"),
        p("ค) เสี่ยงสูงตั้งแต่ 45 คะแนน"),
        p("๓.๓ ให้การพยาบาลตามระดับ"),
        p("- ยกราวกั้นเตียงทั้งสองข้าง"),
        p("-จัดกริ่งเรียกไว้ใกล้มือ"),
        p(run("๔. ผู้รับผิดชอบ", BOLD_CS)),
        p("พยาบาลวิชาชีพประจำหอผู้ป่วย"),
        p(run("๖. ตัวชี้วัด", BOLD_CS)),
        p("อัตราการพลัดตกหกล้มต่อ 1,000 วันนอน"),
        parts={"header1.xml": story("hdr", header)},
    )


def header_in_text() -> bytes:
    """The header table stands in the text on every page; a sign-off table at the end."""
    header = tbl(
        ("Hospital Wichaikasem", "Document No.", "WI-ER-012"),
        ("Title", tc("Triage at the emergency room", properties='<w:gridSpan w:val="2"/>')),
        ("Effective Date", "12/06/2566", "Rev. 03"),
        ("Page 1 of 2", "Department: ER", ""),
    )
    return docx(
        header,
        p("Purpose", style="Heading1"),
        p("To sort patients by urgency."),
        header,
        p("Procedure", style="Heading1"),
        p("Take vital signs within 5 minutes."),
        tbl(
            ("ผู้จัดทำ", "ผู้ทบทวน", "ผู้อนุมัติ"),
            ("ลงชื่อ..........", "ลงชื่อ..........", "ลงชื่อ.........."),
            ("(นางสมศรี ใจดี)", "(นายสมชาย ดีงาม)", "(นายแพทย์วิชัย เกษม)"),
        ),
    )


def word_lists() -> bytes:
    """Word's own numbering with Thai letters and figures, nested, restarted and interrupted."""
    levels = (
        level(0, "thaiNumbers", "%1.") + level(1, "thaiLetters", "%2)") + level(2, "bullet", "\uf0b7")
    )  # fmt: skip
    return docx(
        p("รหัสเอกสาร SOP-PHA-003"),
        p("เรื่อง: การจ่ายยาผู้ป่วยนอก"),
        p("ขั้นตอนการปฏิบัติ", style="Heading1"),
        item(1, 0, "รับใบสั่งยา"),
        item(1, 1, "ตรวจชื่อผู้ป่วย"),
        item(1, 1, "ตรวจประวัติแพ้ยา"),
        item(1, 2, "ถามผู้ป่วยซ้ำ"),
        item(1, 0, "จัดยา"),
        p("ระหว่างนี้ห้ามรับโทรศัพท์"),
        item(1, 0, "จ่ายยา"),
        item(2, 0, "First"),
        item(2, 0, "Second"),
        numbering_xml=numbering(levels, level(0, "lowerRoman", "%1.")),
    )


def text_boxes() -> bytes:
    """A flow chart of text boxes, with lines between them."""
    line = "<w:r><w:pict><v:line/></w:pict></w:r>"
    return docx(
        p(run("ผังการปฏิบัติงาน", BIG), properties=CENTRE),
        p(text_box(p("เริ่ม"), p("ผู้ป่วยมาถึง")), line, text_box(p("คัดกรอง"))),
        p("คำอธิบายผัง"),
        p(
            "<w:r><w:pict><v:rect><v:textbox><w:txbxContent>"
            + p("กล่องแบบเก่า")
            + "</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
        ),
        p('<w:r><w:pict><v:shape><v:textpath string="สำเนาควบคุม"/></v:shape></w:pict></w:r>'),
        title="ผังคัดกรอง SOP-ER-001",
    )


def merged_cells() -> bytes:
    """A table with cells merged both ways, lists and tables in cells, and a picture in one."""
    inner = tbl(("ใน", "ตาราง"))
    table = tbl(
        (tc("ขั้นตอน", properties='<w:gridSpan w:val="2"/>'), "ผู้รับผิดชอบ"),
        (tc("ก่อนผ่าตัด", properties='<w:vMerge w:val="restart"/>'), "ตรวจชื่อ", "พยาบาล"),
        (tc(properties="<w:vMerge/>"), tc(p("ตรวจตำแหน่ง"), p("ทำเครื่องหมาย")), "แพทย์"),
        ("หลังผ่าตัด", tc(inner, p(picture("rIdimg", "ป้ายข้อมือ"))), "ทีม"),
    )
    return docx(
        p("รหัสเอกสาร: SOP-OR-009   ฉบับที่: 3"),
        p("ขั้นตอน", style="Heading1"),
        p("ตารางที่ 1 การตรวจสอบ", style="Caption"),
        table,
        parts={"media/image1.png": png()},
        relations={"rIdimg": ("image", "media/image1.png")},
        style_xml=styles(
            heading_styles()
            + '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>'
        ),
    )


def pictures() -> bytes:
    """Pictures that can be carried, that are written anew, and that cannot."""
    return docx(
        p("รูปภาพ SOP-X-001", style="Heading1"),
        p("ก่อนรูป", picture("r1", "ล้างมือเจ็ดขั้นตอน"), "หลังรูป"),
        p(picture("r2", "จากกล้อง")),
        p(picture("r3", "ภาพเก่า")),
        p(picture("r4", "ผังจาก Visio")),
        p(picture("r5", "ภาพบนเว็บ")),
        p(picture("r6", "ภาพเสีย")),
        parts={
            "media/a.png": png(),
            "media/b.jpeg": png(kind="JPEG"),
            "media/c.bmp": png(kind="BMP"),
            "media/d.emf": b"\x01\0\0\0EMF",
            "media/e.png": b"\x89PNG\r\n\x1a\nnot a picture",
        },
        relations={
            "r1": ("image", "media/a.png"),
            "r2": ("image", "media/b.jpeg"),
            "r3": ("image", "media/c.bmp"),
            "r4": ("image", "media/d.emf"),
            "r5": ("image", "https://example.org/x.png"),
            "r6": ("image", "media/e.png"),
        },
    )


def tracked() -> bytes:
    """Tracked changes of every kind, and comments."""
    change = 'w:id="1" w:author="สมศรี" w:date="2023-01-01T00:00:00Z"'
    comment = story(
        "comments", '<w:comment w:id="7" w:author="หัวหน้าพยาบาล">' + p("ควรระบุเวลา") + "</w:comment>"
    )
    return docx(
        p("ขั้นตอน SOP-LAB-002", style="Heading1"),
        p(
            "ส่งตรวจภายใน ",
            f"<w:del {change}><w:r><w:delText>60</w:delText></w:r></w:del>",
            f"<w:ins {change}>{run('30')}</w:ins>",
            " นาที",
            '<w:r><w:commentReference w:id="7"/></w:r>',
        ),
        p(f"<w:moveFrom {change}>{run('ย้ายไปท้าย')}</w:moveFrom>"),
        p("ต่อ", properties=f"<w:rPr><w:del {change}/></w:rPr>"),
        p("กัน"),
        p(f"<w:moveTo {change}>{run('ย้ายไปท้าย')}</w:moveTo>"),
        parts={"comments.xml": comment},
    )


def notes() -> bytes:
    """Footnotes, endnotes and links of each kind."""
    footnotes = story(
        "footnotes",
        '<w:footnote w:type="separator" w:id="-1">' + p() + "</w:footnote>",
        '<w:footnote w:id="1">'
        + p("<w:r><w:footnoteRef/></w:r>", run(" ประกาศกระทรวง พ.ศ. ๒๕๕๙"))
        + "</w:footnote>",
        '<w:footnote w:id="2">' + p("ไม่มีใครอ้าง") + "</w:footnote>",
    )
    endnotes = story("endnotes", '<w:endnote w:id="1">' + p("ท้ายเรื่อง") + "</w:endnote>")
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    return docx(
        p(
            '<w:bookmarkStart w:id="5" w:name="_Ref1"/>',
            run("อ้างอิง SOP-QA-001"),
            '<w:bookmarkEnd w:id="5"/>',
            style="Heading1",
        ),
        p("ตามประกาศ", mark, " และ", end),
        p('<w:hyperlink r:id="rl">' + run("เว็บไซต์") + "</w:hyperlink>"),
        p('<w:hyperlink w:anchor="_Ref1">' + run("ดูหัวข้อนี้") + "</w:hyperlink>"),
        p(field('HYPERLINK "https://example.org/a"', "ลิงก์แบบเก่า")),
        p('<w:hyperlink r:id="rf">' + run("ไฟล์ในเครื่อง") + "</w:hyperlink>"),
        parts={"footnotes.xml": footnotes, "endnotes.xml": endnotes},
        relations={
            "rl": ("hyperlink", "https://example.org/"),
            "rf": ("hyperlink", "file:///C:/secret.docx"),
        },
    )


def fonts() -> bytes:
    """Thai and Latin mixed, bold of one script only, private codes of old fonts, invisible characters."""
    return docx(
        p("นิยาม SOP-IT-009", style="Heading1"),
        p(
            run("ตัวหนาไทย", BOLD_CS),
            run(" Latin not bold ", BOLD_CS),
            run("ละตินหนา", '<w:b/><w:bCs w:val="0"/>'),
            run("BOLD", "<w:b/>"),
        ),
        p(
            run("เอียง", "<w:iCs/>"),
            run(" และ "),
            run("H", ""),
            run("2", '<w:vertAlign w:val="subscript"/>'),
            run("O"),
        ),
        p("ผ\u0e39\uf70bป\u200bว\u0e48\u00adย ท\uf702\uf705 ท\u0e4d\u0e32งาน เเผนก"),
        p(
            run("\uf0fc", '<w:rFonts w:ascii="Wingdings"/>'),
            run(" ตรวจแล้ว "),
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        ),
        p('<w:r><w:sym w:font="Zapf Mystery" w:char="F0AA"/></w:r>', run(" ไม่รู้จัก")),
        p(run("ขีดฆ่า", "<w:strike/>"), run("ซ่อนไว้", "<w:vanish/>")),
    )


def fields() -> bytes:
    """A table of contents, page fields, references, content controls and section breaks."""
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('สารบัญ')}{p('1 วัตถุประสงค์ ..... 3')}</w:sdtContent></w:sdt>"
    )
    loose = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText>'
        "</w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("ขอบเขต 4") + "</w:p>"
        '<w:p>' + run("ตัวชี้วัด 5") + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )  # fmt: skip
    return docx(
        p(run("SOP-ADM-004", ""), properties=CENTRE),
        p(run("การลาพักผ่อน", BIG), properties=CENTRE),
        contents,
        loose,
        p(properties="<w:sectPr/>"),
        p("วัตถุประสงค์", style="Heading1"),
        p("ดูข้อ ", field("REF _Ref1 \\h", "2.1"), " หน้า ", field("PAGEREF _Ref1", "7")),
        "<w:sdt><w:sdtContent>" + p("ในกล่องควบคุม") + "</w:sdtContent></w:sdt>",
        p("<w:sdt><w:sdtContent>" + run("ในบรรทัด") + "</w:sdtContent></w:sdt>"),
        p('<w:fldSimple w:instr="AUTHOR">' + run("สมศรี") + "</w:fldSimple>"),
        p('<w:r><w:br w:type="page"/></w:r>'),
        p("ขอบเขต", style="Heading1"),
        p("ทุกคน"),
        parts={"footer1.xml": story("ftr", p("หน้า ", field("PAGE", "1"), " จาก ", field("NUMPAGES", "9")))},
    )


def objects() -> bytes:
    """Equations, OLE objects, charts, embedded documents, linked parts."""
    equation = "<m:oMath><m:r><m:t>BMI</m:t></m:r><m:r><m:t>=kg/m²</m:t></m:r></m:oMath>"
    return docx(
        p("สูตร SOP-NUT-001", style="Heading1"),
        p("คำนวณ ", equation),
        p('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet"/></w:object></w:r>'),
        '<w:altChunk r:id="rIdnone"/>',
        p("จบ"),
        relations={"rt": ("attachedTemplate", "file:///C:/Templates/old.dotm")},
    )


def google_docs() -> bytes:
    """As Google Docs exports: everything direct, headings without outline levels, lists with nine levels."""
    plain = '<w:rtl w:val="0"/>'
    heading = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    levels = "".join(level(n, "bullet", "●") for n in range(9))
    return docx(
        p(run("แนวทางการล้างมือ", plain + '<w:sz w:val="52"/>'), style="Title"),
        p(run("วัตถุประสงค์", plain), style="Heading1"),
        p(run("เพื่อลดการติดเชื้อ", plain)),
        p(run("วิธีปฏิบัติ", plain), style="Heading1"),
        item(1, 0, run("ก่อนสัมผัสผู้ป่วย", plain)),
        item(1, 1, run("ใช้แอลกอฮอล์เจล", plain)),
        item(1, 0, run("หลังสัมผัสผู้ป่วย", plain)),
        style_xml=styles(
            heading + '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>',
            size=22,
        ),
        numbering_xml=numbering(levels),
    )


def boxes() -> bytes:
    """Boxes of one cell as warnings, a cover with blank dates to sign, Thai appendices."""
    return docx(
        p(run("โรงพยาบาลวิชัยเกษม", BIG), properties=CENTRE),
        p(run("ระเบียบปฏิบัติ", BIG), properties=CENTRE),
        p(run("เรื่อง การให้เลือด", BIG), properties=CENTRE),
        p("รหัสเอกสาร SOP - BB - ๐๑๑", properties=CENTRE),
        p("ผู้อนุมัติ ........................................"),
        p("วันที่ประกาศใช้ ....../....../......"),
        p(run("๑. ขั้นตอนการปฏิบัติ", BIG)),
        tbl((tc(p("ข้อควรระวัง"), p("ตรวจหมู่เลือดซ้ำทุกครั้ง")),)),
        tbl((tc(p("หมายเหตุ ใช้แบบฟอร์ม FM-BB-001")),)),
        p(run("ภาคผนวก ก แบบบันทึก", BIG)),
        p("แบบบันทึกการให้เลือด"),
    )


def broken_order() -> bytes:
    """No headings, no numbers, no title: only running text, rows without cells, unknown elements."""
    return docx(
        p("บันทึกข้อความ"),
        "<w:tbl><w:tr/></w:tbl>",
        "<w:customXml>" + p("ในแท็กของโปรแกรมอื่น") + "</w:customXml>",
        "<w:p><w:smartTag>" + run("วันที่") + "</w:smartTag><w:dir>" + run(" ไปขวา") + "</w:dir></w:p>",
        "<w:p><w:r><w:ruby><w:rt>"
        + run("อ่าน")
        + "</w:rt><w:rubyBase>"
        + run("คำ")
        + "</w:rubyBase></w:ruby></w:r></w:p>",
    )


FOLDER = {
    "typed-numbers.docx": typed_numbers,
    "header-in-text.docx": header_in_text,
    "word-lists.docx": word_lists,
    "text-boxes.docx": text_boxes,
    "merged-cells.docx": merged_cells,
    "pictures.docx": pictures,
    "tracked.docx": tracked,
    "notes.docx": notes,
    "fonts.docx": fonts,
    "fields.docx": fields,
    "objects.docx": objects,
    "google-docs.docx": google_docs,
    "boxes.docx": boxes,
    "broken-order.docx": broken_order,
}


def spreadsheet() -> bytes:
    """A ZIP of another kind."""
    from openpyxl import Workbook

    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


__all__ = ["FOLDER", "packed", "spreadsheet"]
