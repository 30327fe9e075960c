"""Comparison: exact word by word, whatever the two bodies."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content.compare import BlockChange, ChangeKind, Comparison, RunKind, UnitKind, compare
from sopctl.content.markdown import parse_body
from sopctl.content.units import units
from sopctl.content.word_changes import Run, word_runs
from sopctl.thai.words import Words


def cut(text: str) -> list[str]:
    return re.findall(r"\s|[^\s]", text)


def diff(old: str, new: str) -> Comparison:
    return compare(parse_body(old), parse_body(new), cut)


def kinds(comparison: Comparison) -> list[ChangeKind]:
    return [change.kind for change in comparison.changes]


def shown(change: BlockChange) -> str:
    marks = {RunKind.KEPT: "{}", RunKind.ADDED: "[+{}]", RunKind.REMOVED: "[-{}]"}
    return "".join(marks[run.kind].format(run.text) for run in change.runs)


def assert_exact(comparison: Comparison, old: str, new: str) -> None:
    """Kept and removed runs are the old units in order, kept and added ones the new."""
    before = sorted(
        (c for c in comparison.changes if c.old_place is not None), key=lambda c: c.old_place or 0
    )
    after = [c for c in comparison.changes if c.new_place is not None]
    assert [c.new_place for c in after] == list(range(len(after)))
    assert [c.old_place for c in before] == list(range(len(before)))
    texts = ["".join(run.text for run in c.runs if run.kind is not RunKind.ADDED) for c in before]
    assert texts == [unit.text for unit in units(parse_body(old))]
    texts = ["".join(run.text for run in c.runs if run.kind is not RunKind.REMOVED) for c in after]
    assert texts == [unit.text for unit in units(parse_body(new))]


def test_the_same_text_has_no_differences() -> None:
    text = "# ก\n\nข **ค**\n\n| a |\n|---|\n| 1 |\n\n- x\n\nm[^1]\n\n[^1]: n\n"
    assert diff(text, text).identical
    assert diff(text, text.replace("\n\n", "\n\n\n")).identical


def test_words_inside_a_paragraph() -> None:
    (change,) = compare(
        parse_body("ให้ผู้ป่วยรับประทานยา 5 mg\n"), parse_body("ให้ผู้ป่วยรับประทานยา 10 mg\n"), Words.default().segment
    ).changes
    assert change.kind is ChangeKind.CHANGED
    assert shown(change) == "ให้ผู้ป่วยรับประทานยา [-5][+10] mg"


def test_a_line_put_between_leaves_the_others_alone() -> None:
    comparison = diff("1. หนึ่งก่อน\n2. สามหลัง\n", "1. หนึ่งก่อน\n2. สองกลาง\n3. สามหลัง\n")
    assert kinds(comparison) == [ChangeKind.SAME, ChangeKind.ADDED, ChangeKind.SAME]


def test_a_section_put_before_renumbers_without_a_change_of_text() -> None:
    comparison = diff("# ขอบเขต\n", "# นิยามใหม่\n\n# ขอบเขต\n")
    assert kinds(comparison) == [ChangeKind.ADDED, ChangeKind.SAME]
    assert comparison.changes[1].renumbered
    assert comparison.changes[1].section.number == (2,)


def test_a_moved_paragraph_is_found_in_its_new_place() -> None:
    first, second, third = "ย่อหน้าแรกของเอกสารนี้", "เนื้อหาที่สองต่างออกไป", "abcdefghijklmnop"
    comparison = diff(f"{first}\n\n{second}\n\n{third}\n", f"{third}\n\n{first}\n\n{second}\n")
    assert kinds(comparison) == [ChangeKind.MOVED, ChangeKind.SAME, ChangeKind.SAME]


def test_a_change_of_form_alone_is_a_change() -> None:
    comparison = diff("ห้ามให้ยา\n", "**ห้าม**ให้ยา\n")
    (change,) = comparison.changes
    assert (change.kind, change.form_changed) == (ChangeKind.CHANGED, True)
    assert [run.kind for run in change.runs] == [RunKind.KEPT]
    assert diff("[ก](a.pdf)\n", "[ก](b.pdf)\n").counts[ChangeKind.CHANGED] == 1
    assert diff("- ก\n", "1. ก\n").counts[ChangeKind.CHANGED] == 1


def test_digits_and_invisible_characters_are_changes() -> None:
    assert diff("ให้ 5 มก.\n", "ให้ ๕ มก.\n").counts[ChangeKind.CHANGED] == 1
    assert diff("ผู้ป่วย\n", "ผู้\u200bป่วย\n").counts[ChangeKind.CHANGED] == 1


def test_cells_figures_and_footnotes_are_compared() -> None:
    old = "| ยา | ขนาด |\n|---|---|\n| พาราเซตามอล | 500 |\n\n![ผัง](a.png)\n\nก[^1]\n\n[^1]: เชิงอรรถยาว\n"
    new = old.replace("500", "650").replace("a.png", "b.png").replace("เชิงอรรถยาว", "เชิงอรรถยาวมาก")
    changed = diff(old, new).differences
    assert [change.unit.kind for change in changed] == [UnitKind.ROW, UnitKind.FIGURE, UnitKind.FOOTNOTE]
    assert shown(changed[0]) == "พาราเซตามอล\t[-5][+6][-0][+5]0" or "[+" in shown(changed[0])


def test_a_change_names_the_section_it_stands_in() -> None:
    (change,) = diff("# ขอบเขต\n\nข้อความเดิม\n", "# ขอบเขต\n\nข้อความใหม่\n").differences
    assert (change.section.title, change.section.key) == ("ขอบเขต", "ขอบเขต")


def test_a_space_between_two_changes_belongs_to_them() -> None:
    runs = word_runs(["ก", " ", "ข", "ค"], ["ง", " ", "จ", "ค"])
    assert runs == (Run(RunKind.REMOVED, "ก ข"), Run(RunKind.ADDED, "ง จ"), Run(RunKind.KEPT, "ค"))


def test_a_segmenter_that_loses_characters_loses_nothing() -> None:
    old, new = "กขค งจ\n", "กขค ง\n"
    assert_exact(compare(parse_body(old), parse_body(new), str.split), old, new)


def long_document(sections: int, seed: int) -> str:
    chance = random.Random(seed)
    words = [
        "ผู้ป่วย",
        "พยาบาล",
        "แพทย์",
        "ยา",
        "ตรวจ",
        "บันทึก",
        "รายงาน",
        "ข้อมูล",
        "ระบบ",
        "หน่วยงาน",
        "ปฏิบัติ",
        "ตาม",
        "ต้อง",
        "ไม่",
        "และ",
        "หรือ",
    ]
    parts: list[str] = []
    for _ in range(sections):
        parts.append("## " + "".join(chance.choices(words, k=4)))
        parts += ["".join(chance.choices(words, k=60)) for _ in range(4)]
        parts += ["\n".join(f"{n}. " + "".join(chance.choices(words, k=20)) for n in range(1, 6))]
        parts += ["| รายการ | ผล |\n|---|---|\n" + "| ใช่ | ไม่ |\n" * 5]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_pages_are_compared_in_seconds(seed: int) -> None:
    old, other = parse_body(long_document(150, 0)), parse_body(long_document(150, seed))
    edited = parse_body(long_document(150, 0).replace("พยาบาล", "เภสัชกร"))
    segment = Words.default().segment
    for new in (edited, other):
        began = time.process_time()
        compare(old, new, segment)
        assert time.process_time() - began < 20


PARTS = st.sampled_from(
    ["ก ข\n\n", "ก ค\n\n", "# หัวข้อ\n\n", "## หัวข้อ\n\n", "- ข้อ\n", "1. ข้อ ก\n", "| a |\n|---|\n| b |\n\n",
     "---\n\n", "> ก\n\n", "ข้อความที่ยาวพอจะย้ายได้\n\n", "ก[^1]\n\n", "[^1]: ข\n\n",
     "```\nก\n```\n\n", "![ก](a.png)\n\n"]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=12).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_a_comparison_gives_back_both_texts(old: str, new: str) -> None:
    assert_exact(diff(old, new), old, new)


@given(st.lists(st.sampled_from("กขค "), max_size=12), st.lists(st.sampled_from("กขค "), max_size=12))
def test_runs_give_back_both_texts(old: list[str], new: list[str]) -> None:
    runs = word_runs(old, new)
    assert "".join(run.text for run in runs if run.kind is not RunKind.ADDED) == "".join(old)
    assert "".join(run.text for run in runs if run.kind is not RunKind.REMOVED) == "".join(new)
    assert all(run.text for run in runs)
