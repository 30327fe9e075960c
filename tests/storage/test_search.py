from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from sopctl.application.records import SearchEntry, SearchHit
from sopctl.domain.access import Access
from sopctl.domain.numbers import DocumentNumber
from sopctl.storage.sql.search import postings
from sopctl.storage.sql.search.compounds import compounds, parts_of
from sopctl.storage.sql.search.cut import LINE, SEPARATOR, Cut, folded, offsets
from sopctl.storage.sql.search.excerpt import excerpt
from sopctl.storage.sql.search.query import Query, number_key
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.thai.text import fold, fold_with_offsets
from tests.contracts.samples import entry

WARD = (
    "พยาบาลดูแลผู้ป่วยในหอ ตรวจสัญญาณชีพทุก ๔ ชั่วโมง แล้วบันทึกในเวชระเบียน ฯลฯ\n\n"
    "หากพบอาการผิดปกติ ให้แจ้งแพทย์เวรทันที (SpO₂ < 95 %) และให้ยาตามแผนการรักษา 5 mg/kg"
)


def put(library: SqlLibrary, *entries: SearchEntry) -> None:
    with library.unit() as unit:
        for each in entries:
            unit.search.put(each)
        unit.commit()


def find(library: SqlLibrary, query: str, limit: int = 20) -> list[SearchHit]:
    with library.reading() as unit:
        return list(unit.search.find(query, restricted_departments=None, limit=limit))


def numbers(hits: list[SearchHit]) -> list[str]:
    return [str(hit.number) for hit in hits]


def one(number: str, body: str, title: str = "เรื่อง") -> SearchEntry:
    return entry(number, title, ("a", "หัวข้อ", body))


def test_a_short_word_does_not_drown_in_longer_ones(library: SqlLibrary) -> None:
    others = [one(f"SOP-NS-{n:03}", "พยาบาล " * 30, "คู่มือพยาบาล") for n in range(30)]
    rarely = one("SOP-ZZ-001", "ล้างมือก่อนให้ยาทุกครั้ง " + "ข้อความยาวอื่นในเอกสาร " * 40)
    put(library, *others, rarely, one("SOP-ZZ-002", "ระยะเวลายาวนาน"), one("SOP-ZZ-003", "รายการยาฉีด"))
    found = numbers(find(library, "ยา", 100))
    assert set(found[:2]) == {"SOP-ZZ-001", "SOP-ZZ-003"}
    assert len(found) == 33


def test_a_phrase_beats_scattered_words(library: SqlLibrary) -> None:
    scattered = one("SOP-AA-001", "ผู้ป่วยเบาหวานมาพบแพทย์ ความดันสูง การดูแลแผล " * 5)
    phrase = one("SOP-BB-001", "คำนำ " * 50 + "การดูแลผู้ป่วยเบาหวาน" + " อื่น" * 50)
    put(library, scattered, phrase)
    assert numbers(find(library, "การดูแลผู้ป่วยเบาหวาน")) == ["SOP-BB-001", "SOP-AA-001"]
    assert numbers(find(library, "เบาหวาน ผู้ป่วย"))[0] == "SOP-AA-001"


def test_a_phrase_that_begins_within_a_word_beats_scattered_words(library: SqlLibrary) -> None:
    put(library, one("SOP-AA-001", "ข้อ 62 แก้ไข มา แล้ว 62 มา " * 5), one("SOP-BB-001", "พ.ศ. 2562 มาตรา 26"))
    assert numbers(find(library, "62 มา")) == ["SOP-AA-001", "SOP-BB-001"]
    first = find(library, "562 มา")[0]
    assert (str(first.number), first.excerpt[slice(*first.marks[0])]) == ("SOP-BB-001", "562 มา")


def test_a_reader_who_asks_for_all_gets_all(library: SqlLibrary) -> None:
    put(library, *(one(f"SOP-NS-{n:03}", "รายการที่ผู้ป่วยต้องทราบ", "เรื่องผู้ป่วยใน") for n in range(150)))
    for query in ("ู้ป่ว", "ป่", "รายการที่ผู้ป่วยต้อง", "ที่ผู้ป่"):
        assert len(find(library, query, 500)) == 150, query


def test_a_question_finds_the_passage_that_holds_most_of_its_words(library: SqlLibrary) -> None:
    put(
        library,
        one("SOP-AA-001", "ผู้ใช้ที่ลืมรหัสผ่านติดต่อศูนย์คอมพิวเตอร์ด้วยตนเอง"),
        one("SOP-BB-001", "ผู้ป่วยติดต่อห้องบัตร"),
        one("SOP-CC-001", "เครื่องซักผ้า"),
    )
    found = numbers(find(library, "ถ้าลืมรหัสผ่านต้องไปติดต่อที่ไหน"))
    assert found[0] == "SOP-AA-001"
    assert "SOP-CC-001" not in found


def test_a_common_phrase_still_shows_where_it_says_most(library: SqlLibrary) -> None:
    usual = [one(f"SOP-NS-{n:03}", "ติดต่อศูนย์คอมพิวเตอร์ " + "เรื่องอื่น ๆ ในหน่วยงาน " * 8) for n in range(260)]
    put(library, *usual, one("SOP-ZZ-001", "ศูนย์คอมพิวเตอร์ " * 12))
    assert numbers(find(library, "ศูนย์คอมพิวเตอร์"))[0] == "SOP-ZZ-001"


