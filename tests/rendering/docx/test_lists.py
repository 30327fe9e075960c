"""Lists are Word's own, and say the same in every reader."""

from __future__ import annotations

from dataclasses import replace

from sopctl.application.ports.copies import Mark
from sopctl.content.blocks import Block, Body
from sopctl.rendering.docx import DocxRenderer
from tests.rendering.docx.ooxml import W, paragraphs, value, xml
from tests.rendering.docx.samples import bullets, copy_of, item, numbered, para, profile

NESTED: tuple[Block, ...] = (
    numbered(
        item("หนึ่ง"),
        item("สอง", numbered(item("สองหนึ่ง"), item("สองสอง", numbered(item("ลึก"))))),
        item("สาม", bullets(item("จุด", numbered(item("นับใหม่"))))),
        item("สี่", numbered(item("สี่หนึ่ง")), para("คั่น"), numbered(item("อีกรายการ"))),
    ),
    numbered(item("เริ่มใหม่")),
)


def labels(data: bytes) -> list[str]:
    """The label of each item as a reader works it out from the numbering part."""
    numbering = xml(data, "word/numbering.xml")
    levels = {
        (each.get(f"{W}abstractNumId"), level.get(f"{W}ilvl")): level
        for each in numbering.iter(f"{W}abstractNum")
        for level in each.iter(f"{W}lvl")
    }
    instances = {num.get(f"{W}numId"): num for num in numbering.iter(f"{W}num")}
    counts: dict[str, dict[int, int]] = {}
    found = []
    for paragraph in paragraphs(xml(data, "word/document.xml")):
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            continue
        depth = int(value(place.find(f"{W}ilvl")) or 0)
        number = instances[value(place.find(f"{W}numId"))]
        abstract = value(number.find(f"{W}abstractNumId")) or ""
        seen = counts.setdefault(abstract, {})
        override = number.find(f"{W}lvlOverride[@{W}ilvl='{depth}']/{W}lvl")
        level = levels[abstract, str(depth)] if override is None else override
        start = int(value(level.find(f"{W}start")) or 1)
        seen[depth] = seen.get(depth, start - 1) + 1 if override is None else start
        for deeper in [each for each in seen if each > depth]:
            del seen[deeper]
        label = value(level.find(f"{W}lvlText")) or ""
        for each, count in seen.items():
            label = label.replace(f"%{each + 1}", str(count))
        found.append(label)
    return found


def render(mark: Mark, blocks: tuple[Block, ...], name: str = "default") -> bytes:
    return DocxRenderer(None).render(copy_of(mark, Body(blocks)), profile(name))


EXPECTED = ["1)", "2)", "2.1)", "2.2)", "2.2.1)", "3)", "–", "1)", "4)", "4.1)", "4.1)", "1)"]
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def test_a_draft_counts_by_itself_so_that_it_can_be_edited() -> None:
    data = render(Mark.DRAFT, NESTED)
    assert [label.translate(THAI) for label in labels(data)] == [label.translate(THAI) for label in EXPECTED]
    numbering = xml(data, "word/numbering.xml")
    assert not list(numbering.iter(f"{W}lvlOverride"))
    assert len(list(numbering.iter(f"{W}abstractNum"))) < 5, "nested lists share one multilevel definition"


def test_a_released_copy_in_thai_digits_spells_its_labels_out() -> None:
    # LibreOffice numbers thaiNumbers with Arabic digits.
    assert labels(render(Mark.MASTER, NESTED)) == [label.translate(THAI) for label in EXPECTED]


def test_a_copy_in_arabic_digits_counts_by_itself_in_every_reader() -> None:
    arabic = replace(profile(), digits="arabic")
    data = DocxRenderer(None).render(copy_of(Mark.MASTER, Body(NESTED)), arabic)
    assert labels(data) == EXPECTED
    formats = {value(each) for each in xml(data, "word/numbering.xml").iter(f"{W}numFmt")}
    assert formats == {"decimal", "bullet"}


def test_letters_count_by_themselves_as_far_as_readers_agree() -> None:
    few = render(Mark.MASTER, (numbered(*(item(str(k)) for k in range(3)), letters=True),))
    assert "thaiLetters" in {value(each) for each in xml(few, "word/numbering.xml").iter(f"{W}numFmt")}
    assert labels(few) == ["1)", "2)", "3)"]
    many = labels(render(Mark.MASTER, (numbered(*(item(str(k)) for k in range(34)), letters=True),)))
    assert many[0] == "ก)"
    assert many[31:34] == ["ร)", "ล)", "ว)"], "ฤ is not a list letter"


def test_items_with_the_same_label_share_an_instance() -> None:
    # Word opens a file with thousands of instances slowly.
    lists = tuple(numbered(item("หนึ่ง"), item("สอง")) for _ in range(50))
    data = render(Mark.MASTER, lists)
    assert len(list(xml(data, "word/numbering.xml").iter(f"{W}num"))) == 2
    assert labels(data) == ["๑)", "๒)"] * 50


def test_a_list_may_start_anywhere_and_deeper_than_word_has_levels() -> None:
    assert labels(render(Mark.MASTER, (numbered(item("ห้า"), item("หก"), start=5),))) == ["๕)", "๖)"]
    deep = numbered(item("ก้น"))
    for _ in range(12):
        deep = numbered(item("ชั้น", deep))
    for mark in (Mark.MASTER, Mark.DRAFT):
        found = labels(render(mark, (deep,)))
        assert [label.translate(THAI) for label in found][-1] == ".".join("๑" * 13) + ")"


def test_boxes_to_tick_are_labels_too() -> None:
    tasks = bullets(item("ทำแล้ว", checked=True), item("ยังไม่ทำ", checked=False))
    assert labels(render(Mark.MASTER, (tasks,))) == ["☑", "☐"]


def test_every_second_paragraph_of_an_item_stands_under_the_first() -> None:
    data = render(Mark.MASTER, (numbered(item("หนึ่ง", para("ต่อ"))),))
    first, second = list(paragraphs(xml(data, "word/document.xml")))[-2:]
    number = value(first.find(f"{W}pPr/{W}numPr/{W}numId"))
    numbering = xml(data, "word/numbering.xml")
    left = numbering.find(f"{W}num[@{W}numId='{number}']/{W}lvlOverride/{W}lvl/{W}pPr/{W}ind")
    under = second.find(f"{W}pPr/{W}ind")
    assert left is not None
    assert under is not None
    assert left.get(f"{W}left") == under.get(f"{W}left")
