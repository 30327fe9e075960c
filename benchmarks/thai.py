"""Thai beside its peers: segmentation, dates, folding, order, import time.

Run ``python benchmarks/thai.py``. Peers that are not installed (pythainlp, PyICU, dateutil, dateparser) are
named as missing; the others are timed in the same process, on the same text, the fastest of several rounds
each. The text is the starter documents, line by line. What was measured is noted in ``thai.md``.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from typing import Any

from sopctl.resources import documents_dir
from sopctl.thai.dates import Form, format_date, parse
from sopctl.thai.text import fold, sort_key
from sopctl.thai.words import Words

ROUNDS = 5
EVERYDAY = """โรงพยาบาล ผู้ป่วย พยาบาลวิชาชีพ เภสัชกร หอผู้ป่วย ห้องฉุกเฉิน วันที่บังคับใช้ มิถุนายน ตัวชี้วัด
เวชระเบียน อุบัติการณ์ ความเสี่ยง ผู้อำนวยการ ผู้ทบทวน ผู้อนุมัติ ข้อมูลส่วนบุคคล พาราเซตามอล วาร์ฟาริน เฮพาริน อินซูลิน
มอร์ฟีน เมตฟอร์มิน ความดันโลหิต สัญญาณชีพ การติดเชื้อ สหสาขาวิชาชีพ ระเบียบปฏิบัติ วิสัญญีแพทย์ ยาปฏิชีวนะ
ใบยินยอม""".split()  # noqa: SIM905 - one long list reads worse

Row = tuple[str, str, float, str]
Cut = Callable[[str], list[str]]


def main() -> None:
    """Print the table."""
    lines = [
        line
        for path in sorted(documents_dir().rglob("document.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    rows, missing = segmentation(lines)
    date_rows, more_missing = dates()
    rows += date_rows + others(lines) + imports()
    print(f"{sum(map(len, lines)):,} characters in {len(lines):,} lines; Python {sys.version.split()[0]}\n")
    print(f"| {'what':<44} | {'who':<24} | {'time':>12} | {'ratio':>7} | remark |")
    print(f"|{'-' * 46}|{'-' * 26}|{'-' * 14}|{'-' * 9}|--------|")
    first: dict[str, float] = {}
    for what, who, seconds, remark in rows:
        ratio = seconds / first.setdefault(what, seconds)
        print(f"| {what:<44} | {who:<24} | {shown(seconds):>12} | {ratio:>6.2f}x | {remark} |")
    for peer in missing + more_missing:
        print(f"\nnot installed, so not compared: {peer}")


def segmentation(lines: list[str]) -> tuple[list[Row], list[str]]:
    """Time every segmenter over ``lines``, and count the everyday words each leaves whole in a sentence."""
    words = Words.default()
    cutters: list[tuple[str, Cut]] = [("sopctl", words.segment), ("sopctl, line ends", words.pieces)]
    missing = []
    if tokenizer := module("pythainlp.tokenize"):
        cutters.append(("pythainlp newmm", lambda text: list(tokenizer.word_tokenize(text, engine="newmm"))))
    else:
        missing.append("pythainlp (newmm)")
    if icu := module("icu"):
        cutters.append(("ICU", icu_cutter(icu)))
    else:
        missing.append("PyICU")
    rows = []
    for who, cut in cutters:
        whole = sum(word in cut(f"ต้อง{word}และ") for word in EVERYDAY)
        kept = all("".join(cut(line)) == line for line in lines)
        remark = f"{whole} of {len(EVERYDAY)} everyday words whole" + ("" if kept else "; loses text")
        rows.append(("segmentation of all lines", who, best(each(cut, lines)), remark))
    return rows, missing


def icu_cutter(icu: Any) -> Cut:
    """ICU's Thai word break iterator as a function; its offsets count UTF-16 units."""
    iterator = icu.BreakIterator.createWordInstance(icu.Locale("th"))

    def cut(text: str) -> list[str]:
        source = icu.UnicodeString(text)
        iterator.setText(source)
        ends = [0, *iterator]
        return [str(source[start:end]) for start, end in pairwise(ends)]

    return cut


