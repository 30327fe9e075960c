import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sopctl.thai.date_names import MONTHS, MONTHS_SHORT, WEEKDAYS
from sopctl.thai.dates import Form, Note, ThaiDateError, format_date, parse
from sopctl.thai.digits import Digits, to_arabic

TODAY = date(2026, 1, 15)
CASES = Path(__file__).parent / "data" / "dates.tsv"

JUNE_12 = (
    "12มิ.ย.2566", "12 มิ. ย. 2566", "12 มิถุนา 66", "12-มิ.ย.-2566", "12 JUNE 2023", "12th Jun. 2023",
    "จ. 12 มิ.ย. 66", "วันจันทร์ 12/6/2566", "Monday, 12 June 2023", "ณ วันที่ 12 มิถุนายน 2566",
    "วันที่ 12 เดือน 6 พ.ศ. 2566", "12 มิ.ย. ปี พ.ศ. 2566", "12 มิถุนายน พุทธศักราช 2566", "12 June 2566 BE",
    "12 June A.D. 2023", "12 มิถุนายน ค.ศ. 2023", "12-6-2566", "2566-6-12", "012/6/2566"[1:], "12 มิถุนายน พศ 66",
    "12\u00a0มิถุนายน 2566", "\ufeff12/6/2566", "12 ม\u200bิถุนายน 2566",
)  # fmt: skip
NOTED = {
    "12 มิ ถุนายน 2566": Note.OCR_SPACING,
    "12 / 6 / 2566": Note.OCR_SPACING,
    "12/6/2 566": Note.OCR_SPACING,
    "12 มีถุนายน 2566": Note.MONTH_MISSPELT,
    "12 มิถุนายม 2566": Note.MONTH_MISSPELT,
    "๑๒ มิถุนายน 2566": Note.MIXED_DIGITS,
}
REFUSED = {
    "": "not-a-full-date",
    "2566": "not-a-full-date",
    "12 มิถุนายน": "not-a-full-date",
    "1 2 มิถุนายน 2566": "not-a-full-date",
    "12/6/25 66": "not-a-full-date",
    "12/6/66 12": "not-a-full-date",
    "12/6/566": "not-a-full-date",
    "12/6/25666": "not-a-full-date",
    "12/6-2566": "not-a-full-date",
    "6 12 2566": "not-a-full-date",
    "June 12, 2023": "not-a-full-date",
    "2566/06/12": "not-a-full-date",
    "12 พ.ศ. 2566": "not-a-full-date",
    "พ.ศ. 12/6/2566": "not-a-full-date",
    "12/6/2566.": "not-a-full-date",
    "12/6/2566 น.": "not-a-full-date",
    "²/6/2566": "not-a-full-date",
    "١٢/٦/٢٥٦٦": "not-a-full-date",
    "\ud800": "not-a-full-date",
    "12\x1f6\x1f2566": "not-a-full-date",
    "1" * 100_000: "not-a-full-date",
    "12 มิ.ค. 2566": "bad-month",
    "12 มกนาคม 2566": "bad-month",
    "12/0/2566": "bad-month",
    "6/13/2023": "bad-month",
    "0/6/2566": "no-such-day",
    "31/6/2566": "no-such-day",
    "29 กุมภาพันธ์ 2568": "no-such-day",
    "29/2/66": "no-such-day",
    "วันอังคารที่ 12/6/2566": "weekday-mismatch",
    "12 มิถุนายน ค.ศ. 2566": "era-contradicts-year",
    "12 มิถุนายน 2023 BE": "era-contradicts-year",
    "12 มิถุนายน 2455": "year-out-of-range",
    "31 มีนาคม ค.ศ. 1913": "year-out-of-range",
    "12/6/3000": "year-out-of-range",
    "12/6/1543": "year-out-of-range",
    "1 ม.ค. 2483": "never-existed",
    "31/3/2483": "never-existed",
    "1 เมษายน ร.ศ. 112": "era-unsupported",
    "12 มิ.ย. 32": "ambiguous-year",
}


