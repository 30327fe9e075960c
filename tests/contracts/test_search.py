"""The contract of the search index: the same documents in the same tiers, everywhere."""

from __future__ import annotations

import pytest

from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.access import Access
from sopctl.domain.numbers import DocumentNumber
from tests.contracts import samples
from tests.contracts.conftest import Library
from tests.contracts.samples import entry

ENTRIES = (
    entry(
        "SOP-IT-001",
        "นโยบายการบริหารความทรงจำทาง Social media",
        ("purpose", "วัตถุประสงค์", "เพื่อให้บุคลากรใช้สื่อสังคมอย่างปลอดภัย ๒๕๖๖"),
        ("hacked", "เมื่อเพจถูกแฮ็ก", "แจ้งศูนย์คอมพิวเตอร์ทันที แล้วเปลี่ยนรหัสผ่าน"),
        standards=("HA II-4",),
    ),
    entry(
        "SOP-PH-002",
        "การบริหารยาความเสี่ยงสูง",
        ("dose", "ขนาดยา", "ตรวจสอบยาสองคน ผู้ป่วยเด็กคำนวณตามน้ำหนัก 5 mg/kg"),
        department="PH",
    ),
    entry(
        "SOP-NS-010",
        "คู่มือพยาบาลหอผู้ป่วย",
        ("care", "การดูแล", "พยาบาลดูแลผู้ป่วยในหอ\n\nบันทึกทุกเวร ฯลฯ"),
        ("fall", "ป้องกันการหกล้ม", "ประเมินความเสี่ยง การหกล้ม ของผู้ป่วยทุกราย"),
        department="NS",
        access=Access.RESTRICTED,
        departments=("OR", "ICU"),
    ),
    entry(
        "WI-NS-011",
        "วิธีล้างมือ",
        ("steps", "ขั้นตอน", "ล้างมือก่อนดูแลผู้ป่วย และหลังให้ยา ทุกครั้ง"),
        department="NS",
        type_code="WI",
        standards=("HA II-4", "2P Safety"),
    ),
)


@pytest.fixture
def filled(library: Library) -> Library:
    put(library, *ENTRIES)
    return library


def put(library: Library, *entries: SearchEntry) -> None:
    with library.unit() as unit:
        for each in entries:
            if unit.documents.get(each.number) is None:
                unit.documents.add(samples.document(each.number))
            unit.search.put(each)
        unit.commit()


def find(library: Library, query: str, **only: str) -> list[SearchHit]:
    with library.reading() as unit:
        return list(unit.search.find(query, restricted_departments=None, **only))  # type: ignore[arg-type]


def numbers(hits: list[SearchHit]) -> list[str]:
    return [str(hit.number) for hit in hits]


@pytest.mark.parametrize(
    "query",
    ["SOP-IT-001", "sop-it-001", "sop it 1", "SOP-IT-๐๐๑", " sopit001 ", "SOP\u200b-IT-001", "sop it"],
)
def test_a_number_is_found_however_it_is_typed(filled: Library, query: str) -> None:
    (hit,) = find(filled, query)
    assert (str(hit.number), hit.tier) == ("SOP-IT-001", 0)


@pytest.mark.parametrize("query", ["ความทรงจำ", "ความทรงจํา", "ความ\u200bทรงจำ", "SOCIAL Media", "social"])
def test_spelling_case_and_invisible_characters_make_no_difference(filled: Library, query: str) -> None:
    (hit,) = find(filled, query)
    assert (str(hit.number), hit.tier) == ("SOP-IT-001", 1)
    assert hit.marks
    marked = [hit.excerpt[start:end] for start, end in hit.marks]
    assert marked[0].lower().startswith(("ความทรงจำ", "social"))


@pytest.mark.parametrize("query", ["2566", "๒๕๖๖", "๒566"])
def test_digits_are_digits(filled: Library, query: str) -> None:
    (hit,) = find(filled, query)
    assert (str(hit.number), hit.tier, hit.anchor) == ("SOP-IT-001", 2, "purpose")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["๒๕๖๖"]


