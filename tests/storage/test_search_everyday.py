"""Everyday words, fewer words and near words over the real index."""

from __future__ import annotations

from functools import partial

import pytest

from sopctl.application.queries.finding import Search
from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.access import Access
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.thai.synonyms import Synonyms
from tests.contracts.samples import entry

ENTRIES = (
    entry("SOP-IT-001", "การใช้คอมพิวเตอร์", ("a", "ขอบเขต", "เปลี่ยน รหัสผ่าน ทุก 90 วัน และห้ามบอกผู้อื่น")),
    entry("SOP-IT-003", "เหตุละเมิดข้อมูล", ("a", "เหตุ", "เครื่องที่พบ มัลแวร์เรียกค่าไถ่ ให้ถอดสายเครือข่ายทันที")),
    entry("SOP-NS-001", "การช่วยฟื้นคืนชีพ", ("a", "ทีม", "เรียกทีมแล้วกดหน้าอกทันที"), department="NS"),
    entry("SOP-NS-002", "ทีม CPR", ("a", "ทีม", "รายชื่อทีม"), department="NS"),
    entry("SOP-SF-001", "แผนอัคคีภัย", ("a", "แผน", "อพยพผู้ป่วย"), department="SF", access=Access.RESTRICTED),
)


def put(library: SqlLibrary, *entries: SearchEntry) -> None:
    with library.unit() as unit:
        for each in entries:
            unit.search.put(each)
        unit.commit()


def find(library: SqlLibrary, query: str, mine: frozenset[str] | None = None) -> list[SearchHit]:
    with library.reading() as unit:
        ask = partial(unit.search.find, restricted_departments=mine, limit=20)
        known = partial(unit.search.known, restricted_departments=mine)
        search = Search(ask, known, Synonyms.packaged(), 20)
        return list(search.in_any_words(query) or search.by_fewer(query))


def numbers(hits: list[SearchHit]) -> list[str]:
    return [str(hit.number) for hit in hits]


@pytest.mark.parametrize(
    "query",
    ["ransomware", "แรนซัมแวร์", "ไวรัส", "คอมติดไวรัส", "โดน ransomware ทำยังไง", "โดนแรนซัมแวร์ทำยังไง"],
)
def test_a_document_is_found_by_what_people_call_it(library: SqlLibrary, query: str) -> None:
    put(library, *ENTRIES)
    (hit,) = find(library, query)
    assert (str(hit.number), hit.whole) == ("SOP-IT-003", True)
    start, end = hit.marks[0]
    assert hit.excerpt[start:end].startswith("มัลแวร์")


def test_what_holds_the_word_itself_comes_first_and_nothing_comes_twice(library: SqlLibrary) -> None:
    put(library, *ENTRIES)
    assert numbers(find(library, "CPR")) == ["SOP-NS-002", "SOP-NS-001"]
    assert numbers(find(library, "การช่วยฟื้นคืนชีพ")) == ["SOP-NS-001", "SOP-NS-002"]


@pytest.mark.parametrize("query", ["ลืมรหัสผ่าน", "ลืม พาสเวิร์ด", "ransomware zzzz", "how to forget password"])
def test_with_some_of_the_words_a_hit_says_so(library: SqlLibrary, query: str) -> None:
    put(library, *ENTRIES)
    hits = find(library, query)
    assert numbers(hits) == [("SOP-IT-003" if "zzzz" in query else "SOP-IT-001")]
    assert not any(hit.whole for hit in hits)


@pytest.mark.parametrize(
    "query", ["วิธีทำต้มยำกุ้งให้อร่อย", "hello world", "ราคา ทองคำ", "ฟหกด่าสว", "zzzz qqqq", "ทำยังไง", "โดน ไหม คะ"]
)
def test_nonsense_finds_nothing(library: SqlLibrary, query: str) -> None:
    put(library, *ENTRIES)
    assert find(library, query) == []


def test_other_words_and_fewer_words_open_nothing_restricted(library: SqlLibrary) -> None:
    put(library, *ENTRIES)
    for query in ("ไฟไหม้", "fire", "ไฟไหม้ zzzz", "แผนไฟไหม้"):
        assert "SOP-SF-001" not in numbers(find(library, query, frozenset({"NS"}))), query
        assert numbers(find(library, query, frozenset({"SF"}))) == ["SOP-SF-001"], query


def test_a_question_without_everyday_words_asks_once(library: SqlLibrary) -> None:
    put(library, *ENTRIES)
    asked = list[str]()
    with library.reading() as unit:

        def ask(query: str) -> list[SearchHit]:
            asked.append(query)
            return list(unit.search.find(query, restricted_departments=None))

        known = partial(unit.search.known, restricted_departments=None)
        assert Search(ask, known, Synonyms.packaged(), 20).in_any_words("ถอดสายเครื่อง")
        assert asked == ["ถอดสายเครื่อง"]
        assert Search(ask, known, Synonyms.packaged(), 1).in_any_words("การช่วยฟื้นคืนชีพ")
        assert asked[1:] == ["การช่วยฟื้นคืนชีพ"]  # its own word fills the answer
