import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.resources import asset
from sopctl.thai.folding import fold
from sopctl.thai.words import Words, clusters, read_entries

WORDS = Words.default()
ANY = st.text(alphabet=st.characters(exclude_categories=[]), max_size=40)
_LETTERS = [
    *map(chr, range(0x0E01, 0x0E5C)),
    *"aZ09 .-/%()\"'“”,:@&\n\x1f\u00a0\u200b\u200d\u0301\ud800😀🇹漢ខ",
]
_PARTS = ["ผู้ป่วย", "โรงพยาบาล", "น้ำ", "ม.ค.", "นพ.", "SOP-IT-001", "https://", "B12", "្"]
THAI = st.lists(st.sampled_from([*_LETTERS, *_PARTS]), max_size=25).map("".join)
NO_START = "ๆฯ)%/”’»"

EVERYDAY = [
    "โรงพยาบาล",
    "ผู้ป่วย",
    "พยาบาล",
    "พยาบาลวิชาชีพ",
    "แพทย์",
    "เภสัชกร",
    "หอผู้ป่วย",
    "ห้องฉุกเฉิน",
    "ห้องผ่าตัด",
    "วันที่บังคับใช้",
    "มิถุนายน",
    "พฤศจิกายน",
    "ตัวชี้วัด",
    "เวชระเบียน",
    "อุบัติการณ์",
    "ความเสี่ยง",
    "ผู้อำนวยการ",
    "ผู้ทบทวน",
    "ผู้อนุมัติ",
    "ผู้จัดทำ",
    "ข้อมูลส่วนบุคคล",
    "พาราเซตามอล",
    "อะม็อกซีซิลลิน",
    "วาร์ฟาริน",
    "เฮพาริน",
    "อินซูลิน",
    "มอร์ฟีน",
    "เมตฟอร์มิน",
    "ความดันโลหิต",
    "สัญญาณชีพ",
    "การติดเชื้อ",
    "สหสาขาวิชาชีพ",
    "ระเบียบปฏิบัติ",
    "คอมพิวเตอร์",
    "เครื่องช่วยหายใจ",
    "เคมีบำบัด",
    "กายภาพบำบัด",
    "วิสัญญีแพทย์",
    "กุมารแพทย์",
    "ยาปฏิชีวนะ",
    "โพแทสเซียม",
    "ใบยินยอม",
]


@settings(max_examples=500)
@given(ANY | THAI)
def test_words_and_pieces_make_up_their_text(text: str) -> None:
    words, pieces = WORDS.segment(text), WORDS.pieces(text)
    assert "".join(words) == "".join(pieces) == text
    assert all(words)
    assert all(pieces)


@settings(max_examples=500)
@given(ANY | THAI)
def test_no_cut_tears_a_cluster(text: str) -> None:
    whole = set(accumulate(map(len, clusters(text))))
    words = set(accumulate(map(len, WORDS.segment(text))))
    assert words <= whole
    assert set(accumulate(map(len, WORDS.pieces(text)))) <= words


@settings(max_examples=500)
@given(ANY | THAI | st.lists(st.sampled_from([*_PARTS, " ", "วิตามิน B12", "“", "๑"])).map("".join))
def test_the_pieces_of_stretches_are_those_of_their_text(text: str) -> None:
    stretches = WORDS.stretches(text)
    assert "".join(stretches) == text
    assert [piece for stretch in stretches for piece in WORDS.pieces(stretch)] == WORDS.pieces(text)


@settings(max_examples=500)
@given(THAI)
def test_no_line_begins_with_what_belongs_to_the_one_before(text: str) -> None:
    for before, piece in pairwise(WORDS.pieces(text)):
        if before[-1] not in "\n\x1f":
            assert piece[0] not in NO_START
            assert not piece[0].isspace() or piece[0] in "\x1f\u00a0"


@pytest.mark.parametrize("word", EVERYDAY)
@pytest.mark.parametrize("sentence", ["{}", "ต้อง{}ทุก", "ให้{}และ", "ที่{} ๑", "({})"])
def test_everyday_hospital_words_are_whole(word: str, sentence: str) -> None:
    assert word in WORDS.segment(sentence.format(word))