def test_a_title_comes_before_a_body(filled: Library) -> None:
    hits = find(filled, "ความเสี่ยง")
    assert [(str(hit.number), hit.tier) for hit in hits] == [("SOP-PH-002", 1), ("SOP-NS-010", 2)]


def test_a_heading_is_found_and_shown(filled: Library) -> None:
    (hit,) = find(filled, "ถูกแฮ็ก")
    assert (hit.anchor, hit.heading, hit.tier) == ("hacked", "เมื่อเพจถูกแฮ็ก", 2)


def test_short_terms_are_found(filled: Library) -> None:
    assert set(numbers(find(filled, "ยา"))) >= {"SOP-PH-002", "WI-NS-011"}
    assert numbers(find(filled, "mg")) == ["SOP-PH-002"]
    assert numbers(find(filled, "ฮ")) == ["SOP-IT-001"]
    assert find(filled, "ฬ") == []


def test_terms_may_stand_apart(filled: Library) -> None:
    assert numbers(find(filled, "ล้างมือ ยา"))[0] == "WI-NS-011"
    assert numbers(find(filled, "รหัสผ่าน เปลี่ยน"))[0] == "SOP-IT-001"


@pytest.mark.parametrize("query", ["วิธีทำต้มยำกุ้งให้อร่อย", "ไม่มีคำนี้แน่", "hello world", "ฟหกด่าสว"])
def test_words_that_happen_to_stand_somewhere_are_no_answer(filled: Library, query: str) -> None:
    assert find(filled, query) == []


def test_a_hit_tells_whether_it_holds_everything(filled: Library) -> None:
    assert all(hit.whole for hit in find(filled, "ล้างมือ ยา"))
    assert all(hit.whole for hit in find(filled, "sop-it-001"))


def test_phrases_are_known_to_those_who_may_read_them(filled: Library) -> None:
    with filled.reading() as unit:
        asked = ("ล้างมือ", "หกล้ม", "ต้มยำกุ้ง", "เปลี่ยนรหัสผ่าน", "social media")
        known = unit.search.known(asked, restricted_departments=frozenset())
        assert known == {"ล้างมือ", "เปลี่ยนรหัสผ่าน", "social media"}
        assert "หกล้ม" in unit.search.known(asked, restricted_departments=frozenset({"ICU"}))
        assert unit.search.known((), restricted_departments=None) == frozenset()


def test_a_slip_brings_the_word_that_was_meant_to_those_who_may_read_it(filled: Library) -> None:
    with filled.reading() as unit:
        near = unit.search.near
        assert near("รหัดผ่าน", restricted_departments=frozenset()) == ["รหัสผ่าน"]
        assert near("หกล้ม", restricted_departments=frozenset()) == []
        assert near("ฬฬฬฬ % _ \\ '", restricted_departments=None) == []
        for mine in (frozenset({"ICU"}), None):
            assert near("คู่มิอ", restricted_departments=mine) == ["คู่มือ"]
        assert near("คู่มิอ", restricted_departments=frozenset()) == []


def test_filters_leave_out(filled: Library) -> None:
    assert numbers(find(filled, "ผู้ป่วย", type_code="WI")) == ["WI-NS-011"]
    assert numbers(find(filled, "ผู้ป่วย", department="PH")) == ["SOP-PH-002"]
    assert numbers(find(filled, "ผู้ป่วย", standard="2P Safety")) == ["WI-NS-011"]
    assert find(filled, "sop-it-001", standard="2P Safety") == []
    with filled.reading() as unit:
        assert len(unit.search.find("ผู้ป่วย", restricted_departments=None, limit=2)) == 2


