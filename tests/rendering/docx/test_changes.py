"""Tracked changes: accepting all gives exactly the new text, rejecting all exactly the old."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from sopctl.application.ports.copies import Mark, OfficialCopy
from sopctl.content.blocks import Block, Body, Table
from sopctl.content.markdown import parse_body
from sopctl.domain.numbers import DocumentNumber, VersionLabel
from sopctl.intake.word.reading import read_blocks
from sopctl.rendering.docx import DocxRenderer
from sopctl.rendering.docx.faces import BOOKMARKS
from tests.support.word_again import PROFILE, W
from tests.support.word_parts import packed, png

IMAGES = {"a.png": png()}
NOW = datetime(2026, 1, 15, tzinfo=UTC)


def changes(old: str, new: str) -> bytes:
    copy = OfficialCopy(
        number=DocumentNumber("SOP-IT-001"), version=VersionLabel(2), title="เรื่อง", type_th="", type_en="",
        hospital="รพ.", owner="IT", effective=None, mark=Mark.DRAFT, made_at=NOW, body=parse_body(new),
        images=IMAGES,
    )  # fmt: skip
    return DocxRenderer(None).render_changes(copy, parse_body(old), PROFILE, str.split)


def settled(data: bytes, keep: str, drop: str) -> bytes:
    """The file with all changes accepted (``ins`` kept) or rejected (``del`` kept), as Word does it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(files["word/document.xml"])
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}{drop}") is not None:
            _remove(row)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            _remove(table)
    gone = [line for line in root.iter(f"{W}p") if line.find(f"{W}pPr/{W}rPr/{W}{drop}") is not None]
    _settle_properties(root, keep)
    _settle_runs(root, keep, drop)
    _join(gone)
    return packed({**files, "word/document.xml": etree.tostring(root)})


def _join(gone: list[_Element]) -> None:
    """A paragraph whose mark went is joined with the one behind, which keeps its properties."""
    for line in gone:
        behind = line.getnext()
        if behind is None or behind.tag != f"{W}p":
            continue  # nothing to join it with: it stays, empty
        at = 1 if behind.find(f"{W}pPr") is not None else 0
        spoken = [one for one in line if one.tag not in {f"{W}pPr", *BOOKMARKS}]
        # A bookmark goes with the last of what it marked.
        for one in [one for one in line if spoken and one.tag != f"{W}pPr"]:
            behind.insert(at, one)
            at += 1
        _remove(line)


def _settle_properties(root: _Element, keep: str) -> None:
    for change in list(root.iter(f"{W}pPrChange")):
        properties = change.getparent()
        assert properties is not None
        properties.remove(change)
        if keep == "del":
            line = properties.getparent()
            assert line is not None
            line.replace(properties, change[0])


def _settle_runs(root: _Element, keep: str, drop: str) -> None:
    for change in list(root.iter(f"{W}{drop}")):
        _remove(change)
    for change in list(root.iter(f"{W}{keep}")):
        parent = change.getparent()
        assert parent is not None
        at = parent.index(change)
        for offset, one in enumerate(list(change)):
            parent.insert(at + offset, one)
        parent.remove(change)
    for text in root.iter(f"{W}delText"):
        text.tag = f"{W}t"


