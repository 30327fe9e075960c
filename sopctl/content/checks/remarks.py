"""What the reader of the Markdown had to decide, as findings."""

from __future__ import annotations

from sopctl.content.blocks import Body
from sopctl.content.checks.context import Report, short

_REMARKS = {
    "attribute-misplaced": (
        "คุณลักษณะ {} ไม่ได้อยู่เหนือรายการหรือตาราง จึงกลายเป็นข้อความ ให้ย้ายหรือลบ",
        "The attributes {} stand above no list or table and are text; move or remove them.",
    ),
    "attribute-unknown": (
        "ไม่รู้จักคุณลักษณะ {} จึงไม่มีผล ให้ลบหรือแก้ไข",
        "The attribute {} means nothing here; remove or correct it.",
    ),
    "footnote-twice": (
        "เชิงอรรถ [^{}] ถูกนิยามมากกว่าหนึ่งครั้ง ให้ตั้งชื่อใหม่",
        "The footnote [^{}] is defined more than once; give it another name.",
    ),
    "footnote-unmentioned": (
        "ไม่มีข้อความใดอ้างเชิงอรรถ [^{}] ให้ใส่เครื่องหมายอ้างหรือลบ",
        "Nothing mentions the footnote [^{}]; mention or remove it.",
    ),
    "heading-nested": (
        "หัวข้อ “{}” อยู่ในรายการหรือกล่องข้อความ จึงเป็นตัวหนาแทน ให้ย้ายออกมา",
        "The heading “{}” stands inside a list or note and is bold text; move it out.",
    ),
    "heading-underlined": (
        "“{}” เป็นหัวข้อเพราะบรรทัดถัดไปมีแต่ - หรือ = ให้เว้นบรรทัดก่อนเส้น หรือใช้ # แทน",
        "“{}” is a heading because the next line is a row of - or =; leave a line before it, or use #.",
    ),
    "image-inline": (
        "ภาพ {} แทรกอยู่ในข้อความ ให้วางภาพไว้บรรทัดของตัวเองโดยเว้นบรรทัดก่อนและหลัง",
        "The image {} stands inside text; give it a paragraph of its own.",
    ),
    "indented-code": (
        "บรรทัดนี้เยื้องตั้งแต่สี่ช่อง จึงเป็นข้อความคงรูป ให้ลบช่องว่างหน้าบรรทัดถ้าเป็นย่อหน้า",
        "This line is indented and so is fixed-layout text; remove the spaces if it is a paragraph.",
    ),
    "link-title": (
        "คำอธิบายของลิงก์ “{}” จะไม่แสดง ให้เขียนไว้ในข้อความ",
        "The link's title “{}” is not shown; write it in the text.",
    ),
    "link-unused": (
        "ลิงก์ [{}] ถูกนิยามแต่ไม่ได้ใช้ ให้ใช้หรือลบ",
        "The link [{}] is defined and not used; use or remove it.",
    ),
    "nested-too-deep": (
        "รายการหรือกล่องข้อความซ้อนกันลึกเกินไป ให้ลดชั้น",
        "Lists or notes are nested too deeply; use fewer levels.",
    ),
    "raw-html": (
        "ไม่ใช้ HTML “{}” จะพิมพ์ออกมาเป็นข้อความ ให้ใช้รูปแบบ Markdown แทน",
        "HTML is not used, so “{}” prints as text; use Markdown instead.",
    ),
    "table-row-too-long": (
        "แถวนี้มีช่องมากกว่าหัวตาราง {} ช่อง ส่วนเกินถูกรวมไว้ในช่องสุดท้าย ให้แก้ตาราง",
        "This row has {} cell(s) more than the header; they stand in its last cell. Correct the table.",
    ),
}


def check(report: Report, body: Body) -> None:
    """One finding a remark."""
    for remark in body.remarks:
        thai, english = _REMARKS[remark.code]
        detail = short(remark.detail)
        report.add(
            remark.code,
            report.body_line(remark.line),
            thai.format(detail),
            english.format(detail),
            excerpt=remark.detail,
        )
