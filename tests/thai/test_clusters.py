import pytest
from hypothesis import given
from hypothesis import strategies as st

from sopctl.thai.words import clusters


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ผู้ป่วย", ["ผู้", "ป่", "ว", "ย"]),
        ("เกาะน้ำ", ["เกาะ", "น้ำ"]),
        ("แพทย์", ["แพ", "ท", "ย์"]),
        ("ฤๅษี", ["ฤๅ", "ษี"]),
        ("e\u0301ก", ["e\u0301", "ก"]),
        ("👩🏽\u200d⚕️🇹🇭x", ["👩🏽\u200d⚕️", "🇹🇭", "x"]),
        ("a\r\nb\n\u0301", ["a", "\r\n", "b", "\n", "\u0301"]),
        ("ខ្មែរ", ["ខ្", "មែ", "រ"]),
        ("เ", ["เ"]),
        ("฿5 \u0e3b", ["฿", "5", " ", "\u0e3b"]),
        ("", []),
    ],
)
def test_signs_stay_with_their_consonant(text: str, parts: list[str]) -> None:
    assert clusters(text) == parts


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_clusters_make_up_their_text(text: str) -> None:
    parts = clusters(text)
    assert "".join(parts) == text
    assert all(parts)
