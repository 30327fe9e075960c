import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.thai.scripts import FindingCode, inspect


@pytest.mark.parametrize(
    ("text", "script", "script_th", "found"),
    [
        ("ไทย ភាសាខ្មែរ ไทย", "Khmer", "เขมร", "ភាសាខ្មែរ"),
        ("ພາສາ ລາວ", "Lao", "ลาว", "ພາສາ ລາວ"),
        ("ยา မြန်မာ", "Myanmar", "พม่า", "မြန်မာ"),
        ("漢字 ก", "Han", "จีน", "漢字"),
        ("ก الصحة", "Arabic", "อาหรับ", "الصحة"),
        ("ก больница 5", "Cyrillic", "ซีริลลิก", "больница"),
        ("ก ႐", "Myanmar", "พม่า", "႐"),
        ("ᚠᚢ", "Runic", "Runic", "ᚠᚢ"),
    ],
)
def test_a_foreign_script_is_named_and_placed(text: str, script: str, script_th: str, found: str) -> None:
    (finding,) = inspect(text)
    assert finding.code is FindingCode.FOREIGN_SCRIPT
    assert (finding.script, finding.script_th) == (script, script_th)
    assert text[finding.offset : finding.offset + finding.length] == found
    assert found[:8] in finding.excerpt


def test_two_scripts_are_two_findings() -> None:
    assert [one.script for one in inspect("ລາວ ខ្មែរ")] == ["Lao", "Khmer"]


@pytest.mark.parametrize(
    "text",
    [
        "ผู้ป่วยได้รับยา 5 mg (β-blocker) ≥ 37 °C",
        "½ ² ① Ⅳ µg Ω ℃ № ฿ “ก” – …",
        "น้ำ ก็ ฯลฯ ๆ ๏ ๚ ๛",
        "😀 ✓ ☐",
        "ก\tข\r\nค",
    ],
)
def test_everyday_text_has_no_findings(text: str) -> None:
    assert inspect(text) == []


@pytest.mark.parametrize(
    ("text", "code", "offset", "length"),
    [
        ("ก\uf701\uf702 ข", FindingCode.PRIVATE_USE, 1, 2),
        ("ก \u0e49ข", FindingCode.LONE_MARK, 2, 1),
        ("\u0e34", FindingCode.LONE_MARK, 0, 1),
        ("เ\u0e49า", FindingCode.LONE_MARK, 1, 1),
        ("ก\x00", FindingCode.CONTROL_CHARACTER, 1, 1),
        ("ก\ufffdข", FindingCode.BROKEN_CHARACTER, 1, 1),
        ("\ud800ข", FindingCode.BROKEN_CHARACTER, 0, 1),
    ],
)
def test_what_cannot_be_meant_is_found(text: str, code: FindingCode, offset: int, length: int) -> None:
    (finding,) = inspect(text)
    assert (finding.code, finding.offset, finding.length) == (code, offset, length)


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_can_be_inspected(text: str) -> None:
    findings = inspect(text)
    assert [one.offset for one in findings] == sorted(one.offset for one in findings)
    assert all(one.length > 0 and one.offset + one.length <= len(text) for one in findings)
