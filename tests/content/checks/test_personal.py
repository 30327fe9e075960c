"""Personal data in every shape that Word, a form and a hand give it."""

from __future__ import annotations

from datetime import date

import pytest

from sopctl.content.checks import CheckContext, personal_data
from sopctl.content.checks.personal import citizen_number
from sopctl.content.source import Source
from sopctl.content.types import load_type
from sopctl.resources import documents_dir, templates_dir

CONTEXT = CheckContext(
    type=load_type((templates_dir() / "types" / "SOP.yaml").read_text("utf-8")), today=date(2026, 1, 15)
)
NUMBER = "1101700230708"  # made up; its check digit is right
GROUPS = ("1", "1017", "00230", "70", "8")


def codes(body: str) -> list[str]:
    source = Source.parse(f"---\nnumber: SOP-A-001\ntitle: x\n---\n\n{body}\n", today=CONTEXT.today)
    return [one.code.removeprefix("personal-") for one in personal_data(source, CONTEXT)]


def test_the_number_of_these_tests_is_one() -> None:
    assert citizen_number(NUMBER)
    assert not citizen_number(NUMBER[:-1] + "9")


@pytest.mark.parametrize(
    "written",
    [
        *(
            f"บัตร {sign.join(GROUPS)} ครับ"
            for sign in ("", "-", " ", ".", "/", "  ", " - ", "–", "‑", "−", "—")
        ),
        *(sign.join(GROUPS) for sign in ("\u00a0", "\u2009", "\u200b", "\u00ad", "\\-", "\\.", " | ")),
        NUMBER.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
        "-".join(GROUPS).translate({ord("0") + n: 0x0E50 + n for n in range(10)}),
        "1-1017-**00230**-70-8",
        "1-1017-`00230`-70-8",
        f"&#49;{NUMBER[1:]}",
        f"ID{NUMBER}",
        " ".join(NUMBER),
        f"| {' | '.join(NUMBER)} |",
        f"![x]({NUMBER}.png)",
        f"[x](https://example.org/?id={NUMBER})",
        f"[a]: https://example.org/{NUMBER}",
        f"ก[^1]\n\n[^1]: {NUMBER}",
    ],
)
def test_a_citizen_number_in_any_shape(written: str) -> None:
    assert codes(written) == ["citizen-number"]


@pytest.mark.parametrize(
    "written",
    [
        "HN 123456",
        "HN: 66-012345",
        "hn 123456",
        "H.N. 123456",
        "เอชเอ็น 1234567",
        "**HN** 123456",
        "| HN | 123456 |",
        "HN\u00a012345/66",
        "เลขประจำตัวผู้ป่วยนอก 660123456",
    ],
)
def test_a_patients_number_in_any_shape(written: str) -> None:
    assert codes(written) == ["hospital-number"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("081–234–5678", "phone"),
        ("(081) 234-5678", "phone"),
        ("+66(0)81-234-5678", "phone"),
        ("081‑2345678", "phone"),
        ("a**b**@gmail.com", "email"),
        ("a.b @ gmail.com", "email"),
        ("Passport **AA1234567**", "passport"),
    ],
)
def test_other_numbers_in_any_shape(written: str, code: str) -> None:
    assert codes(written) == [code]


@pytest.mark.parametrize(
    "written",
    [
        "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 |",
        "1.1017.00230.70.9",
        "ISBN 978-616-11-2345-6",
        "KCl 20 mEq ใน NSS 1,000 ml",
        "เวลา 08.00–16.30 น.",
        "https://example.org/0812345678",
        "คะแนน 1 2 3 4 5 6 7 8 9 1 2 3 5",
        "it@hospital.go.th",
        "โทร 1669",
        "hn ไม่มีเลข",
    ],
)
def test_what_is_none(written: str) -> None:
    assert codes(written) == []


def test_the_starter_library_holds_none_but_what_it_says() -> None:
    for path in documents_dir().glob("*/document.md"):
        source = Source.parse(path.read_text("utf-8"), today=CONTEXT.today)
        assert personal_data(source, CONTEXT) == (), path