@pytest.mark.parametrize("query", ["SOP-NS-010", "คู่มือ", "หกล้ม", "ลม้", "คู่มือ หกล้ม", "หก", "ประเมินหกล้มทุกราย"])
def test_a_restricted_document_is_for_its_readers(filled: Library, query: str) -> None:
    for departments, seen in (
        (frozenset[str](), False),
        (frozenset({"PH"}), False),
        (frozenset({"icu"}), False),
        (frozenset({"CU"}), False),
        (frozenset({"NS"}), True),
        (frozenset({"ICU"}), True),
        (frozenset({"PH", "OR"}), True),
    ):
        with filled.reading() as unit:
            hits = unit.search.find(query, restricted_departments=departments)
        if not seen:
            assert "SOP-NS-010" not in numbers(list(hits))
    for mine in ("NS", "ICU"):
        with filled.reading() as unit:
            hits = unit.search.find("คู่มือ", restricted_departments=frozenset({mine}))
        assert "SOP-NS-010" in numbers(list(hits))


def test_a_document_is_replaced_and_removed(filled: Library) -> None:
    put(filled, entry("SOP-IT-001", "ชื่อใหม่", ("a", "หัวข้อ", "เนื้อหาใหม่ทั้งหมด")))
    assert numbers(find(filled, "เนื้อหาใหม่")) == ["SOP-IT-001"]
    for gone in ("แฮ็ก", "ฮ", "ความทรงจำ", "2566", "รหัสผ่าน"):
        assert "SOP-IT-001" not in numbers(find(filled, gone))
    with filled.unit() as unit:
        unit.search.remove(DocumentNumber("SOP-IT-001"))
        unit.search.remove(DocumentNumber("SOP-XX-999"))
        unit.commit()
    for gone in ("เนื้อหาใหม่", "ใหม่", "ห", "sop-it-001"):
        assert "SOP-IT-001" not in numbers(find(filled, gone))


def test_a_search_that_is_not_committed_changes_nothing(filled: Library) -> None:
    with filled.unit() as unit:
        unit.search.remove(DocumentNumber("SOP-IT-001"))
        unit.search.put(entry("SOP-IT-009", "ซ่อมลิฟต์"))
    assert numbers(find(filled, "แฮ็ก")) == ["SOP-IT-001"]
    assert find(filled, "ซ่อมลิฟต์") == []


NOTHING = ["", " ", "\u200b", '"', '""', "*", "%", "_", "\\", "(", "\0", "\x1f", "🙂", "ผ%ย", "ผู้ป่วย*"]
SYNTAX = [
    "NEAR(a b)",
    "a AND",
    "OR",
    "NOT ยา",
    "ยา OR",
    "^ยา",
    "{a b}:c",
    "-ยา",
    "title:ยา",
    "'; DROP TABLE ledger; --",
    'ผู้ป่วย"',
    'ผู้ป่วย"ทุก',
    'ผู้ป่วย"OR"ล้างมือ',
    'ไม่มีคำนี้"OR"ล้างมือ',
]
STRANGE = ["ยา\0มือ", "\ud800", "ก" * 5_000, "ยา " * 500, "a\nb"]


@pytest.mark.parametrize("query", [*NOTHING, *SYNTAX, *STRANGE])
def test_nothing_that_is_typed_has_a_meaning_of_its_own(filled: Library, query: str) -> None:
    hits = find(filled, query)
    assert all(0 <= start < end <= len(hit.excerpt) for hit in hits for start, end in hit.marks)
    if query in NOTHING:
        assert hits == []


def test_what_was_put_comes_back_as_it_was(filled: Library) -> None:
    with filled.reading() as uow:
        held = list(uow.search.entries())
        assert uow.search.versions() == {entry.number: entry.version_id for entry in held}
    assert [entry.number for entry in held] == sorted(entry.number for entry in held)
    with filled.unit() as uow:
        for entry in held:
            uow.search.put(entry)
        uow.commit()
    with filled.reading() as uow:
        assert list(uow.search.entries()) == held
        assert list(uow.damage()) == []
