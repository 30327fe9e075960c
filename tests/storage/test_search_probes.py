"""The trigrams that a query is looked up by never exclude a text that holds it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.storage.sql.search.probes import TRIGRAM, Probes
from sopctl.storage.sql.search.query import Query
from sopctl.storage.sql.unit_of_work import SqlLibrary
from tests.contracts.samples import entry


def probes(typed: str, weights: dict[str, float] | None = None) -> Probes:
    asked = Query.parse(typed)
    return Probes.of(asked.terms, asked.aligned_terms, weights or {})


def pieces(expression: str) -> list[str]:
    return [piece[1:-1].replace('""', '"') for piece in re.findall('"(?:[^"]|"")*"', expression)]


@given(st.text(alphabet='ผู้ป่วยยาแพ้กงadm12."() ', max_size=60))
@settings(max_examples=60)
def test_each_piece_stands_in_a_term_and_other_terms_are_checked(typed: str) -> None:
    asked, found = Query.parse(typed), probes(typed)
    held = pieces(found.expression)
    assert all(any(piece in term for term in asked.terms) for piece in held)
    assert all(len(piece) >= TRIGRAM for piece in held)
    assert set(asked.terms) <= {*held, *found.left}
    assert bool(held) is any(len(term) >= TRIGRAM for term in asked.terms)


def test_short_queries_are_looked_up_as_they_are() -> None:
    assert probes("แพ้ยา ง") == Probes('"แพ้ยา"', ["ง"])
    assert probes("ยา") == Probes("", ["ยา"])


def test_the_words_that_tell_most_are_looked_up() -> None:
    weights = {"การ": 0.1, "บันทึก": 0.2, "ใน": 0.1, "ทะเบียน": 0.2, "เมทฟอร์มิน": 8.0}
    asked = "การบันทึกในทะเบียนเมทฟอร์มิน"
    held = pieces(probes(asked, weights).expression)
    assert any(piece in "เมทฟอร์มิน" for piece in held)
    assert len(held) == 5


def test_a_row_of_dots_says_nothing() -> None:
    assert pieces(probes("................... จันทร์").expression)[0] == "จันทร์"


@pytest.mark.parametrize("query", ["น. เพื", "งใจ โช", "1 ตัวอักษรทุกตัว"])
def test_short_terms_count_in_the_passage_of_the_longer_ones(library: SqlLibrary, query: str) -> None:
    short, long = sorted(query.split(), key=len)
    with library.unit() as unit:
        for number in range(40):
            unit.search.put(entry(f"SOP-AA-{number:03}", "เรื่อง", ("a", "หัวข้อ", f"ข้อความ {long}ออื่น")))
        together = ("a", "หัวข้อ", f"ก่อนเวลา {short} ทำ{long}อ")
        unit.search.put(entry("SOP-BB-001", "เรื่อง", together))
        unit.search.put(entry("SOP-BB-002", "เรื่อง", ("a", "หัวข้อ", short), ("b", "ต่อ", long)))
        unit.commit()
    with library.reading() as unit:
        found = [str(hit.number) for hit in unit.search.find(query, restricted_departments=None)]
    assert found[0] == "SOP-BB-001"
    assert set(found) >= {"SOP-BB-001", "SOP-BB-002"}
