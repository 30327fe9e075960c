from __future__ import annotations

import pytest

from sopctl.thai.digits import Digits
from sopctl.web.dates import told


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("ไฟล์ใหญ่เกิน 5 MB", "ไฟล์ใหญ่เกิน ๕ MB"),
        ("ยาวเกิน 2,000,000 ตัวอักษร", "ยาวเกิน ๒,๐๐๐,๐๐๐ ตัวอักษร"),
        ("รอ 15 นาที แล้วลองใหม่ใน 2 วัน", "รอ ๑๕ นาที แล้วลองใหม่ใน ๒ วัน"),
        ("SOP-IT-001 มีผู้ใช้แล้ว", "SOP-IT-001 มีผู้ใช้แล้ว"),
        ("FM-SOP-IT-001/01 ของ ward5 ที่ 10.0.0.1", "FM-SOP-IT-001/01 ของ ward5 ที่ 10.0.0.1"),
        ("“5” ไม่ใช่รหัสเอกสาร", "“5” ไม่ใช่รหัสเอกสาร"),
    ],
)
def test_counts_in_a_refusal_are_in_the_digits_of_the_page_and_names_stay(sentence: str, shown: str) -> None:
    assert told(sentence, Digits.THAI) == shown
    assert told(sentence, Digits.ARABIC) == sentence
