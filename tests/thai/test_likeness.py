from __future__ import annotations

import pytest

from sopctl.thai.likeness import alike, distance


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "", 0),
        ("ยา", "ยา", 0),
        ("รหัดผ่าน", "รหัสผ่าน", 1),
        ("cat", "cats", 1),
        ("ransomwear", "ransomware", 2),
    ],
)
def test_each_change_counts_one(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == far


def test_what_is_too_far_is_not_counted_out() -> None:
    assert distance("ล้างมือ", "เวชระเบียน", 2) == 3
    assert distance("abcd", "wxyz", 1) == 2


def test_the_nearest_come_first_and_short_words_forgive_less() -> None:
    assert alike("backap", ["backup", "back", "pack"], 5) == ["backup"]
    assert alike("เวชร", ["เวชระเบียน", "เวร", "เวชร"], 5) == ["เวชระเบียน", "เวร"]
    assert alike("ransomwear", ["ransomware", "ransom", "malware"], 5) == ["ransomware"]
    assert alike("x", ["y"], 5) == []