def dates() -> tuple[list[Row], list[str]]:
    """Time reading a thousand dates: Thai ones here, English ones by the peers."""
    today = date(2026, 1, 15)
    days = [today - timedelta(days=7 * n) for n in range(1000)]
    what = "reading 1,000 dates"
    rows = [
        (what, f"sopctl, {form}", best(reader([format_date(day, form) for day in days], today)), "")
        for form in (Form.SLASH, Form.LONG, Form.FULL)
    ]
    english = [f"{day:%d %B %Y}" for day in days]
    rows.append((what, "sopctl, English", best(reader(english, today)), ""))
    missing = []
    for name, call in (("dateutil.parser", "parse"), ("dateparser", "parse")):
        if peer := module(name):
            function = getattr(peer, call)
            remark = f"12/6/2566 is {attempt(function)}"
            rows.append((what, name, best(each(function, english)), remark))
        else:
            missing.append(name)
    return rows, missing


def reader(texts: list[str], today: date) -> Callable[[], object]:
    """A job that reads ``texts``."""
    return lambda: [parse(text, today=today) for text in texts]


def attempt(function: Callable[[str], Any]) -> str:
    """What a peer makes of a Thai date."""
    try:
        found = function("12/6/2566")
    except (ValueError, OverflowError) as refused:
        return f"refused ({type(refused).__name__})"
    return f"{found:%Y-%m-%d}" if isinstance(found, datetime) else str(found)


def others(lines: list[str]) -> list[Row]:
    """Time folding and sort keys, and the first use of the dictionary."""
    script = "from sopctl.thai.words import Words; Words.default().segment('ก')"
    rows = [
        ("folding of all lines", "sopctl", best(lambda: [fold(line) for line in lines]), ""),
        ("sorting of all lines", "sopctl", best(lambda: sorted(lines, key=sort_key)), ""),
    ]
    if icu := module("icu"):
        collator = icu.Collator.createInstance(icu.Locale("th"))
        rows.append(("sorting of all lines", "ICU", best(lambda: sorted(lines, key=collator.getSortKey)), ""))
    rows.append(("a process that cuts its first word", "sopctl", process(script), "Python's start included"))
    if module("pythainlp.tokenize"):
        peer = "from pythainlp.tokenize import word_tokenize; word_tokenize('ก')"
        rows.append(("a process that cuts its first word", "pythainlp newmm", process(peer), "as above"))
    return rows


def imports() -> list[Row]:
    """Time importing, within a fresh process."""
    rooms = "sopctl.thai.dates, sopctl.thai.text, sopctl.thai.words, sopctl.thai.digits"
    rows = [
        ("import", "sopctl.thai", import_time("sopctl.thai"), "at most 50 ms"),
        ("import", "sopctl.thai, all rooms", import_time(rooms), "no dictionary yet"),
    ]
    rows += [("import", name, import_time(name), "") for name in ("pythainlp", "dateparser") if module(name)]
    return rows


def import_time(names: str) -> float:
    """Processor seconds that ``import names`` takes, the best of several processes."""
    script = f"import time; s = time.process_time(); import {names}; print(time.process_time() - s)"
    command = [sys.executable, "-c", script]
    return min(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(ROUNDS)
    )


def each(function: Callable[[str], object], texts: list[str]) -> Callable[[], object]:
    """A job that calls ``function`` for each of ``texts``."""
    return lambda: [function(text) for text in texts]


def process(script: str) -> float:
    """Seconds that a process takes to run ``script``, the best of several."""
    command = [sys.executable, "-c", script]
    return best(lambda: subprocess.run(command, capture_output=True, check=True), time.perf_counter)


def best(job: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of the fastest of several rounds: processor time, so that a busy machine disturbs little."""
    return min(rounds(job, clock))


def rounds(job: Callable[[], object], clock: Callable[[], float]) -> Iterable[float]:
    """Seconds of each round."""
    for _ in range(ROUNDS):
        start = clock()
        job()
        yield clock() - start


def module(name: str) -> Any | None:
    """An optional peer, or None."""
    try:
        return import_module(name)
    except ImportError:
        return None


def shown(seconds: float) -> str:
    """``seconds`` in milliseconds."""
    return f"{seconds * 1000:,.2f} ms"


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d}")
    main()
