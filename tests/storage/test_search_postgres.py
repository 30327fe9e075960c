"""SQLite and PostgreSQL give the same documents in the same tiers, in the same order."""

from __future__ import annotations

import random

import pytest

from sopctl.application.records import SearchEntry
from sopctl.storage.sql.unit_of_work import SqlLibrary
from sopctl.thai.text import fold
from tests.contracts.samples import entry
from tests.storage.databases import postgres_database

SENTENCES = (
    "พยาบาลดูแลผู้ป่วยในหอและบันทึกสัญญาณชีพทุก ๔ ชั่วโมง",
    "ตรวจสอบยาความเสี่ยงสูงสองคนก่อนให้ยา 5 mg/kg",
    "แจ้งศูนย์คอมพิวเตอร์ทันทีเมื่อบัญชีถูกแฮ็ก แล้วเปลี่ยนรหัสผ่าน",
    "การละเมิดข้อมูลส่วนบุคคลต้องแจ้งภายใน 72 ชั่วโมง",
    "ล้างมือก่อนและหลังดูแลผู้ป่วยทุกราย ๑๐๐ %",
    "เรียกคืนสำเนาควบคุมเมื่อฉบับใหม่มีผลบังคับใช้ ฯลฯ",
)
QUERIES = (
    "ยา", "ผู้ป่วย", "ก", "4", "mg", "sop it 1", "it-0", "การดูแลผู้ป่วย", "ลืมรหัสผ่านต้องแจ้งใคร", "ยา ผู้ป่วย",
    "ความเสี่ยง", "72 ชั่วโมง", "สำเนา ฉบับใหม่", "ไม่มีอะไร", '"', "%", "พยาบาลดูแลผู้ป่วยในหอและบันทึก", "100",
)  # fmt: skip


def entries() -> list[SearchEntry]:
    chance = random.Random(7)
    return [
        entry(
            f"SOP-{chance.choice(('IT', 'NS', 'PH'))}-{n:03}",
            chance.choice(SENTENCES)[:30],
            *(
                (f"a{p}", chance.choice(SENTENCES)[:20], " ".join(chance.sample(SENTENCES, 3)))
                for p in range(3)
            ),
        )
        for n in range(1, 41)
    ]


def answers(library: SqlLibrary, queries: list[str]) -> dict[str, list[tuple[str, int, str, str]]]:
    with library.reading() as unit:
        return {
            query: [
                (str(hit.number), hit.tier, hit.anchor, hit.excerpt)
                for hit in unit.search.find(query, restricted_departments=None, limit=10)
            ]
            for query in queries
        }


@pytest.mark.conformance
def test_both_databases_give_the_same_answers(library: SqlLibrary, worker_id: str) -> None:
    other = SqlLibrary.open(postgres_database(f"{worker_id}_answers"))
    for each in (library, other):
        with each.unit() as unit:
            for one in entries():
                unit.search.put(one)
            unit.commit()
    chance = random.Random(8)
    pieces = []
    for length in (1, 2, 3, 5, 9, 14):
        for _ in range(8):
            text = fold(chance.choice(SENTENCES))
            start = chance.randrange(len(text) - length)
            pieces.append(text[start : start + length])
    asked = [*QUERIES, *(piece for piece in pieces if piece.strip())]
    ours, theirs = answers(library, asked), answers(other, asked)
    other.close()
    assert ours == theirs
