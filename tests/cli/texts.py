"""Small documents as authors write them."""

from __future__ import annotations

from pathlib import Path

SECTIONS = ("วัตถุประสงค์", "ขอบเขต", "ผู้รับผิดชอบ", "ขั้นตอนการปฏิบัติ", "ตัวชี้วัด")


def markdown(
    number: str = "SOP-IT-050",
    title: str = "การสำรองข้อมูล",
    *,
    without: str = "",
    more: str = "",
    body: str = "ให้สำรองข้อมูลทุกวัน และทดสอบการกู้คืนทุกเดือน",
) -> str:
    """A document with every section that an SOP asks for, or one of them missing."""
    head = [
        f"number: {number}", f"title: {title}", "type: SOP", "department: IT", "owner: ศูนย์คอมพิวเตอร์",
        "review_every: 1y", "access: all",
    ]  # fmt: skip
    text = "\n\n".join(f"# {section}\n\n{body}" for section in SECTIONS if section != without)
    return "---\n" + "\n".join([*head, *([more] if more else [])]) + f"\n---\n\n{text}\n"


def write(folder: Path, text: str, name: str = "document.md") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
