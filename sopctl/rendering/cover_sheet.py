"""The cover sheet of a document whose body is a file: what identifies each file, as blocks for every format.

The renderers draw these blocks as they draw an author's, so that the sheet is tagged, breaks over pages and
reads aloud in the same way.
"""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.ports.copies import BodyFile, ExternalOrigin, OfficialCopy
from sopctl.content.attached import JPEG, PNG
from sopctl.content.blocks import Align, Block, Body, Figure, Heading, Paragraph, Span, Table
from sopctl.rendering.wording import DigitStyle, day_words, figures

_FILES = "ไฟล์ของเอกสาร"
_ABOUT = (
    "เนื้อหาของเอกสารนี้คือไฟล์ตามตาราง ลายมือชื่อบนใบปะหน้านี้ครอบคลุมทุกไฟล์ด้วยค่า SHA-256 "
    "ไฟล์ที่มีค่าไม่ตรงกับตารางไม่ใช่ไฟล์ของเอกสารฉบับนี้ ใบปะหน้าชนิด PDF แนบไฟล์ไว้ในตัว"
)
_FILE_COLUMNS = ("ชื่อไฟล์", "ชนิดและขนาด", "SHA-256")
_EXTERNAL = "เอกสารจากภายนอก"
_FACT_COLUMNS = ("รายการ", "รายละเอียด")
_HASH_GROUP = 8  # characters that people compare at one glance
_PICTURES = frozenset({PNG, JPEG})
_PICTURE_WIDTH = 0.8  # of the text's


def with_cover_sheet(copy: OfficialCopy, digits: DigitStyle) -> OfficialCopy:
    """The copy with its files and its origin before its text; a copy without them stays as it is."""
    blocks: list[Block] = []
    if copy.origin is not None:
        blocks += [_heading(_EXTERNAL, "external-origin"), _facts(copy.origin, digits)]
    if copy.files:
        blocks += [_heading(_FILES, "document-files"), Paragraph((Span(_ABOUT),)), _table(copy.files, digits)]
        blocks += [
            Figure(file.name, f"{copy.title} ({file.name})", (), _PICTURE_WIDTH)
            for file in copy.files
            if file.kind in _PICTURES
        ]
    if not blocks:
        return copy
    body = Body((*blocks, *copy.body.blocks), copy.body.footnotes, copy.body.remarks)
    return replace(copy, body=body)


def size_words(size: int, digits: DigitStyle) -> str:
    """A size in bytes, with a comma at each thousand: ``๑๒,๓๔๕ ไบต์``."""
    return f"{figures(f'{size:,}', digits)} ไบต์"


def grouped(sha256: str) -> str:
    """A hash in groups, which break over lines and can be compared by eye."""
    return " ".join(sha256[at : at + _HASH_GROUP] for at in range(0, len(sha256), _HASH_GROUP))


def _heading(text: str, key: str) -> Heading:
    return Heading(1, (Span(text),), key, ())


def _table(files: tuple[BodyFile, ...], digits: DigitStyle) -> Table:
    rows = tuple(
        (
            (Span(file.name),),
            (Span(f"{file.kind.thai}\n{size_words(file.size, digits)}"),),
            # The hash is an identifier: its figures stay as every program writes them.
            (Span(grouped(file.sha256), code=True),),
        )
        for file in files
    )
    head = tuple((Span(name),) for name in _FILE_COLUMNS)
    return Table(head, rows, (Align.LEFT, Align.LEFT, Align.LEFT), widths=(0.32, 0.24, 0.44))


def _facts(origin: ExternalOrigin, digits: DigitStyle) -> Table:
    received = day_words(origin.received, digits) if origin.received else ""
    facts = (
        ("หน่วยงานที่ออก", origin.issuer),
        ("ฉบับหรือครั้งที่พิมพ์ของผู้ออก", origin.edition),
        ("วันที่ได้รับ", received),
        ("ที่มา", origin.origin),
    )
    rows = tuple(((Span(name),), (Span(value),)) for name, value in facts if value)
    head = tuple((Span(name),) for name in _FACT_COLUMNS)
    return Table(head, rows, (Align.LEFT, Align.LEFT), widths=(0.34, 0.66))
