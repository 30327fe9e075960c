"""Two texts of one draft lose no line when they are put together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.application.authoring import merging
from tests.application.house import House, text

LINES = st.lists(st.sampled_from(["ก", "ข", "# หัวข้อ", "", "ค"]), max_size=12).map("\n".join)


@settings(max_examples=60)
@given(LINES, LINES)
def test_every_line_of_either_is_in_both(saved: str, typed: str) -> None:
    together = merging.both(saved, typed).split("\n")
    for one in (saved, typed):
        rest = iter(together)
        assert all(line in rest for line in one.split("\n"))  # in their order


def test_front_matter_stands_once() -> None:
    saved, typed = text(purpose="จากหน้าต่างแรก"), text(purpose="จากหน้าต่างที่สอง").replace("IT-001", "IT-002", 1)
    together = merging.both(saved, typed)
    assert together.count("\nnumber:") == 1
    assert "IT-002" in together
    assert "จากหน้าต่างแรก" in together
    assert "จากหน้าต่างที่สอง" in together
    assert merging.both(typed, typed) == typed


def test_what_differs_is_compared_word_by_word(house: House) -> None:
    found = merging.differences(house.library, text(purpose="เดิม"), text(purpose="ใหม่"))
    assert found is not None
    assert any(found.counts.values())
    assert merging.differences(house.library, "---\nไม่ใช่", text()) is None
