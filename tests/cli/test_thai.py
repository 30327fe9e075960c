from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.support.command_line import Sopctl

CASES = Path(__file__).parents[1] / "thai" / "data" / "dates.tsv"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_dates_read_from_lines_give_one_object_each(nowhere: Sopctl) -> None:
    known = cases()
    lines = "".join(f"{case['input']}\n" for case in known)
    ran = nowhere.done("thai", "date", "-", "--today", "2026-01-15", "--json", stdin=lines)
    answers = [json.loads(line) for line in ran.out.split("\n") if line]
    assert [answer["input"] for answer in answers] == [case["input"] for case in known]
    for case, answer in zip(known, answers, strict=True):
        if case["expected"][:1].isdigit():
            notes = [note for note in case["notes"].replace(",", " ").split() if note]
            assert (answer["date"], answer["notes"]) == (case["expected"], notes), case
        else:
            assert set(answer) == {"input", "error"}, case
            assert answer["error"]["code"]
            assert answer["error"]["message"]


def test_a_date_is_written_as_iso(nowhere: Sopctl) -> None:
    assert nowhere.done("thai", "date", "๑๒/๖/๒๕๖๖").out == "2023-06-12\n"


def test_an_impossible_date_is_refused(nowhere: Sopctl) -> None:
    ran = nowhere("thai", "date", "31/2/2566")
    assert (ran.status, ran.out, ran.code) == (1, "", "no-such-day")


def test_lines_after_an_impossible_date_are_still_read(nowhere: Sopctl) -> None:
    ran = nowhere("thai", "date", "-", stdin="12/6/2566\n31/2/2566\n1/1/2567\n")
    assert (ran.status, ran.out) == (1, "2023-06-12\n2024-01-01\n")
    assert ran.code == "no-such-day"


@pytest.mark.parametrize(
    ("form", "digits", "written"),
    [
        ("long", "thai", "๑๒ มิถุนายน ๒๕๖๖"),
        ("full", "thai", "วันจันทร์ที่ ๑๒ มิถุนายน พ.ศ. ๒๕๖๖"),
        ("slash", "arabic", "12/6/2566"),
        ("iso", "thai", "2023-06-12"),
    ],
)
def test_a_date_is_written_in_thai_forms(nowhere: Sopctl, form: str, digits: str, written: str) -> None:
    assert (
        nowhere.done("thai", "format", "2023-06-12", "--form", form, "--digits", digits).out == f"{written}\n"
    )


def test_digits_change_both_ways(nowhere: Sopctl) -> None:
    assert nowhere.done("thai", "digits", "หน้า 12").out == "หน้า ๑๒\n"
    assert nowhere.done("thai", "digits", "หน้า ๑๒", "--digits", "arabic").out == "หน้า 12\n"


@pytest.mark.parametrize("text", ["ผู้ป่วยมาโรงพยาบาล 2 ครั้ง", " a  ข\t\u200bค\u2028ง", "น้ำ SOP-IT-001"])
def test_words_put_together_are_the_text(nowhere: Sopctl, text: str) -> None:
    for ran in (
        nowhere.done("thai", "words", text, "--json"),
        nowhere.done("thai", "words", "-", "--json", stdin=f"{text}\n"),
    ):
        assert "".join(ran.json["words"]) == text


def test_repairs_are_told(nowhere: Sopctl) -> None:
    answer = nowhere.done("thai", "normalise", "เเก้น\u0e4d\u0e32", "--json").json
    assert answer["text"] == "แก้น้ำ".replace("้ำ", "ำ").replace("แก", "แก")
    assert {one["code"] for one in answer["repairs"]} == {"sara-ae", "sara-am"}


def test_bytes_that_are_no_text_are_refused(nowhere: Sopctl) -> None:
    ran = nowhere("thai", "words", "-", stdin=b"\xff\xfe\n")
    assert (ran.status, ran.code) == (1, "not-text")