def _remove(element: _Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def body(data: bytes) -> Body:
    """What a file says; how wide a table's columns are drawn is no part of it."""
    found = read_blocks(data, {}).body
    return replace(found, blocks=tuple(_narrow(block) for block in found.blocks))


def _narrow(block: Block) -> Block:
    return replace(block, widths=()) if isinstance(block, Table) else block


def check(old: str, new: str) -> None:
    made = changes(old, new)
    assert body(settled(made, "ins", "del")) == body(changes(new, new))
    assert body(settled(made, "del", "ins")) == body(changes(old, old))


def test_words_lists_tables_and_notes() -> None:
    old = (
        "# หนึ่ง\n\nข้อความ เดิม ของ เรา[^a]\n\n1. ก เดิม\n2. ข\n3. ค\n\n| ห | ว |\n|---|---|\n| ก | เดิม |\n"
        "| ลบ | แถว |\n\nจะหายไป ทั้งย่อหน้า\n\n[^a]: หมายเหตุ เดิม\n"
    )
    new = (
        "# หนึ่ง\n\nข้อความ ใหม่ ของ **เรา**[^a]\n\n1. ก ใหม่\n2. ข\n3. แทรก นี้\n4. ค\n\n| ห | ว |\n|---|---|\n"
        "| ก | ใหม่ |\n\n## มาใหม่\n\n![ภาพ](a.png)\n\n[^a]: หมายเหตุ ใหม่\n"
    )
    check(old, new)
    xml = zipfile.ZipFile(io.BytesIO(changes(old, new))).read("word/document.xml").decode()
    assert "เดิม" in xml
    assert xml.count("<w:del ") < 25  # by word, not by block


OLD_LIST, NEW_LIST = "1. ข้อ ก\n2. ข้อ ข\n   - ใน ก\n", "- จุด ก\n- จุด สอง\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD_LIST, NEW_LIST),  # another kind of list
        ("- ก ข\n- ค ง\n\nคั่น\n\n- จ ฉ\n", "- ก ข\n- ค ง\n- จ ฉ\n"),  # two lists become one
        ("1. ก ข\n2. ค ง\n3. จ ฉ\n", "1. ก ข\n2. ค ง\n\nคั่น\n\n1. จ ฉ\n"),  # one becomes two
        ("3. ก ข\n4. ค ง\n", "1. ก ข\n2. ค ง\n"),  # another beginning
        ("> [!NOTE]\n> - ก\n> - ข\n", "> [!NOTE]\n> - ก\n> - ข\n>   1. ค\n"),
    ],
)
def test_lists_that_were_regrouped(old: str, new: str) -> None:
    check(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1. ก ข[^a]\n2. ค ง\n\nท้าย\n\n[^a]: หมายเหตุ\n", "ท้าย\n"),  # the first footnote of all goes
        ("# ก\n\nข ค\n\nท้าย\n", "# ก\n\n---\n\n# ง จ\n\nท้าย\n"),  # a page begins elsewhere
        ("# ก\n\n> [!NOTE]\n> ข ค\n\nท้าย\n", "# ก\n\n1. ง จ\n2. ฉ ช\n\nท้าย\n"),  # a table gives way to items
        ("> [!NOTE]\n> ข ค\n", "> [!CAUTION]\n> ข ค\n"),
    ],
)
def test_paragraphs_that_no_program_joins_well_are_apart(old: str, new: str) -> None:
    check(old, new)
    check(new, old)


def test_what_went_stands_before_what_came() -> None:
    old, new = "# หนึ่ง\n\nก ข\n\nค ง\n\nจบ\n", "# หนึ่ง\n\nฉ ช\n\nซ ฌ\n\nจบ\n"
    xml = etree.fromstring(zipfile.ZipFile(io.BytesIO(changes(old, new))).read("word/document.xml"))
    marks = [one.tag for one in xml.iter(f"{W}ins", f"{W}del") if one.getparent().tag == f"{W}rPr"]  # type: ignore[union-attr]
    assert marks == [f"{W}del"] * 2 + [f"{W}ins"] * 2


def test_a_list_that_stays_a_list_is_one() -> None:
    made = changes("1. ก\n2. ข\n3. ค\n", "1. ก\n2. แทรก ใหม่\n3. ข\n4. ค\n")
    xml = etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
    assert len({one.get(f"{W}val") for one in xml.iter(f"{W}numId")}) == 1
    assert not list(xml.iter(f"{W}pPrChange"))


def test_a_note_that_moved_and_one_that_changed() -> None:
    old = "ก ข[^a] ค\n\nง จ[^b] ฉ\n\n[^a]: หนึ่ง\n\n[^b]: สอง เดิม\n"
    new = "ก ข ค\n\nง[^a] จ[^b] ฉ\n\n[^a]: หนึ่ง\n\n[^b]: สอง ใหม่\n"
    check(old, new)
    xml = etree.fromstring(zipfile.ZipFile(io.BytesIO(changes(old, new))).read("word/document.xml"))
    marks = [one.get(f"{W}id") for one in xml.iter(f"{W}footnoteReference")]
    assert marks == [str(at) for at in range(1, len(marks) + 1)]


SNIPPETS = (
    "# หัว {0}", "## ย่อย {0}", "ย่อหน้า คำ {0} ท้าย", "**หนา {0}** บาง", "1. ข้อ {0}\n2. ข้อ ข\n   - ใน {0}",
    "- จุด {0}\n- จุด สอง", "| ก | ข |\n|---|---|\n| {0} | ง |\n| จ | ฉ |", "> [!NOTE]\n> ระวัง {0}",
    "ลิงก์ [ไป {0}](https://example.org) ต่อ", "![ภาพ {0}](a.png)",
)  # fmt: skip
texts = st.lists(
    st.tuples(st.sampled_from(SNIPPETS), st.sampled_from(["ก", "ข ค", "ง จ ฉ"])), min_size=1, max_size=6
).map(lambda parts: "\n\n".join(snippet.format(word) for snippet, word in parts) + "\n")


@given(texts, texts)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_accepting_gives_the_new_and_rejecting_the_old(old: str, new: str) -> None:
    check(old, new)