def test_what_a_reader_may_not_see_does_not_stand_in_the_way(
    library: SqlLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_READ", 5)
    hidden = [
        entry(
            f"SOP-NS-{n:03}", "เรื่อง", ("a", "หัวข้อ", "ลืมรหัสผ่านติดต่อศูนย์คอมพิวเตอร์ " * 3), access=Access.RESTRICTED
        )
        for n in range(20)
    ]
    put(library, *hidden, one("SOP-ZZ-001", "ติดต่อด้วยตนเองเมื่อลืมรหัสผ่าน " + "เรื่องอื่น ๆ ในหน่วยงาน " * 20))
    with library.reading() as unit:
        hits = unit.search.find("ลืมรหัสผ่านติดต่อที่ไหน", restricted_departments=frozenset())
    assert numbers(list(hits)) == ["SOP-ZZ-001"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sop it 1", "SOP-IT-001"),
        ("sop-it-01", "SOP-IT-001"),
        ("it-001", "SOP-IT-001"),
        ("sop it 10", "SOP-IT-010"),
        ("sop-it-0", "SOP-IT-001"),
        ("10", "SOP-IT-010"),
        ("it", "SOP-IT-001"),
        ("OP-IT-0", "SOP-IT-001"),
    ],
)
def test_numbers_are_found_from_any_part(library: SqlLibrary, query: str, first: str) -> None:
    put(library, *(one(number, "ข้อความ op it 10") for number in ("SOP-IT-010", "SOP-IT-001", "WI-ER-100")))
    hits = find(library, query)
    assert (str(hits[0].number), hits[0].tier) == (first, 0)


@pytest.mark.parametrize(
    ("number", "key"), [("sop-it-001", "sopit1"), ("wi-2-10", "wi2.10"), ("a-000", "a0")]
)
def test_a_number_key_leaves_out_what_people_leave_out(number: str, key: str) -> None:
    assert number_key(number) == key


def test_every_piece_of_a_text_finds_it(library: SqlLibrary) -> None:
    put(library, one("SOP-NS-001", WARD, "การดูแลในหอ"), *(one(f"SOP-XX-{n:03}", "อื่น " * 9) for n in range(5)))
    plain = fold(WARD)
    for length in (1, 2, 3, 4, 7, 15, 40):
        for start in range(0, len(plain) - length, 3):
            piece = plain[start : start + length]
            if piece.strip():
                assert "SOP-NS-001" in numbers(find(library, piece, 100)), piece


def test_what_is_removed_leaves_nothing_to_find(library: SqlLibrary) -> None:
    put(library, one("SOP-NS-001", WARD))
    put(library, one("SOP-NS-001", "ใหม่"))
    with library.unit() as unit:
        unit.search.remove(DocumentNumber("SOP-NS-001"))
        unit.commit()
    with library.engine.connect() as connection:
        for table in ("search_documents", "search_passages", "search_postings", "search_standards"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
        assert connection.scalar(text("SELECT max(documents) FROM search_words")) == 0
        for table, term in (
            ("search_trigrams", '"ผู้ป่วย"'),
            ("search_trigrams", '"ใหม่"'),
            ("search_grams", "000e22"),
        ):
            query = text(f"SELECT count(*) FROM {table} WHERE {table} MATCH :term")  # noqa: S608
            assert connection.scalar(query, {"term": term}) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_whatever_is_typed_is_answered(library: SqlLibrary, query: str) -> None:
    put(library, one("SOP-NS-001", WARD))
    for hit in find(library, query):
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)


@given(st.text(max_size=80))
def test_the_way_back_from_folded_text_is_kept(written: str) -> None:
    cut = Cut.of(written)
    plain, places = fold_with_offsets(written)
    assert folded(cut.words) == plain
    assert list(offsets(cut.shifts, len(plain))) == places
    assert LINE not in plain


def shown(body: str, query: str, length: int = 60) -> tuple[str, list[str]]:
    cut, asked = Cut.of(body), Query.parse(query)
    made = excerpt(body, cut.words, cut.shifts, [asked.aligned, *asked.aligned_terms], length)
    return made.text, [made.text[start:end] for start, end in made.marks]


def test_an_excerpt_is_cut_at_word_ends_and_marks_the_text_as_written() -> None:
    body = "เปิดเรื่อง " * 20 + WARD + " ปิดเรื่อง" * 20
    for query, marks in {"4 ชั่วโมง": "๔ ชั่วโมง", "เวชระเบียน": "เวชระเบียน", "spo₂": "SpO₂"}.items():
        made, marked = shown(body, query)
        assert marked[0] == marks
        assert made.startswith("…")
        assert made.endswith("…")
        inside = made.strip("…")
        assert len(inside) < 100
        framed = SEPARATOR.join(Cut.of(inside).words.split(SEPARATOR)[1:-1])
        assert SEPARATOR + framed + SEPARATOR in Cut.of(body).words


def test_an_excerpt_of_a_short_text_is_all_of_it() -> None:
    assert shown("ให้ยาทุกครั้ง\nเสมอ", "ยา") == ("ให้ยาทุกครั้ง เสมอ", ["ยา"])
    assert shown("ให้ยาทุกครั้ง", "ไม่มี") == ("ให้ยาทุกครั้ง", [])
    assert shown("ระยะยาวนาน", "ยา") == ("ระยะยาวนาน", ["ยา"])


def test_compounds_come_apart_into_common_words_and_drug_names_do_not() -> None:
    assert parts_of("ยาความเสี่ยงสูง") == ("ยา", "ความเสี่ยง", "สูง")
    assert parts_of("ให้ยา") == ("ให้", "ยา")
    assert parts_of("พยาบาล") == parts_of("ยาว") == parts_of("ไฮดรอกซีคลอโรควิน") == ()
    assert compounds()["พยาบาลวิชาชีพ"] == ("พยาบาล", "วิชาชีพ")
    assert "โรงพยาบาล" not in compounds()
    assert not any("โรค" in parts for entry, parts in compounds().items() if "โรควิน" in entry)