def test_every_entry_of_the_hospital_dictionary_is_whole_and_its_own() -> None:
    entries = read_entries(asset("words", "hospital.txt").read_text(encoding="utf-8"))
    common = set(read_entries(asset("words", "thai.txt").read_text(encoding="utf-8")))
    assert len(entries) > 800
    assert len(set(entries)) == len(entries)
    assert not common & set(entries)
    assert [entry for entry in entries if WORDS.segment(f"ใน{entry} และ")[1:2] != [entry]] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ทุกคน.", ["ทุกคน", "."]),
        ("โดยนพ.วิชัย", ["โดย", "นพ.", "วิชัย"]),
        ("ไปรพ.สต.", ["ไป", "รพ.สต."]),
        ("๐๙.๐๕ น.", ["๐๙.๐๕", " ", "น."]),
        ("12/6/2566", ["12/6/2566"]),
        ("SOP-IT-001", ["SOP-IT-001"]),
        ("วิตามิน b12", ["วิตามิน b12"]),
        ("ผล HIV/AIDS", ["ผล", " ", "HIV/AIDS"]),
    ],
)
def test_numbers_codes_and_abbreviations_are_whole(text: str, words: list[str]) -> None:
    assert WORDS.segment(text) == words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("เด็ก ๆ เล่น", ["เด็ก ๆ ", "เล่น"]),
        ("ยา ฯลฯ และ", ["ยา ฯลฯ ", "และ"]),
        ("95 % และ 95% และ", ["95 % ", "และ ", "95% ", "และ"]),
        ("ผู้ป่วย (ใน) และ", ["ผู้ป่วย ", "(ใน) ", "และ"]),
        ("กล่าว “ยา” และ", ["กล่าว ", "“ยา” ", "และ"]),
        ("ยา และ/หรือ", ["ยา ", "และ/", "หรือ"]),
        ("ดู ISO 15189:2022", ["ดู ", "ISO ", "15189:2022"]),
        ("ไป https://a.th/b?c=1 และ", ["ไป ", "https://a.th/b?c=1 ", "และ"]),
        ("ส่ง a.b@c.co.th", ["ส่ง ", "a.b@c.co.th"]),
        ("ยา 5-FU 10mg/mL", ["ยา ", "5-FU ", "10mg/mL"]),
        ("30 มิถุนายน – 2", ["30 ", "มิถุนายน – ", "2"]),
        ("ก\nๆ", ["ก\n", "ๆ"]),
        ("", []),
    ],
)
def test_where_a_line_may_end(text: str, pieces: list[str]) -> None:
    assert WORDS.pieces(text) == pieces


def test_a_library_extends_the_dictionary() -> None:
    name = "วิชัยเกษมสุขสันติ์"
    assert name not in WORDS.segment(f"แพทย์หญิง{name}")
    extended = WORDS.extended([f" {name} ", "", "Ward 5ก", "นํ้ายาพิเศษสูตรเก้า"])
    assert extended.segment(f"แพทย์หญิง{name}")[-1] == name
    assert extended.segment("ที่ ward 5ก นี้")[2] == "ward 5ก"
    assert extended.segment("น้ำยาพิเศษสูตรเก้า") == ["น้ำยาพิเศษสูตรเก้า"]
    assert name not in WORDS.segment(f"แพทย์หญิง{name}")
    assert extended.extended([name]) is extended
    assert Words.default() is WORDS


def test_threads_share_one_dictionary() -> None:
    text = "ผู้ป่วยต้องได้รับการประเมินโดยพยาบาลวิชาชีพที่โรงพยาบาล " * 20

    def cut(number: int) -> list[str]:
        return Words.default().extended([f"คำของเธรด{'ก' * (number % 2 + 1)}"]).segment(text)

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(cut, range(12)))
    assert results == [WORDS.segment(text)] * 12


_UNITS = ["ก", "เ", "่", "่ิ", "ำ้", ".", "ก.", "a+", "%", "a@", "ๆ ", "\ud800", "🇹", "ខ្"]


@pytest.mark.parametrize("unit", _UNITS, ids=ascii)
def test_a_huge_text_is_cut_and_repaired(unit: str) -> None:
    text = unit * 20_000
    assert "".join(WORDS.pieces(text)) == text
    assert fold(fold(text)) == fold(text)


def test_importing_thai_is_quick_and_loads_no_dictionary() -> None:
    script = (
        "import time, sys; start = time.process_time(); import sopctl.thai; one = time.process_time();"
        "import sopctl.thai.dates, sopctl.thai.text, sopctl.thai.words, sopctl.thai.digits;"
        "print(one - start, time.process_time() - start, 'ahocorasick' in sys.modules)"
    )
    runs = []
    for _ in range(5):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        alone, together, loaded = done.stdout.split()
        assert loaded == "False"
        runs.append((float(alone), float(together)))
    assert min(alone for alone, _ in runs) < 0.05
    # All rooms together: about 45 ms on a slow machine, of which half is the standard library's.
    assert min(together for _, together in runs) < 0.1


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("ตัวเลขที่เขียน", "ตัวเลข"),
        ("ข้อความในเอกสาร", "ข้อความ"),
        ("จำเป็นต่อการรักษา", "จำเป็น"),
        ("ตากลมที่ระเบียง", "ตาก"),
        ("ตากลมที่ระเบียง", "กลม"),
    ],
)
def test_no_line_ends_inside_a_word_in_whichever_way_it_is_read(text: str, whole: str) -> None:
    start = text.index(whole)
    ends, place = set(), 0
    for piece in Words.default().pieces(text):
        place += len(piece)
        ends.add(place)
    assert ends.isdisjoint(range(start + 1, start + len(whole)))
