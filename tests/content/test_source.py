"""Source files: front matter, what is refused in it, and the text that is signed."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.content import front_matter
from sopctl.content.source import FrontMatterError, Source
from sopctl.domain.cycles import ReviewCycle
from sopctl.domain.numbers import DocumentNumber, VersionLabel

TODAY = date(2026, 1, 15)
FULL = """\
---
number: sop-it-001
title: นโยบายการบริหาร
type: SOP
department: IT
owner: ศูนย์คอมพิวเตอร์
review_every: 1y
standards: [HA II-4, "HA II-5"]  # ข้อกำหนด
access: restricted
departments:
  - IT
  - ER
references: SOP-IT-002, SOP-MR-001
version: "1"
effective: ๑๒/๖/๒๕๖๖
reviewer: ใครคนหนึ่ง
---

# วัตถุประสงค์
"""


def read(text: str) -> Source:
    return Source.parse(text, today=TODAY)


def with_line(line: str) -> str:
    return f"---\nnumber: SOP-IT-001\ntitle: ก\n{line}\n---\nคำ\n"


def test_every_key_is_read_as_its_own_kind_of_value() -> None:
    front = read(FULL).front
    assert front.number == DocumentNumber("SOP-IT-001")
    assert front.review_every == ReviewCycle(12)
    assert front.standards == ("HA II-4", "HA II-5")
    assert (front.access, front.departments) == ("restricted", ("IT", "ER"))
    assert front.references == (DocumentNumber("SOP-IT-002"), DocumentNumber("SOP-MR-001"))
    assert (front.version, front.effective) == (VersionLabel(1), date(2023, 6, 12))
    assert front.unknown == ("reviewer",)
    assert (front.lines["number"], front.lines["reviewer"]) == (2, 16)


def test_the_body_begins_after_the_front_matter() -> None:
    source = read(FULL)
    assert source.body_text == "\n# วัตถุประสงค์\n"
    assert source.body_start_line == 18
    assert FULL.split("\n")[source.body_start_line] == "# วัตถุประสงค์"


@pytest.mark.parametrize("written", ["12/6/2566", "๑๒/๖/๒๕๖๖", "2023-06-12", '"12/6/2566"'])
def test_effective_is_read_in_every_written_form(written: str) -> None:
    assert read(with_line(f"effective: {written}")).front.effective == date(2023, 6, 12)


def test_scalars_stay_as_typed() -> None:
    front = read(with_line("owner: 1.10\nstandards: [2566-06-12, yes, 012]")).front
    assert front.owner == "1.10"
    assert front.standards == ("2566-06-12", "yes", "012")


@pytest.mark.parametrize(
    ("line", "key", "at"),
    [
        ("effective: 31/2/2566", "effective", 4),
        ("version: v1", "version", 4),
        ("references: [ไม่มีรหัส]", "references", 4),
        ("review_every: บ่อยๆ", "review_every", 4),
        ("review_every: 11y", "review_every", 4),
        ("access: secret", "access", 4),
        ("owner: {a: b}", "owner", 4),
        ("standards: {a: b}", "standards", 4),
        ("owner: |\n  a\n  b", "owner", 4),
        ("title: ข", "title", 4),
        ("type: &a SOP", "", 4),
        ("type: *a", "", 4),
        ("type: !!python/name:os.system SOP", "", 4),
        ("type: [SOP", "", 5),
        ("  type: SOP", "", 4),
        ("? type\n: SOP", "", 4),
        ("type: 'SOP", "", 5),
        ("\x00", "", 2),
        ("owner: ก\u2028ข", "", 4),
    ],
)
def test_what_is_wrong_is_refused_with_its_line_and_key(line: str, key: str, at: int) -> None:
    with pytest.raises(FrontMatterError) as caught:
        read(with_line(line))
    assert (caught.value.code, caught.value.key, caught.value.line) == ("front-matter-broken", key, at)
    assert caught.value.facts["expected_th"]
    assert f"Line {at}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("คำ\n", ""),
        ("---\nnumber: SOP-IT-001\n", ""),
        ("---\n---\n", "number"),
        ("---\nnumber: SOP-IT-001\n---\n", "title"),
        ("---\ntitle: ก\n---\n", "number"),
        ("---\nnumber: เอกสาร\ntitle: ก\n---\n", "number"),
        ("---\n- a\n---\n", ""),
        ("---\n{number: SOP-IT-001, title: ก}\n---\n", ""),
    ],
)
def test_a_file_without_number_and_title_is_refused(text: str, key: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        read(text)
    assert caught.value.key == key


@pytest.mark.parametrize("bomb", ["a: " + "[" * 30_000, "a: " + "{b: " * 10_000, "a: x\n" * 3 + "b" * 70_000])
def test_a_bomb_is_refused_quickly(bomb: str) -> None:
    began = time.process_time()
    with pytest.raises(FrontMatterError):
        read(with_line(bomb))
    assert time.process_time() - began < 5


def test_canonical_text_leaves_out_version_and_effective_and_nothing_else() -> None:
    lines = FULL.split("\n")
    expected = "\n".join(line for line in lines if not line.startswith(("version:", "effective:")))
    assert read(FULL).canonical() == expected


def test_canonical_text_of_values_over_several_lines() -> None:
    text = (
        "---\nnumber: SOP-IT-001\nversion: >\n  2\n\n# หมายเหตุ\ntitle: ก\n"
        'effective: "12/6/\\\n  2566"\n---\nคำ'
    )
    assert read(text).canonical() == "---\nnumber: SOP-IT-001\n# หมายเหตุ\ntitle: ก\n---\nคำ"


def test_canonical_text_has_one_form_whatever_the_line_ends_and_composition() -> None:
    # é as one character and as two; ำ must stay one.
    first = read("\ufeff---\r\nnumber: SOP-IT-001\r\ntitle: Cafe\u0301\r\n---\r\nน้ำ\r\n")
    second = read("---\nnumber: SOP-IT-001\ntitle: Caf\u00e9\n---\nน้ำ\n")
    assert first.canonical() == second.canonical()
    assert first.title == "Caf\u00e9"


def test_a_rule_in_the_body_does_not_end_the_front_matter_again() -> None:
    assert read(with_line("type: SOP") + "---\nversion: 3\n").canonical().endswith("---\nversion: 3\n")


TEXT = st.text(alphabet="กข๑1-:#'\"[]{}&*!|> \u200b~@`,%é", min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and text
)


@settings(max_examples=200, deadline=None)
@given(TEXT, st.lists(TEXT.filter(lambda text: "," not in text), max_size=3), TEXT, st.text(max_size=80))
def test_written_front_matter_is_read_back(title: str, standards: list[str], owner: str, body: str) -> None:
    head = front_matter.write(
        {
            "number": "SOP-IT-001",
            "title": title,
            "version": "1.10",
            "owner": owner,
            "standards": tuple(standards),
        }
    )
    source = read(head + body)
    assert (source.title, source.owner, list(source.standards)) == (title, owner, standards)
    assert source.front.version == VersionLabel(1, 10)
    again = read(source.canonical())
    assert again.front.version is None
    assert again.canonical() == source.canonical()
    assert again.body_text == source.body_text