ROWS = list(csv.DictReader(CASES.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_sample_of_the_rules(row: dict[str, str]) -> None:
    if row["expected"] == "error":
        with pytest.raises(ThaiDateError) as refused:
            parse(row["input"], today=TODAY)
        assert refused.value.code == row["notes"]
    else:
        read = parse(row["input"], today=TODAY)
        assert (read.date.isoformat(), ",".join(read.notes)) == (row["expected"], row["notes"])


@pytest.mark.parametrize("text", JUNE_12)
def test_one_day_written_in_many_ways(text: str) -> None:
    read = parse(text, today=TODAY)
    assert read.date == date(2023, 6, 12)
    assert set(read.notes) <= {Note.TWO_DIGIT_YEAR}


@pytest.mark.parametrize(("text", "note"), NOTED.items())
def test_what_is_assumed_is_noted(text: str, note: Note) -> None:
    read = parse(text, today=TODAY)
    assert (read.date, read.notes) == (date(2023, 6, 12), (note,))
    assert note.message
    assert note.message_th


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_refused_says_why_in_both_languages(text: str, code: str) -> None:
    with pytest.raises(ThaiDateError) as refused:
        parse(text, today=TODAY)
    error = refused.value
    assert error.code == code
    assert error.message == str(error)
    assert re.search("[ก-ฮ]", error.message_th)
    assert (error.message + error.message_th).isprintable()
    assert len(error.message) < 300


def test_every_month_has_its_own_names() -> None:
    for names in (MONTHS, MONTHS_SHORT, [name.replace(".", "") for name in MONTHS_SHORT]):
        for number, name in enumerate(names, 1):
            assert parse(f"3 {name} 2566", today=TODAY).date == date(2023, number, 3)


def test_no_single_slip_turns_one_month_into_another() -> None:
    letters = "กขคงจชฎฏณดตถทธนบปพฟภมยรลวศษสหฬอาิีึุูัะเแ์็่้"
    for number, name in enumerate(MONTHS, 1):
        slips = {name[:i] + name[i + 1 :] for i in range(len(name))}
        slips |= {name[:i] + new + name[i + 1 :] for i in range(len(name)) for new in letters}
        slips |= {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
        for slip in slips:
            try:
                read = parse(f"3 {slip} 2566", today=TODAY)
            except ThaiDateError:
                continue
            assert read.date == date(2023, number, 3), slip


@pytest.mark.parametrize("year", range(100))
def test_a_year_of_two_digits_lies_within_its_window(year: int) -> None:
    text = f"12/6/{year:02}"
    try:
        read = parse(text, today=TODAY)
    except ThaiDateError:
        with pytest.raises(ThaiDateError, match="four digits"):
            parse(text, today=TODAY)
    else:
        assert date(1991, 1, 15) <= read.date <= date(2031, 1, 15)
        assert read.notes == (Note.TWO_DIGIT_YEAR,)
        assert year in (read.date.year % 100, (read.date.year + 543) % 100)


def test_the_window_of_two_digits_ends_on_its_day() -> None:
    assert parse("15/1/74", today=TODAY).date == date(2031, 1, 15)
    assert parse("15/1/34", today=TODAY).date == date(1991, 1, 15)
    for outside in ("16/1/74", "14/1/34"):
        with pytest.raises(ThaiDateError, match="no reading"):
            parse(outside, today=TODAY)
    assert parse("28/2/66", today=date(2024, 2, 29)).date == date(2023, 2, 28)


# --- Nothing may be left over. What is read is explained here a second time, by other means.

_WORDS = (
    "วันที่ วัน ที่ เดือน พ.ศ. พ.ศ พศ ค.ศ. ปี ณ ลง June Mon BE CE th จ. พ. ศ. ส. อ. "
    "มกรา กุมภา มีนา เมษา พฤษภา มิถุนา กรกฎา สิงหา กันยา ตุลา พฤศจิกา พฤศจิ ธันวา พฤหัส "
    + " ".join((*MONTHS, *MONTHS_SHORT, *WEEKDAYS, ""))
    + " ".join(MONTHS_SHORT).replace(".", "")
)
_VOCABULARY = sorted(_WORDS.split(), key=len, reverse=True)
_OTHERS = "12 ๑๒ 1 6 2566 ๒๕๖๖ 66 2023 06 / - . , น. ก x ้ 0 ๓ ² ( ) – เวลา ร.ศ."
_TOKENS = st.sampled_from([*_VOCABULARY, *_OTHERS.split(" "), " ", "  ", "\u200b", "\n", "\x1f"])
_written = st.builds(
    format_date,
    st.dates(date(1913, 4, 1), date(2156, 12, 31)),
    st.sampled_from(Form),
    st.sampled_from(Digits),
)


@st.composite
def _damaged(draw: st.DrawFn) -> str:
    text = draw(_written)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        removed = draw(st.integers(0, 2))
        text = text[:place] + draw(_TOKENS) + text[place + removed :]
    return text


@settings(max_examples=1500, deadline=None)
@given(_damaged() | st.lists(_TOKENS, max_size=9).map("".join))
def test_a_date_uses_up_all_of_its_text(text: str) -> None:
    try:
        read = parse(text, today=TODAY)
    except ThaiDateError:
        return
    _explain(text, read.date, read.notes)


@given(_written, st.text(min_size=1, max_size=3), st.booleans())
def test_nothing_can_be_put_after_or_before_a_written_date(text: str, more: str, after: bool) -> None:
    if not re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c]", "", more):
        return
    whole = text + more if after else more + text
    try:
        read = parse(whole, today=TODAY)
    except ThaiDateError:
        return
    _explain(whole, read.date, read.notes)


def _explain(text: str, found: date, notes: tuple[Note, ...]) -> None:
    plain = re.sub("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", to_arabic(text))
    if Note.OCR_SPACING in notes:
        plain = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "", plain)
    groups = [int(group) for group in re.findall("[0-9]+", plain)]
    shift = 543 if found >= date(1941, 1, 1) or found.month >= 4 else 542
    years = {found.year, found.year + shift}
    if Note.TWO_DIGIT_YEAR in notes:
        years = {year % 100 for year in years}
    day, month = found.day, found.month
    explained = [[day, year] for year in years] + [[day, month, year] for year in years]
    explained += [[year, month, day] for year in years]
    assert groups in explained, (text, found)
    rest = re.sub("[0-9]+", " ", plain)
    if Note.MONTH_MISSPELT not in notes:
        rest = re.sub(r"[-/., \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]", "", rest)
        rest = re.sub("(?:be|ce|ad)$", "", rest, flags=re.IGNORECASE)
        for word in _VOCABULARY:
            rest = rest.replace(word.replace(".", ""), "", 1)
        assert rest == "", (text, found, rest)
